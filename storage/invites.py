"""One-time codes and who guesses at them."""

import json
import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, insert, select, update

from bot.domain import codes
from storage import accounts, guesses
from storage.database import Record
from storage.guesses import Limit
from storage.tables import agency, invite, person

OPEN: Final = and_(invite.c.used_at.is_(None), invite.c.revoked_at.is_(None))

PRINTED: Final = "q"
"""Begins the id of the file that shows a code, which follows it."""
DRAWN: Final = "drawn/"
"""Begins the key of a file that is drawn each time it is fetched."""

TRIES: Final = 5
"""Wrong codes of one chat; then it is refused for a while, even with a right one."""
TRIES_OF_ALL: Final = 300
"""Wrong codes of all chats together: somebody tries from many."""


def issue(connection: Connection, agency_id: int, person_id: int, by: int | None, now: datetime) -> str:
    """A new code for a person, to be shown once; the one that was open until now does not work any more."""
    revoke(connection, agency_id, person_id, now)
    code = "".join(secrets.choice(codes.ALPHABET) for _ in range(codes.LENGTH))
    connection.execute(
        insert(invite).values(
            agency_id=agency_id,
            person_id=person_id,
            code_hash=codes.digest(code),
            invited_by=by,
            created_at=now,
            expires_at=now + codes.VALID,
        )
    )
    return code


def revoke(connection: Connection, agency_id: int, person_id: int, now: datetime) -> bool:
    """Take back the open code of a person; whether there was one."""
    mine = and_(invite.c.agency_id == agency_id, invite.c.person_id == person_id, OPEN)
    return connection.execute(update(invite).where(mine).values(revoked_at=now)).rowcount > 0


def given_since(connection: Connection, agency_id: int, person_id: int, since: datetime) -> bool:
    """Whether an open code of this person is as young as that."""
    mine = (invite.c.agency_id == agency_id, invite.c.person_id == person_id, OPEN, invite.c.created_at > since)
    return connection.scalar(select(invite.c.id).where(*mine).limit(1)) is not None


def known(connection: Connection, code: str) -> Record | None:
    """The invite of a code, with the clock of its agency and whether its person still serves."""
    if not codes.exact(code):
        return None
    return connection.execute(
        select(
            *(invite.c[name] for name in ("id", "agency_id", "person_id", "invited_by", "expires_at")),
            *(invite.c[name] for name in ("used_at", "revoked_at")),
            person.c.active,
            agency.c.clock_shift,
        )
        .join(person, person.c.id == invite.c.person_id)
        .join(agency, agency.c.id == invite.c.agency_id)
        .where(invite.c.code_hash == codes.digest(code))
    ).first()


def printed(connection: Connection, agency_id: int, file_id: str, now: datetime) -> tuple[str, str, str] | None:
    """The page with the QR code of an invitation that still lets in (`now` by the real clock), as a file: key, name and MIME.
    It lies nowhere, its key says what it shows. None when there is no link that it could show."""
    code = file_id.removeprefix(PRINTED)
    row = connection.execute(
        select(person.c.name, invite.c.expires_at, agency.c.clock_shift)
        .join(person, person.c.id == invite.c.person_id)
        .join(agency, agency.c.id == invite.c.agency_id)
        .where(invite.c.agency_id == agency_id, invite.c.code_hash == codes.digest(code), OPEN)
    ).first()
    links = codes.links(code, accounts.names(connection))
    channel = "line" if "line" in links else next(iter(links), "")
    if row is None or not channel or over(row.expires_at, row.clock_shift, now):
        return None
    shown = [channel, links[channel], row.name, row.expires_at.isoformat()]
    return DRAWN + json.dumps(shown, ensure_ascii=False), f"QR_{row.name}.png", "image/png"


def over(expires_at: datetime, clock_shift: int, now: datetime) -> bool:
    """Whether a code has run out; its life runs by the clock of its agency."""
    return now + timedelta(seconds=clock_shift) >= expires_at


def use(connection: Connection, invite_id: int, now: datetime) -> bool:
    """Use a code up; False when somebody else just did."""
    return connection.execute(update(invite).where(invite.c.id == invite_id, OPEN).values(used_at=now)).rowcount > 0


# --- guessing -------------------------------------------------------------------------------------------------------------
def _limits(channel: str, address: str) -> tuple[Limit, Limit]:
    return Limit(channel, address, TRIES), Limit("*", "*", TRIES_OF_ALL)


def refused(connection: Connection, channel: str, address: str, now: datetime) -> datetime | None:
    """Until when no code is taken, after this chat, or everybody, has tried too many wrong ones."""
    return guesses.refused(connection, _limits(channel, address), now)


def guessed(connection: Connection, channel: str, address: str, now: datetime) -> None:
    """Count a wrong code of a chat."""
    guesses.guessed(connection, _limits(channel, address), now)
