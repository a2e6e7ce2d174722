"""Where photos and documents lie, as a port; and how a document that was made is kept."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MIME: Final = {"docx": DOCX, "pdf": "application/pdf"}


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


async def keep(files: Files, asked: Any, mark: str, name: str, data: bytes) -> dict[str, Any]:
    """Keep what was made for the row that asked for it; the row of `stored_file` that tells of it.

    Its id is of its bytes and the mark of the row, so that what is made again after a crash is the same file.
    """
    sha, ending = hashlib.sha256(data).hexdigest(), name.rpartition(".")[2]
    key = f"documents/{asked.agency_id}/{sha}.{ending}"
    await files.put(key, data)
    return {
        "id": sha[:16] + mark,
        "agency_id": asked.agency_id,
        "name": name,
        "mime": _MIME[ending],
        "size": len(data),
        "key": key,
        "sha256": sha,
        "created_at": asked.created_at,
    }
