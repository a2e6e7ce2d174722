"""The one catalogue of problems a person can meet: a code, and one Thai sentence that says what is wrong and what to do.

This is the lowest leaf: it imports nothing of the product, so that reading, rules, commands and channels can all raise it.
A `Problem` is an answer to the person, never a fault of the software; anything else that is raised is.
"""

from typing import Final

CATALOGUE: Final[dict[str, str]] = {
    # reading what was typed (bot.thai)
    "empty": "ยังไม่มีคำตอบ กรุณาพิมพ์คำตอบ {example}",
    "not_a_number": "ไม่พบตัวเลขในคำตอบ กรุณาพิมพ์เป็นตัวเลข {example}",
    "bad_grouping": "เครื่องหมายจุลภาคคั่นตัวเลขไม่ถูกตำแหน่ง กรุณาพิมพ์ใหม่ {example}",
    "too_many_decimals": "ทศนิยมเกินสองตำแหน่ง กรุณาพิมพ์ใหม่ {example}",
    "negative": "จำนวนติดลบไม่ได้ กรุณาพิมพ์จำนวนตั้งแต่ศูนย์ขึ้นไป {example}",
    "range_given": "พบมากกว่าหนึ่งค่า กรุณาพิมพ์เพียงค่าเดียว {example}",
    "approximate": "ขอเป็นจำนวนที่แน่นอน กรุณาพิมพ์เป็นตัวเลข {example}",
    "text_mismatch": "ตัวเลขกับตัวหนังสือไม่ตรงกัน กรุณาพิมพ์ค่าที่ถูกต้องเพียงค่าเดียว {example}",
    "invalid_date": "ไม่มีวันที่นี้ในปฏิทิน กรุณาพิมพ์วันที่ใหม่ {example}",
    "weekday_mismatch": "วันในสัปดาห์ไม่ตรงกับวันที่ กรุณาพิมพ์เฉพาะวันที่ {example}",
    "ambiguous_year": "ไม่แน่ใจว่าเป็นปีใด กรุณาพิมพ์ปี พ.ศ. สี่หลัก {example}",
    "out_of_range": "ค่านี้อยู่นอกช่วงที่เป็นไปได้ กรุณาพิมพ์ใหม่ {example}",
    "reversed": "วันเริ่มอยู่หลังวันสิ้นสุด กรุณาพิมพ์ช่วงเวลาใหม่ {example}",
    "incomplete": "ยังขาดวัน เดือน หรือปี กรุณาพิมพ์ให้ครบ {example}",
    "not_understood": "ยังไม่เข้าใจคำตอบนี้ กรุณาพิมพ์ใหม่ {example}",
    # rights (bot.domain.agency)
    "no_right": "ท่านไม่มีสิทธิ์ทำรายการนี้ ผู้ที่ทำได้คือ {who}",
    # photos (bot.photos)
    "not_a_picture": "เปิดไฟล์นี้เป็นรูปภาพไม่ได้ กรุณาส่งรูปใหม่ (JPEG, PNG, HEIC, WebP หรือ GIF)",
    "picture_too_large": "รูปนี้ใหญ่เกิน {limit} ล้านพิกเซล กรุณาย่อขนาดรูปแล้วส่งใหม่",
}


class Problem(Exception):  # noqa: N818 - the domain's word for it
    """Something a person can mend.

    `code` names the entry of CATALOGUE (stable: tests, logs and stored rows hold it); `details` fill the sentence.
    """

    def __init__(self, code: str, **details: object) -> None:
        if code not in CATALOGUE:
            raise KeyError(f"no problem is called {code!r}")
        super().__init__(code)
        self.code = code
        self.details = details

    @property
    def sentence(self) -> str:
        """The Thai sentence for the person."""
        return " ".join(CATALOGUE[self.code].format_map(_Blank(self.details)).split())


class _Blank(dict[str, object]):
    """Details that were not given leave no trace in the sentence."""

    def __missing__(self, key: str) -> str:
        return ""
