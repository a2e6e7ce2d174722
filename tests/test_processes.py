"""The commands of the Procfile and of people, started as they are started there: as processes."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select, update

from bot import sample
from bot.documents.reading import text_of
from storage import mail, people, tables
from storage.database import Database
from storage.mail import Incoming
from storage.migrate import pending

SUJARIT = str(Path(sys.executable).parent / "sujarit")


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SUJARIT_", "DATABASE_URL"))}
    return {**kept, "SUJARIT_DATA_DIR": str(folder / "var"), "PORT": "0", "SUJARIT_LOCAL_PORT": "0", **more}


def call(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, away from the repository."""
    return subprocess.run(
        [SUJARIT, *words], cwd=folder, env=environment(folder, **more), capture_output=True, text=True, check=False
    )


@contextmanager
def started(
    folder: Path, command: str, says: str, **more: str
) -> Iterator[tuple[subprocess.Popen[str], re.Match[str]]]:
    """A process, once it has said what it says when it is ready."""
    process = subprocess.Popen(
        [SUJARIT, command],
        cwd=folder,
        env=environment(folder, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    try:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if found := re.search(says, line):
                yield process, found
                break
        else:
            pytest.fail("".join(lines))
    finally:
        process.kill()
        process.communicate()


def stopped(process: subprocess.Popen[str], number: int = signal.SIGTERM) -> str:
    """Ask it to stop as platforms do; what it still said."""
    process.send_signal(number)
    told, _ = process.communicate(timeout=30)
    assert process.returncode == 0, told
    return told


def test_web_is_up_at_once_and_ready_when_migrated(tmp_path: Path) -> None:
    with started(tmp_path, "web", r"port (\d+)") as (process, found):
        address = f"http://127.0.0.1:{found[1]}"
        assert httpx.get(f"{address}/healthz").status_code == 200
        before = httpx.get(f"{address}/readyz")
        assert (before.status_code, before.text) == (503, "The database lacks migrations: run `sujarit migrate`.")
        assert before.headers["retry-after"]
        assert call(tmp_path, "migrate").returncode == 0
        after = httpx.get(f"{address}/readyz")
        assert (after.status_code, after.text) == (200, "ok")
        assert stopped(process).count("The database lacks migrations: run `sujarit migrate`.") == 1


def test_web_is_up_but_not_ready_without_its_database(tmp_path: Path) -> None:
    with started(tmp_path, "web", r"port (\d+)", DATABASE_URL=f"sqlite:///{tmp_path}") as (process, found):
        address = f"http://127.0.0.1:{found[1]}"
        assert httpx.get(f"{address}/healthz").status_code == 200
        gone = httpx.get(f"{address}/readyz")
        assert (gone.status_code, gone.text) == (503, "The database cannot be reached.")
        stopped(process)


def test_web_refuses_an_address_to_which_telegram_does_not_come(tmp_path: Path) -> None:
    told = call(tmp_path, "web", TELEGRAM_BOT_TOKEN="1:x", SUJARIT_PUBLIC_URL="https://a.example:9000")
    assert told.returncode == 1
    assert told.stderr == (
        "Error: Telegram comes to the ports 443, 80, 88 and 8443 alone: put one of them into SUJARIT_PUBLIC_URL, not 9000.\n"
    )


def test_web_says_in_one_sentence_that_its_port_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("0.0.0.0", 0)) as taken:
        port = taken.getsockname()[1]
        told = call(tmp_path, "web", PORT=str(port))
    assert told.returncode == 1
    assert told.stderr == f"Error: Port {port} is taken; name another in PORT.\n"


def test_several_migrate_at_once(bare_database_url: str, tmp_path: Path) -> None:
    """Each process of a release may do it: one does, the others find it done."""
    many = [
        subprocess.Popen(
            [SUJARIT, "migrate"],
            cwd=tmp_path,
            env=environment(tmp_path, DATABASE_URL=bare_database_url),
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    assert [(process.communicate()[1], process.returncode) for process in many] == [("", 0)] * 3
    with closing(Database(bare_database_url)) as database:
        assert not pending(database)


def test_worker_wants_a_migrated_database(tmp_path: Path) -> None:
    told = call(tmp_path, "worker")
    assert told.returncode == 1
    assert told.stderr == "Error: The database lacks migrations: run `sujarit migrate`.\n"


@pytest.fixture
def migrated(tmp_path: Path, empty_sqlite: Path) -> None:
    (tmp_path / "var").mkdir()
    shutil.copy(empty_sqlite, tmp_path / "var" / "sujarit.db")


def sample_made(folder: Path) -> Database:
    """A migrated database with the sample agency, as a first run leaves it."""
    database = Database(f"sqlite:///{folder / 'var' / 'sujarit.db'}")
    database.write_now(sample.make, datetime.now(UTC))
    return database


@pytest.mark.usefixtures("migrated")
def test_worker_does_what_lies_open(tmp_path: Path) -> None:
    """A message stored by another process is answered; then the worker stops when asked."""
    with closing(sample_made(tmp_path)) as database:
        now = datetime.now(UTC)
        agency = database.read_now(people.samples)[0]
        address = str(database.read_now(people.with_roles, agency, ["officer"])[0])
        text = Incoming("local", "a", address, {"kind": "text", "text": "เมนู", "id": "a"}, now)
        assert database.write_now(mail.store, [text], now)
        sent = select(tables.outbox.c.message).where(tables.outbox.c.state == "sent")
        with started(tmp_path, "worker", "at work") as (process, _):
            while not (said := database.read_now(lambda c: c.scalars(sent).all())):
                assert process.poll() is None
            stopped(process)
    assert any(message["title"] in {"เมนู", "ความเป็นส่วนตัว"} for message in said)


@pytest.mark.usefixtures("migrated")
def test_a_second_copy_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with started(tmp_path, "run", r"(http://\S+)") as (process, _):
        told = call(tmp_path, "run")
        assert told.returncode == 1
        assert told.stderr.startswith("Error: Another copy already runs on the data folder")
        stopped(process)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_run_stops_when_asked(tmp_path: Path, number: int) -> None:
    """Also with a page open: its stream ends, the database is closed, nothing is said."""
    with started(tmp_path, "run", r"(http://\S+)") as (process, found), httpx.Client(follow_redirects=True) as page:
        assert page.get(found[1]).status_code == 200
        root = httpx.URL(found[1]).copy_with(query=None)
        person = page.get(root.join("/chat/state")).json()["people"][0]["id"]
        with page.stream("GET", root.join(f"/chat/events?person={person}")) as stream:
            next(stream.iter_lines())
            assert stopped(process, number).strip() == ""
    assert not (tmp_path / "var" / "sujarit.db-wal").exists()


@pytest.mark.usefixtures("migrated")
def test_run_beside_a_real_agency(tmp_path: Path) -> None:
    """It brings no sample and says that nobody can reach it; the local chat that is asked for has its sample."""
    with closing(sample_made(tmp_path)) as database:
        database.write_now(lambda c: c.execute(update(tables.agency).values(sample=False)))
        with started(tmp_path, "run", "Nobody can reach Sujarit yet") as (process, _):
            stopped(process)
        assert database.read_now(people.samples) == []
        with (
            started(tmp_path, "run", r"(http://\S+)", SUJARIT_LOCAL_CHAT="on") as (process, found),
            httpx.Client(follow_redirects=True) as browser,
        ):
            browser.get(found[1])
            state = browser.get(httpx.URL(found[1]).join("/chat/state")).json()
            assert state["agency"]["name"].endswith("(ตัวอย่าง)")
            stopped(process)


@pytest.mark.usefixtures("migrated")
def test_document_writes_the_report_of_now(tmp_path: Path) -> None:
    measure = tables.measure.c
    with closing(sample_made(tmp_path)) as database:
        agency, year = database.read_now(lambda c: c.execute(select(measure.agency_id, measure.fiscal_year)).first())
    words = ("document", "measure_report", "--fiscal-year", str(year), "--round", "6", "--out", "report.docx")
    told = call(tmp_path, *words, "--agency", str(agency))
    assert (told.returncode, told.stderr) == (0, "")
    assert any("สุจริตธรรม" in str(paragraph) for paragraph in text_of((tmp_path / "report.docx").read_bytes()))
    again = call(tmp_path, *words, "--agency", "999")
    assert (again.returncode, again.stderr) == (1, "Error: ไม่พบหน่วยงานหมายเลข 999\n")


def test_every_setting_is_listed(tmp_path: Path) -> None:
    told = call(tmp_path, "settings")
    for name in ("SUJARIT_DATA_DIR", "DATABASE_URL", "PORT", "SUJARIT_LOCAL_PORT", "SUJARIT_LOCAL_CHAT"):
        assert name in told.stdout


def test_play_prints_the_conversation_and_nothing_else(tmp_path: Path) -> None:
    story = tmp_path / "story.yaml"
    story.write_text("agency: sample\nsteps:\n- {as: officer, say: เมนู, see: [ความเป็นส่วนตัว]}\n", "utf-8")
    told = call(tmp_path, "play", str(story))
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.strip().startswith("officer: เมนู")
    assert told.stdout.endswith(f"{story}: 1 interactions, 0 documents\n")


@contextmanager
def simulated(folder: Path, channel: str) -> Iterator[tuple[dict[str, str], Callable[[str, str], None]]]:
    """A platform on this machine: the settings it tells, and a way to write on a phone until something is answered."""
    process = subprocess.Popen(
        [SUJARIT, "simulate", channel, "--port", "0"],
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    said = iter(process.stdout.readline, "")
    told = {}
    for line in said:
        if "Ctrl-D" in line:
            break
        if found := re.fullmatch(r"    ([A-Z_]+)=(\S+)\n", line):
            told[found[1]] = found[2]

    def write(words: str, answer: str) -> None:
        assert process.stdin
        process.stdin.write(f"{words}\n")
        process.stdin.flush()
        heard = []
        for line in said:
            heard.append(line)
            if answer in line:
                return
        pytest.fail("".join(heard))

    try:
        yield told, write
        process.stdin.close()
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


@pytest.mark.usefixtures("migrated")
@pytest.mark.parametrize(
    ("channel", "ready"), [("telegram", "telegram: ready"), ("line", "line: ready")], ids=["telegram", "line"]
)
def test_the_guide_of_a_platform_goes_as_told_without_an_account(tmp_path: Path, channel: str, ready: str) -> None:
    with simulated(tmp_path, channel) as (told, write):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = str(free.getsockname()[1])
        if "SUJARIT_PUBLIC_URL" in told:
            told |= {"SUJARIT_PUBLIC_URL": f"http://127.0.0.1:{port}", "PORT": port}
        with started(tmp_path, "run", ready, **told) as (process, _):
            write("สวัสดี", "ยังไม่รู้จักท่านในระบบ")
            place = ("--province", "ใสบุรี", "--division", "กองคลัง")
            owner = ("--owner", "นางรอบรู้", "--position", "นักวิเคราะห์นโยบายและแผน")
            made = call(tmp_path, "agency", "new", "--yes", "--name", "อบต.ทุ่งใส", *place, *owner)
            (code,) = re.findall(r"[A-Z2-9]{5}-[A-Z2-9]{5}", made.stdout)
            write(code, "องค์การบริหารส่วนตำบลทุ่งใส")
            write("เมนู", "#1 ")
            write("#1", "บันทึกผล")
            write("@2", "person 2")
            write("สวัสดี", "ยังไม่รู้จักท่านในระบบ")
            stopped(process)


def test_a_simulator_says_that_its_port_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for channel in ("telegram", "line"):
            told = call(tmp_path, "simulate", channel, "--port", port)
            assert (told.returncode, told.stderr) == (1, f"Error: Port {port} is taken; name another with --port.\n")


@pytest.mark.usefixtures("migrated")
def test_run_says_that_the_port_of_line_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("0.0.0.0", 0)) as taken:
        port = str(taken.getsockname()[1])
        told = call(tmp_path, "run", PORT=port, LINE_CHANNEL_SECRET="x", LINE_CHANNEL_ACCESS_TOKEN="x")
    assert (told.returncode, told.stderr) == (1, f"Error: Port {port} is taken; name another in PORT.\n")
