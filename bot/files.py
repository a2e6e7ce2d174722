"""Where photos and documents lie, as a port."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol


class Files(Protocol):
    """Where the bytes of photos and documents lie."""

    async def drop(self, key: str) -> None:
        """Forget the bytes under a key."""

    def older(self, prefix: str, than: datetime) -> AsyncIterator[Sequence[str]]:
        """The keys under a prefix whose bytes were put before that time, some at a time."""

    async def put(self, key: str, data: bytes) -> None:
        """Keep bytes under a key; they are on the disk when this returns."""

    async def get(self, key: str) -> bytes:
        """The bytes; KeyError when there are none."""
