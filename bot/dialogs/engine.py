"""The dialog engine: `advance(dialog, session, event, facts, now) -> Turn`. Pure: no I/O, no clock, no random.

A dialog is a tuple of questions and a `finish`. The cursor is derived: the next question is the first visible one without
an answer, and when there is none, the review. From that follow resume after a restart, back, edit of one answer, and a
question added by a deploy while people are half-way.

A session's `rev` rises when the question moves. Every button carries the rev it was drawn for (`1.<session>.<rev>.<act>`);
an older one changes nothing. Acts are absolute, never toggles: `=code +code -code p3 done skip back keep default append
edit-key drop-n row-n save cancel yes no more edits`. The format is append-only.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from bot.dialogs.kit import (
    BUTTON_TEXT,
    PAGE,
    Answers,
    Choice,
    Context,
    Facts,
    Hidden,
    LongText,
    MultiChoice,
    Option,
    Photos,
    Picker,
    Question,
    Rows,
    TextList,
    by_label,
    shorten,
)
from bot.dialogs.words import WORDS
from bot.messages import Button, Card, Choices, Event, Message
from bot.problems import Problem
from bot.thai import read

SILENCE: Final = timedelta(days=7)
"""A draft untouched for longer is paused; the next contact offers to resume."""

UNFOLD: Final = {"edits": 8, "more": 3}
"""Buttons of a review by what they do: more than these are folded behind one, so that the card stays one screen."""

Scalar = str | int


@dataclass(frozen=True, slots=True)
class Dialog:
    """One conversation, declared. `finish(answers)` gives the command to run, or what to open next."""

    name: str
    title: str
    questions: tuple[Question, ...]
    finish: Callable[[Answers], Any]
    initial: Mapping[str, Any] = field(default_factory=dict)
    """Answers already recorded: mending is the same road, beginning at the review. None is an optional one left out."""
    review: bool = True
    """Without it the last answer finishes the dialog (a choice that only leads on)."""
    save: str = "บันทึก"
    notes: Callable[[Answers], Sequence[str]] = lambda answers: ()
    """Lines for the review's end: what the checks say is still missing."""

    def question(self, key: str) -> Question:
        """The question of that key; KeyError for a name this version does not know."""
        for question in self.questions:
            if question.key == key:
                return question
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation under way, as stored. `answers` holds per key {"v": JSON value} or {"s": 1} for skipped,
    with "k" naming the doubts kept; `parts` the messages a long answer came in; `row` a half-filled row."""

    id: str
    dialog: str
    args: tuple[str, ...] = ()
    rev: int = 0
    status: str = "active"
    """active | paused | done | dropped"""
    answers: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, Any] = field(default_factory=dict)
    row: Mapping[str, Any] | None = None
    open: str = ""
    """The question opened by back or edit, else derived."""
    pending: Mapping[str, Any] | None = None
    """Something asked back: confirm, doubt, cancel or late."""
    view: Mapping[str, Any] = field(default_factory=dict)
    """Page and search words of the current picker; marks of the current multi-choice."""
    last: str = ""
    """The question answered last, for what comes late."""
    asked_at: datetime | None = None
    """Channel time of the event that raised the current question."""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What one event changes: the session as it is now, what the dialog decided if it finished, and what is said."""

    session: Session
    messages: tuple[Message, ...] = ()
    decided: Any = None
    """What `finish` returned: a command, or an Open."""
    dropped: Mapping[str, Any] = field(default_factory=dict)
    """Answers that left the session because they no longer apply (kept in the audit)."""
    problem: str = ""
    """Code of what was wrong with the answer, for the log."""


@dataclass(frozen=True, slots=True)
class Open:
    """Decided by a dialog: go on with another one."""

    dialog: str
    args: tuple[str, ...] = ()


class Unknown(Exception):  # noqa: N818 - not a fault: stored by another version
    """Stored data names a question or option this version does not know."""


def token(session: Session, act: str) -> str:
    """The data of a button."""
    return f"1.{session.id}.{session.rev}.{act}"


def parse_token(data: str) -> tuple[str, int, str]:
    """Session id, rev and act of a button; ValueError for anything else."""
    version, session_id, rev, act = data.split(".", 3)
    if version != "1":
        raise ValueError(data)
    return session_id, int(rev), act


def begin(dialog: Dialog, session: Session, facts: Facts, now: datetime, fiscal_year: int, at: datetime) -> Turn:
    """Open a new session: what is recorded is put in, and the first question or the review is shown."""
    step = _Step(dialog, session, facts, now, fiscal_year, at)
    for key, value in dialog.initial.items():
        question = dialog.question(key)
        if value is not None:
            step.answers[key] = {"v": question.dump(value)}
        elif question.optional and not question.later:
            step.answers[key] = {"s": 1}
    step.prune()
    return step.ask()


def show(dialog: Dialog, session: Session, facts: Facts, now: datetime, fiscal_year: int, said: str = "") -> Turn:
    """The current question once more, after `said`; nothing moves."""
    return _Step(dialog, session, facts, now, fiscal_year, session.asked_at or now).ask(said, moved=False)


def advance(dialog: Dialog, session: Session, event: Event, facts: Facts, now: datetime, fiscal_year: int) -> Turn:
    """One step. Raises Unknown when the stored session cannot be understood by this version."""
    return _Step(dialog, session, facts, now, fiscal_year, event.at).take(event)


def told(session: Session, dialog: Dialog | None, facts: Facts, now: datetime, fiscal_year: int) -> list[str]:
    """The answers of a session as lines, as far as they can be read: for "ดูคำตอบเดิม"."""
    lines = []
    for key, answer in session.answers.items():
        try:
            if dialog is None:
                raise KeyError(key)
            question = dialog.question(key)
            ctx = Context(now, fiscal_year, facts, Answers())
            lines.append(f"{question.name}: {question.show(question.load(answer['v']), ctx)}")
        except (KeyError, ValueError, TypeError, ArithmeticError, StopIteration):
            lines.append(f"• {answer.get('v', '–')}")
    for key, parts in session.parts.items():
        if key not in session.answers:
            lines.extend(str(part[1]) for part in parts)
    return lines


class _Step:
    """One event's work on a copy of the session's state."""

    def __init__(
        self, dialog: Dialog, session: Session, facts: Facts, now: datetime, fiscal_year: int, at: datetime
    ) -> None:
        self.dialog, self.session, self.at = dialog, session, at
        self.answers = dict(session.answers)
        self.parts = dict(session.parts)
        self.row = dict(session.row) if session.row else None
        self.open, self.pending = session.open, session.pending
        self.view = dict(session.view)
        self.last = session.last
        self.dropped: dict[str, Any] = {}
        self.now, self.fiscal_year, self.facts = now, fiscal_year, facts
        self.values = self.load()

    # --- what is known -------------------------------------------------------------------------------------------
    def load(self) -> Answers:
        values: dict[str, Any] = {}
        kept: dict[str, tuple[str, ...]] = {}
        try:
            for key, answer in self.answers.items():
                question = self.dialog.question(key)
                if "v" in answer:
                    values[key] = question.load(answer["v"])
                if "k" in answer:
                    kept[key] = tuple(answer["k"])
            if self.open:
                self.dialog.question(self.open)
            if self.row:
                self.dialog.question(self.row["key"])
        except (KeyError, ValueError, TypeError, ArithmeticError) as error:
            raise Unknown(str(error)) from error
        return Answers(values, kept)

    @property
    def ctx(self) -> Context:
        return Context(self.now, self.fiscal_year, self.facts, self.values)

    def visible(self, question: Question) -> bool:
        return question.when is None or question.when(self.values)

    def applies(self, question: Question) -> bool:
        """Whether its answer still fits the answers before it."""
        if not self.visible(question):
            return False
        if isinstance(question, Choice) and callable(question.choices) and question.key in self.values:
            return any(option.code == self.values[question.key] for option in question.offered(self.values))
        return True

    def current(self) -> Question | None:
        """The question that is asked now; None is the review."""
        if self.row:
            return self.row_question()
        if self.open:
            return self.dialog.question(self.open)
        for question in self.dialog.questions:
            if not question.later and question.key not in self.answers and self.visible(question):
                return question
        return None

    def row_question(self) -> Question | None:
        assert self.row is not None
        rows = self.dialog.question(self.row["key"])
        assert isinstance(rows, Rows)
        return next((q for q in rows.form if q.key not in self.row["cells"]), None)

    def asked_before(self, key: str) -> list[Question]:
        """Visible questions answered before the given one, in order (all of them for the review)."""
        found = []
        for question in self.dialog.questions:
            if question.key == key:
                break
            if question.key in self.answers and self.visible(question):
                found.append(question)
        return found

    # --- taking an event -----------------------------------------------------------------------------------------
    def take(self, event: Event) -> Turn:
        try:
            if event.kind == "tap":
                return self.tap(event)
            if event.kind == "text":
                return self.text(event)
            if event.kind == "media":
                return self.media(event)
            raise Problem(WORDS.unsupported(event.what))
        except Problem as problem:
            return replace(self.ask(problem.sentence, moved=False), problem=problem.code)

    def tap(self, event: Event) -> Turn:
        _, rev, act = parse_token(event.token)
        if rev != self.session.rev:
            return self.ask(WORDS.old_button, moved=False)
        if self.pending:
            return self.settle(act, event)
        simple: dict[str, Callable[[], Turn]] = {
            "back": self.back,
            "skip": self.skip,
            "keep": self.keep,
            "default": self.take_default,
            "done": self.done,
            "cancel": self.cancel,
            "save": self.save,
            "append": self.append,
            "row-new": self.new_row,
        }
        if act in simple:
            return simple[act]()
        question = self.current()
        if act in UNFOLD and question is None:
            self.view[act] = True
            return self.ask(moved=False)
        if act.startswith("edit-") and question is None:
            return self.edit(act.removeprefix("edit-"))
        if act.startswith("row-drop-"):
            return self.drop_row(int(act.removeprefix("row-drop-")))
        if act.startswith("drop-"):
            return self.drop_media(int(act.removeprefix("drop-")))
        if question is None:
            raise Problem("button_gone")
        if act.startswith("="):
            return self.store(question, question.pick(act[1:], self.ctx))
        if act[:1] in "+-" and isinstance(question, MultiChoice):
            return self.mark(question, act[1:], act[0] == "+")
        if act.startswith("p") and act[1:].isdigit():
            self.view["page"] = int(act[1:])
            return self.ask(moved=False)
        raise Problem("button_gone")

    def text(self, event: Event) -> Turn:
        if event.edited and self.edited(event):
            return self.ask(WORDS.edited, moved=False)
        command = control_word(event.text)
        if self.pending:
            return self.answer_pending(event, command)
        if command == "back":
            return self.back()
        if command == "skip":
            return self.skip()
        if command == "cancel":
            return self.cancel()
        if command == "help":
            return self.help()
        if self.session.asked_at and event.at < self.session.asked_at:
            return self.suspend({"kind": "late", "text": event.text, "id": event.message_id})
        return self.answer(event)

    def answer(self, event: Event) -> Turn:
        """A typed answer to the current question."""
        question = self.current()
        if question is None:
            return self.answer_review(event)
        if isinstance(question, Photos | Rows) and squeeze_word(event.text) in WORDS.done_words:
            return self.done()
        if isinstance(question, MultiChoice) and squeeze_word(event.text) in WORDS.done_words:
            return self.done()
        if isinstance(question, Picker):
            return self.look_up(question, event)
        if isinstance(question, LongText):
            before = self.written(question) if self.view.get("append") else []
            parts = [*before, [event.message_id, event.text]]
            return self.store(question, self.joined(question, parts), parts=parts)
        reading = question.read(event.text, self.ctx)
        if reading.confirm:
            return self.suspend({"kind": "confirm", "value": question.dump(reading.value)})
        said = "" if reading.literal else WORDS.taken(question.show(reading.value, self.ctx))
        return self.store(question, reading.value, said=said)

    def written(self, question: LongText) -> list[Any]:
        """The messages a long answer came in; one given by a button counts as one message."""
        value = self.values.get(question.key, "")
        text = "\n".join(value) if isinstance(value, list) else value
        return list(self.parts.get(question.key) or ([["", text]] if text else []))

    def joined(self, question: LongText, parts: Sequence[Sequence[str]]) -> Any:
        texts = [question.read(text, self.ctx).value for _, text in parts]
        flat = [line for text in texts for line in (text if isinstance(text, list) else [text])]
        value = question.join(flat)
        question.read("\n".join(flat), self.ctx)  # the limit holds for the whole
        return value

    def answer_review(self, event: Event) -> Turn:
        """Typed at the review: yes saves; anything else cannot be an answer to anything."""
        words = squeeze_word(event.text)
        if words in {squeeze_word(self.dialog.save), "บันทึก", "ยืนยัน"}:
            return self.save()
        raise Problem("review_wants_tap")

    def edited(self, event: Event) -> bool:
        """An edited message replaces the part it was."""
        for key, parts in self.parts.items():
            question = self.dialog.question(key)
            if isinstance(question, LongText) and any(part[0] == event.message_id for part in parts):
                parts = [[part[0], event.text] if part[0] == event.message_id else part for part in parts]
                self.parts[key] = parts
                self.answers[key] = {"v": question.dump(self.joined(question, parts))}
                self.values = self.load()
                return True
        return False

    def media(self, event: Event) -> Turn:
        """A photo or file goes to the question that asks for it, or to the first that can hold it: nothing sent is lost."""
        assert event.media is not None
        if event.media.problem:
            raise Problem(event.media.problem)
        question = self.current()
        if not isinstance(question, Photos):
            holders = [q for q in self.dialog.questions if isinstance(q, Photos) and self.visible(q)]
            fitting = [q for q in holders if q.accepts(event.media)]
            if not holders:
                raise Problem("photo_not_wanted")
            if not fitting:
                raise Problem(holders[0].refused)
            target = fitting[0]
        else:
            target = question
            if not target.accepts(event.media):
                raise Problem(target.refused)
        ids = [*self.values.get(target.key, ()), event.media.id]
        if len(ids) > target.limit:
            raise Problem("too_many_photos", limit=target.limit)
        self.answers[target.key] = {"v": ids}
        if target is question and not self.open:
            self.open = target.key
        self.values = self.load()
        return self.ask(
            "" if target is question else WORDS.media_kept(target.name, target.show(ids, self.ctx)), moved=False
        )

    # --- acts ----------------------------------------------------------------------------------------------------
    def store(
        self, question: Question, value: Any, *, said: str = "", kept: tuple[str, ...] = (), parts: Sequence[Any] = ()
    ) -> Turn:
        """Keep an answer, unless it raises a doubt that was not kept on purpose, and move on."""
        if question.doubt and not kept:
            doubts = list(question.doubt(value, self.values))
            if doubts:
                pending = {"kind": "doubt", "value": question.dump(value), "codes": [d.code for d in doubts]}
                return self.suspend({**pending, "why": "\n".join(d.sentence for d in doubts)})
        if self.row:
            self.row = {**self.row, "cells": {**self.row["cells"], question.key: {"v": question.dump(value)}}}
            return self.next_cell(said)
        self.answers[question.key] = {"v": question.dump(value), **({"k": list(kept)} if kept else {})}
        self.parts.pop(question.key, None)
        if parts:
            self.parts[question.key] = list(parts)
        self.last = question.key
        self.open = ""
        self.prune()
        if not self.dialog.review and self.current() is None:
            return self.finish(said)
        return self.ask(said)

    def next_cell(self, said: str) -> Turn:
        """Go on in the row; a full one joins the rows."""
        assert self.row is not None
        if self.row_question() is None:
            rows = self.dialog.question(self.row["key"])
            cells = {key: cell["v"] for key, cell in self.row["cells"].items() if "v" in cell}
            self.answers[rows.key] = {"v": [*self.answers.get(rows.key, {}).get("v", ()), cells]}
            self.open, self.row = rows.key, None
            self.values = self.load()
        return self.ask(said)

    def new_row(self) -> Turn:
        rows = self.current()
        if not isinstance(rows, Rows):
            raise Problem("button_gone")
        if len(self.values.get(rows.key, ())) >= rows.limit:
            raise Problem("too_many_rows", limit=rows.limit)
        self.row = {"key": rows.key, "cells": {}}
        return self.ask()

    def drop_row(self, number: int) -> Turn:
        rows = self.current()
        stored = list(self.answers.get(rows.key, {}).get("v", ())) if isinstance(rows, Rows) else []
        if not 0 <= number < len(stored):
            raise Problem("button_gone")
        assert isinstance(rows, Rows)
        del stored[number]
        self.set_list(rows, stored)
        return self.ask(WORDS.dropped)

    def drop_media(self, media: int) -> Turn:
        question = self.current()
        ids = list(self.values.get(question.key, ())) if isinstance(question, Photos) else []
        if media not in ids:
            raise Problem("button_gone")
        assert isinstance(question, Photos)
        self.set_list(question, [kept for kept in ids if kept != media])
        return self.ask(WORDS.dropped, moved=False)

    def set_list(self, question: Question, stored: list[Any]) -> None:
        """Photos or rows after one went; the question stays open, without an answer when none is left."""
        if stored:
            self.answers[question.key] = {"v": stored}
        else:
            self.answers.pop(question.key, None)
        self.open = question.key
        self.values = self.load()

    def mark(self, question: MultiChoice, code: str, on: bool) -> Turn:
        if all(option.code != code for option in question.choices):
            raise Problem("button_gone")
        marks = set(self.marks(question))
        marks = marks | {code} if on else marks - {code}
        self.view["marks"] = question.ordered(marks)
        return self.ask(moved=False)

    def marks(self, question: MultiChoice) -> list[str]:
        """What is marked now: taps so far, else the answer given before, else what the dialog starts with."""
        start = self.values.get(question.key) or question.start
        return list(self.view.get("marks", start))

    def done(self) -> Turn:
        question = self.current()
        if isinstance(question, MultiChoice):
            if not (marks := self.marks(question)):
                raise Problem("choose_one")
            return self.store(question, marks)
        if not isinstance(question, Photos | Rows):
            raise Problem("button_gone")
        if question.key not in self.answers:
            return self.skip()
        return self.store(question, self.values[question.key])

    def skip(self) -> Turn:
        question = self.current()
        if question is None or not question.optional:
            raise Problem("cannot_skip" if question else "review_wants_tap")
        if self.row:
            self.row = {**self.row, "cells": {**self.row["cells"], question.key: {"s": 1}}}
            return self.next_cell("")
        if question.later:
            self.answers.pop(question.key, None)
        else:
            self.answers[question.key] = {"s": 1}
        self.open = ""
        self.prune()
        if not self.dialog.review and self.current() is None:
            return self.finish("")
        return self.ask()

    def keep(self) -> Turn:
        """Leave the answer as it was and return to where the person came from."""
        if not self.open or self.open not in self.answers:
            raise Problem("button_gone")
        self.open = ""
        return self.ask()

    def take_default(self) -> Turn:
        question = self.current()
        if question is None or question.default is None or (value := question.default(self.values)) is None:
            raise Problem("button_gone")
        return self.store(question, value)

    def back(self) -> Turn:
        """To the question before; out of an edit or a row to where it was opened."""
        if self.row:
            cells = dict(self.row["cells"])
            if cells:
                cells.popitem()
                self.row["cells"] = cells
            else:
                self.open, self.row = self.row["key"], None
            return self.ask()
        question = self.current()
        if self.open and self.dialog.question(self.open).later:
            self.open = ""
            return self.ask()
        before = self.asked_before(question.key if question else "")
        if question is None:
            before = [q for q in before if not q.later] or before
        if not before:
            return self.ask(WORDS.first_question, moved=False)
        self.open = before[-1].key
        return self.ask()

    def edit(self, key: str) -> Turn:
        try:
            question = self.dialog.question(key)
        except KeyError:
            raise Problem("button_gone") from None
        if not self.visible(question):
            raise Problem("button_gone")
        self.open = key
        return self.ask()

    def append(self) -> Turn:
        """Go on writing the long answer given last."""
        if not self.last or not isinstance(self.dialog.question(self.last), LongText):
            raise Problem("button_gone")
        self.open = self.last
        turn = self.ask(WORDS.go_on_writing)
        return replace(turn, session=replace(turn.session, view={"append": True}))

    def cancel(self) -> Turn:
        return self.suspend({"kind": "cancel"})

    def help(self) -> Turn:
        question = self.current()
        own = (question.help or question.hint) if question else WORDS.review_help
        return self.ask(f"{own}\n{WORDS.help}", moved=False)

    def save(self) -> Turn:
        if self.current() is not None:
            raise Problem("button_gone")
        return self.finish("")

    def finish(self, said: str) -> Turn:
        session = replace(self.session, rev=self.session.rev + 1, status="done", answers=self.answers, open="")
        return Turn(session, (), self.dialog.finish(self.values), self.dropped)

    def look_up(self, question: Picker, event: Event) -> Turn:
        """Typed at a picker: an exact label answers, other words search."""
        if (option := by_label(question.options(self.ctx), event.text)) is not None:
            return self.store(question, question.pick(option.code, self.ctx))
        if (option := question.numbered(event.text, self.view.get("words", ""), self.ctx)) is not None:
            return self.suspend({"kind": "confirm", "value": question.dump(question.pick(option.code, self.ctx))})
        found = question.search(event.text, self.ctx)
        if found and not (question.free and len(found) > 1):
            self.view = {"words": event.text[:60]}
            if len(found) == 1 and not question.free:
                return self.suspend({"kind": "confirm", "value": question.pick(found[0].code, self.ctx)})
            return self.ask(WORDS.found(event.text, len(found)), moved=False)
        if question.free:
            return self.store(question, question.read(event.text, self.ctx).value)
        self.view = {}
        raise Problem("nothing_found", words=shorten(event.text, 40))

    # --- what is asked back --------------------------------------------------------------------------------------
    def suspend(self, pending: Mapping[str, Any]) -> Turn:
        self.pending = pending
        return self.ask()

    def settle(self, act: str, event: Event) -> Turn:
        """A tap on one of the buttons of something asked back."""
        pending, self.pending = self.pending, None
        assert pending is not None
        question = self.current()
        match pending["kind"], act:
            case "confirm", "yes" if question:
                value = question.load(pending["value"])
                return self.store(question, value)
            case "doubt", "yes" if question:
                return self.store(question, question.load(pending["value"]), kept=tuple(pending["codes"]))
            case "confirm" | "doubt", "no":
                return self.ask(WORDS.again)
            case "cancel", "yes":
                session = replace(self.finished_state(), status="paused")
                return Turn(session, (), None, self.dropped)
            case "cancel", "no":
                return self.ask()
            case "late", "append" if self.last:
                return self.late_append(pending)
            case "late", "use":
                return self.answer(replace(event, kind="text", text=pending["text"], message_id=pending["id"]))
            case "late", "no":
                return self.ask(WORDS.late_dropped)
        self.pending = pending
        raise Problem("button_gone")

    def late_append(self, pending: Mapping[str, Any]) -> Turn:
        """A text that was typed before this question was asked joins the answer before."""
        question = self.dialog.question(self.last)
        if not isinstance(question, LongText):
            raise Problem("button_gone")
        self.parts[self.last] = [*self.written(question), [pending["id"], pending["text"]]]
        self.answers[self.last] = {"v": question.dump(self.joined(question, self.parts[self.last]))}
        self.values = self.load()
        return self.ask(WORDS.appended)

    def answer_pending(self, event: Event, command: str) -> Turn:
        """Typed while something is asked back: yes and no answer it; a control word or a new answer replaces it."""
        assert self.pending is not None
        kind = self.pending["kind"]
        labels = {squeeze_word(button.label): button.token.rpartition(".")[2] for button in self.pending_buttons()}
        if (act := labels.get(squeeze_word(event.text))) is not None:
            return self.settle(act, event)
        if kind == "cancel" and command == "cancel":
            return self.settle("yes", event)
        if not command:
            try:
                answer = read("yesno", event.text, today=self.now.date(), fiscal_year=self.fiscal_year)
            except Problem:
                pass
            else:
                if kind != "late":
                    return self.settle("yes" if answer.value else "no", event)
        pending, self.pending = self.pending, None
        if kind == "late" and not command:
            self.pending = pending
            raise Problem("choose_one")
        return self.text(event)

    def pending_buttons(self) -> tuple[Button, ...]:
        """The buttons of what is asked back, for the rev that the answer will carry."""
        assert self.pending is not None
        offers = dict(WORDS.asked_back[self.pending["kind"]])
        if self.pending["kind"] == "late" and not (self.last and isinstance(self.dialog.question(self.last), LongText)):
            offers.pop("append")
        return tuple(
            Button(label, token(self.session, act), "primary" if place == 0 else "")
            for place, (act, label) in enumerate(offers.items())
        )

    # --- drawing -------------------------------------------------------------------------------------------------
    def prune(self) -> None:
        """Answers whose question no longer applies leave, in order, so that what depended on them goes too."""
        self.values = self.load()
        for question in self.dialog.questions:
            if question.key in self.answers and not self.applies(question):
                self.dropped[question.key] = self.answers.pop(question.key)
                self.parts.pop(question.key, None)
                self.values.pop(question.key, None)
                self.values.kept.pop(question.key, None)

    def finished_state(self, moved: bool = True) -> Session:
        return replace(
            self.session,
            rev=self.session.rev + moved,
            status="active",
            answers=self.answers,
            parts=self.parts,
            row=self.row,
            open=self.open,
            pending=self.pending,
            view={} if moved else self.view,
            last=self.last,
            asked_at=self.at if moved else self.session.asked_at,
            expires_at=self.now + SILENCE,
        )

    def ask(self, said: str = "", moved: bool = True) -> Turn:
        """The turn that ends by showing where the conversation stands, after `said`."""
        self.session = self.finished_state(moved or self.pending != self.session.pending)
        self.view = dict(self.session.view)
        return Turn(self.session, (self.draw(said),), None, self.dropped)

    def draw(self, said: str) -> Message:
        key = f"q.{self.session.id}"
        if self.pending:
            question = self.current()
            text = self.pending_text(question)
            name = question.key if question else "review"
            return Choices(lead(said, text), self.pending_buttons(), f"{name}?{self.pending['kind']}", replace=key)
        question = self.current()
        if question is None:
            return self.draw_review(said)
        text, buttons = self.prompt(question)
        return Choices(
            lead(said, text),
            (*buttons, *self.navigation(question)),
            self.where(question),
            question.expects,
            replace=key,
        )

    def where(self, question: Question) -> str:
        return f"{self.row['key']}.{question.key}" if self.row else question.key

    def pending_text(self, question: Question | None) -> str:
        assert self.pending is not None
        match self.pending["kind"]:
            case "confirm" if question:
                return WORDS.confirm(question.show(question.load(self.pending["value"]), self.ctx))
            case "doubt" if question:
                return WORDS.doubt(question.show(question.load(self.pending["value"]), self.ctx), self.pending["why"])
            case "late":
                return WORDS.late(shorten(self.pending["text"]))
        return WORDS.cancel

    def prompt(self, question: Question) -> tuple[str, list[Button]]:
        """The words of a question and the buttons that answer it."""
        buttons: list[Button] = []
        text = question.prompt
        old = None if self.row else self.answers.get(question.key)
        if isinstance(question, MultiChoice):
            marks = self.marks(question)
            for option in question.choices:
                on = option.code in marks
                buttons.append(self.button(f"{'✓ ' if on else ''}{option.label}", f"{'-' if on else '+'}{option.code}"))
            return f"{text}\n{question.hint}", [*buttons, self.button(WORDS.done, "done", "primary")]
        if isinstance(question, Photos | Rows):
            return self.list_prompt(question)
        if isinstance(question, Picker):
            return self.picker_prompt(question)
        if old and "v" in old:
            value = question.load(old["v"])
            text = f"{text}\n{WORDS.was(question.show(value, self.ctx))}"
            if self.open and not self.view.get("append"):
                buttons.append(self.button(WORDS.keep, "keep"))
        elif question.default and (value := question.default(self.values)) is not None:
            shown = " ".join(question.show(value, self.ctx).split())
            if len(shown) > BUTTON_TEXT:
                text = f"{text}\n{WORDS.default(question.show(value, self.ctx))}"
            buttons.append(self.button(WORDS.use(shown if len(shown) <= BUTTON_TEXT else ""), "default"))
        return self.offer(text, buttons, question.options(self.ctx))

    def offer(
        self, text: str, buttons: list[Button], options: Sequence[Option], start: int = 0
    ) -> tuple[str, list[Button]]:
        """Options as buttons; when a label is too long for one, the text lists them all and buttons carry their beginning."""
        labels = [option.label for option in options]
        if any(len(label) > BUTTON_TEXT for label in labels):
            labels = [label if label[0].isdigit() else f"{n}. {label}" for n, label in enumerate(labels, start + 1)]
            text = "\n".join((text, *labels))
        buttons.extend(
            self.button(shorten(label, BUTTON_TEXT), f"={option.code}")
            for label, option in zip(labels, options, strict=True)
        )
        return text, buttons

    def list_prompt(self, question: Photos | Rows) -> tuple[str, list[Button]]:
        value = self.values.get(question.key, [])
        text = f"{question.prompt}\n{question.show(value, self.ctx).strip()}" if value else question.prompt
        buttons: list[Button] = []
        if isinstance(question, Rows):
            buttons.append(self.button(WORDS.add_row, "row-new"))
            buttons.extend(self.button(WORDS.drop(number + 1), f"row-drop-{number}") for number in range(len(value)))
        else:
            buttons.extend(self.button(WORDS.drop(n), f"drop-{media}") for n, media in enumerate(value, 1))
        if value:
            buttons.append(self.button(WORDS.done, "done", "primary"))
        return text, buttons

    def picker_prompt(self, question: Picker) -> tuple[str, list[Button]]:
        words = self.view.get("words", "")
        options = question.search(words, self.ctx) if words else question.options(self.ctx)
        if not options and not question.free:
            return question.empty, []
        pages = max(1, -(-len(options) // PAGE))
        page = min(int(self.view.get("page", 0)), pages - 1)
        text, buttons = question.prompt, []
        if not self.row and question.key in self.values:
            text = f"{text}\n{WORDS.was(question.show(self.values[question.key], self.ctx))}"
            if self.open:
                buttons.append(self.button(WORDS.keep, "keep"))
        shown: Sequence[Option] = options[page * PAGE : (page + 1) * PAGE]
        text, buttons = self.offer(text, buttons, shown, page * PAGE)
        if pages > 1:
            text = f"{text}\n{WORDS.page(page + 1, pages)}"
            if page > 0:
                buttons.append(self.button(WORDS.previous_page, f"p{page - 1}"))
            if page < pages - 1:
                buttons.append(self.button(WORDS.next_page, f"p{page + 1}"))
        return text, buttons

    def navigation(self, question: Question) -> list[Button]:
        """Under a question: go on with the long answer before, skip, back. Everything else are words."""
        buttons = []
        last = self.dialog.question(self.last) if self.last and not self.open and not self.row else None
        if isinstance(last, LongText) and not isinstance(last, TextList) and self.answers.get(self.last, {}).get("v"):
            buttons.append(self.button(WORDS.append, "append"))
        if question.optional and not (isinstance(question, Photos | Rows) and self.values.get(question.key)):
            buttons.append(self.button(WORDS.skip, "skip"))
        if self.row or self.open or self.asked_before(question.key):
            buttons.append(self.button(WORDS.back, "back"))
        return buttons

    def draw_review(self, said: str) -> Message:
        lines, edits, more = [said] if said else [], [], []
        for question in self.dialog.questions:
            if isinstance(question, Hidden) or not self.visible(question):
                continue
            if question.key in self.answers:
                value = self.values.get(question.key)
                lines.append(f"{question.name}: {question.show(value, self.ctx) if value is not None else '–'}")
                edits.append(self.button(WORDS.edit(question.name), f"edit-{question.key}"))
            else:
                more.append(self.button(WORDS.add(question.name), f"edit-{question.key}"))
        lines.extend(self.dialog.notes(self.values))
        folded = (*self.folded("edits", WORDS.edits, edits), *self.folded("more", WORDS.more, more))
        buttons = (self.button(self.dialog.save, "save", "primary"), *folded)
        return Card(
            self.dialog.title,
            tuple(lines),
            WORDS.review,
            buttons=buttons,
            question="review",
            replace=f"q.{self.session.id}",
        )

    def folded(self, what: str, label: str, buttons: list[Button]) -> list[Button]:
        """The buttons, or one that unfolds them when they are too many (the first to add stays in sight)."""
        if len(buttons) <= UNFOLD[what] or self.view.get(what):
            return buttons
        return [*(buttons[:1] if what == "more" else []), self.button(label, what)]

    def button(self, label: str, act: str, style: Any = "") -> Button:
        return Button(label, token(self.session, act), style)


def lead(said: str, text: str) -> str:
    """What is said first, then the question."""
    return f"{said}\n\n{text}" if said else text


def squeeze_word(text: str) -> str:
    """For comparing a typed word with a button's label."""
    return "".join(text.split()).strip("ๆ.!")


def control_word(text: str) -> str:
    """cancel | back | restart | skip | menu | help when the whole message is one of them, else empty."""
    if len(text) > 40:
        return ""
    try:
        reading = read("command", text, today=_ANY_DAY, fiscal_year=2500)
    except Problem:
        return ""
    return "" if reading.confirm else str(reading.value)


_ANY_DAY: Final = datetime(2000, 1, 1).date()  # noqa: DTZ001 - control words do not depend on the day
