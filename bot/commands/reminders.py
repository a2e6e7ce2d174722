"""Of what and when one is reminded oneself."""

from datetime import timedelta

from bot.commands.origin import From, note
from bot.cycle.calendar import opening
from bot.domain import cycle as c
from bot.domain.fiscal import bangkok_day
from bot.domain.workdays import from_day
from storage import people, reminders


def put_off(o: From, e: c.PutOff) -> c.HasPutOff:
    """Let oneself be reminded of the same later, and of nothing until then."""
    s = o.scope
    until = from_day(bangkok_day(s.now) + timedelta(days=e.days))
    reminders.again(s.connection, s.agency_id, s.person.id, opening(until))
    people.change(s.connection, s.agency_id, s.person.id, {"quiet_until": until})
    note(o, "reminders:put_off", s.person.id, until=until.isoformat())
    return c.HasPutOff(until)


def quiet(o: From, e: c.Quiet) -> c.QuietKept:
    """Let oneself be left alone by reminders; what is due stays due."""
    s = o.scope
    people.change(s.connection, s.agency_id, s.person.id, {"quiet_until": e.until})
    note(o, "reminders:quiet" if e.until else "reminders:wanted", s.person.id)
    return c.QuietKept(e.until, s.person.role)
