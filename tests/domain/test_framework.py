"""The frameworks that are shipped, and what is refused in a table."""

import copy
from importlib.resources import files
from typing import Any

import pytest
import yaml

from bot.domain.framework import Framework, parse_framework


def table(code: str) -> Any:
    return yaml.safe_load(files("templates").joinpath(f"frameworks/{code}.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def framework() -> Framework:
    return parse_framework(table("2566-2570"))


@pytest.mark.parametrize(
    ("code", "missions", "sub_missions"),
    [("2566-2570", (3, 3, 3, 3), (8, 9, 8, 7)), ("2561-2565", (3, 5, 3, 4), (6, 11, 8, 9))],
)
def test_shipped_frameworks(code: str, missions: tuple[int, ...], sub_missions: tuple[int, ...]) -> None:
    framework = parse_framework(table(code))
    assert framework.code == code == f"{framework.first_year}-{framework.last_year}"
    assert tuple(len(dimension.missions) for dimension in framework.dimensions) == missions
    counts = (sum(len(mission.sub_missions) for mission in dimension.missions) for dimension in framework.dimensions)
    assert tuple(counts) == sub_missions
    titles = [level.title for level in (*framework.dimensions, *framework.missions, *framework.sub_missions)]
    assert not [title for title in titles if "…" in title or "\u200b" in title or title != title.strip()]


def test_look_ups(framework: Framework) -> None:
    assert framework.mission("2.1").title.startswith("การเปิดเผยข้อมูลสาธารณะ")
    assert framework.sub_mission("4.3.2").code == "4.3.2"
    assert [framework.dimension_of(code).code for code in ("1", "2.3", "4.1.3")] == ["1", "2", "4"]


@pytest.mark.parametrize("code", ["", "9", "1.9", "1.1.9", "1.1.1.1", "๑.๑"])
def test_unknown_codes(framework: Framework, code: str) -> None:
    for look_up in (framework.mission, framework.sub_mission, framework.dimension_of):
        with pytest.raises(KeyError):
            look_up(code)


def change(path: tuple[str | int, ...], value: object) -> Any:
    data = copy.deepcopy(table("2566-2570"))
    at = data
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("code",), None, "code"),
        (("first_year",), "2566", "first_year"),
        (("last_year",), 2565, "first_year"),
        (("dimensions",), [], "dimensions"),
        (("dimensions", 1, "code"), "1", "dimensions[2].code"),
        (("dimensions", 0, "title"), "  ", "dimensions[1].title"),
        (("dimensions", 0, "missions"), None, "dimensions[1].missions"),
        (("dimensions", 0, "missions", 1, "code"), "1.3", "dimensions[1].missions[2].code"),
        (("dimensions", 0, "missions", 1, "code"), 1.2, "dimensions[1].missions[2].code"),
        (("dimensions", 0, "missions", 0), "1.1", "dimensions[1].missions[1]"),
        (("dimensions", 3, "missions", 2, "sub_missions", 1, "code"), "4.3.1", "missions[3].sub_missions[2].code"),
        (("dimensions", 3, "missions", 2, "sub_missions"), "4.3.1", "missions[3].sub_missions"),
    ],
)
def test_a_bad_table_says_where(path: tuple[str | int, ...], value: object, place: str) -> None:
    with pytest.raises(ValueError) as refused:
        parse_framework(change(path, value))
    assert place in str(refused.value)
