"""The agency's people: inviting, codes, changing what somebody is, leaving and coming back."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select, update

from bot.commands.origin import From, approvers_of, note, owners_of
from bot.commands.reports import telling_who_is_missed, waiting
from bot.dialogs.around import MENU
from bot.domain import codes
from bot.domain import commands as c
from bot.domain.agency import Act, Member, Role, may, needs_division, require
from bot.facts.scope import Scope
from bot.messages import Card, Note
from bot.problems import Problem
from storage import accounts, bindings, invites, people
from storage.tables import audit, session

SLIP: Final = timedelta(seconds=20)
"""A second tap within it gives no second code: the first would be dead already when it is passed on."""


def save_person(o: From, e: c.SavePerson) -> c.CodeGiven | c.PersonChanged:
    """Invite somebody, or change what somebody of the agency is. The last plan owner stays one."""
    s = o.scope
    require(s.person, Act.INVITE)
    if e.role is Role.OPERATOR:
        raise Problem("no_such_role")
    if e.division_id is None and needs_division(e.role):
        raise Problem("division_wanted")
    if e.division_id and all(division != e.division_id for division, _ in people.divisions(s.connection, s.agency_id)):
        raise Problem("not_yours")
    values = {"name": e.name, "position": e.position, "role": e.role.value, "division_id": e.division_id}
    people.lock(s.connection, s.agency_id)
    if e.person_id is None:
        person_id = people.add(s.connection, s.agency_id, {**values, "active": True})
        note(o, "person:invited", person_id, role=e.role.value)
        _tell_of_power(o, _serving(o, person_id))
        return _code(o, _serving(o, person_id), new=True)
    before = _serving(o, e.person_id)
    if before.role is Role.PLAN_OWNER and e.role is not Role.PLAN_OWNER:
        _another_owner(o, before)
    with telling_who_is_missed(o):
        people.change(s.connection, s.agency_id, before.id, values)
    after = _serving(o, before.id)
    out_of_reach = _out_of_reach(o, after)
    people.hand_over(s.connection, s.agency_id, out_of_reach, after.id, None)
    note(o, "person:changed", before.id, role=e.role.value, released=out_of_reach)
    if before.role is not e.role:
        _tell_of_power(o, after)
    new_duty = (before.role, before.division_id) != (after.role, after.division_id)
    if new_duty and (acting := people.acting(s.connection, after.id)):
        o.notes.extend(Note(after.id, message=message) for message in waiting(Scope(s.connection, acting, s.now)))
    return c.PersonChanged(_serving(o, before.id), new_duty, len(out_of_reach), s.person.id)


def give_code(o: From, e: c.GiveCode) -> c.CodeGiven:
    """A code for somebody, or for oneself to join on another channel; the one before does not work any more."""
    s = o.scope
    if e.person_id != s.person.id:
        require(s.person, Act.INVITE)
    member = _serving(o, e.person_id)
    if invites.given_since(s.connection, s.agency_id, member.id, s.now - SLIP):
        raise Problem("code_just_given")
    return _code(o, member)


def revoke_code(o: From, e: c.RevokeCode) -> c.CodeRevoked:
    """Take a code back before it was used."""
    s = o.scope
    require(s.person, Act.INVITE)
    member = _serving(o, e.person_id)
    if not invites.revoke(s.connection, s.agency_id, member.id, s.now):
        raise Problem("already_gone")
    note(o, "code:revoked", member.id)
    return c.CodeRevoked(member)


def end_duty(o: From, e: c.EndDuty) -> c.DutyEnded:
    """Somebody leaves the office. What this person answered for goes to another; nothing of it is lost."""
    s = o.scope
    require(s.person, Act.INVITE)
    people.lock(s.connection, s.agency_id)
    member = _serving(o, e.person_id)
    if member.role is Role.PLAN_OWNER:
        _another_owner(o, member)
    items = [item for item, _ in people.items_of(s.connection, s.agency_id, member.id)]
    heir = _serving(o, e.heir_id) if e.heir_id else None
    if items and (heir is None or heir.id == member.id):
        raise Problem("heir_wanted")
    if heir is not None:
        if _out_of_reach(o, heir, member.id):
            raise Problem("heir_cannot")
        people.hand_over(s.connection, s.agency_id, items, member.id, heir.id)
    people.hand_over_reminders(s.connection, s.agency_id, member.id, heir.id if heir else None, s.now)
    invites.revoke(s.connection, s.agency_id, member.id, s.now)
    with telling_who_is_missed(o):
        chats = bindings.unbind(s.connection, member.id)
        people.change(s.connection, s.agency_id, member.id, {"active": False, "left_at": s.now})
    s.connection.execute(update(session).where(session.c.person_id == member.id).values(status="dropped"))
    note(o, "person:left", member.id, **({"to": heir.id, "items": items} if heir else {}))
    told = tuple(chat for chat in chats if chat != (o.channel, o.address))
    last = member.role in s.person.agency.decisive
    missing = last and not people.another(s.connection, s.agency_id, member.id, member.role)
    return c.DutyEnded(
        member, heir, s.person.agency.name, s.person.id, told, member.role if missing else None, owners_of(s)
    )


def resume_duty(o: From, e: c.ResumeDuty) -> c.CodeGiven:
    """Somebody who left serves again, with the items that were handed over; joins anew by a code."""
    s = o.scope
    require(s.person, Act.INVITE)
    people.lock(s.connection, s.agency_id)
    member = people.member(s.connection, s.agency_id, e.person_id, s.now)
    if member is None:
        raise Problem("person_gone")
    if member.active:
        raise Problem("person_back")
    people.change(s.connection, s.agency_id, member.id, {"active": True, "left_at": None})
    left: Any = s.connection.scalar(
        select(audit.c.details)
        .where(audit.c.agency_id == s.agency_id, audit.c.act.like("%:person:left"), audit.c.subject_id == member.id)
        .order_by(audit.c.id.desc())
        .limit(1)
    )
    if left:
        people.hand_over(s.connection, s.agency_id, left["items"], left["to"], member.id)
    note(o, "person:back", member.id)
    _tell_of_power(o, member)
    return _code(o, _serving(o, member.id), back=True)


def leave_channel(o: From, e: c.LeaveChannel) -> c.ChannelLeft:
    """Close this chat for oneself; a new code opens it again."""
    s = o.scope
    people.lock(s.connection, s.agency_id)
    bindings.unbind(s.connection, s.person.id, o.channel, o.address)
    if s.person.role is Role.PLAN_OWNER and not people.another(s.connection, s.agency_id, 0, Role.PLAN_OWNER):
        raise Problem("last_plan_owner")
    note(o, "channel:left", s.person.id)
    return c.ChannelLeft()


def _serving(o: From, person_id: int) -> Member:
    """One of the agency's people who serves now."""
    found = people.member(o.scope.connection, o.scope.agency_id, person_id, o.scope.now)
    if found is None or not found.active:
        raise Problem("person_gone")
    return found


def _another_owner(o: From, member: Member) -> None:
    """Raise unless somebody else can go on as plan owner."""
    if not people.another(o.scope.connection, o.scope.agency_id, member.id, Role.PLAN_OWNER):
        raise Problem("last_plan_owner")


def _tell_of_power(o: From, member: Member) -> None:
    """Who decides for the agency is told when somebody else is to do so too: nobody is given that word in silence."""
    if member.role not in {Role.PLAN_OWNER, *o.scope.person.agency.levels}:
        return
    by = f"{o.scope.person.name} ให้ {member.name} ทำหน้าที่{member.role.label}"
    card = Card("มีผู้ได้รับหน้าที่สำคัญ", (by, member.position), buttons=(MENU,))
    told = dict.fromkeys((*approvers_of(o.scope), *owners_of(o.scope)))
    o.notes.extend(Note(person, message=card) for person in told if person not in {member.id, o.scope.person.id})


def _code(o: From, member: Member, *, new: bool = False, back: bool = False) -> c.CodeGiven:
    s = o.scope
    code = invites.issue(s.connection, s.agency_id, member.id, s.person.id, s.now)
    note(o, "code:given", member.id)
    links = codes.links(code, accounts.names(s.connection))
    own = member.id == s.person.id
    return c.CodeGiven(member, code, s.now + codes.VALID, s.person.agency.name, own, links, new, back)


def _out_of_reach(o: From, member: Member, officer_id: int | None = None) -> list[int]:
    """The plan items of an officer (the member, if no other) whose results the member may not record."""
    s = o.scope
    who = member.acting_in(s.person.agency)
    items = people.items_of(s.connection, s.agency_id, officer_id or member.id)
    return [item for item, division in items if not may(who, Act.RECORD_RESULT, division_id=division)]
