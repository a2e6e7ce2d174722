"""What keeps a command from its work is one sentence: what is wrong, and what to do; never a traceback, never a password."""

import os
import socket
import sqlite3
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pydantic import ValidationError

from bot.cli import main
from bot.settings import Settings, unknown
from bot.troubles import sentence

NOBODY = "postgresql://somebody:hidden-word@127.0.0.1:1/sujarit"
EVERY = ("run", "web", "worker", "migrate", "agency code 1", "play --record seen.yaml")


@pytest.fixture(autouse=True)
def _own_environment(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.run._begin_log", lambda chosen: None)  # a process's own
    for name in [name for name in os.environ if name.startswith(("SUJARIT_", "TELEGRAM_", "LINE_", "DATABASE_URL"))]:
        monkeypatch.delenv(name)
    before = os.umask(0o022)
    yield
    os.umask(before)


def told(command: str, **environment: str) -> Result:
    return CliRunner().invoke(main, command.split(), env={"SUJARIT_LOCAL_PORT": "0", **environment})


@pytest.mark.parametrize("command", [command for command in EVERY if command != "web"])
def test_a_server_that_is_down(command):
    found = told(command, DATABASE_URL=NOBODY)
    assert found.exit_code == 1
    assert found.output.startswith('Error: The database cannot be worked with: connection to server at "127.0.0.1"')
    assert "is DATABASE_URL right?" in found.output
    assert "hidden-word" not in found.output


@pytest.mark.parametrize("command", EVERY)
def test_a_folder_that_cannot_be(command):
    found = told(command, SUJARIT_DATA_DIR="/proc/nowhere")
    assert found.exit_code == 1
    assert "/proc/nowhere cannot be used: No such file or directory" in found.output
    assert "SUJARIT_DATA_DIR" in found.output


@pytest.mark.parametrize("command", [command for command in EVERY if command != "web"])
def test_a_file_that_is_no_database(command, tmp_path):
    (tmp_path / "sujarit.db").write_text("no database " * 100)
    found = told(command, DATABASE_URL="sqlite:///sujarit.db")
    assert found.exit_code == 1
    assert "file is not a database. Restore the backup" in found.output


@pytest.mark.parametrize("command", ["run", "worker", "migrate", "agency code 1"])
def test_a_database_of_a_newer_version(command, tmp_path):
    assert told("migrate", SUJARIT_DATA_DIR=str(tmp_path)).exit_code == 0
    with sqlite3.connect(tmp_path / "sujarit.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    found = told(command, SUJARIT_DATA_DIR=str(tmp_path))
    assert (found.exit_code, found.output.partition(":")[2]) == (
        1,
        " The database was made by a newer version of Sujarit: start that one, or restore the backup.\n",
    )


def test_a_database_without_its_tables(tmp_path):
    document = f"document measure_report --agency 1 --fiscal-year 2570 --round 6 --out {tmp_path / 'report.docx'}"
    for command in ("worker", "agency list", "dump 1", document):
        found = told(command, SUJARIT_DATA_DIR=str(tmp_path))
        assert (found.exit_code, found.output) == (1, "Error: The database lacks migrations: run `sujarit migrate`.\n")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (b"steps:\n- {as: officer", "this is no YAML: "),
        (b"\xff\xfe", "this is no YAML: "),
        (b"hello", "a story has `steps`"),
        (b"agency: sample", "a story has `steps`"),
        (b"today: yesterday\nsteps: []", "`today` is no time: yesterday"),
        (b"steps:\n- {as: officer, tpa: x}", "step 1 (officer): a step has no tpa"),
    ],
)
def test_play_says_what_is_wrong_with_a_file(tmp_path: Path, written: bytes, says: str) -> None:
    story = tmp_path / "story.yaml"
    story.write_bytes(written)
    found = told(f"play {story}")
    assert found.exit_code == 1
    assert found.output.startswith(f"{story}: {says}")


def test_a_full_disk():
    assert sentence(OSError(28, "No space left on device", "/srv/x")) == (
        "The disk is full (/srv/x): make room, without it nothing can be stored."
    )


def test_a_fault_of_ours_is_none_of_the_operators():
    assert sentence(KeyError("x")) is None
    assert sentence(OSError("nothing of a file")) is None


def test_a_port_that_may_not_be_had():
    with socket.create_server(("0.0.0.0", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert told("web", PORT=port).output == f"Error: Port {port} is taken; name another in PORT.\n"


@pytest.mark.parametrize("name", ["PORT", "SUJARIT_LOCAL_PORT", "SUJARIT_HEALTH_PORT"])
def test_a_port_that_cannot_be(name):
    found = told("web", **{name: "99999"})
    assert found.exit_code == 1
    assert f"{name}: Input should be less than or equal to 65535" in found.output


@pytest.mark.parametrize(
    "address",
    [
        *(
            "http://sujarit.example",
            "https://",
            "sujarit.example",
            "ftp://sujarit.example",
            "https://me@sujarit.example",
        ),
        *(
            "https://sujarit.example?x=1",
            "https://sujarit.example/#a",
            "https://sujarit .example",
            "https://a.example:x",
        ),
        *("https://sujarit.example/telegram/4200", "https://sujarit.example/line/webhook"),
    ],
)
def test_an_address_that_platforms_cannot_reach(address):
    found = told("web", SUJARIT_PUBLIC_URL=address)
    assert found.exit_code == 1
    assert "SUJARIT_PUBLIC_URL: write https:// and the host" in found.output


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://sujarit.example/", "https://sujarit.example"),
        ("https://office.example:8443/sujarit", "https://office.example:8443/sujarit"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("", ""),
    ],
)
def test_an_address_that_they_can(given, kept):
    assert Settings(public_url=given).public_url == kept


def test_a_setting_without_a_value_of_its_kind_is_named_as_it_is_written():
    with pytest.raises(ValidationError) as raised:
        Settings(local_chat="perhaps")
    assert "\nSUJARIT_LOCAL_CHAT: Input should be" in (sentence(raised.value) or "")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("SUJARIT_TELEGRM_TOKEN", "TELEGRAM_BOT_TOKEN"),
        ("SUJARIT_LOCAL_PROT", "SUJARIT_LOCAL_PORT"),
        ("SUJARIT_PROT", "PORT"),
        ("SUJARIT_DATABASE_URI", "DATABASE_URL"),
        ("SUJARIT_SOMETHING_ELSE", ""),
        ("TELEGRAM_TOKEN", "TELEGRAM_BOT_TOKEN"),
        ("LINE_CHANNEL_TOKEN", "LINE_CHANNEL_ACCESS_TOKEN"),
    ],
)
def test_a_setting_that_is_none_is_named_with_what_is_meant(name, meant, monkeypatch):
    monkeypatch.setenv(name, "1")
    assert unknown() == {name: meant}
    assert f"No setting is called {name}" in told("migrate").output


def test_what_other_programs_set_is_none_of_ours(monkeypatch):
    for name in ("LOG_LEVEL", "DATA_DIR", "PUBLIC_URL", "LINES", "LINE_TOKEN"):
        monkeypatch.setenv(name, "1")
    assert unknown() == {}


def test_in_our_own_file_every_name_counts(tmp_path):
    (tmp_path / ".env").write_text("PUBLIC_URL=https://a.example\nLINE_TOKEN=x\nPOSTGRES_PASSWORD=x\n")
    assert unknown() == {"PUBLIC_URL": "SUJARIT_PUBLIC_URL", "LINE_TOKEN": ""}


def test_the_file_is_read_by_the_names_of_the_environment_alone(tmp_path):
    (tmp_path / ".env").write_text("DATA_DIR=elsewhere\nPUBLIC_URL=https://a.example\nPORT=81\nSUJARIT_LOCAL_PORT=82\n")
    settings = Settings()
    assert (settings.data_dir, settings.public_url) == (Path("var"), "")
    assert (settings.port, settings.local_port) == (81, 82)


def test_every_setting_may_be_written_with_our_name_before_it(monkeypatch):
    monkeypatch.setenv("SUJARIT_DATABASE_URL", "sqlite:///x.db")
    assert (Settings().url, unknown()) == ("sqlite:///x.db", {})


def test_a_name_that_is_right_beside_its_misspelt_twin_is_left_alone(monkeypatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:x")
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:x")
    assert unknown() == {}


def test_what_is_written_is_for_this_user_only(tmp_path):
    assert told("migrate", SUJARIT_DATA_DIR=str(tmp_path / "var")).exit_code == 0
    assert [mode(path) for path in (tmp_path / "var", tmp_path / "var" / "sujarit.db")] == [0o700, 0o600]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
