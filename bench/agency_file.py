"""What loading and dumping an agency file costs: `python -m bench.agency_file`.

The invented plan of the tests with 27 of its items, their sheets and a year of results: read, checked and stored in a database
on disk, then written again.
"""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.table import Row, show
from bot.agencyfile import check, fetch, store
from storage.database import Database
from storage.migrate import migrate

ITEMS = 27
MAX_LOAD_MS = 500
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


def run(rounds: int = 7) -> list[Row]:
    """Measure, each round in a fresh database."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from agency_file.full import full_file

    content = full_file(ITEMS).encode()
    loads, dumps = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            database = Database(f"sqlite:///{folder}/bench.db")
            migrate(database)
            start = perf_counter()
            agency = database.write_now(store.new, check.read(content), NOW)
            loads.append(perf_counter() - start)
            start = perf_counter()
            database.write_now(fetch.dump, agency, NOW)
            dumps.append(perf_counter() - start)
            database.close()
    return [
        Row(f"agency file of {ITEMS} items: load", median(loads) * 1000, "ms", MAX_LOAD_MS),
        Row(f"agency file of {ITEMS} items: dump", median(dumps) * 1000, "ms"),
        Row(f"agency file of {ITEMS} items: size", len(content) / 1024, "KiB"),
    ]


if __name__ == "__main__":
    sys.exit(show(run()))
