"""The webhook: signature, store, 200; what comes is stored once and answered, whatever it is."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.line.webhook import MAX_BODY
from bot.lineapi import BOT, SECRET
from bot.problems import Problem
from storage import bindings, tables
from storage.tables import binding, inbox

GROUP = "C" + "9" * 32


def said(lines, user: str) -> list[str]:
    return [shown.text for shown in lines.api.shown(user) if not shown.mine]


# --- what is no call of LINE's -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("signature", ["", "wrong", "\xe9"])
async def test_without_the_right_signature_nothing_is_stored(lines, signature):
    with capture_logs() as logged:
        event = lines.api.event(
            lines.users["officer"], type="message", message={"id": "1", "type": "text", "text": "ก"}
        )
        assert await lines.api.post({"destination": BOT, "events": [event]}, signature) == 403
    assert [line["event"] for line in logged] == ["line: a webhook without a right signature"]
    assert lines.rows(select(inbox)) == []


async def test_a_body_that_was_changed_has_no_right_signature(lines):
    made = base64.b64encode(hmac.new(SECRET.encode(), b'{"destination":"U","events":[]}', hashlib.sha256).digest())
    assert await lines.api.post(b'{"destination":"U","events": []}', made.decode()) == 403


async def test_a_body_that_is_too_large_is_not_read_to_its_end(lines):
    with capture_logs() as logged:
        assert await lines.api.post(b" " * (MAX_BODY + 1)) == 413
    assert [line["event"] for line in logged] == ["line: a webhook that is too large"]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'"x"', b"{}", b'{"destination": "U"}', b"\xff", b'{"destination":"U","events":[1]}']
)
async def test_a_body_that_is_no_call_is_refused(lines, body):
    assert await lines.api.post(body) == 400


async def test_an_event_that_nobody_understands_is_left_out_and_the_others_are_stored(lines):
    event = lines.api.event(lines.users["officer"], type="message", message={"id": "1", "type": "text", "text": "เมนู"})
    broken = {**lines.api.event(lines.users["officer"], type="message", message={"id": "2"}), "source": 7}
    with capture_logs() as logged:
        await lines.api.bring(broken, event)
        await lines.settled()
    assert lines.api.answers == [200]
    assert [line["event"] for line in logged if "understood" in line["event"]] == ["line: an update was not understood"]
    assert any("เมนู" in text for text in said(lines, lines.users["officer"]))


# --- calls of LINE's ----------------------------------------------------------------------------------------------------
async def test_a_call_without_events_is_answered(lines):
    assert await lines.api.post({"destination": BOT, "events": []}) == 200


async def test_what_is_brought_twice_is_answered_once(lines):
    event = lines.api.event(lines.users["officer"], type="message", message={"id": "1", "type": "text", "text": "เมนู"})
    for again in (False, True):
        event["deliveryContext"] = {"isRedelivery": again}
        assert await lines.api.post({"destination": BOT, "events": [event]}) == 200
    await lines.settled()
    assert len(lines.rows(select(inbox))) == 1
    assert len([text for text in said(lines, lines.users["officer"]) if text.startswith("เมนู")]) == 1


async def test_many_events_of_many_people_in_one_call_are_taken_in_the_order_they_happened(lines):
    events = []
    for who, text in (("officer", "สอง"), ("clerk", "เมนู"), ("officer", "หนึ่ง")):
        message = {"id": text, "type": "text", "text": text}
        events.append(lines.api.event(lines.users[who], type="message", message=message))
        lines.clock.at -= timedelta(seconds=1)
    await lines.api.bring(*events)
    await lines.settled()
    kept = [row.raw["message"]["text"] for row in lines.rows(select(inbox).order_by(inbox.c.id))]
    assert kept == ["หนึ่ง", "เมนู", "สอง"]
    assert {row.state for row in lines.rows(select(inbox))} == {"done"}


@pytest.mark.parametrize(
    "event",
    [
        {"type": "videoPlayComplete", "videoPlayComplete": {"trackingId": "x"}},
        {"type": "something new", "news": {}},
        {"type": "message", "message": {"id": "1", "type": "text", "text": "เมนู"}, "mode": "standby"},
    ],
)
async def test_events_that_concern_nobody_are_passed_over(lines, event):
    await lines.api.bring(lines.api.event(lines.users["officer"], **event))
    await lines.settled()
    assert lines.api.answers == [200]
    assert lines.rows(select(inbox)) == []


# --- what is taken back -----------------------------------------------------------------------------------------------
async def takes_back(lines, who: str, message_id: str) -> None:
    await lines.api.bring(lines.api.event(lines.users[who], type="unsend", unsend={"messageId": message_id}))
    await lines.settled()


def kept(lines) -> str:
    """All that is kept of what came."""
    return json.dumps([row.raw for row in lines.rows(select(inbox))], ensure_ascii=False)


async def test_words_that_were_no_answer_are_forgotten_when_they_are_taken_back(lines):
    await lines.types("officer", "เมนู")
    message_id = await lines.api.say(lines.users["officer"], "ความลับ")
    await lines.settled()
    assert "ความลับ" in kept(lines)
    before = len(lines.api.shown(lines.users["officer"]))
    with capture_logs() as logged:
        await takes_back(lines, "clerk", message_id)  # not the person who sent it
        assert "ความลับ" in kept(lines)
        await takes_back(lines, "officer", message_id)
        await takes_back(lines, "officer", "unknown")
    assert "ความลับ" not in kept(lines)
    assert len(lines.api.shown(lines.users["officer"])) == before
    told = [line["kept"] for line in logged if line["event"] == "line: a message was taken back"]
    assert told == [False] * 3


async def test_an_answer_that_is_taken_back_stays_an_answer(lines):
    await lines.types("officer", "เพิ่มมาตรการ")
    message_id = await lines.api.say(lines.users["officer"], "มาตรการป้องกันการรับสินบน")
    await lines.settled()
    with capture_logs() as logged:
        await takes_back(lines, "officer", message_id)
    assert "มาตรการป้องกันการรับสินบน" in kept(lines)
    assert [line["kept"] for line in logged if "taken back" in line["event"]] == [True]


async def test_what_is_taken_back_before_its_turn_has_none(lines, monkeypatch):
    await lines.types("officer", "เมนู")
    monkeypatch.setattr(lines.service, "wake_lane", lambda lane: None)  # its turn is late
    words = await lines.api.say(lines.users["officer"], "เมนู")
    file = await lines.api.send(lines.users["officer"], b"%PDF-1.4 x", "ลับ.pdf")
    await lines.api.settled()  # each comes in a call of its own
    for message_id in (words, file):
        await takes_back(lines, "officer", message_id)
    monkeypatch.undo()
    before = len(lines.api.shown(lines.users["officer"]))
    await lines.service.sweep()
    await lines.settled()
    assert len(lines.api.shown(lines.users["officer"])) == before
    assert {row.state for row in lines.rows(select(inbox))} == {"done"}
    assert "ลับ.pdf" not in kept(lines)
    assert lines.rows(select(tables.media)) == []


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"type": "sticker", "packageId": "1", "stickerId": "2"}, "unsupported_sticker"),
        ({"type": "audio", "duration": 3, "contentProvider": {"type": "line"}}, "unsupported_voice"),
        ({"type": "video", "duration": 3, "contentProvider": {"type": "line"}}, "unsupported_video"),
        ({"type": "location", "latitude": 1, "longitude": 2}, "unsupported_location"),
        ({"type": "hologram"}, "unsupported"),
    ],
)
async def test_what_cannot_be_used_is_told_politely(lines, message, code):
    await lines.api.bring(lines.api.event(lines.users["officer"], type="message", message={"id": "1", **message}))
    await lines.settled()
    assert any(Problem(code).sentence in text for text in said(lines, lines.users["officer"]))


async def test_in_a_group_the_way_out_is_told_when_taken_in_or_named(lines):
    source = {"type": "group", "groupId": GROUP, "userId": lines.users["officer"]}
    talk = {"id": "1", "type": "text", "text": "ประชุมบ่ายสอง"}
    named = {"id": "2", "type": "text", "text": "@สุจริต", "mention": {"mentionees": [{"isSelf": True}]}}
    for event in ({"type": "join"}, {"type": "message", "message": talk}, {"type": "message", "message": named}):
        await lines.api.bring(lines.api.event("", source=source, **event))
        await lines.settled()
    assert said(lines, GROUP) == [Problem("one_to_one").sentence] * 2
    assert said(lines, lines.users["officer"]) == []
    assert lines.pushes() == 0


async def test_a_group_without_a_name_for_who_speaks_is_no_error(lines):
    await lines.api.bring(lines.api.event("", source={"type": "room", "roomId": "R1", "userId": ""}, type="join"))
    await lines.settled()
    assert lines.api.answers == [200]


async def test_a_postback_typed_by_hand_is_only_words(lines):
    await lines.types("officer", "o.ask_report.measure_report.2570-r3")
    assert lines.rows(select(tables.document_request)) == []


async def test_somebody_who_was_let_go_is_a_stranger(lines):
    lines.do(binding.delete())
    shown = await lines.types("officer", "เมนู")
    assert [one.text for one in shown] == [Problem("not_joined").sentence]


async def test_an_old_farewell_does_not_shut_out_who_has_come_back(lines):
    user = lines.users["officer"]
    gone = lines.api.event(user, type="unfollow")
    lines.clock.at += timedelta(minutes=2)
    await lines.api.follow(user)
    await lines.settled()
    await lines.api.bring(gone)
    await lines.settled()
    assert lines.one(select(binding.c.reachable).where(binding.c.address == user)) is True


async def test_while_the_database_is_down_line_is_asked_to_come_again(lines, monkeypatch):
    async def down(*given):
        raise OSError("down")

    monkeypatch.setattr(lines.line.intake, "take", down)
    event = lines.api.event(lines.users["officer"], type="message", message={"id": "1", "type": "text", "text": "เมนู"})
    assert await lines.api.post(json.dumps({"destination": BOT, "events": [event]}).encode()) == 503


# --- joining ------------------------------------------------------------------------------------------------------------
async def test_a_link_opens_the_chat_with_the_code_and_joins(lines):
    assert await lines.line.upkeep.look()
    await lines.types("plan_owner", "เมนู")
    officer = lines.people()["officer"]
    await lines.api.tap(lines.users["plan_owner"], f"o.give_code.{officer}")
    await lines.settled()
    link = next(word for text in said(lines, lines.users["plan_owner"]) for word in text.split() if "oaMessage" in word)
    assert link.startswith("https://line.me/R/oaMessage/@sujarit/?")
    await lines.api.say("U" + "e" * 32, link.partition("?")[2])
    await lines.settled()
    assert lines.database.read_now(bindings.bound, "line", "U" + "e" * 32) == officer


# --- what people send ---------------------------------------------------------------------------------------------------
async def to_photos(lines) -> None:
    await lines.types("officer", "เมนู")
    await lines.taps("officer", "บันทึกผลตามมาตรการ")
    choice = [a for s in lines.api.shown(lines.users["officer"]) for a in s.actions if ".=" in a.get("data", "")][-1]
    await lines.api.tap(lines.users["officer"], choice["data"])
    await lines.settled()


async def test_a_file_is_kept_as_it_came(lines):
    await to_photos(lines)
    await lines.api.send(lines.users["officer"], b"%PDF-1.4 x", "หลักฐาน.pdf")
    await lines.settled()
    row = lines.rows(select(tables.media))[0]
    assert (row.state, row.name, row.mime) == ("ready", "หลักฐาน.pdf", "application/pdf")
    assert await lines.product.files.get(row.key) == b"%PDF-1.4 x"


async def test_content_that_was_deleted_before_it_was_fetched_is_told_to_its_sender(lines):
    await to_photos(lines)
    lines.api.fail("/content", 404, "Not found")
    await lines.api.send(lines.users["officer"], b"x")
    await lines.settled()
    assert [(row.state, row.problem) for row in lines.rows(select(tables.media))] == [("failed", "file_lost")]
    assert any(Problem("file_lost").sentence in text for text in said(lines, lines.users["officer"]))


async def test_of_a_file_that_was_refused_nobody_is_told_that_it_is_lost(lines):
    await to_photos(lines)
    lines.api.fail("/content", 404, "Not found")
    await lines.api.send(lines.users["officer"], b"x", "หลักฐาน.pdf")
    await lines.settled()
    assert not any(Problem("file_lost").sentence in text for text in said(lines, lines.users["officer"]))


async def test_content_that_line_still_prepares_is_fetched_later(lines, monkeypatch):
    monkeypatch.setattr("bot.line.NOT_READY_YET", (0.01, 0.01))
    await to_photos(lines)
    message_id = f"{int(lines.api._new_id()) + 1}"
    lines.api.preparing[message_id] = 4
    assert await lines.api.send(lines.users["officer"], b"%PDF-1.4 x", "หลักฐาน.pdf") == message_id
    await lines.settled()
    assert [row.state for row in lines.rows(select(tables.media))] == ["pending"]
    lines.clock.at += timedelta(minutes=1)
    await lines.service.sweep()
    await lines.settled()
    assert [row.state for row in lines.rows(select(tables.media))] == ["ready"]


@pytest.mark.parametrize(
    ("more", "code"),
    [({"size": 30 << 20, "name": "ใหญ่.pdf"}, "file_too_big"), ({"contentProvider": {"type": "external"}}, "file_lost")],
)
async def test_what_is_not_fetched_at_all_is_told(lines, more, code):
    await to_photos(lines)
    await lines.api.send(lines.users["officer"], b"x", **more)
    await lines.settled()
    assert lines.rows(select(tables.media)) == []
    assert any(Problem(code).sentence in text for text in said(lines, lines.users["officer"]))
