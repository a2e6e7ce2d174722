"""The table of ITA items."""

from importlib.resources import files

import pytest
import yaml

from bot.domain.ita import item_for, parse_ita_items


def test_the_shipped_table() -> None:
    table = parse_ita_items(yaml.safe_load(files("templates").joinpath("ita_items.yaml").read_text("utf-8")))
    assert item_for(table, 2564, "measures_result") == "O43"
    assert item_for(table, 2566, "plan") == "O36"
    assert item_for(table, 2569, "measures") == "O25"
    assert item_for(table, 2568, "six_month") is None
    assert item_for(table, 2580, "plan") is None
    with pytest.raises(ValueError):
        item_for(table, 2569, "menu")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"2569": {"plan": "O23"}}, "2569"),
        ({2026: {"plan": "O23"}}, "2026"),
        ({2569: ["O23"]}, "2569"),
        ({2569: {"plans": "O23"}}, "2569"),
        ({2569: {"plan": "023"}}, "2569.plan"),
        ({2569: {"plan": 23}}, "2569.plan"),
    ],
)
def test_a_bad_table_says_where(data: dict[object, object], place: str) -> None:
    with pytest.raises(ValueError, match=place):
        parse_ita_items(data)
