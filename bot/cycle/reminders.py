"""The reminders' tick: plans who is to be reminded today, and fires what is due.

A day's rows are planned in the night before it (what has not happened by then is missing), and fired when offices are
open: at most one message a person, which names what is open at that very moment. Everything goes by the agency's own
clock, so that a sample agency's moved clock shows it. Who gets what is said in `bot.cycle.planning`.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.cycle.calendar import working_time
from bot.cycle.planning import Chat, planned, settle
from bot.dialogs.reminders import message
from bot.domain.due_days import DueDays
from bot.domain.fiscal import bangkok_day
from bot.messages import reminder
from storage import mail, reminders
from storage.database import Record

PLANNED_AT_ONCE: Final = 50
"""Agencies planned in one transaction; at one step a minute a country's 7,850 are planned before three."""
FIRED_AT_ONCE: Final = 100
"""Rows fired in one transaction, so that people who talk meanwhile hardly wait for it."""
MOVED_CLOCKS: Final = 50


def remind(connection: Connection, now: datetime) -> list[Chat]:
    """One bounded step of planning and firing. Gives the chats that have something to send now; call it again until it
    gives none."""
    told: list[Chat] = []
    for row in reminders.with_moved_clock(connection, MOVED_CLOCKS):
        local = now + timedelta(seconds=row.clock_shift)
        fresh = _plan(connection, [row], bangkok_day(local))
        if (fresh or (row.fire_at and row.fire_at <= local)) and working_time(local):
            told += _fire(connection, [row], local, now)
    today = bangkok_day(now)
    _plan(connection, reminders.to_plan(connection, today, PLANNED_AT_ONCE), today)
    due = reminders.to_fire(connection, now, FIRED_AT_ONCE)
    if due and working_time(now):
        told += _fire(connection, due, now, now)
    return told


def _plan(connection: Connection, agencies: Sequence[Record], today: date) -> bool:
    """Write today's rows for the agencies that are not planned up to today; whether there were any such agencies."""
    behind = [row for row in agencies if row.remind_on <= today]
    if behind:
        reminders.plan(connection, planned(connection, behind, today))
        reminders.planned_up_to(connection, [row.id for row in behind], today + timedelta(days=1))
    return bool(behind)


def _fire(connection: Connection, agencies: Sequence[Record], local: datetime, now: datetime) -> list[Chat]:
    """Take what is due and write one message a person; the rows say what became of them."""
    days = {row.id: DueDays.parse(row.due_days) for row in agencies}
    rows = reminders.claim(connection, days, local) if days else ()
    if not rows:
        return []
    became = defaultdict[str, list[int]](list)
    out = []
    for each in settle(connection, rows, days, local):
        for row, why in each.outcomes:
            became[why].append(row.id)
        if each.person and not each.why_not:
            card = message(each.digest, bangkok_day(local), each.person)
            out.append((*each.chats[0], each.person.id, reminder(card)))
    for why, row_ids in became.items():
        reminders.became(connection, row_ids, "skipped" if why else "sent", why)
    told = [(channel, address) for channel, address, *_ in out]
    reminders.not_said(connection, mail.overtaken(connection, told))
    mail.put(connection, out, None, now)
    return told
