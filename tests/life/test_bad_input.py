"""Whatever people send: one clear Thai sentence or the question again, nothing lost, and one log line without their words."""

import asyncio
import io
import re
import sqlite3
import time
from datetime import timedelta

import pytest
import structlog
from PIL import Image
from sqlalchemy import func, select, update

from bot import service, turn
from bot.handlers.local import StoreUnavailable
from bot.problems import Problem
from storage import evidence, mail, plan, tables
from storage.tables import inbox, media, outbox, person, quarter_result, session

SECRET = "ถ้อยคำลับของเจ้าหน้าที่"


@pytest.fixture
async def officer(world) -> int:
    """Past the first contact, before the question what was done."""
    who = world.people()["officer"]
    await world.tap(who, "o.record_result.1.2570-1")
    await world.tap(who, "=in_progress")
    return who


def jpeg(size=(64, 48), colour="green", orientation: int | None = None, form: str = "JPEG") -> bytes:
    buffer = io.BytesIO()
    picture = Image.new("RGB", size, colour)
    exif = picture.getexif()
    if orientation:
        exif[0x0112] = orientation
    picture.save(buffer, form, exif=exif)
    return buffer.getvalue()


def heic() -> bytes:
    import pillow_heif

    pillow_heif.register_heif_opener()
    return jpeg(form="HEIF")


async def upload(world, who: int, name: str, mime: str, data: bytes | None, problem: str = "", album: str = "") -> None:
    await world.local.store_media(who, world.key(), album, name, mime, data, problem)
    await world.service.settled()


def answered(world) -> bool:
    """Every stored update is done, everything said was sent, and none of it holds a trace of Python."""
    said = str([row.message for row in world.rows(select(outbox))])
    assert not re.search(r"Traceback|Error|Exception|File \"", said)
    assert {row.state for row in world.rows(select(inbox))} <= {"done"}
    return {row.state for row in world.rows(select(outbox))} <= {"sent"}


def thai(text: str) -> bool:
    return bool(re.search("[ก-๙]", text))


@pytest.mark.parametrize(
    "text",
    [
        "😀👍🏽🇹🇭",
        "\x07\x1b[31m\u202e\u200b",
        "ก" * 7000,
        "<script>alert(1)</script>",
        "{{ 7 * 7 }} {% x %}",
        "\ud83d",
        "'; --",
    ],
)
async def test_any_text_is_answered(world, officer, text):
    said = await world.say(officer, text)
    assert len(said) == 1
    assert thai(said[0].text)
    assert said[0].question in ("done", "disbursed", "done?doubt")
    assert answered(world)


async def test_a_paste_that_is_too_long_is_refused_whole_and_kept_in_the_inbox(world, officer):
    text = "รายงานผล " * 2500
    said = await world.say(officer, text)
    assert "ตัวอักษร" in said[0].text
    assert said[0].question == "done"
    raw = world.rows(select(inbox.c.raw).order_by(inbox.c.id.desc()))[0].raw
    assert raw["text"] == text


@pytest.mark.parametrize("what", ["sticker", "voice", "location", "video", "contact", "dice", ""])
async def test_what_cannot_be_read_is_said_with_the_question(world, officer, what):
    said = await world.send(officer, {"kind": what or "poll", "what": what})
    assert len(said) == 1
    assert "กรุณา" in said[0].text
    assert said[0].question == "done"
    assert answered(world)


@pytest.mark.parametrize(
    "token",
    [
        *("x", "1", "1.", "1..", "1.x.y.z", "1.zzzzzzzz.3.save", "o.", "o.nothing", "o.record_result", "o.menu.1.2.3.4.5"),
        *("o.record_result.x.y", "o.record_result.1", "o.record_result.1.9999-9", "o.record_result.99999999999999999999.2570-1"),
        *("o.item.-1", "o.measure.x", "o.delete.item.x", "o.delete.person.1", "o.restore.agency.1", "o.accept.item.0"),
        *("o.report.x", "o.ask_report.x.y", "o.ask_report.measure_report.2570-r5", "o.keep.x.y.z", "o.retry_parked.x"),
        *("a.x", "a.1.1.approve", "a.9.9.burn", "a.1.x.submit", "r.zzzzzzzz", "r.", "v.zzzzzzzz", "n.record_result", "..", "2.a.b.c"),
        *("o.record_result.1.2569-1", "o.record_result.1.2560-4", "o.ita_analysis.x", "o.ita_analysis.1", "é", "9" * 64),
        *("o.record_result.๑.2570-1", "o.ita_analysis.99999999999", "o.record_measure.1.2570-r1", "o.record_measure.1.x"),
    ],
)  # fmt: skip
async def test_a_tap_on_anything_is_answered_and_changes_nothing_recorded(world, officer, token):
    said = await world.send(officer, {"kind": "tap", "token": token, "label": SECRET})
    assert 1 <= len(said) <= 2
    assert thai(str(said[0]))
    assert answered(world)
    assert world.rows(select(quarter_result)) == []
    kept = world.rows(select(session.c.status, session.c.state).order_by(session.c.id))
    assert any("in_progress" in str(row.state) for row in kept if row.status in ("active", "paused"))


async def test_a_button_of_last_year_or_of_another_person_does_nothing(world, officer):
    old = world.button(officer, "=in_progress").token
    answers = world.one(select(session.c.state).where(session.c.person_id == officer))["answers"]
    other = world.people()["finance_officer"]
    said = await world.send(other, {"kind": "tap", "token": old, "label": ""})
    assert "ปุ่มนี้ใช้ไม่ได้แล้ว" in str(said)
    world.clock.at += timedelta(days=365)
    said = await world.send(officer, {"kind": "tap", "token": old, "label": ""})
    assert len(said) == 1
    assert thai(said[0].text)
    assert world.one(select(session.c.state).where(session.c.person_id == officer))["answers"] == answers
    assert answered(world)


async def test_who_has_no_right_is_told_who_has(world):
    mayor = world.people()["mayor"]
    for token in ("o.record_result.1.2570-1", "o.add_item", "o.parked", "o.delete.item.1", "o.accept.item.1"):
        said = await world.tap(mayor, token)
        assert "ไม่มีสิทธิ์" in str(said[0])
    assert answered(world)


async def test_who_left_the_agency_is_not_known_any_more(world, officer):
    world.do(update(person).where(person.c.id == officer).values(active=False))
    said = await world.say(officer, "เมนู")
    assert said[0].text == Problem("not_joined").sentence


async def test_two_windows_at_once_store_one_result(world):
    who = world.people()["officer"]
    await world.tap(who, "o.record_result.1.2570-1")
    await world.tap(who, "=not_started")
    save = world.button(who, "save").token
    both = [world.incoming(who, {"kind": "tap", "token": save, "label": "บันทึก"}) for _ in range(2)]
    await asyncio.gather(*(world.service.accept([one]) for one in both))
    await world.service.settled()
    assert world.one(select(func.count()).select_from(quarter_result)) == 1
    assert "บันทึกเสร็จแล้ว" in str(world.said(who)[-1])
    assert answered(world)


@pytest.mark.parametrize("recorded", [False, True])
async def test_two_people_who_save_the_same_result_at_once_do_not_overwrite_each_other(world, monkeypatch, recorded):
    both = world.people()["officer"], world.people()["plan_owner"]
    opened = "o.record_result.1.2570-1"
    if recorded:
        for act in (opened, "=not_started", "save"):
            await world.tap(both[0], act)
    for who in both:
        await world.tap(who, opened)
        if not recorded:
            await world.tap(who, "=not_started")
    taps = [{"kind": "tap", "token": world.button(who, "save").token, "label": "บันทึก"} for who in both]
    save = plan.save_result

    def slowly(*args, **kwargs):
        saved = save(*args, **kwargs)
        time.sleep(0.05)
        return saved

    monkeypatch.setattr(plan, "save_result", slowly)
    await world.service.accept([world.incoming(who, tap) for who, tap in zip(both, taps, strict=True)])
    await world.service.settled()
    assert [row.version for row in world.rows(select(quarter_result))] == [1 + recorded]
    assert sorted(Problem("changed_meanwhile").sentence in str(world.said(who)[-1]) for who in both) == [False, True]
    assert answered(world)


async def test_an_answer_given_in_another_window_meanwhile_is_not_overwritten(world, officer):
    await world.say(officer, "จัดอบรมหนึ่งรุ่น")
    stale = world.button(officer, "=in_progress").token
    said = await world.send(officer, {"kind": "tap", "token": stale, "label": ""})
    assert said[-1].question == "disbursed"
    assert answered(world)


@pytest.mark.parametrize("typed", ["asdf", "กกกก", "test", "-"])
async def test_words_that_say_nothing_are_asked_back_and_can_be_kept(world, officer, typed):
    asked = (await world.say(officer, typed))[-1]
    assert asked.question == "done?doubt"
    assert "ดูไม่ใช่คำตอบ" in asked.text
    assert [button.label for button in asked.buttons] == ["แก้ไข", "ใช้ตามนี้"]
    assert (await world.tap(officer, "yes"))[-1].question != "done?doubt"


# --- files -----------------------------------------------------------------------------------------------------------
async def test_an_album_of_six_is_kept_whole(world, officer):
    for number in range(6):
        await upload(world, officer, f"{number}.jpg", "image/jpeg", jpeg(colour=(number * 40, 0, 0)), album="same")
    rows = world.rows(select(media))
    assert [row.state for row in rows] == ["ready"] * 6
    kept = world.one(select(session.c.state).where(session.c.person_id == officer))["answers"]["photos"]["v"]
    assert kept == [row.id for row in rows]
    assert answered(world)


@pytest.mark.parametrize(("name", "mime"), [("a.heic", "image/heic"), ("A.HEIC", "application/octet-stream")])
async def test_heic_and_sideways_photos_become_upright_jpegs(world, officer, name, mime):
    await upload(world, officer, name, mime, heic())
    await upload(world, officer, "side.jpg", "image/jpeg", jpeg((64, 48), orientation=6))
    first, second = world.rows(select(media).order_by(media.c.id))
    assert (first.state, first.mime) == (second.state, second.mime) == ("ready", "image/jpeg")
    assert (second.width, second.height) == (48, 64)
    with pytest.raises(KeyError):
        await world.product.files.get(second.source["key"])  # the original says where it was taken


async def test_a_file_that_was_refused_when_it_came_is_told_once(world, officer):
    await world.tap(officer, "o.verify")
    before = len(world.said(officer))
    await upload(world, officer, "broken.jpg", "image/jpeg", b"\xff\xd8\xff\xe0 not a picture")
    assert world.rows(select(media))[0].state == "failed"
    told, asked = world.said(officer)[before:]
    assert told.text == f"ไม่ได้เก็บ broken.jpg: {Problem('verification_file').sentence}"
    assert "ตรวจสอบท้ายเอกสาร" in asked.text
    assert answered(world)


async def test_the_sender_of_a_broken_photo_is_told(world, officer):
    await upload(world, officer, "broken.jpg", "image/jpeg", b"\xff\xd8\xff\xe0 not a picture")
    assert world.rows(select(media))[0].state == "failed"
    received, told, asked = world.said(officer)[-3:]
    assert told.text == f"ไม่ได้เก็บ broken.jpg: {Problem('not_a_picture').sentence}"
    assert told.replace == received.replace  # one answer stays: the problem takes the place of "received"
    assert (asked.question, asked.replace) == ("done", "")
    assert "ได้รับ" in received.text
    assert "ได้รับ" not in asked.text
    assert "photos" not in world.one(select(session.c.state).where(session.c.person_id == officer))["answers"]
    assert answered(world)


async def test_a_broken_photo_that_nothing_asked_for_is_not_said_to_be_received_as_well(world):
    who = world.people()["officer"]
    await upload(world, who, "broken.jpg", "image/jpeg", b"\xff\xd8\xff\xe0 not a picture")
    received, told = [message for message in world.said(who) if message.text.startswith(("ได้รับ", "ไม่ได้เก็บ"))]
    assert told.replace == received.replace == "media."
    assert world.said(who)[-1] == told


async def test_a_broken_photo_of_what_is_saved_already_is_told_without_a_question(world, officer, monkeypatch):
    with monkeypatch.context() as waiting:
        waiting.setattr(world.service, "wake_media", lambda: None)
        await upload(world, officer, "broken.jpg", "image/jpeg", b"\xff\xd8\xff\xe0 not a picture")
        await world.say(officer, "จัดอบรม")
        await world.say(officer, "0")
        await world.tap(officer, "save")
    before = len(world.said(officer))
    await world.service.sweep()
    await world.service.settled()
    assert [type(message).__name__ for message in world.said(officer)[before:]] == ["Text"]
    assert answered(world)


@pytest.mark.parametrize(("name", "mime"), [("virus.exe", "application/x-msdownload"), ("song.mp3", "audio/mpeg")])
async def test_a_file_of_the_wrong_kind_is_refused(world, officer, name, mime):
    await upload(world, officer, name, mime, b"MZ")
    said, asked = world.said(officer)[-2:]
    assert said.text.startswith(f"ไม่ได้เก็บ {name}: ")
    assert "กรุณา" in said.text
    assert asked.question == "done"
    assert "photos" not in world.one(select(session.c.state).where(session.c.person_id == officer))["answers"]


async def test_a_file_that_is_too_big_is_said_to_be(world, officer):
    await upload(world, officer, "film.jpg", "image/jpeg", None, "file_too_big")
    assert world.said(officer)[-2].text == f"ไม่ได้เก็บ film.jpg: {Problem('file_too_big').sentence}"
    assert world.rows(select(media)) == []


async def test_the_same_bytes_sent_twice_are_one_photo(world, officer):
    for name in ("a.jpg", "b.jpg"):
        await upload(world, officer, name, "image/jpeg", jpeg())
    assert world.said(officer)[-2].text == "b.jpg ส่งมาแล้ว นับครั้งเดียว"
    first = world.rows(select(media).order_by(media.c.id))[0].id
    kept = world.one(select(session.c.state).where(session.c.person_id == officer))["answers"]["photos"]["v"]
    assert kept == [first]
    assert answered(world)


async def test_the_same_bytes_are_one_photo_also_where_they_come_after_the_message(world, officer, monkeypatch):
    add = evidence.add_media
    monkeypatch.setattr(evidence, "add_media", lambda connection, values: add(connection, {**values, "sha256": ""}))
    with monkeypatch.context() as waiting:
        waiting.setattr(world.service, "wake_media", lambda: None)
        for name, colour in (("a.jpg", "green"), ("b.jpg", "red"), ("c.jpg", "green")):
            await upload(world, officer, name, "image/jpeg", jpeg(colour=colour))
        ids = [row.id for row in world.rows(select(media).order_by(media.c.id))]
        answers = select(session.c.state).where(session.c.person_id == officer)
        assert world.one(answers)["answers"]["photos"]["v"] == ids
    await world.service.sweep()
    await world.service.settled()
    assert world.one(answers)["answers"]["photos"]["v"] == ids[:2]
    told, asked = world.said(officer)[-2:]
    assert told.text == "c.jpg ส่งมาแล้ว นับครั้งเดียว"
    assert asked.question == "done"
    assert answered(world)


async def test_a_photo_sent_again_is_the_same_photo_even_after_it_is_ready(world, officer):
    for _ in range(2):
        await world.local.store_media(officer, "0" * 26, "", "a.jpg", "image/jpeg", jpeg(), "")
        await world.service.settled()
    assert len(world.rows(select(media))) == 1
    with pytest.raises(KeyError):
        await world.product.files.get(f"incoming/local/{'0' * 26}")


async def test_one_photo_that_cannot_be_prepared_does_not_keep_the_others_waiting(world, officer, monkeypatch):
    real, put = world.product.files.put, []

    async def sometimes(key: str, data: bytes) -> None:
        put.append(key)
        if key.startswith("media/") and len(put) == 3:
            raise OSError("no space left")
        await real(key, data)

    monkeypatch.setattr(world.product.files, "put", sometimes)
    monkeypatch.setattr(world.service, "wake_media", lambda: None)
    for colour in ("red", "blue"):
        await upload(world, officer, f"{colour}.jpg", "image/jpeg", jpeg(colour=colour))
    monkeypatch.undo()
    monkeypatch.setattr(world.product.files, "put", sometimes)
    world.service.wake_media()
    await world.service.settled()
    assert [row.state for row in world.rows(select(media).order_by(media.c.id))] == ["pending", "ready"]
    world.clock.at += mail.CLAIM
    world.service.wake_media()
    await world.service.settled()
    assert [row.state for row in world.rows(select(media).order_by(media.c.id))] == ["ready", "ready"]


def pragma(world, words: str) -> int:
    """Set something of the connection that writes."""
    return world.database.write_now(lambda c: c.exec_driver_sql(f"PRAGMA {words}").scalar())


# --- the machine -------------------------------------------------------------------------------------------------------
async def test_a_disk_that_takes_no_photo_is_said_to_the_browser_which_tries_again(world, officer):
    (world.folder / "files" / "incoming").write_text("in the way")
    with pytest.raises(StoreUnavailable):
        await upload(world, officer, "a.jpg", "image/jpeg", jpeg())
    assert world.rows(select(media)) == []


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_a_full_disk_is_said_to_the_browser_and_loses_nothing_stored(world, officer):
    pages = world.one(select(func.count()).select_from(tables.inbox))
    used = pragma(world, "page_count")
    pragma(world, f"max_page_count = {used}")
    with pytest.raises(StoreUnavailable):
        for _ in range(400):
            await world.local.store_text(officer, world.key(), "ก" * 3000)
            await world.service.settled()
    pragma(world, "max_page_count = 1073741823")
    await world.service.sweep()
    await world.service.settled()
    assert world.one(select(func.count()).select_from(tables.inbox)) >= pages
    said = await world.say(officer, "เมนู")
    assert said[-1].title == "เมนู"
    assert answered(world)


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_a_database_that_another_process_holds_is_said_to_the_browser(world, officer):
    pragma(world, "busy_timeout = 1")
    holder = sqlite3.connect(world.folder / "sujarit.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable):
        await world.local.store_text(officer, world.key(), "สวัสดี")
    with pytest.raises(StoreUnavailable):
        await world.local.reset()
    holder.execute("ROLLBACK")
    holder.close()
    assert len(await world.say(officer, "เมนู")) == 1


# --- the log -----------------------------------------------------------------------------------------------------------
async def test_a_message_leaves_at_most_one_line_and_never_its_words(world, officer, monkeypatch):
    with structlog.testing.capture_logs() as lines:
        await world.say(officer, SECRET * 1000)
        await world.tap(officer, "1.zzzzzzzz.1.save")
        await world.say(officer, SECRET)
        await upload(world, officer, f"{SECRET}.jpg", "image/jpeg", b"broken")
        assert len([line for line in lines if line["event"] == "turn"]) == 4
        del lines[:]

        def fail(*args: object) -> None:
            raise ValueError(SECRET)

        monkeypatch.setattr(turn.sessions, "write", fail)
        monkeypatch.setattr(service.Service, "_wake_later", lambda *args: None)
        await world.service.accept([world.incoming(officer, {"kind": "text", "text": SECRET})])
        await world.service.settled()
    assert {line["event"] for line in lines} == {"turn failed"}
    assert lines[0]["error"] == "ValueError"
    assert "turn.py" in lines[0]["where"]
    assert SECRET not in str(lines)
