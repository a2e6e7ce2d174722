"""Text pasted from an old plan becomes rows, or a sentence that quotes the line."""

import math
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain import pasted
from bot.domain.plan_document import Member
from bot.domain.sheet import CostLine, TargetGroup
from bot.problems import Problem


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("จัดทำโครงการ\nขออนุมัติ", ["1. จัดทำโครงการ", "2. ขออนุมัติ"]),
        ("1. เตรียมการ\n1.1 ประชุม\n1.1.1 แจ้งเวียน\n2) สรุปผล", ["1. เตรียมการ", "1.1 ประชุม", "1.1.1 แจ้งเวียน", "2. สรุปผล"]),
        ("๕.๑ เตรียมการ\n๕.๑.๑ ประชุม\n๕.๒ สรุปผล", ["1. เตรียมการ", "1.1 ประชุม", "2. สรุปผล"]),
        ("1. เตรียมการ\n - ประชุม\n - แจ้งเวียน\n2. สรุป", ["1. เตรียมการ", "1.1 ประชุม", "1.2 แจ้งเวียน", "2. สรุป"]),
        ("- ประชุม\n- สรุป", ["1. ประชุม", "2. สรุป"]),
        ("1. ประชุมคณะทำงาน\nเพื่อแบ่งหน้าที่\n2. สรุป", ["1. ประชุมคณะทำงาน เพื่อแบ่งหน้าที่", "2. สรุป"]),
        ("1. เตรียมการ\n1.1.1 ข้ามระดับ", ["1. เตรียมการ", "1.1 ข้ามระดับ"]),
        ("10 คน เข้าร่วม", ["1. 10 คน เข้าร่วม"]),
        ("(1) ก่อน\n(2) หลัง", ["1. ก่อน", "2. หลัง"]),
        ("8.30 น. ลงทะเบียน\n09.00 - 12.00 น. อบรม", ["1. 8.30 น. ลงทะเบียน", "2. 09.00 - 12.00 น. อบรม"]),
        ("1. เตรียมการ\n1.10 น.ส.สมมติ ทดสอบ แจ้งเวียน", ["1. เตรียมการ", "1.1 น.ส.สมมติ ทดสอบ แจ้งเวียน"]),
    ],
)
def test_steps_follow_the_numbers_typed(text: str, lines: list[str]):
    tree = pasted.steps(text)
    assert pasted.step_lines(tree) == lines
    assert pasted.steps("\n".join(lines)) == tree


def test_steps_of_four_levels_are_refused():
    with pytest.raises(Problem, match="steps_too_deep") as refused:
        pasted.steps("1. ก่อน\n1.1 กลาง\n1.1.1 ย่อย\n1.1.1.1 ลึกเกิน")
    assert "ลึกเกิน" in refused.value.sentence


@pytest.mark.parametrize(
    ("line", "group"),
    [
        ("พนักงานเทศบาล จำนวน 30 คน", TargetGroup("พนักงานเทศบาล", 30, "คน")),
        ("1) ประชาชนในเขตเทศบาล ๑,๒๐๐ คน", TargetGroup("ประชาชนในเขตเทศบาล", 1200, "คน")),
        ("ชุมชน 4 แห่ง", TargetGroup("ชุมชน", 4, "แห่ง")),
        ("สมาชิกสภา: 12", TargetGroup("สมาชิกสภา", 12, "คน")),
        ("ประชาชนทั่วไป", TargetGroup("ประชาชนทั่วไป")),
        ("ผู้เข้าอบรมร้อยละ 80", TargetGroup("ผู้เข้าอบรมร้อยละ 80")),
        ("ผู้บริหาร (จำนวน 4 คน)", TargetGroup("ผู้บริหาร", 4)),
        ("ผู้บริหาร 4คนค่ะ", TargetGroup("ผู้บริหาร", 4)),
        ("เจ้าหน้าที่ 30", TargetGroup("เจ้าหน้าที่", 30)),
        ("ผู้สูงอายุ 30", TargetGroup("ผู้สูงอายุ", 30)),
        ("ผู้จัดทำงบประมาณ 5 คน", TargetGroup("ผู้จัดทำงบประมาณ", 5)),
        ("นักเรียน ป.1-ป.6 จำนวน 50 คน", TargetGroup("นักเรียน ป.1-ป.6", 50)),
        ("ผู้สูงอายุ 60 ปีขึ้นไป จำนวน 50 คน", TargetGroup("ผู้สูงอายุ 60 ปีขึ้นไป", 50)),
        ("ประชาชนหมู่ 3 บ้านใหม่ 30 คน", TargetGroup("ประชาชนหมู่ 3 บ้านใหม่", 30)),
        ("ชาย 20 คน หญิง 30 คน รวม 50 คน", TargetGroup("ชาย 20 คน หญิง 30 คน รวม", 50)),
    ],
)
def test_a_target_group_and_its_number(line: str, group: TargetGroup):
    assert pasted.target_group("\n".join(pasted.lines(line))) == group


@pytest.mark.parametrize(
    "line",
    [
        *("นักเรียน ป.6", "นักเรียนชั้น ม.3", "นักเรียนชั้นประถมศึกษาปีที่ 6", "ประชาชนหมู่ที่ 3", "ประชาชนหมู่ 3", "อบรมรุ่นที่ 2"),
        *("ข้าราชการปี 2570", "ผู้แทน ปีงบประมาณ 2570", "ผู้มีสิทธิตามมาตรา 33", "ผู้ประกันตน ม.33", "ผู้ป่วยโควิด-19", "ข้าราชการ C8"),
        *("เยาวชนอายุต่ำกว่า 18 ปี", "ผู้สูงอายุ 60 ปีขึ้นไป", "ประชาชน 80%", "ประชาชน 1 พันคน", "ประชาชน 2หมื่นคน"),
        *(
            "ประชาชน 30 กว่าคน",
            "ประชาชนมากกว่า 30 คน",
            "ประชาชน 30 ถึง 40 คน",
            "ประชาชน 30 หรือ 40 คน",
            "ประชาชน ไม่เกิน 30 คน",
        ),
        *(
            "ประชาชน รุ่นละ 50 คน",
            "ประชาชน 50 คน/รุ่น",
            "ประชาชน 2 รุ่น ๆ ละ 50 คน",
            "ประชาชน 50 คน x 2 รุ่น",
            "ประชาชน 30 คน 5 วัน",
        ),
        *("ชาย 20 หญิง 30", "นักเรียน 50 คน ครู 5 คน", "นักเรียน จำนวน 50 คน ครู จำนวน 5 คน", "จำนวน 30 คน"),
    ],
)
def test_a_number_that_counts_no_group_for_sure_stays_in_its_words(line: str):
    assert pasted.target_group(line) == TargetGroup(line)


@pytest.mark.parametrize(
    ("line", "label", "how", "amount"),
    [
        (
            "ค่าอาหารกลางวัน จำนวน 60 คน x 1 มื้อ x 100 บาท เป็นเงิน 6,000 บาท",
            "ค่าอาหารกลางวัน",
            "60 คน × 1 มื้อ × 100 บาท",
            6000,
        ),
        ("- ค่าวิทยากร ๖ ชั่วโมง × ๖๐๐ บาท = ๓,๖๐๐.-", "ค่าวิทยากร", "6 ชั่วโมง × 600 บาท", 3600),
        ("ค่าป้าย 1 ผืน ผืนละ 500 บาท", "ค่าป้าย", "1 ผืน × 500 บาท", 500),
        ("ค่าอาหารว่าง 60 คน คนละ 35 บาท", "ค่าอาหารว่าง", "60 คน × 35 บาท", 2100),
        ("ค่าเช่าสถานที่ 2,000 บาท", "ค่าเช่าสถานที่", "2,000 บาท", 2000),
        ("ค่าจัดทำรูปเล่ม เป็นเงิน 1,234.50 บาท", "ค่าจัดทำรูปเล่ม", "1,234.50 บาท", "1234.50"),
        ("ค่าวัสดุ 3000", "ค่าวัสดุ", "3,000 บาท", 3000),
        ("ค่าอาหาร 60 คน x 3 มื้อ x 2 วัน x 50 บาท", "ค่าอาหาร", "60 คน × 6 มื้อ (2 วัน) × 50 บาท", 18000),
        ("ค่าอาหารว่าง 40 คน คนละ 35 บาท 2 มื้อ", "ค่าอาหารว่าง", "40 คน × 2 มื้อ × 35 บาท", 2800),
        ("ค่าอาหารว่าง 35 บาท x 40 คน x 2 มื้อ", "ค่าอาหารว่าง", "40 คน × 2 มื้อ × 35 บาท", 2800),
        ("ค่าอาหารว่าง 40 คน ๆ ละ 35 บาท จำนวน 2 มื้อ", "ค่าอาหารว่าง", "40 คน × 2 มื้อ × 35 บาท", 2800),
        ("ค่าอาหารว่าง 40 คนละ 35 บาท 2 มื้อ", "ค่าอาหารว่าง", "40 คน × 2 มื้อ × 35 บาท", 2800),
        ("ค่าอาหารว่าง มื้อละ 35 บาท 40 คน 2 มื้อ เป็นเงิน 2,800 บาท", "ค่าอาหารว่าง", "40 คน × 2 มื้อ × 35 บาท", 2800),
        ("ค่าอาหาร 100 บาท/คน/มื้อ 40 คน 2 มื้อ", "ค่าอาหาร", "40 คน × 2 มื้อ × 100 บาท", 8000),
        ("ค่าอาหาร 100 บาทต่อคนต่อมื้อ 40 คน 2 มื้อ", "ค่าอาหาร", "40 คน × 2 มื้อ × 100 บาท", 8000),
        ("ค่าอาหาร 40 คน (2 วัน) คนละ 35 บาท", "ค่าอาหาร", "40 คน × 2 วัน × 35 บาท", 2800),
        ("ค่าวิทยากร 2 คน ชั่วโมงละ 600 บาท 3 ชั่วโมง", "ค่าวิทยากร", "2 คน × 3 ชั่วโมง × 600 บาท", 3600),
        ("ค่าวิทยากร 2 วัน วันละ 3 ชั่วโมง ชั่วโมงละ 600 บาท", "ค่าวิทยากร", "6 ชั่วโมง (2 วัน) × 600 บาท", 3600),
        ("ค่าวิทยากรชั่วโมงละ 600 บาท 3 ชม.", "ค่าวิทยากร", "3 ชั่วโมง × 600 บาท", 1800),
        ("ค่ารถ เหมาจ่าย 5,000 บาท", "ค่ารถ เหมาจ่าย", "5,000 บาท", 5000),
        ("กระดาษ A4 80 แกรม 10 รีม รีมละ 120 บาท", "กระดาษ A4 80 แกรม", "10 รีม × 120 บาท", 1200),
        ("หนังสือ 100 หน้า: 10 เล่ม x 50 บาท", "หนังสือ 100 หน้า", "10 เล่ม × 50 บาท", 500),
        ("ป้าย ขนาด 1.2 x 2.4 เมตร 1 ผืน ผืนละ 500 บาท", "ป้าย ขนาด 1.2 × 2.4 เมตร", "1 ผืน × 500 บาท", 500),
        ("ค่าวิทยากร รุ่นที่ 1 3 ชั่วโมง x 600 บาท", "ค่าวิทยากร รุ่นที่ 1", "3 ชั่วโมง × 600 บาท", 1800),
        ("ค่าอาหาร 6,000 บาทค่ะ", "ค่าอาหาร", "6,000 บาท", 6000),
        ("ค่าอาหาร 6000บ.", "ค่าอาหาร", "6,000 บาท", 6000),
        ("ค่าอาหาร ฿6,000", "ค่าอาหาร", "6,000 บาท", 6000),
        ("ค่าอาหาร 60คน*100บ", "ค่าอาหาร", "60 คน × 100 บาท", 6000),
        ("ของรางวัลผู้ชนะ 3 คน x 500 ฿ ครับ", "ของรางวัลผู้ชนะ", "3 คน × 500 บาท", 1500),
        ("ค่าอาหาร 6,000 บาท (หกพันบาทถ้วน)", "ค่าอาหาร", "6,000 บาท", 6000),
        ("ค่าเบี้ยเลี้ยง 10 คน คนละ 240 3 วัน", "ค่าเบี้ยเลี้ยง", "10 คน × 3 วัน × 240 บาท", 7200),
        ("ค่าจ้างเดือนละ 9,000 12 เดือน", "ค่าจ้าง", "12 เดือน × 9,000 บาท", 108000),
        ("ค่าวิทยากร 600/ชม. 6 ชม.", "ค่าวิทยากร", "6 ชั่วโมง × 600 บาท", 3600),
        ("ค่ายางลบ - 100 บาท", "ค่ายางลบ", "100 บาท", 100),
        ("ค่าต้นไม้ 5 พันธุ์ x 100 บาท", "ค่าต้นไม้", "5 พันธุ์ × 100 บาท", 500),
    ],
)
def test_a_cost_line_and_its_factors(line: str, label: str, how: str, amount: object):
    cost = pasted.costs(line)[0]
    assert (cost.label, pasted.factors_text(cost), cost.amount) == (label, how, Decimal(str(amount)))
    again = pasted.factors_shown(how)
    assert (again.amount, pasted.factors_text(again)) == (cost.amount, how)


def test_a_heading_names_the_year_of_the_lines_below_and_sums_are_compared():
    text = (
        "ค่าป้าย 500 บาท\nปี 2569\nค่าอาหาร 10 คน x 100 บาท\nรวมเป็นเงิน 1,000 บาท\nปีงบประมาณ พ.ศ. 2570:\nค่าอาหาร 2,000 บาท"
    )
    assert [(c.fiscal_year, c.amount) for c in pasted.costs(text)] == [(None, 500), (2569, 1000), (2570, 2000)]
    assert pasted.costs("ค่าอาหาร 2,000 บาท ปี 2570")[0].fiscal_year == 2570
    for total in ("รวม 2 รายการ 2,500", "รวม 2 รายการ เป็นเงิน 2,500 บาท (สองพันห้าร้อยบาทถ้วน)", "รวม 2,500.- (2 รายการ)"):
        assert len(pasted.costs(f"ค่าอาหาร 2,000 บาท\nค่าป้าย 500 บาท\n{total}")) == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ค่าอาหาร 60 คน x 100 บาท เป็นเงิน 5,000 บาท", "cost_product"),
        ("ค่าอาหาร 600 บาท\nค่าป้าย 400 บาท\nรวมทั้งสิ้น 1,100 บาท", "cost_total"),
        ("ค่าอาหาร 60 คน x 2 มื้อ", "cost_price"),
        ("ค่าอาหาร", "cost_unread"),
        ("100 บาท", "cost_unread"),
        ("ค่าอาหาร 20,0000 บาท", "line_number"),
        ("ค่าอาหาร 60 คน x 100 บาท x 2 บาท", "cost_price"),
        ("ค่าน้ำมัน 1.005 บาท", "line_number"),
        ("ค่าอาหารว่าง 100 บาท/คน/มื้อ 40 คน 2 วัน", "cost_per"),
        ("ค่าวิทยากร ชั่วโมงละ 600 บาท", "cost_per"),
        ("ค่าอาหาร 60 คน 2,000 บาท", "cost_unclear"),
        ("หนังสือ 100 หน้า 10 เล่ม เล่มละ 50 บาท", "cost_unclear"),
        ("ป้าย 1.2 x 2.4 เมตร 1 ผืน ผืนละ 500 บาท", "cost_unclear"),
        ("ค่าอาหาร 40 คน 20 คน คนละ 35 บาท", "cost_unclear"),
        ("ค่าอาหารสองมื้อ 40 คน คนละ 35 บาท", "cost_unclear"),
        ("ค่าอาหาร 40 คน และ 20 คน คนละ 35 บาท", "cost_left"),
        ("ค่าอาหาร 40 คน คนละ 35 บาท สองมื้อ", "cost_left"),
        ("ค่าอาหาร 40 คน คนละไม่เกิน 35 บาท", "cost_left"),
        ("ค่าวิทยากร 3 ชั่วโมงครึ่ง x 600 บาท", "line_number"),
        ("ค่าวิทยากร 3 ชั่วโมง 30 นาที x 600 บาท", "cost_unclear"),
        ("ค่าถ่ายเอกสาร 1 พันแผ่น x 0.50 บาท", "line_number"),
        ("ค่าอาหาร 2 ร้อยคน x 100 บาท", "line_number"),
        ("ค่าจ้าง 2 หมื่น x 3 คน", "line_number"),
        ("ค่าอาหาร 60 กว่าคน x 100 บาท", "line_number"),
        ("ค่าอาหาร 60 คนขึ้นไป x 100 บาท", "line_number"),
        ("ค่าภาษี 7% x 6,000 บาท", "line_number"),
        ("ค่าอาหาร 6O คน x 100 บาท", "cost_unclear"),
        ("ค่าป้าย ขนาด 1 x 2 เมตร x 150 บาท", "cost_unclear"),
        ("ค่าอาหาร -6,000 บาท", "cost_unclear"),
        ("ส่วนลด 500 บาท", "cost_unclear"),
        ("ค่าอาหาร น่าจะ 6,000 บาท", "cost_unclear"),
        ("ค่าอาหาร ราวๆ 6,000 บาท", "cost_unclear"),
        ("ค่าอาหาร มากกว่า 6,000 บาท", "cost_unclear"),
        ("ค่าอาหาร ~6,000", "cost_unclear"),
        ("ค่าเช่าพื้นที่เว็บไซต์ ปีละ 3,000 บาท 5 ปี", "cost_unclear"),
        ("ค่าอาหาร 6,000 บาท (เจ็ดพันบาทถ้วน)", "cost_product"),
        ("ค่าอาหาร 60 คน x 100 บาท เป็นเงิน 6,000 บาท (เจ็ดพันบาทถ้วน)", "cost_product"),
        ("ค่าอาหาร 6,000 บาท\nรวม 6,000 บาท (เจ็ดพันบาทถ้วน)", "cost_total"),
    ],
)
def test_a_cost_that_is_not_sure_is_refused(text: str, code: str):
    with pytest.raises(Problem) as refused:
        pasted.costs(text)
    assert refused.value.code == code
    assert "{" not in refused.value.sentence


@pytest.mark.parametrize(
    ("line", "member"),
    [
        ("1. ปลัดเทศบาล  ประธานคณะทำงาน", Member("ปลัดเทศบาล", "ประธานคณะทำงาน")),
        ("ผู้อำนวยการกองคลัง - คณะทำงาน", Member("ผู้อำนวยการกองคลัง", "คณะทำงาน")),
        ("นิติกร คณะทำงานและเลขานุการ", Member("นิติกร", "คณะทำงานและเลขานุการ")),
        ("นักทรัพยากรบุคคล ผู้ช่วยเลขานุการ", Member("นักทรัพยากรบุคคล", "ผู้ช่วยเลขานุการ")),
        ("นายสมมติ ทดสอบ ปลัดเทศบาล ประธานกรรมการ", Member("ปลัดเทศบาล", "ประธานกรรมการ", "นายสมมติ ทดสอบ")),
        ("นางสาว สมมติ ทดสอบ กรรมการ", Member("", "กรรมการ", "นางสาว สมมติ ทดสอบ")),
        ("นาย สมมติ ทดสอบ นิติกร กรรมการค่ะ", Member("นิติกร", "กรรมการ", "นาย สมมติ ทดสอบ")),
        ("ว่าที่ ร.ต. สมมติ ทดสอบ ปลัดเทศบาล กรรมการ", Member("ปลัดเทศบาล", "กรรมการ", "ว่าที่ ร.ต. สมมติ ทดสอบ")),
        ("พล.ต.ต. สมมติ ทดสอบ ที่ปรึกษา", Member("", "ที่ปรึกษา", "พล.ต.ต. สมมติ ทดสอบ")),
        ("ปลัดเทศบาล เป็นประธานกรรมการ", Member("ปลัดเทศบาล", "ประธานกรรมการ")),
        ("นิติกร กรรมการ/เลขานุการ", Member("นิติกร", "กรรมการ/เลขานุการ")),
    ],
)
def test_a_member_of_the_working_group(line: str, member: Member):
    assert pasted.member(line) == member


def test_a_member_without_a_role_is_refused():
    with pytest.raises(Problem, match="member_unread"):
        pasted.member("ปลัดเทศบาล")


LETTERS = st.text("ก่าค0123456789,. x×=()-•ละบาทคนรวมปี25\n\t", max_size=120)


@pytest.mark.parametrize("reader", [pasted.steps, pasted.costs, pasted.target_group, pasted.member])
@given(text=LETTERS)
def test_anything_is_read_or_refused_in_one_sentence(reader: Callable[[str], object], text: str):
    try:
        reader("\n".join(pasted.lines(text)))
    except Problem as refused:
        assert "{" not in refused.sentence


@example(text="--0")
@example(text="0.•")
@given(text=LETTERS)
def test_what_was_read_is_read_again_as_it_is_shown(text: str):
    tree = pasted.steps(text)
    assert pasted.steps("\n".join(pasted.step_lines(tree))) == tree


@given(
    price=st.decimals(0, 10**7, places=2), quantity=st.integers(1, 999), heads=st.integers(1, 999),
    unit=st.sampled_from(["มื้อ", "ชั่วโมง", "ชุด (2 วัน)", ""]),
)  # fmt: skip
def test_factors_survive_being_shown(price: Decimal, quantity: int, heads: int, unit: str):
    cost = CostLine("ค่าอาหาร", price, Decimal(quantity), unit, heads)
    again = pasted.factors_shown(pasted.factors_text(cost))
    assert again.amount == cost.amount
    assert pasted.factors_text(again) == pasted.factors_text(cost)


@given(
    counted=st.lists(st.tuples(st.sampled_from(["คน", "มื้อ", "วัน", "แกรม", "เล่ม", ""]), st.integers(2, 99)), max_size=4, unique=True),
    price=st.sampled_from(["35 บาท", "คนละ 35 บาท", "ๆ ละ 35 บาท", "35 บาท/มื้อ"]),
    before=st.integers(0, 4), by=st.sampled_from([" ", " x ", " จำนวน "]),
)  # fmt: skip
def test_no_number_of_a_line_is_dropped(counted: list[tuple[str, int]], price: str, before: int, by: str):
    said = [f"{number} {unit}".strip() for unit, number in counted]
    said.insert(before, price)
    try:
        cost = pasted.cost_line(f"ค่าของ {by.join(said)}")
    except Problem:
        return
    named = [number for unit, number in counted if f"{number} {unit}" in cost.label]
    assert cost.amount * math.prod(named) == 35 * math.prod(number for _, number in counted)


@pytest.mark.parametrize("text", ["60 คน x 100 บาท ปี 2570", "ค่าอาหาร 60 คน x 100 บาท", "60 คน x 100 บาท 2 ใบ"])
def test_factors_alone_hold_nothing_else(text: str):
    with pytest.raises(Problem):
        pasted.factors(text)
    assert pasted.factors("เหมาจ่าย 5,000 บาท").amount == pasted.factors("5000").amount == 5000


def test_a_line_as_long_as_a_book_is_refused():
    with pytest.raises(Problem, match="too_long"):
        pasted.costs("ค่าอาหาร " + "1," * 9000)
