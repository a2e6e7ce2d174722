"""A session as one step works on it: its answers as values, and everything that follows from them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from bot.dialogs.kit import Answers, Choice, Context, Facts, LongText, Photos, Question, Rows
from bot.dialogs.session import Dialog, Session, Unknown
from bot.dialogs.words import WORDS

STRANGE: Final = (KeyError, ValueError, TypeError, AttributeError, ArithmeticError, StopIteration)
"""What reading data of another version can raise."""


class State:
    """A working copy: `session` stays as it was until the step is over."""

    def __init__(self, dialog: Dialog, session: Session, facts: Facts, now: datetime, fiscal_year: int) -> None:
        self.dialog, self.session, self.now = dialog, session, now
        self.answers = dict(session.answers)
        self.parts = dict(session.parts)
        self.row: Mapping[str, Any] | None = session.row
        self.open, self.pending, self.last = session.open, session.pending, session.last
        self.view = dict(session.view)
        self.dropped: dict[str, Any] = {}
        self.values = Answers()
        self.ctx = Context(now, fiscal_year, facts, self.values)
        try:
            self._load()
        except STRANGE as error:
            raise Unknown(str(error)) from error

    def _load(self) -> None:
        """The values of the answers; raises one of STRANGE for what this version does not know."""
        by_key = self.dialog.by_key
        for key, answer in self.answers.items():
            question = by_key[key]
            if "v" in answer:
                self.values[key] = question.load(answer["v"])
            if "k" in answer:
                self.values.kept[key] = tuple(answer["k"])
        for key in self.values:
            question = by_key[key]
            if isinstance(question, Choice) and callable(question.choices) and self.visible(question):
                question.show(self.values[key], self.ctx)
        if self.open:
            by_key[self.open]
        if self.row:
            self.rows.load([{key: cell["v"] for key, cell in self.row["cells"].items() if "v" in cell}])
            if self.row_question() is None:
                raise KeyError(self.row["key"])
        if self.pending:
            self.asked_value()

    # --- answers -------------------------------------------------------------------------------------------------
    def put(self, question: Question, value: Any, kept: tuple[str, ...] = ()) -> None:
        """Keep an answer."""
        self.answers[question.key] = {"v": question.dump(value), **({"k": list(kept)} if kept else {})}
        self.values[question.key] = value
        self.values.kept.pop(question.key, None)
        if kept:
            self.values.kept[question.key] = kept

    def take_out(self, key: str) -> Any:
        """Forget an answer; what was stored."""
        self.parts.pop(key, None)
        self.values.pop(key, None)
        self.values.kept.pop(key, None)
        return self.answers.pop(key, None)

    def prune(self) -> None:
        """Answers whose question no longer applies leave, in order, so that what depended on them goes too.

        Photos sent before their question applies wait until nothing is left to ask."""
        for question in self.dialog.questions:
            if question.key not in self.answers or self.applies(question):
                continue
            if not isinstance(question, Photos) or self.current() is None:
                self.dropped[question.key] = self.take_out(question.key)

    # --- where the conversation stands ---------------------------------------------------------------------------
    def visible(self, question: Question) -> bool:
        """Whether the answers so far make it a question."""
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
            return self.dialog.by_key[self.open]
        for question in self.dialog.questions:
            if not question.later and question.key not in self.answers and self.visible(question):
                return question
        return None

    @property
    def rows(self) -> Rows:
        """The question the half-filled row belongs to."""
        assert self.row is not None
        rows = self.dialog.by_key[self.row["key"]]
        if not isinstance(rows, Rows):
            raise TypeError(rows.key)
        return rows

    def row_question(self) -> Question | None:
        """The cell that is asked now; None when the row is full."""
        assert self.row is not None
        opened, cells = self.row.get("open"), self.row["cells"]
        return next((q for q in self.rows.form if (q.key == opened if opened else q.key not in cells)), None)

    def old(self, question: Question) -> Any:
        """What was answered to it before, as a value; None for nothing."""
        if self.row:
            cell = self.row["cells"].get(question.key, {})
            return question.load(cell["v"]) if "v" in cell else None
        return self.values.get(question.key)

    def before(self, question: Question | None) -> Question | None:
        """The question asked in turn before this one (before the review: the last); None at the first."""
        found = None
        for other in self.dialog.questions:
            if other is question:
                break
            if not other.later and other.key in self.answers and self.visible(other):
                found = other
        return found

    def begins(self, question: Question) -> bool:
        """Whether the dialog begins with this question and nothing was answered to it yet."""
        return not (self.row or self.open or question.later or question.key in self.answers or self.before(question))

    def appendable(self) -> LongText | None:
        """The long answer given last, which more can be added to."""
        question = self.dialog.by_key.get(self.last)
        return question if isinstance(question, LongText) and self.last in self.values else None

    def continues(self) -> bool:
        """Whether the long answer was given just before, so that more of it can be expected."""
        return self.appendable() is not None and not self.open and not self.row

    # --- what is asked back --------------------------------------------------------------------------------------
    def asked_value(self) -> tuple[Any, str]:
        """The value that waits for a yes, and how it is shown."""
        assert self.pending is not None
        if self.pending["kind"] not in WORDS.asked_back:
            raise ValueError(self.pending["kind"])
        if "value" not in self.pending:
            return None, ""
        question = self.current()
        if question is None:
            raise ValueError(self.pending["value"])
        value = question.load(self.pending["value"])
        return value, question.show(value, self.ctx)

    def offers(self) -> dict[str, str]:
        """The acts that settle what is asked back, with their words."""
        assert self.pending is not None
        offers = dict(WORDS.asked_back[self.pending["kind"]])
        if self.pending.get("look"):
            offers["look"] = WORDS.look
        if self.pending["kind"] == "late":
            if self.appendable() is None:
                del offers["append"]
            if self.current() is None:
                del offers["use"]
        return offers

    # --- moving --------------------------------------------------------------------------------------------------
    def visit(self, key: str, **view: Any) -> None:
        """Open a question, out of its turn."""
        self.open, self.view = key, view

    def leave(self) -> None:
        """Go on with what is next in turn."""
        self.open, self.view = "", {}
