"""Addresses of files, since LINE takes no files from bots: signed, for one person, for a week, on one phone.

The address leads to a page in LINE's own browser, which hands the file out or opens the page in the phone's browser. The
first browser that opens it is given a cookie, and no other one without it is let in; so an address that was passed on opens
nothing. Pictures are fetched by LINE itself and bound to nobody.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote, urlencode

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.clock import Clock
from bot.domain.fiscal import bangkok_day
from bot.files import Files
from bot.line.account import NAME, Account
from bot.messages import Card, Choices, File, Message, Picture
from bot.pages import SAFETY, Page
from bot.problems import Problem
from bot.thai import thai_date_long
from storage import links
from storage.database import Database
from storage.links import Opened
from storage.mail import Outgoing

log = structlog.get_logger()

COOKIE: Final = "holder"
HANDED_OVER: Final = timedelta(minutes=5)
"""How long the phone's browser can take the place of LINE's."""
STATUS: Final = {"link_wrong": 404, "link_no_file": 404, "link_expired": 410}
PAGE: Final = Page("file.html")


class Links:
    """Makes the addresses of files, and answers them."""

    def __init__(self, account: Account, public_url: str, database: Database, store: Files, clock: Clock) -> None:
        self.public_url, self.database, self.files, self.clock = public_url.rstrip("/"), database, store, clock
        self._key = account.key("links")

    async def made_for(
        self, rows: Sequence[Outgoing], messages: Sequence[Message], now: datetime
    ) -> Callable[[str], str]:
        """The address of each file of these messages, which are all said to one person."""
        person = rows[0].person_id
        wanted = [(row.id, file) for row, message in zip(rows, messages, strict=True) for file in _files_of(message)]
        keys = await self.database.write(links.made_for, person, wanted, now) if wanted and person else {}

        def address(file: str) -> str:
            kind = "pictures" if links.is_picture(file) else "files"
            return f"{self.public_url}/{kind}/{self._signed(keys[file])}"

        return address

    def routes(self) -> list[Route]:
        """Where the addresses lead."""
        return [
            Route("/files/{token}", self._page, methods=["GET"]),
            Route("/files/{token}/{name}", self._file, methods=["GET"]),
            Route("/pictures/{token}", self._picture, methods=["GET"]),
        ]

    # --- what is signed ----------------------------------------------------------------------------------------------
    def _signed(self, key: str) -> str:
        return f"{key}.{self._mac('link', key)}"

    def _mac(self, *parts: str) -> str:
        mac = hmac.new(self._key, "\n".join(parts).encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(mac[:16]).decode().rstrip("=")

    def _right(self, mac: str, *parts: str) -> bool:
        return hmac.compare_digest(mac.encode(), self._mac(*parts).encode())

    # --- answering ---------------------------------------------------------------------------------------------------
    async def _page(self, request: Request) -> Response:
        holder = self._handed_over(request) or request.cookies.get(COOKIE) or secrets.token_urlsafe(16)
        found = await self._opened(request, holder, read=False)
        if isinstance(found, str):
            return self._refused(found)
        token, now = request.path_params["token"], self.clock.now()
        until = str(int((now + HANDED_OVER).timestamp()))
        over = {"k": holder, "until": until, "mac": self._mac(token, holder, until), "openExternalBrowser": "1"}
        response = PAGE.saying(
            name=found.name,
            here=f"/files/{token}/{quote(found.name)}",
            outside=f"/files/{token}?{urlencode(over)}",
            until=thai_date_long(bangkok_day(now + links.LIVES), digits="arabic"),
        )
        secure = self.public_url.startswith("https://")
        week = int(links.LIVES.total_seconds())
        response.set_cookie(COOKIE, holder, week, path="/files", secure=secure, httponly=True, samesite="lax")
        return response

    async def _file(self, request: Request) -> Response:
        holder = request.cookies.get(COOKIE)
        found = await self._opened(request, holder, read=True) if holder else "link_wrong"
        return self._refused(found) if isinstance(found, str) else await self._bytes(found, "attachment")

    async def _picture(self, request: Request) -> Response:
        found = await self._opened(request, "", read=False)
        return self._refused(found) if isinstance(found, str) else await self._bytes(found, "inline")

    def _handed_over(self, request: Request) -> str:
        """What LINE's browser holds, brought by the phone's."""
        given = request.query_params
        holder, until = given.get("k", ""), given.get("until", "")
        if not self._right(given.get("mac", ""), request.path_params["token"], holder, until):
            return ""
        return holder if self.clock.now().timestamp() < float(until) else ""

    async def _opened(self, request: Request, holder: str, *, read: bool) -> Opened | str:
        key, _, mac = request.path_params["token"].partition(".")
        if request.method == "HEAD" or not self._right(mac, "link", key):
            return "link_wrong"
        digest = hashlib.sha256(holder.encode()).hexdigest() if holder else ""
        return await self.database.write(lambda c: links.opened(c, NAME, key, digest, self.clock.now(), read=read))

    async def _bytes(self, found: Opened, how: str) -> Response:
        try:
            content = await self.files.get(found.key)
        except KeyError:
            return self._refused("link_no_file")
        log.info("line: a file was opened", size=len(content))
        named = f"{how}; filename*=UTF-8''{quote(found.name)}"
        return Response(content, media_type=found.mime, headers={"Content-Disposition": named, **SAFETY})

    def _refused(self, code: str) -> Response:
        log.warning("line: a link was refused", problem=code)
        return PAGE.saying(STATUS.get(code, 403), problem=Problem(code).sentence)


def _files_of(message: Message) -> Sequence[str]:
    match message:
        case File() | Picture():
            return (message.file,)
        case Card() | Choices():
            return message.pictures
    return ()
