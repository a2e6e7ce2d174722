"""Text pasted from an old plan, read line by line into the rows of a sheet or an order.

Officers have these lists already, in Word or in a chat; typing them again on a phone is the pain to take away. A line that
cannot be one thing for sure is a Problem that quotes it.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from bot.domain import names
from bot.domain.plan_document import Member
from bot.domain.sheet import MAX_DEPTH, CostLine, Step, TargetGroup, numbered
from bot.problems import Problem
from bot.thai import arabic_digits, money_text, number_cell, read
from bot.thai.text import clean

_NUMBERED: Final = re.compile(r"^\s*\(?(\d{1,2}(?:\.\d{1,2})+|\d{1,2}(?=\s*[.)]))[.)]*\s*(?=\D)")
"""1. · 1) · (1) · 1.1 · 1.1.1; a bare number counts something."""
_DASH: Final = re.compile(r"^(\s*)(?:[-•*–—]\s*)+")
LONGEST: Final = 2_000
"""Characters of a line: one that is longer is no row of a list."""
_AMOUNT: Final = r"\d[\d,]*(?:\.\d+)?"


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
_GROUP: Final = re.compile(rf"^(.*?[^\d\s:,–-])[\s:–-]*(?:จำนวน|ประมาณ|ไม่น้อยกว่า)?\s*({_AMOUNT})\s*([^\d\s]+)?\.?$")


def target_group(line: str) -> TargetGroup:
    """ "พนักงานเทศบาล จำนวน 30 คน"; without a number nobody is counted."""
    words = bare(line)
    found = _GROUP.match(words)
    if found is None or "ร้อยละ" in words:
        return TargetGroup(words)
    label = re.sub(r"\s*(?:จำนวน|ประมาณ|ไม่น้อยกว่า)$", "", found[1])
    return TargetGroup(label, _whole(found[2], line), found[3] or "คน")


# --- cost -------------------------------------------------------------------------------------------------------------------
_TIMES: Final = re.compile(r"\s*(?:(?<=[\s\d)ก-๙])[x×X*✕](?=[\s\d])|คูณ)\s*|\s*(?:ๆ\s*ละ|[^\s\d]*ละ)\s*(?=\d)")
_SUM: Final = re.compile(rf"[\s,]*(?:=|(?:รวม)?เป็นเงิน(?:จำนวน)?|รวม(?:เงิน)?)\s*({_AMOUNT})\s*(?:บาท)?(?:ถ้วน)?[\s.-]*$")
_TOTAL: Final = re.compile(rf"^\s*(?:รวม|ยอดรวม|งบประมาณรวม)\D*?({_AMOUNT})")
_YEAR: Final = re.compile(r"\s*\(?(?:ใน)?ปี(?:งบประมาณ)?\s*(?:พ\.ศ\.)?\s*(25\d\d)\)?\s*:?\s*$")
_HEADS: Final = frozenset({"คน", "ราย", "ท่าน", "นาย", "รูป"})


def costs(text: str) -> tuple[CostLine, ...]:
    """Cost lines: "ค่าอาหารกลางวัน 60 คน x 1 มื้อ x 100 บาท", or a label and its baht. A line "ปี 2568" says of which year
    the lines below are. What the text itself adds up is compared and left out: sums are ours."""
    found: list[CostLine] = []
    since, year = 0, None
    for line in lines(text):
        if (heading := _YEAR.match(line)) is not None:
            year, since = int(heading[1]), len(found)
        elif total := _TOTAL.match(line):
            _agree(line, sum((cost.amount for cost in found[since:]), Decimal(0)), total[1], "cost_total")
        else:
            found.append(cost_line(line, year))
    return tuple(found)


def cost_line(line: str, year: int | None = None) -> CostLine:
    """One line of the cost, label and factors."""
    words = bare(line)
    if of := _YEAR.search(words):
        year, words = int(of[1]), words[: of.start()]
    said = _SUM.search(words)
    kept = words[: said.start()] if said else words
    first, *more = _TIMES.split(kept)
    head = re.match(rf"^(.*?)\s*((?:จำนวน\s*)?{_AMOUNT}\s*[^\d\s]*(?:\s\([^)]*\))?)$", first)
    label, factors = (head[1], [head[2], *more]) if head else (first, more)
    if not factors and said:
        factors = [said[1]]
    if not factors or not label:
        raise Problem("cost_unread", line=_quoted(line))
    cost = _cost(label.removesuffix("จำนวน").strip(" :-–"), factors, year, line)
    if said:
        _agree(line, cost.amount, said[1], "cost_product")
    return cost


def factors(text: str) -> CostLine:
    """The factors alone: "60 คน x 1 มื้อ x 100 บาท", or an amount."""
    cost = cost_line(f"รายการ {arabic_digits(clean(text)).strip()}")
    if cost.label != "รายการ":
        raise Problem("cost_unread", line=_quoted(text))
    return cost


def factors_text(cost: CostLine) -> str:
    """The factors as they are typed and shown: "60 คน × 1 มื้อ × 100 บาท"."""
    said = [f"{cost.heads:,} คน"] if cost.heads != 1 else []
    if cost.quantity != 1 or cost.unit:
        said.append(f"{_plain(cost.quantity)} {cost.unit}".strip())
    return " × ".join((*said, money_text(cost.price, digits="arabic")))


def _cost(label: str, written: Sequence[str], year: int | None, line: str) -> CostLine:
    parts = [_factor(each, line) for each in written]
    prices = [place for place, (_, unit) in enumerate(parts) if unit.startswith("บาท")]
    if not prices and not parts[-1][1]:
        prices = [len(parts) - 1]
    if len(prices) != 1:
        raise Problem("cost_price", line=_quoted(line))
    price = parts.pop(prices[0])[0]
    heads = next((place for place, (value, unit) in enumerate(parts) if unit in _HEADS and value == int(value)), None)
    people = int(parts.pop(heads)[0]) if heads is not None else 1
    quantity = Decimal(1)
    for value, _ in parts:
        quantity *= value
    unit = parts[0][1] if parts else ""
    if aside := " ".join(f"{_plain(value)} {each}".strip() for value, each in parts[1:]):
        unit = f"{unit} ({aside})".strip()
    if price != price.quantize(Decimal("0.01")) or people < 1 or quantity <= 0:
        raise Problem("cost_unread", line=_quoted(line))
    return CostLine(label, price, quantity, unit, people, year)


def _factor(text: str, line: str) -> tuple[Decimal, str]:
    found = re.fullmatch(rf"\s*(?:จำนวน\s*)?({_AMOUNT})(?:\.-)?\s*(.*?)\s*", text)
    if found is None:
        raise Problem("cost_unread", line=_quoted(line))
    return _number(found[1], line), found[2]


def _agree(line: str, ours: Decimal, theirs: str, code: str) -> None:
    if ours != _number(theirs, line):
        raise Problem(code, line=_quoted(line), ours=_plain(ours), said=theirs)


# --- who is in the working group ----------------------------------------------------------------------------------------------
_ROLE: Final = re.compile(
    r"[\s:–—-]*((?:รอง|ที่ปรึกษา)?ประธาน\S*|ที่ปรึกษา\S*|(?:กรรมการ|คณะทำงาน)(?:และ)?(?:ผู้ช่วย)?(?:เลขานุการ)?"
    r"|(?:ผู้ช่วย)?เลขานุการ\S*)$"
)


def member(line: str) -> Member:
    """ "ปลัดเทศบาล ประธานคณะทำงาน", with or without a name before the post."""
    words = bare(line)
    found = _ROLE.search(words)
    if found is None or not found.start():
        raise Problem("member_unread", line=_quoted(line))
    who = words[: found.start()]
    if names.is_position(who) or names.lacks(who):
        return Member(who, found[1])
    first, last, *post = who.split()
    return Member(" ".join(post), found[1], f"{first} {last}")


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
