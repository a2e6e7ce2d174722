"""Reports and their approval: the state says what may be done, and by whom.

draft → submitted → returned (a reason is required) | approved; anything → superseded by a newer version. Approving names
the exact version. The decision of the last level can be undone for 24 hours.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.agency import Act, Person, Role, may
from bot.domain.fiscal import Round
from bot.problems import Problem
from bot.thai import thai_date_long

UNDO_FOR: Final = timedelta(hours=24)


class ReportKind(StrEnum):
    """Documents that can be asked for."""

    MEASURE_REPORT = "measure_report"

    @property
    def label(self) -> str:
        return {"measure_report": "รายงานผลตามมาตรการ"}[self.value]


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
    """One version of one document of an agency's round."""

    id: int
    kind: ReportKind
    round: Round
    version: int
    state: ReportState
    requested_by: int
    submitted_by: int | None
    decided_at: datetime | None
    """When the last decision was made."""
    decided_by: int | None
    draft_file: str
    final_file: str
    newer: bool = False
    """Whether a newer version of the same document exists; a superseded one without it shows data that changed since."""

    @property
    def title(self) -> str:
        return f"{self.kind.label} {self.round.label}"

    def early(self, today: date) -> tuple[str, ...]:
        """A line that says so when the round is not over yet: what is reported then is not all."""
        end = self.round.last_day
        return (f"รอบนี้ยังไม่สิ้นสุด (สิ้นสุด {thai_date_long(end, digits='arabic')})",) if today <= end else ()


def check_version(report: Report, version: int, person: Person) -> None:
    """A button of a version that is no longer in use decides nothing."""
    if report.newer or report.version != version:
        raise Problem("newer_version")
    if report.state is ReportState.SUPERSEDED:
        raise data_changed(report, person)


def data_changed(report: Report, person: Person) -> Problem:
    """The data are no longer those that the version shows: who approves waits for the next one, others ask for it."""
    code = "data_changed_wait" if may(person, Act.APPROVE) else "data_changed"
    return Problem(code, kind=report.kind, round=report.round.code)


def is_approver(person: Person, approver_role: Role) -> bool:
    """Whether this person's word ends the (one-level) chain."""
    return may(person, Act.APPROVE) and person.role is approver_role


def allowed(report: Report, person: Person, approver_role: Role, now: datetime) -> tuple[str, ...]:
    """What this person may do with the report now: submit, approve, return, undo, remind_owner."""
    match report.state:
        case ReportState.DRAFT | ReportState.RETURNED if may(person, Act.SUBMIT):
            return ("submit",)
        case ReportState.DRAFT if may(person, Act.ASK_DOCUMENT) and person.role is Role.OFFICER:
            return ("ask_submit",)
        case ReportState.SUBMITTED if is_approver(person, approver_role):
            return ("approve", "return")
        case ReportState.APPROVED | ReportState.RETURNED if may_undo(report, person, now):
            return ("undo",)
    return ()


def may_undo(report: Report, person: Person, now: datetime) -> bool:
    """The one who decided may take it back for a day."""
    return (
        report.decided_by == person.id
        and report.decided_at is not None
        and timedelta(0) <= now - report.decided_at <= UNDO_FOR
    )


def demand(report: Report, act: str, person: Person, approver_role: Role, now: datetime) -> None:
    """Raise the Problem that says why the act is not possible, if it is not."""
    if act in allowed(report, person, approver_role, now):
        return
    if act in {"approve", "return"} and not is_approver(person, approver_role):
        raise Problem("no_right", who=approver_role.label)
    if act == "submit" and not may(person, Act.SUBMIT):
        raise Problem("no_right", who=Role.PLAN_OWNER.label)
    if act == "undo" and report.decided_by == person.id:
        raise Problem("undo_too_late")
    raise Problem("already_decided", state=report.state.label, report=report.id)
