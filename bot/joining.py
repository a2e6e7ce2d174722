"""Chats of people the product does not know yet: a one-time code joins, anything else is told how to get one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot import commands, facts
from bot.commands import From, note
from bot.dialogs.around import refusal
from bot.dialogs.conversation import Reply
from bot.dialogs.menu import menu, privacy_note
from bot.domain import codes
from bot.domain.fiscal import BANGKOK
from bot.facts.scope import Scope
from bot.messages import Card, Event, Message, Note, Text
from bot.problems import Problem
from storage import bindings, guesses, invites, mail, people
from storage.database import Record


@dataclass(frozen=True, slots=True)
class Met:
    """What came of a message from an unknown chat."""

    messages: tuple[Message, ...]
    notes: tuple[Note, ...] = ()
    person_id: int | None = None
    problem: str = ""


def meet(connection: Connection, row: Record, event: Event, now: datetime) -> Met:
    """Let a chat join by the code it sends, or say what is wrong with it."""
    code = codes.find(event.text) if event.kind == "text" else ""
    if not code:
        return _refused("not_joined")
    if until := invites.refused(connection, row.channel, row.address, now):
        return _locked(until)
    invite = invites.known(connection, code)
    wrong = _wrong(invite, now)
    if wrong or invite is None or not invites.use(connection, invite.id, now):
        invites.guessed(connection, row.channel, row.address, now)
        until = invites.refused(connection, row.channel, row.address, now)
        return _locked(until) if until else _refused(wrong or "code_used")
    guesses.forgive(connection, row.channel, row.address)
    return _joined(connection, row, invite, now)


def known_code(connection: Connection, scope: Scope, row: Record, event: Event, now: datetime) -> Reply | None:
    """What somebody who has joined is told when this is a code; None for anything else."""
    code = codes.find(event.text) if event.kind == "text" else ""
    if not codes.exact(code) or invites.refused(connection, row.channel, row.address, now):
        return None
    invite = invites.known(connection, code)
    if invite is None:
        invites.guessed(connection, row.channel, row.address, now)
        return None
    if invite.person_id != scope.person.id:
        problem = Problem("joined_already", name=scope.person.name)
    elif invite.used_at is None:
        problem = Problem("code_for_you")
    else:  # a link that was tapped again: there is nothing to mend
        return Reply(messages=(Text(Problem("code_yours").sentence), menu(facts.given(scope, None))))
    return Reply(messages=(refusal(problem),), problem=problem.code)


def _wrong(invite: Record | None, now: datetime) -> str:
    """Why a code does not work; nothing when it does."""
    if invite is None:
        return "code_wrong"
    if invite.used_at:
        return "code_used"
    if invite.revoked_at or not invite.active:
        return "code_revoked"
    return "code_expired" if invites.over(invite.expires_at, invite.clock_shift, now) else ""


def _refused(code: str) -> Met:
    return Met((Text(Problem(code).sentence),), problem=code)


def _locked(until: datetime) -> Met:
    """No code is taken from the chat until then, also no right one: said at once, not at the next try."""
    problem = Problem("code_guessed", until=f"{(until + timedelta(minutes=1)).astimezone(BANGKOK):%H.%M}")
    return Met((Text(problem.sentence),), problem=problem.code)


def _joined(connection: Connection, row: Record, invite: Record, real: datetime) -> Met:
    """Bind the chat, greet, and tell who invited. What the chat has sent meanwhile is this person's from now on."""
    bindings.bind(connection, invite.person_id, row.channel, row.address, real)
    mail.adopt(connection, row.channel, row.address, invite.person_id)
    acting = people.acting(connection, invite.person_id)
    assert acting is not None  # `_wrong` has seen that this person serves
    now = real + acting.clock_shift
    scope = Scope(connection, acting, now)
    note(From(scope, row.channel, row.address, []), "person:joined", scope.person.id)
    who = scope.person
    greeting = Text(f"สวัสดี {who.name} เข้าใช้งาน{who.agency.name} ในหน้าที่{who.role.label}แล้ว")
    messages: list[Message] = [greeting]
    if not acting.privacy_shown:
        people.privacy_shown(connection, who.id, now)
        messages.append(privacy_note())
    messages.append(menu(facts.given(scope, None)))
    waiting = commands.waiting(scope) if invite.invited_by != who.id else ()
    messages += waiting
    lines = [who.name, who.role.label, *(["ได้รับรายงานที่รออนุมัติแล้ว"] if waiting else [])]
    told = {invite.invited_by, *(commands.owners_of(scope) if waiting else ())} - {None, who.id}
    card = Card("เข้าใช้งานแล้ว", tuple(lines))
    return Met(tuple(messages), tuple(Note(person, message=card) for person in sorted(told)), who.id)
