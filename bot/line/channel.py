"""Saying messages on LINE: as the answer to what the person did just now, which is free, else as a push, which is counted."""

import asyncio
import uuid
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from datetime import datetime, timedelta
from typing import Final

import structlog
from linebot.v3.messaging import ApiException

from bot.clock import Clock
from bot.domain.agency import Role
from bot.handlers.line import FETCH, incomplete
from bot.handlers.line_drawing import Call, draw
from bot.line.account import NAME, UNKNOWN, Account, Spent, TokenGone, answers
from bot.line.links import Links
from bot.line.menus import Menus
from bot.line.upkeep import spent
from bot.messages import Button, Message, Progress, Text, load
from bot.send import Held, Unreachable
from storage import together
from storage.database import Database
from storage.mail import Outgoing
from storage.together import HELD, Place

log = structlog.get_logger()

FRESH: Final = timedelta(seconds=50)
"""How long a reply token is used; LINE promises a minute."""
WORKING: Final = timedelta(seconds=35)
"""How long a document that is being made may take before the token is used up to say so."""
ALBUM: Final = timedelta(seconds=8)
"""How long the answer to the first of several photos waits for the last."""
LOADING: Final = 60
"""Seconds for which the chat shows that work is under way, unless something is said before."""
ASK_AGAIN: Final = timedelta(minutes=10)
"""After the month's pushes were found used up: many messages may wait, and each is tried again every quarter of an hour."""
GET_IT: Final = "รับไฟล์"


class LineChannel:
    """Delivers the outbox to LINE."""

    name = NAME

    def __init__(self, account: Account, database: Database, clock: Clock, links: Links) -> None:
        self.account, self.database, self.clock, self.links = account, database, clock, links
        self.menus = Menus(account)
        self._used: dict[str, datetime] = {}
        """Reply tokens this process has used; another one's are refused by LINE."""
        self._spent_until: datetime | None = None
        """None of the month's pushes was left: until then LINE is not asked again."""
        self._asking = asyncio.Lock()
        """Then one message asks, and the others go by what it hears."""
        self._roles: dict[str, str] = {}
        """Whose rich menu this process has seen to, and for which duty."""

    async def send(self, message: Outgoing) -> str:
        """Say one message alone."""
        return (await self.send_together([message]))[0]

    async def send_together(self, rows: Sequence[Outgoing]) -> Sequence[str]:
        """Say the first of these messages, as many as go in one call."""
        now, address = self.clock.now(), rows[0].address
        place = await self.database.read(together.place, NAME, address, now, FRESH)
        tokens = self._tokens(place, rows[0], now)
        messages = dict(_not_replaced([load(row.message) for row in rows]))
        if any(isinstance(message, Progress) for message in messages.values()):
            await self._working(rows, place, bool(tokens), now)
        if (wait := _album(place, rows[-1], now)) and rows[-1].error != HELD:
            raise Held(wait)
        if not tokens:
            if all(row.message.get("waits") for row in rows):
                raise Held
            await self._wait_for_tap(rows[0], list(messages.values()))
        shown = {at: _fetchable(message) for at, message in messages.items()}
        link = await self.links.made_for([rows[at] for at in shown], list(shown.values()), now)
        said, ids = 0, [""]
        try:
            for number, call in enumerate(draw(list(shown.values()), link)):
                ids = await self._say(rows[0], number, call, tokens, place)
                if said := call.said:
                    break
        except Spent:
            if self._spent_until is None or self._spent_until <= now:
                self._spent_until = now + ASK_AGAIN
            await self.database.write(spent, rows, now)
            raise Held from None
        await self._see_to_menu(address, place.role)
        covered = [*shown, len(rows)][said] if said < len(shown) else len(rows)
        return [f"{ids[-1]}.{at}" if at in shown else "" for at in range(covered)]

    # --- replies and pushes ------------------------------------------------------------------------------------------
    async def _say(self, first: Outgoing, number: int, call: Call, tokens: list[str], place: Place) -> list[str]:
        """Make a call: as a reply while there is a token for it."""
        with answers():
            while tokens and not (first.tries > 1 and first.error == "later"):  # that may have come through by its key
                token = tokens.pop(0)
                self._used[token] = self.clock.now()
                try:
                    return await self.account.reply(token, call.objects)
                except TokenGone:
                    log.info("line: a reply token was refused", outbox=first.id)
                except ApiException:
                    del self._used[token]  # what is refused for its content has not used the token
                    raise
            if (
                place.blocked or first.person_id is None
            ):  # a push would be counted and not arrive, or tells nobody of ours
                raise Unreachable
            key = first.key if number == 0 else str(uuid.uuid5(uuid.UUID(first.key), str(number)))
            async with self._asking if self._spent_until else nullcontext():
                self._demand_pushes()
                ids = await self.account.push(first.address, call.objects, key)
                self._spent_until = None
            log.info("line: pushed", outbox=first.id, messages=call.said)
            return ids

    def _demand_pushes(self) -> None:
        """LINE is not asked again for a while after the month's pushes were found used up."""
        now = self.clock.now()
        if self._spent_until is not None and now < self._spent_until <= now + ASK_AGAIN:
            raise Spent

    def _tokens(self, place: Place, first: Outgoing, now: datetime) -> list[str]:
        """Tokens that a reply can use: that of the event which is answered, then those of events whose turn is over."""
        self._used = {token: at for token, at in self._used.items() if at > now - 2 * FRESH}
        own = [event for event in place.heard if event.id == first.inbox_id]
        others = [event for event in place.heard if event.id != first.inbox_id and event.state != "open"]
        found = []
        for event in (*own, *others):
            again = (event.raw.get("deliveryContext") or {}).get("isRedelivery")
            token = str(event.raw.get("replyToken") or "")
            if token and token not in self._used and (event.stored_at if again else event.at) > now - FRESH:
                found.append(token)
        return found

    async def _see_to_menu(self, user: str, role: str) -> None:
        """The menu below the chat is that of the person's duty, which may have changed."""
        if role == self._roles.get(user) or not user.startswith("U"):
            return
        self._roles[user] = role
        try:
            await self.menus.show(user, Role(role) if role else None)
        except (ApiException, *UNKNOWN) as fault:
            self._roles.pop(user, None)
            log.warning("line: the menu was not changed", error=type(fault).__name__)

    # --- waiting for company -----------------------------------------------------------------------------------------
    async def _working(self, rows: Sequence[Outgoing], place: Place, free: bool, now: datetime) -> None:
        """A document is being made: it takes the token, unless it takes too long."""
        asked = {row.inbox_id for row in rows}
        left = max((event.at + WORKING - now for event in place.heard if event.id in asked), default=timedelta())
        if not free or left <= timedelta():
            return
        if rows[-1].error != HELD:
            with suppress(ApiException, *UNKNOWN):  # it only looks better
                await self.account.show_loading(rows[0].address, LOADING)
        raise Held(left.total_seconds())

    async def _wait_for_tap(self, first: Outgoing, messages: Sequence[Message]) -> None:
        """What the person was given a button for is fetched by it, not pushed."""
        keys = [message.replace for message in messages if message.replace and not isinstance(message, Progress)]
        if not keys:
            return
        if await self.database.read(together.waits_to_be_fetched, NAME, first.address, keys):
            raise Held


def _not_replaced(messages: Sequence[Message]) -> list[tuple[int, Message]]:
    """The messages that no later one takes the place of, by their place."""
    keys = [message.replace for message in messages]
    return [(at, message) for at, message in enumerate(messages) if not keys[at] or keys[at] not in keys[at + 1 :]]


def _fetchable(message: Message) -> Message:
    """What takes long is said with a button that fetches what came of it."""
    if not isinstance(message, Progress):
        return message
    button = Button(GET_IT, FETCH + message.replace)
    return Text(message.text, (button,) if message.replace else (), message.replace)


def _album(place: Place, last: Outgoing, now: datetime) -> float:
    """Seconds to wait for more photos that were sent together with the one that is answered."""
    cause = next((event for event in place.heard if event.id == last.inbox_id), None)
    if cause is None or not incomplete(cause.raw):
        return 0.0
    left: timedelta = cause.at + ALBUM - now
    return max(0.0, left.total_seconds())
