"""Asking for documents, what waits for somebody's word, and trying parked messages again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot import facts
from bot.commands.origin import From, note, owners_of
from bot.dialogs.reports import act_buttons, lacking, look, report_card
from bot.documents.parts import years_text
from bot.domain import commands as c
from bot.domain.agency import Act, Role, require
from bot.domain.fiscal import bangkok_day
from bot.domain.measures import CLASSICAL
from bot.domain.plan import covering
from bot.domain.report import About, Over, ReportKind, check_about, may_ask, title
from bot.facts.documents import stuck_now
from bot.facts.scope import Scope
from bot.messages import Card, File, Message, Note
from bot.problems import Problem
from storage import mail, measures, plan, reports


def ask_report(o: From, e: c.AskReport) -> c.ReportAsked:
    """Note that a document is wanted; it is made right after the commit."""
    s = o.scope
    if not may_ask(s.person, e.kind):
        require(s.person, Act.ASK_ANY_DOCUMENT)
        raise Problem("no_right", who=Role.PLAN_OWNER.label)
    about, named = _about(o, e.kind, e.about)
    request_id = reports.request(s.connection, request_of(o, e.kind, about))
    note(o, "report:asked", request_id, kind=e.kind, round=about.code)
    return c.ReportAsked(request_id, title(e.kind, about, named))


def _about(o: From, kind: ReportKind, about: About) -> tuple[About, str]:
    """What a document is about, as it is kept, and its words; a Problem where it cannot be made. Nothing is gathered yet."""
    check_about(kind, about)
    s = o.scope
    year = about.fiscal_year
    if about.round and about.round.first_day > bangkok_day(s.now):
        raise Problem("round_not_begun", round=about.round.label)
    if kind.over is Over.DOCUMENT:
        submits, of = about.submits
        row = reports.latest(s.connection, s.agency_id, submits, of)
        if row is None:
            raise Problem("nothing_to_submit")
        return about, f"เสนอ{title(submits, of, row.named)}"
    if kind in {ReportKind.MEASURE_REPORT, ReportKind.SINGLE_MEASURE_REPORT}:
        if not [m for m in measures.of_year(s.connection, s.agency_id, year) if m.status == "active"]:
            raise Problem("no_measures", year=year)
        return about, f"{CLASSICAL[about.subject]} {about.label}" if about.subject else ""
    own = covering(plan.plan_of(s.connection, s.agency_id, year), year)
    if year not in own.years:
        raise Problem("year_outside_plan", first=own.first_year, last=own.last_year)
    if kind.over is Over.ITEM:
        item = plan.item(s.connection, s.agency_id, int(about.subject))
        if item is None:
            raise Problem("item_gone")
        require(s.person, Act.ASK_DOCUMENT, division_id=item.division_id)
        if item.status != "active":
            raise Problem("item_not_in_plan")
        return About(own.first_year, 0, about.subject), item.title
    if kind.over is Over.PLAN:
        return About(own.first_year), f"พ.ศ. {years_text(own.years)}"
    return about, ""


def request_of(o: From, kind: ReportKind, about: About, report_id: int | None = None) -> dict[str, Any]:
    """A document that is wanted, as its row: a draft, or the final one of an approved report."""
    s = o.scope
    return {
        "agency_id": s.agency_id,
        "person_id": s.person.id,
        "kind": kind,
        **reports.place(about),
        "report_id": report_id,
        "channel": o.channel,
        "address": o.address,
        "inbox_id": o.inbox_id,
        "state": "new",
        "tries": 0,
        "created_at": s.now,
    }


def waiting(s: Scope) -> tuple[Message, ...]:
    """The reports that wait for this person's word, each with its document: for who becomes an approver only now."""
    known = facts.given(s, None)
    messages: list[Message] = []
    for found in known["awaiting"]:
        if file := reports.file(s.connection, found.draft_file):
            messages.append(File(file.id, file.name, found.title, file.size))
        messages.append(report_card(found, known))
    return tuple(messages)


@contextmanager
def telling_who_is_missed(o: From) -> Iterator[None]:
    """What waited for somebody who meanwhile cannot decide any more: the plan owners are asked how it goes on."""
    before = {found.id for found in stuck_now(o.scope)}
    yield
    for found in stuck_now(o.scope):
        if found.id not in before and not found.course.is_last:  # of the last level is told who has to be invited
            lines = (f"ฉบับที่ {found.version}", lacking(found.course.awaited))
            card = Card(found.title, lines, found.state.label, buttons=(*act_buttons(found, ("skip",)), look(found)))
            o.notes.extend(Note(owner, message=card) for owner in owners_of(o.scope))


def retry_parked(o: From, e: c.RetryParked) -> c.Retried:
    """Open a parked message again."""
    require(o.scope.person, Act.PARKED)
    row = mail.reopen(o.scope.connection, o.scope.agency_id, e.inbox_id)
    if row is None:
        raise Problem("already_gone")
    note(o, "message:retried", e.inbox_id)
    return c.Retried(row.name, row.lane)
