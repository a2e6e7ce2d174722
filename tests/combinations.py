"""Which channels and databases a test runs on: few, so that `make test` is short; with EVERY_COMBINATION set, as CI does,
all of them."""

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final
from zlib import crc32

import pytest

DATABASES: Final = ("sqlite", "postgresql")
EVERY: Final = bool(os.environ.get("EVERY_COMBINATION"))


def databases(one: str) -> Sequence[str]:
    """That one, or both."""
    return DATABASES if EVERY else (one,)


def examples(most: int) -> int:
    """How many examples Hypothesis invents."""
    return most if EVERY else most // 3


def a_third(names: Iterable[str]) -> Sequence[str]:
    """Each third of them, or all."""
    return list(names) if EVERY else list(names)[::3]


def twins(tests: Iterable[pytest.Item]) -> set[pytest.Item]:
    """What need not run: of a test that comes once for each database the one or the other, by turns (two of three on SQLite,
    where a database is a file to copy), unless it is marked `both_databases`. Where only one was asked for
    (`-k postgresql`) it runs."""
    if EVERY:
        return set()
    pairs: dict[str, dict[str, pytest.Item]] = defaultdict(dict)
    for test in tests:
        kind = getattr(test, "callspec", None) and test.callspec.params.get("database_kind")
        if kind and not test.get_closest_marker("both_databases"):
            pairs[test.nodeid.replace(kind, "")][kind] = test
    others = {name: DATABASES[crc32(name.encode()) % 3 > 0] for name in pairs}
    return {pair[others[name]] for name, pair in pairs.items() if len(pair) == len(DATABASES)}


CHANNELS: Final = [
    (channel, database)
    for channel, every in (
        ("local", DATABASES),
        ("telegram", databases("postgresql")),
        ("line", databases("sqlite")),
    )
    for database in every
]
"""Every channel and every database, though not each with each."""


def taking_turns(number: int) -> Sequence[tuple[str, str]]:
    """Of so many stories this one: in the local chat, and each third in another channel as well, so that each combination has
    its share."""
    if EVERY:
        return CHANNELS
    others = CHANNELS[len(DATABASES) :]
    return ("local", DATABASES[number % 2]), *(others[number // 3 % len(others)] for _ in range(number % 3 == 0))
