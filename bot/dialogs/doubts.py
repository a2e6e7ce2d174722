"""The checks of documents, asked about while the answer is given: from `Finding` to a doubt of the dialog."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from bot.dialogs.kit import Doubt
from bot.domain import checks, names
from bot.domain.agency import Agency
from bot.domain.agency_form import bare_place
from bot.domain.fiscal import first_day, last_day
from bot.domain.report import About


def _doubts(findings: Iterable[checks.Finding], whole: str = "") -> list[Doubt]:
    """Each sentence once, after the words it is about where they are only a part of the whole answer."""
    parts: dict[tuple[str, str], list[str]] = {}
    for found in findings:
        values = parts.setdefault((found.code, found.sentence), [])
        if found.value and found.value != " ".join(whole.split()):
            values.append(found.value)
    return [
        Doubt(code, f"“{', '.join(values)}”: {sentence}" if whole and values else sentence)
        for (code, sentence), values in parts.items()
    ]


def about_text(text: str, own: Agency) -> list[Doubt]:
    """What can be odd in any words: none that answer, another agency's name, another kind's words, placeholders,
    identity numbers, emoji, broken numbers."""
    return _doubts(
        (
            *checks.no_answer(text, alone=True),
            *checks.foreign_agency(text, own),
            *checks.wrong_kind(text, own),
            *checks.placeholder(text),
            *checks.citizen_id(text),
            *checks.pictograph(text),
            *checks.impossible_date(text),
            *checks.mixed_digits(text),
            *checks.bad_grouping(text),
        ),
        text,
    )


def about_reason(text: str) -> list[Doubt]:
    """Words of a reason that say nothing; what it is about is quoted in it, so it may hold whatever is odd there."""
    return _doubts(checks.no_answer(text, alone=True), text)


def outside_period(text: str, first: date, last: date) -> list[Doubt]:
    """A year or day in the words that lies outside what is reported."""
    return _doubts(checks.year_outside(text, first, last), text)


def period_outside(period: tuple[date, date], first: date, last: date) -> list[Doubt]:
    """A period that lies outside what is reported."""
    return _doubts(checks.year_outside(period, first, last))


def period_ahead(period: tuple[date, date], today: date) -> list[Doubt]:
    """A period of something done that ends on a day still to come."""
    return _doubts(checks.period_ahead(period[1], today))


def about_item(text: str, own: Agency, years: Iterable[int]) -> list[Doubt]:
    """What can be odd in the words of a plan item, also a year in which it is not done (when the years are known)."""
    done = sorted(years)
    if not done:
        return about_text(text, own)
    outside = checks.year_outside(text, first_day(done[0]), last_day(done[-1]), what="ปีที่ดำเนินการ", fiscal=True)
    return [*about_text(text, own), *_doubts(outside, text)]


def years_of_words(text: str, years: Iterable[int]) -> list[Doubt]:
    """Years chosen that contradict those written before."""
    done = sorted(years)
    found = checks.year_outside(text, first_day(done[0]), last_day(done[-1]), fiscal=True)
    written = ", ".join(dict.fromkeys(each.value for each in found))
    return [Doubt("fiscal_year", f"ที่พิมพ์ไว้มี “{written}” ซึ่งไม่ตรงกับปีที่เลือก")] if found else []


def years_of_period(years: Iterable[int], period: tuple[date, date]) -> list[Doubt]:
    """Years and days of an item that do not fit each other."""
    return _doubts(checks.years_unlike_period(years, *period))


def about_outputs(outputs: Sequence[str], name: str) -> list[Doubt]:
    """Outputs that are only the name of the measure or project, or the rounds in which is reported."""
    return _about_name(outputs, name, checks.output_lists_rounds)


def about_outcomes(outcomes: Sequence[str], name: str, outputs: Sequence[str] = ()) -> list[Doubt]:
    """Outcomes that are only the name, list reports instead of a benefit, or repeat an output."""
    repeated = (odd for text in outcomes for odd in checks.outcome_is_output(text, outputs))
    return [*_about_name(outcomes, name, checks.outcome_lists_rounds), *_doubts(repeated, "\n".join(outcomes))]


def _about_name(texts: Sequence[str], name: str, lists_rounds: Callable[..., checks.Findings]) -> list[Doubt]:
    if any(checks.says_nothing(text) for text in texts):
        return [Doubt("none_achieved", "แบบรายงานต้องมีผลผลิตและผลลัพธ์ กรุณาพิมพ์สิ่งที่ได้ทำหรือประโยชน์ที่เกิดขึ้น")]
    found = (
        odd for text in texts for odd in (*checks.output_is_name(text, name), *lists_rounds(text, measure_name=name))
    )
    return _doubts(found, "\n".join(texts))


def about_spending(by_quarter: Mapping[int, Decimal], number: int) -> list[Doubt]:
    """What was spent since the year began, less than a quarter ago or more than a quarter later."""
    return _doubts(checks.spending_falls(by_quarter, number))


def about_owner(owner: str, own: Agency) -> list[Doubt]:
    """An owner that is the whole agency, or another one's."""
    return [*about_text(owner, own), *_doubts(checks.owner_is_agency(owner, own))]


def about_province(name: str) -> list[Doubt]:
    """A province that is none of the 77, as สบ. is none."""
    if bare_place("province", name) in {*checks.PROVINCES.split(), "กรุงเทพมหานคร"}:
        return []
    return [Doubt("province", "ไม่พบจังหวัดชื่อนี้ กรุณาพิมพ์ชื่อเต็ม เช่น สระบุรี")]


def memo_day(dated: date, about: About, today: date) -> list[Doubt]:
    """The day of a memo that is far ahead, or lies before what it submits can have been made: a round's report not
    before the round begins, anything else not more than a year before its fiscal year."""
    if dated > today + timedelta(days=31):
        return [Doubt("memo_day", "วันที่นี้อยู่หลังวันนี้เกินหนึ่งเดือน กรุณาตรวจวัน เดือน ปี")]
    if dated < (about.round.first_day if about.round else first_day(about.fiscal_year - 1)):
        return [Doubt("memo_day", f"วันที่นี้อยู่ก่อน {about.label} จะเริ่ม กรุณาตรวจวัน เดือน ปี")]
    return []


def about_name(name: str) -> list[Doubt]:
    """A person's name that papers could not print: a post in its place, without title or surname."""
    if names.is_position(name):
        return [Doubt("name_is_position", "ข้อความนี้เป็นตำแหน่ง กรุณาพิมพ์ชื่อและนามสกุลพร้อมคำนำหน้า")]
    match names.lacks(name):
        case "title":
            return [Doubt("name_without_title", "ชื่อนี้ไม่มีคำนำหน้า เช่น นาย นาง นางสาว หรือยศ กรุณาพิมพ์ใหม่ให้ครบ")]
        case "surname":
            return [Doubt("name_without_surname", "ชื่อนี้ไม่มีนามสกุล กรุณาพิมพ์ใหม่ให้ครบ")]
    return []
