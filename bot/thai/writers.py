"""Writing amounts, dates and periods as Thai government documents print them, and as the chat shows them.

Every writer takes `digits`: "thai" (documents, the default) or "arabic" (chat). What a full-form writer writes, `read` reads back
as the same value without asking.
"""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from bot.thai.calendar import MONTHS, SHORT_MONTHS
from bot.thai.dates import month_end

Digits = Literal["thai", "arabic"]

_PAIRS: Final = tuple(zip("0123456789", "๐๑๒๓๔๕๖๗๘๙", strict=True))  # ten times replaced is much faster than a table
_THAI_DIGIT: Final = re.compile("[๐-๙]")
_WORDS: Final = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES: Final = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
_KEPT: Final = re.compile(
    r"(?:https?://|www\.)[^\s\u0e00-\u0e4f]+"
    r"|[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+"
    r"|[0-9๐-๙A-Za-z]*[A-Za-z][0-9๐-๙A-Za-z]*(?:[._:/@%?&=#~+-]+[0-9๐-๙A-Za-z]+)*"
    r"|[0-9๐-๙]+(?:[._:/@#~+-]+[0-9๐-๙A-Za-z]+)*[._:/@#~+-]*[A-Za-z][0-9๐-๙A-Za-z]*"
)

_LATIN: Final = re.compile("[A-Za-z@]")  # what every address and code has


def thai_digits(text: str) -> str:
    """All Arabic digits of a text as Thai ones."""
    for arabic, thai in _PAIRS:
        text = text.replace(arabic, thai)
    return text


def arabic_digits(text: str) -> str:
    """All Thai digits of a text as Arabic ones."""
    if _THAI_DIGIT.search(text):
        for arabic, thai in _PAIRS:
            text = text.replace(thai, arabic)
    return text


def document_digits(text: str, digits: Digits = "thai") -> str:
    """A free text in one kind of digits; addresses (web, mail) and codes with Latin letters, such as O43, stay as they are."""
    turn = thai_digits if digits == "thai" else arabic_digits
    if not _LATIN.search(text):
        return turn(text)
    out: list[str] = []
    at = 0
    for match in _KEPT.finditer(text):
        out += (turn(text[at : match.start()]), match[0])
        at = match.end()
    out.append(turn(text[at:]))
    return "".join(out)


def _in(text: str, digits: Digits) -> str:
    return thai_digits(text) if digits == "thai" else text


def _amount(value: Decimal | int | str) -> Decimal:
    amount = Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if amount < 0:
        raise ValueError("amounts are never negative")
    return amount


def _spelled(number: int) -> str:
    """A whole number above zero in words."""
    if number >= 1_000_000:
        millions, rest = divmod(number, 1_000_000)
        return _spelled(millions) + "ล้าน" + (("เอ็ด" if rest == 1 else _spelled(rest)) if rest else "")
    words = []
    text = str(number)
    for at, digit in enumerate(map(int, text)):
        place = len(text) - at - 1
        if not digit:
            continue
        if place == 1 and digit <= 2:
            words.append(("", "", "ยี่")[digit])
        elif place == 0 and digit == 1 and len(text) > 1:
            words.append("เอ็ด")
        else:
            words.append(_WORDS[digit])
        words.append(_PLACES[place])
    return "".join(words)


def number_text(number: int) -> str:
    """A whole number in words: ยี่สิบเอ็ด."""
    return _spelled(number) if number else "ศูนย์"


def baht_text(value: Decimal | int | str) -> str:
    """An amount in words: หนึ่งหมื่นสามพันบาทถ้วน."""
    amount = _amount(value)
    baht, satang = int(amount), int(amount * 100) % 100
    if not satang:
        return f"{number_text(baht)}บาทถ้วน"
    return (f"{_spelled(baht)}บาท" if baht else "") + f"{_spelled(satang)}สตางค์"


def money_cell(value: Decimal | int | str, digits: Digits = "thai") -> str:
    """An amount for a table cell: ๒๐,๐๐๐ or ๕,๐๐๐.๕๐."""
    amount = _amount(value)
    return _in(f"{amount:,.0f}" if amount == int(amount) else f"{amount:,.2f}", digits)


def money_text(value: Decimal | int | str, digits: Digits = "thai") -> str:
    """An amount in a sentence: ๒๐,๐๐๐ บาท."""
    return f"{money_cell(value, digits)} บาท"


def number_cell(value: Decimal | int | str, digits: Digits = "thai") -> str:
    """A count or score with no needless decimals: ๑,๒๕๐ or ๘๘.๓๗."""
    text = f"{Decimal(value):,f}"
    return _in(text.rstrip("0").rstrip(".") if "." in text else text, digits)


def thai_date_long(day: date, digits: Digits = "thai") -> str:
    """๒๔ กันยายน ๒๕๖๕."""
    return f"{_in(str(day.day), digits)} {thai_month_year(day, digits)}"


def thai_date_order(day: date, digits: Digits = "thai") -> str:
    """As orders and announcements are dated: ๒๔ เดือน กันยายน พ.ศ. ๒๕๖๕."""
    return _in(f"{day.day} เดือน {MONTHS[day.month - 1]} พ.ศ. {day.year + 543}", digits)


def thai_month_year(day: date, digits: Digits = "thai") -> str:
    """กันยายน ๒๕๖๕."""
    return _in(f"{MONTHS[day.month - 1]} {day.year + 543}", digits)


def thai_date_short(day: date, digits: Digits = "thai") -> str:
    """๑๕ ม.ค. ๖๘."""
    return _in(f"{day.day} {SHORT_MONTHS[day.month - 1]} {(day.year + 543) % 100:02d}", digits)


def thai_period(start: date, end: date, *, digits: Digits = "thai") -> str:
    """A period in its shortest full form: fiscal years, months, or days."""
    if end < start:
        raise ValueError("a period ends before it begins")
    whole = start.day == 1 and end == month_end(end.year, end.month)
    if whole and start.month == 10 and end.month == 9:
        first, last = start.year + 544, end.year + 543
        text = f"ปีงบประมาณ พ.ศ. {first}" + (f" – {last}" if last > first else "")
    elif whole and (start.year, start.month) == (end.year, end.month):
        text = thai_month_year(start, "arabic")
    elif whole:
        begin = MONTHS[start.month - 1] if start.year == end.year else thai_month_year(start, "arabic")
        text = f"{begin} – {thai_month_year(end, 'arabic')}"
    elif start == end:
        text = thai_date_long(start, "arabic")
    else:
        begin = thai_date_long(start, "arabic")
        if start.year == end.year:
            begin = f"{start.day} {MONTHS[start.month - 1]}" if start.month != end.month else str(start.day)
        text = f"{begin} – {thai_date_long(end, 'arabic')}"
    return _in(text, digits)


def fiscal_year_text(fiscal_year: int, digits: Digits = "thai") -> str:
    """ปีงบประมาณ พ.ศ. ๒๕๖๘."""
    return _in(f"ปีงบประมาณ พ.ศ. {fiscal_year}", digits)
