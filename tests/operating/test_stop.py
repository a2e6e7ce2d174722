"""SIGTERM in the middle of a turn, a document, a photo: it ends in time, nothing is lost, half done or done twice."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, select
from test_processes import environment

from bot.bootstrap import Product, build
from bot.clock import SetClock
from bot.settings import Settings
from storage import people, tables

HERE = Path(__file__).parent
LIMIT = 15
"""Seconds that a process has to stop."""


@pytest.fixture
def migrated(tmp_path: Path, fresh_sqlite: Path) -> None:
    (tmp_path / "var").mkdir()
    shutil.copy(fresh_sqlite, tmp_path / "var" / "sujarit.db")


@contextmanager
def product(folder: Path, later: timedelta = timedelta()) -> Iterator[Product]:
    clock = SetClock(datetime.now(UTC) + later)
    made = build(Settings(data_dir=folder / "var", database_url="", local_chat="off"), clock)
    yield made
    made.database.close()


async def asked(folder: Path, step: str) -> None:
    """Store what leads to the step, and let nobody begin."""
    with product(folder) as made:
        (agency,) = made.database.read_now(people.samples)
        officer = made.database.read_now(people.with_roles, agency, ["officer"])[0]
        made.service._closing = True
        event = "0" * 26
        if step == "photo":
            photo = BytesIO()
            Image.new("RGB", (64, 48)).save(photo, "JPEG")
            await made.local.store_media(officer, event, "", "a.jpg", "image/jpeg", photo.getvalue(), "")
        elif step == "document":
            year = made.database.read_now(lambda c: c.scalar(select(func.max(tables.measure.c.fiscal_year))))
            await made.local.store_tap(officer, event, f"o.ask_report.measure_report.{year}-r6", "")
        else:
            await made.local.store_text(officer, event, "เมนู")


def stopped_in_the_middle(folder: Path, step: str, seconds: float, stop_within: float) -> tuple[int, str]:
    """A worker that was asked to stop when it said it was in the middle; its exit code and what it still said."""
    words = [sys.executable, HERE / "slow_process.py", "worker", step, str(seconds), str(stop_within)]
    path = {"PYTHONPATH": str(HERE.parents[1])}
    worker = subprocess.Popen(
        words, cwd=folder, env=environment(folder, **path), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert worker.stdout
        said = []
        for line in worker.stdout:
            said.append(line)
            if line == "in the middle\n":
                break
        else:
            pytest.fail("".join(said))
        worker.send_signal(signal.SIGTERM)
        rest, _ = worker.communicate(timeout=LIMIT)
    finally:
        worker.kill()
        worker.communicate()
    return worker.returncode, rest


async def finished(folder: Path) -> dict[str, list[str]]:
    """Let the next process do what is left once no claim holds any more; the states of everything then."""
    with product(folder, later=timedelta(hours=1)) as made:
        await made.service.start()
        await made.service.settled()
        await made.service.stop()
        return {
            table.name: list(made.database.read_now(lambda c, t=table: c.scalars(select(t.c.state)).all()))  # type: ignore[misc]
            for table in (tables.inbox, tables.outbox, tables.media, tables.document_request, tables.report)
        }


def check(states: dict[str, list[str]], step: str) -> None:
    assert states["inbox"] == ["done"]
    assert set(states["outbox"]) == {"sent"}
    assert states["media"] == ["ready"] * (step == "photo")
    assert states["document_request"] == ["done"] * (step == "document")
    assert states["report"] == ["draft"] * (step == "document")


@pytest.mark.parametrize("step", ["turn", "document", "photo"])
async def test_what_is_under_way_is_ended_first(tmp_path, migrated, step):
    await asked(tmp_path, step)
    code, said = stopped_in_the_middle(tmp_path, step, 0.5, LIMIT)
    assert (code, "error" in said) == (0, False), said
    with product(tmp_path) as left:
        table = {"turn": tables.inbox, "document": tables.document_request, "photo": tables.media}[step]
        assert left.database.read_now(lambda c: c.scalar(select(table.c.state))) in ("done", "ready")
    check(await finished(tmp_path), step)


@pytest.mark.parametrize("step", ["turn", "document", "photo"])
async def test_what_takes_too_long_is_left_to_the_next_process(tmp_path, migrated, step):
    await asked(tmp_path, step)
    code, said = stopped_in_the_middle(tmp_path, step, 600, 0.2)
    assert code == 1
    assert "not stopped in time" in said
    check(await finished(tmp_path), step)
