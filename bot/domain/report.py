"""Reports and their approval: the state says what may be done, and by whom.

draft → submitted → returned (a reason is required) | approved; anything → superseded by a newer version. Approving names
the exact version. What is submitted passes the levels of the agency's chain (`bot.domain.approval`), one after the other; who
decided can undo it until the next level decides, at the last level and of a return for 24 hours.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Self

from bot.domain.agency import Act, Agency, Person, Role, may
from bot.domain.approval import NEW, UNDO_FOR, Course, Decision, Holder, Post, reach
from bot.domain.fiscal import Round, first_day
from bot.domain.measures import CLASSICAL
from bot.problems import Problem
from bot.thai import thai_date_long


class Over(StrEnum):
    """What a kind of document is about."""

    ROUND = "round"
    """A round of a fiscal year."""
    YEAR = "year"
    PLAN = "plan"
    """All years of a plan."""
    ITEM = "item"
    """One item of a plan."""
    MEASURE = "measure"
    """One classical measure, up to a round."""
    DOCUMENT = "document"
    """Another document, which it submits."""


class ReportKind(StrEnum):
    """Documents that can be asked for."""

    MEASURE_REPORT = "measure_report"
    SINGLE_MEASURE_REPORT = "single_measure_report"
    FOLLOW_UP = "follow_up"
    YEARLY_REPORT = "yearly_report"
    PLAN_FLAT = "plan_flat"
    PLAN_TARGETS = "plan_targets"
    FIVE_YEAR_PLAN = "five_year_plan"
    COUNT_SUMMARY = "count_summary"
    PROJECT_SHEET = "project_sheet"
    ORDER = "order"
    ANNOUNCEMENT = "announcement"
    MEMO = "memo"

    @property
    def label(self) -> str:
        return _KINDS[self][0]

    @property
    def over(self) -> Over:
        return _KINDS[self][1]

    @property
    def is_report(self) -> bool:
        """Whether it tells what was done: whoever records may ask for it, as for the sheets of the own division."""
        return self in REPORTS


_KINDS: Final = {
    ReportKind.MEASURE_REPORT: ("รายงานผลตามมาตรการ", Over.ROUND),
    ReportKind.SINGLE_MEASURE_REPORT: ("รายงานผลมาตรการรายเรื่อง", Over.MEASURE),
    ReportKind.FOLLOW_UP: ("รายงานติดตามผลตามแผน", Over.ROUND),
    ReportKind.YEARLY_REPORT: ("รายงานผลตามแผน", Over.ROUND),
    ReportKind.PLAN_FLAT: ("แผนประจำปี", Over.YEAR),
    ReportKind.PLAN_TARGETS: ("แผนประจำปีแบบมีเป้าหมาย", Over.YEAR),
    ReportKind.FIVE_YEAR_PLAN: ("แผนทั้งฉบับ", Over.PLAN),
    ReportKind.COUNT_SUMMARY: ("สรุปจำนวนโครงการ", Over.PLAN),
    ReportKind.PROJECT_SHEET: ("แบบโครงการ", Over.ITEM),
    ReportKind.ORDER: ("คำสั่งแต่งตั้งคณะทำงาน", Over.PLAN),
    ReportKind.ANNOUNCEMENT: ("ประกาศใช้แผน", Over.PLAN),
    ReportKind.MEMO: ("บันทึกข้อความ", Over.DOCUMENT),
}
REPORTS: Final = frozenset(
    {
        ReportKind.MEASURE_REPORT,
        ReportKind.SINGLE_MEASURE_REPORT,
        ReportKind.FOLLOW_UP,
        ReportKind.YEARLY_REPORT,
    }
)
MONTHS: Final = {ReportKind.FOLLOW_UP: 6, ReportKind.YEARLY_REPORT: 12}
"""Kinds that report one round only."""


@dataclass(frozen=True, slots=True, order=True)
class About:
    """What a document is about: a fiscal year (of a whole plan its first), a round in it, and what else tells it apart."""

    fiscal_year: int
    months: int = 0
    subject: str = ""
    """Number of an item; code of a measure; of a memo the kind it submits, and the measure after a hyphen."""

    def __post_init__(self) -> None:
        first_day(self.fiscal_year)
        if self.months:
            Round(self.fiscal_year, self.months)

    @classmethod
    def parse(cls, code: str) -> Self:
        """What `code` wrote: "2570", "2570-r6", "2566_12", "2570-r6_discretion"."""
        if not (found := re.fullmatch(r"([0-9]{4})(?:-r(3|6|9|12))?(?:_([a-z0-9_-]{1,40}))?", code)):
            raise ValueError(f"{code!r} is no code of a document")
        return cls(int(found[1]), int(found[2] or 0), found[3] or "")

    @classmethod
    def of(cls, round_: Round) -> Self:
        return cls(round_.fiscal_year, round_.months)

    @property
    def code(self) -> str:
        """Stable text for buttons and rows."""
        months = f"-r{self.months}" if self.months else ""
        return f"{self.fiscal_year}{months}" + (f"_{self.subject}" if self.subject else "")

    @property
    def round(self) -> Round | None:
        return Round(self.fiscal_year, self.months) if self.months else None

    @property
    def label(self) -> str:
        """The time of it in a chat."""
        return self.round.label if self.round else f"ปีงบประมาณ {self.fiscal_year}"

    @property
    def submits(self) -> tuple["ReportKind", Self]:
        """What a memo submits."""
        kind, _, subject = self.subject.partition("-")
        return ReportKind(kind), replace(self, subject=subject)


class ReportState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        return {
            "draft": "ร่าง",
            "submitted": "รออนุมัติ",
            "returned": "ส่งกลับแก้ไข",
            "approved": "อนุมัติแล้ว",
            "superseded": "ไม่ใช้แล้ว",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Report:
    """One version of one document of an agency."""

    id: int
    kind: ReportKind
    about: About
    version: int
    state: ReportState
    requested_by: int
    submitted_by: int | None
    draft_file: str
    final_file: str
    course: Course = NEW
    """What it has to pass, and what was decided about it."""
    newer: bool = False
    """Whether a newer version of the same document exists; a superseded one without it shows data that changed since."""
    named: str = ""
    """What it is about in words, where the time does not say it all."""

    @property
    def title(self) -> str:
        return title(self.kind, self.about, self.named)

    @property
    def round(self) -> Round | None:
        return self.about.round

    def early(self, today: date) -> tuple[str, ...]:
        """A line that says so when the round is not over yet: what is reported then is not all."""
        if self.round is None or not self.kind.is_report:
            return ()
        end = self.round.last_day
        return (f"รอบนี้ยังไม่สิ้นสุด (สิ้นสุด {thai_date_long(end, digits='arabic')})",) if today <= end else ()


SUBMITTABLE: Final = frozenset(ReportKind) - {ReportKind.MEMO, ReportKind.COUNT_SUMMARY, ReportKind.PROJECT_SHEET}
"""What memos submit."""


def check_about(kind: ReportKind, about: About) -> None:
    """Whether this can be what a document of the kind is about; a ValueError when it never is."""
    subject, months = about.subject, about.months
    match kind.over:
        case Over.ROUND:
            fits = bool(months) and months == MONTHS.get(kind, months) and not subject
        case Over.MEASURE:
            fits = bool(months) and subject in CLASSICAL
        case Over.ITEM:
            fits = not months and subject.isdecimal() and len(subject) < 10
        case Over.DOCUMENT:
            submits, of = about.submits
            check_about(submits, of)
            fits = submits in SUBMITTABLE
        case _:
            fits = not months and not subject
    if not fits:
        raise ValueError(f"no {kind} is about {about.code}")


def title(kind: ReportKind, about: About, named: str = "") -> str:
    """A document as people call it in a chat."""
    return f"{kind.label} {named or about.label}"


def may_ask(person: Person, kind: ReportKind) -> bool:
    """Whether somebody may ask for documents of a kind; of which items' sheets is the division's matter."""
    if kind.is_report or kind is ReportKind.PROJECT_SHEET:
        return may(person, Act.ASK_DOCUMENT)
    return may(person, Act.ASK_ANY_DOCUMENT)


def check_version(report: Report, version: int, person: Person) -> None:
    """A button of a version that is no longer in use decides nothing."""
    if report.newer or report.version != version:
        raise Problem("newer_version")
    if report.state is ReportState.SUPERSEDED:
        raise data_changed(report, person)


def check_level(report: Report, level: int) -> None:
    """A button of another level decides nothing: a double tap does not pass two levels for who holds both."""
    if report.state is ReportState.SUBMITTED and level != report.course.level:
        code = "passed_on" if level < report.course.level else "not_your_turn"
        raise Problem(code, who=report.course.awaited)


def data_changed(report: Report, person: Person) -> Problem:
    """The data are no longer those that the version shows: who approves waits for the next one, others ask for it."""
    code = "data_changed_wait" if may(person, Act.APPROVE) else "data_changed"
    return Problem(code, kind=report.kind, about=report.about.code)


def decides(report: Report, posts: Collection[Post]) -> bool:
    """Whether the word of somebody with these posts is waited for now."""
    return report.state is ReportState.SUBMITTED and any(post in posts for post in report.course.open)


def submitter(report: Report, agency: Agency) -> int | None:
    """Who may not approve because of having submitted it, if so."""
    return None if agency.approve_own else report.submitted_by


def stuck(report: Report, agency: Agency, holders: Iterable[Holder]) -> bool:
    """Whether it waits for a word that nobody can give."""
    reached = reach(holders, submitter(report, agency))
    return report.state is ReportState.SUBMITTED and not all(map(reached, report.course.open))


def allowed(report: Report, person: Person, posts: Collection[Post], now: datetime) -> tuple[str, ...]:
    """What this person, who has these posts today, may do with the report now: submit, ask_submit, approve, return, undo."""
    undo = ("undo",) if may_undo(report, person, posts, now) else ()
    match report.state:
        case ReportState.DRAFT | ReportState.RETURNED if may(person, Act.SUBMIT):
            return ("submit", *undo)
        case ReportState.DRAFT | ReportState.RETURNED if may(person, Act.ASK_DOCUMENT) and person.role is Role.OFFICER:
            return ("ask_submit",)
        case ReportState.SUBMITTED if decides(report, posts):
            acts = ("return",) if submitter(report, person.agency) == person.id else ("approve", "return")
            return (*acts, *undo)
    return undo


def may_undo(report: Report, person: Person, posts: Collection[Post], now: datetime) -> bool:
    """Until the next level decides; the last word, and a return, for a day."""
    last = undoable(report, person, posts)
    if last is None:
        return False
    return report.state is ReportState.SUBMITTED or timedelta(0) <= now - last.at <= UNDO_FOR


def undoable(report: Report, person: Person, posts: Collection[Post]) -> Decision | None:
    """The decision of this person, who still has the post, that nothing of a later level or another kind stands upon."""
    if report.state not in {ReportState.SUBMITTED, ReportState.APPROVED, ReportState.RETURNED}:
        return None
    if (last := report.course.last) is None:
        return None
    return next((one for one in _own(report, person, posts) if (one.level, one.act) == (last.level, last.act)), None)


def _own(report: Report, person: Person, posts: Collection[Post]) -> list[Decision]:
    """What this person decided for posts that are still this person's."""
    course = report.course
    return [one for one in course.decisions if one.person_id == person.id and course.post(one) in posts]


def demand(report: Report, act: str, person: Person, posts: Collection[Post], now: datetime) -> None:
    """Raise the Problem that says why the act is not possible, if it is not."""
    if act in allowed(report, person, posts, now):
        return
    course, levels = report.course, person.agency.levels
    if act in {"approve", "return"}:
        asked = [(level, step.posts) for level, step in enumerate(course.steps, 1) if not step.skipped]
        mine = [level for level, there in asked if any(post in posts for post in there)]
        if not mine and (course.steps or not any(post.role in levels for post in posts)):
            raise Problem("no_right", who=course.awaited or levels[-1].label)
        if report.state is ReportState.SUBMITTED:
            if decides(report, posts):
                raise Problem("own_submission")
            code = "not_your_turn" if max(mine) > course.level else "passed_on"
            raise Problem(code, who=course.awaited)
    if act == "submit" and not may(person, Act.SUBMIT):
        raise Problem("no_right", who=Role.PLAN_OWNER.label)
    if act == "undo" and _own(report, person, posts):
        raise Problem("undo_too_late" if undoable(report, person, posts) else "undo_decided")
    raise Problem("already_decided", state=report.state.label, report=report.id)
