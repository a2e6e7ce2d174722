"""Kinds of values in an agency file: each reads what a person would write, and is written in one way only.

Numbers may have Thai digits, amounts and days may stand as people write them ("20,000 บาท", "1 ต.ค. 2569"), as long as they mean
one thing; fixed words are the Thai ones, or their codes.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from bot.agencyfile.tree import plain
from bot.domain.agency import CHAINS, KINDS, Role
from bot.domain.fiscal import BANGKOK
from bot.domain.measures import CLASSICAL
from bot.domain.plan import ItemKind, Reason, State
from bot.problems import Problem
from bot.thai import arabic_digits, clean, read, thai_date_long, thai_period

_TODAY: Final = date(2030, 1, 1)
"""What is read against no clock: a file means the same on every day. Years are written out, and may be 60 away from this."""
_FIGURE: Final = {"money": re.compile(r"[0-9]+(\.[0-9]{1,2})?"), "number": re.compile(r"[0-9]+(\.[0-9]{1,6})?")}
_MOST: Final = Decimal(10**13)
_YEAR_BE: Final = 2573


def asked(problem: Problem) -> PydanticCustomError:
    """A problem as pydantic collects them."""
    return PydanticCustomError("problem", "{sentence}", {"sentence": problem.sentence})


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise asked(Problem("file_text"))
    return value


def one_line(text: str) -> str:
    """Cleaned, with single spaces."""
    return " ".join(clean(text).split())


def _understood(kind: str, value: object) -> Any:
    """What bot.thai reads, unless it would have to ask."""
    text = arabic_digits(_text(value))
    try:
        reading = read(kind, text, today=_TODAY, fiscal_year=_YEAR_BE)
    except Problem as problem:
        raise asked(problem) from None
    one_day = kind == "period" and reading.value[0] == reading.value[1]
    if reading.confirm and not one_day:
        raise asked(Problem("file_doubtful", value=value))
    return reading.value


def _dated(kind: str, value: object) -> Any:
    if isinstance(value, date | tuple):
        return value
    text = arabic_digits(_text(value))
    if not any(len(part) == 4 for part in "".join(c if c.isdigit() else " " for c in text).split()):
        raise asked(Problem("file_year_wanted", value=text))
    return _understood(kind, value)


def _number(kind: str, value: object) -> Decimal:
    """An amount or a number, always written with the same digits."""
    text = str(value) if isinstance(value, Decimal) else arabic_digits(_text(value)).strip()
    number = Decimal(text) if _FIGURE[kind].fullmatch(text) else _understood(kind, value)
    if number >= _MOST:
        raise asked(Problem("file_value"))
    return Decimal(plain(number))


def _whole(value: object) -> int:
    if type(value) is int:
        return value
    text = arabic_digits(_text(value)).strip()
    if not text.isdecimal() or len(text) > 9:
        raise asked(Problem("file_whole", value=text))
    return int(text)


def _yes(value: object) -> bool:
    if isinstance(value, bool):
        return value
    match _text(value).strip().lower():
        case "true" | "yes" | "ใช่":
            return True
        case "false" | "no" | "ไม่ใช่":
            return False
        case other:
            raise asked(Problem("file_word", value=other, known="ใช่ ไม่ใช่"))


def _day_text(day: date) -> str:
    return thai_date_long(day, "arabic")


def _moment(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    day, _, clock = _text(value).strip().rpartition(" ")
    try:
        at = time.fromisoformat(clock)
    except ValueError:
        raise asked(Problem("file_moment", value=value)) from None
    if at.tzinfo is not None:
        raise asked(Problem("file_moment", value=value))
    return datetime.combine(_dated("date", day), at, BANGKOK)


def _moment_text(at: datetime) -> str:
    local = at.astimezone(BANGKOK)
    return f"{_day_text(local.date())} {local.time().isoformat()}"


def words(known: Mapping[str, str]) -> Any:
    """A code that is written as a Thai word; either is read."""
    codes = {**{label: code for code, label in known.items()}, **{code: code for code in known}}

    def word(value: object) -> str:
        text = " ".join(_text(value).split())
        if text not in codes:
            raise asked(Problem("file_word", value=text, known=", ".join(known.values())))
        return codes[text]

    schema = {"type": "string", "enum": list(dict.fromkeys([*known.values(), *known]))}
    return Annotated[str, BeforeValidator(word), PlainSerializer(known.__getitem__), WithJsonSchema(schema)]


_ANY_NUMBER: Final[dict[str, Any]] = {"type": ["number", "string"]}

Text = Annotated[str, BeforeValidator(_text), AfterValidator(clean), WithJsonSchema({"type": "string"})]
Said = AfterValidator(lambda text: text or _empty())
Code = Annotated[str, BeforeValidator(_text), AfterValidator(one_line), WithJsonSchema(_ANY_NUMBER)]
"""What looks like a number and is none: "1.1.2", "123/2569"."""
Name = Annotated[Text, AfterValidator(one_line), Said]
"""One line that says something."""
Money = Annotated[
    Decimal, BeforeValidator(partial(_number, "money")), PlainSerializer(lambda baht: baht), WithJsonSchema(_ANY_NUMBER)
]
"""Baht."""
Number = Annotated[
    Decimal,
    BeforeValidator(partial(_number, "number")),
    PlainSerializer(lambda number: number),
    WithJsonSchema(_ANY_NUMBER),
]
Whole = Annotated[int, BeforeValidator(_whole), WithJsonSchema({"type": ["integer", "string"]})]
Year = Annotated[Whole, AfterValidator(lambda year: year if 2500 <= year <= 2700 else _no_year(year))]
"""A fiscal year of the Buddhist Era."""
Yes = Annotated[bool, BeforeValidator(_yes), WithJsonSchema({"type": ["boolean", "string"]})]
Day = Annotated[
    date,
    BeforeValidator(partial(_dated, "date")),
    PlainSerializer(_day_text),
    WithJsonSchema({"type": "string", "examples": ["1 ตุลาคม 2569", "1/10/2569"]}),
]
Period = Annotated[
    tuple[date, date],
    BeforeValidator(partial(_dated, "period")),
    PlainSerializer(lambda period: thai_period(*period, digits="arabic")),
    WithJsonSchema({"type": "string", "examples": ["มกราคม – มีนาคม 2570", "1 ตุลาคม 2569 – 30 กันยายน 2570"]}),
]
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    PlainSerializer(_moment_text),
    WithJsonSchema({"type": "string", "examples": ["20 พฤศจิกายน 2569 09:15:00"]}),
]


def _empty() -> str:
    raise asked(Problem("file_empty"))


def no_value() -> int:
    """For a number that the field cannot hold."""
    raise asked(Problem("file_value"))


def _ita_item(value: object) -> str:
    text = _text(value).strip()
    if not re.fullmatch(r"O[1-9][0-9]?", text):
        raise asked(Problem("file_ita_item", value=text))
    return text


def _no_year(year: int) -> int:
    raise asked(Problem("file_no_year", value=year))


ItaItem = Annotated[str, BeforeValidator(_ita_item), WithJsonSchema({"type": "string", "pattern": "^O[1-9][0-9]?$"})]
AgencyKind = words({code: kind.prefix for code, kind in KINDS.items()})
Digits = words({"thai": "ไทย", "arabic": "อารบิก"})
Duty = words({role.value: role.label for role in Role if role is not Role.OPERATOR})
Head = words({role.value: role.label for role in (Role.CLERK, Role.MAYOR)})
Approvers = words(CHAINS)
Level = words({role.value: role.label for role in (Role.DIVISION_HEAD, Role.CLERK, Role.MAYOR)})
Kind = words({kind.value: kind.label for kind in ItemKind})
Progress = words({state.value: state.label for state in State})
PAPERS: Final = {
    "five_year_plan": "แผนปฏิบัติการป้องกันการทุจริต",
    "plan_flat": "แผนประจำปี",
    "plan_targets": "แผนประจำปีพร้อมเป้าหมาย",
    "order": "คำสั่ง",
    "announcement": "ประกาศ",
    "follow_up": "รายงานการกำกับติดตาม",
    "yearly_report": "รายงานผลประจำปี",
    "measure_report": "รายงานผลตามมาตรการ",
    "single_measure_report": "รายงานผลตามมาตรการรายเรื่อง",
}
"""Kinds of documents that a memo submits."""
Paper = words(PAPERS)
Classical = words(CLASSICAL)
Why = words({reason.value: reason.label for reason in Reason})
