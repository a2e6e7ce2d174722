"""What can be ordered about the approval of documents, and what then happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.approval import ActingOfficer, Post
from bot.domain.marks import Marked
from bot.domain.report import Report


@dataclass(frozen=True, slots=True)
class ApproveAsked:
    """An approval that is better thought over: what is to be known before it."""

    report: Report
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decide:
    """Submit, approve (`sure`: also before the round is over), return, undo, skip, or ask to submit one exact version."""

    report_id: int
    version: int
    act: str
    reason: str = ""
    sure: bool = False
    level: int = 1
    """Which level approves."""
    marks: tuple[str, ...] = ()
    """Items that are to be mended, of what is sent back."""


@dataclass(frozen=True, slots=True)
class Decided:
    report: Report
    act: str
    reason: str
    by_id: int
    by: str
    """Name and position."""
    approvers: tuple[int, ...]
    """Whose word is waited for now."""
    acting: Mapping[int, str]
    """The offices in whose place some of them decide."""
    asked_before: tuple[int, ...]
    """Who else has been asked to decide."""
    owners: tuple[int, ...]
    concerned: tuple[int, ...]
    """Who holds a file or a request of it, without who decided: plan owners, approvers, whoever asked for the document; when
    an approval is undone also whoever was given the final one."""
    agency: str
    sample: bool
    findings: tuple[str, ...] = ()
    """What should be looked at, when it is submitted."""
    kept: tuple[str, ...] = ()
    """Doubts that who reported left as they are on purpose."""
    about: tuple[str, ...] = ()
    """What is in it in a line or two, and what changed since the version that was submitted before."""
    early: tuple[str, ...] = ()
    """Says so when the round is not over yet."""
    file: tuple[str, str, int] | None = None
    """Id, name and size of the document decided about."""
    missing: str = ""
    """What the approver is called, when none has joined."""
    moved: bool = False
    """Whether another level is asked now."""
    marked: tuple[Marked, ...] = ()
    """Who is to mend which items, of what was sent back; whose they were, where that was undone."""
    final_gone: bool = False
    """Whether the final document that people hold does not hold any more."""


# --- acting officers ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class NameActing:
    """Let somebody decide in the place of a post from one day to another."""

    post: Post
    person_id: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class EndActing:
    """Take it back, or (`back`) let it hold again."""

    number: int
    back: bool = False


@dataclass(frozen=True, slots=True)
class ActingNamed:
    acting: ActingOfficer
    by: str
    told: tuple[int, ...]
    """Who decides for the agency, and its plan owners: nobody is given that word in silence."""


@dataclass(frozen=True, slots=True)
class ActingEnded:
    acting: ActingOfficer
    by: str
    told: tuple[int, ...]
