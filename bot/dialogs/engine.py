"""The dialog engine: `advance(dialog, session, event, facts, now) -> Turn`. Pure: no I/O, no clock, no random.

A dialog is a tuple of questions and a `finish`. The cursor is derived: the next question is the first visible one without
an answer, and when there is none, the review. From that follow resume after a restart, back, edit of one answer, and a
question added by a deploy while people are half-way. `session` holds the data, `state` what follows from it, `steps`
what can be done, `drawing` what is shown; here is what an event means.

A session's `rev` rises when the question moves. Every button carries the rev it was drawn for (`1.<session>.<rev>.<act>`);
an older one changes nothing. Acts are absolute, never toggles: `=code +code -code p3 all done skip back keep default append
edit-key drop-n row-new row-drop-n save cancel yes no use more edits earlier later look`. The format is append-only.
A `Problem` changes nothing but a count: what a step had begun is forgotten, the sentence said and the question shown again.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from bot.dialogs.drawing import UNFOLD, draw, edit_button, told
from bot.dialogs.kit import (
    Date,
    Facts,
    LongText,
    Money,
    MultiChoice,
    Photos,
    Picker,
    Rows,
    Text,
    YesNo,
    by_label,
    number_in,
    shorten,
)
from bot.dialogs.session import SILENCE, Dialog, Open, Session, Turn, Unknown, parse_token, token
from bot.dialogs.state import STRANGE
from bot.dialogs.steps import Steps
from bot.dialogs.words import WORDS, control_word, squeeze_word
from bot.domain.checks import says_nothing
from bot.messages import Event
from bot.problems import Problem

Words = Text | LongText | Date | Photos | Rows
"""Questions that ask for something there may be none of: "ไม่มี" leaves an optional one out."""
STRAY: Final = 12
"""Characters of a text that may be more than a slip of the answer that was asked for."""

__all__ = [
    "SILENCE",
    "Dialog",
    "Open",
    "Session",
    "Turn",
    "Unknown",
    "advance",
    "begin",
    "control_word",
    "parse_token",
    "set_aside",
    "show",
    "squeeze_word",
    "token",
    "told",
]


def begin(dialog: Dialog, session: Session, facts: Facts, now: datetime, fiscal_year: int, at: datetime) -> Turn:
    """Open a new session: what is recorded is put in, and the first question or the review is shown."""
    step = _Step(dialog, session, facts, now, fiscal_year, at)
    for key, answer in dialog.recorded().items():
        question = dialog.by_key[key]
        with suppress(*STRANGE):  # an option that is gone is asked anew
            if "v" in answer:
                step.put(question, question.load(answer["v"]), tuple(answer.get("k", ())))
            else:
                step.answers[key] = answer
    return step.ask()


def show(dialog: Dialog, session: Session, facts: Facts, now: datetime, fiscal_year: int, said: str = "") -> Turn:
    """The current question once more, after `said`; nothing moves."""
    return _Step(dialog, session, facts, now, fiscal_year, session.asked_at or now).ask(said, moved=False)


def advance(dialog: Dialog, session: Session, event: Event, facts: Facts, now: datetime, fiscal_year: int) -> Turn:
    """One step. Raises Unknown when the stored session cannot be understood by this version."""
    try:
        return _Step(dialog, session, facts, now, fiscal_year, event.at).take(event)
    except Problem as problem:
        step = _Step(dialog, session, facts, now, fiscal_year, event.at)
        if event.media:
            turn = step.ask_below(problem.about(event.media.name))
        else:
            turn = step.stray(event, problem) or step.ask(step.refused(problem), moved=False)
        return replace(turn, problem=problem.code)


def set_aside(session: Session, text: str, message_id: str) -> Session:
    """Keep a text that cannot be an answer now: what to do with it is asked first of all when the session goes on."""
    over = session.pending
    if over and over.get("kind") == "late":
        text, over = f"{over.get('text', '')}\n{text}", over.get("over")
    return replace(session, rev=session.rev + 1, pending={"kind": "late", "text": text, "id": message_id, "over": over})


class _Step(Steps):
    """One event's work."""

    # --- taps -------------------------------------------------------------------------------------------------------------
    def take(self, event: Event) -> Turn:
        match event.kind:
            case "tap":
                _, rev, act = parse_token(event.token)
                if rev != self.session.rev:
                    return self.ask(WORDS.old_button, moved=False)
                return self.act(act)
            case "text":
                return self.text(event)
            case "media" if event.media:
                return self.media(event.media)
        raise Problem(WORDS.unsupported(event.what))

    def act(self, act: str) -> Turn:
        """What a button does."""
        if self.pending:
            return self.settle(act)
        simple: dict[str, Callable[[], Turn]] = {
            "back": self.back,
            "skip": self.skip,
            "keep": self.keep,
            "default": self.take_default,
            "earlier": self.take_earlier,
            "later": self.put_off,
            "done": self.done,
            "cancel": self.cancel,
            "save": self.save,
            "append": self.append,
            "row-new": self.new_row,
        }
        if act in simple:
            return simple[act]()
        question = self.current()
        if question is None:
            if act in UNFOLD:
                self.view[act] = True
                return self.ask(moved=False)
            if act.startswith("edit-"):
                return self.edit(act.removeprefix("edit-"))
        elif act.startswith("="):
            return self.store(question, question.pick(act[1:], self.ctx))
        elif isinstance(question, MultiChoice) and act[:1] in "+-":
            return self.mark(question, act[1:], act[0] == "+")
        elif isinstance(question, Rows) and (number := _number(act, "row-drop-")) is not None:
            return self.drop(question, number)
        elif isinstance(question, Photos) and (media := _number(act, "drop-")) in (ids := self.listed(question)):
            return self.drop(question, ids.index(media))
        elif isinstance(question, Picker) and act == "all":
            self.view = {}
            return self.ask(moved=False)
        elif isinstance(question, Picker) and (page := _number(act, "p")) is not None:
            self.view["page"] = page
            return self.ask(moved=False)
        raise Problem("button_gone")

    # --- words ------------------------------------------------------------------------------------------------------------
    def text(self, event: Event) -> Turn:
        """Something typed. What was typed before the current question was asked is never its answer unasked."""
        if event.edited:
            return self.edited(event)
        command = control_word(event.text)
        if self.session.asked_at and event.at < self.session.asked_at:
            if command in {"back", "skip"}:
                return self.ask(WORDS.late_command, moved=False)
            if not command and event.text.strip():
                return self.ask_later(event)
        if (act := self.typed_button(event.text)) is not None:
            return self.act(act)
        if command == "help":
            return self.help()
        if command == "cancel":
            return self.cancel()
        if command == "resume":
            return self.ask(moved=False)
        if self.pending:
            return self.answer_pending(event, command)
        if command == "back":
            return self.back()
        if command == "skip":
            return self.skip()
        return self.answer(event)

    def typed_button(self, text: str) -> str | None:
        """The act of the one button in sight whose words were typed (LINE hides old buttons, so people type them)."""
        if len(text) > 60 or not (words := squeeze_word(text)):
            return None
        if self.pending and self.pending["kind"] in {"cancel", "late"} and (number := number_in(text)):
            return dict(enumerate(self.offers(), 1)).get(int(number) if number.isdigit() else 0)
        acts = [parse_token(b.token)[2] for b in draw(self).buttons if squeeze_word(b.label) == words]
        return acts[0] if len(acts) == 1 and acts[0][0] not in "+-" else None

    def answer(self, event: Event) -> Turn:
        """A typed answer to the current question."""
        question, text = self.current(), event.text
        if question is None:
            return self.answer_review(text)
        if isinstance(question, Photos | Rows | MultiChoice) and squeeze_word(text) in WORDS.done_words:
            return self.done()
        if question.optional and isinstance(question, Words) and says_nothing(text):
            return self.skip()
        if isinstance(question, Picker):
            return self.look_up(question, event)
        if isinstance(question, Rows):
            if question.paste and (rows := self.pasted(question.paste, text)):
                return self.add_rows(question, rows)
            self.begin_row(question)
            return self.answer(event)
        parts = [[event.message_id, text]]
        if isinstance(question, LongText):
            value = question.read(text, self.ctx).value
            if self.view.get("append"):
                parts = [*self.written(question), *parts]
                value = self.joined(question, parts)
            return self.store(question, value, parts=parts)
        try:
            reading = question.read(text, self.ctx)
        except Problem:
            if isinstance(question, YesNo) and not self.row and (turn := self.amount(question, text, parts)):
                return turn
            raise
        if reading.confirm and not (question.doubt and list(question.doubt(reading.value, self.values))):
            return self.ask_back("confirm", value=question.dump(reading.value), parts=parts)
        said = "" if reading.literal else WORDS.taken(question.show(reading.value, self.ctx))
        return self.store(question, reading.value, said=said, parts=parts)

    def amount(self, whether: YesNo, text: str, parts: list[list[str]]) -> Turn | None:
        """An amount typed where it is asked whether there is one: yes, and that amount; nothing is no. With several
        amounts to come, it is asked back whether it is the first one's. None when no amount is asked next."""
        try:
            value, confirm, _ = Money("", "").read(text, self.ctx)
        except Problem:
            return None
        self.put(whether, True)
        self.leave()
        money = self.current()
        if not isinstance(money, Money) or (confirm and not value):
            return None
        if not value:
            return self.store(whether, False, said=WORDS.taken(whether.show(False, self.ctx)), parts=parts)
        self.last = whether.key
        self.parts.pop(whether.key, None)
        others = [q for q in self.dialog.questions if isinstance(q, Money) and not q.later and self.visible(q)]
        if confirm or len(others) > 1:
            return self.ask_back("confirm", value=money.dump(value), parts=parts, name=money.name)
        said = f"{whether.show(True, self.ctx)} {money.show(value, self.ctx)}"
        return self.store(money, value, said=WORDS.taken(said), parts=parts)

    def answer_review(self, text: str) -> Turn:
        """Typed at the review: a folded button, or a word that saves; anything else cannot be an answer to anything."""
        words = squeeze_word(text)
        if words in {"บันทึก", "ยืนยัน"}:
            return self.save()
        for question in self.dialog.questions:
            if words in {squeeze_word(WORDS.edit(question.name)), squeeze_word(WORDS.add(question.name))}:
                return self.edit(question.key)
        raise Problem("review_wants_tap", save=self.dialog.save, edit=edit_button(self))

    def look_up(self, picker: Picker, event: Event) -> Turn:
        """Typed at a picker: a label answers, a number is asked back, other words search (or, if free, answer)."""
        text, parts, kind = event.text, [[event.message_id, event.text]], "meant" if picker.free else "confirm"
        if (option := by_label(picker.options(self.ctx), text)) is not None:
            return self.store(picker, picker.pick(option.code, self.ctx), parts=parts)
        if (option := picker.numbered(text, self.view.get("words", ""), self.ctx)) is not None:
            return self.ask_back(kind, value=picker.dump(picker.pick(option.code, self.ctx)), parts=parts)
        found = picker.search(text, self.ctx)
        if len(found) == 1:
            return self.ask_back(kind, value=picker.dump(picker.pick(found[0].code, self.ctx)), parts=parts)
        if picker.free:
            return self.store(picker, picker.read(text, self.ctx).value, parts=parts)
        if not found:
            raise Problem("nothing_found", words=shorten(text, 40))
        self.view = {**self.view, "words": shorten(text, 60), "page": 0}
        return self.ask(WORDS.found(text, len(found)), moved=False)

    def edited(self, event: Event) -> Turn:
        """An edited message is answered anew where it was an answer; one that was none is never an answer unasked."""

        def holds(parts: Sequence[Sequence[str]]) -> bool:
            return bool(event.message_id) and any(part[0] == event.message_id for part in parts)

        if self.pending and holds(self.pending.get("parts", ())[-1:]):
            self.pending = None
            return self.answer(event)
        key = next((key for key, parts in self.parts.items() if key in self.dialog.by_key and holds(parts)), "")
        if not key:
            return self.ask_later(event)
        if self.row or self.pending:
            raise Problem("choose_button" if self.pending else "edit_later")
        self.visit(key)
        question = self.dialog.by_key[key]
        if not isinstance(question, LongText):
            return self.answer(event)
        parts = [[at, event.text if at == event.message_id else text] for at, text in self.parts[key]]
        return self.store(question, self.joined(question, parts), said=WORDS.edited, parts=parts)

    def stray(self, event: Event, problem: Problem) -> Turn | None:
        """A text that is no answer here may go on with the long one before: offered beside the question."""
        if event.kind != "text" or event.edited or self.pending or not self.continues() or len(event.text) < STRAY:
            return None
        if problem.code == "empty" or control_word(event.text):
            return None
        self.view["stray"] = [*self.view.get("stray", ()), [event.message_id, event.text]]
        return self.ask(f"{problem.sentence}\n{WORDS.stray(shorten(event.text, 60))}")

    def ask_later(self, event: Event) -> Turn:
        """Ask what to do with a text that may not be meant for the current question."""
        if not event.text.strip():
            raise Problem("empty")
        self.pending = set_aside(self.session, event.text, event.message_id).pending
        return self.ask()

    # --- what is asked back -----------------------------------------------------------------------------------------------
    def cancel(self) -> Turn:
        """Ask once whether a draft is kept; said a second time it is. Where nothing was answered there is nothing to ask.
        What was asked back before is asked again if it goes on."""
        if self.pending and self.pending["kind"] == "cancel":
            return self.settle("yes")
        if not (self.pending or self.row) and self.answers == self.dialog.recorded():
            return self.left("dropped")
        return self.ask_back("cancel", over=self.pending)

    def settle(self, act: str) -> Turn:
        """A tap on one of the buttons of something asked back."""
        pending = self.pending
        assert pending is not None
        if act not in self.offers():
            raise Problem("button_gone")
        self.pending = pending.get("over")
        question = self.current()
        match pending["kind"], act:
            case "cancel", "yes" | "drop":
                return self.left("paused" if act == "yes" else "dropped")
            case "doubt", "look":
                return Turn(self.session, (), Open(pending["look"][0], tuple(pending["look"][1:])))
            case "cancel", _:
                return self.ask()
            case "late", "append":
                return self.late_append(pending)
            case "late", "use":
                event = Event("text", self.at, pending["text"], message_id=pending["id"])
                self.pending = None
                return self.answer(event)
            case "late", _:
                return self.ask(WORDS.late_dropped)
        assert question is not None
        parts = pending.get("parts", ())
        if act == "yes":
            kept = tuple(pending.get("codes", ()))
            return self.store(question, question.load(pending["value"]), kept=kept, parts=parts)
        if pending["kind"] == "meant":
            return self.store(question, question.read(parts[0][1], self.ctx).value, parts=parts)
        return self.ask(WORDS.again)

    def late_append(self, pending: Any) -> Turn:
        """A text that was typed before this question was asked joins the answer before."""
        question = self.appendable()
        assert question is not None
        return self.join(question, [[pending["id"], pending["text"]]])

    def answer_pending(self, event: Event, command: str) -> Turn:
        """Typed while something is asked back: yes and no answer it, back is no, a new answer takes its place."""
        assert self.pending is not None
        kind = self.pending["kind"]
        if kind == "late" and command == "back":
            return self.lay_aside()
        if kind == "late":
            raise Problem("choose_button")
        if command in {"back", "skip"}:
            self.pending = self.pending.get("over")
            return self.skip() if command == "skip" and not self.pending else self.ask()
        meant = self.yes_or_no(event.text)
        if meant is not None and kind != "doubt":
            return self.settle("yes" if meant else "no")
        if meant is not None or kind == "cancel":
            raise Problem("choose_button")
        self.pending = None
        return self.answer(event)


def _number(act: str, prefix: str) -> int | None:
    """The number at the end of an act."""
    digits = act.removeprefix(prefix)
    return int(digits[:9]) if act.startswith(prefix) and digits.isascii() and digits.isdigit() else None
