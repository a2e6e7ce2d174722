"""Names of other agencies, and words of another kind of agency, left over from the document that was copied."""

import re
from collections.abc import Iterator
from typing import Final

from bot.domain.agency import Agency
from bot.domain.checks.finding import Finding, Findings, as_read, excerpt, once
from bot.thai.text import one_away


def _any_of(words: str) -> re.Pattern[str]:
    """A pattern that matches each of the words, which may be patterns themselves."""
    return re.compile("|".join(words.split()))


_FULL_NAME = re.compile(
    r"(?P<full>องค์การบริหารส่วนตำบล|องค์การบริหารส่วนจังหวัด|(?:เทศบาล|นายกเทศมนตรี)(?:ตำบล|เมือง|นคร))"
    r"|(?P<misspelt>องค์กรบริหารส่วนตำบล|องค์(?:กร|การ)บริการส่วนตำบล|องค์(?:กร|การ)ส่วนตำบล|องค์การบริหารสวนตำบล)"
    r"|(?P<short>(?:(?<![ก-๛.])|(?<=ของ)|(?<=โดย)|(?<=นายก)|(?<=ปลัด))(?:อบ[ตจ]|ท[ตมน])\.|(?<![ก-๛.])อบ[ตจ](?=\s))"
    r"(?P<space>\s?)"
    r"|(?P<pattaya>(?:ของ|สำนักงาน|นายก|ปลัด|ผู้บริหาร|บุคลากร|พนักงาน)เมืองพัทยา)"
)
_OF_A_KIND = re.compile(r"อบ[ตจ]|ท[ตมน]\.|เทศ|องค์ก|พัทยา|ส่วน(?:ตำบล|จังหวัด)|ข้อบัญญัติ")
"""Without one of these no agency and nothing of its kind is named: most answers need no further look, and each is looked at."""
_PREFIX_OF: Final = {
    "อบต": "องค์การบริหารส่วนตำบล",
    "อบจ": "องค์การบริหารส่วนจังหวัด",
    "ทต": "เทศบาลตำบล",
    "ทม": "เทศบาลเมือง",
    "ทน": "เทศบาลนคร",
}
# Words that follow a kind in running text; a name seldom begins with one of them (those that do are missed).
_GENERIC = _any_of(
    r"""
    ใน(?!เมือง) ได้ มี(?!ชัย) จึง จะ(?!นะ|แนะ|กว๊ะ) เป็น และ หรือ ที่(?!วัง) ของ ให้ เพื่อ โดย กับ ซึ่ง ต้อง ควร สามารถ ไม่ อื่น ทุก
    ทั้ง แห่ง นี้ นั้น ดังกล่าว ใด ต่าง ตาม แต่ แล้ว เพิ่ม ร่วม(?!จิต|ไทย) เข้า ขอ(?!น) กำหนด ดำเนิน จัด ประกาศ รับ(?!ร่อ) ส่ง ใช้
    ทำ(?!นบ) เห็น พิจารณา ปฏิบัติ บริหาร เรื่อง ประจำ พ\.ศ ว่า ครั้ง สมัย เปิด เผยแพร่ ยัง อาจ คือ(?!เวียง) กว่า ทราบ มอบ แต่งตั้ง
    พร้อม ณ ถึง ต่อ จาก สู่ เอง ขนาด สามัญ ชั้น ชุด ประเภท ระดับ เขต พื้นที่ ละ(?!งู|หาน|แม|หาร) ด้วย อย่าง ก็ คณะ ผู้ สมาชิก พนักงาน
    ข้าราชการ บุคลากร ลงมติ ลงนาม ลงพื้นที่ อนุมัติ แจ้ง สั่ง เดินทาง พบ(?!พระ) รายงาน กำกับ ติดตาม ตรวจ ออก ตั้งแต่ ตั้งอยู่ ตั้งงบ วาง
    นำ พัฒนา ส่งเสริม สนับสนุน บันทึก ยืนยัน ยึด ถือ เน้น มุ่ง ตระหนัก เล็ง ประสบ ประสาน ประชุม ประชา ปรับ ปิด เชิญ อบรม ฝึก ลด แก้ไข
    ป้องกัน คุ้มครอง บริการ อำนวย ประเมิน คะแนน ผ่าน ควบคุม จ้าง ซื้อ เบิก จ่าย เก็บ ชำระ ภาษี งบ เงิน เว็บ ทาง
    เจ้า(?:หน้าที่|พนักงาน|ของ) หน่วย อบต เทศบาล องค์ หมู่ที่ เลขที่ โทร รักษา แทน ฯ บาง(?:แห่ง|ส่วน|ราย|คน) หลาย ส่วน ทั่ว ต้นแบบ
    คุณธรรม คุณภาพ สีขาว ดี(?:เด่น|เยี่ยม) น่าอยู่ ใกล้ ข้าง เดียว อัจฉริยะ ปลอด เรา ตน ท่าน แม่ข่าย นำร่อง เครือข่าย จำนวน
    ต้น(?:สังกัด) สังกัด ภาย เมื่อ หาก ถ้า กรณี เนื่อง อัน คน ชาว เกิด ปี รวม ขึ้น คง(?:เหลือ|เดิม) เสนอ เลือก โปร่งใส สุจริต ด้าน กอง
    สำนัก อำเภอ จังหวัด หัวหน้า หัวข้อ คำสั่ง คำนำ ลำดับ หลักเกณฑ์ หลักการ นาย นาง(?!รอง|แดด) พระราช น้ำประปา นโยบาย แผน วิธี ข้อ
    เอกสาร ตำแหน่ง ระเบียบ รายละเอียด สถาน โครงการ กิจกรรม ตัวอย่าง แบบ ภาพ วันที่ เดือน ไตรมาส ผล สาร เฉพาะ ถูก ชื่อ ศูนย์
    โรงเรียน บรรลุ คาด สนใจ หลัง ตลอด ไว้ เท่า อีก ระหว่าง ลง(?!ทะ) คำนึง หวัง สำหรับ สำรวจ ขับ พยายาม สูง(?:สุด|ขึ้น) ยินดี
    ก่อสร้าง เพียง สะดวก คุ้ม น้อย(?:ลง|กว่า) ห้าม งด ปราศ เร็ว เข้ม อยู่ ปลูก(?:ฝัง|จิต) เผชิญ ช่วง เพราะ เช่น สัมฤทธิ์ โครงสร้าง
    หมาย นอก เว้น อุดหนุน กระทำ กระบวน กระทรวง เฝ้า แสดง หยุด ศึกษา วิเคราะห์ ทบทวน รณรงค์ กลาง(?=\s|$) สื่อ พ้น ราชการ ชุมชน
    มาก พุทธ ระบบ ระยะ สะท้อน สิ้น เสริม ช่วย รวบรวม สรุป ชี้แจง เล็งเห็น ยก เร่ง เริ่ม ไป(?:ยัง|สู่) มา(?:ตร|ใช้|ก) ลูกจ้าง นายก
    รอง ปลัด สภา ไทย(?=\s|$)
    """
)
_NAME_ENDS = re.compile(
    r"[^ก-ฮะ-ฺเ-๎]|อำเภอ|จังหวัด|จึง|ได้|เป็น|เพื่อ|โดย|ซึ่ง|และ|หรือ|ประจำ|จำนวน|มุ่ง|พร้อม|อย่าง|ด้วย|ตั้งแต่|เมื่อ|ดำเนิน|จัดทำ|จัดให้|ให้|ของ|กำหนด|ตระหนัก|ประกาศ|มี(?:การ|ความ|ผล|คะแนน|มาตร)|จะ(?:ได้|ต้อง|มี)"
    r"|ร่วม|ต้อง|ควร|สามารถ|ไม่|เห็น|ทุก|ที่(?:ได้|มี|เป็น|จะ|ต้อง)|ใน(?:การ|ปี|ด้าน|เรื่อง|ฐานะ)|ต่อ(?:ไป|ประ)|ตาม"
)
_ABSTRACT = re.compile(
    r"การ|ความ|ทุจริต|โปร่งใส|ธรรมาภิบาล|คุณธรรม|ประโยชน์|งบประมาณ|ข้อมูล|บริการ|ปฏิบัติ|ราชการ|ท้องถิ่น|มาตร|โครงการ|กิจกรรม|ๆ"
)
PROVINCES: Final = """
    กระบี่ กาญจนบุรี กาฬสินธุ์ กำแพงเพชร ขอนแก่น จันทบุรี ฉะเชิงเทรา ชลบุรี ชัยนาท ชัยภูมิ ชุมพร เชียงราย เชียงใหม่ ตรัง ตราด ตาก
    นครนายก นครปฐม นครพนม นครราชสีมา นครศรีธรรมราช นครสวรรค์ นนทบุรี นราธิวาส น่าน บึงกาฬ บุรีรัมย์ ปทุมธานี ประจวบคีรีขันธ์
    ปราจีนบุรี ปัตตานี พระนครศรีอยุธยา พะเยา พังงา พัทลุง พิจิตร พิษณุโลก เพชรบุรี เพชรบูรณ์ แพร่ ภูเก็ต มหาสารคาม มุกดาหาร แม่ฮ่องสอน
    ยโสธร ยะลา ร้อยเอ็ด ระนอง ระยอง ราชบุรี ลพบุรี ลำปาง ลำพูน เลย ศรีสะเกษ สกลนคร สงขลา สตูล สมุทรปราการ สมุทรสงคราม
    สมุทรสาคร สระแก้ว สระบุรี สิงห์บุรี สุโขทัย สุพรรณบุรี สุราษฎร์ธานี สุรินทร์ หนองคาย หนองบัวลำภู อ่างทอง อำนาจเจริญ อุดรธานี อุตรดิตถ์
    อุทัยธานี อุบลราชธานี
    """
# How the names of places begin: the provinces, and the words for hills, waters, trees and settlements.
_PLACE_NAME = _any_of(
    PROVINCES
    + """
    กก กระ กะ กาบ กำแพง กุง กุด กู่ เกาะ เกษตร แก แก่ง แก้ง โกรก ขนอน ขาม ขี้เหล็ก ขุน เขวา เขว้า เขา เขื่อน แขม คลอง ควน คอ
    ค้อ คำ คุ้ง คู เคียน แค โค งิ้ว จอม จาน จาร เจดีย์ เจริญ ฉลอง ชะ ชัย ช้าง ช่อง ชุม เชียง เชิง ซับ ซาง แซง ด่าน ดง ดอน ดอย ดู่
    เด่น แดง ตลาด ตลิ่ง ตลุก ตะ ตา ตูม เตา เตย แต้ โตนด ถนน ถ้ำ ท่า ทับ ทราย ทะเล ทุ่ง เทพ แท่น ไทร ธง ธาตุ ธาร นคร นา น้ำ นิคม
    เนิน โนน ในเมือง บก บ่อ บัว บ้าน บาง บึง บุ่ง บุ เบญ โบสถ์ ปง ปราสาท ปลา ปะ ปาก ป่า เปือย แปลง โป่ง ผัก ผา ไผ่ แผ่นดิน ฝาง
    ฝาย พญา พนม พระ พล พลับ พะ พัง พาน พุ เพชร เพีย แพง โพ ไพร ฟาก ภู มะ มหา มาบ ม่วง มีชัย เม็ง เมือง แม่ โมง ไม้ ยาง ระ
    ราช ร่อง รัง เรือง โรง ไร่ ลาด ลำ ลุม ละ เลิง เลา วัง วัด วาน วารี เวียง แวง ศรี ศาลา ศิลา สระ สวน สวาย สว่าง สะ สัน สาม
    สำ สี สุข เสม็ด เสลา เสา แสน แสลง โสก หนอง หมู หมาก หลวง หลัก หลุม ห้วย หัว หาด หาร หิน เหนือ เหล่า เหมือง แหลม องครักษ์
    อ่าง อ่าว อุ่ม อุ อู่ เอราวัณ
    """
)
_WITH_OTHERS = re.compile(
    r"ดูงาน|ร่วมกับ|ร่วมมือ|สนับสนุน|วิทยากร|เครือข่าย|ประสาน|เดิมชื่อ|ยกฐานะ|จาก\s?$|เชิญ|ติดต่อกับ|ใกล้เคียง|ช่วยราชการ|โอน(?:ย้าย)?(?:มา|ไป)"
)
_DISTRICT_FOLLOWS = re.compile(r"\s{0,3}(?:อำเภอ|อ\.|จังหวัด|จ\.)")
_SENTENCE_FOLLOWS = re.compile(r"\s(?:จึง|ได้)")
_ALONE_BEFORE = re.compile(r"^\s*(?:ประกาศ|คำสั่ง|สำนักงาน|นายก|ปลัด|โดย)?\s*$")


def proper_name(own: Agency) -> str:
    """The agency's proper name without spaces and without "(ตัวอย่าง)"; Pattaya and the like have none."""
    return re.sub(r"\(.*|\s", "", as_read(own.proper_name))


def foreign_agency(text: str, own: Agency, *, place: str = "") -> Findings:
    """Another agency's name, left over from the document that was copied; or the own name misspelt (`name_variants`).

    A name counts when it follows the word of a kind directly (or an abbreviation) and begins as places do, or its
    district or its sentence follows it, or it stands alone; for Thai has no spaces and any verb may follow a kind.
    Kinds without a name, own names, the province's อบจ., agencies one visits or works with are sound.
    """
    plain = as_read(text)
    return once(_agency_findings(plain, own, place)) if _OF_A_KIND.search(plain) else ()


def _agency_findings(text: str, own: Agency, place: str) -> Iterator[Finding]:
    proper = proper_name(own)
    foreign = f"ข้อความนี้มีชื่อหน่วยงานอื่น กรุณาตรวจว่าควรเป็น {own.name} หรือไม่"
    variant = f"ชื่อหน่วยงานสะกดไม่ตรง กรุณาแก้เป็น {own.name}"
    for found in _FULL_NAME.finditer(text):
        tail = text[found.end() : found.end() + 60]
        before = text[max(0, found.start() - 60) : found.start()].rpartition("\n")[2]
        if found["pattaya"]:
            if own.kind != "pattaya" and not re.search("กรุงเทพ|เทศบาล|องค์การบริหาร", before):
                yield Finding("foreign_agency", place, foreign, found[0])
            continue
        if found["misspelt"]:
            if own.kind == "sao" and proper and _follows(tail, proper):
                yield Finding("name_variants", place, variant, excerpt(found[0] + proper))
            continue
        prefix = _prefix(found)
        same_kind = prefix == own.words.prefix
        if same_kind and proper and _follows(tail, proper):
            continue
        if same_kind and proper and (misspelt := _misspelt(tail, proper)):
            yield Finding("name_variants", place, variant, excerpt(found[0] + misspelt.strip()))
            continue
        spaced = bool(found["space"]) or tail.startswith(" ")
        tail = tail.removeprefix(" ")
        name = _name_in(tail, proper)
        if name is None or _WITH_OTHERS.search(before[-30:]):
            continue
        after, known = tail[len(name) :], name == proper or _PLACE_NAME.match(name)
        if spaced and not (known and (found["short"] or _DISTRICT_FOLLOWS.match(after))):
            continue
        alone = not after.partition("\n")[0].strip() and _ALONE_BEFORE.match(before)
        if not (known or alone or _DISTRICT_FOLLOWS.match(after) or _SENTENCE_FOLLOWS.match(after)):
            continue
        if prefix == "องค์การบริหารส่วนจังหวัด" and own.kind != "pao" and name.startswith(own.province or "\n"):
            continue
        yield Finding("foreign_agency", place, foreign, excerpt(found[0] + name))


def _prefix(found: re.Match[str]) -> str:
    if found["short"]:
        return _PREFIX_OF[found["short"].rstrip(".")]
    return found[0].replace("นายกเทศมนตรี", "เทศบาล")


def _follows(tail: str, proper: str) -> bool:
    """Whether the own name comes next; spaces do not count."""
    return tail.replace(" ", "").startswith(proper)


def _name_in(tail: str, own_proper: str) -> str | None:
    """The proper name at the start of what follows a kind; None when running text goes on instead."""
    if own_proper and tail.startswith(own_proper):
        return own_proper
    if _GENERIC.match(tail):
        return None
    end = _NAME_ENDS.search(tail)
    if end is None and len(tail) >= 60:
        return None
    name = tail[: end.start()] if end else tail
    if not 2 <= len(name) <= 24:
        return None
    if _ABSTRACT.search(name) and not _DISTRICT_FOLLOWS.match(tail[len(name) :]):
        return None
    return name


_MARKS: Final = re.compile(r"[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")


def _misspelt(tail: str, proper: str) -> str | None:
    """The own name as it stands there when it is one letter or some marks away; longer names only."""
    if len(proper) < 4:
        return None
    bare = _MARKS.sub("", proper)
    for length in (len(proper), len(proper) - 1, len(proper) + 1, len(proper) - 2, len(proper) + 2):
        word = tail[:length]
        if len(word) < length or _MARKS.match(tail[length : length + 1]):
            continue
        if one_away(word, proper) or (
            len(bare) >= 4 and abs(length - len(proper)) <= 2 and _MARKS.sub("", word) == bare
        ):
            return word
    return None


_MUNICIPAL = re.compile(r"เทศบัญญัติ|(?:พนักงาน|ลูกจ้าง|ข้าราชการ|ปลัด|สภา|สำนักงาน|ของ|ในเขต)เทศบาล|(?:นายก|คณะ)เทศมนตรี")
_SUBDISTRICT = re.compile(r"พนักงานส่วนตำบล|(?:นายก|ปลัด|สภา|สำนักงาน|ของ|ในเขต)(?:องค์การบริหารส่วนตำบล|อบต\.?)")
_PROVINCIAL = re.compile(r"(?:ข้าราชการ|ปลัด|สำนักงาน)(?:องค์การบริหารส่วนจังหวัด|อบจ\.?)")
_ORDINANCE = re.compile(r"ข้อบัญญัติ(?=\s?(?:งบประมาณ|องค์การบริหาร|อบต|ประจำปี))")
_OTHER_WORDS: Final = {
    "municipality": (_SUBDISTRICT, _PROVINCIAL, _ORDINANCE),
    "sao": (_MUNICIPAL, _PROVINCIAL),
    "pao": (_MUNICIPAL, _SUBDISTRICT),
    "pattaya": (_MUNICIPAL, _SUBDISTRICT, _PROVINCIAL),
}
_LAW = re.compile(r"พระราช|พ\.ร\.บ|พรบ|ระเบียบ|ว่าด้วย|กฎหมาย|มาตรา|คณะกรรมการ(?:กลาง)?$|ก\.ท\.|สันนิบาต|มาตรฐานทั่วไป")
_OWN_SIGNS: Final = {
    "municipality": re.compile("เทศบาล|เทศบัญญัติ|เทศมนตรี"),
    "sao": re.compile("ส่วนตำบล|ข้อบัญญัติ|อบต"),
    "pao": re.compile("ส่วนจังหวัด|ข้อบัญญัติ|อบจ"),
    "pattaya": re.compile("เมืองพัทยา|ข้อบัญญัติ"),
}


def _group(own: Agency) -> str:
    return "municipality" if own.kind.endswith("municipality") else own.kind


def wrong_kind(text: str, own: Agency, *, place: str = "") -> Findings:
    """Words of another kind of agency ("เทศบัญญัติ" inside an อบต. and the reverse), left over from a copied document.

    Sound are laws, lists of several kinds, and agencies called by their names (those are `foreign_agency`'s).
    """
    plain = as_read(text)
    if not _OF_A_KIND.search(plain):
        return ()
    sentence = (
        f"คำนี้เป็นคำของหน่วยงานประเภทอื่น กรุณาแก้เป็นคำของ{own.words.prefix} เช่น {own.words.ordinance} {own.words.clerk_word}"
    )
    return once(
        Finding("wrong_kind", place, sentence, found[0])
        for pattern in _OTHER_WORDS[_group(own)]
        for found in pattern.finditer(plain)
        if not _kind_is_meant(plain, found, own)
    )


def _kind_is_meant(text: str, found: re.Match[str], own: Agency) -> bool:
    before = text[max(0, found.start() - 50) : found.start()].rpartition("\n")[2]
    after = text[found.end() : found.end() + 50].partition("\n")[0]
    if _LAW.search(before) or _WITH_OTHERS.search(before[-30:]):
        return True
    if _is_named(found[0], after):
        return True
    own_sign = _OWN_SIGNS[_group(own)]
    listed_before = re.search(r"(?:และ|หรือ|[/,\s])\s?$", before) and own_sign.search(before[-30:])
    listed_after = re.match(r"\s?(?:และ|หรือ|[/,\s])(?!\s?(?:ของ|ใน))", after) and own_sign.search(after[:25])
    return bool(listed_before or listed_after)


def _is_named(word: str, after: str) -> bool:
    """Whether the agency's proper name follows, as in "ปลัดเทศบาลตำบล…"."""
    if "เทศ" in word:
        kind = re.match("ตำบล|เมือง|นคร", after)
        return kind is not None and _name_in(after[kind.end() :], "") is not None
    return not word.startswith("พนักงาน") and _name_in(after, "") is not None
