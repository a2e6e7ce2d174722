"""Text pasted from an old plan, read line by line into the rows of a sheet or an order.

Officers have these lists already, in Word or in a chat; typing them again on a phone is the pain to take away. A line that
cannot be one thing for sure is a Problem that quotes it.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from bot.domain import names
from bot.domain.plan_document import Member
from bot.domain.sheet import MAX_DEPTH, CostLine, Step, TargetGroup, numbered
from bot.problems import Problem
from bot.thai import arabic_digits, money_text, number_cell, read
from bot.thai.text import clean, strip_polite

_TIME: Final = r"\d{1,2}\.\d\d\s*(?:น\.(?!ส)|[-–]\s*\d)"
_NUMBERED: Final = re.compile(rf"^\s*(?!{_TIME})\(?(\d{{1,2}}(?:\.\d{{1,2}})+|\d{{1,2}}(?=\s*[.)]))[.)]*\s*(?=\D)")
"""1. · 1) · (1) · 1.1 · 1.1.1; a bare number counts something, and 8.30 น. is a time."""
_DASH: Final = re.compile(r"^(\s*)(?:[-•*–—]\s*)+")
LONGEST: Final = 2_000
"""Characters of a line: one that is longer is no row of a list."""
_AMOUNT: Final = r"\d(?:[\d,]*\d)?(?:\.\d+)?"


def lines(text: str) -> list[str]:
    """The lines that say something, with Arabic digits."""
    cleaned = (arabic_digits(line).rstrip() for line in clean(text).splitlines())
    return [line for line in cleaned if any(map(str.isalnum, bare(line)))]


def bare(line: str) -> str:
    """A line without the number or dash before it."""
    if len(line) > LONGEST:
        raise Problem("too_long", length=len(line), limit=LONGEST)
    return " ".join(_DASH.sub("", _NUMBERED.sub("", line, count=1), count=1).split())


# --- steps ------------------------------------------------------------------------------------------------------------------
def steps(text: str) -> tuple[Step, ...]:
    """Steps as a tree, by the numbers typed before them: 1, 1.1, 1.1.1, also when the section's own number comes first
    (5.1, 5.1.1). A dash stands under the number above it; where others are numbered, a line without number goes on with the
    line above."""
    found = lines(text)
    levels = [matched[1].count(".") for line in found if (matched := _NUMBERED.match(line))]
    highest = min(levels, default=0)
    flat: list[tuple[int, str]] = []
    number = 0
    for line in found:
        if matched := _NUMBERED.match(line):
            number = min(matched[1].count(".") - highest + 1, (flat[-1][0] if flat else 0) + 1)
            flat.append((number, bare(line)))
        elif levels and flat and not _DASH.match(line):
            flat[-1] = (flat[-1][0], f"{flat[-1][1]} {bare(line)}")
        else:
            flat.append((number + 1 if levels else 1, bare(line)))
    if deep := [words for level, words in flat if level > MAX_DEPTH]:
        raise Problem("steps_too_deep", line=_quoted(deep[0]), limit=MAX_DEPTH)
    return _tree(flat)


def _tree(flat: Sequence[tuple[int, str]], level: int = 1) -> tuple[Step, ...]:
    starts = [place for place, (depth, _) in enumerate(flat) if depth == level]
    return tuple(
        Step(flat[start][1], _tree(flat[start + 1 : end], level + 1))
        for start, end in zip(starts, [*starts, len(flat)][1:], strict=True)
    )


def step_lines(tree: tuple[Step, ...]) -> list[str]:
    """The tree as it is typed: "1. …", "1.1 …"."""
    return [f"{number}{'' if '.' in number else '.'} {text}" for number, text in numbered(tree)]


# --- who it is for ----------------------------------------------------------------------------------------------------------
_GROUP: Final = re.compile(
    r"^(.*?[^\d\s:,(=–-])[\s:,(=–-]*(จำนวน|(?<!งบ)ประมาณ|ไม่น้อยกว่า|ไม่ต่ำกว่า|อย่างน้อย)?\s*"
    rf"({_AMOUNT})\s*([^\d\s()]+)?\)?\.?$"
)
_SAID: Final = re.compile(r"\s*(?:จำนวน|(?<!งบ)ประมาณ|ไม่น้อยกว่า)$")
_NAMED_BY: Final = re.compile(
    r"(?:(?<!หน้า)(?<!พื้น)(?<!สถาน)ที่|หมู่|รุ่น|ปี|พ\.ศ\.?|ปีงบประมาณ|ชั้น|ระดับ|มาตรา|ประเภท|โควิด|[A-Za-z]|(?<![ก-ฮ])[ก-ฮ]\.)$"
)
"""A number after one of these and before no unit is part of a name: ป.6, หมู่ที่ 3, ปี 2570 (not เจ้าหน้าที่ 3)."""
_OPEN: Final = re.compile(r"(?:กว่า|เกือบ|ไม่ถึง|ไม่เกิน|เกิน|หรือ|ถึง|ละ|[+x×*/])$")
_NO_UNIT: Final = re.compile(
    r"^(?:สิบ|ร้อย|พัน(?!ธุ์)|หมื่น|แสน|ล้าน|กว่า|เศษ|ขึ้นไป|ปี|บาท|เปอร์เซ็น|[%+])|(?:ครึ่ง|กว่า|เศษ|ขึ้นไป|ประมาณ)$|/|ต่อ"
)
"""What turns the number before it into another one, or into no count: 2 พันคน, 3 ชั่วโมงครึ่ง, 60 ปีขึ้นไป, 50 คน/รุ่น."""


def target_group(line: str) -> TargetGroup:
    """ "พนักงานเทศบาล จำนวน 30 คน"; without a number that counts them for sure nobody is counted and the words stay."""
    words = bare(line)
    found = _GROUP.match(_plainly(words))
    if found is None or "ร้อยละ" in words:
        return TargetGroup(words)
    label = _SAID.sub("", found[1])
    said = found[2] or found[1].removeprefix(label).strip()
    unit, total = found[4] or "", re.search(r"(?:รวม|ทั้งหมด|ทั้งสิ้น)$", label)
    others = _HEADED.search(label) if said == "จำนวน" else re.search(r"\d", _OF_THE_NAME.sub("", label))
    named = not unit and not said and _NAMED_BY.search(label)
    if not label or named or _OPEN.search(label) or _NO_UNIT.search(unit) or (others and not total):
        return TargetGroup(words)
    return TargetGroup(label, _whole(found[3], line), unit or "คน")


def _plainly(words: str) -> str:
    """Without the polite ending after a number and its unit (elsewhere it may be part of a word)."""
    short = strip_polite(words)
    return short if re.search(r"\d[.,-]*\s?[^\s\d]*$", short) else words


# --- cost -------------------------------------------------------------------------------------------------------------------
_SUM: Final = re.compile(
    rf"[\s,]*(?:=|(?:รวม)?เป็นเงิน(?:ทั้งสิ้น|จำนวน)?|รวม(?:เงิน|ทั้งสิ้น)?)\s*({_AMOUNT})\s*(?:บาท)?(?:ถ้วน)?[\s.-]*(?:\([ก-๙]+\))?$"
)
_TOTAL: Final = re.compile(r"^\s*(?:รวม|ยอดรวม|งบประมาณรวม).*\d")
_YEAR: Final = re.compile(r"\s*\(?(?:ใน)?ปี(?:งบประมาณ)?\s*(?:พ\.ศ\.)?\s*(25\d\d)\)?\s*:?\s*$")
_HEADS: Final = frozenset({"คน", "ราย", "ท่าน", "นาย", "รูป"})
_COUNTED: Final = _HEADS | {
    "มื้อ", "วัน", "คืน", "ชั่วโมง", "ครั้ง", "รอบ", "รุ่น", "เดือน", "สัปดาห์", "ปี", "เที่ยว", "กลุ่ม", "คณะ", "คัน", "ห้อง", "แห่ง",
    "ชุมชน", "หมู่บ้าน", "โรงเรียน", "ตำบล",
}  # fmt: skip
"""What is multiplied wherever it stands in a line; other things only where the price is for one of them, or after a ×."""
_HEADED: Final = re.compile(rf"\d\s*(?:{'|'.join(sorted(_HEADS))})")
_SIGN: Final = re.compile(r"\s*(?:(?<![A-Za-z])[x×X*✕](?![A-Za-z])|คูณ(?:ด้วย)?)\s*")
_STANDS_ALONE: Final = re.compile(rf"(?<![A-Za-z\d])(?<![A-Za-z]-){_AMOUNT}(?![A-Za-z\d])")
_OF_THE_NAME: Final = re.compile(
    r"(?:(?:รุ่น|ครั้ง|หมู่|ฉบับ|ชั้น|เล่ม|วัน|ข้อ|กลุ่ม|ระยะ|ลำดับ)ที่"
    rf"|รุ่น|หมู่|เบอร์|มาตรา|พ\.ศ\.|ไตรมาส|ปี(?:งบประมาณ)?)\s*(?>{_AMOUNT})(?!\s*บาท|\.-)"
    rf"|ขนาด\s*{_AMOUNT}(?:\s*[×/-]\s*{_AMOUNT})*"
    rf"|{_AMOUNT}\s*(?:แกรม|นิ้ว|เซนติเมตร|มิลลิเมตร|ซม\.?|มม\.?)(?!\s*×)"
)
"""Numbers that count nothing: รุ่นที่ 2, ขนาด 1 × 2 เมตร, 80 แกรม (A4 is none at all)."""
_BAHT: Final = re.compile(r"(?<=\d)(?:\.-)?\s*(?:บ\.?(?![ก-๙.])|฿)")
_IN_WORDS: Final = re.compile(
    rf"(?:สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ|ครึ่ง)(?:{'|'.join(_COUNTED)})|(?:ไม่เกิน|ประมาณ|ราว(?:\s?ๆ)?|เกือบ|น้อย|กว่า"
    r"|น่าจะ|คาดว่า|เฉลี่ย|ไม่ถึง|ไม่ใช่|ตั้งแต่|สูงสุด|\sลบ|[~≈<>$+])$|^(?:ส่วนลด|หัก)"
)
_TIED: Final = re.compile(r"×\s*$|\s-$")
"""A factor that was not read before a ×, or a minus: 6O คน × 100 บาท, -500."""
_PER: Final = re.compile(r"([^\s\d×/,ๆ]*)\s*(?<!แ)ละ\s*$")
_UNIT: Final = r"[^\s\d×/,ๆ=]+?(?=ต่อ|ละ\s*\d|[\s\d×/,ๆ=]|$)"
_PART: Final = re.compile(
    rf"[\s,]*(?P<sign>×)?\s*(?:(?P<per>[^\s\d×/,ๆ]*)\s*ๆ?\s*(?<!แ)ละ)?\s*(?:จำนวน|เป็นเวลา|ราคา|เหมาจ่าย)?\s*"
    rf"(?P<number>{_AMOUNT})(?:\.-)?\s*(?P<unit>บาท(?:ถ้วน)?|{_UNIT})?(?P<each>(?:\s*(?:/|ต่อ)\s*{_UNIT})*)"
)


@dataclass(slots=True)
class _Part:
    """One number of a cost line."""

    value: Decimal
    unit: str
    per: tuple[str, ...] = ()
    """For one of what it is: "คนละ", "/คน/มื้อ"."""
    sign: bool = False
    """Whether a × stands before it."""


def costs(text: str) -> tuple[CostLine, ...]:
    """Cost lines: "ค่าอาหารกลางวัน 60 คน x 1 มื้อ x 100 บาท", or a label and its baht. A line "ปี 2568" says of which year
    the lines below are. What the text itself adds up is compared and left out: sums are ours."""
    found: list[CostLine] = []
    since, year = 0, None
    for line in lines(text):
        if (heading := _YEAR.match(line)) is not None:
            year, since = int(heading[1]), len(found)
        elif _TOTAL.match(line):
            ours, (words, spoken) = sum((cost.amount for cost in found[since:]), Decimal(0)), _spoken(line)
            numbers = re.findall(rf"({_AMOUNT})(\s*บาท|\.-)?", words)
            _agree(line, ours, next((number for number, baht in numbers if baht), numbers[-1][0]), "cost_total")
            if spoken is not None:
                _agree(line, ours, _plain(spoken), "cost_total")
        else:
            found.append(cost_line(line, year))
    return tuple(found)


def cost_line(line: str, year: int | None = None) -> CostLine:
    """One line of the cost. Every number in it is multiplied, is the sum, or belongs to the name for sure; else it is
    refused, for a number that is dropped makes a wrong amount that nobody sees."""
    words, spoken = _spoken(_BAHT.sub(" บาท", _plainly(bare(line))))
    if of := _YEAR.search(words):
        year, words = int(of[1]), words[: of.start()]
    said = _SUM.search(words)
    label, per, rest = _named(_SIGN.sub(" × ", words[: said.start()] if said else words))
    if not label or not (rest or said):
        raise Problem("cost_unread", line=_quoted(line))
    if _IN_WORDS.search(label) or _TIED.search(label):
        raise Problem("cost_unclear", line=_quoted(line))
    if not rest and said:
        cost = CostLine(label, _number(said[1], line), fiscal_year=year)
    else:
        cost = _cost(label, _parts(rest, per, line), year, line)
        if said:
            _agree(line, cost.amount, said[1], "cost_product")
    if spoken is not None:
        _agree(line, cost.amount, _plain(spoken), "cost_product")
    return cost


def _spoken(words: str) -> tuple[str, Decimal | None]:
    """A line without the amount that is written out in brackets at its end, and that amount."""
    if found := re.search(r"\s*\(([ก-๙ ]*(?:บาท|สตางค์)[ก-๙ ]*)\)[\s.]*$", words):
        with suppress(Problem):
            return words[: found.start()], read("money", found[1], today=date.min, fiscal_year=2500).value
    return words, None


def _named(words: str) -> tuple[str, str | None, str]:
    """What a line is for, what its first number is for one of, and the line from that number on."""
    remark = re.search(r"\s*(\([^()\d]+\)|เหมาจ่าย)$", words)
    aside = f" {remark[1]}" if remark and remark.start() else ""
    words = words[: remark.start()] if remark and aside else words
    if colon := re.search(r":\s*(?=\D*\d)", words):
        label, rest = words[: colon.start()].strip(), words[colon.end() :]
        return label + aside, None, rest
    belongs = [found.span() for found in _OF_THE_NAME.finditer(words)]
    starts = (found.start() for found in _STANDS_ALONE.finditer(words))
    start = next((at for at in starts if not any(a <= at < b for a, b in belongs)), len(words))
    label, rest, per = words[:start], words[start:], None
    if (each := _PER.search(label)) is not None:
        label, per = label[: each.start()], each[1]
        if unit := max((u for u in _COUNTED if per.endswith(u)), key=len, default=""):  # ค่าวิทยากรชั่วโมงละ
            label, per = f"{label} {per.removesuffix(unit)}", unit
    if not _TIED.search(label):
        label = re.sub(r"(?:จำนวน|ราคา|อัตรา|[\s:–(฿-])+$", "", label)
    label = label.lstrip()
    return label + aside, per, rest


def _parts(rest: str, per: str | None, line: str) -> list[_Part]:
    """The numbers of a line with what each counts, all of them."""
    rest = re.sub(r"[()]", " ", rest).rstrip(" .,-")
    parts: list[_Part] = []
    at = 0
    while at < len(rest):
        if (found := _PART.match(rest, at)) is None:
            raise Problem("cost_left", line=_quoted(line), rest=_quoted(rest[at:]))
        named = [found["per"]] if found["per"] is not None else [per] if per is not None and not parts else []
        each = [found["per"] or (parts[-1].unit if parts else "")] if found["per"] is not None else named
        each += re.findall(rf"(?:/|ต่อ)\s*({_UNIT})", found["each"])
        unit = _unit(found["unit"] or "")
        parts.append(_Part(_number(found["number"], line), unit, tuple(map(_unit, each)), bool(found["sign"])))
        at = found.end()
    return parts


def _unit(word: str) -> str:
    return {"ชม": "ชั่วโมง"}.get(word.strip("."), word)


def _same(unit: str) -> str:
    return "คน" if unit in _HEADS else unit


def factors(text: str) -> CostLine:
    """The factors alone as they are typed: "60 คน x 1 มื้อ x 100 บาท", or an amount."""
    cost = cost_line(f"รายการ: {arabic_digits(clean(text)).strip()}")
    if cost.fiscal_year or cost.label.removesuffix("เหมาจ่าย").strip(" (") not in {"รายการ", "รายการ (เหมาจ่าย)"}:
        raise Problem("cost_unread", line=_quoted(text))
    return cost


def factors_shown(text: str) -> CostLine:
    """What `factors_text` wrote."""
    *counted, price = (each.partition(" ") for each in text.split(" × "))
    parts = [_Part(_number(value, text), unit, sign=True) for value, _, unit in (*counted, price)]
    return _multiplied("", parts.pop().value, parts, None)


def factors_text(cost: CostLine) -> str:
    """The factors as they are kept and shown: "60 คน × 1 มื้อ × 100 บาท"."""
    said = [f"{cost.heads:,} คน"] if cost.heads != 1 else []
    if cost.quantity != 1 or cost.unit:
        said.append(f"{_plain(cost.quantity)} {cost.unit}".strip())
    return " × ".join((*said, money_text(cost.price, digits="arabic")))


def _cost(label: str, parts: list[_Part], year: int | None, line: str) -> CostLine:
    """The product, when it is clear what each number does in it."""
    for part in parts:
        if _NO_UNIT.search(part.unit) and not part.unit.startswith(("บาท", "ปี")):
            raise Problem("line_number", line=_quoted(line), number=f"{_plain(part.value)} {part.unit}")
    prices = [part for part in parts if part.unit.startswith("บาท")]
    prices = prices or [part for part in parts if part.per and not part.unit]
    if not prices and parts and not parts[-1].unit:
        prices = parts[-1:]
    if len(prices) != 1:
        raise Problem("cost_price", line=_quoted(line))
    price = prices[0]
    counted = [part for part in parts if part is not price]
    units = [_same(part.unit) for part in counted]
    wanted = {_same(unit) for part in parts for unit in part.per} - {"ปี"}
    if missing := next((unit for unit in wanted if unit not in units), None):
        raise Problem("cost_per", line=_quoted(line), unit=missing)
    chained = _chained(parts, parts.index(price))
    unclear = [
        part for part in counted if part not in chained and not part.per and _same(part.unit) not in wanted | _COUNTED
    ]
    if {"ชั่วโมง", "นาที"} <= set(units) or ("ปี" in units and "ปี" in price.per):  # a year's lines are of one year
        unclear = counted
    if unclear or (counted and len(chained) == 1 and not price.per) or len(set(units)) < len(units):
        raise Problem("cost_unclear", line=_quoted(line))
    counted.sort(key=lambda part: _same(part.unit) not in map(_same, price.per))  # 6 ชั่วโมง (2 วัน), not 6 วัน
    cost = _multiplied(label, price.value, counted, year)
    if cost.price != cost.price.quantize(Decimal("0.01")) or cost.heads < 1 or cost.quantity <= 0:
        raise Problem("cost_unread", line=_quoted(line))
    return cost


def _chained(parts: Sequence[_Part], place: int) -> Sequence[_Part]:
    """The parts that × ties to the one at that place, itself included."""
    first, last = place, place + 1
    while parts[first].sign and first:
        first -= 1
    while last < len(parts) and parts[last].sign:
        last += 1
    return parts[first:last]


def _multiplied(label: str, price: Decimal, counted: Sequence[_Part], year: int | None) -> CostLine:
    """The line whose product this is: the first people are its heads, what else is counted stands behind its first unit."""
    heads = next((part for part in counted if part.unit in _HEADS and part.value == int(part.value)), None)
    others = [part for part in counted if part is not heads]
    quantity = Decimal(1)
    for part in others:
        quantity *= part.value
    unit = others[0].unit if others else ""
    if aside := " ".join(f"{_plain(part.value)} {part.unit}".strip() for part in others[1:]):
        unit = f"{unit} ({aside})".strip()
    return CostLine(label, price, quantity, unit, int(heads.value) if heads else 1, year)


def _agree(line: str, ours: Decimal, theirs: str, code: str) -> None:
    if ours != _number(theirs, line):
        raise Problem(code, line=_quoted(line), ours=_plain(ours), said=theirs)


# --- who is in the working group ----------------------------------------------------------------------------------------------
_ROLE: Final = re.compile(
    r"[\s:–—-]*(?:เป็น)?((?:รอง|ที่ปรึกษา)?ประธาน\S*|ที่ปรึกษา\S*|(?:กรรมการ|คณะทำงาน)(?:และ|/)?(?:ผู้ช่วย)?(?:เลขานุการ)?"
    r"|(?:ผู้ช่วย)?เลขานุการ\S*)$"
)


def member(line: str) -> Member:
    """ "ปลัดเทศบาล ประธานคณะทำงาน", with or without a name before the post."""
    words = strip_polite(bare(line))
    found = _ROLE.search(words)
    if found is None or not found.start():
        raise Problem("member_unread", line=_quoted(line))
    who = words[: found.start()]
    if names.is_position(who) or names.lacks(who):
        return Member(who, found[1])
    name, post = names.apart(who)
    return Member(post, found[1], name)


# --- numbers ------------------------------------------------------------------------------------------------------------------
def _quoted(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:59]}…"


def _plain(value: Decimal) -> str:
    return number_cell(value, digits="arabic")


def _number(text: str, line: str) -> Decimal:
    try:
        return Decimal(read("number", text, today=date.min, fiscal_year=2500).value)
    except Problem:
        raise Problem("line_number", line=_quoted(line), number=text) from None


def _whole(text: str, line: str) -> int:
    value = _number(text, line)
    if value != int(value):
        raise Problem("not_whole")
    return int(value)
