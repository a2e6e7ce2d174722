"""The pages about the repository say what is so."""

import re
import runpy
import tomllib
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))
PAGES = runpy.run_path(str(TOP / "docs" / "generate.py"))["PAGES"]
WRITTEN = sorted(path for path in (*TOP.glob("*.md"), *TOP.glob("docs/*.md")))


@pytest.mark.parametrize("page", PAGES)
def test_generated_page_is_fresh(page: str) -> None:
    assert (TOP / "docs" / page).read_text("utf-8") == PAGES[page](), "stale: run `make docs`"


def names(requirements: list[object]) -> set[str]:
    return {found[0] for r in requirements if isinstance(r, str) and (found := re.match(r"[\w.-]+", r))}


def test_every_dependency_has_its_line_and_no_line_is_left_over() -> None:
    table = re.findall(r"^\| `([\w.-]+)` \|", (TOP / "docs" / "dependencies.md").read_text("utf-8"), re.MULTILINE)
    groups = PROJECT["dependency-groups"]
    wanted = names(PROJECT["project"]["dependencies"]) | names(groups["build"]) | names(groups["dev"])
    assert set(table) == wanted
    assert len(table) == len(wanted)


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(TOP)))
def test_every_path_and_link_of_a_page_is_there(path: Path) -> None:
    text = path.read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)\)", text) if "://" not in link]
    paths = re.findall(r"`((?:bot|storage|tests|templates|docs|bench|\.ci)/[\w./-]*)`", text)
    missing = [link for link in links if not (path.parent / link).exists()]
    missing += [name for name in paths if not (TOP / name).exists()]
    assert not missing


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(TOP)))
def test_every_make_target_and_command_of_a_page_is_there(path: Path) -> None:
    from bot.cli import main

    text = path.read_text("utf-8")
    targets = set(re.findall(r"^(\w+):", (TOP / "Makefile").read_text("utf-8"), re.MULTILINE))
    asked = set(re.findall(r"`make (?:[A-Z]+=\S+ )?(\w+)`", text))
    commands = set(re.findall(r"`(?:\.venv/bin/)?sujarit (\w+)", text))
    assert not asked - targets
    assert not commands - set(main.commands)


def test_the_readme_names_every_command() -> None:
    from bot.cli import main

    told = (TOP / "README.md").read_text("utf-8")
    names = [f"{name} {part}" for name, command in main.commands.items() for part in getattr(command, "commands", [""])]
    assert [name for name in names if f"`sujarit {name}".rstrip() not in told] == []


def test_the_tour_names_every_folder_of_the_house() -> None:
    tour = (TOP / "CONTRIBUTING.md").read_text("utf-8")
    folders = [p for top in ("bot", "storage") for p in (TOP / top).iterdir() if (p / "__init__.py").exists()]
    modules = [p for p in (TOP / "bot").glob("*.py") if p.name != "__init__.py"]
    missing = [p.name for p in (*folders, *modules) if f"`{p.relative_to(TOP)}`" not in tour and p.name not in tour]
    assert not missing
