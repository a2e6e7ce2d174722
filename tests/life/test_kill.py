"""kill -9 at any moment, every event delivered up to three times: nothing lost, nothing doubled.

`SUJARIT_KILLS=500 pytest tests/life/test_kill.py` is the long form.
"""

import multiprocessing
import os
import random
import time
from pathlib import Path
from typing import Any

import driver
import pytest
from sqlalchemy import func, select

from storage.tables import document_request, evidence, inbox, media, outbox, quarter_result, report, session

pytestmark = pytest.mark.both_databases

KILLS = int(os.environ.get("SUJARIT_KILLS", "25"))
SETTLE = {"id": "settle"}


FORK = multiprocessing.get_context("forkserver")
FORK.set_forkserver_preload(["driver"])


class Driven:
    """The product in a process that is killed and started again."""

    def __init__(self, folder: Path, url: str, chance: random.Random) -> None:
        self.folder, self.url, self.chance, self.kills = folder, url, chance, 0
        self.process: Any = None

    def start(self) -> None:
        self.pipe, theirs = FORK.Pipe()
        pause = 0.004 if self.kills < KILLS else 0
        self.process = FORK.Process(target=driver.run, args=(self.folder, self.url, theirs, pause), daemon=True)
        self.process.start()
        theirs.close()

    def deliver(self, event: dict[str, Any]) -> None:
        """Hand it over until it is acknowledged; the process may die meanwhile, several times."""
        while True:
            if self.process is None:
                self.start()
            self.pipe.send(event)
            if self.kills < KILLS and self.chance.random() < 0.4:
                time.sleep(self.chance.random() * 0.12)
                self.kill()
            elif self.pipe.recv() == event["id"]:
                return

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()
        self.process = None
        self.kills += 1


def conversation(person: int, item: int) -> list[dict[str, Any]]:
    """An officer records a result, step by step; taps name what they mean, the test finds the button."""
    return [
        {"person": person, "token": f"o.record_result.{item}.2570-1"},
        {"person": person, "act": "=in_progress"},
        {"person": person, "text": f"จัดอบรมรุ่นที่ {item}"},
        {"person": person, "text": "12000"},
        {"person": person, "photo": True},
        {"person": person, "act": "save"},
        {"person": person, "token": "o.ask_report.measure_report.2570-r6"},
    ]


def test_a_killed_process_loses_and_doubles_nothing(world, monkeypatch):
    here = Path(__file__).parent
    monkeypatch.setenv("PYTHONPATH", f"{here}:{here.parents[1]}")  # the fork server looks for what it loads there only
    ids = world.people()
    items = {ids["officer"]: 1, ids["plan_owner"]: 6}  # both have a budget
    who = list(items)
    driven = Driven(world.folder, world.url, random.Random(7))
    number = rounds = 0
    while driven.kills < KILLS or not rounds:
        rounds += 1
        for steps in zip(*(conversation(person, items[person]) for person in who), strict=True):
            for step in steps:
                number += 1
                event = {**step, "id": f"{number:026d}"}
                if "act" in event:
                    driven.deliver(SETTLE)
                    event["token"] = world.button(event["person"], event.pop("act")).token
                elif "text" in event:
                    driven.deliver(SETTLE)
                for _ in range(driven.chance.randint(1, 3)):
                    driven.deliver(event)
    driven.deliver(SETTLE)
    driven.kill()

    count = {t.name: world.one(select(func.count()).select_from(t)) for t in (inbox, quarter_result, document_request)}
    assert count["inbox"] == number
    assert {row.state for row in world.rows(select(inbox))} == {"done"}
    assert {row.state for row in world.rows(select(outbox))} == {"sent"}
    results = world.rows(select(quarter_result))
    assert sorted((r.item_id, r.done, r.disbursed) for r in results) == sorted(
        (item, f"จัดอบรมรุ่นที่ {item}", 12000) for item in items.values()
    )
    assert {r.version for r in results} == {rounds}
    pictures = world.rows(select(media))
    assert len(pictures) == len(who) * rounds
    assert {row.state for row in pictures} == {"ready"}
    assert len(world.rows(select(evidence))) == len(who) * min(rounds, 6)  # a result holds six photos
    assert count["document_request"] == len(who) * rounds
    assert {r.state for r in world.rows(select(document_request))} == {"done"}
    assert [r.version for r in world.rows(select(report))] == [1]
    finished = [s.args for s in world.rows(select(session).where(session.c.status == "done"))]
    assert len(finished) == len(who) * rounds
    told = [r.inbox_id for r in world.rows(select(outbox).where(outbox.c.inbox_id.is_not(None)))]
    assert set(told) == {r.id for r in world.rows(select(inbox))}
    assert driven.kills >= KILLS
    sent = [int(line) for line in (world.folder / "sent.log").read_text().split()]
    assert set(sent) == {r.id for r in world.rows(select(outbox))}
    assert len(sent) - len(set(sent)) <= driven.kills  # a kill between send and mark may repeat one message
