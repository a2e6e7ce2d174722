"""`make bench`: every measured line in one table; fails when one is missed."""

import sys

from bench import agency_file, cycle, documents, postgres, process, reminders, turn, web
from bench.table import show


def main() -> int:
    """Run the benches one after the other, printing as they go."""
    bad = 0
    benches = (
        ("A turn", turn),
        ("Turns on PostgreSQL", postgres),
        ("A webhook", web),
        ("A morning's reminders", reminders),
        ("Completeness", cycle),
        ("A document", documents),
        ("An agency file", agency_file),
        ("The product", process),
    )
    for title, bench in benches:
        print(f"\n{title}", flush=True)
        bad += show(bench.run())
    return min(bad, 1)


if __name__ == "__main__":
    sys.exit(main())
