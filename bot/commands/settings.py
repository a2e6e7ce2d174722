"""The settings of one's own agency."""

from typing import Final

from bot.commands.origin import From, note, owners_of
from bot.commands.outdated import of_agency, outdate
from bot.commands.plan_parts import keep_change
from bot.dialogs.around import MENU
from bot.domain import agency_form
from bot.domain import plan_commands as c
from bot.domain.agency import CHAINS, Act, Agency, Role, require
from bot.domain.fiscal import bangkok_day
from bot.domain.parts import stamp
from bot.messages import Card, Note
from bot.problems import Problem
from storage import approvals, paperwork, people


def save_agency(o: From, e: c.SaveAgency) -> c.AgencySaved:
    """Change the agency; what was approved under its former name is out of date."""
    s = o.scope
    require(s.person, Act.SETTINGS)
    before = people.agency_of(s.connection, s.agency_id)
    if stamp(before) != e.stamp:
        raise Problem("changed_meanwhile")
    after = agency_form.changed(before, e.changes)
    if not after.sample:
        people.only_agency(s.connection, after)
    new = {name: value for name in after.__slots__ if (value := getattr(after, name)) != getattr(before, name)}
    if new:
        people.change_agency(s.connection, s.agency_id, new)
        note(o, "agency:changed", s.agency_id, **{name: [getattr(before, name), value] for name, value in new.items()})
        if new.keys() - _OF_APPROVAL:
            outdate(o, of_agency(o))
        if "chain" in new:
            return c.AgencySaved(after, without_heads=_tell_of_chain(o, before, after))
    return c.AgencySaved(after)


_OF_APPROVAL: Final = {"chain", "approve_own"}
"""Not printed in any document."""


def _tell_of_chain(o: From, before: Agency, after: Agency) -> bool:
    """Who decides, or did until now, and the plan owners know whose word counts from now on. Whether heads are to decide and
    none is there."""
    there = approvals.holders(o.scope.connection, o.scope.agency_id, bangkok_day(o.scope.now))
    deciding = (each.person_id for each in there if each.post.role in {*before.levels, *after.levels})
    lines = (f"เดิม: {CHAINS[before.chain]}", f"ใหม่: {CHAINS[after.chain]}", "ใช้กับเอกสารที่ส่งขออนุมัติจากนี้ไป")
    card = Card("เปลี่ยนลำดับการอนุมัติ", lines, buttons=(MENU,))
    told = dict.fromkeys((*deciding, *owners_of(o.scope)))
    o.notes.extend(Note(person, message=card, waits=True) for person in told if person != o.scope.person.id)
    heads = any(each.post.role is Role.DIVISION_HEAD and each.reached for each in there)
    return Role.DIVISION_HEAD in after.levels and not heads


def save_emblem(o: From, e: c.SaveEmblem) -> c.EmblemSaved:
    """Make a photo the agency's emblem, or let it have none."""
    s = o.scope
    require(s.person, Act.SETTINGS)
    before = paperwork.emblem_media(s.connection, s.agency_id)
    paperwork.save_emblem(s.connection, s.agency_id, e.media_id)
    change = keep_change(o, "emblem", s.agency_id, before, e.media_id)
    ready = paperwork.emblem_of(s.connection, s.agency_id) is not None
    return c.EmblemSaved(e.media_id is None, e.media_id is not None and not ready, change)
