"""An agency's own template: from the file that was sent to documents made with it, and documents as pages."""

import asyncio
import re
import sys
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from documents.samples import full_report
from PIL import Image
from sqlalchemy import select

from bot import apart, office
from bot.apart import Apart
from bot.documents.compiled import source
from bot.documents.kinds import KINDS
from bot.documents.measure_report import render
from bot.documents.reading import text_of
from bot.domain.report import ReportKind
from bot.letters import drawn
from bot.messages import Card, File, Picture, Text
from bot.office import Office, Pages, lacking
from bot.problems import Problem
from storage import templates
from storage.tables import audit, document_request, errand, media, report, stored_file

REPORT = "measure_report"
ASK = f"o.ask_report.{REPORT}.2570-r6"


def changed(*changes: tuple[str, str], kind: str = REPORT) -> bytes:
    """Our template with words changed, as Word packs it anew."""
    out = BytesIO()
    with ZipFile(BytesIO(source(kind))) as package, ZipFile(out, "w", ZIP_DEFLATED) as written:
        for name in package.namelist():
            text = package.read(name)
            for old, new in changes if name == "word/document.xml" else ():
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode(), 1)
            written.writestr(name, text)
    return out.getvalue()


HEADING = changed(("ความเป็นมา", "ความเป็นมาของรายงาน"))
OTHER = changed(("ความเป็นมา", "ที่มาและความสำคัญ"))
MISSPELT = changed(("<w:body>", "<w:body><w:p><w:r><w:t>ของ {{ agencyy }}</w:t></w:r></w:p>"))
HUNGRY = changed(("<w:body>", "<w:body><w:p><w:r><w:t>{{ measures[0].name.ljust(90000000 * 9) }}</w:t></w:r></w:p>"))
ENDLESS = changed((
    "<w:body>",
    "<w:body><w:p><w:r><w:t>" + "".join(f"{{% for {x} in agency %}}" for x in "abcdefgh")
    + "{% set y = a|trim %}" + "{% endfor %}" * 8 + "</w:t></w:r></w:p>",
))  # fmt: skip


async def give(world, data: bytes, kind: str = REPORT) -> list:
    """Send a file to the dialog that waits for it; what was said."""
    owner = world.people()["plan_owner"]
    await world.tap(owner, f"o.change_template.{kind}")
    before = len(world.said(owner))
    await world.local.store_media(owner, world.key(), "", "แม่แบบ.docx", "application/octet-stream", data, "")
    await world.service.settled()
    return world.said(owner)[before:]


async def document(world, token: str = ASK) -> str:
    """The text of the report asked for now."""
    said = await world.tap(world.people()["plan_owner"], token)
    file = next(message for message in said if isinstance(message, File))
    stored = world.rows(select(stored_file).where(stored_file.c.id == file.file))[0]
    return "\n".join(text for _, text in text_of(await world.product.files.get(stored.key)))


async def test_what_is_odd_in_a_templates_own_words_is_told_whenever_the_report_is_shown(world):
    owner = world.people()["plan_owner"]
    said = await give(world, changed(("<w:body>", "<w:body><w:p><w:r><w:t>เทศบาลตำบลหนองสะอาด</w:t></w:r></w:p>")))
    assert "ใช้แม่แบบ" in str(said)
    made = await world.tap(owner, ASK)
    again = await world.tap(owner, ASK)
    submit = next(b.token for m in again if isinstance(m, Card) for b in m.buttons if b.token.endswith(".submit"))
    shown = await world.tap(owner, f"o.report.{submit.split('.')[1]}")
    await world.tap(owner, submit)
    waiting = world.said(world.people()["clerk"])[-1]
    assert [("เทศบาลตำบลหนองสะอาด" in str(each)) for each in (made, again, shown, waiting)] == [True] * 4


def versions(world) -> list[tuple[int, str]]:
    return [(row.version, row.state) for row in world.rows(select(report).order_by(report.c.id))]


async def test_a_template_is_used_from_then_on_and_makes_another_version(world):
    assert "๑. ความเป็นมา\n" in await document(world)
    card = (await give(world, HEADING))[-1]
    assert isinstance(card, Card) and card.title == "ใช้แม่แบบรายงานผลตามมาตรการใหม่แล้ว"
    assert "๑. ความเป็นมาของรายงาน\n" in await document(world)
    assert versions(world) == [(1, "superseded"), (2, "draft")]
    await document(world)
    assert versions(world) == [(1, "superseded"), (2, "draft")]
    acts = [row.act for row in world.rows(select(audit)) if "template" in row.act]
    assert acts == ["plan_owner:template:changed"]


async def test_a_file_sent_before_its_button_is_not_asked_for_again(world):
    owner = world.people()["plan_owner"]
    name = "แม่แบบรายงานผลตามมาตรการ (1).docx"
    await world.local.store_media(owner, world.key(), "", name, "application/octet-stream", HEADING, "")
    await world.service.settled()
    offered = next(m for m in world.said(owner) if getattr(m, "buttons", ())).buttons[0]
    assert offered.token.startswith(f"o.change_template.{REPORT}.")
    assert (await world.tap(owner, offered.token))[-1].title == "ใช้แม่แบบรายงานผลตามมาตรการใหม่แล้ว"
    assert "๑. ความเป็นมาของรายงาน\n" in await document(world)
    strange = await world.tap(owner, f"o.change_template.{REPORT}.4711")
    assert Problem("file_lost").sentence in strange[-1].text


async def test_what_is_wrong_is_told_and_nothing_changes(world):
    card = (await give(world, MISSPELT))[-1]
    assert card.title == "ยังใช้แม่แบบนี้ไม่ได้ พบ 1 ข้อ"
    assert card.lines[0].startswith("1. “ของ {{ agencyy }}” ไม่รู้จักช่อง agencyy หมายถึง agency หรือไม่")
    assert world.database.read_now(templates.history, 1, REPORT) == []


@pytest.mark.parametrize(("data", "within"), [(HUNGRY, 4.0), (ENDLESS, 2.0)], ids=["memory", "time"])
async def test_a_template_that_uses_up_a_machine_is_stopped(world, monkeypatch, data, within):
    monkeypatch.setattr(apart, "WITHIN", within)
    card = (await give(world, data))[-1]
    assert Problem("template_heavy").sentence in card.lines[0]


async def test_a_document_that_was_stopped_is_made_later(world, monkeypatch):
    await give(world, HEADING)
    with monkeypatch.context() as busy:
        busy.setattr(apart, "WITHIN", 0.001)
        await world.tap(world.people()["plan_owner"], ASK)
    row = world.rows(select(document_request))[0]
    assert (row.state, row.tries) == ("new", 1)
    world.clock.at = row.retry_at + timedelta(seconds=1)
    await world.service.sweep()
    await world.service.settled()
    assert versions(world) == [(1, "draft")]


async def test_what_was_submitted_or_approved_keeps_its_template(world):
    people = world.people()
    await give(world, HEADING)
    await document(world)
    await world.tap(people["plan_owner"], "a.1.1.submit")
    await give(world, OTHER)
    await world.tap(people["clerk"], "a.1.1.approve-sure")
    row = world.rows(select(report))[0]
    final = world.rows(select(stored_file).where(stored_file.c.id == row.final_file))[0]
    text = "\n".join(text for _, text in text_of(await world.product.files.get(final.key)))
    assert "ความเป็นมาของรายงาน" in text
    assert "ความเป็นมาของรายงาน" in await document(world)
    assert versions(world) == [(1, "approved")]


async def test_going_back_and_taking_that_back(world):
    owner = world.people()["plan_owner"]
    await give(world, HEADING)
    await give(world, OTHER)
    shown = await world.tap(owner, f"o.template.{REPORT}")
    assert [button.label for button in shown[-1].buttons] == [
        "ส่งแม่แบบที่แก้แล้ว", "กลับไปใช้แม่แบบของหน่วยงาน ฉบับที่ 1", "กลับไปใช้แม่แบบเดิมของระบบ", "เมนู",
    ]  # fmt: skip
    await world.tap(owner, "กลับไปใช้แม่แบบของหน่วยงาน ฉบับที่ 1")
    assert "ความเป็นมาของรายงาน" in await document(world)
    await world.tap(owner, "เลิกทำ")
    assert "ที่มาและความสำคัญ" in await document(world)
    await world.tap(owner, f"o.use_template.{REPORT}.0")
    assert "๑. ความเป็นมา\n" in await document(world)
    said = await world.tap(owner, f"o.use_template.{REPORT}.0")
    assert Problem("template_in_use").sentence in said[-1].text
    said = await world.tap(owner, f"o.use_template.{REPORT}.99")
    assert Problem("template_gone").sentence in said[-1].text


async def test_the_template_that_is_sent_is_the_one_in_use(world):
    owner = world.people()["plan_owner"]
    ours = next(m for m in await world.tap(owner, f"o.template.{REPORT}") if isinstance(m, File))
    assert (await world.local.file(ours.file)).data == source(REPORT)
    await give(world, HEADING)
    own = next(m for m in await world.tap(owner, f"o.template.{REPORT}") if isinstance(m, File))
    assert (await world.local.file(own.file)).data == HEADING
    assert (await give(world, HEADING))[-1].text == Problem("template_used").sentence


async def test_a_template_that_cannot_take_todays_data_is_told_with_a_way_out(world, monkeypatch):
    await give(world, HEADING)

    async def broken(self, kind, template, document):
        raise Problem("template_value", text="{{ x }}")

    monkeypatch.setattr(Apart, "render", broken)
    said = (await world.tap(world.people()["plan_owner"], ASK))[-1]
    assert isinstance(said, Text) and "แม่แบบของหน่วยงานใช้กับข้อมูลนี้ไม่ได้ “{{ x }}”" in said.text
    assert said.buttons[0].token == f"o.template.{REPORT}"
    assert versions(world) == []


async def test_what_fails_on_our_side_is_tried_again_and_then_told(world, monkeypatch):
    async def gone(self, *given):
        raise OSError("no process")

    monkeypatch.setattr(Apart, "examine", gone)
    await give(world, HEADING)
    for tries in (1, 2):
        row = world.rows(select(errand))[0]
        assert (row.state, row.tries) == ("new", tries)
        world.clock.at = row.retry_at + timedelta(seconds=1)
        await world.service.sweep()
        await world.service.settled()
    assert world.rows(select(errand))[0].state == "failed"
    assert world.said(world.people()["plan_owner"])[-1].text == Problem("template_failed").sentence


async def test_every_kind_has_a_template_that_can_be_changed(world):
    for kind in ReportKind:
        said = (await give(world, changed(kind=kind), kind))[-1]
        assert said.title == f"ใช้แม่แบบ{kind.label}ใหม่แล้ว", said
    await document(world, "o.ask_report.plan_flat.2570")
    row = world.rows(select(report))[0]
    used = world.database.read_now(templates.current, 1, "plan_flat")
    assert (row.kind, row.template) == ("plan_flat", used.sha256)


# --- apart --------------------------------------------------------------------------------------------------------------------
async def test_the_child_knows_no_token(monkeypatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    seen = {}
    create = asyncio.create_subprocess_exec

    async def watched(*command, **options):
        seen.update(options["env"])
        return await create(*command, **options)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", watched)
    full, _ = KINDS["memo"].edges()
    made = await Apart().render("memo", source("memo"), full)
    assert made == KINDS["memo"].render(source("memo"), full)
    assert "secret" not in str(seen) and "PATH" in seen


# --- pages ----------------------------------------------------------------------------------------------------------------
def jpeg(colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (90, 120), colour).save(out, "JPEG")
    return out.getvalue()


def shown_as(count: int = 7, given: list[bytes] | None = None) -> Callable[..., object]:
    async def pages(self, document: bytes, first: int = 1) -> Pages:
        if given is not None:
            given.append(document[:4])
        pdf = document if document.startswith(office.PDF) else b"%PDF-1.7 " + document[:9]
        return Pages(pdf, (jpeg("red"), jpeg("blue")), count, first)

    return pages


async def test_a_report_is_shown_as_pages_and_pdf(world, monkeypatch):
    monkeypatch.setattr(Office, "pages", shown_as(given=(given := [])))
    people = world.people()
    await document(world)
    await world.tap(people["plan_owner"], "a.1.1.submit")
    await world.say(people["clerk"], "เมนู")
    said = await world.tap(people["clerk"], "o.look.1")
    assert [type(message).__name__ for message in said] == ["Progress", "Picture", "Picture", "File"]
    assert said[0].replace == said[1].replace != ""
    assert said[1].caption == "หน้า 1 ถึง 2 จากทั้งหมด 7 หน้า"
    assert said[3].name.endswith(".pdf") and said[3].buttons[1].token == "o.report.1"
    assert (await world.local.file(said[1].file)).data == jpeg("red")
    assert (await world.local.file(said[3].file)).data.startswith(b"%PDF")
    again = await world.tap(people["plan_owner"], "o.look.1")
    assert again[-1].file == said[3].file
    assert [button.token for button in again[-1].buttons] == ["o.look.1.3", "o.report.1", "o.menu"]
    assert again[-1].buttons[0].label == "ดูหน้า 3 ถึง 5"
    further = await world.tap(people["plan_owner"], "o.look.1.3")
    assert further[1].caption == "หน้า 3 ถึง 4 จากทั้งหมด 7 หน้า"
    last = await world.tap(people["plan_owner"], "o.look.1.6")
    assert last[-1].buttons[0].token == "o.report.1"
    assert given == [b"PK\x03\x04", *[b"%PDF"] * 3]  # converted once


async def test_two_taps_are_one_errand_and_a_worker_does_what_the_web_left(world, monkeypatch):
    monkeypatch.setattr(Office, "pages", shown_as())
    owner = world.people()["plan_owner"]
    await document(world)
    world.service.slow_work = False
    await world.tap(owner, "o.look.1")
    await world.tap(owner, "o.look.1")
    assert [row.state for row in world.rows(select(errand))] == ["new"]
    await world.service.errand({})
    await world.service.settled()
    assert sum(isinstance(message, Picture) for message in world.said(owner)) == 2


async def test_pages_are_no_evidence_and_are_dropped_like_what_is_not(world, monkeypatch):
    monkeypatch.setattr(Office, "pages", shown_as())
    await document(world)
    await world.tap(world.people()["plan_owner"], "o.look.1")
    rows = world.rows(select(media))
    assert [(row.state, row.mime) for row in rows] == [("ready", "image/jpeg")] * 2
    assert all(re.fullmatch(r"media/1/[0-9a-f]{64}\.jpg", row.key) for row in rows)


async def test_an_office_that_fails_says_so(world, monkeypatch):
    async def stuck(self, document: bytes, first: int = 1) -> Pages:
        raise OSError("takes too long")

    monkeypatch.setattr(Office, "pages", stuck)
    owner = world.people()["plan_owner"]
    await document(world)
    await world.tap(owner, "o.look.1")
    for _ in range(2):
        world.clock.at += timedelta(minutes=5)
        await world.service.sweep()
        await world.service.settled()
    assert world.said(owner)[-1].text == Problem("pages_failed").sentence


async def test_a_program_of_the_machine_gets_so_much_and_no_more():
    take = "print(len(bytearray({} * 1024 ** 2)))"
    assert await office._run(sys.executable, "-c", take.format(64)) == b"67108864\n"
    with pytest.raises(OSError, match="failed"):
        await office._run(sys.executable, "-c", take.format(2048))


async def test_libreoffice_shows_the_first_pages(tmp_path: Path):
    if without := lacking():
        pytest.skip(f"no {', '.join(without)}: apt-get install libreoffice-writer-nogui poppler-utils")
    libreoffice = Office(tmp_path / "office")
    pages = await libreoffice.pages(render(full_report()))
    assert pages.pdf.startswith(b"%PDF") and len(pages.pictures) == 3
    picture = Image.open(BytesIO(pages.pictures[0]))
    assert picture.format == "JPEG" and picture.height > picture.width > 600
    # With letters of TH Sarabun's width there are as many pages as in Word; without them lines are half as wide again.
    assert pages.count == 6 if drawn() else pages.count > 6
    last = await libreoffice.pages(pages.pdf, 1000)
    assert last.pdf == pages.pdf
    assert (last.first, last.last, len(last.pictures)) == (pages.count, pages.count, 1)
