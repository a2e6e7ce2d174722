"""Pictures drawn with words: the rich menus, and the QR code of an invitation, to print. Thai vowels and tones stand where they
belong only when the text is shaped (raqm, HarfBuzz), so nothing is drawn without it."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Final, Literal

import segno
from PIL import Image, ImageDraw, ImageFont, features

WIDTH: Final = 2500
HEIGHT: Final = 1686
COLUMNS: Final = 3
PAPER, INK, GREEN, LINE, SOFT = "#FFFFFF", "#14322A", "#0B7A53", "#DCE5E1", "#E3F2EB"
ICON: Final = 300
"""Pixels of an icon's disc."""

Weight = Literal["Medium", "Bold"]
Shape = Callable[[ImageDraw.ImageDraw, Callable[..., list[tuple[float, float]]]], None]


class NoShaping(Exception):  # noqa: N818 - what the machine lacks
    """Pillow cannot shape Thai on this machine."""

    def __init__(self) -> None:
        super().__init__("Thai cannot be drawn right here: Pillow lacks raqm (on Debian: apt install libfribidi0)")


@lru_cache
def font(weight: Weight, size: int) -> ImageFont.FreeTypeFont:
    """Sarabun, the letters of Thai offices."""
    if not features.check("raqm"):
        raise NoShaping
    with (files("fontpkg_sarabun") / "files" / f"Sarabun-{weight}.ttf").open("rb") as file:
        return ImageFont.truetype(BytesIO(file.read()), size, layout_engine=ImageFont.Layout.RAQM)


def fitting(words: str, weight: Weight, size: int, width: float) -> ImageFont.FreeTypeFont:
    """The largest letters, at most `size`, in which the words are no wider than that."""
    while size > 20 and font(weight, size).getlength(words) > width:
        size -= 2
    return font(weight, size)


# --- rich menus -------------------------------------------------------------------------------------------------------
def rich_menu(areas: Sequence[tuple[str, str]]) -> bytes:
    """The picture of a menu: an icon and a label for each area, three beside each other."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    for place, (icon, label) in enumerate(areas):
        left, top, wide, high = box(place)
        pen.rectangle((left, top, left + wide, top + high), outline=LINE, width=4)
        middle = left + wide / 2
        disc = _icon(icon)
        picture.paste(disc, (round(middle - ICON / 2), top + 170), disc)
        pen.text((middle, top + 625), label, INK, fitting(label, "Bold", 92, wide - 90), anchor="mm", language="th")
    return _png(picture.quantize(64))


def box(place: int) -> tuple[int, int, int, int]:
    """Where an area lies: left, top, width, height; together they fill the picture."""
    row, column = divmod(place, COLUMNS)
    left, right = (round(WIDTH * edge / COLUMNS) for edge in (column, column + 1))
    high = HEIGHT // 2
    return left, row * high, right - left, high


def _icon(name: str) -> Image.Image:
    """An icon on its disc, drawn four times as large and made smaller, so that its edges are smooth."""
    big = ICON * 4
    picture = Image.new("RGBA", (big, big), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((0, 0, big - 1, big - 1), SOFT)

    def at(*units: float) -> list[tuple[float, float]]:
        """Points of the icon's square of 24 units."""
        spread = [big * (0.24 + 0.52 * unit / 24) for unit in units]
        return list(zip(spread[::2], spread[1::2], strict=True))

    ICONS[name](pen, at)
    return picture.resize((ICON, ICON), Image.Resampling.LANCZOS)


STROKE: Final = 52


def _path(*units: float) -> Shape:
    """A bent line."""
    return lambda pen, at: pen.line(at(*units), GREEN, STROKE, joint="curve")


def _dot(x: float, y: float, radius: float) -> Shape:
    return lambda pen, at: pen.ellipse(at(x - radius, y - radius, x + radius, y + radius), GREEN)


def _ring(x: float, y: float, radius: float) -> Shape:
    return lambda pen, at: pen.ellipse(at(x - radius, y - radius, x + radius, y + radius), outline=GREEN, width=STROKE)


def _arc(left: float, top: float, right: float, bottom: float) -> Shape:
    return lambda pen, at: pen.arc(at(left, top, right, bottom), 180, 360, GREEN, STROKE)


def _frame(left: float, top: float, right: float, bottom: float) -> Shape:
    return lambda pen, at: pen.rounded_rectangle(at(left, top, right, bottom), 60, outline=GREEN, width=STROKE)


def _all(*shapes: Shape) -> Shape:
    def draw(pen: ImageDraw.ImageDraw, at: Callable[..., list[tuple[float, float]]]) -> None:
        for shape in shapes:
            shape(pen, at)

    return draw


ICONS: Final = {
    "pencil": _all(_path(4, 20, 5, 15, 17, 3, 21, 7, 9, 19, 4, 20), _path(14, 6, 18, 10)),
    "checks": _all(*(shape for y in (5, 12, 19) for shape in (_path(2, y, 4, y + 2, 8, y - 3), _path(12, y, 22, y)))),
    "clock": _all(_ring(12, 12, 11), _path(12, 5, 12, 12, 17, 15)),
    "page": _all(_frame(4, 1, 20, 23), _path(8, 8, 16, 8), _path(8, 12.5, 16, 12.5), _path(8, 17, 13, 17)),
    "stamp": _all(_ring(12, 12, 11), _path(6.5, 12.5, 10.5, 16.5, 17.5, 8.5)),
    "list": _all(*(shape for y in (4, 12, 20) for shape in (_dot(3, y, 2), _path(8, y, 23, y)))),
    "people": _all(_ring(8, 7, 4.5), _arc(0, 14, 16, 32), _ring(18, 8.5, 3.5), _arc(13, 15, 24, 30)),
    "grid": _all(*(_frame(x, y, x + 9, y + 9) for x in (1, 14) for y in (1, 14))),
}


# --- QR codes ---------------------------------------------------------------------------------------------------------
def join_code(link: str, lines: Sequence[str]) -> bytes:
    """A page to print: the QR code of a link that joins, and below it what it is for."""
    made = segno.make_qr(link, error="m")
    scale = max(1, 900 // made.symbol_size(border=4)[0])
    code = BytesIO()
    made.save(code, kind="png", scale=scale, border=4)
    square = Image.open(code).convert("L")
    picture = Image.new("L", (1240, 340 + square.height + 110 * len(lines)), "white")
    pen = ImageDraw.Draw(picture)
    middle = picture.width // 2
    pen.text((middle, 130), "สุจริต", "black", font("Bold", 130), anchor="mm", language="th")
    picture.paste(square, (middle - square.width // 2, 240))
    for place, line in enumerate(lines):
        where = (middle, 290 + square.height + 110 * place)
        pen.text(where, line, "black", fitting(line, "Medium", 64, picture.width - 120), anchor="mm", language="th")
    return _png(picture)


def _png(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
