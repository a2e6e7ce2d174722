"""Answers that are chosen from a few: yes or no, approval, status of a measure, commands.

The whole message must be one of the known phrases; polite endings, blanks and ornaments aside. Rule 10: a phrase one letter away
from phrases of one meaning only is taken, to be confirmed; polite endings standing alone mean yes to a yes-or-no question. Rule
13: a condition, a question or "not yet" is never an approval and never a yes; only "not yet" to yes or no is a no.
"""

import re
from typing import Final

from bot.problems import Problem
from bot.thai.text import POLITE, mend_marks, one_away, strip_polite

Phrases = dict[str, tuple[object, bool]]


def _phrases(*rows: tuple[object, bool, str]) -> Phrases:
    table: Phrases = {}
    for value, confirm, words in rows:
        for word in words.split():
            table[word] = (value, confirm)
    return table


_YESNO: Final = _phrases(
    (
        *(True, False),
        "ใช่ ใช่ๆ ใช่แล้ว ใช่เลย ถูก ถูกต้อง ถูกแล้ว ถูกต้องแล้ว ถูกต้องทั้งหมด โอเค โอเคเลย โอเคร โอเช ok okay okey oki yes y yep "
        "yeah yup ได้ ได้เลย ได้สิ เอา เอาเลย ตกลง ตามนั้น ตามนี้ ตามนี้เลย ยืนยัน ขอยืนยัน มี ต้องการ จริง แน่นอน เห็นด้วย เยส เยป "
        "👍 👌 ✅ ✔ ☑ 🆗 🙆 🙆‍♂ 🙆‍♀ correct sure true พร้อม เคย โอ",
    ),
    (
        True,
        True,
        "อือ อืม อื้อ อือฮึ เออ ก็ได้ ถูกอยู่ ใช่มั้ง ช่าย ช่ายๆ ชัวร์ จัดไป อนุมัติ เห็นชอบ บันทึกเลย ส่งเลย โอเคแล้ว มีแล้ว ได้แล้ว เคยแล้ว ค๊าบ 💯",
    ),
    (
        *(False, False),
        "ไม่ ไม่ๆ ไม่ใช่ ไม่ใช่ๆ ไม่ถูก ไม่ถูกต้อง ไม่ได้ ไม่มี ไม่เอา ไม่ตกลง ไม่โอเค ไม่ต้องการ ไม่ต้อง ไม่จริง ไม่ยืนยัน ไม่เห็นด้วย ไม่หรอก "
        "ไม่เลย ไม่ใช่เลย มิใช่ ยัง ยังเลย no n nope nah not ผิด เปล่า เปล่าเลย โน 👎 ❌ ✖ 🙅 🙅‍♂ 🙅‍♀ false wrong ไม่พร้อม ไม่เคย",
    ),
    (
        False,
        True,
        "ยังไม่ ยังไม่มี ยังไม่ได้ ยังไม่ใช่ ยังไม่ถูก ยังไม่ถูกต้อง ยังไม่พร้อม ไม่เห็นชอบ ไม่อนุมัติ ยังไม่เคย ยังก่อน บ่ ไม่เอาแล้ว ไม่ใช่แล้ว ม่าย ผิดแล้ว",
    ),
)
_APPROVAL: Final = _phrases(
    (
        *("approve", False),
        "อนุมัติ เห็นชอบ อนุมัติตามเสนอ อนุมัติตามที่เสนอ เห็นชอบตามเสนอ เห็นชอบตามที่เสนอ เห็นชอบ/อนุมัติ เห็นชอบและอนุมัติ เห็นชอบอนุมัติ "
        "เห็นควรอนุมัติ อนุมัติเลย อนุมัติได้ อนุมัติได้เลย ให้อนุมัติ approve approved ผ่าน ให้ผ่าน เห็นด้วย เห็นชอบด้วย เห็นชอบเลย เห็นควรเห็นชอบ",
    ),
    (
        *("approve", True),
        "อนุมัติแล้ว เห็นชอบแล้ว ชอบ ตามเสนอ อนุญาต เห็นควร อนุมัติโครงการ อนุมัติแผน อนุมัติรายงาน เห็นชอบแผน เห็นชอบโครงการ "
        "เห็นชอบรายงาน อนุมัติทั้งหมด เห็นชอบทั้งหมด อนุมัติตามนี้ เห็นชอบตามนี้ ผ่านแล้ว ผ่านเลย อนุมัติให้ดำเนินการ อนุมัติให้ดำเนินการได้ เห็นสมควรอนุมัติ",
    ),
    (
        *("reject", False),
        "ไม่อนุมัติ ไม่เห็นชอบ ไม่เห็นด้วย ไม่ผ่าน ปฏิเสธ ไม่อนุญาต reject rejected ไม่เห็นควร ไม่ให้ผ่าน ไม่เห็นควรอนุมัติ ไม่เห็นชอบ/ไม่อนุมัติ",
    ),
    (
        "reject",
        True,
        "ไม่อนุมัติโครงการ ไม่อนุมัติแผน ไม่อนุมัติรายงาน ไม่เห็นชอบแผน ไม่เห็นชอบโครงการ ไม่เห็นชอบรายงาน ขอปฏิเสธ ไม่เห็นสมควร ไม่อนุมัติเลย",
    ),
    (
        *("return", False),
        "ส่งกลับแก้ไข ส่งกลับ ส่งคืน ส่งคืนแก้ไข ส่งคืนเพื่อแก้ไข ส่งกลับเพื่อแก้ไข ส่งกลับไปแก้ไข ส่งกลับให้แก้ไข แก้ไข ขอแก้ไข ขอให้แก้ไข ให้แก้ไข "
        "กลับไปแก้ไข ให้กลับไปแก้ไข ตีกลับ คืนเรื่อง แก้ไขใหม่ ให้แก้ไขใหม่ ส่งกลับให้ปรับแก้ ปรับแก้ ให้ปรับแก้ ขอให้ปรับแก้ แก้ไขก่อน ให้แก้ไขก่อน return "
        "ส่งกลับมาแก้ไข ส่งแก้ไข ส่งให้แก้ไข ขอให้ส่งกลับแก้ไข ส่งกลับไปแก้ ส่งกลับแก้ ขอส่งกลับแก้ไข ขอส่งคืนแก้ไข",
    ),
    (
        "return",
        True,
        "ทบทวน ให้ทบทวน ขอให้ทบทวน ปรับปรุง ให้ปรับปรุง ขอให้ปรับปรุง แก้ก่อน แก้ ให้แก้ ไปแก้ ไปแก้มา ขอให้แก้ แก้ใหม่ คืน กลับไปแก้",
    ),
)
_STATUS: Final = _phrases(
    (
        *("done", False),
        "ดำเนินการแล้วเสร็จ ดำเนินการเสร็จสิ้น ดำเนินการเสร็จ ดำเนินการเสร็จแล้ว ดำเนินการเสร็จสิ้นแล้ว ดำเนินการเรียบร้อย ดำเนินการเรียบร้อยแล้ว "
        "ดำเนินการเสร็จเรียบร้อย ดำเนินการเสร็จเรียบร้อยแล้ว ดำเนินการแล้วเสร็จเรียบร้อย ดำเนินการครบถ้วนแล้ว เสร็จ เสร็จแล้ว เสร็จสิ้น เสร็จสิ้นแล้ว เสร็จสมบูรณ์ "
        "เสร็จเรียบร้อย เสร็จเรียบร้อยแล้ว แล้วเสร็จ เรียบร้อย เรียบร้อยแล้ว ทำเสร็จ ทำเสร็จแล้ว ทำเรียบร้อยแล้ว done finished complete completed "
        "จัดเสร็จแล้ว ดำเนินการแล้วเสร็จสมบูรณ์ ได้ดำเนินการแล้วเสร็จ ดำเนินการเสร็จสมบูรณ์ แล้วเสร็จสมบูรณ์ ดำเนินการสำเร็จ ดำเนินการสำเร็จแล้ว เสร็จหมดแล้ว",
    ),
    (
        "done",
        True,
        "ทำแล้ว ดำเนินการแล้ว จัดแล้ว ได้ดำเนินการแล้ว สำเร็จ สำเร็จแล้ว จบแล้ว ครบแล้ว ครบถ้วน ครบถ้วนแล้ว ได้ทำแล้ว ✅ ✔ ทำครบแล้ว จัดอบรมแล้ว ทำไปแล้ว",
    ),
    (
        *("in_progress", False),
        "อยู่ระหว่างดำเนินการ อยู่ระหว่างการดำเนินการ อยู่ในระหว่างดำเนินการ อยู่ในระหว่างการดำเนินการ ระหว่างดำเนินการ กำลังดำเนินการ กำลังดำเนินการอยู่ กำลังทำ "
        "กำลังทำอยู่ ทำอยู่ ดำเนินการอยู่ inprogress ongoing doing wip อยู่ระหว่างทำ อยู่ระหว่างดำเนินงาน กำลังดำเนินงาน กำลังอยู่ระหว่างดำเนินการ",
    ),
    (
        *("in_progress", True),
        "ยังไม่เสร็จ ยังไม่แล้วเสร็จ ดำเนินการยังไม่แล้วเสร็จ ดำเนินการยังไม่เสร็จ ยังดำเนินการไม่แล้วเสร็จ ยังดำเนินการไม่เสร็จ ยังไม่เสร็จสิ้น ยังไม่เรียบร้อย ยังทำไม่เสร็จ "
        "ใกล้เสร็จ ใกล้เสร็จแล้ว ใกล้จะเสร็จ ใกล้จะเสร็จแล้ว เกือบเสร็จ เกือบเสร็จแล้ว เกือบจะเสร็จ จวนเสร็จ เสร็จบางส่วน เสร็จแล้วบางส่วน ทำไปบางส่วน ทำไปบางส่วนแล้ว "
        "ทำบางส่วน ทำแล้วบางส่วน ดำเนินการบางส่วน ดำเนินการแล้วบางส่วน ดำเนินการไปบางส่วน ดำเนินการแล้วเสร็จบางส่วน เริ่มแล้ว เริ่มดำเนินการแล้ว เริ่มทำแล้ว ยังทำอยู่ "
        "ยังดำเนินการอยู่ กำลัง ทำไม่เสร็จ ดำเนินการไม่แล้วเสร็จ ไม่แล้วเสร็จ ยังไม่เสร็จดี ยังไม่สมบูรณ์ อยู่ระหว่างจัดทำ กำลังจัดทำ อยู่ระหว่างดำเนินกิจกรรม",
    ),
    (
        *("not_started", False),
        "ยังไม่ได้ดำเนินการ ยังไม่ดำเนินการ ยังไม่เริ่ม ยังไม่ได้เริ่ม ยังไม่เริ่มดำเนินการ ยังไม่ได้เริ่มดำเนินการ ยังไม่ทำ ยังไม่ได้ทำ ยังไม่เริ่มทำ ยังไม่ได้เริ่มทำ "
        "notstarted ยังไม่มีการดำเนินการ ยังมิได้ดำเนินการ ยังไม่ได้จัด ยังไม่จัด ยังไม่ได้ดำเนินงาน ยังไม่ดำเนินงาน",
    ),
    (
        "not_started",
        True,
        "ยัง ยังเลย ยังไม่ ยังไม่ได้ รอดำเนินการ ยังไม่ถึงกำหนด ไม่ได้เริ่ม ยังไม่ถึงเวลา ยังไม่ถึงกำหนดดำเนินการ ยังไม่ถึงรอบ ยังไม่ได้ทำเลย ยังไม่เริ่มเลย",
    ),
    (
        *("cannot", False),
        "ไม่สามารถดำเนินการได้ ไม่สามารถดำเนินการ ดำเนินการไม่ได้ ทำไม่ได้ ไม่สามารถทำได้ ไม่อาจดำเนินการได้ cannot ไม่สามารถจัดได้ ไม่สามารถดำเนินงานได้",
    ),
    ("cannot", True, "ไม่สามารถ ไม่สามารถทำ จัดไม่ได้ ทำไม่ได้แล้ว ไม่สามารถดำเนินการได้แล้ว ไม่สามารถดำเนินการให้แล้วเสร็จได้"),
)
_COMMAND: Final = _phrases(
    ("cancel", False, "ยกเลิก ขอยกเลิก ยกเลิกเลย ยกเลิกๆ ยกเลิกรายการ ยกเลิกรายการนี้ cancel /cancel /ยกเลิก /stop"),
    ("cancel", True, "เลิก หยุด ไม่ทำแล้ว พอแล้ว ยกเลิกทั้งหมด stop quit exit เลิกทำ ออก"),
    (
        "back",
        False,
        "ย้อนกลับ ย้อน กลับ ขอย้อนกลับ ย้อนกลับไป กลับไป กลับไปข้อก่อนหน้า ย้อนกลับข้อก่อนหน้า ข้อก่อนหน้า ก่อนหน้า ถอยกลับ back /back /ย้อนกลับ กลับไปก่อนหน้า",
    ),
    ("back", True, "ถอย ย้อนไป กลับก่อน ย้อนหลัง goback undo"),
    ("restart", False, "เริ่มใหม่ เริ่มต้นใหม่ เริ่มใหม่หมด เริ่มใหม่ทั้งหมด ขอเริ่มใหม่ ตั้งต้นใหม่ restart /restart /เริ่มใหม่ startover"),
    ("restart", True, "/start start เริ่ม เริ่มต้น ทำใหม่ ทำใหม่หมด reset /reset เริ่มเลย"),
    (
        "skip",
        False,
        "ข้าม ข้ามไป ข้ามไปก่อน ข้ามก่อน ข้ามข้อนี้ ขอข้าม ข้ามเลย ขอข้ามไปก่อน ขอข้ามข้อนี้ ข้ามไปเลย ข้ามข้อนี้ไปก่อน skip /skip /ข้าม",
    ),
    ("skip", True, "ผ่านไปก่อน เว้นไว้ก่อน เว้นไว้ ไว้ก่อน ข้ามๆ"),
    (
        "menu",
        False,
        "เมนู เมนูหลัก หน้าหลัก หน้าแรก กลับเมนู กลับเมนูหลัก กลับไปเมนู กลับไปเมนูหลัก กลับสู่เมนูหลัก กลับหน้าหลัก กลับหน้าแรก ขอเมนู ดูเมนู เปิดเมนู menu /menu /เมนู",
    ),
    ("menu", True, "home mainmenu รายการคำสั่ง คำสั่ง"),
    (
        "help",
        False,
        "ช่วย ช่วยด้วย ช่วยเหลือ ช่วยหน่อย ขอความช่วยเหลือ วิธีใช้ วิธีใช้งาน วิธีการใช้ วิธีการใช้งาน คู่มือ คู่มือการใช้งาน help /help /ช่วยเหลือ",
    ),
    ("help", True, "? ใช้ยังไง ใช้อย่างไร ทำยังไง ทำอย่างไร ช่วยที ช่วยเหลือหน่อย /?"),
)

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


def _mended(table: Phrases, plain: str, shortest: int) -> tuple[object, bool] | None:
    """Rule 10: the one meaning a letter away."""
    dense = plain.replace(" ", "")
    if not 2 <= len(dense) <= 40:
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
    if len(plain) > 1 and len(set(plain.replace("\u200d", ""))) == 1 and plain[0] in _YESNO and not plain[0].isalpha():
        plain = plain[0]  # 👍👍
    hit = _found(_YESNO, plain)
    if hit is None and _QUESTION.search(plain):
        raise Problem("not_understood")
    hit = hit or _read(_YESNO, text, 3)
    if hit is None:
        raise Problem("not_understood")
    return bool(hit[0]), hit[1]


def _several(parts: list[str]) -> tuple[bool, bool] | None:
    """ใช่ครับ ถูกต้องครับ: several words that all say yes; or the same no twice."""
    plain = [strip_polite(part) for part in parts]
    said = [part for part in plain if part]
    if len(said) == 1:
        hit = _YESNO.get(said[0])
        if hit is not None and (len(said) == len(parts) or parts[-1] in POLITE or hit[0] is True):
            return bool(hit[0]), hit[1] or (hit[0] is False and not plain[0])
        return (False, True) if hit is not None else None
    hits = [_YESNO.get(part) for part in said]
    if all(hit is not None and hit[0] is True for hit in hits) and "มี" not in said:
        return True, any(hit is not None and hit[1] for hit in hits)
    if len(set(said)) == 1 and hits[0] is not None:
        return bool(hits[0][0]), hits[0][1]
    return None


def read_approval(text: str) -> tuple[str, bool]:
    """approve, return or reject; a reason after the last two is taken with a confirmation."""
    hit = None if _QUESTION.search(_plain(text)) else _read(_APPROVAL, text, 4)
    if hit is None:
        hit = _reasoned(text, _APPROVAL_OPENINGS, _APPROVAL_SPOILERS)
    if hit is None:
        raise Problem("not_understood")
    return str(hit[0]), hit[1]


def read_status(text: str) -> tuple[str, bool]:
    """not_started, in_progress, done or cannot."""
    plain = _plain(text)
    hit = _found(_STATUS, plain) or _found(_STATUS, plain.replace("การแล้ว เสร็จ", "การแล้วเสร็จ"))
    if hit is None and not _QUESTION.search(plain):
        hit = _read(_STATUS, text, 4)
    if hit is None:
        hit = _reasoned(text, _STATUS_OPENINGS, _STATUS_SPOILERS)
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


def _reasoned(
    text: str, openings: tuple[tuple[str, re.Pattern[str]], ...], spoilers: re.Pattern[str]
) -> tuple[object, bool] | None:
    """A decision followed by its reason or its object, which must hold nothing that could turn it round."""
    plain = _plain(text)
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
    hit = _COMMAND.get(text)
    if hit is None and (text.endswith("?") or _NEGATION.search(text)):
        hit = _COMMAND.get(_plain(text)) if not text.endswith("?") else None
    elif hit is None:
        hit = _read(_COMMAND, text, 5)
    if hit is None:
        raise Problem("not_understood")
    return str(hit[0]), hit[1]
