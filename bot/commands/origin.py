"""What every command needs: where it came from, the audit, and whom a change concerns."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from bot.domain.agency import Act, Role, only_as_draft
from bot.domain.fiscal import Quarter, bangkok_day
from bot.domain.report import ReportState
from bot.facts import Scope
from bot.messages import Button, Card, Note
from bot.reporting import data_now
from storage import people, reports
from storage.tables import audit


@dataclass(frozen=True, slots=True)
class From:
    """Where a command came from."""

    scope: Scope
    channel: str
    address: str
    notes: list[Note]
    """Messages to others that a command adds itself."""
    inbox_id: int | None = None
    """The update that asked for it; what is made of it later names it too."""


def note(origin: From, act: str, subject_id: int | None, **details: Any) -> None:
    """Append to the audit: "who:what:did"."""
    s = origin.scope
    s.connection.execute(
        insert(audit).values(
            agency_id=s.agency_id,
            person_id=s.person.id,
            act=f"{s.person.role}:{act}",
            subject_id=subject_id,
            details=details,
            channel=origin.channel,
            at=s.now,
        )
    )


def owners_of(scope: Scope) -> tuple[int, ...]:
    """The plan owners of the agency."""
    return tuple(people.with_roles(scope.connection, scope.agency_id, [Role.PLAN_OWNER]))


def told_of_changes(scope: Scope) -> tuple[int, ...]:
    """The plan owners, when somebody changes the plan whose word is only a draft."""
    return owners_of(scope) if only_as_draft(scope.person, Act.CHANGE_PLAN) else ()


def approvers_of(s: Scope) -> tuple[int, ...]:
    return tuple(people.with_roles(s.connection, s.agency_id, [s.acting.approver_role]))


def outdate(o: From, fiscal_year: int) -> None:
    """What was submitted or approved and no longer says what the data say is visibly reset, and people are told."""
    s = o.scope
    for report in reports.standing(s.connection, s.agency_id, fiscal_year):
        if data_now(s.connection, s.agency_id, report.round).fingerprint == reports.fingerprint(
            s.connection, report.id
        ):
            continue
        reports.change(s.connection, s.agency_id, report.id, [report.state], {"state": ReportState.SUPERSEDED})
        note(o, "report:outdated", report.id, version=report.version)
        lines = (f"ฉบับที่ {report.version}", f"{s.person.name} แก้ไขข้อมูลหลังจัดทำ กรุณาขอฉบับใหม่")
        again = Button("ขอฉบับใหม่", f"o.ask_report.{report.kind}.{report.round.code}", "primary")
        told = dict.fromkeys((report.requested_by, *owners_of(s), *approvers_of(s)))
        card = Card(report.title, lines, ReportState.SUPERSEDED.label, buttons=(again,))
        o.notes.extend(Note(person, message=card) for person in told if person != s.person.id)


def year_of(s: Scope) -> int:
    return Quarter.of(bangkok_day(s.now)).fiscal_year
