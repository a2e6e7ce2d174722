"""A document asked for is made once, its versions follow its data: design section 2, point 5."""

import asyncio
from datetime import timedelta
from io import BytesIO

from PIL import Image
from sqlalchemy import func, select, update

from bot.documents.reading import text_of
from bot.domain.report import ReportState
from bot.messages import File
from bot.problems import Problem
from storage import evidence, measures
from storage.tables import document_request, measure, media, person, report, stored_file

ASK = "o.ask_report.measure_report.2570-r6"


async def ask(world, who: int, token: str = ASK) -> list:
    return await world.tap(who, token)


def versions(world) -> list[tuple[int, str]]:
    return [(r.version, r.state) for r in world.rows(select(report).order_by(report.c.id))]


def rename(world) -> None:
    world.do(update(measure).where(measure.c.id == 1).values(name="มาตรการที่เปลี่ยนชื่อแล้ว"))


async def test_the_same_data_give_the_same_version_and_file(world):
    owner, officer = world.people()["plan_owner"], world.people()["officer"]
    files = [m for who in (owner, officer, owner) for m in await ask(world, who) if isinstance(m, File)]
    assert len({m.file for m in files}) == 1
    assert len(files) == 3
    assert versions(world) == [(1, "draft")]
    assert world.one(select(func.count()).select_from(stored_file)) == 1


async def test_changed_data_give_a_new_version_that_supersedes(world):
    owner = world.people()["plan_owner"]
    first = next(m for m in await ask(world, owner) if isinstance(m, File))
    rename(world)
    second = next(m for m in await ask(world, owner) if isinstance(m, File))
    assert first.file != second.file
    assert versions(world) == [(1, "superseded"), (2, "draft")]


async def test_two_makers_make_one_document(world, monkeypatch):
    owner = world.people()["plan_owner"]
    monkeypatch.setattr(world.service, "wake_papers", lambda: None)
    await ask(world, owner)
    request = world.rows(select(document_request))[0]
    made = await asyncio.gather(*(world.product.papers.make(request) for _ in range(3)))
    assert sorted(len(chats) for chats in made) == [0, 0, 1]
    assert versions(world) == [(1, "draft")]
    await world.service.sweep()
    await world.service.settled()
    assert sum(isinstance(m, File) for m in world.said(owner)) == 1


async def test_a_document_that_cannot_be_made_is_tried_again_and_then_its_asker_is_told(world, monkeypatch):
    owner = world.people()["plan_owner"]

    async def full(key: str, data: bytes) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(world.product.files, "put", full)
        await ask(world, owner)
        for tries in (1, 2, 3):
            row = world.rows(select(document_request))[0]
            assert (row.state, row.tries) == ("new", tries)
            world.clock.at = row.retry_at + timedelta(seconds=1)
            await world.service.sweep()
            await world.service.settled()
    assert world.rows(select(document_request))[0].state == "failed"
    assert world.said(owner)[-1].text == Problem("document_failed").sentence
    assert versions(world) == []
    assert any(isinstance(m, File) for m in await ask(world, owner))


async def approve(world) -> None:
    people = world.people()
    await ask(world, people["plan_owner"])
    await world.tap(people["plan_owner"], "a.1.1.submit")
    await world.tap(people["clerk"], "a.1.1.approve-sure")


async def test_an_approved_report_gets_its_final_file_once(world):
    await approve(world)
    row = world.rows(select(report))[0]
    assert row.state == "approved"
    assert row.final_file != row.draft_file
    final = [m for m in world.said(world.people()["plan_owner"]) if isinstance(m, File) and m.file == row.final_file]
    assert len(final) == 1


async def test_the_final_document_names_who_approved_it(world):
    people = world.people()
    world.do(update(person).where(person.c.id == people["mayor"]).values(role="clerk"))
    await ask(world, people["plan_owner"])
    await world.tap(people["plan_owner"], "a.1.1.submit")
    await world.tap(people["mayor"], "a.1.1.approve-sure")
    row = world.rows(select(report))[0]
    stored = world.rows(select(stored_file).where(stored_file.c.id == row.final_file))[0]
    signed = " ".join(text for _, text in text_of(await world.product.files.get(stored.key)))
    who = {name: world.one(select(person.c.name).where(person.c.id == people[name])) for name in ("clerk", "mayor")}
    assert who["mayor"] in signed
    assert who["clerk"] not in signed


async def test_a_report_that_holds_no_longer_is_still_in_the_list(world):
    await approve(world)
    rename(world)
    world.do(update(report).values(state="superseded"))
    (card,) = await world.tap(world.people()["plan_owner"], "o.reports")
    assert card.buttons[0].token == "o.report.1"


async def test_what_changed_between_approval_and_its_document_is_not_printed_as_approved(world, monkeypatch):
    owner, clerk = world.people()["plan_owner"], world.people()["clerk"]
    await ask(world, owner)
    await world.tap(owner, "a.1.1.submit")
    with monkeypatch.context() as patch:
        patch.setattr(world.service, "wake_papers", lambda: None)
        await world.tap(clerk, "a.1.1.approve-sure")
    rename(world)
    await world.service.sweep()
    await world.service.settled()
    row = world.rows(select(report))[0]
    assert (row.state, row.final_file) == ("superseded", None)
    assert world.said(clerk)[-1].text == Problem("data_changed").sentence


async def test_an_approval_that_was_undone_prints_nothing(world, monkeypatch):
    people = world.people()
    await ask(world, people["plan_owner"])
    await world.tap(people["plan_owner"], "a.1.1.submit")
    with monkeypatch.context() as patch:
        patch.setattr(world.service, "wake_papers", lambda: None)
        await world.tap(people["clerk"], "a.1.1.approve-sure")
        await world.tap(people["clerk"], "a.1.1.undo")
    await world.service.sweep()
    await world.service.settled()
    row = world.rows(select(report))[0]
    assert (row.state, row.final_file) == (ReportState.SUBMITTED, None)
    assert [r.state for r in world.rows(select(document_request).order_by(document_request.c.id))] == ["done", "failed"]


def photo() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (64, 48), "green").save(buffer, "JPEG")
    return buffer.getvalue()


async def test_photos_that_are_still_being_prepared_are_named_beside_the_report(world, monkeypatch):
    officer = world.people()["officer"]
    found = [b.token for m in await world.tap(officer, "o.todo") for b in m.buttons if "record_measure" in b.token]
    months = 6
    measure_id = int(found[0].split(".")[2]) if found else 1

    def record(connection) -> None:
        media_id = evidence.add_media(
            connection,
            {
                "agency_id": 1,
                "person_id": officer,
                "state": "pending",
                "mime": "image/jpeg",
                "created_at": world.clock.at,
            }
            | {"source": {"key": "incoming/one"}},
        )
        values = {"details": ["ทำแล้ว"], "first_day": world.clock.at.date(), "last_day": world.clock.at.date()}
        values |= {"output": "หนึ่งรุ่น", "recorded_at": world.clock.at}
        result_id, _ = measures.save_result(connection, 1, measure_id, months, values, None)
        evidence.attach(connection, 1, "measure_result", result_id, [media_id])

    world.database.write_now(record)
    monkeypatch.setattr(world.service, "wake_media", lambda: None)
    card = (await ask(world, officer))[-1]
    assert "ภาพยังเตรียมไม่เสร็จ" in str(card)
    monkeypatch.undo()
    await world.product.files.put("incoming/one", photo())
    await world.service.sweep()
    await world.service.settled()
    assert world.rows(select(media))[0].state == "ready"
    card = (await ask(world, officer))[-1]
    assert "ภาพยังเตรียมไม่เสร็จ" not in str(card)
    assert [v for v, _ in versions(world)] == [1, 2]


async def test_the_annex_says_what_was_written_with_a_photo_else_what_it_shows_and_when(world):
    officer = world.people()["officer"]
    measure_id = min(row.id for row in world.rows(select(measure)) if 6 in row.rounds and row.division_id == 1)
    await world.tap(officer, f"o.record_measure.{measure_id}.2570-r6")
    for text in ("เปิดช่องทางแจ้งเบาะแส", "1 ต.ค. 69 - 15 พ.ย. 69", "ช่องทาง 1 ช่องทาง", "ผู้แจ้งมั่นใจว่าข้อมูลเป็นความลับ"):
        await world.say(officer, text)
    with_date = Image.new("RGB", (64, 48), "red")
    exif = with_date.getexif()
    exif.get_ifd(0x8769)[0x9003] = "2026:11:05 09:30:00"
    dated = BytesIO()
    with_date.save(dated, "JPEG", exif=exif)
    for data, caption in ((photo(), "พิธีเปิด\nศูนย์รับเรื่อง"), (dated.getvalue(), "")):
        await world.local.store_media(officer, world.key(), "", "a.jpg", "image/jpeg", data, "", caption)
        await world.service.settled()
    await world.tap(officer, "save")
    sent = next(m for m in await ask(world, officer) if isinstance(m, File))
    made = await world.local.file(sent.file)
    name = world.one(select(measure.c.name).where(measure.c.id == measure_id))
    captions = [text for _, text in text_of(made.data) if text.startswith("ภาพที่")]
    assert captions == ["ภาพที่ ๑ พิธีเปิด ศูนย์รับเรื่อง", f"ภาพที่ ๒ {name} (๕ พ.ย. ๖๙)"]


async def test_a_draft_of_a_round_under_way_is_made_anew_once_the_round_is_over(world):
    owner = world.people()["plan_owner"]
    document = (await ask(world, owner))[-2]
    assert "ข้อมูล ณ วันที่" in str(text_of((await world.local.file(document.file)).data))
    world.clock.at += timedelta(days=160)
    document = (await ask(world, owner))[-2]
    assert "ข้อมูล ณ วันที่" not in str(text_of((await world.local.file(document.file)).data))
    assert versions(world) == [(1, "superseded"), (2, "draft")]


async def test_an_approved_report_stays_when_its_round_ends(world):
    await approve(world)
    world.clock.at += timedelta(days=160)
    await ask(world, world.people()["plan_owner"])
    assert versions(world) == [(1, "approved")]
