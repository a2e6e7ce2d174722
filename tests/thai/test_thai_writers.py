"""What documents and chat print, and what storage keeps."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.thai import (
    arabic_digits,
    baht_text,
    clean,
    document_digits,
    money_cell,
    money_text,
    number_cell,
    sort_key,
    thai_date_long,
    thai_date_order,
    thai_digits,
    thai_period,
)
from bot.thai.text import one_away, repair


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2021, 4, 1), date(2021, 4, 30), "เมษายน ๒๕๖๔"),
        (date(2024, 10, 1), date(2025, 3, 31), "ตุลาคม ๒๕๖๗ – มีนาคม ๒๕๖๘"),
        (date(2025, 1, 1), date(2025, 3, 31), "มกราคม – มีนาคม ๒๕๖๘"),
        (date(2024, 10, 1), date(2025, 9, 30), "ปีงบประมาณ พ.ศ. ๒๕๖๘"),
        (date(2022, 10, 1), date(2027, 9, 30), "ปีงบประมาณ พ.ศ. ๒๕๖๖ – ๒๕๗๐"),
        (date(2025, 1, 1), date(2025, 1, 15), "๑ – ๑๕ มกราคม ๒๕๖๘"),
        (date(2025, 2, 28), date(2025, 3, 2), "๒๘ กุมภาพันธ์ – ๒ มีนาคม ๒๕๖๘"),
        (date(2024, 12, 28), date(2025, 1, 2), "๒๘ ธันวาคม ๒๕๖๗ – ๒ มกราคม ๒๕๖๘"),
        (date(2025, 1, 15), date(2025, 1, 15), "๑๕ มกราคม ๒๕๖๘"),
    ],
)
def test_period(start: date, end: date, text: str) -> None:
    assert thai_period(start, end) == text
    assert thai_period(start, end, digits="arabic") == arabic_digits(text)


def test_a_period_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="ends"):
        thai_period(date(2025, 1, 2), date(2025, 1, 1))


def test_amounts() -> None:
    assert money_text(20000) == "๒๐,๐๐๐ บาท"
    assert money_text(Decimal("20000"), "arabic") == "20,000 บาท"
    assert money_cell(0) == "๐"
    assert money_cell("1234567.5", digits="arabic") == "1,234,567.50"
    assert number_cell(Decimal("88.370")) == "๘๘.๓๗"
    assert number_cell(1250, "arabic") == "1,250"
    assert baht_text(Decimal("1000001")) == "หนึ่งล้านเอ็ดบาทถ้วน"
    assert baht_text("111.11") == "หนึ่งร้อยสิบเอ็ดบาทสิบเอ็ดสตางค์"
    assert baht_text(1_000_000_000_000) == "หนึ่งล้านล้านบาทถ้วน"
    for write in (baht_text, money_cell, money_text):
        with pytest.raises(ValueError, match="negative"):
            write(-1)


def test_dates_in_chat_digits() -> None:
    assert thai_date_long(date(2022, 9, 24), "arabic") == "24 กันยายน 2565"
    assert thai_date_order(date(2022, 9, 24), digits="arabic") == "24 เดือน กันยายน พ.ศ. 2565"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ข้อ 1.2 (85%)", "ข้อ ๑.๒ (๘๕%)"),
        ("ตัวชี้วัด O43 ข้อ 2", "ตัวชี้วัด O43 ข้อ ๒"),
        ("มาตรฐาน ISO9001:2015 ปี 2568", "มาตรฐาน ISO9001:2015 ปี ๒๕๖๘"),
        ("ดูที่ https://example.go.th/a/2568?x=1 หน้า 5", "ดูที่ https://example.go.th/a/2568?x=1 หน้า ๕"),
        ("ส่ง a1b2@go2.th ภายใน 15 วัน", "ส่ง a1b2@go2.th ภายใน ๑๕ วัน"),
        ("โทร 0-2123-4567 ต่อ 12", "โทร ๐-๒๑๒๓-๔๕๖๗ ต่อ ๑๒"),
        ("ขนาด A4 จำนวน 20 แผ่น", "ขนาด A4 จำนวน ๒๐ แผ่น"),
        ("COVID-19 ระลอก 2", "COVID-19 ระลอก ๒"),
        ("www.sujarit2568.go.th/3 ปี 68", "www.sujarit2568.go.th/3 ปี ๖๘"),
        ("5 MB และ 3G", "๕ MB และ 3G"),
        ("", ""),
    ],
)
def test_document_digits(text: str, expected: str) -> None:
    assert document_digits(text, "thai") == expected
    assert document_digits(expected, "arabic") == text


@given(st.text())
def test_digits_turn_back(text: str) -> None:
    assert arabic_digits(thai_digits(text)) == arabic_digits(text)
    assert len(document_digits(text)) == len(text)


def test_clean() -> None:
    assert clean("น\u0e4d\u0e32") == "นำ"
    assert clean("น\u0e4d\u0e49\u0e32") == clean("น\u0e49\u0e4d\u0e32") == clean("น\u0e33\u0e49") == "น้ำ"
    assert clean("เเผน") == "แผน"
    assert clean("ก\x00ข\x08\ufeff\ud800ค\u202e") == "กขค"
    assert clean("หนึ่ง\r\nสอง\tสาม\u200bสี่") == "หนึ่ง\nสอง\tสาม\u200bสี่"
    assert clean("½ ﬁ") == "½ ﬁ"  # NFC, never NFKC


@given(st.text(st.one_of(st.characters(), st.sampled_from("เแำําุู่้๊๋\u200b\r\n"))))
def test_clean_is_settled_and_encodable(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    once.encode("utf-8")
    assert not any(sign < " " and sign not in "\n\t" for sign in once)


@given(st.text(st.one_of(st.characters(), st.sampled_from("เแำําุู่้๊๋ ๑０，"))))
def test_repair_never_fails(text: str) -> None:
    repair(text).encode("utf-8")


def test_sorting() -> None:
    names = ["เกษม", "กมล", "แก้ว", "ขวัญ", "กุล", "ไกร", "กา", "เขมิกา", "อ้อย", "ออย"]
    assert sorted(names, key=sort_key) == ["กมล", "กา", "กุล", "เกษม", "แก้ว", "ไกร", "ขวัญ", "เขมิกา", "ออย", "อ้อย"]
    places = ["หมู่ที่ ๑๐", "หมู่ที่ 2", "ป่า", "ปา", "ป้า"]
    assert sorted(places, key=sort_key)[:3] == ["ปา", "ป่า", "ป้า"]


def test_one_away() -> None:
    assert one_away("มกรคม", "มกราคม")
    assert one_away("มกราคมม", "มกราคม")
    assert one_away("มกราคน", "มกราคม")
    assert one_away("มรกาคม", "มกราคม")
    assert not one_away("มกราคม", "มกราคม")
    assert not one_away("มรคม", "มกราคม")
