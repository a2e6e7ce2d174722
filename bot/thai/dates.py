"""Dates: the words of the calendar, and one day read from an answer.

Rule 1: / - . and blanks separate. Rule 2: day/month/year; a four-digit year 2400-2600 is Buddhist Era, 1900-2100 Common Era,
all else and all that is more than sixty years away is out of range; a label that disagrees with its year is ambiguous.
Rule 3: a two-digit year is Buddhist Era 25yy when that is at most ten years away. Rule 4: without a year a day or month falls
inside the current fiscal year. Rule 7: a bare day is in the current month; a weekday is the next one after today, with ที่แล้ว the
last one before, with หน้า that of next week; สิ้นเดือน is of this month; all to be confirmed. Parts of a month are incomplete.

An answer is cut into tokens, and each token has one letter, so that an answer has a shape such as "nMy" (15 มกราคม 2568). The
grammar is a regular expression over shapes: what has no known shape is refused.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, NamedTuple, TypeVar

from bot.problems import Problem
from bot.thai.lexicon import DIGITS, SCALES
from bot.thai.numbers import chain, tokens_of
from bot.thai.text import MARK, THAI_WORD, one_away, words_pattern

Value = TypeVar("Value")

MONTHS: Final = ("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน") + (
    *("กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"),
)
SHORT_MONTHS: Final = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
_SPOKEN = ("มกรา", "กุมภา", "มีนา", "เมษา", "พฤษภา", "มิถุนา", "กรกฎา", "สิงหา", "กันยา", "ตุลา", "พฤศจิกา", "ธันวา")
_ENGLISH = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")

_KINDS: Final = {
    "d": "วันที่ ที่ ณ",
    "o": "เดือน",
    "P": "ปี ประจำปี",
    "F": "ปีงบประมาณ ปีงบ ปีงบฯ ประจำปีงบประมาณ งบประมาณปี งบปี งบประมาณ งบ fy",
    "B": "พ.ศ. พ.ศ พศ. พศ พุทธศักราช be b.e.",
    "C": "ค.ศ. ค.ศ คศ. คศ คริสต์ศักราช ad a.d. ce",
    "z": "นี้ ปัจจุบันนี้ เดียวกัน",
    "k": "หน้า ถัดไป ต่อไป",
    "t": "ที่แล้ว ก่อน ที่ผ่านมา กลาย",
    "e": "สิ้น วันสิ้น วันสุดท้ายของ สุดท้ายของ",
    "b": "ต้น กลาง ปลาย",
    ">": "ถึง จนถึง ไปจนถึง to ~",
    "&": "และ กับ",
    "|": "หรือ",
    "N": "ปัจจุบัน บัดนี้ ขณะนี้",
    "O": "เป็นต้นไป เป็นต้นมา",
    "f": "แรก",
    "l": "หลัง ท้าย",
    "L": "สุดท้าย",
    "h": "ครึ่ง",
    "a": "ตลอด ทั้ง ตลอดทั้ง",
    "q": "ไตรมาส ไตรมาสที่ q",
    "r": "รอบ รอบที่",
    "v": "ตั้งแต่ ระหว่าง เริ่ม เริ่มตั้งแต่ จาก นับตั้งแต่ เริ่มจาก",
    "i": "ภายใน ไม่เกิน",
    "A": "ประมาณ ราว ราวๆ คาดว่า น่าจะ คาดว่าจะ",
    "!": "ไม่ ไม่ใช่ ยกเว้น เว้น แต่ ทุก ทุกๆ ยัง เลื่อน ยกเลิก ถ้า หาก ไม่มี ละ ค่ำ แรม ปฏิทิน",
    "?": "ไหม มั้ย หรือเปล่า รึเปล่า หรือไม่ เหรอ หรอ ?",
    "j": "อีก",
    "w": "วัน",
    "g": "วันที่แล้ว วันก่อน วันที่ผ่านมา",
    "": (
        "เมื่อ ลง ลงวันที่ ประกาศ สั่ง เมื่อวันที่ ให้ไว้ ใน ของ ประจำ ช่วง ระยะเวลา ระยะ "
        "ดำเนินการ เวลา ตรงกับ จัด ห้วง "
        "ประจำเดือน ประจำไตรมาส th ในช่วง ช่วงเวลา การ วันที่จัด โครงการ กำหนด กำหนดการ"
    ),
}
_RELATIVE: Final = {
    **dict.fromkeys(("วันนี้", "วันนี", "today"), 0),
    **dict.fromkeys(("เมื่อวาน", "เมื่อวานนี้", "วานนี้", "yesterday"), -1),
    **dict.fromkeys(("พรุ่งนี้", "วันพรุ่งนี้", "พรุ้งนี้", "tomorrow"), 1),
    **dict.fromkeys(("มะรืน", "มะรืนนี้", "วันมะรืน", "วันมะรืนนี้"), 2),
    **dict.fromkeys(("เมื่อวานซืน", "วานซืน", "เมื่อวานซืนนี้", "วานซืนนี้"), -2),
}
_RELATIVE.pop("วันนี")
_RELATIVE.pop("พรุ้งนี้")

VOCABULARY: Final[dict[str, tuple[str, int]]] = {
    **{word: (kind, 0) for kind, words in _KINDS.items() for word in words.split()},
    **{word: ("R", days) for word, days in _RELATIVE.items()},
    **{word: ("M", at + 1) for at, word in enumerate(MONTHS)},
    **{word: ("M", at + 1) for at, word in enumerate(_SPOKEN)},
    **{word: ("M", at + 1) for at, word in enumerate(_ENGLISH)},
    **{word[:3]: ("M", at + 1) for at, word in enumerate(_ENGLISH)},
    "sept": ("M", 9),
    **{"วัน" + word: ("W", at) for at, word in enumerate(_WEEKDAYS)},
    **{word: ("W", at) for at, word in enumerate(_WEEKDAYS[:6])},
    **dict.fromkeys(("พฤหัส", "วันพฤหัส", "วันพฤหัสฯ", "พฤหัสฯ"), ("W", 3)),
    "อาทิตย์": ("S", 6),  # Sunday, or a week
    "สัปดาห์": ("!", 0),
    "เดือนเดียวกัน": ("!", 0),
}
_LATIN = {word: VOCABULARY[word] for word in VOCABULARY if word.isascii()}
_THAI = [word for word in VOCABULARY if not word.isascii() and word]
_MENDABLE: Final = tuple(word for word in _THAI if len(word) >= 4 and VOCABULARY[word][0] in "MWFRqdoNO")


def _short(at: int) -> str:
    first, second = SHORT_MONTHS[at].split(".")[:2]
    return rf"(?P<m{at + 1}>{first}(?:\. ?| )?{second}(?:\.|(?![{MARK}ก-ฮฯ])|(?=ถึง)))"


_LEX: Final = re.compile(
    r"(?P<clock>(?:เวลา ?)?[0-9]{1,2}[.:][0-9]{2}(?: ?(?:-|ถึง) ?[0-9]{1,2}[.:][0-9]{2})? ?น(?:\.|(?![ก-๎])))"
    r"|(?P<n>[0-9]+)"
    r"|(?P<blank> +)"
    rf"|{'|'.join(_short(at) for at in range(12))}"
    r"|(?P<B>พ\.? ?ศ\.?(?![ก-ฮะ-ฺ็-๎]))|(?P<C>ค\.? ?ศ\.?(?![ก-ฮะ-ฺ็-๎])|[bc]\.e\.|a\.d\.)"
    r"|(?P<W>(?<![ก-๎])(?:จ|อ|พฤ|พ|ศ|ส|อา)\.(?= ?(?:ที่ ?)?[0-9]))"
    rf"|(?P<w>{THAI_WORD % words_pattern(_THAI)})"
    r"|(?P<latin>[a-z]+)"
    r"|(?P<s>[/.,()-])"
    r"|(?P<u>.)",
    re.DOTALL,
)
_SHORT_WEEKDAYS = {"จ.": 0, "อ.": 1, "พ.": 2, "พฤ.": 3, "ศ.": 4, "ส.": 5, "อา.": 6}


class Piece(NamedTuple):
    """A token: its letter in the shape, its number, and where it stands."""

    kind: str
    value: int
    text: str
    start: int
    end: int


class Sketch(NamedTuple):
    """An answer as a shape with the number behind each letter, and whether something in it wants confirming."""

    shape: str
    values: list[int]
    confirm: bool


def pieces_of(text: str) -> list[Piece]:
    """The answer cut into tokens of the calendar."""
    out: list[Piece] = []
    for match in _LEX.finditer(text):
        group, piece, start, end = str(match.lastgroup), match[0], match.start(), match.end()
        kind, value = group, 0
        if group == "n":
            size = end - start
            kind = "n" if size <= 2 else "y" if size == 4 else "x"
            value = int(piece) if size <= 8 else 0
        elif group == "blank":
            continue
        elif group == "clock":
            kind = ""
        elif group == "w":
            kind, value = VOCABULARY[piece]
        elif group[0] == "m":
            kind, value = "M", int(group[1:])
        elif group == "W":
            value = _SHORT_WEEKDAYS[piece]
        elif group == "latin":
            kind, value = _LATIN.get(piece, ("u", 0))
        elif group == "s":
            kind = piece
        elif piece == "–":
            kind = "-"
        if kind == "u" and out and out[-1].end == start and out[-1].kind in ("u", "M", "F"):
            start, piece = out[-1].start, out[-1].text + piece
            out.pop()
        if kind == "C" and piece.startswith("b"):
            kind = "B"
        out.append(Piece(kind, value, piece, start, end))
    return out


def _numeral(text: str) -> int | None:
    """A whole number in words: สิบห้า, สองพันห้าร้อยหกสิบแปด."""
    tokens = tokens_of(text)
    amount = chain(tokens, 0)
    if amount.last != len(tokens) or amount.code or amount.confirm or not amount.words:
        return None
    return int(amount.formal) if amount.formal == int(amount.formal) and amount.formal < 10_000 else None


_NUMERAL: Final = re.compile(f"(?:{'|'.join((*DIGITS, *SCALES, 'เอ็ด', 'ยี่'))})+(?![{MARK}])")


def sketches(text: str) -> list[Sketch]:
    """The ways an answer may be seen: as it stands, or, when one word is strange, with each word it may be (rule 10)."""
    pieces = pieces_of(text)
    strange = [piece for piece in pieces if piece.kind == "u"]
    if not strange:
        return [_sketch(pieces, text)]
    if any(_NUMERAL.match(piece.text) for piece in strange):
        spoken = _NUMERAL.sub(lambda match: f" {_numeral(match[0]) or match[0]} ", text)
        pieces = pieces_of(spoken)
        if not any(piece.kind == "u" for piece in pieces):
            sketch = _sketch(pieces, spoken)
            return [sketch._replace(confirm=True)]
    if len(strange) == 1 and 3 <= len(strange[0].text) <= 14:
        odd = strange[0]
        found = []
        for known in _MENDABLE:
            if one_away(odd.text, known):
                mended = f"{text[: odd.start]}{known}{text[odd.end :]}"
                again = pieces_of(mended)
                if not any(piece.kind == "u" for piece in again):
                    found.append(_sketch(again, mended)._replace(confirm=True))
        if found:
            return found
    return [_sketch(pieces, text)]


def _sketch(pieces: list[Piece], text: str) -> Sketch:
    """Leave out what carries no meaning; strange words only at either end, and not against a number."""
    confirm = False
    first, last = 0, len(pieces)
    while first < last and _loose(pieces[first], text):
        confirm = confirm or pieces[first].kind != ""
        first += 1
    while last > first and (pieces[last - 1].kind in ".,d" or _loose(pieces[last - 1], text)):
        confirm = confirm or pieces[last - 1].kind not in ".,"
        last -= 1
    kept = [piece for piece in pieces[first:last] if piece.kind]
    return Sketch("".join(piece.kind for piece in kept), [piece.value for piece in kept], confirm)


def _loose(piece: Piece, text: str) -> bool:
    """Whether a piece at an end may be left out: a word without meaning here, a strange word that does not touch a digit,
    about (rule 9), or a question."""
    if piece.kind != "u":
        return piece.kind in "A?"
    before = text[piece.start - 1 : piece.start]
    after = text[piece.end : piece.end + 1]
    return piece.text[0].isalpha() and not before.isdigit() and not after.isdigit() and "\ufffd" not in piece.text


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
        sketch = Sketch(shape, values, sketch.confirm)
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
    match = _BARE.fullmatch(shape)
    if match:
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
