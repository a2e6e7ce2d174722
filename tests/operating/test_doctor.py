"""`sujarit doctor` names what is wrong and what to do, on both databases."""

import asyncio
import os
import re
import time
from datetime import timedelta
from pathlib import Path
from unittest.mock import AsyncMock

import pytest
from click.testing import CliRunner
from sqlalchemy import insert, text, update

from bot import doctor, pictures
from bot.botapi import TOKEN, BotApi
from bot.cli import main
from bot.clock import SystemClock
from bot.doctor import Check, examine
from bot.settings import Settings
from storage import tables


@pytest.fixture(autouse=True)
def _own_environment(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # no .env of the developer
    for name in [name for name in os.environ if name.startswith(("SUJARIT_", "TELEGRAM_", "LINE_", "DATABASE_URL"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SUJARIT_DATA_DIR", str(tmp_path))


def checks(world, what: str, **more) -> list[Check]:
    settings = Settings(data_dir=world.folder, database_url=world.url, **more)
    return [check for check in examine(settings) if check.what == what]


def wrong(world, what: str) -> Check:
    (check,) = (check for check in checks(world, what) if check.state != "ok")
    return check


def waiting(world, ago: timedelta, **values):
    now = SystemClock().now()
    common = {"channel": "local", "address": "1", "lane": "p:1", "raw": {}, "at": now, "stored_at": now - ago}
    world.do(insert(tables.inbox).values(key=world.key(), **{**common, **values}))


def test_all_is_well(world):
    everything = list(examine(Settings(data_dir=world.folder, database_url=world.url)))
    assert [str(check) for check in everything if check.state == "WRONG"] == []
    assert {check.what for check in everything} == {
        *(
            "Python",
            "settings",
            "data folder",
            "database",
            "clock",
            "messages",
            "jobs",
            "Telegram",
            "LINE",
            "agencies",
            "local chat",
            "run",
            "pictures",
            "pages",
            "optional",
        )
    }
    assert "newest schema" in next(check.said for check in everything if check.what == "database")


def test_a_database_without_its_migrations(world):
    world.do(text("UPDATE alembic_version SET version_num = '0001'"))
    assert wrong(world, "database").todo == "run `sujarit migrate`"


def test_what_waits_too_long_and_what_was_given_up(world):
    waiting(world, timedelta(minutes=3))
    assert [check.state for check in checks(world, "messages")] == ["ok", "ok"]
    waiting(world, timedelta(minutes=9))
    world.do(update(tables.inbox).values(stored_at=SystemClock().now() - timedelta(minutes=9)))
    waiting(world, timedelta(0), state="parked")
    late, given_up = (check for check in checks(world, "messages") if check.state != "ok")
    assert (late.state, late.said) == ("WRONG", "the oldest message without its turn waits 9 min")
    assert given_up.said.startswith("1 were given up")


def test_a_message_not_sent(world):
    at = SystemClock().now() - timedelta(hours=5)
    values = {"key": "k", "channel": "local", "address": "1", "message": {}, "state": "retry", "created_at": at}
    world.do(insert(tables.outbox).values(**values))
    assert wrong(world, "messages").said == "the oldest message not sent waits 5 h"


def test_a_clock_that_was_set_back(world):
    waiting(world, timedelta(hours=-1), state="done")
    assert "set back" in wrong(world, "clock").todo


def test_a_clock_that_the_database_does_not_share(world, monkeypatch):
    theirs = doctor._database_time
    monkeypatch.setattr(doctor, "_database_time", lambda connection: theirs(connection) + timedelta(minutes=2))
    assert re.search(r"1(19|20) s from the database", wrong(world, "clock").said)


def ticked(world, ago: timedelta):
    table = "workflow_status" if world.database.sqlite else "dbos.workflow_status"
    ms = int((SystemClock().now() - ago).timestamp() * 1000)
    row = f"('{ms}', 'SUCCESS', 'tick', 'tick', {ms})"
    world.do(text(f"INSERT INTO {table} (workflow_uuid, status, name, schedule_name, completed_at) VALUES {row}"))


def test_jobs_that_nobody_does(world):
    assert wrong(world, "jobs").said == "none was done yet"
    ticked(world, timedelta(minutes=42))
    assert (wrong(world, "jobs").state, wrong(world, "jobs").said) == ("note", "the last minute's tick was 42 min ago")
    world.do(update(tables.agency).values(sample=False))
    assert wrong(world, "jobs").state == "WRONG"
    ticked(world, timedelta(seconds=50))
    assert [check.state for check in checks(world, "jobs")] == ["ok"]


async def telegram(world, api: BotApi, **more) -> list[str]:
    more = {"telegram_bot_token": TOKEN, "telegram_api": api.url, **more}
    return [str(check) for check in await asyncio.to_thread(checks, world, "Telegram", **more)]


async def test_telegram(world, monkeypatch):
    async with BotApi(second=0.02) as api:
        me, webhook = await telegram(world, api)
        assert me.startswith("ok     Telegram     @")
        assert "no webhook (`sujarit run` fetches), 0 messages wait there" in webhook
        (refused,) = await telegram(world, api, telegram_bot_token="4201:other")
        assert "WRONG  Telegram     the token is refused" in refused
        _, unset = await telegram(world, api, public_url="https://a.example/")
        assert "the webhook is not set, not https://a.example/telegram/4200" in unset
        api.webhook = "https://a.example/telegram/4200"
        _, there = await telegram(world, api, public_url="https://a.example")
        assert there.startswith("ok ")
        failed = {"last_error_date": int(time.time()) - 60, "last_error_message": "Connection refused"}
        webhook_info = await api._do_getwebhookinfo({}, {})
        monkeypatch.setattr(api, "_do_getwebhookinfo", AsyncMock(return_value=webhook_info | failed))
        *_, refused = await telegram(world, api, public_url="https://a.example")
        assert "WRONG  Telegram     its last try to bring messages failed: Connection refused" in refused
        monkeypatch.setattr(api, "_do_getwebhookinfo", AsyncMock(return_value=webhook_info))
        _, left = await telegram(world, api)
        assert left.startswith("note   Telegram     a webhook is set")
    (gone,) = await telegram(world, api)
    assert "not reached (NetworkError)" in gone


def test_the_local_chat_and_why(world):
    assert checks(world, "local chat")[0].said == "on in `sujarit run`: there is no real agency yet"
    world.do(update(tables.agency).values(sample=False))
    assert checks(world, "local chat")[0].said == "off in `sujarit run`: a real agency exists"
    assert checks(world, "local chat", local_chat="on")[0].said == "on in `sujarit run`: SUJARIT_LOCAL_CHAT=on"


def test_a_setting_that_is_none(world, monkeypatch):
    monkeypatch.setenv("SUJARIT_LOCAL_PROT", "1")
    assert "SUJARIT_LOCAL_PROT" in wrong(world, "settings").said


def test_a_disk_without_room(world, monkeypatch):
    monkeypatch.setattr(doctor, "MIN_FREE", 2**62)
    assert wrong(world, "data folder").todo.startswith("make room")


def test_a_folder_that_cannot_be_written(world):
    found = next(
        check
        for check in examine(Settings(data_dir=Path("/proc/here"), database_url=world.url))
        if check.what == "data folder"
    )
    assert found.state == "WRONG"
    assert "SUJARIT_DATA_DIR" in found.todo


def run_doctor(**environment: str):
    return CliRunner().invoke(main, ["doctor"], env=environment)


def test_before_the_first_run_nothing_is_wrong_and_nothing_is_made(tmp_path):
    told = run_doctor(SUJARIT_DATA_DIR=str(tmp_path / "new"), DATABASE_URL="")
    assert told.exit_code == 0, told.output
    assert "is not made yet → `sujarit run` makes it" in told.output
    assert not (tmp_path / "new").exists()


def test_a_server_that_does_not_answer(tmp_path):
    told = run_doctor(DATABASE_URL="postgresql://somebody:hidden-word@127.0.0.1:1/sujarit")
    assert told.exit_code == 1
    assert "WRONG  database     OperationalError: connection" in told.output
    assert "hidden-word" not in told.output


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABASE_URL", "mysql://a/b", "begin it with postgresql:// or sqlite:///"),
        ("DATABASE_URL", "nonsense", "begin it with postgresql:// or sqlite:///"),
        ("PORT", "eight", "PORT: Input should be a valid integer"),
        ("SUJARIT_LOCAL_CHAT", "perhaps", "Input should be 'auto', 'on' or 'off'"),
    ],
)
def test_a_setting_that_cannot_be_read_is_told_by_every_command(name, value, said):
    for command in ("doctor", "run", "web", "worker", "migrate"):
        told = CliRunner().invoke(main, [command], env={name: value})
        assert told.exit_code == 1
        assert said in told.output
        assert "Traceback" not in told.output


def test_what_others_on_the_machine_can_read(world, tmp_path):
    world.folder.chmod(0o755)
    (tmp_path / ".env").touch()
    (tmp_path / ".env").chmod(0o644)
    assert wrong(world, "data folder").todo == f"chmod -R go= {world.folder}"
    assert wrong(world, "settings").todo == "chmod 600 .env"
    world.folder.chmod(0o700)
    (tmp_path / ".env").chmod(0o600)
    assert {check.state for what in ("data folder", "settings") for check in checks(world, what)} == {"ok"}


def test_a_database_that_is_too_old(world, monkeypatch):
    monkeypatch.setattr(doctor, "OLDEST", {"sqlite": (99, 1), "postgresql": (99, 1)})
    assert ", older than 99.1" in wrong(world, "database").said


def test_letters_that_cannot_be_shaped(world, monkeypatch):
    monkeypatch.setattr(pictures.features, "check", lambda feature: False)
    pictures.font.cache_clear()
    assert "raqm" in wrong(world, "pictures").said
