"""Names of people: what a full one has, and what is a post instead."""

import pytest

from bot.domain.names import is_position, lacks


@pytest.mark.parametrize(
    "name",
    [
        "นายมาใหม่ ใจสู้งาน",
        "นายกฤษณ์ ใจดี",
        "นายกองแก้ว มั่นคง",
        "นางสาวปลัดดา ศรีสุข",
        "น.ส. มานี มีนา",
        "ดร.มานี มีนา",
        "จ.ส.อ.มานะ ทำดี",
        "ว่าที่ ร.ต. ก้อง ทำดี",
        "ว่าที่ร้อยตรีหญิง สุดา ดีงาม",
        "พันจ่าเอก กล้า ทำดี",
    ],
)
def test_a_full_name_lacks_nothing(name):
    assert lacks(name) == ""
    assert not is_position(name)


@pytest.mark.parametrize(
    ("name", "part"), [("สมชาย ใจดี", "title"), ("สมชาย", "title"), ("นายสมชาย", "surname"), ("ร.ต. ก้อง", "surname")]
)
def test_what_is_missing_is_named(name, part):
    assert lacks(name) == part
    assert not is_position(name)


@pytest.mark.parametrize(
    "post",
    ["ปลัดเทศบาล", "ปลัด", "นายก", "นายกเทศมนตรีตำบลดี", "รองปลัดเทศบาล", "ผู้อำนวยการกองคลัง", "นักวิชาการพัสดุ", "หัวหน้าสำนักปลัด"],
)
def test_a_post_is_no_name(post):
    assert is_position(post)
