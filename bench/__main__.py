"""`make bench`: every measured line in one table; fails when one is missed."""

import sys

from bench import documents, process, turn
from bench.table import show


def main() -> int:
    """Run the benches one after the other, printing as they go."""
    bad = 0
    for title, bench in (("A turn", turn), ("A document", documents), ("The product", process)):
        print(f"\n{title}", flush=True)
        bad += show(bench.run())
    return min(bad, 1)


if __name__ == "__main__":
    sys.exit(main())
