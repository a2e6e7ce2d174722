"""The contract of every conversation: each dialog of the registry passes it as it is declared."""

import itertools
import json
from datetime import timedelta
from typing import Any

import pytest

from bot.dialogs import registry
from bot.dialogs.kit import Choice, LongText, MultiChoice, Photos, Rows
from bot.dialogs.words import WORDS
from bot.messages import Event
from dialogs.chat import THAI, Chat
from dialogs.contract import CASES, SCREENS, Case, answer, dialog_of, question_of, under_way, until, walk, walks

every = pytest.mark.parametrize("case", CASES, ids=str)


def stored(chat: Chat) -> tuple[Any, ...]:
    """What must not change when nothing is to happen."""
    s = chat.active
    return s.id, s.rev, s.answers, s.parts, s.row, s.open, s.pending, s.status


def test_every_opener_is_a_case_or_a_screen():
    assert {case.button.partition(".")[0] for case in CASES} | SCREENS == set(registry.OPENERS)


@every
def test_a_walk_ends_in_one_decision(case: Case):
    chat = case.chat()
    before = chat.active.id
    walk(chat, case)
    if chat.rows[before]["status"] == "active":
        assert chat.asked == "review"
        chat.tap("save")
    assert chat.rows[before]["status"] == "done"
    assert len(chat.commands) <= 1


@every
def test_questions_speak_thai(case: Case):
    dialog = dialog_of(case.chat())
    assert THAI.search(dialog.title)
    for question in dialog.questions:
        assert question.later or (question.prompt and THAI.search(question.prompt))
        assert type(question).__name__ == "Hidden" or THAI.search(question.name)


@every
def test_restart_in_the_middle_loses_nothing(case: Case):
    """Sessions through JSON and a fresh registry at every step come to the same decision as one kept in memory."""
    kept, restarted = case.chat(restarts=False), case.chat()
    assert walk(kept, case) == walk(restarted, case)
    for chat in (kept, restarted):
        if "save" in chat.acts:
            chat.tap("save")
    assert kept.commands == restarted.commands
    assert kept.messages == restarted.messages


@every
def test_back_at_every_question(case: Case):
    met = walks(case)
    for before, key in itertools.pairwise(met):
        chat = until(case, key)
        answers = chat.answers
        chat.say("ย้อนกลับ")
        assert chat.asked == before
        assert chat.answers == answers
        question = question_of(chat)
        if isinstance(question, MultiChoice | Photos | Rows):
            chat.tap("done")
        else:
            assert "คำตอบเดิม" in chat.text
            chat.tap("keep")
        assert chat.asked == key
        assert chat.answers == answers


@every
def test_back_at_the_first_question_stays_there(case: Case):
    chat = case.chat()
    if chat.asked == "review":
        chat.say("ย้อนกลับ")
        first = chat.asked
        for _ in dialog_of(chat).questions:
            if "back" in chat.acts:
                chat.tap("back")
                first = chat.asked
        assert "back" not in chat.acts
    else:
        first = chat.asked
    before = stored(chat)
    chat.say("ย้อนกลับ")
    assert (chat.asked, stored(chat)) == (first, before)


@every
def test_skip_only_what_is_optional(case: Case):
    for key in walks(case):
        chat = until(case, key)
        question, before = question_of(chat), stored(chat)
        assert ("skip" in chat.acts) == question.optional
        chat.say("ข้าม")
        if question.optional:
            assert chat.answers[key] == "skipped"
            assert chat.asked != key
        else:
            assert (chat.asked, stored(chat)) == (key, before)


@every
def test_cancel_asks_once_and_keeps_a_draft(case: Case):
    chat = case.chat()
    while under_way(chat, case.button):
        key, answers, rows = chat.asked, chat.answers, len(chat.rows)
        session = chat.active.id
        assert ("cancel" in chat.acts) != ("back" in chat.acts)
        untouched = answers == recorded(chat)
        if untouched:
            chat.tap("cancel")
            assert chat.rows[session]["status"] == "dropped"
        else:
            chat.say("ยกเลิก")
            assert chat.asked == f"{key}?cancel"
            chat.tap("no")
            assert (chat.asked, chat.answers) == (key, answers)
            chat.say("ยกเลิก")
            chat.say("ยกเลิก")
            assert chat.rows[session]["status"] == "paused"
        assert chat.fact("active") is None
        if untouched:
            chat.open(f"o.{case.button}")
        elif dialog_of_name(chat, session).review:
            chat.open(f"o.{case.button}")
            assert len(chat.rows) == rows
            chat.tap("ทำต่อ")
        else:
            chat.open(f"r.{session}")
        assert (chat.asked, chat.answers) == (key, answers)
        answer(chat, case)


def recorded(chat: Chat) -> dict[str, Any]:
    """The answers a dialog begins with."""
    return {key: answer.get("v", "skipped") for key, answer in dialog_of(chat).recorded().items()}


@every
def test_a_dialog_left_without_a_draft_begins_anew(case: Case):
    chat = case.chat()
    if under_way(chat, case.button):
        answer(chat, case)
    if not under_way(chat, case.button) or chat.answers == recorded(chat):
        return  # one question that leads on, or a review that was only looked at
    session = chat.active.id
    chat.say("ยกเลิก")
    chat.tap("ออก ไม่เก็บ")
    assert (chat.fact("active"), chat.rows[session]["status"]) == (None, "dropped")
    chat.open(f"o.{case.button}")
    assert chat.answers == recorded(chat)


def dialog_of_name(chat: Chat, session_id: str) -> Any:
    """The dialog of a session that is not active."""
    row = chat.rows[session_id]
    row["status"] = "active"
    try:
        return dialog_of(chat)
    finally:
        row["status"] = "paused"


@every
def test_help_at_every_question(case: Case):
    chat = case.chat()
    while under_way(chat, case.button):
        key, before, question = chat.asked, stored(chat), question_of(chat)
        chat.say("ช่วยเหลือ")
        assert (question.help or question.hint) in chat.text
        assert question.prompt.splitlines()[0][:60] in chat.text
        assert (chat.asked, stored(chat)) == (key, before)
        answer(chat, case)


@every
def test_every_answer_can_be_edited_at_the_review(case: Case):
    chat = case.chat()
    if not dialog_of(chat).review:
        return
    walk(chat, case)
    for fold in ("edits", "more"):
        if fold in chat.acts:
            chat.tap(fold)
    for edit in [act for act in chat.acts if act.startswith("edit-")]:
        chat = case.chat()
        walk(chat, case)
        for fold in ("edits", "more"):
            if fold in chat.acts:
                chat.tap(fold)
        before = chat.answers
        chat.tap(edit)
        key = edit.removeprefix("edit-")
        assert chat.asked == key
        chat.say("ย้อนกลับ")
        assert (chat.asked, chat.answers) == ("review", before)
        chat.open(f"1.{chat.active.id}.{chat.active.rev}.{edit}")
        answer(chat, case)
        walk(chat, case)
        assert key in chat.answers
        chat.tap("save")
        assert len(chat.commands) == 1


@every
def test_a_stale_tap_changes_nothing(case: Case):
    chat = case.chat()
    old: list[str] = []
    while under_way(chat, case.button):
        tokens = [b.token for b in chat.last.buttons]
        for token in old[-4:]:
            key, before = chat.asked, stored(chat)
            chat.open(token)
            assert WORDS.old_button in chat.text
            assert (chat.asked, stored(chat)) == (key, before)
        answer(chat, case)
        old += [t for t in tokens if t.startswith("1.")]


@every
def test_a_double_tap_has_no_second_effect(case: Case):
    for key in walks(case):
        for act in [
            act for act in until(case, key).acts if act in {"back", "skip", "done", "default"} or act[0] == "="
        ]:
            chat = until(case, key)
            token = chat.button(act).token
            chat.open(token)
            once, commands = {i: (r["status"], r["state"]["answers"]) for i, r in chat.rows.items()}, chat.commands[:]
            chat.open(token)
            assert {i: (r["status"], r["state"]["answers"]) for i, r in chat.rows.items()} == once
            assert chat.commands == commands


@every
def test_saving_twice_decides_once(case: Case):
    chat = case.chat()
    if not dialog_of(chat).review:
        return
    walk(chat, case)
    token = chat.button("save").token
    chat.open(token)
    chat.open(token)
    assert len(chat.commands) == 1
    assert "บันทึกเสร็จแล้ว" in chat.text


@every
def test_opening_twice_goes_on(case: Case):
    """A double tap on a menu button, or the same button again in the middle, drops nothing."""
    chat = case.chat()
    while under_way(chat, case.button):
        key, before = chat.asked, stored(chat)
        chat.open(f"o.{case.button}")
        assert (chat.asked, stored(chat)) == (key, before)
        answer(chat, case)


def strange(row: dict[str, Any], what: str) -> None:
    """Put a name into a stored session that this version does not know."""
    state = row["state"]
    match what:
        case "question":
            state["answers"]["no_such_question"] = {"v": "คำตอบของรุ่นก่อน"}
        case "dialog":
            row["dialog"] = "no_such_dialog"
        case "row":
            state["row"] = {"key": "no_such_rows", "cells": {}}
        case "pending":
            state["pending"] = {"kind": "no_such_kind"}
        case "open":
            state["open"] = "no_such_question"
        case _:
            state["answers"][what] = {"v": "no_such_option"}


STRANGE = [(case, what) for case in CASES for what in ("question", "dialog", "row", "pending", "open")] + [
    (case, key)
    for case in CASES
    for key in (q.key for q in dialog_of(case.chat()).questions if isinstance(q, Choice) and not q.when)
]


@pytest.mark.parametrize(("case", "what"), STRANGE, ids=str)
def test_a_name_of_another_version_keeps_the_answers(case: Case, what: str):
    walked = walks(case)
    chat = until(case, walked[-1]) if walked else case.chat()
    row = chat.rows[chat.active.id]
    strange(row, what)
    before, session = dict(row["state"]["answers"]), row["id"]
    chat.say("ข้อความที่พิมพ์ต่อ")
    assert chat.rows[session]["state"]["answers"] == before
    assert chat.rows[session]["status"] == "paused"
    assert [b.label for b in chat.last.buttons] == ["เริ่มใหม่", "ดูคำตอบเดิม"]
    again = chat.button("เริ่มใหม่").token
    chat.tap("ดูคำตอบเดิม")
    assert "ข้อความที่พิมพ์ต่อ" in chat.text
    assert ("คำตอบของรุ่นก่อน" in chat.text) == (what == "question")
    chat.open(again)
    if what == "dialog":
        assert "เมนู" in chat.text
    else:
        assert chat.active.id != session
    chat.open(f"v.{session}")
    assert "ข้อความที่พิมพ์ต่อ" in chat.text


@every
def test_after_a_week_the_draft_is_offered_and_nothing_typed_is_lost(case: Case):
    for key in walks(case):
        chat = until(case, key)
        session, answers = chat.active.id, chat.answers
        chat.tick(days=7, seconds=10)
        chat.say("พิมพ์หลังจากเงียบไปนาน")
        assert chat.fact("active") is None
        assert chat.rows[session]["status"] == "paused"
        assert "พิมพ์หลังจากเงียบไปนาน" in chat.text
        chat.tap("ทำต่อ")
        assert chat.asked == f"{key}?late"
        assert "พิมพ์หลังจากเงียบไปนาน" in chat.text
        chat.tap("no")
        assert (chat.asked, chat.answers) == (key, answers)


@every
def test_what_cannot_be_read_is_said_in_one_sentence(case: Case):
    chat = case.chat()
    while under_way(chat, case.button):
        for what in ("sticker", "voice", "location", "video", "", "contact"):
            key, before = chat.asked, stored(chat)
            chat.send(Event("unsupported", chat.tick(), what=what))
            assert (chat.asked, stored(chat)) == (key, before)
        answer(chat, case)


@every
def test_answers_of_twenty_thousand_characters_are_taken_and_drawn(case: Case):
    """The size of each message is checked by the chat."""
    chat = case.chat()
    while under_way(chat, case.button):
        key, question = chat.asked, question_of(chat)
        chat.say(("ก" * 99 + "\n") * 199)
        while chat.asked.endswith("?doubt"):
            chat.tap("yes")
        if isinstance(question, LongText):
            assert len(json.dumps(chat.answers[key], ensure_ascii=False)) > 19_000
        else:
            assert chat.asked == key
            answer(chat, case)


def test_silence_is_counted_from_the_last_contact():
    chat = CASES[1].chat()
    chat.tick(days=6)
    chat.say("ช่วยเหลือ")
    chat.tick(days=6)
    answer(chat, CASES[1])
    assert chat.active.expires_at == chat.now + timedelta(days=7)
