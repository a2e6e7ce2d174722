"""docs/operating.md says what is so: its commands are run, its metrics and log lines are those of the code."""

import ast
import configparser
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select, update
from sqlalchemy.engine import make_url

from bot.metrics import REGISTRY
from bot.settings import Settings
from storage import tables
from storage.database import Database

TOP = Path(__file__).parents[2]
PAGE = (TOP / "docs" / "operating.md").read_text("utf-8")
PLATFORMS = {"telegram", "line"}
"""Their lines begin with their name."""


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def block(words: str) -> str:
    (found,) = (text for text in blocks("sh") if words in text)
    return found


def shell(text: str, folder: Path, **more: str) -> None:
    """Run a block of the page, as it stands there."""
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SUJARIT_", "DATABASE_URL"))}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", text],
        cwd=folder,
        env={**kept, "PATH": programs, **more},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def renamed(database: Database, name: str) -> None:
    database.write_now(lambda c: c.execute(update(tables.agency).values(name=name)))


def name_in(url: str) -> str:
    database = Database(url)
    name: str = database.read_now(lambda c: c.execute(select(tables.agency.c.name)).scalar_one())
    database.close()
    return name


def test_sqlite_is_backed_up_while_it_runs_and_restored(tmp_path, fresh_sqlite):
    (tmp_path / "var" / "files").mkdir(parents=True)
    shutil.copy(fresh_sqlite, tmp_path / "var" / "sujarit.db")
    (tmp_path / "var" / "files" / "photo").write_text("before")
    url = f"sqlite:///{tmp_path}/var/sujarit.db"
    database = Database(url)
    renamed(database, "ก่อน")
    shell(block("sqlite3.connect"), tmp_path)
    renamed(database, "หลัง")
    database.close()
    (tmp_path / "var" / "files" / "photo").unlink()
    shell(block("cp backup/sujarit.db"), tmp_path)
    assert name_in(url) == "ก่อน"
    assert (tmp_path / "var" / "files" / "photo").read_text() == "before"


@pytest.fixture
def programs(postgres_server) -> Iterator[str]:
    """PostgreSQL's own, of the server of the tests where it came in a wheel."""
    beside = [str(path.parent) for path in Path(sys.prefix).rglob("bin/pg_dump")]
    if not beside and not shutil.which("pg_dump"):
        pytest.skip("no pg_dump here")
    yield ":".join(sorted(beside, reverse=True))


def test_postgresql_is_backed_up_while_it_runs_and_restored(tmp_path, programs, postgres_server, fresh_postgres):
    name = postgres_server.database(fresh_postgres)
    url = make_url(postgres_server.of(name)).set(drivername="postgresql").render_as_string(hide_password=False)
    database = Database(url)
    renamed(database, "ก่อน")
    path = f"{programs}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    shell(f"PATH='{path}'\n{block('pg_dump')}", tmp_path, DATABASE_URL=url)
    renamed(database, "หลัง")
    database.close()
    shell(f"PATH='{path}'\n{block('pg_restore')}", tmp_path, DATABASE_URL=url)
    assert name_in(url) == "ก่อน"
    postgres_server.drop(name)


def test_the_upgrade_goes_as_told(tmp_path):
    shell(block("sujarit doctor"), tmp_path)


def test_every_metric_is_explained_and_every_explained_one_is_there():
    there = {metric.name + ("_total" if metric.type == "counter" else "") for metric in REGISTRY.collect()}
    ours = {name for name in there if name.startswith("sujarit")}
    named = set(re.findall(r"\b(sujarit_[a-z_]+|process_[a-z_]+)", PAGE)) - {"sujarit_"}
    assert named - there == set()
    assert ours - set(re.findall(r"^\| `(\w+)", PAGE, re.MULTILINE)) == set()


def test_the_rules_are_yaml_over_known_metrics():
    (rules,) = (yaml.safe_load(text) for text in blocks("yaml"))
    assert len({rule["alert"] for rule in rules["groups"][0]["rules"]}) == 4


def events() -> set[str]:
    """What the code logs: the first argument of log.info(...) and the like, and the constants of Telegram's lines."""
    found = set()
    for path in [*TOP.glob("bot/**/*.py"), *TOP.glob("storage/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr="debug" | "info" | "warning" | "error" | "critical"),
                    args=[ast.Constant(value=str(event)), *_],
                ):
                    found.add(event)
    return found


def test_every_log_line_is_explained_and_every_explained_one_is_there():
    explained = set(re.findall(r"^\| `([a-z][^`]*)` \| (?:debug|info|warning|error|critical) \|", PAGE, re.MULTILINE))
    assert {event for event in events() if ": " not in event} == explained


@pytest.mark.parametrize("page", [page for page in sorted((TOP / "docs").glob("*.md")) if page.stem in PLATFORMS])
def test_every_line_of_a_platform_is_explained_on_its_page(page):
    told = page.read_text("utf-8")
    lines = {event for event in events() if event.startswith(f"{page.stem}: ")}
    assert lines
    assert [event for event in lines if event.partition(",")[0] not in told] == []


def test_the_procfile_and_every_setting_named_are_there():
    assert (TOP / "Procfile").read_text("utf-8") in PAGE
    assert set(re.findall(r"\b(SUJARIT_[A-Z_]+|DATABASE_URL|PORT)\b", PAGE)) <= set(Settings.listed())


def test_the_systemd_unit_starts_a_command_there_is_and_waits_long_enough():
    from bot.cli import main
    from bot.run import STOP_WITHIN

    (text,) = blocks("ini")
    unit = configparser.ConfigParser()
    unit.read_string(text)
    program, command = unit["Service"]["ExecStart"].rsplit("/", 1)[1].split()
    assert program == "sujarit"
    assert command in main.commands
    assert float(unit["Service"]["TimeoutStopSec"]) > STOP_WITHIN
