"""The rules on texts we invented: what they find, and what sound text they must leave alone."""

import time
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import checks
from bot.domain.agency import Agency
from bot.domain.checks import Finding
from bot.domain.fiscal import Round, first_day, last_day

SAO = Agency(1, "องค์การบริหารส่วนตำบลทุ่งสุจริต", "sao", "ทุ่งสุจริต", "เมืองคิด", "สมมุติบุรี")
MUNICIPALITY = Agency(2, "เทศบาลตำบลสุจริตธรรม (ตัวอย่าง)", "tambon_municipality", "สุจริตธรรม", "เมืองโปร่งใส", "สุจริตบุรี")
FIRST, LAST = first_day(2570), last_day(2570)


def values(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.value for finding in findings]


def all_rules(text: str, own: Agency = SAO) -> list[tuple[str, str]]:
    return [(finding.code, finding.value) for finding in checks.check_text(text, own, FIRST, LAST)]


ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

SOUND_SAO = """
องค์การบริหารส่วนตำบลทุ่งสุจริตได้ประกาศเจตจำนง เมื่อวันที่ ๙ ธันวาคม ๒๕๖๙ มีผู้เข้าร่วม ๕๐ คน
อบต.ทุ่งสุจริต จัดอบรมบุคลากร ใช้งบประมาณ ๒๐,๐๐๐.- บาท
อบต. ทุ่งสุจริต ร่วมกับ อบต.หนองสมมุติ จัดกิจกรรม
นายกองค์การบริหารส่วนตำบลทุ่งสุจริต มอบนโยบายแก่พนักงานส่วนตำบล
ศึกษาดูงาน ณ เทศบาลตำบลน้ำใจงาม อำเภอเมืองคิด
องค์การบริหารส่วนตำบลในพื้นที่ควรเผยแพร่ข้อมูล
องค์การบริหารส่วนตำบลมีการประกาศ และองค์การบริหารส่วนตำบลจึงได้จัดทำรายงาน
องค์การบริหารส่วนตำบลขอความร่วมมือ องค์การบริหารส่วนตำบลตั้งอยู่ริมคลอง องค์การบริหารส่วนตำบลต้นแบบ
ประชาชนในเขตองค์การบริหารส่วนตำบลได้รับความรู้
ประชุมสภาองค์การบริหารส่วนตำบล สมัยสามัญ สมัยที่ ๑ ประจำปี ๒๕๗๐
องค์การบริหารส่วนจังหวัดสมมุติบุรีสนับสนุนเครื่องจักร
องค์การบริหารส่วนจังหวัด เทศบาล องค์การบริหารส่วนตำบล กรุงเทพมหานคร และเมืองพัทยา
เทศบาลตำบล เทศบาลเมือง และเทศบาลนคร ทั่วประเทศ
องค์การบริหารส่วนตำบลอุดหนุนโรงเรียน องค์การบริหารส่วนตำบลเข้มแข็ง องค์การบริหารส่วนตำบลพากเพียร
ข้าราชการ พนักงานเทศบาล และพนักงานส่วนตำบลในจังหวัด
คณะกรรมการพนักงานส่วนตำบลจังหวัด (ก.อบต.จังหวัด) เห็นชอบ
ผู้รับผิดชอบจัดให้มีช่องทาง และรับผิดชอบต่อสังคม ตอบต่อทันที
ตามพระราชบัญญัติสภาตำบลและองค์การบริหารส่วนตำบล พ.ศ. ๒๕๓๗ และที่แก้ไขเพิ่มเติมถึง (ฉบับที่ ๗) พ.ศ. ๒๕๖๒
ตามพระราชบัญญัติเทศบาล พ.ศ. ๒๔๙๖ และระเบียบกระทรวงการคลังว่าด้วยการจัดซื้อจัดจ้าง พ.ศ. ๒๕๖๐
ยุทธศาสตร์ชาติ (พ.ศ. ๒๕๖๑ – ๒๕๘๐) และแผนปฏิบัติการป้องกันการทุจริต พ.ศ. ๒๕๖๖ – ๒๕๗๐
มาตรา 9 แห่งพระราชบัญญัติข้อมูลข่าวสารของราชการ พ.ศ. 2540
หนังสือกระทรวงมหาดไทย ด่วนที่สุด ลงวันที่ 20 พฤษภาคม 2563
มติคณะรัฐมนตรีเมื่อวันที่ 6 พฤษภาคม 2551
ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2569 อยู่ในระดับดี
คะแนนเพิ่มขึ้นจากปี 2569 ร้อยละ 5
วันต่อต้านคอร์รัปชันสากล ประจำปี 2569
ควรตั้งงบประมาณไว้ในปีงบประมาณ พ.ศ. ๒๕๗๑
จะจัดกิจกรรมในเดือนพฤศจิกายน ๒๕๗๐
ระหว่างวันที่ ๑ ตุลาคม ๒๕๖๙ ถึงวันที่ ๓๑ มีนาคม ๒๕๗๐
ต.ค. 69 - มี.ค. 70 ดำเนินการ 3 ครั้ง ผู้เข้าอบรมในเดือน เม.ย. 65 คน
ปีการศึกษา 2568 มีนักเรียน 120 คน
ข้อมูล ณ วันที่ 5 ตุลาคม 2570
หนังสือ เอกสาร ป้าย ฯลฯ ... และอื่น ๆ
ลงชื่อ......................................ผู้รายงาน
(....................................)
บทนำ ........................................ ๑
รายงานทุก ๓,๖,๙,๑๒ เดือน และข้อ 1,2,3
จำนวน 1,234,567.50 บาท หรือ 500.- บาท ปี 2567,2568
ไม่ต้องระบุชื่อผู้ร้องเรียน และไม่ระบุชื่อหน่วยงานก็ได้
(กรณีเร่งด่วนให้แจ้งภายใน ๑ วัน) (กรณีวงเงินไม่เกิน 500,000 บาท)
เสื้อขนาด XXL จำนวน 20 ตัว https://www.example.go.th/xxx/index
โทร 0-4321-5678 ต่อ 12 หรือ 081-234-5678 และ ISO 9001:2015
""".strip().splitlines()

SOUND_MUNICIPALITY = """
เทศบาลตำบลสุจริตธรรมได้จัดอบรมพนักงานเทศบาลและลูกจ้างเทศบาล
เทศบาลตำบลสุจริตธรรม (ตัวอย่าง) ประกาศใช้เทศบัญญัติงบประมาณรายจ่าย ประจำปีงบประมาณ พ.ศ. 2570
ทต.สุจริตธรรม และนายกเทศมนตรีตำบลสุจริตธรรม ลงนาม ปลัดเทศบาลตำบลสุจริตธรรมรายงาน
ข้อบัญญัติท้องถิ่น พนักงานส่วนท้องถิ่น และองค์กรปกครองส่วนท้องถิ่น
เทศบาลได้จัดกิจกรรม ณ สำนักงานเทศบาล แก่ประชาชนในเขตเทศบาล
กฎหมายว่าด้วยองค์การบริหารส่วนตำบล
เทศบาลตำบลจึงขอเชิญ เทศบาลตำบลและชุมชน
""".strip().splitlines()


@pytest.mark.parametrize(
    ("text", "own"), [*((text, SAO) for text in SOUND_SAO), *((text, MUNICIPALITY) for text in SOUND_MUNICIPALITY)]
)
def test_sound_text_is_left_alone(text: str, own: Agency) -> None:
    assert all_rules(text, own) == []


@pytest.mark.parametrize(
    "text",
    ["asdf", "ASDFGH jkl", "กกกก", "ก", "xxxx", "test", "Test 2", "ทดสอบ", "ทดสอบครับ", "ฟหกด", "หกดเ", "ๆๆๆๆ", "qwerty", "กขค",
     "lkjh", "-", "- -", "5", "๒๕๖๙", "ok", "โอเคครับ", "รับทราบค่ะ", "ใช่ ครับ", "Okay"],
)  # fmt: skip
def test_what_is_no_answer(text: str) -> None:
    assert [finding.value for finding in checks.no_answer(text, alone=True)] == [text.translate(ARABIC)]


@pytest.mark.parametrize(
    "text",
    ["ทดสอบระบบรับเรื่องร้องเรียน", "กรม", "ถนน", "อบต.", "สสส.", "ททท", "ประชาชน 50 คน", "ads on line", "ศาลา", "ป.ป.ช.", "5 ครั้ง", "ITA", "1.\n2.",
     "- จัดอบรม", "ก.พ.", "รับทราบนโยบาย", "ครับ แก้ยอดเงินด้วย", "ได้ผลดี"],
)  # fmt: skip
def test_what_may_be_an_answer(text: str) -> None:
    assert checks.no_answer(text, alone=True) == ()


@pytest.mark.parametrize("number", ["1234567890121", "1-2345-67890-12-1", "๑-๒๓๔๕-๖๗๘๙๐-๑๒-๑", "1 2345 67890 12 1"])
def test_an_identity_number_is_found_and_not_repeated(number: str) -> None:
    assert all_rules(f"นายสมมติ เลข {number} เข้าร่วม") == [("citizen_id", "1-2345-xxxxx-xx-1")]


@pytest.mark.parametrize(
    "number", ["1234567890122", "0994000165501", "12345678901210", "1-2345-67890-12-2", "081-234-5678"]
)
def test_other_numbers_are_no_identity(number: str) -> None:
    assert checks.citizen_id(f"เลขที่ {number}") == ()


def test_emoji_are_found_and_ticks_left_alone() -> None:
    assert values(checks.pictograph("จัดอบรมแล้ว 🎉🎉 ดีมาก ✅")) == ["🎉🎉", "✅"]
    assert checks.pictograph("✓ จัดอบรม ☐ ยังไม่จัด ➢ • ❖ ★") == ()


def test_an_outcome_is_not_its_output() -> None:
    assert [f.code for f in checks.outcome_is_output("ประกาศ ๑ ฉบับ", ["คู่มือ", "ประกาศ 1 ฉบับ"])] == ["outcome_is_output"]
    assert checks.outcome_is_output("ประชาชนเชื่อมั่นขึ้น", ["ประกาศ 1 ฉบับ", ""]) == checks.outcome_is_output("", [""]) == ()


def test_a_dash_or_number_among_others_is_none_of_them() -> None:
    assert checks.no_answer("จัดอบรม\n-\n50\nกกกก", alone=True) == checks.no_answer("กกกก")
    assert checks.no_answer("-") == checks.no_answer("2569") == ()


@pytest.mark.parametrize(
    "text",
    [
        "รายงานผลการดำเนินงานตามมาตรการ -รอบ ๖ เดือน -รอบ ๑๒ เดือน",
        "รอบ ๓, ๖, ๙ และ ๑๒ เดือน",
        "รอบ 6 เดือน/12 เดือน",
        "รายงานผล",
        "จัดทำรายงานผลการดำเนินการ จำนวน 2 ครั้ง",
        "- มีการติดตามผลการดำเนินงาน รอบ 6 เดือน",
        "รายงานผลการปฏิบัติงานต่อผู้บังคับบัญชา",
        "กำกับติดตามและรายงานผล",
    ],
)
def test_an_outcome_that_only_reports(text: str) -> None:
    (finding,) = checks.outcome_lists_rounds(text, place="มาตรการที่ 1")
    assert (finding.code, finding.place) == ("outcome_is_monitoring", "มาตรการที่ 1")


def test_the_name_of_the_measure_is_no_outcome() -> None:
    name = "มาตรการเสริมสร้างความเข้าใจแก่ประชาชน"
    assert checks.outcome_lists_rounds(f"รายงานผลการดำเนินงานตาม{name}", measure_name=name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "ประชาชนเข้าถึงข้อมูลได้สะดวกขึ้น และมีการรายงานผลต่อผู้บริหารรอบ ๖ เดือน",
        "ไม่มีเรื่องร้องเรียน",
        "เรื่องร้องเรียนลดลงร้อยละ 10 ภายใน 6 เดือน",
        "รายงานผลการดำเนินงานครบถ้วน ประชาชนตรวจสอบได้",
        "การติดตามหนี้สินดีขึ้น",
        "ระยะเวลาพิจารณาเหลือ 3 เดือน",
        "การรายงานการรับของขวัญเป็นศูนย์",
        "บุคลากรปฏิบัติงานด้วยความโปร่งใส",
    ],
)
def test_an_outcome_that_is_one(text: str) -> None:
    assert checks.outcome_lists_rounds(text) == ()


NAME = "มาตรการป้องกันการรับสินบน"


@pytest.mark.parametrize(
    "output", [NAME, "ประกาศมาตรการป้องกันการรับสินบน", "“มาตรการ ป้องกัน\u200bการรับสินบน”", "1. ป้องกันการรับสินบน"]
)
def test_an_output_that_is_the_name(output: str) -> None:
    assert [finding.code for finding in checks.output_is_name(output, NAME)] == ["output_is_name"]


@pytest.mark.parametrize("output", ["", "-", "ประกาศมาตรการป้องกันการรับสินบน 1 ฉบับ", "ประกาศ", "รายงานการรับของขวัญ"])
def test_an_output_that_says_more(output: str) -> None:
    assert checks.output_is_name(output, NAME) == ()


def test_digit_style_does_not_make_another_name() -> None:
    assert checks.output_is_name("มาตรการ ๕ ส", "มาตรการ 5 ส")


@pytest.mark.parametrize(
    ("owner", "own"),
    [
        ("องค์การบริหารส่วนตำบลทุ่งสุจริต", SAO),
        ("อบต.ทุ่งสุจริต", SAO),
        ("องค์การบริหารส่วนตำบล ทุ่งสุจริต อำเภอเมืองคิด จังหวัดสมมุติบุรี", SAO),
        ("อบต.", SAO),
        ("เทศบาลตำบลสุจริตธรรม", MUNICIPALITY),
        ("เทศบาลตำบลสุจริตธรรม (ตัวอย่าง)", MUNICIPALITY),
        ("สำนักงานเทศบาลตำบลสุจริตธรรม", MUNICIPALITY),
        ("เทศบาล", MUNICIPALITY),
    ],
)
def test_an_owner_that_is_the_agency(owner: str, own: Agency) -> None:
    assert [finding.code for finding in checks.owner_is_agency(owner, own)] == ["owner_is_agency"]


@pytest.mark.parametrize("owner", ["", "สำนักปลัด", "กองคลัง", "สำนักปลัดเทศบาล", "ทุกส่วนราชการ", "ปลัดเทศบาลตำบลสุจริตธรรม"])
def test_an_owner_that_is_a_division(owner: str) -> None:
    assert checks.owner_is_agency(owner, MUNICIPALITY) == ()


@pytest.mark.parametrize(("text", "number"), [("วงเงิน ๒5,๐๐๐ บาท", "๒5,๐๐๐"), ("ร้อยละ 8๐", "8๐"), ("๑.5 ชั่วโมง", "๑.5")])
def test_mixed_digits(text: str, number: str) -> None:
    assert values(checks.mixed_digits(text)) == [number]
    assert checks.mixed_digits("ข้อ ๑ มี 2 คน") == ()


@pytest.mark.parametrize(
    "number", ["20,0000", "๒๐,๐๐๐๐", "1,0000", "10,000,00", "1,00,000", "2000,000 บาท", "12,3456 บาท"]
)
def test_bad_grouping(number: str) -> None:
    assert values(checks.bad_grouping(f"เป็นเงิน {number} ตามแผน")) == [number.removesuffix(" บาท")]


@pytest.mark.parametrize(
    "text", ["1,000", "12,345,678.90 บาท", "3,6,9,12", "10,20,30", "2567,2568", "5,10 บาท", "01,02"]
)
def test_sound_grouping(text: str) -> None:
    assert checks.bad_grouping(text) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ของเทศบาล/องค์การบริหารส่วนตำบล.....", ["เทศบาล/องค์การบริหารส่วนตำบล....."]),
        ("องค์การบริหารส่วนตำบล........... อำเภอ........", ["องค์การบริหารส่วนตำบล...........", "อำเภอ........"]),
        ("(ระบุชื่อหน่วยงาน)", ["ระบุชื่อหน่วยงาน"]),
        ("ระบุชื่อองค์กรปกครองส่วนท้องถิ่น มีคะแนนดีขึ้น", ["ระบุชื่อองค์กรปกครองส่วนท้องถิ่น"]),
        ("อื่น ๆ (โปรดระบุ)", ["ระบุ"]),
        ("(กรณีที่ยังไม่ผ่านเกณฑ์ ITA)", ["(กรณีที่ยังไม่ผ่านเกณฑ์ ITA"]),
        ("(กรณี...)", ["(กรณี..."]),
        ("จังหวัด{{ province }}", ["{{ province }}"]),
        ("[ชื่อหน่วยงาน] และ <วันที่ประกาศ>", ["[ชื่อหน่วยงาน]", "<วันที่ประกาศ>"]),
        ("เมื่อวันที่ ๐๐/๐๐/๒๕๖๙", ["๐๐/๐๐/๒๕๖๙"]),
        ("จำนวน XX คน ในปี 25xx", ["XX", "25xx"]),
        ("ดำเนินการ………… แล้ว", ["ดำเนินการ…………"]),
        ("มีผู้เข้าร่วม ........ คน", ["........"]),
    ],
)
def test_placeholders(text: str, found: list[str]) -> None:
    assert values(checks.placeholder(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ประกาศเมื่อวันที่ ๑๗ เมษายน พ.ศ. ๒๕๖๘", "๑๗ เมษายน พ.ศ. ๒๕๖๘"),
        ("เดือนเมษายน ๒๕๖๘ เป็นต้นไป", "เมษายน ๒๕๖๘"),
        ("ตุลาคม – ธันวาคม 2568", "ธันวาคม 2568"),
        ("ประจำปีงบประมาณ พ.ศ. ๒๕๖๙", "ปีงบประมาณ พ.ศ. ๒๕๖๙"),
        ("ประจำปีงบประมาณ พ.ศ. ๒๕๗๑", "ปีงบประมาณ พ.ศ. ๒๕๗๑"),
        ("ในปี 2565 จัดทำประกาศ", "ปี 2565"),
        ("เพื่อให้การประเมิน ITA ในปี พ.ศ. ๒๕๖๙ เป็นไปด้วยดี", "ปี พ.ศ. ๒๕๖๙"),
        ("วันที่ 17/04/2568", "17/04/2568"),
        ("17-4-68", "17-4-68"),
        ("เดือน พ.ย. 68", "พ.ย. 68"),
        ("เมื่อวันที่ 9 ธันวาคม 2019", "9 ธันวาคม 2019"),
        ("ปี ค.ศ. 2020", "ปี ค.ศ. 2020"),
        ("ตาม พ.ร.บ. ข้อมูลข่าวสาร พ.ศ. 2540 ได้ประชุมเมื่อวันที่ 5 มกราคม 2567", "5 มกราคม 2567"),
    ],
)
def test_years_outside(text: str, found: str) -> None:
    assert values(checks.year_outside(text, FIRST, LAST)) == [found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("จัดอบรมเมื่อวันที่ 31 กุมภาพันธ์ 2569 ณ หอประชุม", "31 กุมภาพันธ์ 2569"),
        ("วันที่ ๓๑ เมษายน จัดประชุม", "๓๑ เมษายน"),
        ("29 ก.พ. 70", "29 ก.พ. 70"),
        ("ระหว่างวันที่ 28 - 30 กุมภาพันธ์ 2571", "30 กุมภาพันธ์ 2571"),
        ("ประชุม 31/11/2569", "31/11/2569"),
        ("ประชุมวันที่ 35 ที่ผ่านมา", "วันที่ 35"),
        ("ประชุมวันที่ 35 มกราคม 2570", "วันที่ 35 มกราคม 2570"),
    ],
)
def test_a_day_that_no_calendar_has(text: str, found: str) -> None:
    assert values(checks.impossible_date(text)) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "29 กุมภาพันธ์ 2571",
        "29 กุมภาพันธ์",
        "31 มกราคม 2570",
        "คำสั่งที่ 45/2/2569",
        "อัตรา 10.35 มกราคมเป็นต้นไป",
        "มาตรา 35 มกราคม",
        "วันที่ 31",
        "ตอบภายในวันที่ 15 ของเดือน",
        "พ.ศ. 2569 มกราคม",
    ],
)
def test_a_day_that_is_one(text: str) -> None:
    assert checks.impossible_date(text) == ()


@pytest.mark.parametrize(
    ("text", "found"), [("โครงการอบรม ประจำปี 2569", ["ปี 2569"]), ("โครงการอบรม ประจำปี 2570", []), ("โครงการอบรม", [])]
)
def test_the_year_in_a_title_is_the_year_of_its_money(text: str, found: list[str]) -> None:
    assert values(checks.year_outside(text, FIRST, LAST, fiscal=True)) == found
    assert checks.year_outside(text, FIRST, LAST) == ()


def test_dates_outside_a_round() -> None:
    half = Round(2570, 6)
    inside, after = date(2027, 3, 31), date(2027, 4, 1)
    assert checks.year_outside((inside, half.first_day), half.first_day, half.last_day) == ()
    (finding,) = checks.year_outside([inside, after], half.first_day, half.last_day, place="ระยะเวลา")
    assert (finding.code, finding.place, finding.value) == ("fiscal_year", "ระยะเวลา", "1 เม.ย. 2570")
    assert "1 ต.ค. 2569 – 31 มี.ค. 2570" in finding.sentence
    assert values(checks.year_outside("5 เมษายน 2570", half.first_day, half.last_day)) == ["5 เมษายน 2570"]


@pytest.mark.parametrize(
    ("text", "own", "code", "found"),
    [
        ("องค์การบริหารส่วนตำบลหนองสมมุติ จึงได้จัดทำ", SAO, "foreign_agency", "องค์การบริหารส่วนตำบลหนองสมมุติ"),
        ("องค์การบริหารส่วนตำบลหนองสมมุติจึงได้จัดทำ", SAO, "foreign_agency", "องค์การบริหารส่วนตำบลหนองสมมุติ"),
        ("อบต.หนองสมมุติ ดำเนินการ", SAO, "foreign_agency", "อบต.หนองสมมุติ"),
        ("บุคลากรของเทศบาลตำบลน้ำใจงามมีความรู้", SAO, "foreign_agency", "เทศบาลตำบลน้ำใจงาม"),
        ("นายกเทศมนตรีตำบลน้ำใจงาม ลงนาม", SAO, "foreign_agency", "นายกเทศมนตรีตำบลน้ำใจงาม"),
        ("เทศบาลตำบลทุ่งสุจริต", SAO, "foreign_agency", "เทศบาลตำบลทุ่งสุจริต"),
        ("องค์การบริหารส่วนจังหวัดใจงาม ได้จัดอบรม", SAO, "foreign_agency", "องค์การบริหารส่วนจังหวัดใจงาม"),
        ("บุคลากรของเมืองพัทยา", SAO, "foreign_agency", "ของเมืองพัทยา"),
        ("เทศบาลนครน้ำใจ จัดอบรม", MUNICIPALITY, "foreign_agency", "เทศบาลนครน้ำใจ"),
        ("องค์การบริหารส่วนตำบลทุ้งสุจริต จัดอบรม", SAO, "name_variants", "องค์การบริหารส่วนตำบลทุ้งสุจริต"),
        ("องค์การบริหารส่วนตำบลทุ่งสุจิต จัดอบรม", SAO, "name_variants", "องค์การบริหารส่วนตำบลทุ่งสุจิต"),
        ("องค์การบริหารส่วนตำบลทุ่งสุรจิต จัดอบรม", SAO, "name_variants", "องค์การบริหารส่วนตำบลทุ่งสุรจิต"),
        ("องค์กรบริหารส่วนตำบลทุ่งสุจริต", SAO, "name_variants", "องค์กรบริหารส่วนตำบลทุ่งสุจริต"),
        ("เทศบาลตำบลสุจริตธรรรม จัดอบรม", MUNICIPALITY, "name_variants", "เทศบาลตำบลสุจริตธรร"),
    ],
)
def test_names_that_are_not_own(text: str, own: Agency, code: str, found: str) -> None:
    (finding,) = checks.foreign_agency(text, own)
    assert finding.code == code
    assert finding.value.startswith(found)
    assert own.name in finding.sentence


@pytest.mark.parametrize(
    ("text", "own", "found"),
    [
        ("ตราเป็นเทศบัญญัติงบประมาณรายจ่าย", SAO, "เทศบัญญัติ"),
        ("พนักงานเทศบาลเข้ารับการอบรม 20 คน", SAO, "พนักงานเทศบาล"),
        ("อบรมพนักงานเทศบาล ขององค์การบริหารส่วนตำบล", SAO, "พนักงานเทศบาล"),
        ("เสนอปลัดเทศบาลพิจารณา", SAO, "ปลัดเทศบาล"),
        ("นายกเทศมนตรีลงนามในประกาศ", SAO, "นายกเทศมนตรี"),
        ("ตราเป็นข้อบัญญัติงบประมาณรายจ่าย", MUNICIPALITY, "ข้อบัญญัติ"),
        ("พนักงานส่วนตำบลเข้าอบรม", MUNICIPALITY, "พนักงานส่วนตำบล"),
        ("นายกองค์การบริหารส่วนตำบลลงนาม", MUNICIPALITY, "นายกองค์การบริหารส่วนตำบล"),
        ("บุคลากรขององค์การบริหารส่วนตำบลมีความรู้", MUNICIPALITY, "ขององค์การบริหารส่วนตำบล"),
    ],
)
def test_words_of_another_kind(text: str, own: Agency, found: str) -> None:
    assert values(checks.wrong_kind(text, own)) == [found]


@pytest.mark.parametrize(
    "text",
    [
        *("ไม่มี", " ไม่มี.", "- ไม่มี", "ไม่มีครับ", "ไม่มีปัญหา", "ไม่มีปัญหาและอุปสรรค", "ไม่พบปัญหา/อุปสรรค", "ไม่มีข้อเสนอแนะเพิ่มเติม"),
        *("ไม่มีปัญหาในการดำเนินงาน", "ยังไม่พบปัญหาใด ๆ", "-", " – "),
    ],
)
def test_a_problem_that_says_there_is_none(text: str) -> None:
    assert checks.says_nothing(text)


@pytest.mark.parametrize(
    "text", ["ไม่มีงบประมาณ", "ไม่มีผู้รับผิดชอบโดยตรง", "ไม่พบผู้เข้าอบรมครบตามเป้า", "ปัญหาไม่มีน้ำใช้", "มี", "", "..."]
)
def test_a_problem_that_is_one(text: str) -> None:
    assert not checks.says_nothing(text)


@pytest.mark.parametrize(
    ("years", "first", "last", "told"),
    [
        ([2570], FIRST, LAST, []),
        ([2569, 2570], first_day(2569), LAST, []),
        ([2568, 2570], first_day(2568), LAST, []),
        ([2570], date(2026, 3, 1), date(2027, 1, 31), ["2569"]),
        ([2569, 2570], FIRST, LAST, ["2569"]),
        ([2569], FIRST, LAST, ["2570", "2569"]),
    ],
)
def test_years_and_days_of_an_item_fit_each_other(years: list[int], first: date, last: date, told: list[str]) -> None:
    found = checks.years_unlike_period(years, first, last)
    assert [f.code for f in found] == ["fiscal_year"] * len(told)
    assert all(f"ปี {year} " in f.sentence for year, f in zip(told, found, strict=True))


def test_the_own_name_stands_apart_in_a_sentence() -> None:
    (found,) = checks.foreign_agency("องค์การบริหารส่วนตำบลหนองอื่น จัดอบรม", MUNICIPALITY)
    assert " เทศบาลตำบลสุจริตธรรม (ตัวอย่าง) หรือไม่" in found.sentence


def test_a_finding_is_told_once() -> None:
    assert len(checks.wrong_kind("พนักงานเทศบาล\nพนักงานเทศบาล", SAO)) == 1


RULES: list[Callable[[str], tuple[Finding, ...]]] = [
    lambda text: checks.check_text(text, SAO, FIRST, LAST, place="x"),
    lambda text: checks.check_text(text, MUNICIPALITY, FIRST, LAST, place="x"),
    lambda text: checks.outcome_lists_rounds(text, measure_name=text[:5], place="x"),
    lambda text: checks.output_is_name(text, text, place="x"),
    lambda text: checks.owner_is_agency(text, SAO, place="x"),
]
FRAGMENTS = """เทศบาลตำบล องค์การบริหารส่วนตำบล อบต. ทุ่งสุจริต พ.ศ. ปีงบประมาณ ๒๕๖๓ 2570 31/2/2570 99 มกราคม ม.ค.
รอบ เดือน รายงานผล .... … ( ) / , ระบุ ชื่อ xx {{ ๐๐/๐๐ 20,0000 - เมืองพัทยา พนักงานเทศบาล ข้อบัญญัติ"""
fragments = st.sampled_from([*FRAGMENTS.split(), "\u200b", "\ud800", "\n"])


@given(
    st.one_of(st.text(), st.lists(fragments, max_size=20).map("".join), st.lists(fragments, max_size=20).map(" ".join))
)
def test_no_text_makes_a_rule_raise(text: str) -> None:
    for rule in RULES:
        for finding in rule(text):
            assert finding.place == "x"
            assert finding.sentence
            assert len(finding.value) <= 60


@pytest.mark.parametrize(
    "piece", [" ", "\n", ".", "0", "1 ", "1,", "(", "และ", "รอบ 6 เดือน ", "เทศบาล/", "ปี ", "…. ", "[ชื่อ"]
)
def test_twenty_kilobytes_are_read_quickly(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    started = time.process_time()
    for rule in RULES:
        rule(text)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1) ผู้บริหาร และประชาชน", ["1)"]),
        ("1. ประชุม\n3. รายงาน", ["1), 3)"]),
        ("๑. ประชุม\n๒. รายงาน\n๒. เผยแพร่", ["1), 2), 2)"]),
        ("1. ประชุม\n2. รายงาน", []),
        ("1. ประชุม\n1) เช้า\n2) บ่าย\n2. รายงาน", []),
        ("1) ผลผลิต\n2) อีกข้อ\n1) ผลลัพธ์\n2) อีกข้อ", []),
        ("1.5 ล้านบาท", []),
        ("30. ต่อจากหน้าก่อน", []),
    ],
)
def test_numbers_of_a_list(text, found):
    assert values(checks.numbering(text)) == found


@pytest.mark.parametrize(
    ("title", "kind", "code"),
    [
        ("โครงการมาตรการส่งเสริมจริยธรรม", "โครงการ", "kind_double"),
        ("มาตรการส่งเสริมจริยธรรม", "กิจกรรม", "kind_unlike_title"),
        ("มาตรการส่งเสริมจริยธรรม", "มาตรการ", None),
        ("ส่งเสริมจริยธรรม", "มาตรการ", None),
        ("1. โครงการอบรม", "โครงการ", None),
    ],
)
def test_the_kind_in_a_title(title, kind, code):
    assert [found.code for found in checks.kind_in_title(title, kind)] == ([code] if code else [])
