"""Days and years that no calendar has, or outside what is reported."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from bot.domain.checks.finding import Finding, Findings, as_read, excerpt, merged, once
from bot.domain.fiscal import ERA, fiscal_year_of
from bot.thai import arabic_digits, thai_date_short
from bot.thai.calendar import MONTHS, SHORT_MONTHS

_MONTHS: Final = {name: at for at, names in enumerate(zip(MONTHS, SHORT_MONTHS, strict=True), 1) for name in names}
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
    and what is planned for later are sound. A plain calendar year is sound when the reported days touch it; where `fiscal`, "ประจำปี" is a fiscal year (a
    project's title names the year of its money).
    """
    if not isinstance(text_or_dates, str):
        days = [text_or_dates] if isinstance(text_or_dates, date) else list(text_or_dates)
        values = [_short_date(day) for day in days if not first_day <= day <= last_day]
    else:
        values = list(_years_outside(as_read(text_or_dates), first_day, last_day, fiscal))
    span = f"{_short_date(first_day)} – {_short_date(last_day)}"
    sentence = f"ปีหรือวันที่นี้อยู่นอก{what} ({span}) กรุณาตรวจและแก้ให้ถูกต้อง"
    return once(Finding("fiscal_year", place, sentence, excerpt(value)) for value in values)


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
    plain = as_read(text)
    arabic = arabic_digits(plain)
    spans = [found.span() for found in _DAY_OF_MONTH.finditer(arabic) if _impossible(found, arabic)]
    spans += [found.span() for found in _DAY_ALONE.finditer(arabic) if int(found["day"]) > 31]
    return once(Finding("impossible_date", place, sentence, plain[a:b]) for a, b in merged(spans))


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
    return f"{day.day} {SHORT_MONTHS[day.month - 1]} {day.year + ERA}"


_LIKE_A_YEAR = re.compile("[0-9]{4}|[67][0-9]")


def _years_outside(text: str, first: date, last: date, fiscal: bool) -> Iterator[str]:
    arabic = arabic_digits(text)
    if not _LIKE_A_YEAR.search(arabic):  # most answers name none, and each is looked at
        return
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
