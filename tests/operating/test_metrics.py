"""What is counted, and what is asked of the database at a scrape."""

import re
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import insert, select, text
from starlette.applications import Starlette
from test_processes import started, stopped

from bot import run
from bot.localchat import LocalChannel
from bot.metrics import REGISTRY
from bot.send import Later, OurFault, Unreachable
from storage import standing, tables


class Counted:
    """How much the counters of this process rose."""

    def __init__(self) -> None:
        self.before = self.now()

    @staticmethod
    def now() -> dict[str, float]:
        return {
            f"{sample.name}{''.join(f' {value}' for value in sample.labels.values())}": sample.value
            for metric in REGISTRY.collect()
            for sample in metric.samples
            if sample.name.startswith("sujarit") and sample.name.endswith(("_total", "_count"))
        }

    def rose(self) -> dict[str, float]:
        return {name: rose for name, value in self.now().items() if (rose := value - self.before.get(name, 0))}


async def test_a_turn_and_its_answer(world):
    counted = Counted()
    officer = world.people()["officer"]
    await world.say(officer, "เมนู", key="a")
    await world.say(officer, "เมนู", key="a")
    sent = len(world.said(officer))
    assert counted.rose() == {
        "sujarit_updates_stored_total local": 1,
        "sujarit_turn_seconds_count": 1,
        "sujarit_sends_total local sent": sent,
    }


async def test_a_document(world):
    counted = Counted()
    await world.tap(world.people()["plan_owner"], "o.ask_report.measure_report.2570-r6")
    assert counted.rose()["sujarit_document_seconds_count"] == 1


async def test_a_turn_that_raises(world, monkeypatch):
    counted = Counted()
    monkeypatch.setattr("bot.turn.conversation.respond", lambda *_: 1 / 0)
    await world.service.accept([world.incoming(world.people()["officer"], {"kind": "text", "text": "เมนู"})])
    while world.one(select(tables.inbox.c.state)) == "open":
        await world.service.sweep()
        await world.service.settled()
        world.clock.at += timedelta(seconds=4)
    assert counted.rose()["sujarit_turns_failed_total"] == 4
    assert world.database.read_now(standing.waiting).parked == 1


@pytest.mark.parametrize(
    ("raised", "result"),
    [(Later(), "later"), (Unreachable(), "unreachable"), (OurFault(), "our_fault"), (RuntimeError(), "error")],
)
async def test_what_becomes_of_a_message(world, monkeypatch, raised, result):
    async def fails(channel, message):
        raise raised

    await world.say(world.people()["officer"], "เมนู")  # the notice about privacy is past
    monkeypatch.setattr(LocalChannel, "send", fails)
    counted = Counted()
    await world.say(world.people()["officer"], "เมนู")
    assert counted.rose()[f"sujarit_sends_total local {result}"] == 1


async def scraped(world) -> dict[str, str]:
    app = Starlette(routes=run._health(world.product))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        answer = await client.get("/metrics")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/plain; version=")
        assert (await client.get("/healthz")).text == "ok"
    return dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))


async def test_what_waits(world):
    found = await scraped(world)
    assert found['sujarit_oldest_waiting_seconds{what="turn"}'] == "0.0"
    assert found['sujarit_oldest_waiting_seconds{what="send"}'] == "0.0"
    at = world.clock.now()
    for ago, state in ((70, "open"), (40, "open"), (90, "done"), (95, "parked")):
        row = {"channel": "local", "address": "1", "lane": "p:1", "raw": {}, "at": at, "state": state}
        world.do(insert(tables.inbox).values(key=world.key(), stored_at=at - timedelta(seconds=ago), **row))
    for ago, state in ((30, "sent"), (20, "retry"), (10, "new"), (25, "parked")):
        row = {"key": "k", "channel": "local", "address": "1", "message": {}, "state": state}
        world.do(insert(tables.outbox).values(created_at=at - timedelta(seconds=ago), **row))
    found = await scraped(world)
    assert found['sujarit_oldest_waiting_seconds{what="turn"}'] == "70.0"
    assert found['sujarit_oldest_waiting_seconds{what="send"}'] == "20.0"
    assert found["sujarit_parked_updates"] == "1.0"


async def test_a_scrape_without_a_database_answers_and_knows_no_ages(world, monkeypatch):
    monkeypatch.setattr(standing, "waiting", lambda connection: connection.execute(text("SELECT 1 FROM nowhere")))
    found = await scraped(world)
    assert found['sujarit_oldest_waiting_seconds{what="turn"}'] == "NaN"


async def test_no_label_names_a_person_an_agency_or_an_address(world):
    await world.say(world.people()["officer"], "เมนู")
    labels = {name for line in await scraped(world) for name in re.findall(r'[{,](\w+)="', line)}
    assert labels <= {"channel", "result", "what", "work", "le", "name"}


async def test_a_worker_tells_on_its_own_port_when_one_is_wanted(world, tmp_path):
    more = {"SUJARIT_HEALTH_PORT": "0", "DATABASE_URL": world.url}
    with started(tmp_path, "worker", r"on port (\d+)", **more) as (process, found):
        address = f"http://127.0.0.1:{found[1]}"
        assert httpx.get(f"{address}/readyz").text == "ok"
        assert "sujarit_oldest_waiting_seconds" in httpx.get(f"{address}/metrics").text
        stopped(process)
