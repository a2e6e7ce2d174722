"""The engine's own words: what every dialog says in the same way, and the words it listens to. Prompts of one dialog
stand in that dialog."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final

from bot.problems import CATALOGUE, Problem
from bot.thai import read


class _Words:
    """Short, polite, the same word for the same thing everywhere."""

    done = "เสร็จแล้ว"
    skip = "ข้าม"
    back = "ย้อนกลับ"
    keep = "คงเดิม"
    append = "ต่อท้ายคำตอบก่อน"
    previous_page = "◀ หน้าก่อน"
    next_page = "หน้าถัดไป ▶"
    all = "ดูทั้งหมด"
    add_row = "เพิ่มรายการ"
    edits = "แก้คำตอบ"
    look = "ดูรายการที่มีอยู่"
    more = "+ เพิ่มข้อมูลอื่น"
    review = "ตรวจก่อนบันทึก"
    help = "พิมพ์ ย้อนกลับ ข้าม ออก เมนู หรือ วิธีใช้ ได้ทุกเมื่อ"
    old_button = "ปุ่มนี้เป็นของคำถามก่อนหน้า ขอถามข้อปัจจุบันอีกครั้ง"
    edited = "แก้คำตอบตามข้อความที่แก้ไขแล้ว"
    dropped = "นำออกแล้ว"
    being_made = "กำลังจัดทำเอกสาร"
    again = "กรุณาตอบใหม่อีกครั้ง"
    earlier = "ใช้คำตอบรอบก่อนเป็นร่าง"
    later = "ข้ามไปทำรายการถัดไปก่อน"
    earlier_taken = "นำคำตอบรอบก่อนมาให้แล้ว กรุณาตรวจและแก้ไขก่อนบันทึก"
    appended = "ต่อท้ายคำตอบก่อนแล้ว"
    late_dropped = "ไม่ใช้ข้อความนั้นแล้ว"
    late_command = "ข้อความที่พิมพ์ไว้ก่อนถามข้อนี้ไม่มีผลแล้ว"
    cancel = "ต้องการออกจากรายการนี้หรือไม่ ถ้าเก็บร่างไว้ กลับมาทำต่อได้จากเมนู"
    done_words = frozenset({"เสร็จแล้ว", "เสร็จ", "หมดแล้ว", "ครบแล้ว", "พอแล้ว"})
    asked_back: Final = {
        "confirm": (("yes", "ใช่"), ("no", "ไม่ใช่ พิมพ์ใหม่")),
        "meant": (("yes", "ใช่"), ("no", "ไม่ใช่ ใช้ตามที่พิมพ์")),
        "doubt": (("no", "แก้ไข"), ("yes", "ใช้ตามนี้")),
        "cancel": (("no", "ทำต่อ"), ("yes", "ออก เก็บร่างไว้"), ("drop", "ออก ไม่เก็บ")),
        "late": (("append", append), ("use", "ใช้ตอบข้อนี้"), ("no", "ไม่ใช้")),
    }

    @staticmethod
    def unsupported(what: str) -> str:
        """The code of the problem for something that cannot be an answer."""
        code = f"unsupported_{what}"
        return code if code in CATALOGUE else "unsupported"

    @staticmethod
    def review_help(save: str, edit: str) -> str:
        return f"ตรวจทานคำตอบ แตะ {edit} เพื่อแก้ทีละข้อ แล้วแตะ {save}"

    @staticmethod
    def way_out(optional: bool) -> str:
        """What to do where no answer is at hand."""
        skip = "ข้าม เพื่อเว้นข้อนี้ " if optional else ""
        return f"หากยังตอบไม่ได้ พิมพ์ {skip}ออก เพื่อเก็บร่างไว้ทำต่อ หรือ เมนู เพื่อทำรายการอื่น"

    @staticmethod
    def one_of(buttons: Iterable[str]) -> str:
        """The buttons in sight, where nothing else is an answer."""
        return f"แตะหรือพิมพ์ {' หรือ '.join(f'“{label}”' for label in buttons)}"

    @staticmethod
    def first_question(leave: str) -> str:
        return f"ข้อนี้เป็นข้อแรก ย้อนกลับไม่ได้แล้ว แตะ {leave} หากไม่ทำต่อ"

    @staticmethod
    def taken(shown: str) -> str:
        return f"รับทราบ: {shown.strip()}"

    @staticmethod
    def confirm(shown: str) -> str:
        return f"หมายถึง {shown.strip()} ใช่ไหม"

    @staticmethod
    def doubt(shown: str, why: str) -> str:
        return f"“{shown.strip()}”\n{why}\nต้องการแก้ไข หรือใช้ตามนี้"

    @staticmethod
    def late(text: str) -> str:
        return f"ข้อความ “{text}” ยังไม่ได้ใช้ตอบข้อใด ต้องการใช้อย่างไร"

    @staticmethod
    def late_aside(text: str) -> str:
        return f"ข้อความ “{text}” ยังไม่ได้ใช้ตอบข้อใด หากต้องการใช้ กรุณาพิมพ์หรือส่งใหม่"

    @classmethod
    def stray(cls, text: str) -> str:
        return f"หากข้อความ “{text}” ต่อจากคำตอบก่อน แตะ {cls.append}"

    @staticmethod
    def go_on_writing(name: str) -> str:
        return f"พิมพ์ข้อความที่ต่อท้าย “{name}” ได้เลย"

    @staticmethod
    def was(shown: str) -> str:
        return f"คำตอบเดิม: {shown.strip()}"

    @staticmethod
    def default(shown: str) -> str:
        return f"ข้อความที่มีอยู่แล้ว: {shown.strip()}"

    @staticmethod
    def use(shown: str) -> str:
        return f"ใช้: {shown}" if shown else "ใช้ข้อความนี้"

    @staticmethod
    def number(number: str) -> str:
        return f"ข้อ {number.rstrip('.')}"

    @staticmethod
    def drop(number: int) -> str:
        return f"นำลำดับ {number} ออก"

    @staticmethod
    def edit(name: str) -> str:
        return f"แก้ {name}"

    @staticmethod
    def add(name: str) -> str:
        return f"+ {name}"

    @staticmethod
    def page(page: int, pages: int) -> str:
        return f"หน้า {page} จาก {pages} พิมพ์คำเพื่อค้นหาได้"

    @staticmethod
    def found(words: str, count: int) -> str:
        return f"พบ {count} รายการที่มีคำว่า “{words.strip()[:40]}”"

    @staticmethod
    def no_longer(names: str) -> str:
        return f"ข้อที่ไม่ใช้แล้ว: {names}"

    @staticmethod
    def sent_before(name: str) -> str:
        return f"{name or 'ภาพนี้'} ส่งมาแล้ว นับครั้งเดียว"

    @staticmethod
    def file_kept(file: str, name: str, shown: str) -> str:
        return f"ได้รับ {file} แล้ว เก็บไว้ในข้อ “{name}” ({shown})"

    @staticmethod
    def media_kept(name: str, shown: str) -> str:
        return f"ได้รับแล้ว เก็บไว้ในข้อ “{name}” ({shown})"


WORDS: Final = _Words()


def squeeze_word(text: str) -> str:
    """For comparing a typed word with a button's label."""
    return "".join(text.split()).strip("ๆ.!")


@lru_cache(maxsize=256)
def control_word(text: str) -> str:
    """cancel | back | resume | start | restart | skip | menu | help when the whole message is one of them, else empty."""
    if len(text) > 40:
        return ""
    try:
        reading = read("command", text, today=_ANY_DAY, fiscal_year=2500)
    except Problem:
        return ""
    return "" if reading.confirm else str(reading.value)


_ANY_DAY: Final = date(2000, 1, 1)
