"""Which channels and databases a test runs on: few, so that `make test` is short; with EVERY_COMBINATION set, as CI does,
all of them."""

import os
from collections.abc import Sequence
from typing import Final

DATABASES: Final = ("sqlite", "postgresql")
EVERY: Final = bool(os.environ.get("EVERY_COMBINATION"))


def databases(one: str) -> Sequence[str]:
    """That one, or both."""
    return DATABASES if EVERY else (one,)


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
    """Of so many stories this one: in the local chat and in one other channel, so that each combination has its share."""
    if EVERY:
        return CHANNELS
    other = CHANNELS[len(DATABASES) :]
    return ("local", DATABASES[number % 2]), other[number // 2 % len(other)]
