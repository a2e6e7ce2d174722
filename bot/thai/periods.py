"""Periods, fiscal years and reporting rounds.

Rule 4: a month or day without a year lies in the current fiscal year; a range that then runs backwards is reversed. Rule 5: in
"A - B yyyy" with A later in the year than B, A belongs to the year before; to be confirmed unless both lie in one fiscal
year. Rule 6: "until now" ends today, "from then on" ends
with the fiscal year (to be confirmed), a range without its first day is incomplete, one day is that day twice (to be confirmed).
Rule 7: a year or half-year that is not called fiscal still means the fiscal one, to be confirmed. Rule 2 and 3 hold for fiscal
years as well; a Common Era year is to be confirmed, since it need not be a fiscal year.
"""

import re
from datetime import date
from typing import Final, NamedTuple

from bot.problems import Problem
from bot.thai.calendar import Sketch
from bot.thai.dates import (
    DAY,
    Written,
    agreed,
    day_of,
    fields_of,
    fiscal_end,
    in_fiscal_year,
    month_end,
    near,
    settled,
    shifted,
    written,
    year_of,
)

Span = tuple[date, date]


class _Side(NamedTuple):
    """One side of a range: a written day or month, a bare day, or a settled day."""

    when: Written | None = None
    bare: int | None = None
    fixed: date | None = None
    weekday: int | None = None
    confirm: bool = False


_YEAR = "(?P<L{0}>[PF]*)(?P<E{0}>[BC]?)(?P<y{0}>[nyx])"
_MONTHS = (
    "d*e?o?(?P<m8@>M)(?:[/.,]?" + _YEAR.format("8@") + "|(?P<rel8@>[PF]+[zkt])|z)?",
    "(?P<m9@>n)/(?P<y9@>y)",
    "o(?P<m10@>n)" + _YEAR.format("10@"),
)
_ATOM = (
    "(?:" + "|".join((*DAY, *_MONTHS, "(?P<w11@>[WS])?d*(?P<bare11@>n)", "(?P<fixed12@>R|N|eo[zkt]?|eF[zkt]?)")) + ")"
)
_ONE: Final = re.compile(_ATOM.replace("@", "a"))
_RANGE: Final = re.compile(_ATOM.replace("@", "a") + "(?P<sep>[>-]v?)" + _ATOM.replace("@", "b"))
_BETWEEN: Final = re.compile(_ATOM.replace("@", "a") + "(?P<sep>&)" + _ATOM.replace("@", "b"))

_FY: Final = re.compile("a?(?P<L>[PF]*)(?P<E>[BC]?)(?P<y>[ny])(?:[>-](?P<L2>[PF]*)(?P<E2>[BC]?)(?P<y2>[ny]))?")
_THIS_FY: Final = re.compile("(?P<all>a?)(?P<L>[PF]+)(?P<near>[zktN]?)")
_IN_FY = "(?:[/,]?[PF]*(?P<E>[BC]?)(?P<y>[ny])|(?P<L>[PF]+)(?P<near>[zkt]?))?"
_QUARTER: Final = re.compile(f"q(?P<a>n)(?:(?P<sep>[>&,-])q?(?P<b>n))?{_IN_FY}")
_QUARTERS: Final = re.compile(
    "q(?P<a>n)[/,]?[PF]*(?P<E>[BC]?)(?P<y>[ny])[>-]q(?P<b>n)[/,]?[PF]*(?P<E2>[BC]?)(?P<y2>[ny])"
)
_NAMED_QUARTER: Final = re.compile(f"q(?P<which>[fL]){_IN_FY}|q(?P<now>[zkt])")
_ROUND: Final = re.compile(f"(?P<r>r?)(?P<n>n)o(?P<which>[flL]?){_IN_FY}|r(?P<first>f)")
_HALF: Final = re.compile(f"h(?P<L1>[PF]?)(?P<which>[fl]){_IN_FY}")


def read_period(text: str, today: date, fiscal_year: int) -> tuple[Span, bool]:
    """First and last day."""
    reader = _Period(today, fiscal_year)
    return agreed(text, reader.read)


class _Period:
    """The grammar of periods against one clock."""

    def __init__(self, today: date, fiscal_year: int) -> None:
        self.today, self.fiscal_year = today, fiscal_year

    def read(self, sketch: Sketch) -> tuple[Span, bool]:
        opened = sketch.shape[:1] == "v"
        if opened:
            sketch = sketch._replace(shape=sketch.shape[1:], values=sketch.values[1:])
        shape = sketch.shape
        found = self._range(sketch, opened) if not opened else self._range(sketch, True) or self._onward(sketch)
        if found is None and not opened:
            found = self._onward(sketch) or self._fiscal(sketch) or self._parts(sketch) or self._one(sketch)
        if found is None:
            raise Problem(self._refusal(shape, opened))
        (first, last), confirm = found
        if first > last:
            raise Problem("reversed")
        return (first, last), confirm

    def _refusal(self, shape: str, opened: bool) -> str:
        if shape[:1] in (">", "-", "i", "b") or shape[-1:] in (">", "-", "v") or (opened and _ONE.fullmatch(shape)):
            return "incomplete"
        if shape and shape[0] != "!" and re.search("[&|,M].*[nM]", shape) and "!" not in shape:
            return "range_given"
        return "not_understood"

    def _side(self, match: re.Match[str], side: str, sketch: Sketch) -> _Side:
        fields = fields_of(match, side, sketch)
        if "bare" in fields:
            return _Side(bare=fields["bare"][1], weekday=fields["w"][1] if "w" in fields else None)
        if "fixed" in fields:
            shape = fields["fixed"][0]
            if shape == "N":
                return _Side(fixed=self.today)
            found = near(Sketch(shape, [fields["fixed"][1]], False), self.today, self.fiscal_year)
            assert found is not None
            return _Side(fixed=found[0], confirm=shape != "R" or found[0] != self.today)
        if "d" in fields and "y" not in fields and "s" not in fields and fields["m"][0] == "n" and fields["m"][1] > 12:
            fields = {"m": ("n", fields["d"][1]), "y": ("n", fields["m"][1])}  # 10/67 is a month
            return _Side(written(fields, self.today, self.fiscal_year), confirm=True)
        when = written(fields, self.today, self.fiscal_year)
        return _Side(when, confirm=when.confirm or (fields["m"][0] == "n" and "d" not in fields))

    def _range(self, sketch: Sketch, opened: bool) -> tuple[Span, bool] | None:
        match = _RANGE.fullmatch(sketch.shape)
        if match is None and opened:
            match = _BETWEEN.fullmatch(sketch.shape)
        if match is None:
            return None
        first, last = self._side(match, "a", sketch), self._side(match, "b", sketch)
        confirm = first.confirm or last.confirm or match["sep"] == "&" or "z" in sketch.shape
        if last.fixed is not None:
            if first.fixed is not None or first.bare is not None:
                confirm = True
            begin = first.fixed or self._begin(first)
            return (begin, last.fixed), confirm
        if first.fixed is not None:
            if last.when is None:
                raise Problem("incomplete")
            return (first.fixed, self._end(last.when, last.when.year)), True
        return self._between(first, last, confirm)

    def _begin(self, side: _Side) -> date:
        if side.bare is not None:
            return day_of(self.today.year, self.today.month, side.bare)
        assert side.when is not None
        return settled(side.when, self.fiscal_year)

    def _end(self, when: Written, year: int | None) -> date:
        last = settled(when._replace(year=year), self.fiscal_year)
        return last if when.day is not None else month_end(last.year, last.month)

    def _between(self, first: _Side, last: _Side, confirm: bool) -> tuple[Span, bool]:
        begin, end = first.when, last.when
        if begin is None and end is None:  # 1-15: of this month
            begin = Written(first.bare, self.today.month, self.today.year, weekday=first.weekday)
            end = Written(last.bare, self.today.month, self.today.year, weekday=last.weekday)
            return (settled(begin, self.fiscal_year), settled(end, self.fiscal_year)), True
        if begin is None:
            assert end is not None
            if end.day is None:
                raise Problem("incomplete")
            begin = end._replace(day=first.bare, weekday=first.weekday)
            return (settled(begin, self.fiscal_year), settled(end, self.fiscal_year)), confirm
        if end is None:
            if begin.day is None:
                raise Problem("incomplete")
            end = begin._replace(day=last.bare, weekday=last.weekday)
            return (settled(begin, self.fiscal_year), settled(end, self.fiscal_year)), True
        confirm = confirm or (begin.day is None) != (end.day is None)
        later = (begin.month, begin.day or 1) > (end.month, end.day or 31)
        if begin.year is None and end.year is not None:
            if end.fiscal:
                begin = begin._replace(year=in_fiscal_year(begin.month, end.year + 543 + (end.month >= 10)))
            else:
                begin = begin._replace(year=end.year - later)  # rule 5
                within = begin.month >= 10 > end.month  # of one fiscal year; a plan seldom goes from one into the next
                confirm = confirm or (later and not within)
        elif begin.year is not None and end.year is None:
            following = begin.year + later
            if in_fiscal_year(end.month, self.fiscal_year) != following:
                raise Problem("incomplete")
            end = end._replace(year=following)
            confirm = True
        if begin.day is None and end.day is None and begin.month == end.month and begin.year == end.year:
            confirm = True
        return (settled(begin, self.fiscal_year), self._end(end, end.year)), confirm

    def _onward(self, sketch: Sketch) -> tuple[Span, bool] | None:
        """Rule 6: from then on, to the end of the fiscal year."""
        if sketch.shape[-1:] != "O":
            return None
        match = _ONE.fullmatch(sketch.shape[:-1])
        if match is None:
            return None
        side = self._side(match, "a", sketch)
        begin = side.fixed or self._begin(side)
        own = begin.year + 543 + (begin.month >= 10)
        return (begin, fiscal_end(max(own, self.fiscal_year))), True

    def _one(self, sketch: Sketch) -> tuple[Span, bool] | None:
        """A month, or a day, which is then both first and last (rule 6)."""
        if sketch.shape in ("oz", "ok", "ot"):
            year, month = shifted(self.today, {"z": 0, "k": 1, "t": -1}[sketch.shape[1]])
            return (date(year, month, 1), month_end(year, month)), True
        found = near(sketch, self.today, self.fiscal_year)
        if found is not None:
            return (found[0], found[0]), True
        shape = sketch.shape.replace("(W)", "W").removesuffix("W")
        match = _ONE.fullmatch(shape)
        if match is None or "e" in shape:
            return None
        side = self._side(match, "a", sketch)
        if side.when is None:
            return None
        begin = settled(side.when, self.fiscal_year)
        if side.when.day is not None:
            return (begin, begin), True
        return (begin, month_end(begin.year, begin.month)), side.confirm or "z" in shape

    def _fiscal(self, sketch: Sketch) -> tuple[Span, bool] | None:
        """Whole fiscal years."""
        match = _THIS_FY.fullmatch(sketch.shape)
        if match:
            year = self.fiscal_year + {"k": 1, "t": -1}.get(match["near"], 0)
            plain = "F" not in match["L"] or not (match["all"] or match["near"])
            return _fiscal_span(year, year), plain
        match = _FY.fullmatch(sketch.shape)
        if match is None or (match["y"] == "n" and not match["L"] and not match["E"]):
            return None
        first, confirm = self._year(match, "y", "E", sketch)
        last = first
        if match["y2"]:
            if match["y2"] == "n" and match["y"] != "n":
                raise Problem("ambiguous_year")
            last, more = self._year(match, "y2", "E2", sketch)
            confirm = confirm or more
        if first > last:
            raise Problem("reversed")
        return _fiscal_span(first, last), confirm or "F" not in match["L"]

    def _year(self, match: re.Match[str], year: str, era: str, sketch: Sketch) -> tuple[int, bool]:
        value = sketch.values[match.start(year)]
        return year_of(match[year], value, match[era], self.today) + 543, match[year] == "y" and value < 2400

    def _in_year(self, match: re.Match[str], sketch: Sketch) -> tuple[int, bool]:
        """The fiscal year that follows a quarter, round or half."""
        if match["y"]:
            return self._year(match, "y", "E", sketch)
        return self.fiscal_year + {"k": 1, "t": -1}.get(match["near"] or "", 0), False

    def _parts(self, sketch: Sketch) -> tuple[Span, bool] | None:
        """Quarters, rounds and halves of a fiscal year."""
        shape, values = sketch.shape, sketch.values
        match = _QUARTER.fullmatch(shape)
        if match:
            year, confirm = self._in_year(match, sketch)
            first = values[match.start("a")]
            last = values[match.start("b")] if match["b"] else first
            if match["sep"] in ("&", ","):
                if last != first + 1:
                    raise Problem("range_given")
                confirm = True
            return self._quarters(year, first, year, last), confirm
        match = _QUARTERS.fullmatch(shape)
        if match:
            year, confirm = self._year(match, "y", "E", sketch)
            until, more = self._year(match, "y2", "E2", sketch)
            return self._quarters(year, values[1], until, values[match.start("b")]), confirm or more
        match = _NAMED_QUARTER.fullmatch(shape)
        if match and match["now"]:
            at = (self.today.month + 2) // 3 % 4 + {"z": 0, "k": 1, "t": -1}[match["now"]]
            year = self.today.year + 543 + (self.today.month >= 10) + at // 4
            return self._quarters(year, at % 4 + 1, year, at % 4 + 1), True
        if match:
            year, confirm = self._in_year(match, sketch)
            quarter = 1 if match["which"] == "f" else 4
            return self._quarters(year, quarter, year, quarter), confirm
        return self._rounds(sketch)

    def _quarters(self, year: int, first: int, until: int, last: int) -> Span:
        if not (1 <= first <= 4 and 1 <= last <= 4):
            raise Problem("out_of_range")
        begin, end = (9 + 3 * (first - 1)) % 12 + 1, (9 + 3 * (last - 1) + 2) % 12 + 1
        return date(in_fiscal_year(begin, year), begin, 1), month_end(in_fiscal_year(end, until), end)

    def _rounds(self, sketch: Sketch) -> tuple[Span, bool] | None:
        match = _HALF.fullmatch(sketch.shape)
        if match:
            year, confirm = self._in_year(match, sketch)
            halves = (1, 2) if match["which"] == "f" else (3, 4)
            named = "F" in sketch.shape
            return self._quarters(year, halves[0], year, halves[1]), confirm or not named
        match = _ROUND.fullmatch(sketch.shape)
        if match is None:
            return None
        if match["first"]:
            return self._quarters(self.fiscal_year, 1, self.fiscal_year, 2), True
        year, confirm = self._in_year(match, sketch)
        months, which = sketch.values[match.start("n")], match["which"]
        if months not in (3, 6, 9, 12):
            raise Problem("out_of_range")
        if which in ("l", "L") and months < 12:
            return self._quarters(year, 5 - months // 3, year, 4), confirm or months != 6
        if which and months == 12:
            raise Problem("not_understood")
        sure = months in (6, 12) and (match["r"] or which)
        if not match["r"] and not which and months in (3, 9):
            raise Problem("incomplete")
        return self._quarters(year, 1, year, months // 3), confirm or not sure


def _fiscal_span(first: int, last: int) -> Span:
    return date(first - 544, 10, 1), fiscal_end(last)


_ONE_YEAR: Final = re.compile("a?[PFv]*(?P<E>[BC]?)(?P<y>[nyx])")
_NEAR_YEAR: Final = re.compile("a?[PF]+(?P<near>[zktN])")


def read_fiscal_year(text: str, today: date, fiscal_year: int) -> tuple[int, bool]:
    """The Buddhist Era fiscal year (rules 2, 3 and 7)."""
    return agreed(text, lambda sketch: _one_year(sketch, today, fiscal_year))


def _one_year(sketch: Sketch, today: date, fiscal_year: int) -> tuple[int, bool]:
    shape = sketch.shape
    match = _NEAR_YEAR.fullmatch(shape)
    if match:
        return fiscal_year + {"k": 1, "t": -1}.get(match["near"], 0), False
    match = _ONE_YEAR.fullmatch(shape)
    if match is None or match["y"] == "x":
        raise Problem("range_given" if re.search("[ny].*[ny]", shape) and "!" not in shape else "not_understood")
    value = sketch.values[match.start("y")]
    year = year_of(match["y"], value, match["E"], today) + 543
    return year, (match["y"] == "y" and value < 2400) or "v" in shape


_ROUND_LIST: Final = re.compile(
    r"(?:รายงาน)?(?:ใน)?(?:รอบ)?(?:ที่)? ?[0-9]+ ?(?:เดือน)?(?: ?(?:,|/|และ|กับ|&|\+| ) ?(?:รอบ)?(?:ที่)? ?[0-9]+ ?(?:เดือน)?){0,5}"
)
_EVERY: Final = {
    **dict.fromkeys(
        ("ทุกไตรมาส", "ทุก3เดือน", "ทุกๆ3เดือน", "รายไตรมาส", "ทุกสามเดือน", "ทุกๆสามเดือน", "ทุกๆไตรมาส"), (3, 6, 9, 12)
    ),
    **dict.fromkeys(("ทุก6เดือน", "ทุกหกเดือน", "ทุกๆ6เดือน", "ทุกครึ่งปี"), (6, 12)),
    **dict.fromkeys(("ทุก12เดือน", "ทุกปี"), (12,)),
}
_OFTEN: Final = {
    **dict.fromkeys(("ปีละ4ครั้ง", "ปีละสี่ครั้ง"), (3, 6, 9, 12)),
    **dict.fromkeys(("ปีละ2ครั้ง", "ปีละสองครั้ง", "ทั้งสองรอบ", "ทั้ง2รอบ", "2รอบ", "สองรอบ"), (6, 12)),
    **dict.fromkeys(("ปีละครั้ง", "ปีละ1ครั้ง", "สิ้นปีงบประมาณ"), (12,)),
}
_WORD_MONTHS: Final = {"สิบสอง": "12", "สาม": "3", "หก": "6", "เก้า": "9"}


def read_rounds(text: str) -> tuple[tuple[int, ...], bool]:
    """The months of a fiscal year after which a measure is reported: some of 3, 6, 9 and 12."""
    dense = text.replace(" ", "").rstrip(".")
    if dense in _EVERY:
        return _EVERY[dense], False
    if dense in _OFTEN:
        return _OFTEN[dense], True
    plain = text
    for word, digits in _WORD_MONTHS.items():
        plain = plain.replace(word, digits)
    if not _ROUND_LIST.fullmatch(plain):
        raise Problem("not_understood")
    months = [int(piece) for piece in re.findall(r"[0-9]{1,4}", plain)]
    if any(month not in (3, 6, 9, 12) for month in months):
        raise Problem("out_of_range")
    return tuple(sorted(set(months))), len(set(months)) != len(months) or plain != text
