"""The page on which anybody who holds an approved document can verify it: `/verify/<code>`.

It tells what the document says of itself and whether it still holds, and compares a file with it. Nothing is listed, and
nothing that is sent is kept.
"""

import asyncio
import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.clock import Clock
from bot.domain.verification import SAME, Verified, find, locked
from bot.pages import Page
from bot.problems import Problem
from storage import guesses, verification
from storage.database import Database
from storage.guesses import Limit

TRIES: Final = 20
"""Wrong codes from one address of the net, behind which a whole office may sit."""
MAX_FILE: Final = 30 * 1024**2
AROUND: Final = 64 * 1024
"""What a form adds to the file it brings."""
WITHIN: Final = 60.0
"""Seconds that a file may take to come."""
AT_ONCE: Final = 2
"""Files that are held in memory."""
STATUS: Final = {"verification_unknown": 404, "verification_guessed": 429, "verification_too_big": 413}
PAGE: Final = Page("verify.html")


class VerifyPage:
    """Answers whoever has a code."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self.clock = database, clock
        self._room = asyncio.Semaphore(AT_ONCE)

    def routes(self) -> list[Route]:
        """Where the printed address leads, and where a code can be typed."""
        paths = ("/verify", "/verify/{code}")
        return [
            *(Route(path, self._shown, methods=["GET"]) for path in paths),
            *(Route(path, self._compared, methods=["POST"]) for path in paths),
        ]

    async def _shown(self, request: Request) -> Response:
        try:
            found = await self._found(request)
        except Problem as problem:
            return _refused(problem)
        return _page(found) if found else _page(None, asks=True)

    async def _compared(self, request: Request) -> Response:
        found = None
        try:
            found = await self._found(request)
            if found is None:
                raise Problem("verification_unknown")
            async with self._room, asyncio.timeout(WITHIN):
                sha256 = await _digest(request)
        except Problem as problem:
            return _refused(problem, found)
        except (ClientDisconnect, TimeoutError):
            return _refused(Problem("verification_cut"), found)
        if sha256 not in found.sha256:
            return _page(found, said=Problem("verification_differs").sentence)
        return _page(found, said=SAME, good=True)

    async def _found(self, request: Request) -> Verified | None:
        """What the code is of; None when none was given."""
        typed = request.path_params.get("code") or request.query_params.get("code", "")
        if not typed:
            return None
        limits = (Limit("verify", request.client.host if request.client else "", TRIES),)
        found = await self.database.read(_look, find(typed), limits, self.clock.now())
        if found is None:
            await self.database.write(guesses.guessed, limits, self.clock.now())
            raise Problem("verification_unknown")
        return found


def _look(connection: Connection, code: str, limits: tuple[Limit, ...], now: datetime) -> Verified | None:
    if until := guesses.refused(connection, limits, now):
        raise locked(until)
    return verification.by_code(connection, code)


async def _digest(request: Request) -> str:
    """SHA-256 of the file a form brings."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_FILE + AROUND:
            raise Problem("verification_too_big", limit=MAX_FILE // 1024**2)
    return await asyncio.to_thread(_digest_of_form, bytes(body), request.headers.get("content-type", ""))


def _digest_of_form(body: bytes, content_type: str) -> str:
    """Of the part named `file`, byte for byte: the marks around a part are the form's, not the file's."""
    boundary = re.search(r'boundary="?([^";]+)', content_type)
    for part in body.split(b"--" + boundary[1].encode())[1:] if boundary else ():
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        if re.search(rb'\bname="file"', head) and (file := content.removesuffix(b"\r\n")):
            return hashlib.sha256(file).hexdigest()
    raise Problem("verification_no_file")


def _refused(problem: Problem, found: Verified | None = None) -> Response:
    headers = {"Retry-After": "900"} if problem.code == "verification_guessed" else {}
    asks = problem.code != "verification_guessed"
    return _page(found, STATUS.get(problem.code, 400), headers, said=problem.sentence, asks=asks)


def _page(found: Verified | None, status: int = 200, headers: Mapping[str, str] | None = None, **said: Any) -> Response:
    told = {"title": found.title, "lines": found.lines} if found else {}
    return PAGE.saying(status, headers, **said, **told)
