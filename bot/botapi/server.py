"""A Bot API server on this machine, for stories and tests: what Telegram's server does for one bot, and people who use it.

It keeps Telegram's rules as its source and reference tell them: an update is confirmed by asking for a later one; two who ask
at once, or one beside a webhook, get 409; a webhook that does not answer 2xx is asked again, later each time or when it said
(Retry-After); texts, captions, buttons and their data have limits; an unchanged edit, a tap answered late, a chat that blocked
the bot are refused in Telegram's words. Faults come when they are ordered.
"""

import asyncio
import json
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

import httpx
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot.botapi.wire import (
    BOT,
    MAX_CAPTION,
    MAX_TEXT,
    Refused,
    Shown,
    chat_of,
    checked_rows,
    checked_text,
    fields,
    refusal,
    user_of,
)
from bot.loopback import Loopback, certificates

TOKEN: Final = "4200:loopback"
MAX_DOWNLOAD: Final = 20 << 20
TAP_LIVES, ANSWER_WITHIN, UPDATE_LIVES = 150, 15, 24 * 3600
"""Seconds a tap waits to be fetched, to be answered, and any other update to be fetched."""
RETRY_FIRST, RETRY_MOST = 1.0, 60.0


class BotApi:
    """The server, its one bot, and the people who talk with it. `now` is its time; `second` how long a second of its waiting
    takes; `port` where it listens, 0 for a free one; `first` what its numbers begin with."""

    def __init__(
        self,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        second: float = 1.0,
        port: int = 0,
        first: int = 0,
    ) -> None:
        self.now, self.second = now, second
        self._door = Loopback(port)
        self.url = self._door.url
        self.calls: list[tuple[str, dict[str, str]]] = []
        """Every call: method, and its fields as they were sent (a file as its name)."""
        self.chats: dict[int, dict[int, Shown]] = {}
        self.files: dict[str, bytes] = {}
        self.pending: list[dict[str, Any]] = []
        """Updates that nobody confirmed yet."""
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.actions: list[tuple[int, str]] = []
        self.answered: set[str] = set()
        self.blocked: set[int] = set()
        self.moved: dict[int, int] = {}
        self.webhook = ""
        self.limits = (0, 0)
        """Most messages in a second, in all and in one chat; 0 is none."""
        self._secret = ""
        self._faults: dict[str, deque[Any]] = defaultdict(deque)
        self._taps: dict[str, datetime] = {}
        self._ids: Counter[str] = Counter(message=first + 100, update=first + 900_000, file=first, tap=first)
        self._sent: dict[int, deque[float]] = defaultdict(deque)
        self._asking: asyncio.Future[None] | None = None
        self._changed = asyncio.Condition()
        self._queues: dict[tuple[str, int], asyncio.Task[None]] = {}
        self._allowed: list[str] = []

    # --- life ------------------------------------------------------------------------------------------------------
    async def __aenter__(self) -> "BotApi":
        routes = [
            Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._download),
        ]
        await self._door.open(routes)
        return self

    async def __aexit__(self, *exc: object) -> None:
        for task in self._queues.values():
            task.cancel()
        if self._asking and not self._asking.done():
            self._asking.set_result(None)
        await self._confirm(lambda one: False)
        await self._door.close()

    def fail(self, method: str, code: int, words: str = "", times: int = 1, **parameters: int) -> None:
        """The next calls of a method are refused; 502 comes as a proxy's page, 0 is never answered."""
        self._faults[method.lower()].extend([(code, words, parameters)] * times)

    async def settled(self) -> None:
        """Wait until the bot has taken every update."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self.pending)

    # --- people ----------------------------------------------------------------------------------------------------
    async def say(self, chat: int, text: str, **more: Any) -> int:
        """Type words; the id of the message."""
        return await self._person_sends(chat, Shown(0, chat, True, 0, text), {"text": text, **more})

    async def send(
        self, chat: int, data: bytes, name: str = "", mime: str = "", caption: str = "", album: str = "", **more: Any
    ) -> int:
        """Send a photo, or a document when it has a name."""
        file_id = self._keep(data)
        about = {"file_id": file_id, "file_unique_id": file_id, "file_size": more.pop("size", len(data))}
        if name:
            content: dict[str, Any] = {"document": {**about, "file_name": name, "mime_type": mime}}
        else:
            small = {**about, "file_id": f"small{file_id}", "width": 90, "height": 67, "file_size": 1000}
            content = {"photo": [small, {**about, "width": 1280, "height": 960}]}
        content |= {"caption": caption} if caption else {}
        content |= {"media_group_id": album} if album else {}
        shown = Shown(0, chat, True, 0, caption, file=file_id, kind="document" if name else "photo", name=name)
        return await self._person_sends(chat, shown, {**content, **more})

    async def tap(self, chat: int, data: str, message_id: int = 0) -> str:
        """Tap a button (of the newest message that has or had it); the id of the tap."""
        messages = self.chats.setdefault(chat, {}).values()
        found = [m.id for m in messages if not m.mine and data in m.data]
        shown = self.chats[chat].get(message_id or max(found, default=0))
        about = shown.as_json() if shown else {"chat": chat_of(chat), "message_id": 1, "date": 0}
        tap_id = self._new("tap")
        self._taps[str(tap_id)] = self.now()
        tap = {"id": str(tap_id), "from": user_of(chat), "message": about, "chat_instance": "1", "data": data}
        await self._arrive({"callback_query": tap}, ("tap", chat))
        return str(tap_id)

    async def edit(self, chat: int, message_id: int, text: str) -> None:
        """Edit one's own message."""
        shown = self.chats[chat][message_id]
        shown.text, shown.edited = text, self._time()
        await self._arrive({"edited_message": {**shown.as_json(), "text": text}}, ("message", chat))

    async def block(self, chat: int, blocked: bool = True) -> None:
        """Shut the bot out, or let it in again."""
        (self.blocked.add if blocked else self.blocked.discard)(chat)
        states: list[dict[str, Any]] = [{"status": "member"}, {"status": "kicked", "until_date": 0}]
        before, after = states if blocked else states[::-1]
        member: dict[str, Any] = {"chat": chat_of(chat), "from": user_of(chat), "date": self._time()}
        member |= {"old_chat_member": {"user": BOT, **before}, "new_chat_member": {"user": BOT, **after}}
        await self._arrive({"my_chat_member": member}, ("message", chat))

    def shown(self, chat: int) -> list[Shown]:
        """What stands in a chat, oldest first."""
        return list(self.chats.get(chat, {}).values())

    async def _person_sends(self, chat: int, shown: Shown, content: dict[str, Any]) -> int:
        shown.id, shown.date = self._new("message"), self._time()
        self.chats.setdefault(chat, {})[shown.id] = shown
        message = {
            "message_id": shown.id,
            "date": shown.date,
            "chat": chat_of(chat),
            "from": user_of(abs(chat)),
            **content,
        }
        await self._arrive({"message": message}, ("message", chat))
        return shown.id

    async def _arrive(self, update: dict[str, Any], queue: tuple[str, int]) -> None:
        if self._allowed and not update.keys() & set(self._allowed):
            return
        await self.put({"update_id": self._new("update"), **update}, queue)

    def renumber(self, number: int) -> None:
        """Updates are numbered from here on, as after a week without any."""
        self._ids["update"] = number

    async def put(self, update: dict[str, Any], queue: tuple[str, int] = ("message", 0)) -> None:
        """An update waits for the bot."""
        self._ids["update"] = update["update_id"]
        async with self._changed:
            self.pending.append(update)
            self._changed.notify_all()
        if self.webhook:
            self._bring(update, queue)

    def _bring(self, update: dict[str, Any], queue: tuple[str, int]) -> None:
        self._queues[queue] = asyncio.create_task(self._deliver(update, self._queues.get(queue), self.now()))

    async def _deliver(self, update: dict[str, Any], before: "asyncio.Task[None] | None", at: datetime) -> None:
        """Bring an update to the webhook until it is taken; the next of its queue waits."""
        if before:
            await asyncio.wait([before])
        wait = RETRY_FIRST
        lives = TAP_LIVES if "callback_query" in update else UPDATE_LIVES
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._secret} if self._secret else {}
        async with httpx.AsyncClient(verify=certificates(), trust_env=False) as client:
            while (self.now() - at).total_seconds() <= lives:
                with suppress(httpx.HTTPError):
                    answer = await client.post(self.webhook, json=update, headers=headers)
                    if answer.is_success:
                        break
                    if asked := answer.headers.get("retry-after"):
                        wait = float(asked)
                await asyncio.sleep(wait * self.second)
                wait = min(wait * 2, RETRY_MOST)
        await self._confirm(lambda one: one["update_id"] == update["update_id"])

    # --- the bot -----------------------------------------------------------------------------------------------------
    async def _call(self, request: Request) -> Response:
        if request.path_params["token"] != TOKEN:
            return refusal(Refused(401, ""))
        name = request.path_params["method"].lower()
        form, sent = fields(await request.body(), request.headers.get("content-type", ""))
        self.calls.append((name, form))
        if self._faults[name]:
            code, words, parameters = self._faults[name].popleft()
            if code == 0:
                await asyncio.sleep(3600)
            if code == 502:
                return HTMLResponse("<html><h1>502 Bad Gateway</h1></html>", 502)
            return refusal(Refused(code, words, **parameters))
        method = getattr(self, f"_do_{name}", None)
        try:
            if method is None:
                raise Refused(404, "method not found")
            return JSONResponse({"ok": True, "result": await method(form, sent)})
        except Refused as refused:
            return refusal(refused)

    async def _download(self, request: Request) -> Response:
        known = request.path_params["token"] == TOKEN and request.path_params["path"].removeprefix("files/")
        return Response(self.files[known]) if known in self.files else refusal(Refused(404, ""))

    async def _do_getme(self, form: Mapping[str, str], files: Mapping[str, bytes]) -> Any:
        return BOT

    async def _do_getupdates(self, form: Mapping[str, str], files: Mapping[str, bytes]) -> Any:
        if self.webhook:
            raise Refused(409, "can't use getUpdates method while webhook is active; use deleteWebhook first")
        if self._asking and not self._asking.done():
            self._asking.set_result(None)
        mine = self._asking = asyncio.get_running_loop().create_future()
        self._allowed = json.loads(form.get("allowed_updates", "[]"))
        offset = int(form.get("offset", 0))
        until = time.monotonic() + min(int(form.get("timeout", 0)), 50)
        await self._confirm(lambda one: one["update_id"] < offset if offset else False)
        while not (found := self._alive()[: int(form.get("limit", 100))]) and time.monotonic() < until:
            if mine.done():
                raise Refused(409, "terminated by other getUpdates request; make sure that only one bot is running")
            with suppress(TimeoutError):
                async with asyncio.timeout(until - time.monotonic()), self._changed:
                    await self._changed.wait()
        if not mine.done():
            mine.cancel()
        return found

    def _alive(self) -> list[dict[str, Any]]:
        """Updates that were not given up."""
        for one in list(self.pending):
            tap = one.get("callback_query", {}).get("id")
            if tap and (self.now() - self._taps[tap]).total_seconds() > TAP_LIVES:
                self.pending.remove(one)
        return self.pending

    async def _confirm(self, known: Callable[[dict[str, Any]], bool]) -> None:
        async with self._changed:
            self.pending[:] = [one for one in self.pending if not known(one)]
            self._changed.notify_all()

    async def _do_setwebhook(self, form: Mapping[str, str], files: Mapping[str, bytes]) -> Any:
        url = form.get("url", "")
        if url and not url.startswith(("https://", "http://127.0.0.1:")):
            raise Refused(400, "bad webhook: An HTTPS URL must be provided for webhook")
        self.webhook, self._secret = url, form.get("secret_token", "")
        self._allowed = json.loads(form.get("allowed_updates", "[]"))
        if form.get("drop_pending_updates") == "true":
            self.pending.clear()
        for update in self.pending if url else ():
            self._bring(update, ("message", 0))
        return True

    async def _do_deletewebhook(self, form: Mapping[str, str], files: Mapping[str, bytes]) -> Any:
        for task in self._queues.values():
            task.cancel()
        return await self._do_setwebhook({}, {})

    async def _do_getwebhookinfo(self, form: Mapping[str, str], files: Mapping[str, bytes]) -> Any:
        return {"url": self.webhook, "has_custom_certificate": False, "pending_update_count": len(self.pending)}

    async def _do_setmycommands(self, form: Mapping[str, str], files: Mapping[str, bytes]) -> Any:
        scope = json.loads(form.get("scope", '{"type": "default"}'))["type"]
        self.commands[scope] = json.loads(form["commands"])
        return True

    async def _do_answercallbackquery(self, form: Mapping[str, str], files: Mapping[str, bytes]) -> Any:
        asked = self._taps.get(form["callback_query_id"])
        if asked is None or (self.now() - asked).total_seconds() > ANSWER_WITHIN:
            raise Refused(400, "query is too old and response timeout expired or query ID is invalid")
        self.answered.add(form["callback_query_id"])
        return True

    async def _do_sendchataction(self, form: Mapping[str, str], files: Mapping[str, bytes]) -> Any:
        self.actions.append((self._open_chat(form), form["action"]))
        return True

    async def _do_sendmessage(self, form: Mapping[str, str], files: Mapping[str, bytes]) -> Any:
        return self._bot_sends(form, "text", form.get("text", ""), MAX_TEXT).as_json()

    async def _do_senddocument(self, form: Mapping[str, str], files: Mapping[str, bytes]) -> Any:
        return self._bot_sends(form, "document", form.get("caption", ""), MAX_CAPTION, files).as_json()

    async def _do_sendphoto(self, form: Mapping[str, str], files: Mapping[str, bytes]) -> Any:
        return self._bot_sends(form, "photo", form.get("caption", ""), MAX_CAPTION, files).as_json()

    async def _do_editmessagetext(self, form: Mapping[str, str], files: Mapping[str, bytes]) -> Any:
        shown = self.chats.get(self._open_chat(form), {}).get(int(form["message_id"]))
        if shown is None:
            raise Refused(400, "message to edit not found")
        if shown.mine or shown.kind != "text":
            raise Refused(400, "message can't be edited" if shown.mine else "there is no text in the message to edit")
        text, rows = checked_text(form["text"], MAX_TEXT), checked_rows(form)
        entities = json.loads(form.get("entities", "[]"))
        if (text, rows, entities) == (shown.text, shown.rows, shown.entities):
            raise Refused(400, "message is not modified: specified new message content and reply markup are the same")
        shown.text, shown.rows, shown.entities, shown.edited = text, rows, entities, self._time()
        shown.data |= {button["callback_data"] for button in shown.buttons}
        return shown.as_json()

    async def _do_deletemessage(self, form: Mapping[str, str], files: Mapping[str, bytes]) -> Any:
        if self.chats.get(self._open_chat(form), {}).pop(int(form["message_id"]), None) is None:
            raise Refused(400, "message to delete not found")
        return True

    async def _do_getfile(self, form: Mapping[str, str], files: Mapping[str, bytes]) -> Any:
        file_id = form["file_id"].removeprefix("small")
        if file_id not in self.files:
            raise Refused(400, "wrong file_id or the file is temporarily unavailable")
        if len(self.files[file_id]) > MAX_DOWNLOAD:
            raise Refused(400, "file is too big")
        return {"file_id": file_id, "file_unique_id": file_id, "file_path": f"files/{file_id}"}

    # --- sending -------------------------------------------------------------------------------------------------------
    def _bot_sends(
        self, form: Mapping[str, str], kind: str, text: str, limit: int, files: Mapping[str, bytes] | None = None
    ) -> Shown:
        chat = self._open_chat(form)
        text, rows = checked_text(text, limit, may_lack=kind != "text"), checked_rows(form)
        self._flood(chat)
        entities = json.loads(form.get("entities") or form.get("caption_entities") or "[]")
        shown = Shown(self._new("message"), chat, False, self._time(), text, entities, rows, kind=kind)
        if kind != "text":
            (shown.name, content), *_ = (files or {}).items()
            shown.file = self._keep(content)
        shown.data = {button["callback_data"] for button in shown.buttons}
        self.chats[chat][shown.id] = shown
        return shown

    def _open_chat(self, form: Mapping[str, str]) -> int:
        chat = int(form["chat_id"])
        if chat in self.moved:
            raise Refused(400, "group chat was upgraded to a supergroup chat", migrate_to_chat_id=self.moved[chat])
        if chat in self.blocked:
            raise Refused(403, "bot was blocked by the user")
        if chat not in self.chats:
            raise Refused(400, "chat not found")
        return chat

    def _flood(self, chat: int) -> None:
        """A second's messages in all (under 0) and in the chat."""
        now = time.monotonic()
        for key, most in zip((0, chat), self.limits, strict=True):
            sent = self._sent[key]
            while sent and sent[0] <= now - 1:
                sent.popleft()
            if most and len(sent) >= most:
                raise Refused(429, "retry after 1", retry_after=1)
        self._sent[0].append(now)
        self._sent[chat].append(now)

    def _keep(self, data: bytes) -> str:
        file_id = f"f{self._new('file')}"
        self.files[file_id] = data
        return file_id

    def _new(self, what: str) -> int:
        self._ids[what] += 1
        return self._ids[what]

    def _time(self) -> int:
        return int(self.now().timestamp())
