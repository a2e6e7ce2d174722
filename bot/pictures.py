"""Pictures drawn with words: the rich menus, the QR code of an invitation to print, and how far a plan has come. Thai vowels and tones stand where they
belong only when the text is shaped (raqm, HarfBuzz), so nothing is drawn without it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any, Final, Literal

import segno
from PIL import Image, ImageDraw, ImageFont, features

from bot.domain.progress import SILENT
from bot.thai import money_text, thai_date_short

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
    return png(picture.quantize(64))


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
    return png(picture)


# --- how far a plan has come ------------------------------------------------------------------------------------------
CARD: Final = 760
BARS: Final = ("#BFBFBF", "#F2B200", "#5E9E3C", "#C00000")
"""Not started, in progress, done, cannot be done; as the reports colour them."""


def progress_card(shown: Mapping[str, Any]) -> bytes:
    """A plan's year at a glance: items by state, money used, what is missing (`storage.progress.card` says what is shown)."""
    named = [f"• {title}" for title in shown["named"]]
    if (rest := shown["silent"] - len(named)) > 0:
        named.append(f"และอีก {rest} รายการ")
    picture = Image.new("RGB", (CARD, 540 + 40 * len(named)), PAPER)
    pen = ImageDraw.Draw(picture)
    left, right = 40, CARD - 40

    def write(y: int, words: str, size: int, weight: Weight = "Medium", x: int = left, ink: str = INK) -> None:
        fitted, letters = cut(words, weight, size, right - x)
        pen.text((x, y), fitted, ink, letters, anchor="lm", language="th")

    def bar(y: int, label: str, told: str, share: float, colour: str) -> None:
        write(y, label, 25)
        pen.rounded_rectangle((310, y - 12, 540, y + 12), 6, SOFT)
        if share > 0:
            pen.rounded_rectangle((310, y - 12, 310 + max(8, round(230 * min(share, 1))), y + 12), 6, colour)
        write(y, told, 25, x=560)

    day = thai_date_short(date.fromisoformat(shown["day"]), digits="arabic")
    pen.rectangle((0, 0, CARD, 108), GREEN)
    title = f"ความก้าวหน้าของแผน ปีงบประมาณ {shown['year']}"
    write(38, title, 36, "Bold", ink=PAPER)
    sample = " (ตัวอย่าง)" if shown["sample"] and "ตัวอย่าง" not in shown["agency"] else ""
    write(82, f"{shown['agency']}{sample} ณ {day}", 24, ink=PAPER)
    for place, ((label, count), colour) in enumerate(zip(shown["states"], BARS, strict=True)):
        bar(150 + 48 * place, label, f"{count} จาก {shown['items']} รายการ", count / (shown["items"] or 1), colour)
    used, planned = (Decimal(shown[name]) for name in ("used", "planned"))
    bar(360, "งบประมาณที่ใช้", f"ร้อยละ {shown['percent']}", float(used / planned) if planned else 0.0, GREEN)
    write(404, f"{money_text(used, 'arabic')} จาก {money_text(planned, 'arabic')}", 24, x=310)
    write(450, f"คะแนนความสำเร็จตามเกณฑ์ ป.ป.ช. ร้อยละ {shown['score']}", 25)
    missing = f"{SILENT} {shown['silent']} รายการ" if shown["silent"] else "บันทึกผลแล้วทุกรายการที่ถึงกำหนด"
    write(498, missing, 27, "Bold")
    for place, line in enumerate(named):
        write(540 + 40 * place, line, 24)
    out = BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()


def cut(words: str, weight: Weight, size: int, width: float) -> tuple[str, ImageFont.FreeTypeFont]:
    """Words that are too wide even in small letters lose their end."""
    letters = font(weight, size)
    if len(words) * size < width or (long := letters.getlength(words)) <= width:  # no letter is wider than it is high
        return words, letters
    letters = font(weight, size - 5)
    if (long := long * (size - 5) / size) <= width:
        return words, letters
    while long > width:
        words = words[: round(len(words) * width / long) - 2].rstrip()
        long = letters.getlength(f"{words}…")
    return f"{words}…", letters


def png(picture: Image.Image) -> bytes:
    """A picture as a file."""
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
