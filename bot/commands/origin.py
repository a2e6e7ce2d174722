"""What every command needs: where it came from, the audit, and whom a change concerns."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from bot.dialogs.reports import outdated
from bot.domain.agency import Act, Role, only_as_draft
from bot.domain.fiscal import Quarter, bangkok_day
from bot.domain.report import Report, ReportState
from bot.facts import Scope
from bot.messages import Note
from bot.reporting import data_now
from storage import measures, people, reports
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


def note(origin: From, act: str, subject_id: int | None, **details: Any) -> int:
    """Append to the audit: "who:what:did"; the number of its row."""
    s = origin.scope
    written: int = s.connection.execute(
        insert(audit)
        .values(
            agency_id=s.agency_id,
            person_id=s.person.id,
            act=f"{s.person.role}:{act}",
            subject_id=subject_id,
            details=details,
            channel=origin.channel,
            at=s.now,
        )
        .returning(audit.c.id)
    ).scalar_one()
    return written


def owners_of(scope: Scope) -> tuple[int, ...]:
    """The plan owners of the agency."""
    return tuple(people.with_roles(scope.connection, scope.agency_id, [Role.PLAN_OWNER]))


def told_of_changes(scope: Scope) -> tuple[int, ...]:
    """The plan owners, when somebody changes the plan whose word is only a draft."""
    return owners_of(scope) if only_as_draft(scope.person, Act.CHANGE_PLAN) else ()


def approvers_of(s: Scope) -> tuple[int, ...]:
    return tuple(people.with_roles(s.connection, s.agency_id, [s.acting.approver_role]))


def involved(s: Scope, report: Report) -> tuple[int, ...]:
    """Who holds a file or a request of a report: its askers, plan owners and approvers."""
    asked = reports.holders(s.connection, s.agency_id, report.kind, report.round)
    return tuple(dict.fromkeys((report.requested_by, *asked, *owners_of(s), *approvers_of(s))))


def given_final(s: Scope, report: Report) -> tuple[int, ...]:
    """Who is given the approved document: besides these, whoever reported, and the heads of the agency."""
    wrote = measures.reporters(s.connection, s.agency_id, report.round)
    heads = people.with_roles(s.connection, s.agency_id, [Role.CLERK, Role.MAYOR])
    return tuple(dict.fromkeys((*involved(s, report), *wrote, *heads)))


def outdate(o: From, fiscal_year: int) -> None:
    """What was submitted or approved and no longer says what the data say is visibly reset. Everybody who holds it is told
    that it holds no longer, also who changed the data."""
    s = o.scope
    for report in reports.standing(s.connection, s.agency_id, fiscal_year):
        if data_now(s.connection, s.agency_id, report.round).fingerprint == reports.fingerprint(
            s.connection, report.id
        ):
            continue
        reports.change(s.connection, s.agency_id, report.id, [report.state], {"state": ReportState.SUPERSEDED})
        note(o, "report:outdated", report.id, version=report.version)
        approved = report.state is ReportState.APPROVED
        told = given_final(s, report) if approved else involved(s, report)
        owners = owners_of(s)
        for person in dict.fromkeys((*told, s.person.id)):
            card = outdated(report, s.person.name, for_owner=person in owners)
            o.notes.append(Note(person, message=card))


def year_of(s: Scope) -> int:
    return Quarter.of(bangkok_day(s.now)).fiscal_year
