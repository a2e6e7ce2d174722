"""A photo as an officer's phone sends it → a small upright JPEG that tells nothing but what it shows.

Evidence stays for ten years and some of it is published, so whatever a camera writes beside the picture (place, device,
owner) is dropped; only the time it was taken is handed back, for the record (domain notes, Law).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.problems import Problem

if TYPE_CHECKING:
    from PIL.Image import Image

LONG_SIDE: Final = 1600
QUALITY: Final = 85
MAX_MEGAPIXELS: Final = 50

_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
_HEIF: Final = re.compile(rb"....ftyp(heic|heix|heim|heis|hevc|hevx|mif1|msf1)", re.DOTALL)
_ORIENTATION, _EXIF, _TAKEN, _OFFSET = 0x0112, 0x8769, 0x9003, 0x9011
_LOCAL: Final = ZoneInfo("Asia/Bangkok")  # a camera's clock that names no zone is one in Thailand


@dataclass(frozen=True)
class ReadyPhoto:
    """What is kept and printed."""

    jpeg: bytes
    width: int
    height: int
    taken_at: datetime | None


def ready_photo(data: bytes) -> ReadyPhoto:
    """The photo turned upright, at most 1600 px long, on white, without metadata; a Problem when it is no picture."""
    try:
        picture = _open(data)
        if picture.width * picture.height > MAX_MEGAPIXELS * 1_000_000:
            raise Problem("picture_too_large", limit=MAX_MEGAPIXELS)
        orientation, taken_at = _told_by_camera(picture)
        picture.draft("RGB", (LONG_SIDE, LONG_SIDE))  # a JPEG is decoded at the size needed, not at its own
        picture = _plain_colours(picture)
        picture.thumbnail((LONG_SIDE, LONG_SIDE))
        upright = _turned(picture, orientation)
        upright.info = {}  # Pillow would write the comment and the colour profile of the original
        jpeg = BytesIO()
        upright.save(jpeg, "JPEG", quality=QUALITY)
    except Problem:
        raise
    except Exception as error:  # decoders raise anything at all over bytes that are no picture
        if type(error).__name__.startswith("DecompressionBomb"):
            raise Problem("picture_too_large", limit=MAX_MEGAPIXELS) from error
        raise Problem("not_a_picture") from error
    return ReadyPhoto(jpeg.getvalue(), upright.width, upright.height, taken_at)


def _open(data: bytes) -> "Image":
    """The header only; nothing is decoded yet. The libraries are loaded when the first photo comes."""
    from PIL import Image, ImageFile

    ImageFile.LOAD_TRUNCATED_IMAGES = True
    if _HEIF.match(data):
        from pillow_heif import HeifImageFile

        heif: Image.Image = HeifImageFile(BytesIO(data))  # type: ignore[no-untyped-call]
        return heif
    return Image.open(BytesIO(data), formats=_FORMATS)


def _told_by_camera(picture: "Image") -> tuple[int, datetime | None]:
    """How the camera was held, and when; a broken record tells nothing."""
    try:
        exif = picture.getexif()
        return int(exif.get(_ORIENTATION, 1)), _moment(exif.get_ifd(_EXIF))
    except Exception:  # whatever wrote the record may have written anything
        return 1, None


def _moment(details: Mapping[int, object]) -> datetime | None:
    taken = str(details.get(_TAKEN, "")).strip("\0 ")
    try:
        return datetime.strptime(f"{taken} {details.get(_OFFSET)}", "%Y:%m:%d %H:%M:%S %z")
    except ValueError:
        pass
    try:
        return datetime.strptime(taken, "%Y:%m:%d %H:%M:%S").replace(tzinfo=_LOCAL)
    except ValueError:
        return None


def _plain_colours(picture: "Image") -> "Image":
    """RGB or grey on white: what can be scaled and written as JPEG. No copy is made that is not needed."""
    from PIL import Image

    if picture.mode.startswith("I"):  # 16 bits of grey: conversion would cut off the light, not scale it
        return picture.point(lambda value: value / 256).convert("L")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture if picture.mode == "RGBA" else picture.convert("RGBA")
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        return paper
    return picture if picture.mode in ("RGB", "L") else picture.convert("RGB")


def _turned(picture: "Image", orientation: int) -> "Image":
    from PIL.Image import Transpose

    turn = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }.get(orientation)
    return picture if turn is None else picture.transpose(turn)
