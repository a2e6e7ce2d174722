"""One turn: take a person's oldest open message, let the dialog answer it, run its command, write session and outbox.

Everything happens in one transaction, in a thread; nothing slow is inside. A turn that raises rolls back whole and is
noted in a transaction of its own: retried after 0, 1 and 4 seconds, then parked with one sentence to the person.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from bot import commands, facts, joining
from bot.clock import Clock
from bot.dialogs import outcomes
from bot.dialogs.around import MENU
from bot.dialogs.conversation import Reply
from bot.dialogs.menu import privacy_note
from bot.dialogs.registry import conversation
from bot.domain.commands import AskReport, DeleteAsked, Retried
from bot.domain.decisions import Decide
from bot.domain.templates import Waited
from bot.facts import session_values
from bot.facts.scope import Scope
from bot.messages import Event, Note, Text, dump, patient, receipt
from bot.problems import Problem
from storage import bindings, mail, people, sessions
from storage.database import FARTHEST, Record, one_at_a_time, rolled_back
from storage.mail import Outgoing
from storage.people import Acting

Parse = Callable[[Mapping[str, Any], datetime], Event]
"""A handler's reading of a stored raw update."""

SEEN_AGAIN: Final = timedelta(minutes=1)
"""How exactly it is kept where a person wrote last."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a turn did, for the process that ran it."""

    inbox_id: int
    dialog: str
    problem: str = ""
    chats: tuple[tuple[str, str], ...] = ()
    """Chats with something to send now."""
    papers: bool = False
    """Whether a document was asked for."""
    errands: bool = False
    """Whether slow work was asked for."""
    more: bool = False
    """Whether the lane's next message waits already."""
    claimed: Outgoing | None = None
    """The first answer, taken for sending in the same transaction."""
    lanes: tuple[str, ...] = ()
    """Lanes that have something to do now (a parked message opened again)."""
    agency: int | None = None


class TurnFailed(Exception):  # noqa: N818 - an envelope for what was raised
    """A turn raised; its transaction is gone, the row's id is kept here."""

    def __init__(self, row: Record, dialog: str) -> None:
        super().__init__(row.id)
        self.row, self.dialog = row, dialog


def take(
    connection: Connection, lane: str, parse: Mapping[str, Parse], clock: Clock, sender: str
) -> Taken | datetime | None:
    """Handle the lane's oldest open message; None when there is none, a time when it must wait until then.

    A lane's turns are taken one after the other, also by several processes. The first answer is claimed for `sender`, unless earlier ones of the chat wait.
    """
    one_at_a_time(connection, lane)
    rows = mail.oldest(connection, lane)
    if not rows:
        return None
    row = rows[0]
    now = clock.now()
    if row.retry_at is not None and now < row.retry_at <= now + FARTHEST:
        wait: datetime = row.retry_at
        return wait
    met = [""]
    try:
        event = parse[row.channel](row.raw, row.at)
        return _turn(connection, row, event, now, met, "" if row.chat_waits else sender, len(rows) > 1)
    except Exception as error:
        raise TurnFailed(row, met[0]) from error


def _turn(
    connection: Connection, row: Record, event: Event, now: datetime, met: list[str], sender: str, more: bool
) -> Taken:
    if row.person is None or row.reachable is None:
        return _unknown(connection, row, event, now, sender, more)
    acting = Acting(row)
    real, now = now, now + acting.clock_shift
    scope = Scope(connection, acting, now)
    active = facts.to_session(row)
    known = facts.given(scope, active)
    reply = joining.known_code(connection, scope, row, event, real) or conversation.respond(event, known, now)
    met[0] = reply.sessions[-1].dialog if reply.sessions else (active.dialog if active else "")
    notes: list[Note] = []
    lanes: tuple[str, ...] = ()
    papers = errands = done = False
    if reply.command is not None:
        origin = commands.From(scope, row.channel, row.address, notes, row.id)
        one_at_a_time(connection, f"agency:{scope.agency_id}")  # what a rule looked at stays so until it is stored
        try:
            with rolled_back(connection):
                happened = commands.run(reply.command, origin)
        except Problem as problem:
            reply = Reply(messages=reply.refused(problem), problem=problem.code)
            notes.clear()
        else:
            done = not isinstance(happened, DeleteAsked)
            messages, told = outcomes.tell(happened)
            notes += told
            lanes = (happened.lane,) if isinstance(happened, Retried) else ()
            papers = isinstance(reply.command, AskReport | Decide)
            errands = isinstance(happened, Waited)
            reply = replace(reply, messages=messages)
    for session in reply.sessions:
        new = session.id == known.get("new_session_id")
        sessions.write(connection, scope.person.id, session_values(session, now), new)
    if reply.dropped:
        origin = commands.From(scope, row.channel, row.address, notes, row.id)
        commands.note(origin, "answers:dropped", None, dialog=met[0], answers=dict(reply.dropped))
    messages = reply.messages
    written = receipt if done else dump
    if not row.reachable or row.seen_at is None or real - row.seen_at > SEEN_AGAIN:
        bindings.seen(connection, row.channel, row.address, real)
    if not acting.privacy_shown:
        people.privacy_shown(connection, scope.person.id, now)
        messages = (*messages, privacy_note())
    out = _addressed(connection, row, scope.person.id, map(written, messages), notes)
    claimed = mail.put(connection, out, row.id, real, sender if messages else "")
    mail.done(connection, row.id, met[0])
    chats = tuple(dict.fromkeys((channel, address) for channel, address, *_ in out))
    return Taken(row.id, met[0], reply.problem, chats, papers, errands, more, claimed, lanes, scope.agency_id)


def _unknown(connection: Connection, row: Record, event: Event, now: datetime, sender: str, more: bool) -> Taken:
    """A message from a chat that nobody has joined from, at least not when it was stored."""
    bound = bindings.bound(connection, row.channel, row.address)
    if bound not in {None, row.person_id}:  # joined since: it waits for its turn in the person's lane
        return Taken(row.id, "", more=more, lanes=(mail.adopt(connection, row.channel, row.address, bound),))
    met = joining.meet(connection, row, event, now)
    out = _addressed(connection, row, met.person_id, map(dump, met.messages), met.notes)
    claimed = mail.put(connection, out, row.id, now, sender)
    mail.done(connection, row.id, "")
    chats = tuple(dict.fromkeys((channel, address) for channel, address, *_ in out))
    lanes = (f"p:{met.person_id}",) if met.person_id else ()
    return Taken(row.id, "", met.problem, chats, more=more, claimed=claimed, lanes=lanes)


def _addressed(
    connection: Connection,
    row: Record,
    person_id: int | None,
    messages: Iterable[dict[str, Any]],
    notes: Iterable[Note],
) -> list[tuple[str, str, int | None, dict[str, Any]]]:
    """The answers go where the event came from, the notes where each person was seen last."""
    out = [(row.channel, row.address, person_id, message) for message in messages]
    for note in notes:
        if (address := note.chat or bindings.address_of(connection, note.person_id)) is not None:
            out.append((*address, note.person_id, patient(note.message) if note.waits else dump(note.message)))
    return out


def note_failure(connection: Connection, failure: TurnFailed, clock: Clock) -> tuple[tuple[str, str], ...]:
    """Count a failed turn; when its message is parked now, tell the person. Gives the chats to send to."""
    row = failure.row
    error = type(failure.__cause__).__name__
    if not mail.failed(connection, row.id, error, failure.dialog, clock.now()):
        return ()
    said = Text(Problem("parked").sentence, (MENU,))
    mail.put(connection, [(row.channel, row.address, row.person_id, dump(said))], row.id, clock.now())
    return ((row.channel, row.address),)
