"""What every command needs: where it came from, the audit, and whom a change concerns."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from bot.domain.agency import Act, Role, only_as_draft
from bot.domain.fiscal import Quarter, bangkok_day
from bot.domain.report import Report
from bot.facts.scope import Scope
from bot.messages import Note
from storage import approvals, people, recorded, reports
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
    """Everybody whose word the agency's documents need, whatever they are about."""
    there = approvals.holders(s.connection, s.agency_id, bangkok_day(s.now))
    return tuple(dict.fromkeys(each.person_id for each in there if each.post.role in s.person.agency.levels))


def asked_about(s: Scope, report: Report, levels: int | None = None) -> tuple[int, ...]:
    """Who has been asked for a word about a version so far, or at its first levels."""
    course = report.course
    reached = course.steps[: course.level if levels is None else levels]
    posts = {post for step in reached if not step.skipped for post in step.posts}
    there = approvals.holders(s.connection, s.agency_id, bangkok_day(s.now))
    return tuple(dict.fromkeys(each.person_id for each in there if each.post in posts))


def involved(s: Scope, report: Report) -> tuple[int, ...]:
    """Who holds a file or a request of a report: its askers, plan owners, and who was asked to decide."""
    asked = reports.holders(s.connection, s.agency_id, report.kind, report.about)
    return tuple(dict.fromkeys((report.requested_by, *asked, *owners_of(s), *asked_about(s, report))))


def given_final(s: Scope, report: Report) -> tuple[int, ...]:
    """Who is given the approved document: besides these, whoever reported, and the heads of the agency."""
    wrote = recorded.reporters(s.connection, s.agency_id, report)
    heads = people.with_roles(s.connection, s.agency_id, [Role.CLERK, Role.MAYOR])
    return tuple(dict.fromkeys((*involved(s, report), *wrote, *heads)))


def year_of(s: Scope) -> int:
    return Quarter.of(bangkok_day(s.now)).fiscal_year
