"""Facts about documents: what can be asked for, and how a version stands to the data as they are now; a part of `bot.facts`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from bot.dialogs.kit import Option
from bot.domain.agency import Act, Role, may, require
from bot.domain.approval import Post, label, own_post
from bot.domain.duty import whose
from bot.domain.fiscal import bangkok_day
from bot.domain.marks import Mark, can_mark
from bot.domain.report import About, Report, ReportKind, stuck
from bot.facts.scope import Scope
from bot.problems import Problem
from bot.reporting import kinds, reach
from bot.reporting.kinds import Offer
from storage import approvals, marks, people, reports
from storage.duties import staff


@dataclass(frozen=True, slots=True)
class ReportCheck:
    """How a version stands to the data as they are now."""

    changed: bool
    findings: tuple[str, ...]
    kept: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    """What is in it in a line or two, and what changed since the version that was submitted before."""


def offers(s: Scope) -> list[Offer]:
    """The documents this person may ask for, what can be made now first."""
    return kinds.offers(s.connection, s.person, bangkok_day(s.now))


def document_kinds(s: Scope) -> list[Option]:
    return [Option(o.kind, o.kind.label, "ยังขาดข้อมูล" if o.lacks else "") for o in offers(s)]


def document_about(s: Scope, kind: ReportKind) -> tuple[Problem | None, list[Option]]:
    """What is lacking for documents of a kind, or what they can be about."""
    found = next((offer for offer in offers(s) if offer.kind is kind), None)
    if found is None:
        require(s.person, Act.ASK_ANY_DOCUMENT)
        return Problem("nothing_to_submit"), []
    return found.lacks, [Option(about.code, words) for about, words in found.choices]


def standing(s: Scope, fiscal_year: int) -> list[Report]:
    """The measure reports of a year that wait for a decision or are approved."""
    found = reports.standing(s.connection, s.agency_id, [ReportKind.MEASURE_REPORT])
    return [report for report in found if report.about.fiscal_year == fiscal_year]


def reached_by(s: Scope, what: str, subject: str) -> list[Report]:
    """What waits for a decision or is approved and may show an item, its sheet, a list of the plan, or paperwork."""
    today = bangkok_day(s.now)
    if what == "part":
        touched: reach.Touched | None = reach.of_part(s.connection, s.agency_id, subject, today)
    elif what in reach.PAPERWORK:
        touched = reach.of_paperwork(what, About.parse(subject))
    else:
        kinds_of = reach.SHEETS if what == "sheet" else reach.ITEMS
        touched = reach.of_item(s.connection, s.agency_id, int(subject), today, kinds_of)
    return reach.standing(s.connection, s.agency_id, touched)


def report_check(s: Scope, report_id: int) -> ReportCheck | None:
    found = reports.one(s.connection, s.agency_id, report_id)
    if found is None:
        return None
    today = bangkok_day(s.now)
    try:
        material = kinds.gathered(s.connection, s.agency_id, found.kind, found.about, today)
    except Problem:  # what it is about is gone
        return ReportCheck(True, ())
    changed = material.fingerprint != reports.fingerprint(s.connection, report_id)
    printed = tuple(sentence for _, sentence in reports.printed(s.connection, report_id))
    odd = tuple(finding.sentence for finding in material.odd(today))
    since = reports.changes(s.connection, report_id)
    about = (*material.summary, *(since.lines if since else ()))
    return ReportCheck(changed, (*printed, *odd), material.kept(today), about)


def posts(s: Scope) -> tuple[Post, ...]:
    """The posts for which this person decides today."""
    return approvals.posts_of(s.connection, s.person, bangkok_day(s.now))


def acting_posts(s: Scope) -> list[Option]:
    """The posts for which this person can name an acting officer: the plan owner for all levels, others for their own."""
    who, levels = s.person, s.person.agency.levels
    if not may(who, Act.SETTINGS):
        return [Option(own_post(who).code, who.role.label)] if who.role in levels else []
    posts = [Option(role.value, role.label) for role in levels if role is not Role.DIVISION_HEAD]
    if Role.DIVISION_HEAD in levels:
        for number, name in people.divisions(s.connection, s.agency_id):
            posts.append(Option(Post(Role.DIVISION_HEAD, number).code, label(Role.DIVISION_HEAD, [name])))
    return posts


def stranded(s: Scope) -> list[Report]:
    """What waits for a word that nobody can give, for who sees to it that it goes on."""
    return stuck_now(s) if may(s.person, Act.SUBMIT) else []


def stuck_now(s: Scope) -> list[Report]:
    """The same, whoever acts."""
    if not (found := reports.awaiting(s.connection, s.agency_id)):
        return []
    holders = approvals.holders(s.connection, s.agency_id, bangkok_day(s.now))
    return [each for each in found if stuck(each, s.person.agency, holders)]


def marks_offered(s: Scope, report_id: int) -> list[Option]:
    """The items of a report that can be named when it is sent back."""
    found = reports.one(s.connection, s.agency_id, report_id)
    if found is None or not can_mark(found):
        return []
    return [Option(marks.code(duty), duty.title) for duty in marks.candidates(s.connection, s.agency_id, found)]


def marked(s: Scope) -> list[Mark]:
    """What this person is to mend because a report was sent back."""
    found = marks.waiting(s.connection, s.agency_id)
    there = staff(s.connection, [s.agency_id])[s.agency_id] if found else []
    return [one for one in found if s.person.id in {person.id for person in whose(one.duty, there)}]


LOADERS: Final[dict[str, Callable[..., Any]]] = {
    "report": lambda s, report_id: reports.one(s.connection, s.agency_id, report_id),
    "reports": lambda s: reports.newest(s.connection, s.agency_id),
    "document_kinds": document_kinds,
    "document_about": document_about,
    "document_options": lambda s, kind: document_about(s, kind)[1],
    "report_check": report_check,
    "posts": posts,
    "stranded": stranded,
    "acting_posts": acting_posts,
    "acting_officers": lambda s: approvals.acting_officers(s.connection, s.person.agency, bangkok_day(s.now)),
    "marks_offered": marks_offered,
    "marked": marked,
    "standing": standing,
    "reached_by": reached_by,
}
