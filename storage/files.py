"""Photos and documents on the local disk, by obstore (the same calls reach S3)."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from obstore.exceptions import BaseError
from obstore.store import LocalStore


class LocalFiles:
    """Bytes under keys in a folder. A key once written is never changed: photos and documents are immutable. OSError when
    the disk does not take them."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.root = root
        self.store = LocalStore(root)

    async def put(self, key: str, data: bytes) -> None:
        """Keep the bytes; they are on the disk when this returns (a database row will say they are there)."""
        try:
            await self.store.put_async(key, data)
        except BaseError as error:
            raise OSError(f"cannot write {key}") from error
        await asyncio.to_thread(self._sync, key)

    def _sync(self, key: str) -> None:
        path = self.root / key
        for target in (path, path.parent):
            handle = os.open(target, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    async def get(self, key: str) -> bytes:
        """The bytes; KeyError when there are none."""
        try:
            found = await self.store.get_async(key)
        except FileNotFoundError:
            raise KeyError(key) from None
        return bytes(await found.bytes_async())

    async def older(self, prefix: str, than: datetime) -> AsyncIterator[list[str]]:
        """The keys under a prefix whose bytes were put before that time, some at a time."""
        async for listed in self.store.list(prefix):
            yield [each["path"] for each in listed if each["last_modified"] < than]

    async def drop(self, key: str) -> None:
        """Forget them; nothing happens when there are none."""
        with suppress(FileNotFoundError):
            await self.store.delete_async(key)
