"""Every line is JSON, none holds what was typed, a name or a token, and what was sent leads back to its update."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
TOP = HERE.parents[1]
STORY = TOP / "tests" / "stories" / "sao_report.yaml"


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The lines of a day and what lies in the database after it."""
    folder = tmp_path_factory.mktemp("day")
    run = subprocess.run(
        [sys.executable, HERE / "talkative_day.py", STORY, folder],
        env={**os.environ, "PYTHONPATH": str(TOP)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (folder / "found.json").exists(), run.stderr
    return {"raw": run.stderr, "found": json.loads((folder / "found.json").read_text("utf-8"))}


@pytest.fixture(scope="module")
def lines(day: dict[str, Any]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in day["raw"].splitlines()]


def test_every_line_is_an_object_with_its_time_and_level(lines):
    assert all({"event", "level", "timestamp"} <= line.keys() for line in lines)
    assert len(lines) > 100


def test_no_line_holds_what_was_typed_or_a_name_or_a_token(day, lines):
    assert day["raw"].isascii() or [line for line in day["raw"].splitlines() if not line.isascii()] == []
    found = day["found"]
    typed = {row["raw"].get(key, "") for row in found["inbox"] for key in ("text", "token", "label", "name")}
    names = {
        row[key] for table in ("person", "agency") for row in found[table] for key in ("name", "tambon") if key in row
    }
    secrets = {"AAbbccddeeffgghhiijjkkllmmnnooppqqr", "hiddenword", *(each for each in typed | names if len(each) > 3)}
    assert len(secrets) > 30
    assert [secret for secret in secrets if secret in day["raw"]] == []


def test_what_was_sent_leads_back_to_its_update(day, lines):
    turns = {line["inbox"]: line for line in lines if line["event"] == "turn"}
    sends = {line["outbox"]: line for line in lines if line["event"] in ("sent", "not sent")}
    updates = {row["id"] for row in day["found"]["inbox"]}
    assert turns.keys() == updates
    assert {row["id"] for row in day["found"]["outbox"]} == sends.keys()
    for line in sends.values():
        assert turns[line["inbox"]]["agency"] is not None
    documents = [line for line in lines if line["event"] == "document"]
    assert {line["inbox"] for line in documents} <= updates
    assert documents


def test_a_fault_is_told_by_kind_and_place(lines):
    def told(event: str) -> list[dict[str, Any]]:
        return [line for line in lines if line["event"] == event]

    (failed,) = told("turn failed")
    assert (failed["error"], failed["where"].partition(":")[0]) == ("ValueError", "turn.py")
    assert [line["error"] for line in told("document failed")] == ["RuntimeError"]
    assert [line["error"] for line in told("not sent")] == ["our fault: ValueError"]
    assert [line["error"] for line in told("ended by an error")] == [
        "ValueError",
        "ValueError",
    ]  # a thread, the process
    (asgi,) = told("Exception in ASGI application")
    assert (asgi["logger"], asgi["level"], asgi["error"]) == ("uvicorn.error", "error", "ValueError")


def test_libraries_are_heard_from_warnings_on(lines):
    said = {line["logger"]: line["event"] for line in lines if "logger" in line}
    assert said["httpx"] == "POST https://api.telegram.org/bot…/sendMessage".replace("…", "... ...")
    assert {"dbos", "uvicorn.error", "py.warnings", "sqlalchemy.pool", "asyncio"} <= said.keys()
    assert {line["level"] for line in lines if line.get("logger") == "httpx"} == {"warning"}


def on_a_terminal(level: str) -> str:
    """What a process says to somebody who looks at it."""
    told = (
        "import logging, structlog; from bot.logs import log_to_stderr;"
        f"log_to_stderr({level!r}); log = structlog.get_logger();"
        "log.info('turn', inbox=3); log.info('telegram: ready', bot='@x'); log.warning('not sent', error='later');"
        "logging.getLogger('httpx').warning('POST /bot1234567:AAbbccddeeffgghhiijjkkllmm/x')"
    )
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(TOP), "NO_COLOR": "1"}
    subprocess.run([sys.executable, "-c", told], stderr=theirs, env=environment, check=True)
    os.close(theirs)
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        return terminal.read(65536).decode()


def test_on_a_terminal_lines_are_words_and_few():
    lines = on_a_terminal("").splitlines()
    assert [line.split("] ", 1)[1] for line in lines] == [
        "telegram: ready bot=@x",
        "not sent error=later",
        "POST /bot.../x [httpx]",
    ]
    assert on_a_terminal("info").count("\n") == 4
