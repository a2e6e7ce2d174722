"""The tick of reports that are made by themselves: on the last day of a round drafts are asked for, and in working hours their
plan owners get them with what is missing.

What is asked for here is made as any other document. Everything goes by the agency's own clock. A report is made once, also
after a downtime or with a clock that was set back; of a day off it is told on the next working day.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.cycle.calendar import working_time
from bot.dialogs.completeness import came_by_itself, could_not_come
from bot.domain.agency import Person
from bot.domain.due_days import DueDays
from bot.domain.duty import Duty
from bot.domain.fiscal import Period, Quarter, Round, bangkok_day
from bot.domain.report import About, ReportKind, ReportState
from bot.domain.round_reports import next_end, to_make
from bot.messages import File, Message, dump
from storage import bindings, duties, mail, reports, round_reports
from storage.database import Record

Chat = tuple[str, str]
"""Channel and address."""

AT_ONCE: Final = 50
"""Agencies in one step: what people ask for meanwhile waits behind the documents of no more. At a step a minute a country's
7,850 are made in three hours, of the night."""


def make(connection: Connection, now: datetime) -> bool:
    """One bounded step of asking for the reports that are due; whether some were."""
    wanted = defaultdict[Round, list[tuple[Record, datetime]]](list)
    passed = defaultdict[date, list[int]](list)
    for row in round_reports.due(connection, bangkok_day(now), AT_ONCE):
        local = now + timedelta(seconds=row.clock_shift)
        today = bangkok_day(local)
        if row.reports_on <= today:
            passed[next_end(today + timedelta(days=1))].append(row.id)
            if (round_ := to_make(row.reports_on, today, DueDays.parse(row.due_days))) is not None:
                wanted[round_].append((row, local))
    for day, ids in passed.items():
        round_reports.made_up_to(connection, ids, day)
    made = False
    for round_, rows in wanted.items():
        local_of = {row.id: local for row, local in rows}
        owners = round_reports.owners(connection, local_of)
        for agency_id, kind in sorted(round_reports.to_report(connection, local_of, round_)):
            if agency_id in owners:
                round_reports.make(connection, agency_id, kind, round_, owners[agency_id][0], local_of[agency_id])
                made = True
    return made


def tell(connection: Connection, now: datetime) -> list[Chat]:
    """One bounded step of handing over what was made; the chats that have something to send now."""
    waiting = {}
    for row in round_reports.untold(connection, AT_ONCE):
        local = now + timedelta(seconds=row.clock_shift)
        if working_time(local):
            waiting[row.id] = row, local
    taken = round_reports.claim(connection, waiting, now) if waiting else set()
    mine = [waiting[number] for number in sorted(taken)]
    if not mine:
        return []
    ids = {row.agency_id for row, _ in mine}
    owners, staff = round_reports.owners(connection, ids), duties.staff(connection, ids)
    rounds = {Round(row.fiscal_year, row.round) for row, _ in mine}
    periods: set[Period] = {*rounds, *(quarter for round_ in rounds for quarter in round_.quarters)}
    missing = duties.missing(connection, ids, periods)
    out = []
    for row, local in mine:
        lacks = [duty for duty in missing if duty.agency_id == row.agency_id and _of(duty, row)]
        messages, why = _said(connection, row, lacks, staff[row.agency_id], local)
        told = [
            (*address, owner, dump(message))
            for owner in owners.get(row.agency_id, ())
            if (address := bindings.address_of(connection, owner))
            for message in messages
        ]
        why = why or ("" if told else "unreachable")
        round_reports.became(connection, row.id, "skipped" if why else "sent", why)
        out += told
    mail.put(connection, out, None, now)
    return list(dict.fromkeys((channel, address) for channel, address, *_ in out))


def _of(duty: Duty, row: Record) -> bool:
    """Whether a report needs what is missing."""
    round_ = Round(row.fiscal_year, row.round)
    if row.kind == ReportKind.MEASURE_REPORT:
        return duty.period == round_
    return isinstance(duty.period, Quarter) and duty.period in round_.quarters


def _said(
    connection: Connection, row: Record, lacks: list[Duty], staff: list[Person], local: datetime
) -> tuple[tuple[Message, ...], str]:
    """What plan owners are told of a report, or why nothing."""
    kind, round_ = ReportKind(row.kind), Round(row.fiscal_year, row.round)
    if row.state != "done":
        return (could_not_come(kind, round_),), ""
    newest = reports.latest(connection, row.agency_id, kind, About.of(round_))
    found = reports.one(connection, row.agency_id, newest.id) if newest else None
    if found is None or found.state not in {ReportState.DRAFT, ReportState.RETURNED}:
        return (), "decided"
    file = reports.file(connection, found.draft_file)
    document = (File(file.id, file.name, found.title, file.size),) if file else ()
    due_on = DueDays.parse(row.due_days).day(round_)
    return (*document, came_by_itself(found, lacks, staff, due_on, bangkok_day(local))), ""
