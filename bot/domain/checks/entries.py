"""What stands in one field: an outcome is an outcome, an output has a quantity, an owner is a division, a title its kind."""

import re
from collections.abc import Iterable

from bot.domain.agency import Agency
from bot.domain.checks.agencies import proper_name
from bot.domain.checks.finding import Finding, Findings, as_read, excerpt, in_arabic_digits, letters

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
    return (Finding("outcome_is_monitoring", place, sentence, excerpt(in_arabic_digits(text))),)


def output_lists_rounds(text: str, *, measure_name: str = "", place: str = "") -> Findings:
    """An output (ผลผลิต) that only says in which rounds is reported; a report with its number of copies is one."""
    only_rounds, only_reports, rounds = _monitoring(text, measure_name)
    if not (only_rounds or (only_reports and rounds)):
        return ()
    sentence = "ผลผลิตนี้บอกเพียงรอบที่รายงาน กรุณาระบุสิ่งที่ทำได้พร้อมจำนวน เช่น ประกาศ 1 ฉบับ"
    return (Finding("output_is_monitoring", place, sentence, excerpt(in_arabic_digits(text))),)


def _monitoring(text: str, measure_name: str) -> tuple[bool, bool, int]:
    """Whether a text names nothing but rounds, or nothing but reporting; and how many times it names rounds."""
    rest, rounds = _ROUND_LIST.subn(" ", in_arabic_digits(text))
    if name := in_arabic_digits(measure_name).strip():
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
    return (Finding("output_is_name", place, sentence, excerpt(as_read(output))),)


def outcome_is_output(outcome: str, outputs: Iterable[str], *, place: str = "") -> Findings:
    """An outcome (ผลลัพธ์) that repeats an output word for word: what was made is not yet what came of it."""
    if not (said := letters(in_arabic_digits(outcome))) or all(
        said != letters(in_arabic_digits(each)) for each in outputs
    ):
        return ()
    sentence = "ผลลัพธ์นี้ซ้ำกับผลผลิต กรุณาระบุประโยชน์หรือการเปลี่ยนแปลงที่เกิดขึ้น"
    return (Finding("outcome_is_output", place, sentence, excerpt(as_read(outcome))),)


def _name_key(text: str) -> str:
    """What is left of a measure's name without list number, ประกาศ/มาตรการ in front, spaces, quotes and digit style."""
    text = re.sub(r"^\s*[0-9]+(?:\.[0-9]+)*[.)]\s*", "", in_arabic_digits(text))
    return re.sub("^(?:ประกาศ|มาตรการ|โครงการ|กิจกรรม)+(?=.)", "", letters(text))


def owner_is_agency(owner: str, own: Agency, *, place: str = "") -> Findings:
    """The owner (ผู้รับผิดชอบ) of a measure or an item is a division or a post, never the whole agency."""
    text = re.split(r"อำเภอ|อ\.|จังหวัด|จ\.", as_read(owner))[0]
    text = re.sub(r"\(ตัวอย่าง\)|[\s\"“”']", "", text).removeprefix("สำนักงาน")
    words, proper = own.words, proper_name(own)
    whole = {words.prefix, words.short, words.prefix + proper, words.short + proper, "เทศบาล", "อบต", "อบจ"}
    if text not in {each.replace(" ", "") for each in whole}:
        return ()
    sentence = "ผู้รับผิดชอบเป็นชื่อหน่วยงานทั้งหน่วย กรุณาระบุสำนัก กอง หรือตำแหน่งที่รับผิดชอบ"
    return (Finding("owner_is_agency", place, sentence, excerpt(owner)),)


_KINDS = re.compile(r"[\s0-9.)]*(โครงการ|กิจกรรม|มาตรการ|แนวปฏิบัติ)\s?(โครงการ|กิจกรรม|มาตรการ|แนวปฏิบัติ)?")


def kind_in_title(title: str, kind: str, *, place: str = "") -> Findings:
    """A title that begins with the words of two kinds (โครงการมาตรการ…), or with another than it is counted as."""
    found = _KINDS.match(in_arabic_digits(title))
    if found and found[2]:
        sentence = "ชื่อนี้ขึ้นต้นด้วยคำบอกประเภทสองคำ กรุณาเหลือไว้คำเดียว"
        return (Finding("kind_double", place, sentence, f"{found[1]}{found[2]}"),)
    if found and found[1] != kind:
        return (Finding("kind_unlike_title", place, f"ชื่อนี้ขึ้นต้นไม่ตรงกับประเภทที่เลือกไว้ ({kind}) กรุณาแก้ให้ตรงกัน", found[1]),)
    return ()
