"""The name of a person as official papers print it: a title or rank, first name, surname."""

import re
from typing import Final

_TITLE: Final = re.compile(
    r"(?:นาย|นางสาว|นาง|ดร\.?|ว่าที่|หม่อม|คุณหญิง|ท่านผู้หญิง|พระ|(?:ผู้ช่วย|รอง)?ศาสตราจารย์"
    r"|พล(?:ตรี|โท|เอก|ตำรวจ|เรือ|อากาศ|ฯ)|พัน(?:ตรี|โท|เอก|จ่า|ตำรวจ)|ร้อย(?:ตรี|โท|เอก|ตำรวจ)|สิบ(?:ตรี|โท|เอก|ตำรวจ)|จ่า|ดาบ"
    r"|เรือ(?:ตรี|โท|เอก|อากาศ)|นาวา(?:ตรี|โท|เอก|อากาศ)|นาวิกโยธิน|(?:[ก-ฮ]{1,4}\.\s?)+)"
)
_TITLES: Final = re.compile(f"(?:{_TITLE.pattern})+")
_POSITION: Final = re.compile(
    r"(?:รักษาการ|รอง|ผู้ช่วย)*(?:(?:ปลัด|นายก)(?=เทศ|องค์|อบ|เมือง|$|\s)|ผู้อำนวยการ|ผอ\.|หัวหน้า"
    r"|นัก(?:วิชาการ|วิเคราะห์|จัดการ|ทรัพยากร|พัฒนา|บริหาร|ตรวจสอบ)|นิติกร|เจ้า(?:พนักงาน|หน้าที่)|วิศวกร|พนักงาน|ลูกจ้าง|คนงาน)"
)


def is_position(name: str) -> bool:
    """Whether the words are somebody's post, typed where the name belongs."""
    return bool(_POSITION.match(name.strip()))


def apart(words: str) -> tuple[str, str]:
    """A full name and the words after it, also where the title stands alone: นางสาว สมหญิง ใจดี ปลัดเทศบาล."""
    each = words.split()
    titles = next((place for place, word in enumerate(each[:-1]) if not _TITLES.fullmatch(word)), 0)
    return " ".join(each[: titles + 2]), " ".join(each[titles + 2 :])


def lacks(name: str) -> str:
    """What of a full name is not there: "title", "surname" or nothing."""
    title = _TITLE.match(name.strip())
    if title is None:
        return "title"
    return "" if len(name.strip()[title.end() :].split()) > 1 else "surname"
