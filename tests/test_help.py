"""`sujarit --help` says of each command all there is to say in one line."""

import click
import pytest
from click.testing import CliRunner

from bot.cli import main


def groups(group: click.Group, *path: str) -> list[tuple[str, ...]]:
    inner = [groups(each, *path, name) for name, each in group.commands.items() if isinstance(each, click.Group)]
    return [path, *(found for each in inner for found in each)]


@pytest.mark.parametrize("path", groups(main), ids=" ".join)
def test_no_line_of_the_help_is_cut_off_in_a_terminal_of_usual_width(path: tuple[str, ...]):
    told = CliRunner().invoke(main, [*path, "--help"], terminal_width=80).output
    _, commands = told.split("Commands:")
    assert commands.strip()
    assert "..." not in commands
    assert all(len(line) <= 80 for line in told.splitlines())
