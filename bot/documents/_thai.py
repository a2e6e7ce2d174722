"""Stand-in until bot.thai's writers land."""

import re
from datetime import date

MONTHS = [
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
]
_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def document_digits(text: str, digits: str) -> str:
    table = _THAI if digits == "thai" else _ARABIC
    return re.sub(r"\S+", lambda m: m[0] if re.search("[A-Za-z]", m[0]) else m[0].translate(table), text)


def thai_date(value: date, digits: str = "thai") -> str:
    return document_digits(f"{value.day} {MONTHS[value.month - 1]} {value.year + 543}", digits)


def thai_period(start: date, end: date, digits: str = "thai") -> str:
    if start == end:
        return thai_date(start, digits)
    return f"{thai_date(start, digits)} – {thai_date(end, digits)}"
