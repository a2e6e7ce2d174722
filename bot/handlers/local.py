"""The local web chat: the conversation an officer has on a phone, in a browser, over the sample agency only.

It stores what a person did through a `LocalBackend` and streams what was said; it knows entries and messages, neither
the domain nor the database. Only the browser of this machine that holds the printed key is let in (`bot.handlers.gate`).
"""

import asyncio
import json
import mimetypes
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any, Final, Protocol
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot.handlers.gate import Gate, page
from bot.handlers.line_drawing import draw
from bot.messages import Event, Media, load
from bot.problems import Problem

MAX_FILE: Final = 20 * 1024 * 1024
"""Bytes of an upload; more is answered in the conversation by the problem `file_too_big`."""
MAX_SEND: Final = 200_000
"""Bytes of a text or a tap with everything around it."""
MAX_CAPTION: Final = 300
"""Characters written with a photo or file."""
MAX_FORGOTTEN: Final = 64 * 1024 * 1024
"""Bytes read and thrown away after a limit, so that the browser hears the answer instead of a broken connection."""

_ZONE: Final = ZoneInfo("Asia/Bangkok")
_ULID: Final = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_MIME: Final = re.compile(r"[a-z0-9][a-z0-9.+-]{0,63}/[a-z0-9][a-z0-9.+-]{0,127}")
_TOKEN: Final = re.compile(r"[!-~]{1,64}")
_STATUS: Final = {
    **dict.fromkeys(("local_incomplete", "local_empty", "local_cut", "local_no_time"), 400),
    **dict.fromkeys(("local_nobody", "local_no_file"), 404),
    "local_too_long": 413,
    "local_busy": 503,
}


@dataclass(frozen=True, slots=True)
class LocalPerson:
    """Somebody of the sample agency whom the browser may speak for. `role` is its Thai label."""

    id: int
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was said. The person's own has the id `m:` + event id, so that the browser knows it again."""

    id: str
    mine: bool
    at: datetime
    body: dict[str, Any]
    """Of the bot: a dumped message. Mine: kind text or tap with `text`; kind media with file, name, mime, problem,
    caption."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A document or picture to be downloaded."""

    name: str
    mime: str
    data: bytes


Shown = Callable[["Entry"], dict[str, Any]]
"""An entry as JSON for the page."""


class StoreUnavailable(Exception):  # noqa: N818 - a state of affairs: the browser keeps the message and tries again
    """What a person did could not be stored now."""


class LocalBackend(Protocol):
    """What the local chat needs of the product. An event id that was stored before is stored again without effect."""

    async def agency(self) -> dict[str, Any]:
        """`name`, `now` (ISO local time of the sample agency's clock, Asia/Bangkok) and `moved` (not the real time)."""

    async def people(self) -> list[LocalPerson]:
        """Whom the browser may speak for, the most useful first."""

    async def history(self, person: int) -> list[Entry]:
        """The last 200 entries, oldest first."""

    def follow(self, person: int) -> AsyncIterator[Entry]:
        """Entries as they come; subscribed before the first wait, so that none falls between `history` and here."""

    async def store_text(self, person: int, event_id: str, text: str) -> None:
        """A text was sent."""

    async def store_tap(self, person: int, event_id: str, token: str, label: str) -> None:
        """A button was tapped."""

    async def store_media(
        self,
        person: int,
        event_id: str,
        album: str,
        name: str,
        mime: str,
        data: bytes | None,
        problem: str,
        caption: str = "",
    ) -> None:
        """A file was sent, perhaps with words; with a `problem` its bytes were not kept."""

    async def file(self, file_id: str) -> StoredFile | None:
        """A file of the sample agency."""

    async def move_clock(self, now: datetime | None) -> None:
        """Set the sample agency's clock (aware time), or let it follow the real time again."""

    async def reset(self) -> None:
        """Make the sample data anew; the ids of people change."""


def local_app(backend: LocalBackend, *, key: str, port: int) -> Starlette:
    """The application to serve on 127.0.0.1:`port`; its address is `/?key=<key>`.

    `app.state.end_streams()` ends the open event streams where no signal reaches uvicorn.
    """
    chat = Chat(backend)
    app = Starlette(
        routes=[
            Route("/", chat.page),
            Route("/static/{name}", chat.static),
            Route("/chat/state", chat.state),
            Route("/chat/events", chat.events),
            Route("/chat/send", chat.send, methods=["POST"]),
            Route("/chat/upload", chat.upload, methods=["POST"]),
            Route("/chat/clock", chat.clock, methods=["POST"]),
            Route("/chat/reset", chat.reset, methods=["POST"]),
            Route("/chat/file/{file_id:path}", chat.file),
        ],
        middleware=[Middleware(Gate, key=key, port=port)],
        exception_handlers=dict.fromkeys((Problem, StoreUnavailable), _explain),
    )
    app.state.end_streams = chat.end_streams
    return app


class Chat:
    """The routes behind the gate."""

    def __init__(self, backend: LocalBackend) -> None:
        self.backend = backend
        self.streams: set[asyncio.Queue[Entry | None]] = set()
        self.html = page("page.html")
        assets = (
            path for path in (files("templates") / "web").iterdir() if path.name.endswith((".css", ".js", ".svg"))
        )
        self.assets = {path.name: path.read_bytes() for path in assets}

    async def page(self, request: Request) -> Response:
        """The one page."""
        return HTMLResponse(self.html)

    async def static(self, request: Request) -> Response:
        """What the page is made of."""
        name = request.path_params["name"]
        if name not in self.assets:
            raise HTTPException(404)
        kinds = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
        return Response(self.assets[name], media_type=kinds[name.rpartition(".")[2]])

    async def state(self, request: Request) -> Response:
        """The agency, its clock and its people."""
        people = [asdict(person) for person in await self.backend.people()]
        return JSONResponse({"agency": await self.backend.agency(), "people": people})

    async def events(self, request: Request) -> Response:
        """The conversation of one person: first all of it (`history`), then what comes (`entry`)."""
        person = _number(request.query_params.get("person"))
        if all(person != known.id for known in await self.backend.people()):
            raise Problem("local_nobody")
        as_line = request.query_params.get("as") == "line"
        return EventSourceResponse(self._conversation(person, _as_line if as_line else _plain), ping=15)

    async def _conversation(self, person: int, shown: Shown) -> AsyncIterator[ServerSentEvent]:
        with self._live(person) as live:
            await asyncio.sleep(0)  # lets the subscription begin, so that nothing falls between it and the history
            history = await self.backend.history(person)
            yield ServerSentEvent(json.dumps([shown(entry) for entry in history]), event="history")
            told = {entry.id for entry in history}
            while (entry := await live.get()) is not None:
                if entry.id not in told:
                    yield ServerSentEvent(json.dumps(shown(entry)), event="entry")

    @contextmanager
    def _live(self, person: int) -> Iterator[asyncio.Queue[Entry | None]]:
        """What is said from now on; None when the stream ends."""
        queue: asyncio.Queue[Entry | None] = asyncio.Queue()

        async def listen() -> None:
            try:
                async for entry in self.backend.follow(person):
                    queue.put_nowait(entry)
            finally:
                queue.put_nowait(None)

        task = asyncio.create_task(listen())
        self.streams.add(queue)
        try:
            yield queue
        finally:
            self.streams.discard(queue)
            task.cancel()

    def end_streams(self) -> None:
        """End every open stream; a browser comes back by itself and loads all anew."""
        for queue in self.streams:
            queue.put_nowait(None)

    async def send(self, request: Request) -> Response:
        """A text (`text`) or a tap (`token`, `label`)."""
        data = await _json(request)
        person, event_id = _number(data.get("person")), _event_id(data.get("id"))
        match data:
            case {"text": str(text)} if text.strip():
                await self.backend.store_text(person, event_id, text)
            case {"token": str(token), "label": str(label)} if _TOKEN.fullmatch(token):
                await self.backend.store_tap(person, event_id, token, label)
            case _:
                raise Problem("local_empty")
        return JSONResponse({})

    async def upload(self, request: Request) -> Response:
        """A photo or file as the raw body. `size` is what the browser knows: it need not send what is too much."""
        query = request.query_params
        person, event_id = _number(query.get("person")), _event_id(query.get("id"))
        album = _event_id(query["album"]) if query.get("album") else ""
        name, caption = _file_name(query.get("name", "")), query.get("caption", "")[:MAX_CAPTION]
        mime = query.get("mime", "").lower() or mimetypes.guess_type(name)[0] or ""
        mime = mime if _MIME.fullmatch(mime) else "application/octet-stream"
        declared = max(_number(query.get("size", "0")), _number(request.headers.get("content-length", "0")))
        data = await _body(request, MAX_FILE if declared <= MAX_FILE else 0)
        if declared > MAX_FILE or data is None:
            await self.backend.store_media(person, event_id, album, name, mime, None, "file_too_big", caption)
            return JSONResponse({"problem": "file_too_big"})
        await self.backend.store_media(person, event_id, album, name, mime, data, "", caption)
        return JSONResponse({})

    async def clock(self, request: Request) -> Response:
        """Set the sample agency's clock, or give it back the real time."""
        given = (await _json(request)).get("now")
        try:
            now = None if given is None else datetime.strptime(given, "%Y-%m-%dT%H:%M").replace(tzinfo=_ZONE)
            if now and not 1900 <= now.year < 2500:
                raise ValueError("no calendar reaches that far")
        except (TypeError, ValueError):
            raise Problem("local_no_time") from None
        await self.backend.move_clock(now)
        self.end_streams()
        return await self.state(request)

    async def reset(self, request: Request) -> Response:
        """Make the sample data anew."""
        await self.backend.reset()
        self.end_streams()
        return await self.state(request)

    async def file(self, request: Request) -> Response:
        """A document or picture: saved under its name; only a JPEG is shown."""
        stored = await self.backend.file(request.path_params["file_id"])
        if stored is None:
            raise Problem("local_no_file")
        mime = stored.mime if _MIME.fullmatch(stored.mime) else "application/octet-stream"
        name = _file_name(stored.name)
        plain = re.sub(r"[^\w.-]+", "_", name, flags=re.ASCII)
        kind = "inline" if mime == "image/jpeg" else "attachment"
        disposition = f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
        policy = "default-src 'none'; sandbox"
        headers = {"Content-Disposition": disposition, "Content-Security-Policy": policy}
        return Response(stored.data, media_type=mime, headers=headers)


def _plain(entry: Entry) -> dict[str, Any]:
    return {"id": entry.id, "mine": entry.mine, "at": entry.at.isoformat(), "body": entry.body}


def _as_line(entry: Entry) -> dict[str, Any]:
    """The same with what LINE is sent for it, to look at it there."""
    if entry.mine:
        return _plain(entry)
    calls = draw([load(entry.body)], lambda file: f"/chat/file/{quote(file, safe='')}")
    return {**_plain(entry), "line": [thing for call in calls for thing in call.objects]}


async def _body(request: Request, limit: int) -> bytes | None:
    """The whole body, or None when it is larger than `limit`; then the rest is read and forgotten."""
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size <= limit:
                chunks.append(chunk)
            elif size > limit + MAX_FORGOTTEN:
                break
            else:
                chunks.clear()
    except ClientDisconnect:
        raise Problem("local_cut") from None
    return b"".join(chunks) if size <= limit else None


async def _json(request: Request) -> dict[str, Any]:
    body = await _body(request, MAX_SEND)
    if body is None:
        raise Problem("local_too_long")
    try:
        data = json.loads(body)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise Problem("local_incomplete")
    return data


def _number(given: object) -> int:
    if isinstance(given, bool) or not re.fullmatch(r"[0-9]{1,18}", str(given)):
        raise Problem("local_incomplete")
    return int(str(given))


def _event_id(given: object) -> str:
    if not isinstance(given, str) or not _ULID.fullmatch(given):
        raise Problem("local_incomplete")
    return given


def _file_name(given: str) -> str:
    """A name that is safe to save under: no folders, no control or invisible direction characters."""
    visible = re.sub(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "", given)
    return re.split(r"[/\\]", visible)[-1].strip(" .")[-150:] or "file"


def _explain(request: Request, error: Exception) -> Response:
    """What is wrong, in Thai; the browser tries again by itself only after 503."""
    problem = error if isinstance(error, Problem) else Problem("local_busy")
    body = {"problem": problem.code, "sentence": problem.sentence}
    status = _STATUS.get(problem.code, 422)
    return JSONResponse(body, status_code=status, headers={"Retry-After": "2"} if status == 503 else None)


def parse(raw: Mapping[str, Any], at: datetime) -> Event:
    """A stored update of the local chat as an event."""
    match raw["kind"]:
        case "text":
            return Event("text", at, text=raw["text"], message_id=raw["id"])
        case "tap":
            return Event("tap", at, token=raw["token"], message_id=raw["id"])
        case "media":
            media = Media(raw.get("media", 0), raw["name"], raw["mime"], raw.get("problem", ""))
            return Event("media", at, media=media, album=raw["album"], message_id=raw["id"])
    return Event("unsupported", at, what=raw.get("what", raw["kind"]), message_id=raw["id"])
