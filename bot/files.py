"""Where photos and documents lie, as a port."""

from typing import Protocol


class Files(Protocol):
    """Where the bytes of photos and documents lie."""

    async def drop(self, key: str) -> None:
        """Forget the bytes under a key."""

    async def put(self, key: str, data: bytes) -> None:
        """Keep bytes under a key; they are on the disk when this returns."""

    async def get(self, key: str) -> bytes:
        """The bytes; KeyError when there are none."""
