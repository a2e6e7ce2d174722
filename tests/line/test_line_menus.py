"""Rich menus: what they offer and show, put up at LINE once, given to each by duty."""

from io import BytesIO

import pytest
from lines import Lines
from PIL import Image, ImageChops

from bot import pictures
from bot.dialogs.menu import entries
from bot.domain.agency import Agency, Person, Role
from bot.line.menus import MENUS, OF_ROLE, Menus, Refused, menu_of, put_up
from bot.lineapi import LineApi
from storage import bindings

PEOPLE = [("Uofficer", Role.OFFICER), ("Uowner", Role.PLAN_OWNER), ("Umayor", Role.MAYOR), ("Uoperator", Role.OPERATOR)]


@pytest.fixture
def menus(lines: Lines) -> Menus:
    return Menus(lines.line.account)


@pytest.mark.parametrize("role", OF_ROLE)
def test_a_menu_offers_what_its_people_may(role: Role):
    who = Person(1, Agency(1, "เทศบาลตำบลสุขใจ", "tambon_municipality"), None, "ก", "ข", role)
    offered = MENUS[OF_ROLE[role]]
    assert set(offered) <= {*entries(who), "menu"}
    assert len(offered) == 6


@pytest.mark.parametrize("kind", MENUS)
def test_a_menus_picture_is_within_lines_limits_and_its_areas_fill_it(kind: str):
    menu = menu_of(kind)
    assert len(menu.picture) <= 1_000_000
    picture = Image.open(BytesIO(menu.picture))
    assert picture.size == (2500, 1686)
    bounds = [area["bounds"] for area in menu.request["areas"]]
    assert sum(b["width"] * b["height"] for b in bounds) == 2500 * 1686
    for area in menu.request["areas"]:
        b, action = area["bounds"], area["action"]
        assert (b["x"] + b["width"] <= 2500, b["y"] + b["height"] <= 1686) == (True, True)
        assert 0 < len(action["label"]) <= 20
        inside = picture.convert("L").crop(
            (b["x"] + 10, b["y"] + 10, b["x"] + b["width"] - 10, b["y"] + b["height"] - 10)
        )
        drawn = ImageChops.invert(inside).getbbox()
        assert drawn and min(drawn[0], drawn[1]) > 20, action["displayText"]  # nothing touches the edge
    assert len(menu.request["chatBarText"]) <= 14


def test_vowels_and_tones_stand_above_each_other_not_in_one_another():
    """Shaped, the tone over a vowel is higher than over a bare letter; ญ and ฐ lose their foot over a vowel below."""
    letters = pictures.font("Bold", 92)

    def top(words: str) -> int:
        return letters.getbbox(words)[1]

    assert top("ที่") < top("ที") < top("ท")
    assert letters.getlength("ที่") == letters.getlength("ท")
    assert letters.getmask("ญู").getbbox() != letters.getmask("ญ").getbbox()


async def test_without_shaping_nothing_is_drawn(menus: Menus, api: LineApi, monkeypatch: pytest.MonkeyPatch):
    pictures.font.cache_clear()
    menu_of.cache_clear()
    monkeypatch.setattr(pictures.features, "check", lambda what: False)
    with pytest.raises(Refused, match="libfribidi0"):
        await put_up(menus.account, [])
    assert api.menus == {}


async def test_set_up_puts_up_three_menus_once(menus: Menus, api: LineApi):
    changed = await menus.set_up(PEOPLE)
    assert len([line for line in changed if "made" in line]) == 3
    assert len([line for line in changed if "given to 1 people" in line]) == 3
    names = {menu["name"].split(".")[1]: menu_id for menu_id, menu in api.menus.items()}
    assert api.menu_of == {"Uofficer": names["officer"], "Uowner": names["plan_owner"], "Umayor": names["supervisor"]}
    assert all(bytes(menu["image"]).startswith(b"\x89PNG") for menu in api.menus.values())
    calls = len(api.calls)
    assert await menus.set_up(PEOPLE) == []
    assert {method for method, _, _ in api.calls[calls:]} == {"GET"}


async def test_set_up_mends_what_is_amiss_and_leaves_what_others_made(menus: Menus, api: LineApi):
    await menus.set_up(PEOPLE)
    officer = api.menu_of["Uofficer"]
    owner = api.menu_of["Uowner"]
    api.menus[officer]["name"] = "sujarit.officer.drawnbefore"
    del api.menus[owner]["image"]
    api.menus["theirs"] = {**api.menus[officer], "richMenuId": "theirs", "name": "โปรโมชัน"}
    changed = await menus.set_up(PEOPLE)
    assert [line for line in changed if line.startswith("menu officer")] == [
        f"menu officer: drawn anew ({len(menu_of('officer').picture) // 1000} KB)",
        "menu officer: given to 1 people",
    ]
    assert {officer, owner}.isdisjoint(api.menus)
    assert "theirs" in api.menus
    assert api.menu_of["Uofficer"] in api.menus
    assert await menus.set_up(PEOPLE) == []


async def test_a_set_up_that_was_broken_off_is_gone_on_with(menus: Menus, api: LineApi):
    api.fail("/content", 500, "broken")
    with pytest.raises(Exception, match="500"):
        await menus.set_up(PEOPLE)
    await menus.set_up(PEOPLE)
    assert len(api.menus) == 3
    assert all("image" in menu for menu in api.menus.values())


async def test_who_joins_or_changes_duty_gets_the_menu_of_the_duty(menus: Menus, api: LineApi):
    await menus.show("Unew", Role.OFFICER)  # before any set-up: nothing to show, and no error
    assert api.menu_of == {}
    await Menus(menus.account).set_up([])
    kinds = {menu_id: menu["name"].split(".")[1] for menu_id, menu in api.menus.items()}
    await menus.show("Unew", Role.OFFICER)
    assert kinds[api.menu_of["Unew"]] == "officer"
    await menus.show("Unew", Role.CLERK)
    assert kinds[api.menu_of["Unew"]] == "supervisor"
    for _ in range(2):
        await menus.show("Unew", None)
    assert "Unew" not in api.menu_of


async def test_a_menu_that_was_drawn_anew_meanwhile_is_looked_up_again(menus: Menus, api: LineApi):
    await menus.set_up([])
    old = api.menus.pop(menus._ids["officer"])
    api.menus["new"] = {**old, "richMenuId": "new"}
    await menus.show("Unew", Role.OFFICER)
    assert api.menu_of == {"Unew": "new"}


async def test_everybody_on_line_is_known_with_the_role(lines: Lines):
    found = dict(lines.database.read_now(bindings.everybody_on, "line"))
    assert found[lines.users["officer"]] is Role.OFFICER
    assert len(found) == len(lines.users)
    assert lines.database.read_now(bindings.everybody_on, "telegram") == []


async def test_a_tap_on_the_menu_opens_what_it_names(lines: Lines):
    for area in menu_of("officer").request["areas"]:
        before = len(lines.api.shown(lines.users["officer"]))
        await lines.api.tap(lines.users["officer"], area["action"]["data"])
        await lines.settled()
        shown = "\n".join(one.text for one in lines.api.shown(lines.users["officer"])[before:])
        assert "ไม่มีสิทธิ์" not in shown
        assert len(lines.api.shown(lines.users["officer"])) > before
