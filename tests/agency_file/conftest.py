"""Agency files to load: the one of the guide with every field in it, and one of full size."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from storage.database import Database

GUIDE = Path(__file__).parents[2] / "docs" / "agency-file.md"


@pytest.fixture(scope="session")
def example() -> str:
    """The file that the guide shows."""
    (text,) = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    return str(text)


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Database]:
    """A migrated database without any agency."""
    with closing(Database(empty_database_url)) as database:
        yield database


@pytest.fixture
def sqlite(empty_sqlite: Path, tmp_path: Path) -> Iterator[Callable[[], Database]]:
    """Makes migrated databases, one after the other."""
    made: list[Any] = []

    def fresh() -> Database:
        database = Database(f"sqlite:///{shutil.copy(empty_sqlite, tmp_path / f'{len(made)}.db')}")
        made.append(database)
        return database

    yield fresh
    for database in made:
        database.close()
