"""What a conversation is made of, as plain data: what a button opens, the dialog declared, the session stored, the turn that
comes out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from bot.dialogs.kit import Answers, Question
from bot.messages import Message

SILENCE: Final = timedelta(days=7)
"""A draft untouched for longer is paused; the next contact offers to resume."""


@dataclass(frozen=True, slots=True)
class Open:
    """Decided by a dialog: go on with another one."""

    dialog: str
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dialog:
    """One conversation, declared. `finish(answers)` gives the command to run, or what to open next."""

    name: str
    title: str
    questions: tuple[Question, ...]
    finish: Callable[[Answers], Any]
    initial: Callable[[], Mapping[str, Any]] = dict
    """Answers already recorded, looked up only when they are needed: mending is the same road, beginning at the review.
    None is an optional one left out."""
    review: bool = True
    """Without it the last answer finishes the dialog (a choice that only leads on)."""
    save: str = "บันทึก"
    leave: str = "ออกจากรายการ"
    """The button that leaves, where there is nothing to go back to."""
    left: Open = Open("menu")
    """What is shown after leaving."""
    notes: Callable[[Answers], Sequence[str]] = lambda answers: ()
    """Lines for the review's end: what the checks say is still missing."""
    earlier: Callable[[], Mapping[str, Any]] = dict
    """Answers given the last time (in the quarter before): offered at the first question, taken over by one tap. What would
    be asked back is asked anew."""
    following: Callable[[], Open | None] = lambda: None
    """What can be done first, leaving this for later: offered at the first question."""
    kept: Callable[[], Sequence[str]] = tuple
    """Doubts about what is recorded that were kept on purpose, as "key:code": they stay kept until the answer is another."""
    by_key: Mapping[str, Question] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {question.key: question for question in self.questions})

    def recorded(self) -> dict[str, Any]:
        """`initial` as a session holds it."""
        answers: dict[str, Any] = {}
        for key, value in self.initial().items():
            question = self.by_key[key]
            if value is not None:
                answers[key] = {"v": question.dump(value)}
            elif question.optional and not question.later:
                answers[key] = {"s": 1}
        for key, _, code in (mark.partition(":") for mark in self.kept()):
            if "v" in answers.get(key, ()):
                answers[key].setdefault("k", []).append(code)
        return answers


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation under way, as stored. `answers` holds per key {"v": JSON value} or {"s": 1} for skipped,
    with "k" naming the doubts kept; `parts` the messages [id, text] an answer was typed in; `row` a half-filled row."""

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
    """Something asked back: confirm, meant, doubt, cancel or late; `over` is what was asked back before it."""
    view: Mapping[str, Any] = field(default_factory=dict)
    """How the current question is looked at: page and search words, marks, unfolded, appended to, opened from aside, refused."""
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
class Screen:
    """Something to look at: an opener may give it instead of a dialog."""

    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Do:
    """A command to run at once: an opener may give it instead of a dialog (delete, undo, accept)."""

    command: Any


Opener = Callable[..., Dialog | Screen | Do | Open]
"""`opener(facts, *args)`: args are the short strings of the button."""


class Unknown(Exception):  # noqa: N818 - not a fault: stored by another version
    """Stored data names a question or option this version does not know."""


def token(session: Session, act: str) -> str:
    """The data of a button."""
    return f"1.{session.id}.{session.rev}.{act}"


def parse_token(data: str) -> tuple[str, int, str]:
    """Session id, rev and act of a button; ValueError for anything else."""
    version, session_id, rev, act = data.split(".", 3)
    if version != "1" or not act:
        raise ValueError(data)
    return session_id, int(rev), act
