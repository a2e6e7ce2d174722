"""Which databases a test of a channel runs on: one, so that `make test` is short; with EVERY_COMBINATION set, as CI does,
every one."""

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
