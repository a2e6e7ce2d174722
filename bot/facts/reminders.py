"""What the plan owner may know of reminders to come; a part of `bot.facts`."""

from datetime import date, datetime, time, timedelta

from bot.cycle.calendar import CLOSES, YEAR, opening
from bot.cycle.planning import Settled, planned, settle
from bot.domain.agency import Person
from bot.domain.due_days import DueDays
from bot.domain.fiscal import BANGKOK, bangkok_day
from bot.domain.reminding import Outlook
from bot.domain.workdays import from_day, working_day
from bot.facts.scope import Scope
from storage import accounts, reminders


def outlook(s: Scope) -> tuple[date, list[Outlook]]:
    """The next working day, and whom reminders reach on it: what the tick would plan and fire, without doing it."""
    today = bangkok_day(s.now)
    tomorrow = datetime.combine(today + timedelta(days=1), time.min, BANGKOK)
    day = from_day(tomorrow.date())
    row, days = reminders.of_agency(s.connection, s.agency_id), DueDays.parse(s.person.agency.due_days)
    new = reminders.not_yet(s.connection, planned(s.connection, [row], day))
    over = not working_day(today) or s.now.astimezone(BANGKOK).time() > CLOSES  # what is still there comes then as well
    first = tomorrow - timedelta(days=YEAR) if over else tomorrow
    there = reminders.unfired(s.connection, s.agency_id, first, opening(day))
    settled = settle(s.connection, [*new, *there], {s.agency_id: days}, opening(day))
    counts = accounts.counts(s.connection, "line")
    spent = counts is not None and counts[0] >= counts[1]
    return day, [_outlook(each, each.person, spent) for each in settled if each.person and each.digest]


def _outlook(each: Settled, person: Person, spent: bool) -> Outlook:
    """One person's; where LINE takes no more messages it goes by another channel, as when it is sent."""
    channels = [channel for channel, _ in each.chats]
    if spent and channels[:1] == ["line"]:
        channels = [channel for channel in channels if channel != "line"] or ["line"]
    channel = channels[0] if channels else ""
    return Outlook(person.name, each.digest, channel, each.why_not, spent and channel == "line")
