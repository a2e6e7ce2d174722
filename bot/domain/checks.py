"""The errors that hand-made documents carry, each as a rule that finds it.

142 errors were found in five real plans and reports; what data can make impossible (sums, counts, names, years of a
table) is impossible, what remains in the words people type is found here.  Every rule is a pure function of a text (and
of what the text should fit), gives `Finding`s, none for a sound text, and serves one answer in a dialog as well as all
texts of a report.  Rules prefer a miss to a false alarm: officers stop reading warnings that are wrong.
They read only a bounded stretch around each thing they find, so their time grows with the length of the text.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from bot.domain.agency import Agency
from bot.domain.fiscal import ERA, fiscal_year_of
from bot.thai import money_text, thai_date_short
from bot.thai.writers import arabic_digits


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something odd: which rule, where, a sentence that says what and what to do, and the words it is about."""

    code: str
    place: str
    sentence: str
    value: str = ""


Findings = tuple[Finding, ...]

_INVISIBLE: Final = str.maketrans(dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad") | {"\u00a0": " ", "\r": "\n"})
_HAS_INVISIBLE: Final = re.compile(f"[{''.join(map(chr, _INVISIBLE))}]")  # to look for one is much faster than a table


@lru_cache(maxsize=256)  # each rule asks for the same text
def _clean(text: str) -> str:
    """The text as it reads: composed, without invisible characters, เ+เ as แ and split ำ as one."""
    if _HAS_INVISIBLE.search(text):
        text = text.translate(_INVISIBLE)
    text = unicodedata.normalize("NFC", text).replace("เเ", "แ")
    return re.sub("\u0e4d([\u0e48-\u0e4b]?)\u0e32", "\\1\u0e33", text)


def _digits(text: str) -> str:
    """The cleaned text with Arabic digits, so that one pattern reads both."""
    return arabic_digits(_clean(text))


def _any_of(words: str) -> re.Pattern[str]:
    """A pattern that matches each of the words, which may be patterns themselves."""
    return re.compile("|".join(words.split()))


def _excerpt(value: str) -> str:
    value = " ".join(value.split())
    return value if len(value) <= 60 else value[:59] + "…"


def _once(findings: Iterable[Finding]) -> Findings:
    """Each finding once, in the order of the text."""
    return tuple(dict.fromkeys(findings))


# ---- an outcome is an outcome, an output has a quantity, an owner is a division ----

_ROUND_LIST = re.compile(
    r"(?:รอบ(?:ที่|ระยะเวลา)?\s*)?[0-9]{1,2}(?:\s*(?:,|/|-|–|และ|หรือ)?\s*(?:รอบ\s*)?[0-9]{1,2}){0,5}\s*เดือน|รอบไตรมาส(?:ที่)?\s*[1-4]"
)
_REPORTS = re.compile(
    r"(?:มี|ได้|ให้|การ|จัดทำ|จัดส่ง|ดำเนินการ|สรุป|เสนอ|แบบ|ผู้รับผิดชอบ|\s){0,6}"
    r"(?:(?:รายงาน|ติดตาม|กำกับ)(?:และ|\s|กำกับ|ติดตาม|รายงาน|ประเมิน|สรุป|การ){0,6}"
    r"(?:ผล|ความก้าวหน้า|ดำเนิน|ปฏิบัติ|ตามมาตรการ|มาตรการ)|รายงาน\s*$)"
)
_OUTCOME_SIGNS = re.compile(
    r"ร้อยละ|%|ขึ้น|ลดลง|น้อยลง|สามารถ|ทำให้|ส่งผล|ได้รับ|เกิด|เข้าใจ|เข้าถึง|ตระหนัก|เชื่อมั่น|พึงพอใจ|พอใจ|สะดวก|รวดเร็ว"
    r"|ไม่มี|ไม่พบ|ปราศจาก|มีความ|เป็นไปตาม|ถูกต้อง|ครบถ้วน|ทั่วถึง|เป็นธรรม|ตรวจสอบได้|ประชาชน|ผู้รับบริการ|คะแนน|อย่างมีประสิทธิภาพ|บรรลุ"
)


def outcome_lists_rounds(text: str, *, measure_name: str = "", place: str = "") -> Findings:
    """An outcome (ผลลัพธ์) that only says when reports are made, or only that they are, is none.

    O43 asks for what changed; hand-made reports print the monitoring column there ("รายงานผล… -รอบ ๖ เดือน").
    """
    only_rounds, only_reports, _ = _monitoring(text, measure_name)
    if not (only_rounds or only_reports):
        return ()
    sentence = "ผลลัพธ์นี้บอกเพียงการรายงานหรือรอบรายงาน กรุณาระบุว่าเกิดการเปลี่ยนแปลงใดขึ้นจากการดำเนินการ"
    return (Finding("outcome_is_monitoring", place, sentence, _excerpt(_digits(text))),)


def output_lists_rounds(text: str, *, measure_name: str = "", place: str = "") -> Findings:
    """An output (ผลผลิต) that only says in which rounds is reported; a report with its number of copies is one."""
    only_rounds, only_reports, rounds = _monitoring(text, measure_name)
    if not (only_rounds or (only_reports and rounds)):
        return ()
    sentence = "ผลผลิตนี้บอกเพียงรอบที่รายงาน กรุณาระบุสิ่งที่ทำได้พร้อมจำนวน เช่น ประกาศ 1 ฉบับ"
    return (Finding("output_is_monitoring", place, sentence, _excerpt(_digits(text))),)


def _monitoring(text: str, measure_name: str) -> tuple[bool, bool, int]:
    """Whether a text names nothing but rounds, or nothing but reporting; and how many times it names rounds."""
    rest, rounds = _ROUND_LIST.subn(" ", _digits(text))
    if name := _digits(measure_name).strip():
        rest = rest.replace(name, " ")
    words = re.sub(r"[\s,/()\-–—•*:;.และ]+", " ", rest).strip()
    rest = re.sub(r"^[\s\-–•*]*(?:[0-9]+[.)]\s*)?", "", rest)
    only_reports = len(rest) <= 300 and bool(_REPORTS.match(rest)) and not _OUTCOME_SIGNS.search(rest)
    return rounds > 0 and words in ("", "รอบ", "เดือน", "ทุก", "ประจำ"), only_reports, rounds


def output_is_name(output: str, measure_name: str, *, place: str = "") -> Findings:
    """An output (ผลผลิต) that is the own name of its measure or project says nothing about what was made, nor how many."""
    if not (key := _name_key(output)) or key != _name_key(measure_name):
        return ()
    sentence = "ผลผลิตนี้เป็นเพียงชื่อมาตรการหรือโครงการ กรุณาระบุสิ่งที่ทำได้พร้อมจำนวน เช่น ประกาศ 1 ฉบับ"
    return (Finding("output_is_name", place, sentence, _excerpt(_clean(output))),)


def _name_key(text: str) -> str:
    """What is left of a measure's name without list number, ประกาศ/มาตรการ in front, spaces, quotes and digit style."""
    text = re.sub(r"^\s*[0-9]+(?:\.[0-9]+)*[.)]\s*", "", _digits(text))
    return re.sub("^(?:ประกาศ|มาตรการ|โครงการ|กิจกรรม)+(?=.)", "", _BETWEEN.sub("", text))


def owner_is_agency(owner: str, own: Agency, *, place: str = "") -> Findings:
    """The owner (ผู้รับผิดชอบ) of a measure or an item is a division or a post, never the whole agency."""
    text = re.split(r"อำเภอ|อ\.|จังหวัด|จ\.", _clean(owner))[0]
    text = re.sub(r"\(ตัวอย่าง\)|[\s\"“”']", "", text).removeprefix("สำนักงาน")
    words, proper = own.words, _proper_name(own)
    whole = {words.prefix, words.short, words.prefix + proper, words.short + proper, "เทศบาล", "อบต", "อบจ"}
    if text not in {each.replace(" ", "") for each in whole}:
        return ()
    sentence = "ผู้รับผิดชอบเป็นชื่อหน่วยงานทั้งหน่วย กรุณาระบุสำนัก กอง หรือตำแหน่งที่รับผิดชอบ"
    return (Finding("owner_is_agency", place, sentence, _excerpt(owner)),)


_NOTHING = re.compile(
    r"(?:ยัง)?(?:ไม่มี|ไม่พบ|ไม่ปรากฏ)(?:ปัญหา|อุปสรรค|ข้อเสนอแนะ|ข้อคิดเห็น|เพิ่มเติม|ใด|ๆ|ใน|การดำเนินงาน|การดำเนินการ|และ|หรือ|แต่อย่าง"
    r"|อะไร|เลย|ครับ|ค่ะ|คะ|จ้า|[\s./,–-]){0,8}"
)


def says_nothing(text: str) -> bool:
    """Whether a problem or suggestion only says that there is none, also by a dash, which is the same as leaving it out."""
    words = _clean(text).strip(" \n-–—•*.()")
    return bool(_NOTHING.fullmatch(words)) if words else "-" in text or "–" in text


_KEYS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "ๆไำพะัีรนยบล", "ฟหกดเ้่าสวง", "ผปแอิืทมใฝ")
_RUNS: Final = {
    row[first:end]
    for keys in _KEYS
    for row in (keys, keys[::-1])
    for first in range(len(row))
    for end in range(first + 3, len(row) + 1)
}
_DRUMMED = re.compile(f"(?>{'|'.join(sorted(_RUNS, key=len, reverse=True))})+")
"""Typed along a row of the keyboard, to and fro, three keys or more at a time."""
_TRIED = re.compile(r"(?:(?:test(?:ing)?|ทดสอบ|ทดลอง|เทสต?์?|abc|กขคง?)(?:ครับ|ค่ะ|คะ|[0-9])*)+|[asdf]{3,}|[ฟหกด]{3,}")


def no_answer(text: str, *, alone: bool = False, place: str = "") -> Findings:
    """What somebody types to try it out or to get on, and no report can print: "asdf", "กกกก", "ทดสอบ"; where it is the
    `alone` answer to a question, also a dash or a bare number."""
    sentence = "ข้อความนี้ดูไม่ใช่คำตอบ กรุณาพิมพ์ให้ได้ความ"
    lines = [line for line in _digits(text).splitlines() if line.strip()]
    alone = alone and len(lines) == 1
    return _once(Finding("no_answer", place, sentence, _excerpt(line)) for line in lines if _no_answer(line, alone))


_BETWEEN: Final = re.compile(r"[^\w\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]|_")
"""Neither letter, digit nor mark."""


def _no_answer(line: str, alone: bool) -> bool:
    said = _BETWEEN.sub("", line.casefold())
    if len(said) < 2 or said.isdecimal():
        return alone
    if len(set(said)) == 1:  # ททท. and สสส. are names
        return said.isascii() or len(said) > 3
    return bool(_TRIED.fullmatch(said) or _DRUMMED.fullmatch(said))


# ---- money ----


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


# ---- digits ----


def mixed_digits(text: str, *, place: str = "") -> Findings:
    """Thai and Arabic digits inside one number, as in "๒5,000"."""
    sentence = "ตัวเลขนี้ปนเลขไทยกับเลขอารบิก กรุณาพิมพ์ใหม่เป็นแบบเดียวกัน"
    return _once(
        Finding("mixed_digits", place, sentence, number)
        for number in re.findall(r"[0-9๐-๙]+(?:[.,][0-9๐-๙]+)*", _clean(text))
        if re.search("[0-9]", number) and re.search("[๐-๙]", number)
    )


_COMMAS = re.compile(r"(?<![0-9.,/A-Za-z])([0-9]+(?:,[0-9]+)+)(?:\.[0-9]+)?(?![0-9])(\s{0,2}(?:บาท|\.-))?")


def bad_grouping(text: str, *, place: str = "") -> Findings:
    """Commas at the wrong place of a number ("20,0000"), which leave its value in doubt; lists are sound."""
    plain = _clean(text)
    sentence = "เครื่องหมายจุลภาคในตัวเลขนี้ไม่ถูกตำแหน่ง กรุณาตรวจจำนวนและพิมพ์ใหม่"
    return _once(
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


# ---- list numbers, and the kind in a title ----

_NUMBERED = re.compile(r"^[ \t]*([0-9]{1,2})([.)])(?![0-9])", re.MULTILINE)


def numbering(text: str, *, place: str = "") -> Findings:
    """Numbers in front of lines that jump or repeat, or a single 1 with nothing to follow it."""
    sentence = "เลขข้อในข้อความนี้ไม่เรียงกันหรือมีเพียงข้อเดียว กรุณาตรวจลำดับข้อ"
    wrong = []
    for mark in ".)":
        lists: list[list[int]] = []
        for found in _NUMBERED.finditer(_digits(text)):
            if found[2] == mark and (number := int(found[1])) == 1:
                lists.append([1])
            elif found[2] == mark and lists:
                lists[-1].append(number)
        wrong += [each for each in lists if len(each) == 1 or each != list(range(1, len(each) + 1))]
    return _once(Finding("numbering", place, sentence, ", ".join(f"{n})" for n in each)) for each in wrong)


_KINDS = re.compile(r"[\s0-9.)]*(โครงการ|กิจกรรม|มาตรการ|แนวปฏิบัติ)\s?(โครงการ|กิจกรรม|มาตรการ|แนวปฏิบัติ)?")


def kind_in_title(title: str, kind: str, *, place: str = "") -> Findings:
    """A title that begins with the words of two kinds (โครงการมาตรการ…), or with another than it is counted as."""
    found = _KINDS.match(_digits(title))
    if found and found[2]:
        sentence = "ชื่อนี้ขึ้นต้นด้วยคำบอกประเภทสองคำ กรุณาเหลือไว้คำเดียว"
        return (Finding("kind_double", place, sentence, f"{found[1]}{found[2]}"),)
    if found and found[1] != kind:
        return (Finding("kind_unlike_title", place, f"ชื่อนี้ขึ้นต้นไม่ตรงกับประเภทที่เลือกไว้ ({kind}) กรุณาแก้ให้ตรงกัน", found[1]),)
    return ()


# ---- what the form's author left for the writer ----

_SLOT = r"(?:ชื่อ|ระบุ|ใส่|เติม|วันที่|หน่วยงาน|จำนวน|ตำแหน่ง|จังหวัด|อำเภอ|ปี|เทศบาล|อบต|องค์การ|องค์กร|โครงการ)"
_KIND = r"(?:เทศบาล(?:ตำบล|เมือง|นคร)?|องค์การบริหารส่วน(?:ตำบล|จังหวัด)|อบต\.?|อบจ\.?|ทต\.)"
_PLACEHOLDERS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_KIND}\s?/\s?{_KIND}(?:\s?[.…]{{2,}})?",
        rf"(?:{_KIND}|อำเภอ|จังหวัด)\s?(?:\.{{3,}}|…+)",
        r"(?:(?<=[(\[<{/])|(?<=โปรด)|(?<=กรุณา))\s?ระบุ[^\s)\]>}]{0,40}",
        r"(?<!ไม่)(?<!ต้อง)(?<!ให้)(?<!การ)(?<!โดย)(?<!และ)(?<!หรือ)"
        r"ระบุชื่อ\s?(?:องค์กรปกครองส่วนท้องถิ่น|อปท|หน่วยงาน|เทศบาล|องค์การ|อบต)",
        r"\(\s?กรณี(?=\s?(?:\.{2,}|…)|[^)\n]{0,60}?(?:ITA|ผ่าน(?:มา)?เกณฑ์|เป็นเทศบาล|เป็นองค์การบริหาร|เป็น\s?อบ[ตจ]"
        r"|ให้(?:ระบุ|ใส่|เลือก|ตัด|ลบ)))[^)\n]{0,60}",
        rf"[\[<]\s?{_SLOT}[^\]>\n]{{0,60}}[\]>]",
        r"\((?:ใส่)?\s?ชื่อ\s?(?:หน่วยงาน|อปท|องค์กร|องค์การ|เทศบาล|อบต)[^)\n]{0,30}\)",
        r"\{\{[^}\n]{0,60}(?:\}\})?|\{%[^%\n]{0,60}(?:%\})?|«[^»\n]{0,40}»",
        r"(?<![0-9/])00/00(?:/[0-9]{2,4})?(?![0-9])",
        r"(?<![A-Za-z/.\-=_&?])[0-9]{0,2}(?:[Xx]{2,4}|[Xx]{2}/[Xx]{2}[^\s]{0,5})(?![A-Za-z0-9./=_\-])",
    )
)
_DOTS = re.compile(r"\.{4,}|…{2,}|_{4,}")
_OF_A_FORM = re.compile(r"[./…_(\[<{«Xx]")
"""Without one of these, or ระบุ, nothing of a form is there: most answers need no further look."""
_BLANK_TO_SIGN = re.compile(
    r"(?:ลงชื่อ|ลงนาม|ตำแหน่ง|ที่|เดือน|พ\.\s?ศ\.|เลข|โทร\.?|เวลา|เป็นต้น|อื่น\s?ๆ?|ฯลฯ|[(:/_.…])\s{0,3}$"
)
_LEADER = re.compile(r"[\s.…]{0,20}(?:[0-9]{1,4}|[ก-ฮ])\s*(?:\n|$)")


def placeholder(text: str, *, place: str = "") -> Findings:
    """What a form leaves for its writer: "ระบุชื่อ…", "เทศบาล/องค์การบริหารส่วนตำบล.....", "(กรณี…", dots to fill in.

    Blanks for wet signatures, dates and document numbers stay, and so do the dot leaders of a table of contents.
    """
    plain = _clean(text)
    arabic = arabic_digits(plain)
    if not _OF_A_FORM.search(arabic) and "ระบุ" not in arabic:
        return ()
    spans = [found.span() for pattern in _PLACEHOLDERS for found in pattern.finditer(arabic)]
    ends = {end for _, end in spans}
    for found in _DOTS.finditer(arabic):
        start, end = found.span()
        if end in ends:
            continue
        signed = _BLANK_TO_SIGN.search(arabic[max(0, start - 20) : start]) or not arabic[:start].strip()
        if not signed and not _LEADER.match(arabic[end : end + 40]):
            word = re.search(r"\S{0,30}$", arabic[max(0, start - 30) : start])
            spans.append((start - len(word[0]) if word else start, end))
    sentence = "ข้อความนี้เป็นช่องว่างหรือคำแนะนำที่ติดมาจากแบบฟอร์ม กรุณาเติมข้อมูลจริงหรือลบออก"
    return _once(Finding("placeholder", place, sentence, _excerpt(plain[a:b])) for a, b in _merged(spans))


def _merged(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans in order, those that touch as one."""
    whole: tuple[int, int] | None = None
    for start, end in sorted(spans):
        if whole and start <= whole[1]:
            whole = whole[0], max(end, whole[1])
        else:
            if whole:
                yield whole
            whole = start, end
    if whole:
        yield whole


# ---- years and dates outside what is reported ----

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("มกราคม", "ม.ค."),
            ("กุมภาพันธ์", "ก.พ."),
            ("มีนาคม", "มี.ค."),
            ("เมษายน", "เม.ย."),
            ("พฤษภาคม", "พ.ค."),
            ("มิถุนายน", "มิ.ย."),
            ("กรกฎาคม", "ก.ค."),
            ("สิงหาคม", "ส.ค."),
            ("กันยายน", "ก.ย."),
            ("ตุลาคม", "ต.ค."),
            ("พฤศจิกายน", "พ.ย."),
            ("ธันวาคม", "ธ.ค."),
        ),
        1,
    )
    for name in names
}
_SHORT_MONTHS: Final = tuple(name for name in _MONTHS if "." in name)
_ERA = r"(?:พ\.\s?ศ\.?|ค\.\s?ศ\.?)"
_YEAR_TOKEN = re.compile(
    rf"(?<![0-9])(?:(?P<day>[0-9]{{1,2}})\s{{0,3}}(?:เดือน\s?)?)?(?P<month>{'|'.join(map(re.escape, _MONTHS))})"
    rf"\s{{0,3}}(?:ปี\s?)?(?P<month_era>{_ERA})?\s{{0,3}}"
    r"(?:(?P<month_year>[0-9]{4})(?![0-9])|(?P<short_year>[67][0-9])(?![0-9.,%]|\s?(?:คน|ราย|ครั้ง|บาท|เรื่อง|โครงการ|แห่ง|ร้อยละ)))"
    r"|(?<![0-9/.\-])(?P<d>[0-9]{1,2})(?P<sep>[/.\-])(?P<m>[0-9]{1,2})(?P=sep)(?P<y>2[45][0-9]{2}|20[0-9]{2}|[67][0-9])(?![0-9/.\-][0-9]|[0-9])"
    rf"|(?:(?P<head>ปีงบประมาณ|ปี)\s{{0,3}})?(?P<era>{_ERA})?\s{{0,3}}(?<![0-9.,/])(?P<year>[0-9]{{4}})(?![0-9]|,[0-9])"
    rf"(?P<more>\s{{0,3}}(?:-|–|—|ถึง|,|และ|กับ)\s{{0,3}}(?:ปีงบประมาณ|ปี)?\s{{0,3}}{_ERA}?\s{{0,3}}(?:[0-9]{{4}}|[0-9]{{2}})(?![0-9]))?"
)

_NAMED_WITH_YEAR = re.compile(
    r"พระราช|พ\.ร\.บ|พ\.ร\.ฎ|พรบ|รัฐธรรมนูญ|พุทธศักราช|ระเบียบ|ว่าด้วย|กฎกระทรวง|กฎหมาย|ประมวล|คณะรัฐมนตรี|ครม\.|หนังสือ|ราชกิจจา|มาตรา"
    r"|คำสั่ง|ประกาศ\s?(?:กระทรวง|กรม|คณะกรรมการ|สำนัก|ก\.)|ยุทธศาสตร์|แผนแม่บท|แผนพัฒนา|แผนการปฏิรูป|แผนการศึกษา|มาตรฐาน|หลักเกณฑ์|ข้อกำหนด"
)
_NAMED_WITH_ERA = re.compile(r"ข้อบัญญัติ|เทศบัญญัติ|ข้อบังคับ|ประกาศ|กฎ|แผน|นโยบาย|มติ|แนวทาง|คู่มือ|ฉบับ|อนุสัญญา|ปฏิญญา|ธรรมนูญ")
_AMENDED = re.compile(
    r"[\s(),]*(?:และ(?:ที่)?(?:ได้)?แก้ไข|ที่แก้ไข|แก้ไข|ลงวันที่|ลง\s|\(?ฉบับที่|ซึ่งประกาศ|มีผล|ใช้บังคับ|บังคับใช้|ข้อ|หมวด|มาตรา)"
)
_PAST_BEFORE = re.compile(
    r"(?:จาก|กว่า|กับ|เทียบ|ก่อน|หลัง|สิ้น|ฐาน|เดิม|นับแต่|และ|,)\s?(?:ใน|ช่วง|เมื่อ|สิ้น)?\s?$"
    r"|เทียบ|ก่อนหน้า|คำนวณ|ย้อนหลัง|ดำรงตำแหน่ง|ก่อตั้ง|จัดตั้ง|ยกฐานะ|เกิดเมื่อ|ข้อมูล\s?ณ|รายงาน\s?ณ|สถานะ\s?ณ|สัญญา|เงินกัน|กันเงิน|เหลื่อมปี|เงินสะสม"
)
_RESULT_BEFORE = re.compile(
    r"ผล(?:การ|คะแนน)?\s?(?:ประเมิน|ITA|วิเคราะห์|คะแนน)|จากการ|คะแนน|วิเคราะห์|ดัชนี|CPI|สถิติ|จุดอ่อน|ข้อบกพร่อง"
)
_PAST_AFTER = re.compile(r"\s?(?:ที่ผ่านมา|ที่แล้ว|เป็นต้นมา|จนถึงปัจจุบัน|ถึงปัจจุบัน|มาปรับปรุง|มาวิเคราะห์|พบว่า|ได้คะแนน|มีคะแนน|ได้ร้อยละ)")
_FUTURE = re.compile(r"จะ|ควร|เลื่อน|ถัดไป|ต่อไป|เตรียม|คาดว่า|กำหนดจัด|วางแผน|เสนอ|ตั้งงบ|ภายใน|เป้าหมาย|ต้อง")
_TO_BE_ASSESSED = re.compile(
    r"(?:เพื่อให้|รองรับ|รับ|เตรียม|เข้าร่วม|สำหรับ)\s?การ(?:เข้ารับการ)?ประเมิน.{0,120}(?:ITA|คุณธรรม)", re.DOTALL
)


def period_ahead(last: date, today: date) -> Findings:
    """A result that covers days still to come."""
    if last <= today:
        return ()
    until = thai_date_short(last, digits="arabic")
    return (Finding("period_ahead", "", f"ช่วงเวลานี้ยังไม่สิ้นสุด (ถึง {until}) กรุณาบันทึกถึงวันที่ดำเนินการจริง"),)


def year_outside(
    text_or_dates: str | date | Iterable[date],
    first_day: date,
    last_day: date,
    *,
    place: str = "",
    what: str = "ช่วงที่รายงาน",
    fiscal: bool = False,
) -> Findings:
    """A date, month or year outside what the report is about, such as last year's date copied with last year's text.

    Years that belong to the name of a law, strategy or plan, spans of years, earlier results that are compared with,
    and what is planned for later are sound.  A plain calendar year is sound when the reported days touch it; where `fiscal`, "ประจำปี" is a fiscal year (a
    project's title names the year of its money).
    """
    if not isinstance(text_or_dates, str):
        days = [text_or_dates] if isinstance(text_or_dates, date) else list(text_or_dates)
        values = [_short_date(day) for day in days if not first_day <= day <= last_day]
    else:
        values = list(_years_outside(_clean(text_or_dates), first_day, last_day, fiscal))
    span = f"{_short_date(first_day)} – {_short_date(last_day)}"
    sentence = f"ปีหรือวันที่นี้อยู่นอก{what} ({span}) กรุณาตรวจและแก้ให้ถูกต้อง"
    return _once(Finding("fiscal_year", place, sentence, _excerpt(value)) for value in values)


_DAY_ALONE = re.compile(r"วันที่\s?(?P<day>[0-9]{2})(?![0-9/.\-]|\s?[0-9])(?!\s?(?:ของ)?(?:การ|หลัง|นับ))")
_DAY_OF_MONTH = re.compile(
    rf"(?<![0-9.,:/])(?P<day>[0-9]{{1,2}})\s{{0,3}}(?:เดือน\s?)?(?P<month>{'|'.join(map(re.escape, _MONTHS))})"
    rf"(?:\s{{0,3}}(?:ปี\s?)?(?P<era>{_ERA})?\s{{0,3}}(?P<year>[0-9]{{4}}|[67][0-9])(?![0-9]))?"
    r"|(?<![0-9/.\-])(?P<d>[0-9]{1,2})(?P<sep>[/.\-])(?P<m>0?[1-9]|1[0-2])(?P=sep)(?P<y>2[45][0-9]{2}|20[0-9]{2})(?![0-9/.\-])"
)
_NUMBER_OF_A_PAPER = re.compile(r"(?:(?<!วัน)ที่|เลข|ฉบับ|ข้อ|มาตรา)\s?$")
_LEAP: Final = 2000


def impossible_date(text: str, *, place: str = "") -> Findings:
    """A day that no calendar has: "31 กุมภาพันธ์ 2569", "วันที่ 35"."""
    sentence = "ไม่มีวันที่นี้ในปฏิทิน กรุณาตรวจและแก้วันที่"
    plain = _clean(text)
    arabic = arabic_digits(plain)
    spans = [found.span() for found in _DAY_OF_MONTH.finditer(arabic) if _impossible(found, arabic)]
    spans += [found.span() for found in _DAY_ALONE.finditer(arabic) if int(found["day"]) > 31]
    return _once(Finding("impossible_date", place, sentence, plain[a:b]) for a, b in _merged(spans))


def _impossible(found: re.Match[str], text: str) -> bool:
    if _NUMBER_OF_A_PAPER.search(text[max(0, found.start() - 8) : found.start()]):
        return False
    month = _MONTHS[found["month"]] if found["month"] else int(found["m"])
    year = found["year"] or found["y"]
    try:
        date(_buddhist(year, found["era"] or "") - ERA if year else _LEAP, month, int(found["day"] or found["d"]))
    except ValueError:
        return True
    return False


def years_unlike_period(years: Iterable[int], first_day: date, last_day: date, *, place: str = "") -> Findings:
    """Fiscal years in which an item is done, and the days it takes, that do not fit each other."""
    named = set(years)
    covered = set(range(fiscal_year_of(first_day), fiscal_year_of(last_day) + 1))
    span = f"{_short_date(first_day)} – {_short_date(last_day)}"
    found = []
    if left := covered - set(range(min(named), max(named) + 1)):
        sentence = f"ระยะเวลานี้ ({span}) อยู่ในปี {_listed(left)} ด้วย ซึ่งไม่ได้เลือกเป็นปีที่ดำเนินการ"
        found.append(Finding("fiscal_year", place, sentence))
    if idle := named - covered:
        sentence = f"ปี {_listed(idle)} เลือกเป็นปีที่ดำเนินการ แต่ระยะเวลานี้ ({span}) ไม่ครอบคลุม"
        found.append(Finding("fiscal_year", place, sentence))
    return tuple(found)


def _listed(years: Iterable[int]) -> str:
    return ", ".join(str(year) for year in sorted(years))


def _short_date(day: date) -> str:
    return f"{day.day} {_SHORT_MONTHS[day.month - 1]} {day.year + ERA}"


def _years_outside(text: str, first: date, last: date, fiscal: bool) -> Iterator[str]:
    arabic = arabic_digits(text)
    past_end, named_before = 0, False
    for token in _YEAR_TOKEN.finditer(arabic):
        if token["year"] and not (token["head"] or token["era"]):
            continue
        gap = arabic[past_end : token.start()]
        before = gap[-160:].rpartition("\n")[2]
        after = arabic[token.end() : token.end() + 40]
        named = bool(_NAMED_WITH_YEAR.search(before)) or (
            named_before and bool(_AMENDED.match(gap)) and len(gap) <= 120
        )
        past_end, named_before = token.end(), named
        if not named and _outside(token, before, after, first, last, fiscal):
            yield text[token.start() : token.end()]


def _outside(token: re.Match[str], before: str, after: str, first: date, last: date, fiscal: bool) -> bool:
    if token["year"]:
        return _bare_year_outside(token, before, after, first, last, fiscal)
    if (days := _days(token)) is None or (days[0] <= last and days[1] >= first):
        return False
    if days[0] > last:
        return not (_FUTURE.search(before[-60:]) or _FUTURE.search(after[:15]) or _PAST_BEFORE.search(before[-40:]))
    return not (_PAST_BEFORE.search(before[-60:]) or _PAST_AFTER.match(after))


def _days(token: re.Match[str]) -> tuple[date, date] | None:
    """The first and last day a date or a month means; None for one that is not in the calendar."""
    era = token["month_era"] or ""
    year = _buddhist(token["month_year"] or token["short_year"] or token["y"], era)
    month = _MONTHS[token["month"]] if token["month"] else int(token["m"])
    day = token["day"] or token["d"]
    try:
        if day:
            return (date(year - ERA, month, int(day)),) * 2
        after_month = date(year - ERA + month // 12, month % 12 + 1, 1)
        return date(year - ERA, month, 1), after_month - timedelta(days=1)
    except ValueError:
        return None


def _buddhist(year: str, era: str) -> int:
    number = int(year) + 2500 if len(year) == 2 else int(year)
    return number + ERA if era.startswith("ค") or 1900 <= number <= 2099 else number


def _bare_year_outside(token: re.Match[str], before: str, after: str, first: date, last: date, of_money: bool) -> bool:
    year = _buddhist(token["year"], token["era"] or "")
    if token["more"] or not 2400 <= year <= 2699:
        return False
    if not token["head"] and _NAMED_WITH_ERA.search(before[-100:]):
        return False
    fiscal = range(fiscal_year_of(first), fiscal_year_of(last) + 1)
    if year in fiscal:
        return False
    if year > fiscal[-1]:
        planned = _FUTURE.search(before[-80:]) or _FUTURE.search(after)
        return not planned and (token["head"] == "ปีงบประมาณ" or before.endswith("ประจำ"))
    if _PAST_BEFORE.search(before[-40:]) or _PAST_AFTER.match(after):
        return False
    if _TO_BE_ASSESSED.search(before):
        return True
    if _RESULT_BEFORE.search(before):
        return False
    if of_money and before.endswith("ประจำ"):
        return True
    return token["head"] == "ปีงบประมาณ" or year not in range(first.year + ERA, last.year + ERA + 1)


# ---- other agencies, and words of another kind of agency ----

_FULL_NAME = re.compile(
    r"(?P<full>องค์การบริหารส่วนตำบล|องค์การบริหารส่วนจังหวัด|(?:เทศบาล|นายกเทศมนตรี)(?:ตำบล|เมือง|นคร))"
    r"|(?P<misspelt>องค์กรบริหารส่วนตำบล|องค์(?:กร|การ)บริการส่วนตำบล|องค์(?:กร|การ)ส่วนตำบล|องค์การบริหารสวนตำบล)"
    r"|(?P<short>(?:(?<![ก-๛.])|(?<=ของ)|(?<=โดย)|(?<=นายก)|(?<=ปลัด))(?:อบ[ตจ]|ท[ตมน])\.|(?<![ก-๛.])อบ[ตจ](?=\s))"
    r"(?P<space>\s?)"
    r"|(?P<pattaya>(?:ของ|สำนักงาน|นายก|ปลัด|ผู้บริหาร|บุคลากร|พนักงาน)เมืองพัทยา)"
)
_PREFIX_OF: Final = {
    "อบต": "องค์การบริหารส่วนตำบล",
    "อบจ": "องค์การบริหารส่วนจังหวัด",
    "ทต": "เทศบาลตำบล",
    "ทม": "เทศบาลเมือง",
    "ทน": "เทศบาลนคร",
}
# Words that follow a kind in running text; a name seldom begins with one of them (those that do are missed).
_GENERIC = _any_of(
    r"""
    ใน(?!เมือง) ได้ มี(?!ชัย) จึง จะ(?!นะ|แนะ|กว๊ะ) เป็น และ หรือ ที่(?!วัง) ของ ให้ เพื่อ โดย กับ ซึ่ง ต้อง ควร สามารถ ไม่ อื่น ทุก
    ทั้ง แห่ง นี้ นั้น ดังกล่าว ใด ต่าง ตาม แต่ แล้ว เพิ่ม ร่วม(?!จิต|ไทย) เข้า ขอ(?!น) กำหนด ดำเนิน จัด ประกาศ รับ(?!ร่อ) ส่ง ใช้
    ทำ(?!นบ) เห็น พิจารณา ปฏิบัติ บริหาร เรื่อง ประจำ พ\.ศ ว่า ครั้ง สมัย เปิด เผยแพร่ ยัง อาจ คือ(?!เวียง) กว่า ทราบ มอบ แต่งตั้ง
    พร้อม ณ ถึง ต่อ จาก สู่ เอง ขนาด สามัญ ชั้น ชุด ประเภท ระดับ เขต พื้นที่ ละ(?!งู|หาน|แม|หาร) ด้วย อย่าง ก็ คณะ ผู้ สมาชิก พนักงาน
    ข้าราชการ บุคลากร ลงมติ ลงนาม ลงพื้นที่ อนุมัติ แจ้ง สั่ง เดินทาง พบ(?!พระ) รายงาน กำกับ ติดตาม ตรวจ ออก ตั้งแต่ ตั้งอยู่ ตั้งงบ วาง
    นำ พัฒนา ส่งเสริม สนับสนุน บันทึก ยืนยัน ยึด ถือ เน้น มุ่ง ตระหนัก เล็ง ประสบ ประสาน ประชุม ประชา ปรับ ปิด เชิญ อบรม ฝึก ลด แก้ไข
    ป้องกัน คุ้มครอง บริการ อำนวย ประเมิน คะแนน ผ่าน ควบคุม จ้าง ซื้อ เบิก จ่าย เก็บ ชำระ ภาษี งบ เงิน เว็บ ทาง
    เจ้า(?:หน้าที่|พนักงาน|ของ) หน่วย อบต เทศบาล องค์ หมู่ที่ เลขที่ โทร รักษา แทน ฯ บาง(?:แห่ง|ส่วน|ราย|คน) หลาย ส่วน ทั่ว ต้นแบบ
    คุณธรรม คุณภาพ สีขาว ดี(?:เด่น|เยี่ยม) น่าอยู่ ใกล้ ข้าง เดียว อัจฉริยะ ปลอด เรา ตน ท่าน แม่ข่าย นำร่อง เครือข่าย จำนวน
    ต้น(?:สังกัด) สังกัด ภาย เมื่อ หาก ถ้า กรณี เนื่อง อัน คน ชาว เกิด ปี รวม ขึ้น คง(?:เหลือ|เดิม) เสนอ เลือก โปร่งใส สุจริต ด้าน กอง
    สำนัก อำเภอ จังหวัด หัวหน้า หัวข้อ คำสั่ง คำนำ ลำดับ หลักเกณฑ์ หลักการ นาย นาง(?!รอง|แดด) พระราช น้ำประปา นโยบาย แผน วิธี ข้อ
    เอกสาร ตำแหน่ง ระเบียบ รายละเอียด สถาน โครงการ กิจกรรม ตัวอย่าง แบบ ภาพ วันที่ เดือน ไตรมาส ผล สาร เฉพาะ ถูก ชื่อ ศูนย์
    โรงเรียน บรรลุ คาด สนใจ หลัง ตลอด ไว้ เท่า อีก ระหว่าง ลง(?!ทะ) คำนึง หวัง สำหรับ สำรวจ ขับ พยายาม สูง(?:สุด|ขึ้น) ยินดี
    ก่อสร้าง เพียง สะดวก คุ้ม น้อย(?:ลง|กว่า) ห้าม งด ปราศ เร็ว เข้ม อยู่ ปลูก(?:ฝัง|จิต) เผชิญ ช่วง เพราะ เช่น สัมฤทธิ์ โครงสร้าง
    หมาย นอก เว้น อุดหนุน กระทำ กระบวน กระทรวง เฝ้า แสดง หยุด ศึกษา วิเคราะห์ ทบทวน รณรงค์ กลาง(?=\s|$) สื่อ พ้น ราชการ ชุมชน
    มาก พุทธ ระบบ ระยะ สะท้อน สิ้น เสริม ช่วย รวบรวม สรุป ชี้แจง เล็งเห็น ยก เร่ง เริ่ม ไป(?:ยัง|สู่) มา(?:ตร|ใช้|ก) ลูกจ้าง นายก
    รอง ปลัด สภา ไทย(?=\s|$)
    """
)
_NAME_ENDS = re.compile(
    r"[^ก-ฮะ-ฺเ-๎]|อำเภอ|จังหวัด|จึง|ได้|เป็น|เพื่อ|โดย|ซึ่ง|และ|หรือ|ประจำ|จำนวน|มุ่ง|พร้อม|อย่าง|ด้วย|ตั้งแต่|เมื่อ|ดำเนิน|จัดทำ|จัดให้|ให้|ของ|กำหนด|ตระหนัก|ประกาศ|มี(?:การ|ความ|ผล|คะแนน|มาตร)|จะ(?:ได้|ต้อง|มี)"
    r"|ร่วม|ต้อง|ควร|สามารถ|ไม่|เห็น|ทุก|ที่(?:ได้|มี|เป็น|จะ|ต้อง)|ใน(?:การ|ปี|ด้าน|เรื่อง|ฐานะ)|ต่อ(?:ไป|ประ)|ตาม"
)
_ABSTRACT = re.compile(
    r"การ|ความ|ทุจริต|โปร่งใส|ธรรมาภิบาล|คุณธรรม|ประโยชน์|งบประมาณ|ข้อมูล|บริการ|ปฏิบัติ|ราชการ|ท้องถิ่น|มาตร|โครงการ|กิจกรรม|ๆ"
)
# How the names of places begin: the provinces, and the words for hills, waters, trees and settlements.
_PLACE_NAME = _any_of(
    """
    กระบี่ กาญจนบุรี กาฬสินธุ์ กำแพงเพชร ขอนแก่น จันทบุรี ฉะเชิงเทรา ชลบุรี ชัยนาท ชัยภูมิ ชุมพร เชียงราย เชียงใหม่ ตรัง ตราด ตาก
    นครนายก นครปฐม นครพนม นครราชสีมา นครศรีธรรมราช นครสวรรค์ นนทบุรี นราธิวาส น่าน บึงกาฬ บุรีรัมย์ ปทุมธานี ประจวบคีรีขันธ์
    ปราจีนบุรี ปัตตานี พระนครศรีอยุธยา พะเยา พังงา พัทลุง พิจิตร พิษณุโลก เพชรบุรี เพชรบูรณ์ แพร่ ภูเก็ต มหาสารคาม มุกดาหาร แม่ฮ่องสอน
    ยโสธร ยะลา ร้อยเอ็ด ระนอง ระยอง ราชบุรี ลพบุรี ลำปาง ลำพูน เลย ศรีสะเกษ สกลนคร สงขลา สตูล สมุทรปราการ สมุทรสงคราม
    สมุทรสาคร สระแก้ว สระบุรี สิงห์บุรี สุโขทัย สุพรรณบุรี สุราษฎร์ธานี สุรินทร์ หนองคาย หนองบัวลำภู อ่างทอง อำนาจเจริญ อุดรธานี อุตรดิตถ์
    อุทัยธานี อุบลราชธานี
    กก กระ กะ กาบ กำแพง กุง กุด กู่ เกาะ เกษตร แก แก่ง แก้ง โกรก ขนอน ขาม ขี้เหล็ก ขุน เขวา เขว้า เขา เขื่อน แขม คลอง ควน คอ
    ค้อ คำ คุ้ง คู เคียน แค โค งิ้ว จอม จาน จาร เจดีย์ เจริญ ฉลอง ชะ ชัย ช้าง ช่อง ชุม เชียง เชิง ซับ ซาง แซง ด่าน ดง ดอน ดอย ดู่
    เด่น แดง ตลาด ตลิ่ง ตลุก ตะ ตา ตูม เตา เตย แต้ โตนด ถนน ถ้ำ ท่า ทับ ทราย ทะเล ทุ่ง เทพ แท่น ไทร ธง ธาตุ ธาร นคร นา น้ำ นิคม
    เนิน โนน ในเมือง บก บ่อ บัว บ้าน บาง บึง บุ่ง บุ เบญ โบสถ์ ปง ปราสาท ปลา ปะ ปาก ป่า เปือย แปลง โป่ง ผัก ผา ไผ่ แผ่นดิน ฝาง
    ฝาย พญา พนม พระ พล พลับ พะ พัง พาน พุ เพชร เพีย แพง โพ ไพร ฟาก ภู มะ มหา มาบ ม่วง มีชัย เม็ง เมือง แม่ โมง ไม้ ยาง ระ
    ราช ร่อง รัง เรือง โรง ไร่ ลาด ลำ ลุม ละ เลิง เลา วัง วัด วาน วารี เวียง แวง ศรี ศาลา ศิลา สระ สวน สวาย สว่าง สะ สัน สาม
    สำ สี สุข เสม็ด เสลา เสา แสน แสลง โสก หนอง หมู หมาก หลวง หลัก หลุม ห้วย หัว หาด หาร หิน เหนือ เหล่า เหมือง แหลม องครักษ์
    อ่าง อ่าว อุ่ม อุ อู่ เอราวัณ
    """
)
_WITH_OTHERS = re.compile(
    r"ดูงาน|ร่วมกับ|ร่วมมือ|สนับสนุน|วิทยากร|เครือข่าย|ประสาน|เดิมชื่อ|ยกฐานะ|จาก\s?$|เชิญ|ติดต่อกับ|ใกล้เคียง|ช่วยราชการ|โอน(?:ย้าย)?(?:มา|ไป)"
)
_DISTRICT_FOLLOWS = re.compile(r"\s{0,3}(?:อำเภอ|อ\.|จังหวัด|จ\.)")
_SENTENCE_FOLLOWS = re.compile(r"\s(?:จึง|ได้)")
_ALONE_BEFORE = re.compile(r"^\s*(?:ประกาศ|คำสั่ง|สำนักงาน|นายก|ปลัด|โดย)?\s*$")


def _proper_name(own: Agency) -> str:
    """The agency's proper name without spaces and without "(ตัวอย่าง)"; Pattaya and the like have none."""
    return re.sub(r"\(.*|\s", "", _clean(own.proper_name))


def foreign_agency(text: str, own: Agency, *, place: str = "") -> Findings:
    """Another agency's name, left over from the document that was copied; or the own name misspelt (`name_variants`).

    A name counts when it follows the word of a kind directly (or an abbreviation) and begins as places do, or its
    district or its sentence follows it, or it stands alone; for Thai has no spaces and any verb may follow a kind.
    Kinds without a name, own names, the province's อบจ., agencies one visits or works with are sound.
    """
    plain = _clean(text)
    return _once(_agency_findings(plain, own, place))


def _agency_findings(text: str, own: Agency, place: str) -> Iterator[Finding]:
    proper = _proper_name(own)
    foreign = f"ข้อความนี้มีชื่อหน่วยงานอื่น กรุณาตรวจว่าควรเป็น {own.name} หรือไม่"
    variant = f"ชื่อหน่วยงานสะกดไม่ตรง กรุณาแก้เป็น {own.name}"
    for found in _FULL_NAME.finditer(text):
        tail = text[found.end() : found.end() + 60]
        before = text[max(0, found.start() - 60) : found.start()].rpartition("\n")[2]
        if found["pattaya"]:
            if own.kind != "pattaya" and not re.search("กรุงเทพ|เทศบาล|องค์การบริหาร", before):
                yield Finding("foreign_agency", place, foreign, found[0])
            continue
        if found["misspelt"]:
            if own.kind == "sao" and proper and _follows(tail, proper):
                yield Finding("name_variants", place, variant, _excerpt(found[0] + proper))
            continue
        prefix = _prefix(found)
        same_kind = prefix == own.words.prefix
        if same_kind and proper and _follows(tail, proper):
            continue
        if same_kind and proper and (misspelt := _misspelt(tail, proper)):
            yield Finding("name_variants", place, variant, _excerpt(found[0] + misspelt.strip()))
            continue
        spaced = bool(found["space"]) or tail.startswith(" ")
        tail = tail.removeprefix(" ")
        name = _name_in(tail, proper)
        if name is None or _WITH_OTHERS.search(before[-30:]):
            continue
        after, known = tail[len(name) :], name == proper or _PLACE_NAME.match(name)
        if spaced and not (known and (found["short"] or _DISTRICT_FOLLOWS.match(after))):
            continue
        alone = not after.partition("\n")[0].strip() and _ALONE_BEFORE.match(before)
        if not (known or alone or _DISTRICT_FOLLOWS.match(after) or _SENTENCE_FOLLOWS.match(after)):
            continue
        if prefix == "องค์การบริหารส่วนจังหวัด" and own.kind != "pao" and name.startswith(own.province or "\n"):
            continue
        yield Finding("foreign_agency", place, foreign, _excerpt(found[0] + name))


def _prefix(found: re.Match[str]) -> str:
    if found["short"]:
        return _PREFIX_OF[found["short"].rstrip(".")]
    return found[0].replace("นายกเทศมนตรี", "เทศบาล")


def _follows(tail: str, proper: str) -> bool:
    """Whether the own name comes next; spaces do not count."""
    return tail.replace(" ", "").startswith(proper)


def _name_in(tail: str, own_proper: str) -> str | None:
    """The proper name at the start of what follows a kind; None when running text goes on instead."""
    if own_proper and tail.startswith(own_proper):
        return own_proper
    if _GENERIC.match(tail):
        return None
    end = _NAME_ENDS.search(tail)
    if end is None and len(tail) >= 60:
        return None
    name = tail[: end.start()] if end else tail
    if not 2 <= len(name) <= 24:
        return None
    if _ABSTRACT.search(name) and not _DISTRICT_FOLLOWS.match(tail[len(name) :]):
        return None
    return name


_MARKS: Final = re.compile(r"[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")


def _misspelt(tail: str, proper: str) -> str | None:
    """The own name as it stands there when it is one letter or some marks away; longer names only."""
    if len(proper) < 4:
        return None
    bare = _MARKS.sub("", proper)
    for length in (len(proper), len(proper) - 1, len(proper) + 1, len(proper) - 2, len(proper) + 2):
        word = tail[:length]
        if len(word) < length or _MARKS.match(tail[length : length + 1]):
            continue
        if _one_edit(word, proper) or (
            len(bare) >= 4 and abs(length - len(proper)) <= 2 and _MARKS.sub("", word) == bare
        ):
            return word
    return None


def _one_edit(one: str, other: str) -> bool:
    """Whether one change, one letter more or one less makes the words the same."""
    if abs(len(one) - len(other)) > 1:
        return False
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[same:], other[same:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:]


_MUNICIPAL = re.compile(r"เทศบัญญัติ|(?:พนักงาน|ลูกจ้าง|ข้าราชการ|ปลัด|สภา|สำนักงาน|ของ|ในเขต)เทศบาล|(?:นายก|คณะ)เทศมนตรี")
_SUBDISTRICT = re.compile(r"พนักงานส่วนตำบล|(?:นายก|ปลัด|สภา|สำนักงาน|ของ|ในเขต)(?:องค์การบริหารส่วนตำบล|อบต\.?)")
_PROVINCIAL = re.compile(r"(?:ข้าราชการ|ปลัด|สำนักงาน)(?:องค์การบริหารส่วนจังหวัด|อบจ\.?)")
_ORDINANCE = re.compile(r"ข้อบัญญัติ(?=\s?(?:งบประมาณ|องค์การบริหาร|อบต|ประจำปี))")
_OTHER_WORDS: Final = {
    "municipality": (_SUBDISTRICT, _PROVINCIAL, _ORDINANCE),
    "sao": (_MUNICIPAL, _PROVINCIAL),
    "pao": (_MUNICIPAL, _SUBDISTRICT),
    "pattaya": (_MUNICIPAL, _SUBDISTRICT, _PROVINCIAL),
}
_LAW = re.compile(r"พระราช|พ\.ร\.บ|พรบ|ระเบียบ|ว่าด้วย|กฎหมาย|มาตรา|คณะกรรมการ(?:กลาง)?$|ก\.ท\.|สันนิบาต|มาตรฐานทั่วไป")
_OWN_SIGNS: Final = {
    "municipality": re.compile("เทศบาล|เทศบัญญัติ|เทศมนตรี"),
    "sao": re.compile("ส่วนตำบล|ข้อบัญญัติ|อบต"),
    "pao": re.compile("ส่วนจังหวัด|ข้อบัญญัติ|อบจ"),
    "pattaya": re.compile("เมืองพัทยา|ข้อบัญญัติ"),
}


def _group(own: Agency) -> str:
    return "municipality" if own.kind.endswith("municipality") else own.kind


def wrong_kind(text: str, own: Agency, *, place: str = "") -> Findings:
    """Words of another kind of agency ("เทศบัญญัติ" inside an อบต. and the reverse), left over from a copied document.

    Sound are laws, lists of several kinds, and agencies called by their names (those are `foreign_agency`'s).
    """
    plain = _clean(text)
    sentence = (
        f"คำนี้เป็นคำของหน่วยงานประเภทอื่น กรุณาแก้เป็นคำของ{own.words.prefix} เช่น {own.words.ordinance} {own.words.clerk_word}"
    )
    return _once(
        Finding("wrong_kind", place, sentence, found[0])
        for pattern in _OTHER_WORDS[_group(own)]
        for found in pattern.finditer(plain)
        if not _kind_is_meant(plain, found, own)
    )


def _kind_is_meant(text: str, found: re.Match[str], own: Agency) -> bool:
    before = text[max(0, found.start() - 50) : found.start()].rpartition("\n")[2]
    after = text[found.end() : found.end() + 50].partition("\n")[0]
    if _LAW.search(before) or _WITH_OTHERS.search(before[-30:]):
        return True
    if _is_named(found[0], after):
        return True
    own_sign = _OWN_SIGNS[_group(own)]
    listed_before = re.search(r"(?:และ|หรือ|[/,\s])\s?$", before) and own_sign.search(before[-30:])
    listed_after = re.match(r"\s?(?:และ|หรือ|[/,\s])(?!\s?(?:ของ|ใน))", after) and own_sign.search(after[:25])
    return bool(listed_before or listed_after)


def _is_named(word: str, after: str) -> bool:
    """Whether the agency's proper name follows, as in "ปลัดเทศบาลตำบล…"."""
    if "เทศ" in word:
        kind = re.match("ตำบล|เมือง|นคร", after)
        return kind is not None and _name_in(after[kind.end() :], "") is not None
    return not word.startswith("พนักงาน") and _name_in(after, "") is not None


def check_text(text: str, own: Agency, first_day: date, last_day: date, *, place: str = "") -> Findings:
    """All rules that hold for any text of a document about the days from first to last."""
    return (
        *no_answer(text, place=place),
        *placeholder(text, place=place),
        *foreign_agency(text, own, place=place),
        *wrong_kind(text, own, place=place),
        *year_outside(text, first_day, last_day, place=place),
        *impossible_date(text, place=place),
        *mixed_digits(text, place=place),
        *bad_grouping(text, place=place),
    )
