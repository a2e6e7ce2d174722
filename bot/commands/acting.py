"""Who decides in the place of whom for some days: named by the plan owner, or by who holds the post."""

from typing import Any

from bot.commands.origin import From, approvers_of, note, owners_of
from bot.commands.reports import telling_who_is_missed, waiting
from bot.domain.agency import Act, Role, may, require
from bot.domain.approval import ActingOfficer, Post, own_post
from bot.domain.decisions import ActingEnded, ActingNamed, EndActing, NameActing
from bot.domain.fiscal import bangkok_day
from bot.facts.scope import Scope
from bot.messages import Note
from bot.problems import Problem
from storage import approvals, people


def name_acting(o: From, e: NameActing) -> ActingNamed:
    """Let somebody of the agency decide in the place of a post; who does so from today on is told what waits."""
    s = o.scope
    _demand(s, e.post)
    divisions = {number for number, _ in people.divisions(s.connection, s.agency_id)}
    if e.post.division_id is not None and e.post.division_id not in divisions:
        raise Problem("not_yours")
    people.lock(s.connection, s.agency_id)
    acting = people.acting(s.connection, e.person_id)
    if acting is None or acting.person.agency.id != s.agency_id or acting.person.role is Role.OPERATOR:
        raise Problem("person_gone")
    if own_post(acting.person) == e.post:
        raise Problem("acting_for_oneself")
    today = bangkok_day(s.now)
    if e.last_day < max(today, e.first_day):
        raise Problem("acting_over")
    values: dict[str, Any] = {"agency_id": s.agency_id, "person_id": e.person_id, "role": e.post.role.value}
    values |= {"division_id": e.post.division_id, "first_day": e.first_day, "last_day": e.last_day}
    number = approvals.name_acting(s.connection, {**values, "named_by": s.person.id})
    days = {"first_day": e.first_day.isoformat(), "last_day": e.last_day.isoformat()}
    note(o, "acting:named", number, person=e.person_id, role=e.post.role.value, **days)
    if e.first_day <= today:
        theirs = Scope(s.connection, acting, s.now)
        o.notes.extend(Note(e.person_id, message=message) for message in waiting(theirs))
    return ActingNamed(_one(s, number), s.person.name, _told(s, e.person_id))


def end_acting(o: From, e: EndActing) -> ActingEnded | ActingNamed:
    """Take it back before its last day; undone, it holds again."""
    s = o.scope
    post = approvals.acting_post(s.connection, s.agency_id, e.number)
    if post is None:
        raise Problem("acting_gone")
    _demand(s, post)
    if e.back:
        approvals.end_acting(s.connection, s.agency_id, e.number, None)
    acting = _one(s, e.number)
    if not e.back:
        with telling_who_is_missed(o):
            approvals.end_acting(s.connection, s.agency_id, e.number, s.now)
    note(o, "acting:back" if e.back else "acting:ended", e.number, person=acting.person_id)
    told = _told(s, acting.person_id)
    return ActingNamed(acting, s.person.name, told) if e.back else ActingEnded(acting, s.person.name, told)


def _demand(s: Scope, post: Post) -> None:
    """Who holds a post of the chain may let somebody act in it, the plan owner in all of them."""
    if not may(s.person, Act.SETTINGS) and own_post(s.person) != post:
        require(s.person, Act.SETTINGS)
    if post.role not in s.person.agency.levels:
        raise Problem("acting_no_level")


def _one(s: Scope, number: int) -> ActingOfficer:
    there = approvals.acting_officers(s.connection, s.person.agency, bangkok_day(s.now))
    found = next((each for each in there if each.id == number), None)
    if found is None:
        raise Problem("acting_gone")
    return found


def _told(s: Scope, acting: int) -> tuple[int, ...]:
    told = dict.fromkeys((*approvers_of(s), *owners_of(s)))
    return tuple(person for person in told if person not in {s.person.id, acting})
