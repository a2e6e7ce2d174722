"""Photos and files that came in chat, and what they are evidence of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, literal_column, select, update

from storage import jobs, work
from storage.database import Record
from storage.tables import evidence, inbox, media, session
from storage.work import PENDING


@dataclass(frozen=True, slots=True)
class MediaState:
    """Where a photo or file stands."""

    id: int
    state: str
    problem: str
    name: str
    mime: str
    key: str
    width: int | None
    height: int | None
    sha256: str
    """Of the bytes as they were sent; empty until they are here."""
    caption: str

    @property
    def picture(self) -> bool:
        return self.mime.startswith("image/")


def add_media(connection: Connection, values: Mapping[str, Any]) -> int:
    """Note a photo or file that arrived; its bytes lie (or are fetched) where `source` says. A job prepares it, unless this
    process has done so meanwhile."""
    media_id: int = connection.execute(insert(media).values(**values).returning(media.c.id)).scalar_one()
    jobs.enqueue(connection, "media", f"media:{media_id}:{values['created_at'].isoformat()}", {})
    return media_id


def states(connection: Connection, agency_id: int, ids: Sequence[int]) -> list[MediaState]:
    """These media of an agency, in the order asked."""
    if not ids:
        return []
    rows = connection.execute(
        select(
            media.c.id,
            media.c.state,
            media.c.problem,
            media.c.name,
            media.c.mime,
            media.c.key,
            media.c.width,
            media.c.height,
            media.c.sha256,
            media.c.caption,
        ).where(media.c.agency_id == agency_id, media.c.id.in_(ids))
    )
    found = {row.id: MediaState(**row._mapping) for row in rows}
    return [found[i] for i in ids if i in found]


def claim_pending(connection: Connection, now: datetime, until: datetime) -> Record | None:
    """Take the oldest medium whose bytes were not looked at yet, so that no other process does before `until`."""
    return work.claim(connection, media, PENDING, now, until, tries=media.c.tries + 1)


def put_off(connection: Connection, media_id: int, until: datetime) -> None:
    """Leave a pending medium alone until then."""
    settle(connection, media_id, {"retry_at": until})


def brought_by(connection: Connection, source: Mapping[str, Any]) -> int | None:
    """The update that brought a photo or file."""
    channel, key = source.get("update", ("", ""))
    return connection.scalar(select(inbox.c.id).where(inbox.c.channel == channel, inbox.c.key == key))


def settle(connection: Connection, media_id: int, values: Mapping[str, Any]) -> bool:
    """Make a pending medium ready or failed; False when it was settled before."""
    return work.settle(connection, media, PENDING, media_id, values)


def _drafts(connection: Connection, person_id: int) -> Sequence[Record]:
    return connection.execute(
        select(session.c.id, session.c.state).where(
            session.c.person_id == person_id, session.c.status.in_(("active", "paused"))
        )
    ).all()


def sent_before(connection: Connection, person_id: int, media_id: int, sha256: str) -> bool:
    """Whether the same bytes stand beside a medium in a draft or as evidence, sent before it."""
    same = connection.scalars(
        select(media.c.id).where(
            media.c.person_id == person_id,
            media.c.sha256 == sha256,
            media.c.id < media_id,
            media.c.state != literal_column("'failed'"),
        )
    ).all()
    if not same:
        return False
    answers = [
        answer.get("v") for row in _drafts(connection, person_id) for answer in row.state.get("answers", {}).values()
    ]
    if any(isinstance(v, list) and media_id in v and any(each in v for each in same) for v in answers):
        return True
    of, other = evidence.alias(), evidence.alias()
    beside = select(of.c.id).join(other, and_(other.c.subject == of.c.subject, other.c.subject_id == of.c.subject_id))
    return connection.scalar(beside.where(of.c.media_id == media_id, other.c.media_id.in_(same))) is not None


def drop(connection: Connection, person_id: int, media_id: int) -> tuple[bool, list[str]]:
    """A medium that turned out to be useless is evidence of nothing, and leaves its sender's open drafts. Whether it was
    evidence, and which drafts those are."""
    was_evidence = connection.execute(delete(evidence).where(evidence.c.media_id == media_id)).rowcount > 0
    left_by = []
    for row in _drafts(connection, person_id):
        answers = dict(row.state.get("answers", {}))
        for key, answer in row.state.get("answers", {}).items():
            value = answer.get("v")
            if isinstance(value, list) and media_id in value:
                left = [each for each in value if each != media_id]
                answers.pop(key)
                if left:
                    answers[key] = {**answer, "v": left}
        if answers != row.state.get("answers", {}):
            state = {**row.state, "answers": answers}
            connection.execute(update(session).where(session.c.id == row.id).values(state=state))
            left_by.append(row.id)
    return was_evidence, left_by


_OF = (
    select(evidence.c.media_id)
    .where(evidence.c.subject == bindparam("subject"), evidence.c.subject_id == bindparam("subject_id"))
    .order_by(evidence.c.seq)
)


def media_of(connection: Connection, subject: str, subject_id: int) -> tuple[int, ...]:
    """Media that are evidence of a result, in their order."""
    return tuple(connection.scalars(_OF, {"subject": subject, "subject_id": subject_id}))


def media_of_all(
    connection: Connection, agency_id: int, subject: str, ids: Sequence[int]
) -> dict[int, tuple[int, ...]]:
    """The same of several results in one statement, by result."""
    if not ids:
        return {}
    found: dict[int, tuple[int, ...]] = {}
    for row in connection.execute(
        select(evidence.c.subject_id, evidence.c.media_id)
        .where(evidence.c.agency_id == agency_id, evidence.c.subject == subject, evidence.c.subject_id.in_(ids))
        .order_by(evidence.c.subject_id, evidence.c.seq)
    ):
        found[row.subject_id] = (*found.get(row.subject_id, ()), row.media_id)
    return found


def attach(connection: Connection, agency_id: int, subject: str, subject_id: int, ids: Sequence[int]) -> int:
    """Make exactly these media the evidence of a result; how many of them are still being prepared."""
    connection.execute(delete(evidence).where(evidence.c.subject == subject, evidence.c.subject_id == subject_id))
    known = [m for m in states(connection, agency_id, list(dict.fromkeys(ids))) if m.state != "failed"]
    rows = [
        {"agency_id": agency_id, "media_id": m.id, "subject": subject, "subject_id": subject_id, "seq": seq}
        for seq, m in enumerate(known, 1)
    ]
    if rows:
        connection.execute(insert(evidence), rows)
    return sum(m.state == "pending" for m in known)


def photos_of(connection: Connection, agency_id: int, subject: str, ids: Sequence[int]) -> Sequence[Record]:
    """Pictures of several results in one statement, ready or still pending: subject id, state, key, size, caption, when
    taken."""
    if not ids:
        return []
    return connection.execute(
        select(
            evidence.c.subject_id,
            media.c.state,
            media.c.key,
            media.c.width,
            media.c.height,
            media.c.caption,
            media.c.taken_at,
        )
        .join(media, media.c.id == evidence.c.media_id)
        .where(
            evidence.c.agency_id == agency_id,
            evidence.c.subject == subject,
            evidence.c.subject_id.in_(ids),
            media.c.state != "failed",
            media.c.mime.startswith("image/"),
        )
        .order_by(evidence.c.subject_id, evidence.c.seq)
    ).all()


def files_of(connection: Connection, agency_id: int, subject: str, ids: Sequence[int]) -> list[tuple[int, str]]:
    """The names of what is evidence of several results and no picture, with the result, in one statement."""
    if not ids:
        return []
    rows = connection.execute(
        select(evidence.c.subject_id, media.c.name)
        .join(media, media.c.id == evidence.c.media_id)
        .where(
            evidence.c.agency_id == agency_id,
            evidence.c.subject == subject,
            evidence.c.subject_id.in_(ids),
            media.c.state == "ready",
            ~media.c.mime.startswith("image/"),
        )
        .order_by(evidence.c.subject_id, evidence.c.seq)
    )
    return [(row.subject_id, row.name) for row in rows]
