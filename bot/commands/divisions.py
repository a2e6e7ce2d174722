"""The divisions of one's own agency."""

from bot.commands.origin import From, note
from bot.commands.outdated import of_agency, outdate
from bot.domain import divisions as d
from bot.domain.agency import Act, require
from bot.domain.parts import stamp
from bot.problems import Problem
from storage import divisions


def save_division(o: From, e: d.SaveDivision) -> d.DivisionSaved:
    """Add a division or change one; documents that name it are out of date."""
    s = o.scope
    require(s.person, Act.SETTINGS)
    there = {found.id: found for found in divisions.of_agency(s.connection, s.agency_id)}
    before = None if e.division_id is None else _one(there, e.division_id)
    name = d.named(e.name, (found.name for found in there.values() if found != before))
    telephone = d.telephone(e.telephone)
    if before is None:
        number = divisions.add(s.connection, s.agency_id, name, telephone)
        note(o, "division:added", number, name=name)
    else:
        if stamp((before.name, before.telephone)) != e.stamp:
            raise Problem("changed_meanwhile")
        number = before.id
        divisions.change(s.connection, s.agency_id, before, name, telephone)
        note(o, "division:changed", number, name=[before.name, name], telephone=[before.telephone, telephone])
        outdate(o, of_agency(o))
    return d.DivisionSaved(
        _one({f.id: f for f in divisions.of_agency(s.connection, s.agency_id)}, number), before is None
    )


def drop_division(o: From, e: d.DropDivision) -> d.DivisionDropped:
    """Remove a division; an agency keeps one, and what names it needs another."""
    s = o.scope
    require(s.person, Act.SETTINGS)
    there = {found.id: found for found in divisions.of_agency(s.connection, s.agency_id)}
    gone = _one(there, e.division_id)
    into = None if e.into_id is None else _one(there, e.into_id)
    d.place_of(gone, into, len(there))
    divisions.drop(s.connection, s.agency_id, gone, into)
    note(o, "division:removed", gone.id, name=gone.name, into=into.id if into else None)
    if gone.used:
        outdate(o, of_agency(o))
    return d.DivisionDropped(gone, into)


def _one(there: dict[int, d.Division], number: int) -> d.Division:
    if number not in there:
        raise Problem("not_yours")
    return there[number]
