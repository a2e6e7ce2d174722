"""The report of one classical measure read back: every part, every figure, the words of all eight."""

import re
from dataclasses import replace
from functools import cache

import pytest

from bot.documents.single_measure_report import NOT_REPORTED, file_name, measure_words, render
from bot.domain.agency import KINDS
from bot.domain.checks import check_text
from bot.domain.fiscal import Round
from bot.domain.measures import CLASSICAL
from bot.domain.single_measure import SingleMeasure

from .gallery import sound
from .single import RESULTS, YEAR, full, least, result
from .structure import cells, opened, words


@cache
def table(name: str, number: int) -> list[list[str]]:
    return cells(opened(sound(name)).tables[number])


def heads(data: bytes) -> list[str]:
    return [p.text for p in opened(data).paragraphs if re.match("[๐-๙]", p.text) and "Heading" in p.style.name]


def test_the_parts_come_in_order_and_are_numbered() -> None:
    assert heads(sound("single measure")) == [
        "๑. ความเป็นมา",
        "๒. วัตถุประสงค์",
        "๓. กระบวนงานที่ใช้ดุลพินิจ",
        "๔. แนวทางและกลไกการดำเนินงาน",
        "๕. ผลการดำเนินงาน",
        "๖. สถิติ",
        "๗. ปัญหา อุปสรรค และข้อเสนอแนะ",
        "๗.๑ ปัญหาและอุปสรรค",
        "๗.๒ ข้อเสนอแนะ",
    ]
    assert [text.split(" ", 1)[0] for text in heads(sound("single measure, least"))] == [
        "๑.",
        "๒.",
        "๓.",
        "๔.",
        "๕.",
        "๕.๑",
        "๕.๒",
    ]


def test_the_cover_names_measure_round_and_agency() -> None:
    text = [p.text for p in opened(sound("single measure")).paragraphs if p.text]
    assert text[:8] == [
        "O35",
        "รายงานผลการดำเนินการ",
        "ตามมาตรการตรวจสอบการใช้ดุลพินิจ",
        "ประจำปีงบประมาณ พ.ศ. ๒๕๖๗",
        "รอบ ๖ เดือน",
        "(๑ ตุลาคม ๒๕๖๖ – ๓๑ มีนาคม ๒๕๖๗)",
        "องค์การบริหารส่วนตำบลบ้านทดสอบ",
        "อำเภอเมืองทดสอบ จังหวัดตัวอย่างบุรี",
    ]


def test_works_holders_criteria_and_risks() -> None:
    first, *rows = table("single measure", 0)
    assert first == ["ที่", "งาน", "ผู้ใช้อำนาจ", "หลักเกณฑ์ที่ใช้พิจารณา", "ความเสี่ยง"]
    assert rows[1] == [
        "๒",
        "การออกใบอนุญาตกิจการที่เป็นอันตรายต่อสุขภาพ",
        "ผู้อำนวยการกองสาธารณสุข",
        "ผ่านการตรวจสถานที่ ๑๒ รายการ",
        "ตรวจไม่ครบทุกรายการ",
    ]
    assert len(rows) == 3


def test_results_round_by_round() -> None:
    _, _, three, six = table("single measure", 1)
    assert three == [
        "รอบ ๓ เดือน",
        "-\tประชุมชี้แจงผู้ใช้อำนาจและเจ้าหน้าที่ ๑๘ คน",
        "ตุลาคม – ธันวาคม ๒๕๖๖",
        "ประชุม ๑ ครั้ง",
        "ผู้ใช้อำนาจทุกคนใช้แบบบันทึกเหตุผลเดียวกัน",
        "เริ่มใช้แบบบันทึก ๑ ธันวาคม ๒๕๖๖",
    ]
    assert six[0] == "รอบ ๖ เดือน"
    assert six[1].startswith("๑)\tปรับปรุงคู่มือครบ ๓ กระบวนงาน\n๒)\tสุ่มตรวจ")
    assert six[5] == "-"
    assert table("single measure, least", 0)[2] == ["รอบ ๖ เดือน", NOT_REPORTED, "-", "-", "-", "-"]


def test_figures_with_their_sum_and_shares() -> None:
    assert table("single measure", 2) == [
        [
            "งาน",
            "เรื่องที่พิจารณา (เรื่อง)",
            "อนุมัติ (เรื่อง)",
            "ไม่อนุมัติ (เรื่อง)",
            "อยู่ระหว่างพิจารณา (เรื่อง)",
            "เกินเวลา (เรื่อง)",
            "เรื่องร้องเรียน (เรื่อง)",
        ],
        ["อนุญาตก่อสร้างอาคาร", "๔๘", "๔๑", "๓", "๔", "๒", "๑"],
        ["กิจการที่เป็นอันตรายต่อสุขภาพ", "๒๗", "๒๕", "๒", "๐", "๐", "๐"],
        ["ลดหรืองดเบี้ยปรับภาษี", "๙", "๕", "๔", "๐", "๐", "๐"],
        ["รวม", "๘๔", "๗๑", "๙", "๔", "๒", "๑"],
        ["ร้อยละ", "๑๐๐.๐๐", "๘๔.๕๒", "๑๐.๗๑", "๔.๗๖", "๒.๓๘", "-"],
    ]


def test_problems_and_suggestions_of_the_results_are_added() -> None:
    report = replace(full(), problems=("บุคลากรเปลี่ยนบ่อย",))
    text = words(render(report))
    assert "๑)บุคลากรเปลี่ยนบ่อย\n๒)ผู้ยื่นคำขอส่งเอกสารไม่ครบ ๑๔ ราย" in text
    assert "-จัดทำรายการเอกสารพร้อมตัวอย่างไว้ ณ จุดบริการ" in text
    said = [words(sound("single measure, least"))]
    for answers in ({"problem": "ไม่มี", "suggestion": "ไม่มีครับ"}, {"problem": "ไม่มี"}):
        said.append(words(render(replace(full(), results=(replace(full().results[0], **answers),)))))
    assert [text.split("\n").count("ไม่มี") for text in said] == [0, 2, 1]  # nobody was heard, then somebody was


@pytest.mark.parametrize("code", CLASSICAL)
def test_all_eight_share_record_and_template(code: str) -> None:
    measure = replace(full().measure, code=code)
    data = render(replace(full(), measure=measure))
    text, told = words(data), measure_words()[code]
    assert f"ตาม{CLASSICAL[code]}" in text
    assert told.processes.title in text
    assert told.objectives[0] in text
    assert told.practices[-1] in text
    assert cells(opened(data).tables[2])[0][1] == told.statistics.total
    assert not re.search("[{}]", text)
    found = [
        (p, finding.code)
        for p in text.split("\n")
        for finding in check_text(p, full().agency, full().round.first_day, full().round.last_day, place=code)
        if not p.startswith("จัดทำเมื่อวันที่")
    ]
    assert found == []


@pytest.mark.parametrize("kind", KINDS)
def test_words_follow_the_kind_of_agency(kind: str) -> None:
    own = replace(full().agency, kind=kind, name=KINDS[kind].prefix + ("" if kind == "pattaya" else "ก"))
    text = words(render(replace(full(), agency=own, measure=SingleMeasure(code="bribery", fiscal_year=YEAR))))
    assert f"ผู้บริหาร {KINDS[kind].staff} และบุคลากร" in text
    assert own.mayor_title in text


def test_own_words_replace_ours() -> None:
    measure = replace(full().measure, background=("ความเป็นมาของเรา",), objectives=("เพื่อสิ่งนี้",), practices=("ทำเช่นนี้",))
    text = words(render(replace(full(), measure=measure)))
    assert "ความเป็นมาของเรา" in text
    assert measure_words()["discretion"].objectives[0] not in text
    assert "-ทำเช่นนี้" in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"round": Round(YEAR + 1, 6)},
        {"results": (*RESULTS, RESULTS[0])},
        {"results": (result(9),)},
    ],
)
def test_what_contradicts_itself_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        replace(full(), **wrong)


def test_file_names() -> None:
    assert file_name(full()) == "รายงานผลมาตรการตรวจสอบดุลพินิจ_ปี๒๕๖๗_รอบ๖เดือน_ร่าง๑_อบต.บ้านทดสอบ.docx"
    names = {file_name(least(code)) for code in CLASSICAL}
    assert len(names) == len(CLASSICAL)
