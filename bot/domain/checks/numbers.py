"""Digits, commas, sums, and the numbers of a list."""

import re
from collections.abc import Mapping
from decimal import Decimal

from bot.domain.checks.finding import Finding, Findings, as_read, in_arabic_digits, once
from bot.thai import arabic_digits, money_text


def spending_falls(by_quarter: Mapping[int, Decimal], number: int, *, place: str = "") -> Findings:
    """What was spent since the year began, by quarter: it never falls."""
    value = by_quarter[number]
    until = max((v for other, v in by_quarter.items() if other < number), default=value)
    later = min((v for other, v in by_quarter.items() if other > number), default=value)
    since = "ยอดนี้นับรวมตั้งแต่ต้นปีงบประมาณ"
    found = []
    if value < until:
        sentence = f"น้อยกว่าที่บันทึกไว้ก่อนหน้า {money_text(until, digits='arabic')} {since}"
        found.append(Finding("less_spent", place, sentence))
    if value > later:
        sentence = f"มากกว่าที่บันทึกไว้ในไตรมาสหลัง {money_text(later, digits='arabic')} {since}"
        found.append(Finding("more_spent", place, sentence))
    return tuple(found)


def mixed_digits(text: str, *, place: str = "") -> Findings:
    """Thai and Arabic digits inside one number, as in "๒5,000"."""
    plain = as_read(text)
    if arabic_digits(plain) == plain:  # no Thai one
        return ()
    sentence = "ตัวเลขนี้ปนเลขไทยกับเลขอารบิก กรุณาพิมพ์ใหม่เป็นแบบเดียวกัน"
    return once(
        Finding("mixed_digits", place, sentence, number)
        for number in re.findall(r"[0-9๐-๙]+(?:[.,][0-9๐-๙]+)*", plain)
        if re.search("[0-9]", number) and re.search("[๐-๙]", number)
    )


_COMMAS = re.compile(r"(?<![0-9.,/A-Za-z])([0-9]+(?:,[0-9]+)+)(?:\.[0-9]+)?(?![0-9])(\s{0,2}(?:บาท|\.-))?")


def bad_grouping(text: str, *, place: str = "") -> Findings:
    """Commas at the wrong place of a number ("20,0000"), which leave its value in doubt; lists are sound."""
    plain = as_read(text)
    if "," not in plain:
        return ()
    sentence = "เครื่องหมายจุลภาคในตัวเลขนี้ไม่ถูกตำแหน่ง กรุณาตรวจจำนวนและพิมพ์ใหม่"
    return once(
        Finding("bad_grouping", place, sentence, plain[found.start(1) : found.end(1)])
        for found in _COMMAS.finditer(arabic_digits(plain))
        if _badly_grouped(found[1].split(","), money=found[2] is not None)
    )


def _badly_grouped(groups: list[str], *, money: bool) -> bool:
    first, *later = groups
    if len(first) <= 3 and all(len(group) == 3 for group in later):
        return False
    if len(first) <= 3 and first[0] != "0" and any(group[0] == "0" and len(group) != 3 for group in later):
        return True
    return money and any(len(group) >= 3 for group in groups)


_NUMBERED = re.compile(r"^[ \t]*([0-9]{1,2})([.)])(?![0-9])", re.MULTILINE)


def numbering(text: str, *, place: str = "") -> Findings:
    """Numbers in front of lines that jump or repeat, or a single 1 with nothing to follow it."""
    sentence = "เลขข้อในข้อความนี้ไม่เรียงกันหรือมีเพียงข้อเดียว กรุณาตรวจลำดับข้อ"
    wrong = []
    for mark in ".)":
        lists: list[list[int]] = []
        for found in _NUMBERED.finditer(in_arabic_digits(text)):
            if found[2] == mark and (number := int(found[1])) == 1:
                lists.append([1])
            elif found[2] == mark and lists:
                lists[-1].append(number)
        wrong += [each for each in lists if len(each) == 1 or each != list(range(1, len(each) + 1))]
    return once(Finding("numbering", place, sentence, ", ".join(f"{n})" for n in each)) for each in wrong)
