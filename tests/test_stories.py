"""Every story plays; and the report that one of them makes holds what was told in the chat, cell by cell."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from combinations import EVERY, taking_turns
from documents.structure import cells, faults, opened

from bot.dialogs.menu import LABELS
from bot.documents.reading import text_of
from bot.play import Stage, StoryFailed, play_file

STORIES = sorted((Path(__file__).parent / "stories").glob("*.yaml"))


PLAYS = [
    pytest.param(story, *played, id="-".join((story.stem, *played)))
    for number, story in enumerate(STORIES)
    for played in taking_turns(number)
    if EVERY or (story.stem, played[0]) != ("a_year", "local")  # docs/a-year.md is made of that play
]


@pytest.mark.parametrize(("story", "channel", "database_kind"), PLAYS, indirect=["database_kind"])
async def test_story(story: Path, channel: str, empty_database_url: str) -> None:
    played = await play_file(story, database_url=empty_database_url, channel=channel)
    for name, document in played.documents.items():
        assert faults(document) == [] or name.startswith("แม่แบบ"), name  # a template has its tags still


async def test_the_report_holds_what_was_told_in_the_chat() -> None:
    played = await play_file(Path(__file__).parent / "stories" / "sao_report.yaml")
    draft, final = played.documents.values()
    assert cells(opened(draft).tables[0]) == cells(opened(final).tables[0])
    measures, results, signed, annex = (cells(table) for table in opened(final).tables)
    assert measures[1:] == [
        [
            "๑.\tมาตรการส่งเสริมความโปร่งใสในการจัดซื้อจัดจ้าง",
            "๑)\tเปิดเผยแผนจัดซื้อจัดจ้างก่อนเริ่มงาน\n๒)\tสรุปผลเป็นรายเดือน",
            "๑)\tกองคลังรวบรวมข้อมูลภายในวันที่ ๕ ของเดือน\n๒)\tปลัดตรวจก่อนเผยแพร่\n๓)\tปิดประกาศที่ศาลาประชาคม ๙ แห่ง",
            "กองคลัง",
            "รายงานผลการดำเนินงานของมาตรการ\nรอบ ๖ และ ๑๒ เดือน",
        ],
        [
            "๒.\tมาตรการจัดการเรื่องร้องเรียนการทุจริต",
            "-\tตอบทุกเรื่องภายใน ๑๕ วัน",
            "๑)\tออกเลขรับให้ผู้ร้องทันที\n๒)\tติดตามทุก ๗ วัน",
            "สำนักปลัด",
            "สรุปสถิติเสนอผู้บริหารทุกไตรมาส\nรอบ ๓, ๖, ๙ และ ๑๒ เดือน",
        ],
        [
            "๓.\tมาตรการกำกับการใช้รถและเครื่องจักรกล",
            "-\tใช้รถเฉพาะงานของทางราชการ",
            "๑)\tบันทึกการใช้รถทุกครั้ง\n๒)\tตรวจเลขไมล์ทุกสิ้นเดือน",
            "กองช่าง",
            "รายงานผลการดำเนินงานของมาตรการ\nรอบ ๑๒ เดือน",
        ],
        [
            "๔.\tมาตรการป้องกันการรับสินบน",
            "๑)\tผู้บริหารประกาศไม่รับของขวัญ\n๒)\tแจ้งผู้รับบริการว่าไม่ต้องให้สิ่งตอบแทน",
            "-\tติดป้าย ณ จุดบริการ",
            "สำนักปลัด",
            "รายงานผลการดำเนินงานของมาตรการ\nรอบ ๖ และ ๑๒ เดือน",
        ],
    ]
    assert results[2:] == [
        [
            "๑.\tมาตรการส่งเสริมความโปร่งใสในการจัดซื้อจัดจ้าง",
            "๑)\tเผยแพร่แผนจัดซื้อจัดจ้าง ๒๑ โครงการ วงเงิน ๓,๔๕๐,๐๐๐ บาท\n๒)\tเผยแพร่สรุปผลครบ ๑๒ เดือน",
            "ปีงบประมาณ พ.ศ. ๒๕๗๐",
            "สรุปผลการจัดซื้อจัดจ้าง ๑๒ ฉบับ",
            "ผู้เสนอราคาเฉลี่ยเพิ่มจาก ๒ ราย เป็น ๔ รายต่อโครงการ",
            "เดือนธันวาคมเผยแพร่ช้า ๔ วัน",
        ],
        [
            "๒.\tมาตรการจัดการเรื่องร้องเรียนการทุจริต",
            "-\tรับเรื่องร้องเรียน ๒๖ เรื่อง ตอบแล้ว ๒๕ เรื่อง",
            "๑ ตุลาคม ๒๕๖๙ – ๑๕ กันยายน ๒๕๗๐",
            "คำตอบเรื่องร้องเรียน ๒๕ เรื่อง",
            "ผู้ร้องพอใจระดับมากขึ้นไปร้อยละ ๙๑.๓๐",
            "-",
        ],
        [
            "๓.\tมาตรการกำกับการใช้รถและเครื่องจักรกล",
            "-\tตรวจสมุดใช้รถ ๑๒ คัน ทุกเดือน",
            "กรกฎาคม – กันยายน ๒๕๗๐",
            "บันทึกผลการตรวจ ๑๒ ฉบับ",
            "ค่าน้ำมันลดลงร้อยละ ๘",
            "-",
        ],
        [
            "๔.\tมาตรการป้องกันการรับสินบน",
            "-\tติดป้ายไม่รับของขวัญ ๖ จุด",
            "๕ มกราคม ๒๕๗๐",
            "ป้าย ๖ ป้าย",
            "ไม่พบการรับของขวัญในช่วงเทศกาลปีใหม่",
            "-",
        ],
    ]
    assert "(นางสาวลองใจ เขียนแผน)" in signed[0][0]
    assert "(นายลองดี มีหลักการ)\nปลัดองค์การบริหารส่วนตำบลนาทดลอง" in signed[0][1]
    assert [cell.strip() for cell in annex[0]] == [f"ภาพที่ {n} มาตรการส่งเสริมความโปร่งใสในการจัดซื้อจัดจ้าง" for n in "๑๒"]
    told = "\n".join(text for _, text in text_of(final))
    for text in (
        "องค์การบริหารส่วนตำบลนาทดลอง",
        "รอบ ๑๒ เดือน",
        "การตอบเรื่องร้องเรียนใช้เวลาเกิน ๓๐ วัน",
        "ช่องทางสอบถามมีเพียงโทรศัพท์ ๑ หมายเลข",
        "กำหนดเวลาตอบเรื่องร้องเรียนไว้ ๑๕ วัน",
        "สมุดบันทึกชำรุด ๒ เล่ม",
        "แต่งตั้งผู้ช่วยจากทุกกอง",
    ):
        assert text in told
    assert "ร่าง" in "\n".join(text for _, text in text_of(draft))
    assert "ร่าง" not in told


def test_the_stories_open_every_menu_entry() -> None:
    told = "".join(story.read_text("utf-8") for story in STORIES)
    for name, label in LABELS.items():
        assert f"open: {name}\n" in told or f": {label}\n" in told, label


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ({"as": "officer", "open": "add_item", "answers": {"dimension": "ไม่มีมิตินี้"}}, "no answer for 'dimension'"),
        ({"as": "officer", "open": "add_item", "answers": {"colour": "แดง"}}, "never asked: colour"),
        ({"as": "officer", "tap": "ไม่มีปุ่มนี้"}, "no button 'ไม่มีปุ่มนี้'"),
        ({"as": "officer", "say": "เมนู", "see": ["ดวงจันทร์"]}, "'ดวงจันทร์' was not said"),
        ({"as": "officer", "say": "เมนู", "not_see": ["เมนู"]}, "'เมนู' was said"),
        ({"as": "officer", "say": "เมนู", "at_most": 0}, "took 1 interactions, at most 0"),
        ({"as": "officer", "sing": "เมนู"}, "a step has no sing"),
        ({"as": "king"}, "nobody is called 'king'"),
        ({"as": "officer", "document": {"see": ["ร่าง"]}}, "no document was sent"),
    ],
)
async def test_a_story_that_goes_otherwise_fails_and_says_why(tmp_path: Path, step: dict[str, Any], why: str) -> None:
    story = tmp_path / "story.yaml"
    story.write_text(yaml.safe_dump({"steps": [step]}, allow_unicode=True), "utf-8")
    with pytest.raises(StoryFailed, match=why):
        await play_file(story)


async def test_a_persons_history_longer_than_the_page_shows_is_followed(tmp_path: Path) -> None:
    async with Stage.of({"today": "2026-11-20T09:00"}, tmp_path, tmp_path) as stage:
        played = await stage.play([{"as": "officer", "say": f"คำที่ {n}", "see": ["เมนู"]} for n in range(110)])
    assert played.by_step == [1] * 110
