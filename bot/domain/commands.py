"""What people ask the product to do (verbs) and what then happened (past tense), as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bot.domain.agency import Member, Role
from bot.domain.duty import Duty
from bot.domain.fiscal import Quarter, Round
from bot.domain.plan import ItemKind, Reason, State
from bot.domain.report import About, Report, ReportKind


@dataclass(frozen=True, slots=True)
class SaveItem:
    """Add a plan item, or mend the one of that id and version."""

    item_id: int | None
    version: int | None
    mission: str
    sub_mission: str
    kind: ItemKind
    title: str
    target_group: str
    amounts: Mapping[int, Decimal]
    """Baht by fiscal year in which it is done; other years of the plan are not active."""
    period: tuple[date, date]
    division_id: int
    outputs: tuple[str, ...]
    outcomes: tuple[str, ...]
    note: str = ""
    copy_of: int | None = None
    """The item it was copied from: its project sheet comes along."""


@dataclass(frozen=True, slots=True)
class ItemSaved:
    item_id: int
    title: str
    new: bool
    draft: bool
    next: Duty | None
    owners: tuple[int, ...]
    """Plan owners to be told, when the author's word is only a draft."""
    author: str


@dataclass(frozen=True, slots=True)
class RecordResult:
    """Record or mend one item's quarter."""

    item_id: int
    quarter: Quarter
    version: int | None
    state: State
    reason: Reason | None = None
    reason_text: str = ""
    done: str = ""
    disbursed: Decimal | None = None
    output: str = ""
    outcome: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    media: tuple[int, ...] = ()
    kept: tuple[str, ...] = ()
    because: str = ""
    """Why what was recorded is changed after the day it was due."""


@dataclass(frozen=True, slots=True)
class ResultRecorded:
    result_id: int
    item_id: int
    title: str
    quarter: Quarter
    state: State
    new: bool
    attached: int
    """Photos and files that stand with it now, of which so many are still being prepared."""
    pending_media: int
    next: Duty | None
    left: int
    because: str = ""
    by: str = ""
    owners: tuple[int, ...] = ()
    """Plan owners to be told of a correction."""


@dataclass(frozen=True, slots=True)
class SaveMeasure:
    """Add a measure of a fiscal year, or mend one."""

    measure_id: int | None
    version: int | None
    fiscal_year: int
    name: str
    practices: tuple[str, ...]
    procedure: tuple[str, ...]
    owner: str
    monitoring: str
    rounds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MeasureSaved:
    measure_id: int
    name: str
    fiscal_year: int
    new: bool
    draft: bool
    owners: tuple[int, ...]
    author: str


@dataclass(frozen=True, slots=True)
class SaveAnalysis:
    """Write down what the ITA result of a year means for this fiscal year's measures."""

    fiscal_year: int
    version: int | None
    analysed_year: int
    urgent: tuple[str, ...]
    improve: tuple[str, ...]
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnalysisSaved:
    fiscal_year: int


@dataclass(frozen=True, slots=True)
class RecordMeasureResult:
    """Record or mend one measure's result of a round."""

    measure_id: int
    round: Round
    version: int | None
    details: tuple[str, ...]
    period: tuple[date, date]
    output: str
    outcome: str
    note: str = ""
    problem: str = ""
    suggestion: str = ""
    media: tuple[int, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureResultRecorded:
    result_id: int
    measure_id: int
    name: str
    round: Round
    new: bool
    attached: int
    """Photos and files that stand with it now, of which so many are still being prepared."""
    pending_media: int
    next: Duty | None
    left: int


@dataclass(frozen=True, slots=True)
class AskDelete:
    """Before something is taken out: what it is, and what would not hold any more. Nothing changes."""

    what: str
    id: int


@dataclass(frozen=True, slots=True)
class DeleteAsked:
    what: str
    id: int
    title: str
    voids: tuple[Report, ...]
    """Reports that were submitted or approved with it."""


@dataclass(frozen=True, slots=True)
class Delete:
    """Take something out: item, result, measure or mresult. It can be brought back."""

    what: str
    id: int


@dataclass(frozen=True, slots=True)
class Deleted:
    what: str
    id: int
    title: str


@dataclass(frozen=True, slots=True)
class Restore:
    """Bring back what was deleted."""

    what: str
    id: int


@dataclass(frozen=True, slots=True)
class Restored:
    what: str
    id: int
    title: str


@dataclass(frozen=True, slots=True)
class Accept:
    """Take a draft item or measure of an officer into the plan."""

    what: str
    id: int


@dataclass(frozen=True, slots=True)
class Accepted:
    what: str
    title: str
    author_id: int | None


@dataclass(frozen=True, slots=True)
class Keep:
    """Leave a doubtful value of a measure's result as it is, on purpose."""

    result_id: int
    code: str
    """ "field:code"."""


@dataclass(frozen=True, slots=True)
class Kept:
    code: str
    round: Round


@dataclass(frozen=True, slots=True)
class AskReport:
    """Make a document."""

    kind: ReportKind
    about: About


@dataclass(frozen=True, slots=True)
class ReportAsked:
    request_id: int
    title: str


@dataclass(frozen=True, slots=True)
class RetryParked:
    """Try a parked message once more."""

    inbox_id: int


@dataclass(frozen=True, slots=True)
class Retried:
    name: str
    lane: str


# --- people ---------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class SavePerson:
    """Invite somebody into the agency, or change what the one of that id is there."""

    person_id: int | None
    name: str
    position: str
    role: Role
    division_id: int | None


@dataclass(frozen=True, slots=True)
class PersonChanged:
    member: Member
    new_duty: bool
    """Role or division is another than before."""
    released: int
    """Plan items that went back to their division, because the person's right no longer reaches them."""
    by_id: int


@dataclass(frozen=True, slots=True)
class GiveCode:
    """A new one-time code for somebody of the agency, or for oneself to join on another channel."""

    person_id: int


@dataclass(frozen=True, slots=True)
class CodeGiven:
    member: Member
    code: str
    """Shown once; only its digest is kept."""
    until: datetime
    agency: str
    own: bool
    """For the person who asked."""
    links: Mapping[str, str] = field(default_factory=dict)
    """Addresses that open a channel with the code in it."""
    new: bool = False
    """The person was added just now."""
    back: bool = False
    """The person serves again."""


@dataclass(frozen=True, slots=True)
class RevokeCode:
    """Take the open code of somebody back."""

    person_id: int


@dataclass(frozen=True, slots=True)
class CodeRevoked:
    member: Member


@dataclass(frozen=True, slots=True)
class EndDuty:
    """Somebody leaves the office: the items go to another person, all channels are closed."""

    person_id: int
    heir_id: int | None = None


@dataclass(frozen=True, slots=True)
class DutyEnded:
    member: Member
    heir: Member | None
    agency: str
    by_id: int
    chats: tuple[tuple[str, str], ...]
    """Where the person could be reached until now."""
    missing: Role | None
    """The role that approves, when nobody who has joined is left in it."""
    owners: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ResumeDuty:
    """Undo the leaving: the person serves again and gets the items back."""

    person_id: int


@dataclass(frozen=True, slots=True)
class LeaveChannel:
    """Close the chat this comes from for oneself."""


@dataclass(frozen=True, slots=True)
class ChannelLeft:
    pass
