"""Words that are no answer, and what the author of a form left for its writer."""

import re
from typing import Final

from bot.domain.checks.finding import Finding, Findings, as_read, excerpt, in_arabic_digits, letters, merged, once
from bot.thai import arabic_digits
from bot.thai.text import words_pattern

_NOTHING = re.compile(
    r"(?:ยัง)?(?:ไม่มี|ไม่พบ|ไม่ปรากฏ)(?:ปัญหา|อุปสรรค|ข้อเสนอแนะ|ข้อคิดเห็น|เพิ่มเติม|ใด|ๆ|ใน|การดำเนินงาน|การดำเนินการ|และ|หรือ|แต่อย่าง"
    r"|อะไร|เลย|ครับ|ค่ะ|คะ|จ้า|[\s./,–-]){0,8}"
)


def says_nothing(text: str) -> bool:
    """Whether a problem or suggestion only says that there is none, also by a dash, which is the same as leaving it out."""
    words = as_read(text).strip(" \n-–—•*.()")
    return bool(_NOTHING.fullmatch(words)) if words else "-" in text or "–" in text


_KEYS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "ๆไำพะัีรนยบล", "ฟหกดเ้่าสวง", "ผปแอิืทมใฝ")
_RUNS: Final = {
    row[first:end]
    for keys in _KEYS
    for row in (keys, keys[::-1])
    for first in range(len(row))
    for end in range(first + 3, len(row) + 1)
}
_DRUMMED = re.compile(f"(?>{words_pattern(_RUNS)})+")
"""Typed along a row of the keyboard, to and fro, three keys or more at a time."""
_TRIED = re.compile(r"(?:(?:test(?:ing)?|ทดสอบ|ทดลอง|เทสต?์?|abc|กขคง?)(?:ครับ|ค่ะ|คะ|[0-9])*)+|[asdf]{3,}|[ฟหกด]{3,}")


_AGREES = re.compile(
    r"(?:ok|okay|okey|โอเค|โอเช|เค|ครับ|ครับผม|คับ|ค่ะ|คะ|จ้า|จ้ะ|รับทราบ|ทราบ|ทราบแล้ว|ใช่|ใช่แล้ว|ตกลง|เห็นด้วย|ได้|ได้เลย|นะ){1,4}"
)
"""Words that only agree; said to a question for words, they say nothing."""


def no_answer(text: str, *, alone: bool = False, place: str = "") -> Findings:
    """What somebody types to try it out or to get on, and no report can print: "asdf", "กกกก", "ทดสอบ"; where it is the
    `alone` answer to a question, also a dash, a bare number or a word that only agrees."""
    sentence = "ข้อความนี้ดูไม่ใช่คำตอบ กรุณาพิมพ์ให้ได้ความ"
    lines = [line for line in in_arabic_digits(text).splitlines() if line.strip()]
    alone = alone and len(lines) == 1
    return once(Finding("no_answer", place, sentence, excerpt(line)) for line in lines if _no_answer(line, alone))


def _no_answer(line: str, alone: bool) -> bool:
    said = letters(line.casefold())
    if len(said) < 2 or said.isdecimal():
        return alone
    if alone and len(said) <= 40 and _AGREES.fullmatch(said):
        return True
    if len(set(said)) == 1:  # ททท. and สสส. are names
        return said.isascii() or len(said) > 3
    return bool(_TRIED.fullmatch(said) or _DRUMMED.fullmatch(said))


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
"""Without one of these, or ระบุ, nothing of a form is there: most answers need no further look, and each is looked at."""
_BLANK_TO_SIGN = re.compile(
    r"(?:ลงชื่อ|ลงนาม|ตำแหน่ง|ที่|เดือน|พ\.\s?ศ\.|เลข|โทร\.?|เวลา|เป็นต้น|อื่น\s?ๆ?|ฯลฯ|[(:/_.…])\s{0,3}$"
)
_LEADER = re.compile(r"[\s.…]{0,20}(?:[0-9]{1,4}|[ก-ฮ])\s*(?:\n|$)")


def placeholder(text: str, *, place: str = "") -> Findings:
    """What a form leaves for its writer: "ระบุชื่อ…", "เทศบาล/องค์การบริหารส่วนตำบล.....", "(กรณี…", dots to fill in.

    Blanks for wet signatures, dates and document numbers stay, and so do the dot leaders of a table of contents.
    """
    plain = as_read(text)
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
    return once(Finding("placeholder", place, sentence, excerpt(plain[a:b])) for a, b in merged(spans))


_CITIZEN = re.compile(r"(?<![\d.,/-])[1-8๑-๘](?:\d{12}|([ -])\d{4}\1\d{5}\1\d{2}\1\d)(?![\d-])")


def citizen_id(text: str, *, place: str = "") -> Findings:
    """A person's identity number, which is nobody's to print; a number whose last digit does not prove it is another."""
    if not _CITIZEN.search(text):
        return ()
    sentence = "ข้อความนี้มีเลขประจำตัวประชาชน ซึ่งเป็นข้อมูลส่วนบุคคลที่ไม่ควรอยู่ในเอกสาร กรุณาลบออก"
    numbers = (re.sub(r"\D", "", found[0]) for found in _CITIZEN.finditer(in_arabic_digits(text)))
    return once(
        Finding("citizen_id", place, sentence, f"{number[0]}-{number[1:5]}-xxxxx-xx-{number[12]}")
        for number in numbers
        if (11 - sum(int(digit) * (13 - at) for at, digit in enumerate(number[:12])) % 11) % 10 == int(number[12])
    )


_PICTOGRAPH = re.compile("[\U0001f000-\U0001faff⌚⏰⏳☔☕⚡⛔✅✨❌❓❗❤⭐⭕]+")
"""What phones draw in colour; ✓, ☐ and the bullets of Word are letters of a document."""


def pictograph(text: str, *, place: str = "") -> Findings:
    """Emoji, for which the fonts of official papers have no letter."""
    sentence = "ข้อความนี้มีอีโมจิ ซึ่งไม่ใช้ในเอกสารราชการ กรุณาลบออก"
    return once(Finding("pictograph", place, sentence, found[0]) for found in _PICTOGRAPH.finditer(text))
