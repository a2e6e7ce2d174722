"""Answers that are chosen from a few: yes or no, approval, status of a measure, commands.

The whole message must be one of the known phrases; polite endings, blanks and ornaments aside. Rule 10: a phrase one letter away
from phrases of one meaning only is taken, to be confirmed; polite endings standing alone mean yes to a yes-or-no question. Rule
13: a condition, a question or "not yet" is never an approval and never a yes; only "not yet" to yes or no is a no.
"""

import re
from typing import Final

from bot.problems import Problem
from bot.thai.phrases import APPROVAL, COMMAND, STATUS, YESNO, Phrases
from bot.thai.text import POLITE, mend_marks, one_away, strip_polite

_ORNAMENT = re.compile("[.!~,…ฯ\U0001f3fb-\U0001f3ff]+")
_DRAWN = re.compile(r"(.)\1{2,}")
_QUESTION = re.compile(r"\?|ไหม|มั้ย|มัย$|หรือ|เหรอ|หรอ$|รึเปล่า|รึป่าว|ป่าว|ถ้า|หาก|แต่|จะ|รอ|เดี๋ยว|อาจ|น่า|คง|ขออนุ|เพื่ออนุ")
_NEGATION = re.compile("ไม่|ยัง|มิ(?:ได้|ใช่)|อย่า|งด|ห้าม")


def _plain(text: str) -> str:
    """Without polite endings, ornaments and drawn-out letters."""
    return strip_polite(_ORNAMENT.sub(" ", _DRAWN.sub(r"\1", text)).strip()).strip()


def _found(table: Phrases, plain: str) -> tuple[object, bool] | None:
    """The phrase as it stands, or without its blanks; a blank after "no" leaves doubt what it denies."""
    hit = table.get(plain)
    if hit is None and " " in plain:
        first, _, rest = plain.partition(" ")
        hit = table.get(plain.replace(" ", ""))
        if hit is not None and first in ("ไม่", "ยัง") and rest:
            return hit[0], True
    return hit


_LETTERS = re.compile("[ก-๎a-z]+")


def _mended(table: Phrases, plain: str, shortest: int) -> tuple[object, bool] | None:
    """Rule 10: the one meaning a letter away."""
    dense = plain.replace(" ", "")
    if not 2 <= len(dense) <= 40 or not _LETTERS.fullmatch(dense):
        return None
    near = {value for word, (value, _) in table.items() if len(word) >= shortest and one_away(dense, word)}
    return (near.pop(), True) if len(near) == 1 else None


def _read(table: Phrases, text: str, shortest: int) -> tuple[object, bool] | None:
    plain = _plain(text)
    hit = _found(table, plain)
    if hit is None:
        mended = mend_marks(plain)
        hit = _found(table, mended)
        if hit is not None and mended != plain:
            return hit[0], True
    return hit if hit is not None else _mended(table, plain, shortest)


def read_yesno(text: str) -> tuple[bool, bool]:
    """Yes or no."""
    plain = _plain(text)
    if not plain:
        if text.rstrip(" .!~").endswith("?") or not any("ก" <= letter <= "ฮ" for letter in text):
            raise Problem("not_understood")
        return True, False  # ครับ
    parts = plain.split(" ")
    if len(parts) > 1 and len(parts) <= 6:
        taken = _several(parts)
        if taken is not None:
            return taken
    if len(plain) > 1 and len(set(plain.replace("\u200d", ""))) == 1 and plain[0] in YESNO and not plain[0].isalpha():
        plain = plain[0]  # 👍👍
    hit = _found(YESNO, plain)
    if hit is None and _QUESTION.search(plain):
        raise Problem("not_understood")
    hit = hit or _read(YESNO, text, 3)
    if hit is None:
        raise Problem("not_understood")
    return bool(hit[0]), hit[1]


def _several(parts: list[str]) -> tuple[bool, bool] | None:
    """ใช่ครับ ถูกต้องครับ: several words that all say yes; or the same no twice."""
    plain = [strip_polite(part) for part in parts]
    said = [part for part in plain if part]
    if len(said) == 1:
        hit = YESNO.get(said[0])
        if hit is not None and (len(said) == len(parts) or parts[-1] in POLITE or hit[0] is True):
            return bool(hit[0]), hit[1] or (hit[0] is False and not plain[0])
        return (False, True) if hit is not None else None
    hits = [YESNO.get(part) for part in said]
    if all(hit is not None and hit[0] is True for hit in hits) and "มี" not in said:
        return True, any(hit is not None and hit[1] for hit in hits)
    if len(set(said)) == 1 and hits[0] is not None:
        return bool(hits[0][0]), hits[0][1]
    return None


_NODS: Final = "👍👌✅ "


def read_approval(text: str) -> tuple[str, bool]:
    """approve, return or reject; a reason after the last two is taken with a confirmation."""
    return _one_of(APPROVAL, text, _APPROVAL_OPENINGS, _APPROVAL_SPOILERS)


def read_status(text: str) -> tuple[str, bool]:
    """not_started, in_progress, done or cannot."""
    return _one_of(STATUS, text, _STATUS_OPENINGS, _STATUS_SPOILERS)


Openings = tuple[tuple[str, re.Pattern[str]], ...]


def _one_of(table: Phrases, text: str, openings: Openings, spoilers: re.Pattern[str]) -> tuple[str, bool]:
    """The phrase as it stands, else one letter away where nothing is asked, else with its reason."""
    plain = _plain(text)
    hit = _found(table, plain) or _found(table, strip_polite(plain.rstrip(_NODS)))
    if hit is None and not _QUESTION.search(plain):
        hit = _read(table, text, 4)
    if hit is None:
        hit = _reasoned(plain, openings, spoilers)
    if hit is None:
        raise Problem("not_understood")
    return str(hit[0]), hit[1]


_APPROVAL_OPENINGS: Final = (
    (
        "return",
        re.compile("(?:ขอ)?(?:ให้)?(?:ส่งกลับ|ส่งคืน|กลับไป|ตีกลับ)?(?:ไป|เพื่อ|ให้)?(?:แก้ไข|ปรับแก้)(?!แล้ว|เรียบร้อย|ได้|เสร็จ)"),
    ),
    ("return", re.compile("(?:ส่งกลับ|ส่งคืน|ตีกลับ)(?= )")),
    ("reject", re.compile("ไม่(?:อนุมัติ|เห็นชอบ)(?= |เพราะ|เนื่องจาก)")),
)
_APPROVAL_SPOILERS: Final = re.compile(
    r"อนุมัติ|เห็นชอบ|เห็นด้วย|แต่|ไม่ต้อง|ไม่มี|ไม่แก้|แล้ว|\?|ไหม|มั้ย|หรือ|เหรอ|ถ้า|หาก|ยัง|ผ่าน|ส่งกลับ|ส่งคืน|แก้ไข|ปรับ|เรียบร้อย|เสร็จ|ทราบ|ได้"
)
_STATUS_OPENINGS: Final = (
    ("cannot", re.compile("(?:ไม่สามารถดำเนินการ(?:ได้)?|ดำเนินการไม่ได้|ทำไม่ได้)(?= |เพราะ|เนื่องจาก)")),
    ("in_progress", re.compile("(?:อยู่(?:ใน)?ระหว่าง(?:การ)?|กำลัง)(?=ดำเนิน|จัด|ทำ|ขอ|เสนอ|รวบรวม|ประสาน|ตรวจ|ปรับ|อบรม)")),
    (
        "done",
        re.compile(
            "(?:ดำเนินการ)?(?:แล้วเสร็จ|เสร็จสิ้น|เสร็จแล้ว|เสร็จ|เรียบร้อยแล้ว)(?= ?(?:เมื่อ|ในวันที่|ตั้งแต่วันที่|ตามแผน|ตามกำหนด|ครบ))"
        ),
    ),
)
_STATUS_SPOILERS: Final = re.compile(
    r"บางส่วน|ไม่|ยัง|แต่|\?|ไหม|มั้ย|หรือ|เหรอ|ถ้า|หาก|จะ|ครึ่ง|%|ร้อยละ|เกือบ|ใกล้|คาด|เสร็จ|แล้ว|ยกเลิก|เลื่อน"
)


def _reasoned(plain: str, openings: Openings, spoilers: re.Pattern[str]) -> tuple[str, bool] | None:
    """A decision followed by its reason or its object, which must hold nothing that could turn it round."""
    for value, opening in openings:
        match = opening.match(plain)
        if match and not spoilers.search(plain[match.end() :]) and len(plain) < 200:
            return value, True
    return None


_MENTION = re.compile(r"@[a-z0-9_]+$")


def read_command(text: str) -> tuple[str, bool]:
    """A command is the whole message or none."""
    if text.startswith("/"):
        text = _MENTION.sub("", text)
    hit = COMMAND.get(text)
    if hit is None and (text.endswith("?") or _NEGATION.search(text)):
        hit = COMMAND.get(_plain(text)) if not text.endswith("?") else None
    elif hit is None:
        hit = _read(COMMAND, text, 5)
    if hit is None:
        raise Problem("not_understood")
    return str(hit[0]), hit[1]
