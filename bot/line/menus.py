"""Rich menus: what stands below the chat, one for each kind of duty, drawn here and kept at LINE by `sujarit line setup`.

A menu's name at LINE carries a fingerprint of what it shows, so that set-up knows which ones are as they should be.
"""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from linebot.v3.messaging import ApiException, RichMenuBulkLinkRequest, RichMenuRequest

from bot import pictures
from bot.dialogs.menu import LABELS
from bot.domain.agency import Role
from bot.handlers.layout import cut
from bot.handlers.line_drawing import LIMITS
from bot.line.account import CONTENT_TIMEOUT, TIMEOUT, UNKNOWN, Account

PREFIX: Final = "sujarit"
MOST_AT_ONCE: Final = 500
"""People who are given a menu in one call."""
ASKED_AT_ONCE: Final = 20

SUPERVISOR: Final = ("todo", "reports", "ask_report", "items", "measures", "menu")
MENUS: Final = {
    "officer": ("record_result", "record_measure", "todo", "ask_report", "items", "menu"),
    "plan_owner": ("todo", "reports", "ask_report", "items", "people", "menu"),
    "supervisor": SUPERVISOR,
}
"""The entries of each menu, by the names of dialogs."""
OF_ROLE: Final = {
    Role.OFFICER: "officer",
    Role.PLAN_OWNER: "plan_owner",
    Role.DIVISION_HEAD: "supervisor",
    Role.CLERK: "supervisor",
    Role.MAYOR: "supervisor",
}
"""Whose menu is which; an operator has none."""
ICONS: Final = {
    "record_result": "pencil",
    "record_measure": "checks",
    "todo": "clock",
    "reports": "stamp",
    "ask_report": "page",
    "items": "list",
    "people": "people",
    "measures": "checks",
    "menu": "grid",
}
BAR: Final = "เมนูสุจริต"


class Refused(Exception):  # noqa: N818 - an answer of the platform
    """Set-up went no further; what it did stays, and the next one goes on from there."""


@dataclass(frozen=True, slots=True)
class Menu:
    """A rich menu as it should be."""

    kind: str
    request: dict[str, Any]
    picture: bytes

    @property
    def name(self) -> str:
        """Its name at LINE."""
        name: str = self.request["name"]
        return name


@cache
def menu_of(kind: str) -> Menu:
    """The menu of a kind of duty, drawn once."""
    entries = MENUS[kind]
    labels = [LABELS.get(entry, "เมนู") for entry in entries]
    picture = pictures.rich_menu([(ICONS[entry], label) for entry, label in zip(entries, labels, strict=True)])
    areas = [_area(place, entry, label) for place, (entry, label) in enumerate(zip(entries, labels, strict=True))]
    shown = hashlib.sha256(json.dumps(areas).encode() + picture).hexdigest()[:12]
    size = {"width": pictures.WIDTH, "height": pictures.HEIGHT}
    name = f"{PREFIX}.{kind}.{shown}"
    return Menu(kind, {"size": size, "selected": True, "name": name, "chatBarText": BAR, "areas": areas}, picture)


def _area(place: int, entry: str, label: str) -> dict[str, Any]:
    left, top, width, height = pictures.box(place)
    action = {"type": "postback", "label": cut(label, LIMITS.label), "data": f"o.{entry}", "displayText": label}
    return {"bounds": {"x": left, "y": top, "width": width, "height": height}, "action": action}


@dataclass(slots=True)
class Menus:
    """The account's rich menus."""

    account: Account
    _ids: dict[str, str] = field(default_factory=dict)
    """Ids at LINE by kind, as far as known."""

    async def show(self, user: str, role: Role | None) -> None:
        """Give somebody who joined, or whose duty changed, the menu of the duty; None (who left) is given none. Before any set-up
        there is none to give."""
        kind = OF_ROLE.get(role) if role else None
        if kind is None:
            await self._take(user)
            return
        for _ in range(2):  # set-up may have replaced the menu since it was looked up
            if kind not in self._ids:
                self._ids = {kind: menu_id for kind, (menu_id, _) in (await self._standing()).items()}
            if kind not in self._ids:
                return
            try:
                await self.account.messaging.link_rich_menu_id_to_user(user, self._ids[kind], _request_timeout=TIMEOUT)
                return
            except ApiException as fault:
                if fault.status != 404:
                    raise
                self._ids = {}

    async def _take(self, user: str) -> None:
        try:
            await self.account.messaging.unlink_rich_menu_id_from_user(user, _request_timeout=TIMEOUT)
        except ApiException as fault:
            if fault.status != 404:
                raise

    async def set_up(self, people: Sequence[tuple[str, Role]]) -> list[str]:
        """Make LINE's menus what they should be, for these people too; what was changed, a line each."""
        changed = []
        standing, there = await self._standing(), await self._listed()
        wanted: dict[str, str] = {}
        for kind in MENUS:
            menu = menu_of(kind)
            found = standing.get(kind)
            if found and found[1] == menu.name and await self._has_picture(found[0]):
                wanted[kind] = found[0]
                continue
            wanted[kind] = await self._create(menu)
            changed.append(f"menu {kind}: {'drawn anew' if found else 'made'} ({len(menu.picture) // 1000} KB)")
        for kind, menu_id in wanted.items():
            users = [user for user, role in people if OF_ROLE.get(role) == kind]
            lacking = [user async for user in self._lacking(users, menu_id)]
            for some in _batches(lacking):
                request = RichMenuBulkLinkRequest.from_dict({"richMenuId": menu_id, "userIds": some})
                await self.account.messaging.link_rich_menu_id_to_users(request, _request_timeout=TIMEOUT)
            if lacking:
                changed.append(f"menu {kind}: given to {len(lacking)} people")
        for menu_id, name in there:  # last, so that nobody is without one meanwhile
            if name.startswith(f"{PREFIX}.") and menu_id not in wanted.values():
                await self.account.messaging.delete_rich_menu(menu_id, _request_timeout=TIMEOUT)
                changed.append(f"menu {name}: taken away")
        self._ids = wanted
        return changed

    async def _listed(self) -> list[tuple[str, str]]:
        """Id and name of every menu of the account, also those made by others."""
        found = await self.account.messaging.get_rich_menu_list(_request_timeout=TIMEOUT)
        return [(menu.rich_menu_id, menu.name) for menu in found.richmenus]

    async def _standing(self) -> dict[str, tuple[str, str]]:
        """Id and name of our menus at LINE by kind."""
        ours = [(menu_id, name, name.split(".")) for menu_id, name in await self._listed()]
        return {parts[1]: (menu_id, name) for menu_id, name, parts in ours if parts[0] == PREFIX and len(parts) == 3}

    async def _has_picture(self, menu_id: str) -> bool:
        """Whether its picture is there: a set-up may have been stopped before."""
        try:
            await self.account.blob.get_rich_menu_image(menu_id, _request_timeout=CONTENT_TIMEOUT)
        except ApiException as fault:
            if fault.status != 404:
                raise
            return False
        return True

    async def _create(self, menu: Menu) -> str:
        request = RichMenuRequest.from_dict(menu.request)
        made = await self.account.messaging.create_rich_menu(request, _request_timeout=TIMEOUT)
        await self.account.blob.set_rich_menu_image(
            made.rich_menu_id,
            menu.picture,
            _headers={"Content-Type": "image/png"},
            _request_timeout=CONTENT_TIMEOUT,
        )
        menu_id: str = made.rich_menu_id
        return menu_id

    async def _lacking(self, users: Sequence[str], menu_id: str) -> AsyncIterator[str]:
        """Those who are not given this menu yet."""
        for some in _batches(users, ASKED_AT_ONCE):
            for user, shown in zip(some, await asyncio.gather(*map(self._shown, some)), strict=True):
                if shown != menu_id:
                    yield user

    async def _shown(self, user: str) -> str:
        try:
            found = await self.account.messaging.get_rich_menu_id_of_user(user, _request_timeout=TIMEOUT)
        except ApiException as fault:
            if fault.status != 404:
                raise
            return ""
        menu_id: str = found.rich_menu_id
        return menu_id


async def put_up(account: Account, people: Sequence[tuple[str, Role]]) -> list[str]:
    """`sujarit line setup`: what was changed, or why LINE does not let us."""
    try:
        return await Menus(account).set_up(people)
    except ApiException as fault:
        raise Refused(f"LINE refused ({fault.status}): {' '.join(str(fault.body).split())[:300]}") from fault
    except pictures.NoShaping as lacking:
        raise Refused(str(lacking)) from lacking
    except UNKNOWN as fault:
        raise Refused(f"LINE does not answer ({type(fault).__name__}): try again") from fault
    finally:
        await account.close()


def _batches(users: Sequence[str], most: int = MOST_AT_ONCE) -> Iterator[list[str]]:
    for start in range(0, len(users), most):
        yield list(users[start : start + most])
