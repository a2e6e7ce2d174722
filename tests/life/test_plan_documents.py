"""Every kind of document asked for in the chat, of a whole plan: made, submitted, approved, out of date."""

import json
from datetime import UTC, datetime
from io import BytesIO

import pytest
from agency_file.full import full_file
from documents.plans import DRAFT
from docx import Document
from life.test_statements import asked
from PIL import Image
from sqlalchemy import delete, insert, select, update
from world import World

from bot import pictures
from bot.agencyfile import check, store
from bot.documents import memo
from bot.documents.reading import text_of
from bot.documents.structure import faults
from bot.domain.fiscal import Round
from bot.domain.paperwork import Term
from bot.domain.plan import State
from bot.domain.plan_document import Signatory
from bot.domain.progress import progress as everything
from bot.domain.progress import summary
from bot.domain.report import SUBMITTABLE, About, ReportKind
from bot.messages import Card, Choices, File, Picture
from bot.reporting import gathering
from storage import bindings, evidence, paperwork, progress, tables

NOW = datetime(2024, 5, 20, 2, tzinfo=UTC)
"""In fiscal year 2567, after its first six months."""
ABOUT = {
    "measure_report": "2567-r6",
    "single_measure_report": "2567-r6_discretion",
    "follow_up": "2567-r6",
    "yearly_report": "2567-r12",
    "plan_flat": "2567",
    "plan_targets": "2567",
    "five_year_plan": "2566",
    "count_summary": "2566",
    "project_sheet": "2566_1",
    "order": "2566",
    "announcement": "2566",
    "memo": "2567-r6_follow_up",
}


@pytest.fixture
async def full(empty_database_url, tmp_path):
    """A product whose agency has the full plan, with its plan owner, an officer and the mayor in their chats."""
    made = World(tmp_path, empty_database_url)
    made.clock.at = NOW
    made.database.write_now(store.new, check.read(full_file().encode()), NOW)

    def join(connection) -> None:
        for name, role, division in (("นายทดสอบ ระบบ", "officer", 2), ("นางทดสอบ ระบบ", "mayor", None)):
            values = {"agency_id": 1, "name": name, "role": role, "division_id": division, "position": "ผู้ทดสอบ"}
            connection.execute(insert(tables.person).values(**values, active=True))
        for number in connection.scalars(select(tables.person.c.id)).all():
            bindings.bind(connection, number, "local", str(number))

    made.database.write_now(join)
    yield made
    await made.close()


def who(world, role: str) -> int:
    return world.one(select(tables.person.c.id).where(tables.person.c.role == role))


async def ask(world, kind: str, role: str = "plan_owner", about: str = ""):
    """The file and the card of a document asked for."""
    said = await world.tap(who(world, role), f"o.ask_report.{kind}.{about or ABOUT[kind]}")
    files = [message for message in said if isinstance(message, File)]
    assert files, said
    return files[0], next(message for message in said if isinstance(message, Card))


async def content(world, file: File) -> bytes:
    row = world.rows(select(tables.stored_file).where(tables.stored_file.c.id == file.file))[0]
    return await world.product.files.get(row.key)


async def test_every_kind_is_made(full):
    await ask(full, "follow_up")  # what the memo submits
    for kind in ReportKind:
        file, _ = await ask(full, kind)
        made = await content(full, file)
        assert Document(BytesIO(made)).paragraphs
        text = "\n".join(text for _, text in text_of(made))
        assert "ร่าง" in text, kind
        again, _ = await ask(full, kind)
        assert again.file == file.file, kind  # the same data, the same file


def rename(world, item: int = 1) -> None:
    world.do(update(tables.plan_item).where(tables.plan_item.c.id == item).values(title="โครงการที่เปลี่ยนชื่อแล้ว"))


def states(world) -> dict[str, str]:
    t = tables.report
    return {row.kind: row.state for row in world.rows(select(t).order_by(t.c.id))}


async def test_a_documents_statements_do_not_grow_with_the_items(full):
    await ask(full, "follow_up")

    async def counted() -> dict[str, int]:
        counts = {}
        for kind in ReportKind:
            with asked(full) as statements:
                await ask(full, kind)
            counts[kind] = len(statements)
        return counts

    few = await counted()

    def double(connection) -> None:
        for table, key in ((tables.plan_item, "id"), (tables.item_year, "item_id"), (tables.project_sheet, "item_id")):
            rows = [dict(row._mapping) for row in connection.execute(select(table))]
            connection.execute(insert(table), [{**row, key: row[key] + 1000} for row in rows])

    full.database.write_now(double)
    more = await counted()
    assert {kind: more[kind] - few[kind] for kind in few if abs(more[kind] - few[kind]) > 4} == {}


async def test_only_what_a_document_shows_makes_a_new_version(full):
    order, sheet = await ask(full, "order"), await ask(full, "project_sheet", about="2566_2")
    rename(full)
    for kind, about, before in (("order", "", order), ("project_sheet", "2566_2", sheet)):
        assert (await ask(full, kind, about=about))[0].file == before[0].file
    flat = await ask(full, "plan_flat")
    rename(full, 3)
    assert (await ask(full, "plan_flat"))[0].file != flat[0].file


async def test_a_draft_is_made_anew_once_it_is_known_who_signs_but_nothing_else(full):
    owner = who(full, "plan_owner")
    full.do(delete(tables.signatory))
    sheet, _ = await ask(full, "project_sheet")
    flat, card = await ask(full, "plan_flat")
    await full.tap(owner, next(button for button in card.buttons if button.token.endswith(".submit")).token)
    new = Term("clerk", Signatory("นางสาวสมหมาย ทดสอบ", "ปลัดทดสอบ"))
    full.database.write_now(paperwork.save_terms, 1, [new])
    again, _ = await ask(full, "project_sheet")
    assert "นางสาวสมหมาย ทดสอบ" in "".join(text for _, text in text_of(await content(full, again)))
    assert again.file != sheet.file
    assert (await ask(full, "plan_flat"))[0].file == flat.file  # it waits for a decision


async def test_a_change_reaches_the_documents_that_show_it_and_no_others(full):
    owner, mayor = who(full, "plan_owner"), who(full, "mayor")
    await ask(full, "follow_up")
    kinds = [kind for kind in ReportKind if kind is not ReportKind.YEARLY_REPORT]
    for kind in kinds:
        _, card = await ask(full, kind)
        submit = next(button for button in card.buttons if button.token.endswith(".submit"))
        await full.tap(owner, submit.token)
        await full.tap(mayor, submit.token.replace("submit", "approve-sure"))
    assert set(states(full).values()) == {"approved"}

    def gone() -> set[str]:
        return {kind for kind, state in states(full).items() if state == "superseded"}

    await full.tap(owner, "o.edit_part.order.0")
    await full.say(owner, "ยกเลิก")
    assert gone() == set()
    await full.tap(owner, "o.record_result.1.2567-3")
    await full.tap(owner, "=in_progress")
    await full.say(owner, "จัดอบรมรุ่นที่สองแล้ว")
    await full.say(owner, "21000 บาท")
    await full.tap(owner, "save")
    assert gone() == set()  # the third quarter is in no report of six months
    await full.tap(owner, "o.delete.item.3.yes")
    assert gone() == {
        *("plan_flat", "plan_targets", "five_year_plan", "count_summary", "announcement", "follow_up", "memo"),
    }
    await full.tap(owner, "o.restore.item.3")
    assert gone() == set()  # also the memo holds again with what it submits


async def test_what_is_saved_as_it_was_outdates_nothing(full):
    owner, mayor = who(full, "plan_owner"), who(full, "mayor")
    for kind in ("plan_flat", "five_year_plan", "project_sheet", "order", "follow_up"):
        _, card = await ask(full, kind)
        submit = next(button for button in card.buttons if button.token.endswith(".submit"))
        await full.tap(owner, submit.token)
        await full.tap(mayor, submit.token.replace("submit", "approve-sure"))
    for opened in ("o.add_item.3", "o.edit_part.order.0", "o.record_result.1.2567-2"):
        said = await full.tap(owner, opened)
        assert any(button.token.endswith(".save") for m in said for button in m.buttons), said
        assert "แก้แล้วต้องขออนุมัติใหม่" in "\n".join(line for m in said if isinstance(m, Card) for line in m.lines)
        await full.tap(owner, "save")
        assert set(states(full).values()) == {"approved"}, opened


async def test_without_items_a_sentence_says_what_is_lacking_and_the_rest_is_made(full):
    full.do(delete(tables.quarter_result))
    full.do(update(tables.plan_item).values(status="deleted"))
    for kind in ReportKind:
        said = await full.tap(who(full, "plan_owner"), f"o.ask_report.{kind}.{ABOUT[kind]}")
        made = [message for message in said if isinstance(message, File)]
        assert bool(made) == (kind in {"measure_report", "single_measure_report", "order"}), kind
        if made:
            assert faults(await content(full, made[0])) == []
        else:
            assert said[-1].text and said[-1].buttons, kind


async def test_an_item_that_is_done_in_no_year_stands_in_no_table_and_has_its_sheet(full):
    title = full.one(select(tables.plan_item.c.title).where(tables.plan_item.c.id == 3))
    full.do(delete(tables.item_year).where(tables.item_year.c.item_id == 3))
    for kind in ("plan_flat", "plan_targets", "count_summary", "five_year_plan", "follow_up"):
        file, _ = await ask(full, kind)
        made = await content(full, file)
        assert faults(made) == []
        if kind in {"plan_flat", "plan_targets", "follow_up"}:
            assert title not in "\n".join(text for _, text in text_of(made))
    file, _ = await ask(full, "project_sheet", about="2566_3")
    assert faults(await content(full, file)) == []


async def test_photos_and_the_emblem_are_put_in(full):
    jpeg = BytesIO()
    Image.new("RGB", (40, 30)).save(jpeg, "JPEG")
    await full.product.files.put("media/1/x.jpg", jpeg.getvalue())

    def attach(connection) -> None:
        result = connection.execute(select(tables.quarter_result).order_by(tables.quarter_result.c.id)).first()
        values = {"agency_id": 1, "mime": "image/jpeg", "width": 40, "height": 30, "created_at": NOW}
        ready = evidence.add_media(connection, {**values, "state": "ready", "key": "media/1/x.jpg"})
        pending = evidence.add_media(connection, {**values, "state": "pending"})
        evidence.attach(connection, 1, "quarter_result", result.id, [ready, pending])
        paperwork.save_emblem(connection, 1, ready)

    before = {
        kind: Document(BytesIO(await content(full, (await ask(full, kind))[0]))) for kind in ("follow_up", "order")
    }
    full.database.write_now(attach)
    for kind, had in before.items():
        file, card = await ask(full, kind)
        assert len(Document(BytesIO(await content(full, file))).inline_shapes) == len(had.inline_shapes) + 1
        assert ("ภาพยังเตรียมไม่เสร็จ" in "".join(card.lines)) == (kind == "follow_up")


async def test_outside_the_chat_a_memo_needs_nothing_that_was_made(full):
    made = await full.product.papers.preview(ReportKind.MEMO, 1, About.parse("2567_plan_flat"))
    assert "บันทึกข้อความ" in [text for _, text in text_of(made)]
    assert full.rows(select(tables.stored_file)) == []


async def test_a_memo_calls_whom_the_order_appoints_as_the_order_does(full):
    full.do(update(tables.plan_order).values(subject="แต่งตั้งคณะกรรมการจัดทำแผน"))
    made = await full.product.papers.preview(ReportKind.MEMO, 1, About.parse("2566_order"))
    text = "\n".join(text for _, text in text_of(made))
    assert "ขอให้ลงนามในคำสั่งแต่งตั้งคณะกรรมการจัดทำ" in text
    assert "คณะทำงาน" not in text


def test_a_memo_counts_what_is_reported_and_what_is_due(full):
    def told(submits: str, months: int, about: str = "") -> tuple[int, int]:
        found = full.database.read_now(
            lambda connection: gathering.memo(connection, 1, submits, 2567, DRAFT, months=months, about=about)
        )
        return found.reported, found.due

    had = {given: told(*given) for given in (("follow_up", 6), ("measure_report", 6))}
    assert all(0 < reported <= due for reported, due in had.values())
    full.do(delete(tables.quarter_result))
    full.do(delete(tables.measure_result))
    assert told("follow_up", 6)[0] == 0
    assert told("measure_report", 6) == told("single_measure_report", 6, "discretion") == (0, 1)
    assert told("plan_flat", 0) == (0, 0)


async def test_what_was_sent_back_leads_to_where_it_is_mended(full):
    owner, mayor = who(full, "plan_owner"), who(full, "mayor")
    for kind in ("plan_flat", "order", "project_sheet", "follow_up"):
        _, card = await ask(full, kind)
        submit = next(button for button in card.buttons if button.token.endswith(".submit"))
        await full.tap(owner, submit.token)
        await full.tap(mayor, submit.token.replace("submit", "return"))
        await full.tap(mayor, "=incomplete")
        card = next(m for m in reversed(full.said(owner)) if isinstance(m, Card) and m.state == "ส่งกลับแก้ไข")
        said = await full.tap(owner, card.buttons[0].token)
        assert said and "ใช้ไม่ได้" not in getattr(said[0], "text", ""), kind


async def test_the_documents_that_can_be_asked_for(full):
    officer = who(full, "officer")
    said = await full.tap(officer, "o.ask_report")
    asked_kinds = {button.label for message in said if isinstance(message, Choices) for button in message.buttons}
    assert {"รายงานผลตามมาตรการ", "รายงานติดตามผลตามแผน", "แบบโครงการ"} <= asked_kinds
    assert not {"แผนประจำปี", "คำสั่งแต่งตั้งคณะทำงาน"} & asked_kinds
    for button in ("o.ask_report.plan_flat.2567", "o.ask_report.memo.2567-r6_follow_up"):
        said = await full.tap(officer, button)
        assert "ไม่มีสิทธิ์" in said[0].text
    other = full.one(select(tables.plan_item.c.id).where(tables.plan_item.c.division_id != 2))
    said = await full.tap(officer, f"o.ask_report.project_sheet.2567_{other}")
    assert "ไม่มีสิทธิ์" in said[0].text


@pytest.mark.parametrize(
    "about",
    [
        *("plan_flat.2599", "follow_up.2567-r3", "follow_up.2567", "project_sheet.2567_999", "project_sheet.2567"),
        *(
            "memo.2567_memo",
            "memo.2567-r6_yearly_report",
            "single_measure_report.2567-r6_x",
            "single_measure_report.2567-r6",
        ),
        *("measure_report.2567-r6_1", "five_year_plan.x", "x.2567", "plan_flat.2567_1", "order.2567-r6"),
    ],
)
async def test_a_button_that_names_no_document_makes_none(full, about):
    said = await full.tap(who(full, "plan_owner"), f"o.ask_report.{about}")
    assert said and not any(isinstance(message, File) for message in said)
    assert full.rows(select(tables.document_request)) == []
    assert full.rows(select(tables.inbox).where(tables.inbox.c.state == "parked")) == []


def test_a_memo_has_words_for_what_it_may_submit():
    assert set(memo.SUBMITTED) == set(SUBMITTABLE)


async def test_the_progress_card_tells_the_figures_of_the_year(full):
    owner = who(full, "plan_owner")
    said = await full.tap(owner, "o.progress")
    picture = next(message for message in said if isinstance(message, Picture))
    with asked(full) as statements:
        key, name, mime = full.database.read_now(progress.card, 1, picture.file, NOW)
    few = len(statements)
    assert (name, mime) == ("ความก้าวหน้า-2567.jpg", "image/jpeg")
    shown = json.loads(key.removeprefix(progress.KEY))
    made, _ = full.database.read_now(gathering.progress_report, 1, Round(2567, 12), DRAFT)
    told = summary(everything(made.plan.items, made.results, made.round))
    assert shown["states"] == [[state.label, told.counts[state]] for state in State]
    assert (shown["used"], shown["planned"], shown["score"]) == (str(told.used), str(told.planned), str(told.score))
    assert (await full.product.files.get(key))[:3] == b"\xff\xd8\xff"
    rows = full.rows(select(tables.plan_item))
    full.do(insert(tables.plan_item).values([{**row._mapping, "id": row.id + 1000} for row in rows]))
    with asked(full) as statements:
        full.database.read_now(progress.card, 1, picture.file, NOW)
    assert len(statements) == few
    assert full.database.read_now(progress.card, 1, "g2599", NOW) is None
    assert "ไม่มีสิทธิ์" in (await full.tap(who(full, "officer"), "o.progress"))[0].text


def test_words_too_wide_for_the_card_end_in_dots_and_nothing_of_no_plan_is_divided():
    shown = {"agency": "เทศบาล" * 40, "sample": False, "year": 2570, "day": "2026-11-20", "items": 0, "planned": "0"}
    shown |= {"states": [[state.label, 0] for state in State], "used": "0", "percent": "0", "score": "0"}
    made = Image.open(BytesIO(pictures.progress_card(shown | {"silent": 9, "named": ["ที่" * 300] * 4})))
    assert made.size[0] < made.size[1] * 2
