"""What happened, in words."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.dialogs.history import DID, FIELDS, did, who
from bot.dialogs.recorded import MORE
from bot.domain.fiscal import Quarter
from bot.domain.history import Happened
from storage import history

AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
Q1 = Quarter(2570, 1)


@pytest.mark.parametrize(
    ("act", "details", "told"),
    [
        ("item:added", {}, "เพิ่มโครงการ"),
        ("sheet.costs:changed", {}, "แก้แบบโครงการ งบประมาณ"),
        ("result:recorded", {"state": "done"}, "บันทึกผล ไตรมาส 1/2570 (ดำเนินการแล้วเสร็จ)"),
        ("result:changed", {"was": {"state": "in_progress"}}, "แก้ผล ไตรมาส 1/2570 – สถานะ เดิม อยู่ระหว่างดำเนินการ"),
        ("result:changed", {"was": {"disbursed": "1200.50"}}, "แก้ผล ไตรมาส 1/2570 – เบิกจ่าย เดิม 1,200.50 บาท"),
        ("result:changed", {"was": {"media": [1, 2]}}, "แก้ผล ไตรมาส 1/2570 – ภาพและไฟล์ เดิม 2 รายการ"),
        ("result:changed", {"was": {"place": None}}, "แก้ผล ไตรมาส 1/2570 – สถานที่ เดิม ว่าง"),
        ("result:changed", {"was": {"planned": "60"}, "because": "นับผิด"}, "แก้ผล ไตรมาส 1/2570 – เป้าหมายผู้เข้าร่วม เดิม 60 เพราะ นับผิด"),
        (
            "result:changed",
            {"was": {"published": [{"channel": "เว็บไซต์", "link": "https://a.go.th"}]}},
            "แก้ผล ไตรมาส 1/2570 – ช่องทางเผยแพร่ เดิม เว็บไซต์ https://a.go.th",
        ),
        ("report:return", {"version": 2, "reason": "ข้อมูลยังไม่ครบ"}, "ส่งกลับ ฉบับที่ 2 เหตุผล: ข้อมูลยังไม่ครบ"),
        ("item:unheard_of", {}, "item:unheard_of"),
    ],
)  # fmt: skip
def test_what_was_done(act: str, details: dict[str, Any], told: str):
    period = Q1 if act.startswith("result") else None
    assert did(Happened(AT, "นายก", "officer", "line", act, details, period)) == told


@pytest.mark.parametrize(
    ("name", "role", "channel", "told"),
    [
        ("นายก", "officer", "telegram", "นายก (เจ้าหน้าที่, Telegram)"),
        ("", "clerk", "", "– (ปลัด)"),
        ("", "no such role", "no such channel", "–"),
    ],
)
def test_who_did_it(name: str, role: str, channel: str, told: str):
    assert who(Happened(AT, name, role, channel, "item:added")) == told


def test_every_optional_answer_has_a_name():
    assert set(MORE) <= FIELDS.keys()


def test_whatever_has_its_words_is_read_out_of_the_audit():
    read = [*history._ITEM, *history._RESULT, *history._MEASURE, *history._MEASURE_RESULT]
    told = {act.partition(":")[2] for act in read}
    assert {act for act in DID if not act.startswith("report:")} <= told
