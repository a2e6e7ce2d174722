"""What people wrote is dropped 90 days after its round is closed; what is official stays."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text, update

from bot.retention import Retention, ask, kept_since
from storage.tables import (
    agency,
    audit,
    document_request,
    evidence,
    guess,
    inbox,
    invite,
    media,
    metadata,
    outbox,
    plan_item,
    quarter_result,
    report,
    session,
    stored_file,
)

pytestmark = pytest.mark.both_databases

LONG_AFTER = datetime(2027, 7, 31, 20, 0, tzinfo=UTC)
"""The half-year of November 2026 ended on 31 March and was closed on 1 May; 90 days later it is the 30 July."""


class Jobs:
    """The jobs of this test were done by nobody."""

    async def forget(self, now: datetime) -> int:
        return 0


@pytest.fixture
def retention(world) -> Retention:
    return Retention(world.database, world.product.files, world.clock, Jobs())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("today", "kept"),
    [
        (date(2026, 11, 20), date(2026, 4, 1)),  # the year's last half was closed on 31 October
        (date(2027, 1, 29), date(2026, 4, 1)),
        (date(2027, 1, 30), date(2026, 10, 1)),
        (date(2027, 7, 30), date(2026, 10, 1)),
        (date(2027, 7, 31), date(2027, 4, 1)),
    ],
)
def test_a_half_year_s_texts_are_kept_until_90_days_after_its_round_is_closed(today, kept):
    assert kept_since(today) == kept


def counts(world) -> dict[str, int]:
    return {t.name: world.one(select(func.count()).select_from(t)) for t in metadata.sorted_tables}


async def talk(world) -> None:
    """A recorded result, a document, a draft and a message that waits for its turn."""
    officer, owner = world.people()["officer"], world.people()["plan_owner"]
    await world.tap(officer, "o.record_result.1.2570-1")
    for words in ("=in_progress", "จัดอบรมหนึ่งรุ่น", "12000", "save"):
        await (world.say(officer, words) if words[0] not in "=s" else world.tap(officer, words))
    await world.tap(owner, "o.ask_report.measure_report.2570-r6")
    await world.tap(officer, "o.record_measure.1.2570-r6")
    code = {"agency_id": 1, "created_at": world.clock.at, "person_id": officer}
    world.do(insert(invite).values(**code, code_hash="x", expires_at=world.clock.at + timedelta(days=7)))
    world.do(insert(guess).values(channel="local", address="9", count=1, since=world.clock.at))


OFFICIAL = (agency, plan_item, quarter_result, report, stored_file, document_request, audit, evidence)


async def test_while_a_round_is_open_nothing_is_dropped_but_old_codes(world, retention):
    await talk(world)
    before = counts(world)
    world.clock.at += timedelta(days=60)
    await retention.run({})
    gone = {name: count for name, count in counts(world).items() if count != before[name]}
    assert gone == {"invite": 0, "guess": 0}


async def test_words_go_and_the_record_stays(world, retention):
    await talk(world)
    before = counts(world)
    world.do(update(inbox).where(inbox.c.id == 1).values(state="open"))
    world.clock.at = LONG_AFTER
    await world.say(world.people()["plan_owner"], "เมนู")
    new = {t.name: world.one(select(func.count()).select_from(t)) - before[t.name] for t in (inbox, outbox)}
    await retention.run({})
    after = counts(world)
    assert {t.name: after[t.name] for t in OFFICIAL} == {t.name: before[t.name] for t in OFFICIAL}
    assert after["quarter_result"] == 1
    assert after["audit"] > 0
    assert (after["session"], after["invite"], after["guess"]) == (0, 0, 0)
    assert after["inbox"] == new["inbox"] + 1  # what is still to be answered is never dropped
    assert after["outbox"] == new["outbox"]
    (file,) = world.rows(select(stored_file))
    assert await world.product.files.get(file.key)


async def test_sessions_go_by_the_clock_of_their_agency_and_messages_by_the_real_one(world, retention):
    await talk(world)
    said = world.one(select(func.count()).select_from(inbox))
    world.do(update(agency).values(clock_shift=round((LONG_AFTER - world.clock.at).total_seconds())))
    await retention.run({})
    assert world.one(select(func.count()).select_from(session)) == 0
    assert world.one(select(func.count()).select_from(inbox)) == said


async def add(world, key: str, age: timedelta, **values: Any) -> int:
    """A medium with its bytes."""
    await world.product.files.put(key or values["source"]["key"], key.encode())
    row = {"agency_id": 1, "person_id": 1, "state": "ready", "key": key, "source": {}, "name": "a.jpg"}
    row |= {"mime": "image/jpeg", "created_at": world.clock.at - age, **values}
    return world.database.write_now(lambda c: c.scalar(insert(media).values(**row).returning(media.c.id)))


async def test_files_that_nothing_names_go(world, retention, monkeypatch):
    files, year = world.product.files, timedelta(days=365)
    shown = await add(world, "media/1/shown.jpg", year)
    world.do(insert(evidence).values(agency_id=1, media_id=shown, subject="quarter_result", subject_id=1, seq=1))
    await add(world, "media/1/unused.jpg", year)
    await add(world, "media/1/new.jpg", timedelta(days=1))
    await add(world, "", year, state="pending", source={"key": "incoming/local/waits"})
    await add(world, "media/1/ready.jpg", timedelta(days=1), source={"key": "incoming/local/original"})
    await files.put("incoming/local/original", b"where it was taken")
    await files.put("documents/1/crashed.docx", b"")
    assert await retention.orphans(datetime.now(UTC) - timedelta(days=1)) == 0  # somebody may be about to name them
    assert await retention.rows(world.clock.at) == {"media": 1} | dict.fromkeys(
        ("session", "invite", "inbox", "outbox", "link", "guess"), 0
    )
    await retention.orphans(datetime.now(UTC) + timedelta(seconds=5))
    left = {str(path.relative_to(files.root)) for path in files.root.rglob("*") if path.is_file()}
    assert left == {
        *("media/1/shown.jpg", "media/1/new.jpg", "media/1/ready.jpg"),
        "incoming/local/waits",
    }


def asked(world) -> list[str]:
    """Keys of the rounds that were asked for."""
    table = "workflow_status" if world.database.sqlite else "dbos.workflow_status"
    return sorted(world.rows(text(f"SELECT workflow_uuid FROM {table} WHERE workflow_uuid LIKE 'retention%'")))


def test_it_is_asked_for_once_a_day_in_the_night(world):
    for hours in (0, 1, 17, 18, 19):  # from nine in the morning of the 20th on
        world.database.write_now(ask, world.clock.at + timedelta(hours=hours))
    assert [key for (key,) in asked(world)] == ["retention:2026-11-20", "retention:2026-11-21"]
