"""What was said in the local chat, written as a story that `sujarit play` plays again: `sujarit play --record STORY.yaml`.

Only the sample agency is recorded, from its last reset on: a story is data that testers hand around, and its people are
invented. Each step expects the beginning of what was answered, so that playing it shows whether the product still says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import yaml
from sqlalchemy import Connection, select

from bot import sample
from bot.domain.fiscal import BANGKOK, bangkok_day, fiscal_year_of
from bot.files import Files
from bot.messages import Message, load
from bot.play import CODE
from bot.transcript import labelled, shown
from storage import tables as t
from storage.database import Database, Record

CHANNEL: Final = "local"


@dataclass
class Recording:
    """A story and the files that were sent in it."""

    story: dict[str, Any]
    files: dict[str, str] = field(default_factory=dict)
    """Keys of stored bytes by the path beside the story."""
    left_out: list[str] = field(default_factory=list)
    """What a story cannot repeat."""


async def record(database: Database, files: Files, path: Path) -> Recording:
    """Write the story, and the photos and files sent in it into a folder of its name beside it; an empty one when nothing
    was said."""
    made = await database.read(recorded, path.stem)
    if not made.story:
        return made
    for name, key in made.files.items():
        (path.parent / name).parent.mkdir(parents=True, exist_ok=True)
        (path.parent / name).write_bytes(await files.get(key))
    path.write_text(yaml.safe_dump(made.story, allow_unicode=True, sort_keys=False, width=120), "utf-8")
    return made


def recorded(connection: Connection, folder: str) -> Recording:
    """The sample agency's conversations as a story whose files lie in `folder`."""
    agency = connection.scalar(select(t.agency.c.id).where(t.agency.c.sample).order_by(t.agency.c.id))
    people = connection.execute(select(t.person.c.id, t.person.c.name).where(t.person.c.agency_id == agency))
    who = {str(row.id): sample.keys().get(row.name, row.name) for row in people}
    heard = connection.execute(
        select(t.inbox).where(t.inbox.c.channel == CHANNEL, t.inbox.c.address.in_(who)).order_by(t.inbox.c.id)
    ).all()
    if not heard:
        return Recording({})
    said = _said(connection, list(who))
    # Data that are made on a day remind nobody on that day.
    reminded = sorted({each.at for each in said if not each.inbox_id})
    moves = _moves(connection, agency)
    times = _times(heard, moves, reminded)
    today = min([heard[0].stored_at, *(at for at, _ in moves), *(at - timedelta(days=1) for at in reminded)])
    years = connection.scalars(select(t.measure.c.fiscal_year).where(t.measure.c.agency_id == agency)).all()
    if years and fiscal_year_of(bangkok_day(today)) != min(years):
        today = datetime(min(years) - 543, 9, 30, 9, tzinfo=BANGKOK)  # the data were made in an earlier year
    made = Recording({"story": "บันทึกจากแชตบนเครื่อง", "today": _minute(today), "agency": "sample", "steps": []})
    day = bangkok_day(today)
    for at, row in times:
        step: dict[str, Any] = {"as": who[(row or heard[0]).address]}  # with a clock alone: somebody looks what came
        if row is None or bangkok_day(at) != day:
            step["clock"], day = _minute(at), bangkok_day(at)
        if row is None and made.story["steps"][-1:] == [step]:
            continue  # the move that reminded
        if row is not None:
            done = _done(connection, row, said, made, folder)
            if not done:
                continue
            step |= done
            answers = [each.message for each in said if each.address == row.address and each.inbox_id == row.id]
            if answers:
                step["see"] = shown(answers[-1])[:1]
        made.story["steps"].append(step)
    return made


@dataclass(frozen=True, slots=True)
class _Said:
    """A message that was sent."""

    inbox_id: int
    at: datetime
    address: str
    message: Message


def _said(connection: Connection, addresses: Sequence[str]) -> list[_Said]:
    o = t.outbox.c
    rows = connection.execute(
        select(o.inbox_id, o.created_at, o.address, o.message)
        .where(o.channel == CHANNEL, o.address.in_(addresses), o.state == "sent")
        .order_by(o.id)
    )
    return [_Said(row.inbox_id or 0, row.created_at, row.address, load(row.message)) for row in rows]


def _moves(connection: Connection, agency_id: int | None) -> list[tuple[datetime, timedelta]]:
    """When the agency's clock was moved, and how far from the real one it stood then."""
    a = t.audit.c
    rows = connection.execute(
        select(a.at, a.details).where(a.agency_id == agency_id, a.act == sample.CLOCK_MOVED).order_by(a.id)
    )
    return [(row.at, timedelta(seconds=row.details["seconds"])) for row in rows]


def _times(
    heard: Sequence[Record], moves: Sequence[tuple[datetime, timedelta]], reminded: Sequence[datetime]
) -> list[tuple[datetime, Record | None]]:
    """Updates, and when the clock was moved or somebody was reminded (None), in order and by the agency's clock."""
    happened: list[tuple[datetime, timedelta | None, Record | None]] = [
        *((at, shift, None) for at, shift in moves),
        *((at, None, None) for at in reminded),
        *((row.stored_at, None, row) for row in heard),
    ]
    found = []
    shift = timedelta()
    for at, moved, row in sorted(happened, key=lambda each: each[0]):  # what comes at once stays in this order
        shift = shift if moved is None else moved
        found.append((at + shift, row))
    return found


def _done(connection: Connection, row: Record, said: Sequence[_Said], made: Recording, folder: str) -> dict[str, Any]:
    """What the person did, as a step; empty when a story cannot repeat it."""
    raw = row.raw
    before = [each for each in said if each.inbox_id < row.id and each.at <= row.stored_at]
    if raw["kind"] == "text":
        codes = [code for each in before for line in shown(each.message) for code in CODE.findall(line)]
        # Every invitation has a code of its own, also when the story is played.
        return {"say": raw["text"].replace(codes[-1], "{code}") if codes else raw["text"]}
    if raw["kind"] == "tap":
        how = _tap(raw["token"], [each.message for each in before if each.address == row.address])
        if not how:
            made.left_out.append(f"the tap on {raw['label']!r}, whose button is not known any more")
        return how
    key = _bytes(connection, raw.get("media", 0))
    if not key:
        made.left_out.append(f"the file {raw['name']!r}, which was not kept")
        return {}
    name = f"{folder}/{len(made.files) + 1}/{raw['name']}"
    made.files[name] = key
    return {"send": [name], **({"caption": raw["caption"]} if raw.get("caption") else {})}


def _tap(token: str, before: Sequence[Message]) -> dict[str, str]:
    """How a story names that button: by its label, with words of its message when a newer one has the same label; a menu
    entry that no message held is opened."""
    for place in range(len(before) - 1, -1, -1):
        button = next((b for b in getattr(before[place], "buttons", ()) if b.token == token), None)
        if button is None:
            continue
        label = button.label.removeprefix("✓ ")
        newer = [m for m in before[place + 1 :] if labelled(m, label) is not None]
        if not newer:
            return {"tap": label}
        texts = ["\n".join(shown(message)) for message in newer]
        for line in shown(before[place]):
            if all(line not in text for text in texts):
                return {"tap": label, "under": line}
        return {"tap": label}
    return {"open": token[2:]} if token.startswith("o.") else {}


def _bytes(connection: Connection, media_id: int) -> str:
    """Where the bytes of a photo or file lie."""
    row = connection.execute(select(t.media.c.key, t.media.c.source).where(t.media.c.id == media_id)).first()
    source: Mapping[str, Any] = row.source if row else {}
    return (row.key if row else "") or source.get("key", "")


def _minute(at: datetime) -> str:
    return at.astimezone(BANGKOK).replace(tzinfo=None).isoformat(timespec="minutes")
