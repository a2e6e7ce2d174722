"""What the outbox says stands in the chat, as a reply while there is a token for it, else as a push; whatever LINE answers."""

from datetime import timedelta
from io import BytesIO

import httpx
import pytest
from PIL import Image
from sqlalchemy import select, update
from structlog.testing import capture_logs

from bot.messages import Button, Card, Choices, File, Progress, Text, dump, patient
from bot.problems import Problem
from storage import bindings, mail, tables
from storage.tables import binding, inbox, outbox


def states(lines) -> list[tuple[str, str]]:
    return [(row.state, row.error) for row in lines.rows(select(outbox).order_by(outbox.c.id))]


def texts(shown) -> list[str]:
    return [one.text for one in shown]


def put(lines, who: str, *messages, cause: int | None = None) -> None:
    rows = [("line", lines.users[who], lines.people()[who], dump(message)) for message in messages]
    lines.database.write_now(mail.put, rows, cause, lines.clock.now())


async def wait(lines, seconds: float) -> None:
    """Time passes; what had to wait for it is looked at."""
    lines.clock.at += timedelta(seconds=seconds)
    await lines.service.sweep()
    await lines.settled()


# --- replies ------------------------------------------------------------------------------------------------------------
async def test_words_and_taps_are_answered_for_nothing(lines):
    shown = await lines.types("officer", "เมนู")
    assert "เมนู" in shown[0].text
    shown = await lines.taps("officer", "บันทึกผลตามมาตรการ")
    assert shown[-1].actions
    assert not any(one.push for one in lines.api.shown(lines.users["officer"]))
    assert lines.pushes() == 0


async def test_all_of_a_turn_goes_in_one_reply(lines):
    await lines.types("officer", "เมนู")  # with the privacy notice
    calls = [path for _, path, _ in lines.api.calls if path.startswith("/message/")]
    assert calls == ["/message/reply"]
    assert len(states(lines)) == 2


async def test_what_nobody_asked_for_is_one_push(lines):
    shown = await lines.tell("officer", *(Text(f"ข้อความที่ {n}") for n in range(4)))
    assert [one.push for one in shown] == [True] * 4
    assert lines.pushes() == 1


async def test_news_that_came_meanwhile_goes_with_the_answer(lines):
    put(lines, "officer", Text("ข่าว"))
    shown = await lines.types("officer", "เมนู")
    assert shown[0].text == "ข่าว"
    assert lines.pushes() == 0


async def test_an_old_token_is_not_tried(lines, monkeypatch):
    accept = lines.line.intake.take

    async def late(events, also=None):
        lines.clock.at += timedelta(seconds=51)
        return await accept(events, also)

    monkeypatch.setattr(lines.line.intake, "take", late)
    shown = await lines.types("officer", "เมนู")
    assert shown[0].push
    assert [path for _, path, _ in lines.api.calls if "message" in path] == ["/message/push"]


async def test_a_token_that_is_gone_becomes_a_push(lines):
    lines.api.fail("/message/reply", 400, "Invalid reply token")
    shown = await lines.types("officer", "เมนู")
    assert "เมนู" in shown[0].text
    assert lines.pushes() == 1
    assert {state for state, _ in states(lines)} == {"sent"}


async def test_a_reply_whose_answer_was_lost_is_not_said_again(lines, monkeypatch):
    monkeypatch.setattr("bot.line.account.TIMEOUT", 0.2)
    lines.api.fail("/message/reply", -1)
    shown = await lines.types("officer", "เมนู")
    assert len([one for one in shown if "เมนู" in one.text.split("\n")[0]]) == 1
    assert lines.pushes() == 0
    assert {state for state, _ in states(lines)} == {"sent"}


async def test_a_stranger_is_answered_but_never_pushed_to(lines):
    await lines.api.say("U" + "f" * 32, "สวัสดี")
    await lines.settled()
    assert Problem("not_joined").sentence in lines.api.shown("U" + "f" * 32)[-1].text
    lines.api.fail("/message/reply", 400, "Invalid reply token")
    await lines.api.say("U" + "f" * 32, "สวัสดี")
    await lines.settled()
    assert lines.pushes() == 0
    assert states(lines)[-1] == ("parked", "unreachable")


async def test_the_answer_of_a_redelivered_event_is_a_reply_too(lines, monkeypatch):
    lines.api.redelivery = True
    lines.api.patience = 5
    accept, tries = lines.line.intake.take, []

    async def down(events, also=None):
        tries.append(1)
        if len(tries) == 1:
            lines.clock.at += timedelta(minutes=5)
            raise OSError("down")
        return await accept(events, also)

    monkeypatch.setattr(lines.line.intake, "take", down)
    shown = await lines.types("officer", "เมนู")
    assert lines.api.answers == [503, 200]
    assert not shown[0].push


# --- what LINE answers --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "words", "state", "error", "seconds"),
    [
        (400, "The request body has 1 error(s)", "parked", "our fault: ApiException", None),
        (401, "Authentication failed", "retry", "later", 600),
        (429, "The API rate limit has been exceeded. Try again later.", "retry", "held", 1),
        (429, "You have reached your monthly limit.", "retry", "held", 900),
        (500, "Internal Server Error", "retry", "later", 1),
        (502, "", "retry", "later", 1),
    ],
)
async def test_what_line_answers_decides_what_becomes_of_a_message(lines, code, words, state, error, seconds):
    lines.api.fail("/message/push", code, words, times=3)
    await lines.tell("officer", Text("ก"))
    row = lines.rows(select(outbox).order_by(outbox.c.id))[0]
    assert (row.state, row.error) == (state, error)
    assert row.retry_at == (seconds and lines.clock.now() + timedelta(seconds=seconds))


TOO_FAST = (429, "The API rate limit has been exceeded. Try again later.")


async def test_while_line_asks_to_wait_nobody_is_told_anything(lines):
    lines.api.fail("/message/push", *TOO_FAST)
    with capture_logs() as logged:
        await lines.tell("officer", Text("ก"))
        await lines.tell("clerk", Text("ข"))
        await lines.tell("officer", Text("ค"))
    assert [path for _, path, _ in lines.api.calls if "message" in path] == ["/message/push"]
    assert [line["event"] for line in logged if line["log_level"] == "warning"] == ["told to wait"]
    await wait(lines, 1)
    assert texts(lines.api.shown(lines.users["officer"])) == ["ก", "ค"]
    assert texts(lines.api.shown(lines.users["clerk"])) == ["ข"]
    assert {state for state, _ in states(lines)} == {"sent"}


async def test_an_answer_that_had_to_wait_is_a_reply_still(lines):
    lines.api.fail("/message/reply", *TOO_FAST)
    await lines.types("officer", "เมนู")
    await wait(lines, 1)
    assert "เมนู" in lines.api.shown(lines.users["officer"])[1].text
    assert lines.pushes() == 0


async def test_a_push_whose_answer_was_lost_is_asked_for_again_under_its_key_and_said_once(lines, monkeypatch):
    monkeypatch.setattr("bot.line.account.TIMEOUT", 0.2)
    lines.api.fail("/message/push", -1)
    await lines.tell("officer", Text("ก"), Text("ข"))
    assert states(lines) == [("retry", "later")] * 2
    put(lines, "officer", Text("ค"))  # written meanwhile: not part of the call that is made again
    await wait(lines, 2)
    assert texts(lines.api.shown(lines.users["officer"])) == ["ก", "ข", "ค"]
    assert [state for state, _ in states(lines)] == ["sent"] * 3
    assert lines.pushes() == 2


async def test_one_message_that_line_refuses_does_not_keep_back_the_others(lines):
    lines.api.fail("/message/push", 400, "The request body has 1 error(s)", times=2)
    shown = await lines.tell("officer", Text("ก"), Text("ข"))
    assert texts(shown) == ["ข"]
    assert [state for state, _ in states(lines)] == ["parked", "sent"]


async def test_who_blocked_the_account_is_told_nothing_until_they_come_back(lines):
    await lines.api.block(lines.users["officer"])
    await lines.settled()
    reachable = select(binding.c.reachable).where(binding.c.address == lines.users["officer"])
    assert lines.one(reachable) is False
    await lines.tell("officer", Text("ก"))
    assert states(lines) == [("parked", "unreachable")]
    assert lines.pushes() == 0
    await lines.api.follow(lines.users["officer"])
    await lines.settled()
    assert lines.one(reachable) is True
    assert "เมนู" in "".join(texts(lines.api.shown(lines.users["officer"])))


async def test_a_crash_between_sending_and_marking_says_nothing_twice(lines):
    await lines.tell("officer", Text("ก"), Text("ข"))
    lines.do(update(outbox).values(state="sending", until=lines.clock.now(), sent_as=""))
    await wait(lines, 61)
    assert texts(lines.api.shown(lines.users["officer"])) == ["ก", "ข"]
    assert states(lines) == [("sent", "")] * 2


# --- the month's limit --------------------------------------------------------------------------------------------------
async def test_when_the_months_pushes_are_gone_messages_wait_for_the_next_contact(lines):
    lines.api.limit = 0
    await lines.tell("officer", Card("เตือนบันทึกผล", ("เหลือ 3 วัน",)))
    await lines.tell("officer", Text("อนุมัติแล้ว"))
    assert states(lines)[0][1] == "held"
    await wait(lines, 3600)
    shown = await lines.types("officer", "เมนู")
    assert shown[0].text.startswith("เตือนบันทึกผล")
    assert shown[1].text == "อนุมัติแล้ว"
    told = [row for row in lines.rows(select(outbox)) if row.message.get("text") == Problem("quota_spent").sentence]
    assert [(row.person_id, row.state) for row in told] == [(lines.people()["plan_owner"], "retry")]
    assert lines.pushes() == 0
    assert Problem("quota_spent").sentence in "".join(texts(await lines.types("plan_owner", "เมนู")))


async def test_line_is_not_asked_for_each_message_that_waits_for_a_new_month(lines):
    lines.api.limit = 0

    def asked() -> int:
        return sum(path.endswith("/message/push") for _, path, _ in lines.api.calls)

    for who in ("officer", "clerk", "mayor"):
        await lines.tell(who, Text(who))
    assert asked() == 1
    await wait(lines, 901)
    assert asked() == 2


async def test_or_go_by_the_other_channel_of_the_person(lines):
    lines.api.limit = 0
    officer = lines.people()["officer"]
    lines.database.write_now(bindings.bind, officer, "local", str(officer))
    await lines.tell("officer", Text("ก"))
    await wait(lines, 6)
    row = lines.rows(select(outbox).order_by(outbox.c.id))[0]
    assert (row.channel, row.state) == ("local", "sent")


async def test_in_the_middle_of_a_digest_nothing_is_lost_or_said_twice(lines):
    lines.api.limit = 1
    for who in ("officer", "clerk", "plan_owner"):
        await lines.tell(who, Card("เตือนบันทึกผล", (who,)))
    lines.api.limit = None
    await wait(lines, 901)
    for who in ("officer", "clerk", "plan_owner"):
        assert len([s for s in lines.api.shown(lines.users[who]) if s.text.startswith("เตือนบันทึกผล")]) == 1


# --- who has left -------------------------------------------------------------------------------------------------------
async def held_for_the_officer(lines) -> int:
    """News that waits in the chat for the officer's next word; the officer's number."""
    news = [("line", lines.users["officer"], lines.people()["officer"], patient(Text("ข่าวในหน่วยงาน")))]
    lines.database.write_now(mail.put, news, None, lines.clock.now())
    await wait(lines, 0)
    assert states(lines)[-1] == ("retry", "held")
    return lines.people()["officer"]


async def test_news_that_waited_is_not_told_to_who_has_left(lines):
    officer = await held_for_the_officer(lines)
    await lines.types("plan_owner", "เมนู")
    await lines.api.tap(lines.users["plan_owner"], f"o.end_duty.{officer}")
    await lines.settled()
    await lines.taps("plan_owner", "นางรอบคอบ วางแผนดีเสมอ")
    await lines.taps("plan_owner", "ยืนยัน")
    await lines.types("officer", "สวัสดี")
    told = texts(one for one in lines.api.shown(lines.users["officer"]) if not one.mine)
    assert len(told) == 2
    assert "ท่านพ้นจากหน้าที่" in told[0]
    assert told[1] == Problem("not_joined").sentence
    assert states(lines)[0] == ("parked", "left")


async def test_news_that_waited_goes_by_the_chat_that_is_left_to_the_person(lines):
    officer = await held_for_the_officer(lines)
    lines.database.write_now(bindings.bind, officer, "local", str(officer))
    lines.database.write_now(bindings.unbind, officer, "line", lines.users["officer"])
    await wait(lines, 0)
    row = lines.rows(select(outbox))[0]
    assert (row.channel, row.state) == ("local", "sent")


async def test_the_plan_owner_sees_how_many_are_left(lines):
    lines.api.used = 7
    assert await lines.line.upkeep.look()
    await lines.types("plan_owner", "เมนู")
    shown = await lines.taps("plan_owner", "คนในหน่วยงาน")
    assert "เดือนนี้ส่งแจ้งเตือนทาง LINE แล้ว 7 จาก 300 ข้อความ" in shown[-1].text


# --- what takes longer --------------------------------------------------------------------------------------------------
async def test_a_document_comes_in_the_reply_in_place_of_its_progress(lines):
    await lines.types("officer", "เมนู")
    before = len(lines.api.shown(lines.users["officer"]))
    await lines.api.tap(lines.users["officer"], "o.ask_report.measure_report.2570-r3")
    await lines.settled()
    shown = lines.api.shown(lines.users["officer"])[before:]
    assert not any("กำลังจัดทำ" in one.text for one in shown)
    assert any(uri.startswith(f"{lines.door.url}/files/") for one in shown for uri in one.uris)
    assert lines.api.loading == [(lines.users["officer"], 60)]
    assert lines.pushes() == 0


async def test_one_that_takes_too_long_is_fetched_by_a_button_for_nothing(lines):
    await lines.types("officer", "เมนู")
    cause = lines.one(select(inbox.c.id).order_by(inbox.c.id.desc()))
    user = lines.users["officer"]
    await lines.api.say(user, "x")  # a fresh token, used by nothing yet
    lines.do(update(outbox).values(state="sent"))
    await lines.settled()
    lines.clock.at += timedelta(minutes=2)
    accept = lines.api.event(user, type="postback", postback={"data": "line.fetch.doc.9"})
    await lines.api.bring(accept)
    await lines.settled()
    assert states(lines)[-1] == ("retry", "held")
    await wait(lines, 36)
    (progress,) = [s for s in lines.api.shown(user) if "line.fetch.doc.9" in s.tokens]
    assert not progress.push
    await wait(lines, 60)
    put(lines, "officer", Text("เอกสารมาแล้ว", replace="doc.9"))
    await wait(lines, 1)
    assert lines.api.shown(user)[-1].id == progress.id
    await lines.taps("officer", "รับไฟล์")
    assert lines.api.shown(user)[-1].text == "เอกสารมาแล้ว"
    assert lines.pushes() == 0
    assert cause


async def test_several_photos_sent_together_are_answered_once(lines):
    await lines.types("officer", "เมนู")
    await lines.taps("officer", "บันทึกผลตามมาตรการ")
    choice = [a for s in lines.api.shown(lines.users["officer"]) for a in s.actions if ".=" in a.get("data", "")][-1]
    await lines.api.tap(lines.users["officer"], choice["data"])
    await lines.settled()
    before = len(lines.api.calls)
    for index in (1, 2, 3):
        photo = BytesIO()
        Image.new("RGB", (300 + index, 200), (index * 50, 9, 9)).save(photo, "JPEG")
        message_id = await lines.api.send(
            lines.users["officer"], photo.getvalue(), imageSet={"id": "s", "index": index, "total": 3}
        )
        lines.api.preparing[message_id] = 1
        await lines.settled()
    replies = [body for _, path, body in lines.api.calls[before:] if path == "/message/reply"]
    assert len(replies) == 1
    media = lines.rows(select(tables.media).order_by(tables.media.c.id))
    assert [(row.state, row.width) for row in media] == [("ready", 301), ("ready", 302), ("ready", 303)]
    assert lines.pushes() == 0


# --- messages ----------------------------------------------------------------------------------------------------------
async def test_more_than_one_call_takes_comes_in_several_in_order(lines):
    many = [Card(f"บัตร {n}", ("ข้อความ",), buttons=(Button("เมนู", "o.menu"),)) for n in range(7)]
    shown = await lines.tell("officer", *many)
    assert [one.text.split("\n")[0] for one in shown] == [f"บัตร {n}" for n in range(7)]
    assert lines.pushes() == 2


async def test_the_newest_of_the_same_key_is_said(lines):
    put(lines, "officer", Choices("ก", replace="q"), Choices("ข", replace="q"))
    assert texts(await lines.tell("officer", Progress("ค", replace="r"))) == ["ข", "ค"]


async def test_a_file_of_another_agency_is_never_handed_out(lines):
    lines.do(
        tables.agency.insert().values(
            id=99, name="อื่น", kind="sao", tambon="", district="", province="", digits="thai", sample=False
        )
    )
    lines.do(
        tables.stored_file.insert().values(
            id="f" * 8, agency_id=99, name="ลับ", mime="x", size=1, key="k", sha256="", created_at=lines.clock.now()
        )
    )
    (shown,) = await lines.tell("officer", File("f" * 8, "ลับ.docx"))

    async with httpx.AsyncClient(trust_env=False) as browser:
        assert (await browser.get(shown.uris[0])).status_code == 404
