"""Thai: reading what officers type, and writing what documents print.

`read` is deterministic and pure. It gives a value, a value that must be shown back before it is stored, or a `Problem`. A wrong
value taken without asking is the one fault it must not have, so whatever is not known to mean one thing is refused or asked back.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Final, NamedTuple

from bot.problems import Problem
from bot.thai.dates import read_date
from bot.thai.money import read_amount
from bot.thai.periods import read_fiscal_year, read_period, read_rounds
from bot.thai.text import LONGEST, clean, mend_marks, repair, sort_key, strip_polite
from bot.thai.words import read_approval, read_command, read_status, read_yesno
from bot.thai.writers import (
    Digits,
    arabic_digits,
    baht_text,
    document_digits,
    fiscal_year_text,
    money_cell,
    money_text,
    number_cell,
    number_text,
    thai_date_long,
    thai_date_order,
    thai_date_short,
    thai_digits,
    thai_month_year,
    thai_period,
)

__all__ = [
    "KINDS",
    "Digits",
    "Reading",
    "arabic_digits",
    "baht_text",
    "clean",
    "document_digits",
    "fiscal_year_text",
    "money_cell",
    "money_text",
    "number_cell",
    "number_text",
    "read",
    "sort_key",
    "thai_date_long",
    "thai_date_order",
    "thai_date_short",
    "thai_digits",
    "thai_month_year",
    "thai_period",
]


class Reading(NamedTuple):
    """What an answer means, and whether to show it back and ask before storing it."""

    value: Any
    confirm: bool = False


_EXAMPLES: Final = {
    "number": "เช่น 50 หรือ 50 คน",
    "percent": "เช่น 80 หรือ ร้อยละ 80",
    "money": "เช่น 20,000 หรือ 20,000 บาท",
    "date": "เช่น 15 มกราคม {year}",
    "period": "เช่น มกราคม – มีนาคม {year}",
    "fiscal_year": "เช่น {year}",
    "yesno": "เช่น ใช่ หรือ ไม่ใช่",
    "approval": "เช่น อนุมัติ ไม่อนุมัติ หรือ ส่งกลับแก้ไข",
    "status": "เช่น ยังไม่ได้ดำเนินการ อยู่ระหว่างดำเนินการ ดำเนินการแล้วเสร็จ หรือ ไม่สามารถดำเนินการได้",
    "command": "เช่น ยกเลิก ย้อนกลับ ข้าม เมนู หรือ ช่วยเหลือ",
    "rounds": "เช่น 6 และ 12",
}
KINDS: Final = tuple(_EXAMPLES)

_WORDS: Final[dict[str, Callable[[str], tuple[object, bool]]]] = {
    "yesno": read_yesno,
    "approval": read_approval,
    "status": read_status,
    "command": read_command,
}
_DASHES = re.compile(r"[-–. ]*-[-–. ]*")
_NUMERIC: Final = ("money", "number", "percent")
_PLAIN_BRACKET = re.compile(r"^([^()]*)\(([^()]*)\)([^()]*)$")


def read(kind: str, text: str, *, today: date, fiscal_year: int) -> Reading:
    """The meaning of an answer of a kind (one of KINDS), against a clock; raises only Problem, whatever the text.

    `fiscal_year` is the Buddhist Era fiscal year the conversation is about.
    """
    if kind not in _EXAMPLES:
        raise ValueError(f"no kind of answer is called {kind!r}")
    try:
        return _read(kind, text, today, fiscal_year)
    except Problem as problem:
        problem.details.setdefault("example", _EXAMPLES[kind].format(year=fiscal_year))
        raise


def _read(kind: str, text: str, today: date, fiscal_year: int) -> Reading:
    if len(text) > LONGEST:
        blank = not text.strip()
        raise Problem("empty" if blank else "not_a_number" if kind in _NUMERIC else "not_understood")
    fixed = repair(text)
    if not fixed:
        raise Problem("empty")
    if _DASHES.fullmatch(fixed):
        if kind == "money":
            return _money_dash(fixed)
        raise Problem("empty")
    words = _WORDS.get(kind)
    if words is not None:
        return Reading(*words(fixed))
    body = strip_polite(fixed)
    if not body:
        raise Problem("not_a_number" if kind in _NUMERIC else "not_understood")
    mended = mend_marks(body)
    value, confirm = _value(kind, mended, today, fiscal_year)
    return Reading(value, confirm or mended != body)


def _money_dash(text: str) -> Reading:
    """Rule 11: a lone dash is no money, to be confirmed."""
    if set(text) - {"-", " "}:
        raise Problem("not_a_number")
    return Reading(read_amount("0", "money")[0], True)


def _value(kind: str, text: str, today: date, fiscal_year: int) -> tuple[object, bool]:
    if kind in _NUMERIC:
        return read_amount(text, kind)
    if kind == "rounds":
        return read_rounds(text)
    if kind == "fiscal_year":
        return read_fiscal_year(text, today, fiscal_year)
    if "(" in text or ")" in text:
        return _with_bracket(kind, text, today, fiscal_year)
    return _calendar(kind, text, today, fiscal_year)


def _calendar(kind: str, text: str, today: date, fiscal_year: int) -> tuple[object, bool]:
    return read_date(text, today, fiscal_year) if kind == "date" else read_period(text, today, fiscal_year)


def _with_bracket(kind: str, text: str, today: date, fiscal_year: int) -> tuple[object, bool]:
    """What stands in brackets after a date or period says the same again, or it is refused (rule 8)."""
    match = _PLAIN_BRACKET.fullmatch(text)
    if match is None:
        raise Problem("not_understood")
    before, inside, after = (part.strip() for part in match.groups())
    if kind == "date" and not re.search(r"[0-9]", inside):
        try:
            return read_date(f"{before} {inside} {after}", today, fiscal_year)
        except Problem as problem:
            if problem.code == "weekday_mismatch":
                raise
    value, confirm = _calendar(kind, f"{before} {after}".strip(), today, fiscal_year)
    try:
        again, _ = _calendar(kind, inside, today, fiscal_year)
    except Problem:
        if re.search(r"[0-9]", inside):
            raise Problem("not_understood") from None
        return value, True
    if again != value:
        raise Problem("text_mismatch")
    return value, confirm
