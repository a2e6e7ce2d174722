"""A local government (อปท.), its people, and who may do what.

The kind of an agency drives the words of its documents: a municipality has a นายกเทศมนตรี and passes a เทศบัญญัติ, a
subdistrict administrative organisation has a นายกองค์การบริหารส่วนตำบล and passes a ข้อบัญญัติ.  `KINDS` is the one
table of these words (พ.ร.บ.เทศบาล พ.ศ. 2496, พ.ร.บ.สภาตำบลและองค์การบริหารส่วนตำบล พ.ศ. 2537, พ.ร.บ.องค์การบริหาร
ส่วนจังหวัด พ.ศ. 2540, พ.ร.บ.ระเบียบบริหารราชการเมืองพัทยา พ.ศ. 2542).
`RIGHTS` is the one table of rights.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from types import EllipsisType, MappingProxyType
from typing import Final, Literal

from bot.problems import Problem


@dataclass(frozen=True, slots=True)
class Kind:
    """The words of one kind of local government."""

    code: str
    prefix: str
    """What stands before the proper name in the full name; all of the name for Pattaya."""
    short: str
    """The same, abbreviated."""
    mayor: str
    """The mayor's title before the proper name."""
    clerk: str
    """The clerk's title before the proper name."""
    clerk_word: str
    """The clerk without the agency's name, as running text says it."""
    ordinance: str
    staff: str
    council: str


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        kind.code: kind
        for kind in (
            Kind(
                code="sao",
                prefix="องค์การบริหารส่วนตำบล",
                short="อบต.",
                mayor="นายกองค์การบริหารส่วนตำบล",
                clerk="ปลัดองค์การบริหารส่วนตำบล",
                clerk_word="ปลัดองค์การบริหารส่วนตำบล",
                ordinance="ข้อบัญญัติ",
                staff="พนักงานส่วนตำบล",
                council="สภาองค์การบริหารส่วนตำบล",
            ),
            Kind(
                code="tambon_municipality",
                prefix="เทศบาลตำบล",
                short="ทต.",
                mayor="นายกเทศมนตรีตำบล",
                clerk="ปลัดเทศบาลตำบล",
                clerk_word="ปลัดเทศบาล",
                ordinance="เทศบัญญัติ",
                staff="พนักงานเทศบาล",
                council="สภาเทศบาล",
            ),
            Kind(
                code="town_municipality",
                prefix="เทศบาลเมือง",
                short="ทม.",
                mayor="นายกเทศมนตรีเมือง",
                clerk="ปลัดเทศบาลเมือง",
                clerk_word="ปลัดเทศบาล",
                ordinance="เทศบัญญัติ",
                staff="พนักงานเทศบาล",
                council="สภาเทศบาล",
            ),
            Kind(
                code="city_municipality",
                prefix="เทศบาลนคร",
                short="ทน.",
                mayor="นายกเทศมนตรีนคร",
                clerk="ปลัดเทศบาลนคร",
                clerk_word="ปลัดเทศบาล",
                ordinance="เทศบัญญัติ",
                staff="พนักงานเทศบาล",
                council="สภาเทศบาล",
            ),
            Kind(
                code="pao",
                prefix="องค์การบริหารส่วนจังหวัด",
                short="อบจ.",
                mayor="นายกองค์การบริหารส่วนจังหวัด",
                clerk="ปลัดองค์การบริหารส่วนจังหวัด",
                clerk_word="ปลัดองค์การบริหารส่วนจังหวัด",
                ordinance="ข้อบัญญัติ",
                staff="ข้าราชการองค์การบริหารส่วนจังหวัด",
                council="สภาองค์การบริหารส่วนจังหวัด",
            ),
            Kind(
                code="pattaya",
                prefix="เมืองพัทยา",
                short="เมืองพัทยา",
                mayor="นายกเมืองพัทยา",
                clerk="ปลัดเมืองพัทยา",
                clerk_word="ปลัดเมืองพัทยา",
                ordinance="ข้อบัญญัติ",
                staff="พนักงานเมืองพัทยา",
                council="สภาเมืองพัทยา",
            ),
        )
    }
)

Digits = Literal["thai", "arabic"]
CHAINS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "clerk": "ปลัด",
        "clerk-mayor": "ปลัด → นายก",
        "division_head-clerk": "หัวหน้ากอง → ปลัด",
        "division_head-clerk-mayor": "หัวหน้ากอง → ปลัด → นายก",
        "mayor": "นายก",
        "division_head-mayor": "หัวหน้ากอง → นายก",
    }
)
"""Whose word documents can need, one level after the other; the last one is always the clerk's or the mayor's."""


@dataclass(frozen=True, slots=True)
class Agency:
    """One local government: its full name ("เทศบาลตำบล…"), where it lies, and how its documents write digits."""

    id: int
    name: str
    kind: str
    tambon: str = ""
    district: str = ""
    province: str = ""
    digits: Digits = "thai"
    sample: bool = False
    due_days: str = ""
    """The days of its reporting cycle that are not the usual ones, as `bot.domain.due_days` writes them."""
    chain: str = "clerk"
    """Whose word its documents need, one after the other: one of `CHAINS`."""
    approve_own: bool = False
    """Whether who submitted a document may approve it too."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no kind of agency is called {self.kind!r}")
        if self.chain not in CHAINS:
            raise ValueError(f"no chain of approval is called {self.chain!r}")
        if not self.name.strip():
            raise ValueError("an agency needs a name")

    @property
    def levels(self) -> tuple["Role", ...]:
        """Whose word its documents need, one after the other."""
        return tuple(map(Role, self.chain.split("-")))

    @property
    def decisive(self) -> frozenset["Role"]:
        """The levels somebody has to be there for: those of whom there is one."""
        return frozenset(self.levels) - {Role.DIVISION_HEAD}

    @property
    def words(self) -> Kind:
        """The words its kind uses."""
        return KINDS[self.kind]

    @property
    def proper_name(self) -> str:
        """The name without its kind: "…" of "เทศบาลตำบล…"."""
        return self.name.removeprefix(self.words.prefix).strip()

    @property
    def mayor_title(self) -> str:
        """The mayor's full title, as it stands under a signature."""
        return self.words.mayor + self.proper_name

    @property
    def clerk_title(self) -> str:
        """The clerk's full title, as it stands under a signature."""
        return self.words.clerk + self.proper_name


def full_name(kind: str, name: str) -> str:
    """The full name of an agency of that kind from what was given: the full name, the abbreviated or only the proper one."""
    words = KINDS[kind]
    proper = name.removeprefix(words.prefix).removeprefix(words.short).strip()
    if any(proper.startswith((other.prefix, other.short)) for other in KINDS.values()):
        raise Problem("agency_kind", name=name, kind=words.prefix)
    if not proper and kind != "pattaya":
        raise Problem("agency_name")
    return words.prefix + proper


class Role(StrEnum):
    """What a person is to the assistant; one role a person."""

    OFFICER = "officer"
    PLAN_OWNER = "plan_owner"
    DIVISION_HEAD = "division_head"
    CLERK = "clerk"
    MAYOR = "mayor"
    OPERATOR = "operator"

    @property
    def label(self) -> str:
        """The role in Thai."""
        return _ROLE_LABELS[self]


_ROLE_LABELS: Final = {
    Role.OFFICER: "เจ้าหน้าที่",
    Role.PLAN_OWNER: "ผู้ดูแลแผน",
    Role.DIVISION_HEAD: "หัวหน้ากอง/ผู้อำนวยการกอง",
    Role.CLERK: "ปลัด",
    Role.MAYOR: "นายก",
    Role.OPERATOR: "ผู้ดูแลระบบ",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who talks with the assistant; belongs to one agency, acts in one role."""

    id: int
    agency: Agency
    division_id: int | None
    name: str
    position: str
    role: Role


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of an agency as its plan owner's list shows them."""

    id: int
    name: str
    position: str
    role: Role
    division_id: int | None
    division: str
    active: bool
    channels: tuple[str, ...]
    """Where this person has joined."""
    code_until: datetime | None
    """Until when an open code works."""
    items: int
    """Plan items this person answers for."""
    muted: bool = False
    """Whether this person wants no reminders."""

    def acting_in(self, agency: Agency) -> Person:
        """The same as somebody whose rights can be asked."""
        return Person(self.id, agency, self.division_id, self.name, self.position, self.role)


class Act(StrEnum):
    """What rights are about."""

    RECORD_RESULT = "record_result"
    """Record and mend results."""
    CHANGE_PLAN = "change_plan"
    """Add, change and delete plan items and measures."""
    ASK_DOCUMENT = "ask_document"
    """Ask for a report, or for a document about one division's items."""
    ASK_ANY_DOCUMENT = "ask_any_document"
    """Ask for every document there is."""
    SUBMIT = "submit"
    SETTINGS = "settings"
    """Settings and templates of the agency."""
    INVITE = "invite"
    PARKED = "parked"
    """See and retry messages that were parked."""
    APPROVE = "approve"
    """Approve or send back; which level is whose is the approval chain's business."""
    COMPLETENESS = "completeness"
    NUDGE = "nudge"
    """Ask a colleague for a result that is missing."""
    OPERATE = "operate"
    """Agencies, quotas, broadcast."""


class Reach(Enum):
    """How far a right reaches."""

    OWN_DIVISION = "own division"
    OWN_DIVISION_AS_DRAFT = "own division, as a draft"
    OWN_DIVISION_AND_REPORTS = "own division, and what belongs to the whole agency"
    AGENCY = "the whole agency"
    ALL_AGENCIES = "all agencies, counts only"


_SUPERVISOR: Final = {
    Act.ASK_DOCUMENT: Reach.AGENCY,
    Act.ASK_ANY_DOCUMENT: Reach.AGENCY,
    Act.APPROVE: Reach.AGENCY,
    Act.COMPLETENESS: Reach.AGENCY,
    Act.NUDGE: Reach.AGENCY,
}

RIGHTS: Final[Mapping[Role, Mapping[Act, Reach]]] = MappingProxyType(
    {
        Role.OFFICER: {
            Act.RECORD_RESULT: Reach.OWN_DIVISION,
            Act.CHANGE_PLAN: Reach.OWN_DIVISION_AS_DRAFT,
            Act.ASK_DOCUMENT: Reach.OWN_DIVISION_AND_REPORTS,
            Act.COMPLETENESS: Reach.OWN_DIVISION,
        },
        Role.PLAN_OWNER: {
            Act.RECORD_RESULT: Reach.AGENCY,
            Act.CHANGE_PLAN: Reach.AGENCY,
            Act.ASK_DOCUMENT: Reach.AGENCY,
            Act.ASK_ANY_DOCUMENT: Reach.AGENCY,
            Act.SUBMIT: Reach.AGENCY,
            Act.SETTINGS: Reach.AGENCY,
            Act.INVITE: Reach.AGENCY,
            Act.PARKED: Reach.AGENCY,
            Act.COMPLETENESS: Reach.AGENCY,
            Act.NUDGE: Reach.AGENCY,
        },
        Role.DIVISION_HEAD: {
            Act.RECORD_RESULT: Reach.OWN_DIVISION,
            Act.CHANGE_PLAN: Reach.OWN_DIVISION,
            **_SUPERVISOR,
        },
        Role.CLERK: _SUPERVISOR,
        Role.MAYOR: _SUPERVISOR,
        Role.OPERATOR: {
            Act.COMPLETENESS: Reach.ALL_AGENCIES,
            Act.OPERATE: Reach.ALL_AGENCIES,
        },
    }
)


def may(person: Person, act: Act | str, *, division_id: int | EllipsisType | None = ...) -> bool:
    """Whether the person may do this.

    `division_id` is the division of the thing the act is about, None for a thing that belongs to no division but to the
    whole agency; left out, the question is whether the person may do it at all (to draw a menu).
    Which agency's things can be seen is not asked here: every query goes through the agency of the acting person.
    """
    match RIGHTS[person.role].get(Act(act)):
        case None:
            return False
        case Reach.AGENCY | Reach.ALL_AGENCIES:
            return True
        case Reach.OWN_DIVISION_AND_REPORTS:
            return division_id in (..., None, person.division_id)
        case Reach.OWN_DIVISION | Reach.OWN_DIVISION_AS_DRAFT:
            return division_id is ... or (division_id is not None and division_id == person.division_id)


def needs_division(role: Role) -> bool:
    """Whether a right of the role reaches only its own division, so that nothing can be done without one."""
    return any(reach in {Reach.OWN_DIVISION, Reach.OWN_DIVISION_AS_DRAFT} for reach in RIGHTS[role].values())


def only_as_draft(person: Person, act: Act | str) -> bool:
    """Whether what the person does here stays a draft until somebody with a fuller right takes it over."""
    return RIGHTS[person.role].get(Act(act)) is Reach.OWN_DIVISION_AS_DRAFT


def require(person: Person, act: Act | str, *, division_id: int | EllipsisType | None = ...) -> None:
    """Raise Problem("no_right"), naming the roles that can, unless the person may do this."""
    if not may(person, act, division_id=division_id):
        raise Problem("no_right", who=_who_can(Act(act), agency_wide=division_id is None))


def _who_can(act: Act, *, agency_wide: bool) -> str:
    """The roles that have the right: first those that have it for everything, then those of the division, if it has one."""
    everywhere, own = [], []
    for role, rights in RIGHTS.items():
        match rights.get(act):
            case None:
                pass
            case Reach.AGENCY | Reach.ALL_AGENCIES:
                everywhere.append(role.label)
            case Reach.OWN_DIVISION | Reach.OWN_DIVISION_AS_DRAFT if agency_wide:
                pass
            case _:
                own.append(f"{role.label}ของกองเจ้าของเรื่อง")
    return " หรือ".join(everywhere + own)
