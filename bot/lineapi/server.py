"""LINE's Messaging API on this machine, for stories and tests: what LINE does for one account, and people who use it.

It keeps LINE's rules: a reply token serves once and for a minute; a push counts, and not beyond the month's limit; a push
with a key that was accepted within a day is answered 409; replies take no key; who blocked the account is told nothing, and
the call is answered as if; an event is brought once, again only where redelivery is switched on; what people send can be
fetched after a while (202 until then). Faults come when they are ordered.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import uuid
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot.lineapi.wire import Refused, Shown, checked
from bot.loopback import Loopback, certificates

SECRET: Final = "loopback-secret"
TOKEN: Final = "loopback-token"
BOT: Final = "U" + "b" * 32
TOKEN_LIVES: Final = timedelta(minutes=1)
KEY_LIVES: Final = timedelta(hours=24)
REDELIVERIES: Final = 3
ANSWER_WITHIN: Final = 2.0
"""Seconds after which LINE gives a webhook up."""


class LineApi:
    """The server, its one account, and the people who talk with it. `now` is its time; `second` how long a second of its
    waiting takes, `patience` how many real ones the webhook may take; `port` where it listens, 0 for a free one; `first` what
    its numbers begin with."""

    def __init__(
        self,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        second: float = 1.0,
        port: int = 0,
        first: int = 0,
    ) -> None:
        self.now, self.second, self.patience = now, second, ANSWER_WITHIN
        self.calls: list[tuple[str, str, Any]] = []
        """Every call: method, path and body."""
        self.chats: dict[str, list[Shown]] = defaultdict(list)
        self.contents: dict[str, bytes] = {}
        self.preparing: Counter[str] = Counter()
        """How often a content is answered with 202 first."""
        self.blocked: set[str] = set()
        self.loading: list[tuple[str, int]] = []
        self.limit: int | None = 300
        """Pushes a month; None is no limit."""
        self.used = 0
        self.redelivery = False
        self.webhook = ""
        self.menus: dict[str, dict[str, Any]] = {}
        """Rich menus by id: the object, and its `image` once it was uploaded."""
        self.menu_of: dict[str, str] = {}
        """By user id, "" for everybody."""
        self.answers: list[int] = []
        """What the webhook answered, 0 for nothing in time."""
        self._faults: dict[str, deque[tuple[int, str]]] = defaultdict(deque)
        self._keys: dict[str, tuple[datetime, str, list[dict[str, str]]]] = {}
        self._tokens: dict[str, tuple[str, datetime]] = {}
        self._ids: Counter[str] = Counter(message=500_000_000_000_000_000 + first)
        self._bringing: set[asyncio.Task[None]] = set()
        self._door = Loopback(port)
        self.url = self._door.url
        self.home = Loopback()
        """Where the account's own program can be reached, when it runs in this process."""

    # --- life ------------------------------------------------------------------------------------------------------
    async def __aenter__(self) -> "LineApi":
        every = ["GET", "POST", "PUT", "DELETE"]
        await self._door.open([Route("/v2/bot/{path:path}", self._call, methods=every)])
        return self

    async def __aexit__(self, *exc: object) -> None:
        for task in self._bringing:
            task.cancel()
        await self._door.close()
        await self.home.close()

    def fail(self, path: str, code: int, words: str = "", times: int = 1) -> None:
        """The next calls of paths that end so are refused; 502 comes as a proxy's page, 0 is never answered, and with -1 the
        call is done and its answer lost."""
        self._faults[path].extend([(code, words)] * times)

    async def settled(self) -> None:
        """Wait until every event was brought."""
        while self._bringing:
            await asyncio.wait(self._bringing)

    # --- people ----------------------------------------------------------------------------------------------------
    async def say(self, user: str, text: str, **more: Any) -> str:
        """Type words; the id of the message."""
        return await self._person_sends(user, {"type": "text", "text": text, **more})

    async def send(self, user: str, data: bytes, name: str = "", **more: Any) -> str:
        """Send a photo, or a file when it has a name."""
        message_id = self._new_id()
        self.contents[message_id] = data
        if name:
            message = {"type": "file", "fileName": name, "fileSize": more.pop("size", len(data))}
        else:
            message = {"type": "image", "contentProvider": {"type": "line"}}
        return await self._person_sends(user, {**message, **more}, message_id)

    async def tap(self, user: str, data: str, **params: str) -> str:
        """Tap a button; what it says for the person (displayText) stands in the chat. The id of the event."""
        shown = [action for s in self.chats[user] for action in s.actions if action.get("data") == data]
        if shown and (words := shown[-1].get("displayText")):
            self.chats[user].append(Shown(self._new_id(), True, {"type": "text", "text": words}))
        postback = {"data": data, **({"params": params} if params else {})}
        return await self.bring(self.event(user, type="postback", postback=postback))

    async def follow(self, user: str) -> str:
        """Add the account as a friend, or let it in again."""
        self.blocked.discard(user)
        return await self.bring(self.event(user, type="follow", follow={"isUnblocked": False}))

    async def block(self, user: str) -> str:
        """Shut the account out."""
        self.blocked.add(user)
        event = self.event(user, type="unfollow")
        del event["replyToken"]
        return await self.bring(event)

    def shown(self, user: str) -> list[Shown]:
        """What stands in a chat, oldest first."""
        return list(self.chats[user])

    async def _person_sends(self, user: str, message: dict[str, Any], message_id: str = "") -> str:
        message_id = message_id or self._new_id()
        self.chats[user].append(Shown(message_id, True, message))
        await self.bring(self.event(user, type="message", message={"id": message_id, "quoteToken": "q", **message}))
        return message_id

    def event(self, user: str, **event: Any) -> dict[str, Any]:
        """An event of a person, with a fresh reply token; `source` may name a group instead."""
        token = uuid.uuid4().hex
        source = event.pop("source", {"type": "user", "userId": user})
        self._tokens[token] = source.get("groupId") or source["userId"], self.now()
        return {
            "mode": "active",
            "timestamp": int(self.now().timestamp() * 1000),
            "source": source,
            "webhookEventId": uuid.uuid4().hex[:26].upper(),
            "deliveryContext": {"isRedelivery": False},
            "replyToken": token,
            **event,
        }

    # --- the webhook -----------------------------------------------------------------------------------------------
    async def bring(self, *events: dict[str, Any]) -> str:
        """Bring events in one call; the id of the last one."""
        if self.webhook:
            task = asyncio.create_task(self._bring(events))
            self._bringing.add(task)
            task.add_done_callback(self._bringing.discard)
        return events[-1]["webhookEventId"] if events else ""

    async def _bring(self, events: Sequence[dict[str, Any]]) -> None:
        for attempt in range(1 + REDELIVERIES * self.redelivery):
            if attempt:
                await asyncio.sleep(2**attempt * self.second)
                for event in events:
                    event["deliveryContext"] = {"isRedelivery": True}
                    if event.get("replyToken") in self._tokens:
                        self._tokens[event["replyToken"]] = self._tokens[event["replyToken"]][0], self.now()
            if 200 <= await self.post({"destination": BOT, "events": list(events)}) < 300:
                return

    async def post(self, call: Any, signature: str | None = None) -> int:
        """One call of the webhook, signed unless a signature is given; what was answered, 0 for nothing in time."""
        body = call if isinstance(call, bytes) else json.dumps(call, ensure_ascii=False).encode()
        made = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
        shown = made if signature is None else signature
        headers = {b"x-line-signature": shown.encode("latin-1"), b"content-type": b"application/json"}
        answered = 0
        with suppress(httpx.HTTPError):
            async with httpx.AsyncClient(verify=certificates(), trust_env=False, timeout=self.patience) as client:
                answered = (await client.post(self.webhook, content=body, headers=headers)).status_code
        self.answers.append(answered)
        return answered

    # --- the account -----------------------------------------------------------------------------------------------
    async def _call(self, request: Request) -> Response:
        path, body = "/" + request.path_params["path"], await request.body()
        data: Any = body
        if request.headers.get("content-type", "").startswith("application/json") and body:
            data = json.loads(body)
        self.calls.append((request.method, path, data))
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return JSONResponse({"message": "Authentication failed. Confirm that the access token is valid."}, 401)
        fault = next((due.popleft() for end, due in self._faults.items() if due and path.endswith(end)), None)
        if fault and fault[0] >= 0:
            if fault[0] == 0:
                await asyncio.sleep(3600)
            if fault[0] == 502:
                return HTMLResponse("<html><h1>502 Bad Gateway</h1></html>", 502)
            return JSONResponse({"message": fault[1]}, fault[0])
        try:
            if path == "/channel/webhook/test":
                return JSONResponse(await self._test(data))
            answer = self._answer(request.method, path, data, request.headers.get("x-line-retry-key", ""))
        except Refused as refused:
            return JSONResponse(refused.body, refused.code, refused.headers)
        if fault:
            await asyncio.sleep(3600)
        return answer if isinstance(answer, Response) else JSONResponse(answer)

    def _answer(self, method: str, path: str, data: Any, key: str) -> Any:
        match method, path.strip("/").split("/"):
            case "POST", ["message", "reply"]:
                return self._reply(data, key)
            case "POST", ["message", "push"]:
                return self._push(data, key)
            case "POST", ["message", "validate", _]:
                checked(data["messages"])
                return {}
            case "POST", ["chat", "loading", "start"]:
                seconds = data.get("loadingSeconds", 20)
                if not 5 <= seconds <= 60 or seconds % 5:
                    raise Refused(400, "The request body has 1 error(s)")
                self.loading.append((data["chatId"], seconds))
                return JSONResponse({}, 202)
            case "GET", ["message", message_id, "content"]:
                return self._content(message_id)
            case "GET", ["message", "quota"]:
                return {"type": "none"} if self.limit is None else {"type": "limited", "value": self.limit}
            case "GET", ["message", "quota", "consumption"]:
                return {"totalUsage": self.used}
            case "GET", ["info"]:
                about = {"userId": BOT, "basicId": "@sujarit", "displayName": "สุจริต"}
                return {**about, "chatMode": "bot", "markAsReadMode": "auto"}
            case method, ["channel", "webhook", *rest]:
                return self._endpoint(method, rest, data)
        return self._menus(method, path.strip("/").split("/"), data)

    def _reply(self, data: Any, key: str) -> Any:
        if key:
            raise Refused(400, "The retry key is not allowed for this endpoint.")
        checked(data["messages"])
        to, made = self._tokens.get(data["replyToken"], ("", self.now()))
        if not to or self.now() - made > TOKEN_LIVES:
            raise Refused(400, "Invalid reply token")
        del self._tokens[data["replyToken"]]
        return self._shown(to, data["messages"], push=False)

    def _push(self, data: Any, key: str) -> Any:
        checked(data["messages"])
        if key:
            with suppress(ValueError):
                key = str(uuid.UUID(key))
            if len(key) != 36:
                raise Refused(400, "The value of X-Line-Retry-Key header is invalid.")
            at, accepted, sent = self._keys.get(key, (None, "", []))
            if at is not None and self.now() - at < KEY_LIVES:
                refused = Refused(409, "The retry key is already accepted", sentMessages=sent)
                refused.headers["x-line-accepted-request-id"] = accepted
                raise refused
        if self.limit is not None and self.used >= self.limit:
            raise Refused(429, "You have reached your monthly limit.")
        self.used += 1
        answer = self._shown(data["to"], data["messages"], push=True)
        if key:
            self._keys[key] = self.now(), uuid.uuid4().hex, answer["sentMessages"]
        return answer

    def _shown(self, to: str, objects: Sequence[Mapping[str, Any]], *, push: bool) -> dict[str, Any]:
        sent = [{"id": self._new_id(), "quoteToken": "q"} for _ in objects]
        if to not in self.blocked:
            call = uuid.uuid4().hex
            self.chats[to] += [Shown(s["id"], False, one, push, call) for s, one in zip(sent, objects, strict=True)]
        return {"sentMessages": sent}

    def _content(self, message_id: str) -> Response:
        if message_id not in self.contents:
            raise Refused(404, "Not found")
        if self.preparing[message_id] > 0:
            self.preparing[message_id] -= 1
            return Response(status_code=202)
        return Response(self.contents[message_id], media_type="application/octet-stream")

    def _endpoint(self, method: str, rest: Sequence[str], data: Any) -> Any:
        match method, rest:
            case "GET", ["endpoint"]:
                return {"endpoint": self.webhook, "active": bool(self.webhook)}
            case "PUT", ["endpoint"]:
                if not data["endpoint"].startswith(("https://", "http://127.0.0.1:")):
                    raise Refused(400, "Invalid webhook endpoint URL")
                self.webhook = data["endpoint"]
                return {}
        raise Refused(404, "Not found")

    async def _test(self, data: Any) -> dict[str, Any]:
        """A call without events, as the console's button makes it."""
        answered = await self.post({"destination": BOT, "events": []}) if self.webhook else 0
        about = {"timestamp": self.now().isoformat(), "statusCode": answered, "reason": str(answered), "detail": ""}
        return {"success": answered == 200, **about}

    def _menus(self, method: str, parts: Sequence[str], data: Any) -> Any:
        match method, parts:
            case "POST", ["richmenu", "validate"]:
                return {}
            case "POST", ["richmenu"]:
                menu_id = f"richmenu-{uuid.uuid4().hex}"
                self.menus[menu_id] = {**data, "richMenuId": menu_id}
                return {"richMenuId": menu_id}
            case "GET", ["richmenu", "list"]:
                return {"richmenus": [{k: v for k, v in m.items() if k != "image"} for m in self.menus.values()]}
            case "POST", ["richmenu", menu_id, "content"]:
                self._menu(menu_id)["image"] = data
                return {}
            case "GET", ["richmenu", menu_id, "content"]:
                if "image" not in self._menu(menu_id):
                    raise Refused(404, "richmenu image not found")
                return Response(self._menu(menu_id)["image"], media_type="image/png")
            case "DELETE", ["richmenu", menu_id]:
                self._menu(menu_id)
                del self.menus[menu_id]
                return {}
            case "POST", ["richmenu", "bulk", "link"]:
                self._menu(data["richMenuId"])
                self.menu_of.update(dict.fromkeys(data["userIds"], data["richMenuId"]))
                return JSONResponse({}, 202)
            case "GET", ["user", user, "richmenu"]:
                if (menu_id := self.menu_of.get("" if user == "all" else user, "")) not in self.menus:
                    raise Refused(404, "the user has no richmenu")
                return {"richMenuId": menu_id}
            case "POST", ["user", user, "richmenu", menu_id]:
                if "image" not in self._menu(menu_id):
                    raise Refused(400, "must upload richmenu image before applying it to user")
                self.menu_of["" if user == "all" else user] = menu_id
                return {}
            case "DELETE", ["user", user, "richmenu"]:
                self.menu_of.pop("" if user == "all" else user, None)
                return {}
        raise Refused(404, "Not found")

    def _menu(self, menu_id: str) -> dict[str, Any]:
        if menu_id not in self.menus:
            raise Refused(404, "richmenu not found")
        return self.menus[menu_id]

    def _new_id(self) -> str:
        self._ids["message"] += 1
        return str(self._ids["message"])
