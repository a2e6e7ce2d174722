"""A .docx file is a zip archive: written here with fixed order and times, so that the same parts give the same bytes.

`zipfile` cannot take data that is already deflated; keeping the parts that never change deflated is most of what makes
a document cheap (documents.md §1.2), so the three records of the format are written by hand.
"""

import struct
import zlib
from collections.abc import Iterable
from typing import Final, NamedTuple

_STORED: Final = 0
_DEFLATED: Final = 8
_MIDNIGHT, _FIRST_OF_1980 = 0, 0x21  # the earliest moment of the format: a document's bytes do not tell when
_UTF8_NAMES: Final = 0x800


class Entry(NamedTuple):
    """One file of the archive, packed."""

    name: bytes
    about: bytes
    """What the local header and the directory both say: flags, method, time, checksum, sizes, length of the name."""
    packed: bytes


def deflated(name: str, data: bytes, level: int = 3) -> Entry:
    """Text: XML shrinks to a tenth; level 3 takes a third of the time of the usual 6 for a third more of some kilobytes."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return _entry(name, data, _DEFLATED, packer.compress(data) + packer.flush())


def stored(name: str, data: bytes) -> Entry:
    """Photos: a JPEG does not shrink, so it costs no time."""
    return _entry(name, data, _STORED, data)


def archive(entries: Iterable[Entry]) -> bytes:
    """The file."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, about, packed in entries:
        pieces += (b"PK\3\4\x14\0", about, name, packed)
        directory += (b"PK\1\2\x14\0\x14\0", about, struct.pack("<HHHII", 0, 0, 0, 0, offset), name)
        offset += 30 + len(name) + len(packed)
    index = b"".join(directory)
    count = len(directory) // 4
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(index), offset, 0)
    return b"".join((*pieces, index, end))


def _entry(name: str, data: bytes, method: int, packed: bytes) -> Entry:
    encoded = name.encode()
    about = struct.pack(
        "<HHHHIIIHH",
        _UTF8_NAMES,
        method,
        _MIDNIGHT,
        _FIRST_OF_1980,
        zlib.crc32(data),
        len(packed),
        len(data),
        len(encoded),
        0,
    )
    return Entry(encoded, about, packed)
