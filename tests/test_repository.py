"""What the repository may hold, and that what it makes is whole."""

import re
import subprocess
import sys
import tomllib
import zipfile
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from bot.cli import main

TOP = Path(__file__).parent.parent

LONG: dict[str, str] = {
    "bot/dialogs/kit.py": "one class a question kind",
    "storage/migrations/versions/0001_first_tables.py": "written by Alembic",
}
"""Files of more than 400 lines, each with its reason (tests are read from case to case and may be longer)."""

FONTS = {".ttf", ".otf", ".woff", ".woff2", ".ttc"}


@cache
def tracked() -> list[Path]:
    """The files of the repository."""
    try:
        told = subprocess.run(["git", "ls-files", "-z"], cwd=TOP, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout: its files cannot be told from others")
    return [path for name in told.split("\0") if name and (path := TOP / name).is_file()]


def texts() -> list[tuple[str, str]]:
    found = []
    for path in tracked():
        try:
            found.append((str(path.relative_to(TOP)), path.read_text("utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def test_no_registry_is_named() -> None:
    """Where packages come from is the machine's business (pip, npm and apt know)."""
    hosts = re.compile(
        "|".join((r"pypi\.(?!org/project)\w+", r"python" + "hosted", r"registry\.npm" + "js", r"debian\.org"))
    )
    assert [name for name, text in texts() if hosts.search(text)] == []


def test_no_path_of_a_machine_is_named() -> None:
    paths = re.compile(r"(?<![\w.~/-])/(?:home|root|Users|work|opt)/\w")
    assert [name for name, text in texts() if paths.search(text)] == []


def test_no_font_is_carried() -> None:
    assert [path.name for path in tracked() if path.suffix.lower() in FONTS] == []


def test_the_suite_needs_nothing_from_beside_the_repository() -> None:
    """Only CI and its checking scripts look there."""
    beside = re.compile(r"[./]/" + "shared")
    named = [name for name, text in texts() if name.endswith((".py", ".yaml", ".toml")) and beside.search(text)]
    assert [name for name in named if not name.startswith("tests/samples/")] == []


def test_long_files_have_a_reason() -> None:
    long = {
        name
        for name, text in texts()
        if name.endswith((".py", ".js", ".css")) and not name.startswith("tests/") and len(text.splitlines()) > 400
    }
    assert long == set(LONG)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_has_hashes_and_no_address(lock: str) -> None:
    text = (TOP / lock).read_text("utf-8")
    assert "://" not in text
    assert "--index" not in text
    packages = re.split(r"\n(?=\w)", text.strip())
    assert len(packages) > 20
    assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_holds_what_the_project_asks_for(lock: str) -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["build"]]
    if "dev" in lock:
        wanted += [r for r in project["dependency-groups"]["dev"] if isinstance(r, str)]
    locked = set(re.findall(r"^([\w.-]+)==", (TOP / lock).read_text("utf-8"), re.MULTILINE))
    assert {re.split(r"[\s<>=~!;\[]", r)[0] for r in wanted} <= locked


def test_procfile_names_commands_there_are() -> None:
    lines = dict(line.split(": ", 1) for line in (TOP / "Procfile").read_text("utf-8").splitlines())
    assert set(lines) == {"release", "web", "worker"}
    for command in lines.values():
        program, name = command.split()
        assert program == "sujarit"
        assert name in main.commands


def test_the_command_is_installed() -> None:
    (command,) = entry_points(group="console_scripts", name="sujarit")
    assert command.load() is main


def test_wheel_holds_the_packages_and_every_template(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=TOP,
        capture_output=True,
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    wanted = {
        str(p.relative_to(TOP)) for p in tracked() if p.relative_to(TOP).parts[0] in {"bot", "storage", "templates"}
    }
    assert wanted - inside == set()
    tops = {name.split("/")[0] for name in inside if ".dist-info" not in name}
    assert tops == {"bot", "storage", "templates"}
