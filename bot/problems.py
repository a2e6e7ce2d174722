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
    # answering a dialog
    "too_long": "ข้อความยาว {length:,} ตัวอักษร เกิน {limit:,} ตัวอักษร กรุณาย่อหรือแบ่งส่ง",
    "not_whole": "ข้อนี้เป็นจำนวนเต็ม กรุณาพิมพ์ตัวเลขไม่มีทศนิยม",
    "button_gone": "ปุ่มนี้ใช้ไม่ได้แล้ว กรุณาแตะปุ่มล่าสุดด้านล่าง",
    "cannot_skip": "ข้อนี้ข้ามไม่ได้ กรุณาตอบก่อน",
    "review_wants_tap": "ตรวจคำตอบแล้วแตะ {save} หรือแตะ {edit} เพื่อแก้",
    "choose_button": "กรุณาเลือกปุ่มใดปุ่มหนึ่งด้านล่างก่อน แล้วจึงพิมพ์ต่อ",
    "edit_later": "กรุณาตอบข้อนี้ให้เสร็จก่อน แล้วแก้ข้อนั้นภายหลังในหน้าตรวจก่อนบันทึก",
    "choose_one": "กรุณาเลือกอย่างน้อยหนึ่งข้อ",
    "nothing_found": "ไม่พบรายการที่มีคำว่า “{words}” กรุณาพิมพ์คำอื่นหรือแตะเลือก",
    "too_many_rows": "เพิ่มได้ไม่เกิน {limit} รายการ แตะ เสร็จแล้ว เพื่อทำต่อ",
    "photo_wanted": "ข้อนี้ต้องการภาพหรือไฟล์ กรุณาส่งภาพ หรือแตะปุ่มด้านล่าง",
    "photo_not_wanted": "รายการนี้ไม่ใช้ภาพหรือไฟล์ กรุณาตอบเป็นข้อความหรือแตะปุ่ม",
    "not_a_photo": "ไฟล์นี้ไม่ใช่ภาพ กรุณาส่งภาพ (JPEG, PNG หรือ HEIC)",
    "not_a_document": "รับเฉพาะไฟล์ PDF, Word, Excel หรือภาพ กรุณาส่งไฟล์ใหม่",
    "too_many_photos": "แนบได้ไม่เกิน {limit} รายการ กรุณานำรายการเดิมออกก่อน",
    "file_too_big": "ไฟล์ใหญ่เกิน 20 MB กรุณาย่อขนาดแล้วส่งใหม่",
    "file_lost": "รับไฟล์นี้ไม่สำเร็จ กรุณาส่งใหม่อีกครั้ง",
    "unsupported": "ยังอ่านข้อความแบบนี้ไม่ได้ กรุณาพิมพ์หรือแตะปุ่ม",
    "unsupported_sticker": "ยังอ่านสติกเกอร์ไม่ได้ กรุณาพิมพ์หรือแตะปุ่ม",
    "unsupported_voice": "ยังฟังข้อความเสียงไม่ได้ กรุณาพิมพ์หรือแตะปุ่ม",
    "unsupported_location": "ยังรับตำแหน่งที่ตั้งไม่ได้ กรุณาพิมพ์ชื่อสถานที่",
    "unsupported_video": "ยังรับวิดีโอไม่ได้ กรุณาส่งเป็นภาพนิ่ง",
    # the life of a message
    "not_joined": "ยังไม่รู้จักท่านในระบบ กรุณาขอรหัสเชิญจากผู้ดูแลแผนของหน่วยงาน แล้วพิมพ์รหัสนั้นที่นี่",
    "one_to_one": "สุจริตคุยได้ตัวต่อตัวเท่านั้น กรุณาเปิดแชตส่วนตัวกับบัญชีนี้แล้วพิมพ์ เมนู",
    "parked": "ข้อความล่าสุดของท่านมีปัญหาในระบบ เก็บไว้ให้แล้วและแจ้งผู้ดูแลแผนได้ กรุณาพิมพ์ เมนู เพื่อทำรายการอื่นต่อ",
    "quota_spent": "ข้อความแจ้งเตือนทาง LINE ของเดือนนี้ครบจำนวนแล้ว ข้อความที่เหลือจะถึงผู้รับเมื่อเปิดแชตครั้งถัดไป",
    "link_wrong": "ไม่พบไฟล์นี้ กรุณาแตะปุ่มเปิดไฟล์ในแชตอีกครั้ง",
    "link_expired": "ลิงก์นี้หมดอายุแล้ว กรุณาขอเอกสารใหม่ในแชต",
    "link_revoked": "ลิงก์นี้ใช้ไม่ได้แล้ว กรุณาติดต่อผู้ดูแลแผนของหน่วยงาน",
    "link_elsewhere": "ลิงก์นี้เปิดได้เฉพาะเครื่องที่เปิดครั้งแรก กรุณาขอเอกสารในแชตของท่านเอง",
    "link_no_file": "ไม่มีไฟล์นี้แล้ว กรุณาขอเอกสารใหม่ในแชต",
    "document_failed": "จัดทำเอกสารไม่สำเร็จ กรุณาขอใหม่อีกครั้งในอีกสักครู่",
    "agency_gone": "ไม่พบหน่วยงานหมายเลข {agency}",
    "no_sample": "ยังไม่มีหน่วยงานตัวอย่างในระบบ",
    # the plan, its results, its measures
    "item_gone": "ไม่พบโครงการนี้แล้ว กรุณาเลือกจาก โครงการในแผน",
    "measure_gone": "ไม่พบมาตรการนี้แล้ว กรุณาเลือกจาก มาตรการของปีนี้",
    "not_active": "โครงการนี้ไม่ได้ดำเนินการในปี {year} กรุณาแก้ปีที่ดำเนินการก่อน",
    "quarter_not_open": "{quarter} ยังไม่เริ่ม กรุณาบันทึกเมื่อถึงไตรมาสนั้น",
    "round_not_reported": "มาตรการนี้ไม่ได้กำหนดรายงาน{round} กรุณาแก้รอบที่รายงานก่อน",
    "round_not_begun": "{round} ยังไม่เริ่ม กรุณาขอรายงานเมื่อถึงรอบนั้น",
    "no_plan": "หน่วยงานยังไม่มีแผนของช่วงปีนี้ กรุณาติดต่อผู้ดูแลแผน",
    "plan_over": "แผนของหน่วยงานมีถึงปีงบประมาณ {last} ยังไม่มีแผนของปี {year} กรุณาแจ้งผู้ดูแลแผน",
    "no_such_mission": "ไม่พบภารกิจนี้ในกรอบแผน กรุณาเลือกมิติและภารกิจใหม่",
    "year_outside_plan": "ปีที่เลือกอยู่นอกแผนปี {first} – {last} กรุณาเลือกใหม่",
    "changed_meanwhile": "มีผู้แก้ไขรายการนี้ก่อนท่านบันทึก กรุณาพิมพ์ เริ่มใหม่ เพื่อดูข้อมูลล่าสุด",
    "measure_twice": "มี “{name}” ในปีนี้แล้ว กรุณาแก้ไขรายการเดิมแทน",
    "no_measures": "ปี {year} ยังไม่มีมาตรการ กรุณาเพิ่มมาตรการก่อนขอรายงาน",
    "not_yours": "ไม่พบรายการนี้ในหน่วยงานของท่าน",
    "already_gone": "รายการนี้ไม่อยู่แล้ว ไม่ต้องทำซ้ำ",
    "already_back": "รายการนี้อยู่ในระบบแล้ว ไม่ต้องทำซ้ำ",
    "already_accepted": "รับเข้าแผนไปแล้ว ไม่ต้องทำซ้ำ",
    "place_taken": "มีรายการใหม่แทนที่แล้ว นำรายการเดิมกลับมาไม่ได้",
    # reports and approval
    "report_gone": "ไม่พบรายงานนี้ กรุณาเลือกจาก รายงานและการอนุมัติ",
    "newer_version": "มีฉบับใหม่กว่าแล้ว กรุณาเปิดฉบับล่าสุดจาก รายงานและการอนุมัติ",
    "already_decided": "รายงานนี้อยู่ในสถานะ “{state}” แล้ว ทำรายการนี้ไม่ได้",
    "undo_too_late": "เกิน 24 ชั่วโมงแล้ว ยกเลิกคำสั่งไม่ได้",
    "data_changed": "ข้อมูลเปลี่ยนไปหลังจัดทำฉบับนี้ ฉบับนี้จึงใช้ไม่ได้แล้ว กรุณาขอฉบับใหม่",
    "reason_wanted": "กรุณาบอกเหตุผลที่ส่งกลับ",
    # rights (bot.domain.agency)
    "no_right": "ท่านไม่มีสิทธิ์ทำรายการนี้ ผู้ที่ทำได้คือ {who}",
    # a new agency (sujarit agency)
    "agency_name": "กรุณาระบุชื่อหน่วยงาน เช่น องค์การบริหารส่วนตำบล ตามด้วยชื่อ",
    "agency_kind": "ชื่อ “{name}” เป็นหน่วยงานชนิดอื่น ไม่ใช่{kind} กรุณาแก้ชื่อหรือชนิดให้ตรงกัน",
    "agency_place": "ชื่อตำบล อำเภอ หรือจังหวัดยังไม่สมบูรณ์ กรุณาพิมพ์ใหม่",
    "agency_division": "ชื่อกองหรือสำนักยังไม่สมบูรณ์ กรุณาพิมพ์ใหม่",
    "agency_divisions": "กรุณาระบุกองหรือสำนักอย่างน้อยหนึ่งแห่ง",
    "agency_division_twice": "มีชื่อกองหรือสำนักซ้ำกัน กรุณาระบุแต่ละแห่งเพียงครั้งเดียว",
    "agency_owner": "กรุณาระบุชื่อและตำแหน่งของผู้ดูแลแผนคนแรกให้ครบ",
    "agency_exists": "มี {name} ในระบบแล้ว กรุณาตรวจชื่อและจังหวัด",
    "agency_ownerless": "หน่วยงานนี้ไม่มีผู้ดูแลแผน",
    # people
    "code_wrong": "รหัสนี้ใช้ไม่ได้ กรุณาตรวจแล้วพิมพ์ใหม่ หรือขอรหัสใหม่จากผู้ดูแลแผน",
    "code_used": "รหัสนี้ใช้ไปแล้ว กรุณาขอรหัสใหม่จากผู้ดูแลแผน",
    "code_expired": "รหัสนี้หมดอายุแล้ว กรุณาขอรหัสใหม่จากผู้ดูแลแผน",
    "code_revoked": "รหัสนี้ถูกยกเลิกแล้ว กรุณาขอรหัสใหม่จากผู้ดูแลแผน",
    "code_guessed": "ลองรหัสผิดหลายครั้ง กรุณารออย่างน้อย 15 นาที แล้วพิมพ์รหัสใหม่อีกครั้ง",
    "joined_already": "แชตนี้เข้าใช้งานในชื่อ {name} อยู่แล้ว กรุณาใช้รหัสในแชตของเจ้าของรหัส",
    "code_for_you": "รหัสนี้เป็นของท่านเอง กรุณาพิมพ์ในแชตของอีกช่องทางหนึ่ง",
    "code_just_given": "เพิ่งออกรหัสให้แล้ว กรุณาใช้รหัสในข้อความก่อนหน้า",
    "person_gone": "ไม่พบบุคคลนี้ในหน่วยงานแล้ว กรุณาเลือกจาก คนในหน่วยงาน",
    "person_back": "บุคคลนี้อยู่ในหน่วยงานแล้ว ไม่ต้องทำซ้ำ",
    "no_such_role": "มอบหน้าที่นี้ไม่ได้ กรุณาเลือกหน้าที่จากปุ่ม",
    "division_wanted": "หน้าที่นี้ต้องสังกัดกอง กรุณาเลือกกองหรือสำนัก",
    "last_plan_owner": "หน่วยงานต้องมีผู้ดูแลแผนที่เข้าใช้งานแล้วอย่างน้อยหนึ่งคน กรุณาเชิญผู้ดูแลแผนคนใหม่ก่อน",
    "heir_wanted": "ยังมีโครงการในความรับผิดชอบ กรุณาเลือกผู้รับงานต่อ",
    "heir_cannot": "ผู้ที่เลือกรับงานของกองนี้ไม่ได้ กรุณาเลือกคนในกองเดียวกันหรือผู้ดูแลแผน",
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

    def about(self, file: str) -> str:
        """The sentence about a photo or file that is not kept, by its name if it has one."""
        return f"ไม่ได้เก็บ {file or 'ภาพ'}: {self.sentence}"


class _Blank(dict[str, object]):
    """Details that were not given leave no trace in the sentence."""

    def __missing__(self, key: str) -> str:
        return ""
