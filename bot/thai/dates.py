"""One day read from an answer.

Rule 1: / - . and blanks separate. Rule 2: day/month/year; a four-digit year 2400-2600 is Buddhist Era, 1900-2100 Common Era,
all else and all that is more than sixty years away is out of range; a label that disagrees with its year is ambiguous.
Rule 3: a two-digit year is Buddhist Era 25yy when that is at most ten years away. Rule 4: without a year a day or month falls
inside the current fiscal year. Rule 7: a bare day is in the current month; a weekday is the next one after today, with ที่แล้ว the
last one before, with หน้า that of next week; สิ้นเดือน is of this month; all to be confirmed. Parts of a month are incomplete.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, NamedTuple, TypeVar

from bot.problems import Problem
from bot.thai.calendar import Sketch, sketches

Value = TypeVar("Value")


def year_of(kind: str, value: int, label: str, today: date) -> int:
    """The Common Era year of a written year (rules 2 and 3); `kind` is n, y or x, `label` B, C or empty."""
    if kind == "n":
        year = 2500 + value - 543
        if value < 10 or abs(year - today.year) > 10 or label == "C":
            raise Problem("ambiguous_year")
        return year
    if kind == "y" and 2400 <= value <= 2600:
        if label == "C":
            raise Problem("ambiguous_year")
        year = value - 543
    elif kind == "y" and 1900 <= value <= 2100:
        if label == "B":
            raise Problem("ambiguous_year")
        year = value
    else:
        raise Problem("out_of_range")
    if abs(year - today.year) > 60:
        raise Problem("out_of_range")
    return year


def day_of(year: int, month: int, day: int) -> date:
    """The day, if the calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        raise Problem("invalid_date") from None


def in_fiscal_year(month: int, fiscal_year: int) -> int:
    """The Common Era year in which a month of a fiscal year lies (rule 4)."""
    return fiscal_year - 543 - (month >= 10)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def fiscal_end(fiscal_year: int) -> date:
    """30 September of a fiscal year."""
    return date(fiscal_year - 543, 9, 30)


def shifted(today: date, by: int) -> tuple[int, int]:
    """Year and month some months away."""
    at = today.year * 12 + today.month - 1 + by
    return at // 12, at % 12 + 1


def weekday_near(today: date, weekday: int, word: str) -> date:
    """A weekday after today, that of next week (k), or the last one before today (t) (rule 7)."""
    if word == "k":
        return today + timedelta(days=7 - today.weekday() + weekday)
    ahead = (weekday - today.weekday() - 1) % 7 + 1
    return today + timedelta(days=(ahead - 7 or -7) if word == "t" else ahead)


def _year(at: str) -> str:
    return f"(?P<L{at}>[PF]*)(?P<E{at}>[BC]?)(?P<y{at}>[nyx])"


DAY: Final = (
    f"(?P<w1@>[WS])?d*(?P<d1@>n)[/.]?o?(?P<m1@>M)(?:[/.,]?{_year('1@')}|(?P<rel1@>[PF]+[zkt])|z)?",
    "(?P<w2@>W)?(?P<d2@>n)-(?P<m2@>M)-(?P<y2@>[nyx])",
    "(?P<w3@>[WS])?d*(?P<d3@>n)(?P<s3@>[/.-])(?P<m3@>n)(?P=s3@)(?P<E3@>[BC]?)(?P<y3@>[nyx])",
    "(?P<y4@>y)(?P<s4@>[/.-])(?P<m4@>n)(?P=s4@)(?P<d4@>n)",
    f"(?P<w5@>[WS])?d*(?P<d5@>n)o(?P<m5@>n)(?:{_year('5@')})?",
    "(?P<w6@>W)?d*(?P<d6@>n)/(?P<m6@>n)",
    "(?P<w7@>W)?d*(?P<d7@>n)(?P<m7@>n)(?P<y7@>[ny])",
)
"""How a day with its month may be written; @ stands for the side of a range."""

_FIELD = re.compile("([a-zA-Z]+)")


class Written(NamedTuple):
    """A day or month as written: None where nothing was said; `fiscal` when the year was a fiscal year."""

    day: int | None
    month: int
    year: int | None
    fiscal: bool = False
    confirm: bool = False
    weekday: int | None = None


def fields_of(match: re.Match[str], side: str, sketch: Sketch) -> dict[str, tuple[str, int]]:
    """The named parts of a side of a match: letter (or letters) in the shape, and number."""
    found: dict[str, tuple[str, int]] = {}
    for name, piece in match.groupdict().items():
        if piece is not None and name.endswith(side):
            label = _FIELD.match(name)
            if label:
                found[label[1]] = (piece, sketch.values[match.start(name)] if piece else 0)
    return found


def written(fields: dict[str, tuple[str, int]], today: date, fiscal_year: int) -> Written:
    """The day or month behind the parts of a match (rules 2, 3 and 4)."""
    month = fields["m"][1]
    if not 1 <= month <= 12:
        raise Problem("invalid_date")
    day = fields["d"][1] if "d" in fields else None
    if day is not None and not 1 <= day <= 31:
        raise Problem("invalid_date")
    weekday = fields["w"][1] if "w" in fields else None
    if "rel" in fields:
        return Written(day, month, _relative_year(fields["rel"][0], month, today, fiscal_year), False, True, weekday)
    if "y" not in fields:
        return Written(day, month, None, weekday=weekday)
    year = year_of(*fields["y"], fields.get("E", ("", 0))[0], today)
    if "F" in fields.get("L", ("", 0))[0]:
        return Written(day, month, in_fiscal_year(month, year + 543), True, True, weekday)
    return Written(day, month, year, weekday=weekday)


def _relative_year(word: str, month: int, today: date, fiscal_year: int) -> int:
    """A month of this, next or last year, when fiscal and calendar year agree on it."""
    step = {"z": 0, "k": 1, "t": -1}[word[-1]]
    fiscal = in_fiscal_year(month, fiscal_year + step)
    if "F" not in word and fiscal != today.year + step:
        raise Problem("ambiguous_year")
    return fiscal


def settled(when: Written, fiscal_year: int) -> date:
    """The day, in the fiscal year when no year was written (rule 4); its weekday must agree."""
    year = in_fiscal_year(when.month, fiscal_year) if when.year is None else when.year
    found = day_of(year, when.month, when.day or 1)
    if when.weekday is not None and found.weekday() != when.weekday:
        raise Problem("weekday_mismatch")
    return found


_DAY: Final = tuple(re.compile(f"[vi]?{form}(?P<w>[WS])?".replace("@", "")) for form in DAY)
_LOOSE_DAY: Final = re.compile("(?P<w>[WS])?d*(?P<d>n)[.-]?(?P<m>n)")
_ENGLISH_DAY: Final = re.compile("(?P<w>W)?(?P<m>M)(?P<d>n),?(?P<y>y)")
_MONTH_ONLY: Final = re.compile(
    f"d*o?M(?:[/.,-]?{_year('')})?|b.*|[PFB]*[ny]|n/y|d*o[zkt]?|d+|S[zkt]|h.*|F.*|q.*|a.*|eP.*"
)


def read_date(text: str, today: date, fiscal_year: int) -> tuple[date, bool]:
    """One day (rules 1 to 4 and 7)."""
    return agreed(text, lambda sketch: _read_date(sketch, today, fiscal_year))


def agreed(text: str, reader: Callable[[Sketch], tuple[Value, bool]]) -> tuple[Value, bool]:
    """The one value on which all ways of seeing the answer agree (rule 10)."""
    found: dict[Value, bool] = {}
    problem: Problem | None = None
    for sketch in sketches(text):
        try:
            value, confirm = reader(sketch)
        except Problem as caught:
            problem = problem or caught
            continue
        found[value] = confirm or sketch.confirm
    if len(found) == 1:
        return next(iter(found.items()))
    raise problem if problem is not None and not found else Problem("not_understood")


def _read_date(sketch: Sketch, today: date, fiscal_year: int) -> tuple[date, bool]:
    shape = sketch.shape.replace("(W)", "W").replace("(S)", "S")
    if len(shape) != len(sketch.shape):
        values = [value for value, kind in zip(sketch.values, sketch.shape, strict=True) if kind not in "()"]
        sketch = sketch._replace(shape=shape, values=values)
    for form in _DAY:
        match = form.fullmatch(shape)
        if match:
            when = written(fields_of(match, "", sketch), today, fiscal_year)
            return settled(when, fiscal_year), when.confirm or shape[0] in "vi" or "z" in shape or shape == "non"
    match = _LOOSE_DAY.fullmatch(shape) or _ENGLISH_DAY.fullmatch(shape)
    if match:
        return settled(written(fields_of(match, "", sketch), today, fiscal_year), fiscal_year), True
    found = near(sketch, today, fiscal_year)
    if found is not None:
        return found
    if re.search("[>&|]|[nMy]-", shape):
        raise Problem("range_given")
    raise Problem("incomplete" if _MONTH_ONLY.fullmatch(shape) else "not_understood")


_BARE: Final = re.compile("(?P<w>[WS])?d*(?P<d>n)(?:z|(?P<o>o[zkt]))?")
_WEEKDAY: Final = re.compile("W(?P<near>[zkt]?)|S(?P<none>(?!.))")
_END: Final = re.compile(
    f"eo?(?P<m1>M)(?:[/.,]?{_year('1')})?z?|eo(?P<o2>[zkt]?)|eF(?:(?P<E3>[BC]?)(?P<f3>[ny])|(?P<fz3>[zkt]?))"
)
_STEP: Final = {"z": 0, "": 0, "k": 1, "t": -1}


def near(sketch: Sketch, today: date, fiscal_year: int) -> tuple[date, bool] | None:
    """A day told by its distance from today or by an end: พรุ่งนี้, วันที่ 5, ศุกร์หน้า, สิ้นเดือน (rule 7)."""
    shape, values = sketch.shape, sketch.values
    if shape == "R":
        return today + timedelta(days=values[0]), False
    if shape in ("jnw", "ng"):
        return today + timedelta(days=values[1] if shape == "jnw" else -values[0]), True
    if shape == "x" and values[0] >= 1_000_000:
        return _unseparated(f"{values[0]:08d}", today), True
    if shape == "Y":
        return weekday_near(today, values[0], "t"), True
    match = _BARE.fullmatch(shape)
    if match and not (sketch.prose and shape == "n"):  # 15 คน is no day
        if values[match.start("d")] > 31 or values[match.start("d")] < 1:
            raise Problem("invalid_date")
        year, month = shifted(today, _STEP[(match["o"] or "z")[-1]])
        weekday = values[0] if match["w"] else None
        return settled(Written(values[match.start("d")], month, year, weekday=weekday), fiscal_year), True
    match = _WEEKDAY.fullmatch(shape)
    if match:
        return weekday_near(today, values[0], match["near"] or ""), True
    match = _END.fullmatch(shape)
    if match is None:
        return None
    if match["m1"]:
        when = written(fields_of(match, "1", sketch), today, fiscal_year)
        first = settled(when, fiscal_year)
        return month_end(first.year, first.month), when.confirm or "z" in shape
    if match["f3"]:
        year = year_of(match["f3"], values[match.start("f3")], match["E3"], today)
        common = match["f3"] == "y" and values[match.start("f3")] < 2400
        return fiscal_end(year + 543), common
    if match["fz3"] is not None:
        return fiscal_end(fiscal_year + _STEP[match["fz3"]]), True
    return month_end(*shifted(today, _STEP[match["o2"]])), True


def _unseparated(digits: str, today: date) -> date:
    """15012568 or 25680115, when only one of them is a day."""
    found = set()
    for day, month, year in ((digits[:2], digits[2:4], digits[4:]), (digits[6:], digits[4:6], digits[:4])):
        try:
            found.add(day_of(year_of("y", int(year), "", today), int(month), int(day)))
        except Problem:
            continue
    if len(found) != 1:
        raise Problem("invalid_date")
    return found.pop()
