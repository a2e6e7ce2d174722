"""The sample agency fits the domain it is a sample of."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
import yaml

from bot.domain import checks
from bot.domain.agency import Agency, Role
from bot.domain.fiscal import Round, first_day, last_day
from bot.domain.framework import parse_framework


def load(path: str) -> Any:
    return yaml.safe_load(files("templates").joinpath(path).read_text("utf-8"))


@pytest.fixture(scope="module")
def sample() -> Any:
    return load("sample/agency.yaml")


def test_agency(sample: Any) -> None:
    agency = Agency(1, **sample["agency"])
    assert agency.sample
    assert "(ตัวอย่าง)" in agency.name
    positions = {person["role"]: person["position"] for person in sample["people"]}
    assert positions["mayor"] == agency.mayor_title
    assert positions["clerk"] == agency.clerk_title


def test_people_have_roles_and_divisions(sample: Any) -> None:
    divisions = {division["key"] for division in sample["divisions"]}
    assert {"officer", "plan_owner", "clerk", "mayor"} <= {Role(person["role"]) for person in sample["people"]}
    assert {person["division"] for person in sample["people"] if "division" in person} <= divisions


def test_owners_and_officers_exist(sample: Any) -> None:
    divisions = {division["key"] for division in sample["divisions"]}
    home = {person["key"]: person.get("division") for person in sample["people"]}
    for thing in (*sample["plan"]["items"], *sample["measures"]):
        assert thing["owner"] in divisions
        if "officer" in thing:
            assert home[thing["officer"]] == thing["owner"]


def test_items_stand_in_the_framework(sample: Any) -> None:
    framework = parse_framework(load(f"frameworks/{sample['framework']}.yaml"))
    items = sample["plan"]["items"]
    words = {"project": "โครงการ", "activity": "กิจกรรม", "measure": "มาตรการ"}
    for item in items:
        assert item["title"].startswith(words[item["kind"]])
        mission = framework.mission(item["mission"])
        assert framework.sub_mission(item["sub_mission"]) in mission.sub_missions
        assert all(item[key].strip() for key in ("target_group", "output", "outcome"))
    assert {framework.dimension_of(item["mission"]).code for item in items} == {"1", "2", "3", "4"}
    assert {year["amount"] == 0 for item in items for year in item["years"]} == {True, False}
    assert all(any(year["year"] == 0 for year in item["years"]) for item in items)


def test_measures_have_rounds_and_texts(sample: Any) -> None:
    for measure in sample["measures"]:
        assert measure["practices"] and measure["procedure"] and measure["monitoring"]
        assert [Round(2570, months) for months in measure["rounds"]]
    assert all(sample["ita_analysis"][part] for part in ("urgent", "improve", "actions"))


def texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for each in node.values() if isinstance(node, dict) else node:
            yield from texts(each)


def test_the_sample_has_no_defects(sample: Any) -> None:
    own = Agency(1, **sample["agency"])
    found = [checks.check_text(text, own, first_day(2570), last_day(2570)) for text in texts(sample)]
    found += [checks.outcome_lists_rounds(item["outcome"]) for item in sample["plan"]["items"]]
    found += [checks.output_is_name(item["output"], item["title"]) for item in sample["plan"]["items"]]
    assert [finding for findings in found for finding in findings] == []
