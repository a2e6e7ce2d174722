"""What single dialogs promise beyond the contract of all."""

from dataclasses import replace
from typing import Any

import pytest

from bot.dialogs.kit import Option
from dialogs.contract import ITEM, RESULT, Case, until


def test_going_back_passes_over_the_division_where_there_is_only_one():
    chat = until(Case("add_item", {"divisions": [Option("1", "สำนักปลัด")]}), "outputs")
    assert chat.answers["owner"] == "1"
    chat.say("ย้อนกลับ")
    assert chat.asked == "period"


@pytest.mark.parametrize(("title", "heading"), [("โครงการอบรม", "โครงการอบรม"), ("อบรมพนักงาน", "โครงการ: อบรมพนักงาน")])
def test_a_title_that_says_its_kind_says_it_once(title: str, heading: str):
    facts: dict[str, Any] = {"item": lambda item_id: replace(ITEM, title=title)}
    assert Case("item.7", facts).chat().last.title == heading


@pytest.mark.parametrize(
    ("typed", "asked"),
    [("15 พ.ย. 2569", "review"), ("25 พ.ย. 2569", "held_on?doubt"), ("15 พ.ย. 2568", "held_on?doubt")],
)
def test_a_day_still_to_come_or_of_another_quarter_is_doubted(typed: str, asked: str):
    chat = until(Case("record_result.7.2570-1", {"result": lambda item_id, code: RESULT}), "review")
    chat.tap("more")
    chat.tap("edit-held_on")
    chat.say(typed)
    assert chat.asked == asked
