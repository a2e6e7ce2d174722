"""Text on its way into a document: what XML cannot hold is dropped, lines become line breaks."""

import re
from typing import Final

_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NEWLINE: Final = re.compile("\r\n?|[\u2028\u2029]")


def clean(text: str) -> str:
    """Text without what XML 1.0 forbids (control characters, lone surrogates); every line end is a newline.

    One such character would make Word refuse the whole file (documents.md §7).
    """
    return _NEWLINE.sub("\n", _FORBIDDEN.sub("", text))


def lines(text: str) -> list[str]:
    """The lines of an answer that hold something: each becomes a paragraph through `{%p for line in ... %}`."""
    return [line for line in map(str.strip, clean(text).split("\n")) if line]
