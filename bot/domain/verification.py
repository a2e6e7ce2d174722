"""Whether a document is the approved one: the code printed in it, and what anybody who holds it may be told."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.agency import Digits
from bot.domain.fiscal import BANGKOK, bangkok_day
from bot.problems import Problem
from bot.thai import thai_date_long
from bot.thai.text import clean

ALPHABET: Final = "BCDFGHJKMNPQRSTVWXYZ"
"""No vowels, so that no word comes out; no digits, which a document writes in one kind; nothing that looks alike."""
LENGTH: Final = 12
GROUP: Final = 4
"""Another shape than the codes people join by: one is never taken for the other."""

_LETTERS: Final = f"[{ALPHABET}{ALPHABET.lower()}]{{{GROUP}}}"
_CODE: Final = re.compile(
    rf"(?<![A-Za-z0-9]){_LETTERS}(?:[\s\-–—_.]{{0,3}}{_LETTERS}){{{LENGTH // GROUP - 1}}}(?![A-Za-z0-9])"
)


SAME: Final = "ไฟล์นี้ตรงกับฉบับที่อนุมัติ"


def spell(code: str) -> str:
    """A code as people read it: in groups."""
    return "-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def find(text: str) -> str:
    """The code in what was typed or in an address; empty when there is none."""
    found = _CODE.search(clean(text))
    return re.sub(r"[^A-Z]", "", found[0].upper()) if found else ""


@dataclass(frozen=True, slots=True)
class Approval:
    """One level's word for a document."""

    name: str
    position: str
    at: datetime
    acting_for: str = ""
    """Whose place was taken, when somebody stood in (รักษาราชการแทน)."""
    last: bool = True
    """Whether it is the word that approves; those before it agree."""

    @property
    def office(self) -> str:
        """The position, with the one that was stood in for."""
        return f"{self.position} รักษาราชการแทน{self.acting_for}" if self.acting_for else self.position

    def day(self, digits: Digits) -> str:
        """ "อนุมัติเมื่อวันที่ ๒๔ กันยายน ๒๕๖๕"."""
        word = "อนุมัติ" if self.last else "เห็นชอบ"
        return f"{word}เมื่อวันที่ {thai_date_long(bangkok_day(self.at), digits)}"


class Standing(StrEnum):
    """Whether an approved version still holds."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return {
            "current": "ฉบับที่อนุมัติและใช้อยู่ในปัจจุบัน",
            "superseded": "เคยอนุมัติ แต่ไม่ใช้แล้ว เพราะข้อมูลเปลี่ยนหรือมีฉบับใหม่กว่า",
            "withdrawn": "ผู้อนุมัติเลิกทำการอนุมัติแล้ว ฉบับนี้ยังใช้ไม่ได้",
        }[self.value]

    @property
    def badge(self) -> str:
        return "ใช้อยู่" if self is Standing.CURRENT else "ไม่ใช้แล้ว"


@dataclass(frozen=True, slots=True)
class Verified:
    """What a code or a file is found to be; nothing of the document's content."""

    title: str
    agency: str
    sample: bool
    version: int
    approvals: tuple[Approval, ...]
    standing: Standing
    code: str
    sha256: frozenset[str] = frozenset()
    """Of the final file, and of its PDF."""
    word_sha256: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """All that is told of it, a line each."""
        named = self.agency if not self.sample or "ตัวอย่าง" in self.agency else f"{self.agency} (ตัวอย่าง)"
        told = [named, f"ฉบับที่ {self.version}", self.standing.label]
        told += [f"{each.office} {each.day('arabic')}" for each in self.approvals]
        if self.code:
            told.append(f"รหัสตรวจสอบ {spell(self.code)}")
        return (*told, f"ค่าตรวจไฟล์ Word (SHA-256) {self.word_sha256}") if self.word_sha256 else tuple(told)


def locked(until: datetime) -> Problem:
    """No code is taken until then."""
    return Problem("verification_guessed", until=f"{(until + timedelta(minutes=1)).astimezone(BANGKOK):%H.%M}")


@dataclass(frozen=True, slots=True)
class VerifyCode:
    """Tell what the document of a code is."""

    code: str


@dataclass(frozen=True, slots=True)
class VerifyFile:
    """Tell whether a file that was sent is an approved document."""

    media_id: int


@dataclass(frozen=True, slots=True)
class CodeVerified:
    """What a code is of; None of nothing."""

    found: Verified | None
