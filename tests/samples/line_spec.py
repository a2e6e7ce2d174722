"""Plays every story on LINE with LINE's own specification in between: Prism checks each call of the real client against a strict copy
of LINE's OpenAPI file before it reaches our simulator.  python tests/samples/line_spec.py

Not a test of the suite: the specification lies in ../shared, beside the repository, and Prism comes from npm (.ci/run
installs it). What is refused is printed with the reason.
"""

import asyncio
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.domain.agency import Role
from bot.line import account
from bot.line.account import Account
from bot.line.menus import Refused, put_up
from bot.lineapi import SECRET, TOKEN, LineApi
from bot.logs import log_to_stderr
from bot.loopback import Loopback
from bot.play import play_file

BESIDE = Path(__file__).parents[3] / "shared"
STORIES = Path(__file__).parents[1] / "stories"
PRISM = Path.home() / ".cache" / "line-spec" / "node_modules" / ".bin" / "prism"
STARTS_WITHIN = 60
SLOW = 120
"""Seconds for a call: Prism compiles the checks of each kind at its first one, which takes long on a busy machine."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def refused(api: LineApi) -> tuple[Counter[str], Counter[str]]:
    """Play all stories and put up the menus; the kinds of calls made, and what was refused."""
    faults: Counter[str] = Counter()
    for story in sorted(STORIES.glob("*.yaml")):
        api.chats.clear()
        api.used, api.home = 0, Loopback()
        try:
            await play_file(story, channel="line", api=api)
        except Exception as fault:
            faults[f"{story.name}: {type(fault).__name__}: {fault}"] += 1
    try:
        await put_up(Account(SECRET, TOKEN, api.url), [("U" + "a" * 32, Role.OFFICER)])
    except Refused as fault:
        faults[str(fault)] += 1
    return Counter(f"{method} {re.sub('/[-a-zA-Z0-9]{16,}', '/…', path)}" for method, path, _ in api.calls), faults


async def checked(proxy: str, port: int, spec: Path) -> int:
    """Run Prism before the simulator and say what it found."""
    async with LineApi() as api:
        api.patience = SLOW
        command = [prism(), "proxy", "--errors", "-h", "127.0.0.1", "-p", str(port), str(spec), api.url]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
            try:
                await answering(proxy)
                async with Front(api, proxy):
                    account.TIMEOUT = SLOW  # type: ignore[misc]
                    made, faults = await refused(api)
            finally:
                process.terminate()
            log = process.stdout.read() if process.stdout else ""
    violations: Counter[str] = Counter()
    path = ""
    for line in log.splitlines():
        if asked := re.search(r"(GET|POST|PUT|DELETE) .*?(/v2/\S*)", line):
            path = re.sub("/[-a-zA-Z0-9]{16,}", "/…", " ".join(asked.groups()))
        if "Violation: " in line:
            violations[f"{path}: {line.partition('Violation: ')[2]}"] += 1
    for fault, times in (faults + violations).most_common():
        print(f"{fault} ({times} times)")
    wrong = sum((faults + violations).values())
    print(
        f"line_spec: {sum(made.values())} calls through LINE's specification, {wrong} faults: {dict(made.most_common())}"
    )
    return bool(wrong)


class Front:
    """Sends calls on to Prism; photos come past it, since Prism takes bytes for text."""

    def __init__(self, api: LineApi, prism_at: str) -> None:
        self.straight, self.prism_at, self.door = api.url, prism_at, Loopback()
        api.url = self.door.url
        # Prism closes what was idle for five seconds; a connection is not used again when that may be under way.
        self.client = httpx.AsyncClient(trust_env=False, timeout=SLOW, limits=httpx.Limits(keepalive_expiry=2))

    async def __aenter__(self) -> None:
        await self.door.open([Route("/{path:path}", self.passed_on, methods=["GET", "POST", "PUT", "DELETE"])])

    async def __aexit__(self, *exc: object) -> None:
        await self.door.close()
        await self.client.aclose()

    async def passed_on(self, request: Request) -> Response:
        photo = request.method == "GET" and "/message/" in request.url.path
        url = (self.straight if photo else self.prism_at) + request.url.path
        headers = {name: value for name, value in request.headers.items() if name != "host"}
        answer = await self.client.request(request.method, url, content=await request.body(), headers=headers)
        return Response(answer.content, answer.status_code, media_type=answer.headers.get("content-type"))


async def answering(proxy: str) -> None:
    """Wait until Prism listens."""
    until = time.monotonic() + STARTS_WITHIN
    async with httpx.AsyncClient(trust_env=False) as client:
        while time.monotonic() < until:
            try:
                await client.get(proxy)
                return
            except httpx.TransportError:
                await asyncio.sleep(0.2)
    raise SystemExit("line_spec: Prism did not start")


def prism() -> str:
    return os.environ.get("PRISM") or shutil.which("prism") or str(PRISM)


def main() -> int:
    """Say what LINE would refuse; how many calls there were."""
    if not (BESIDE / "tools" / "line_strict_spec.py").exists():
        print("line_spec: no specification beside the repository")
        return 0
    if not shutil.which(prism()):
        print("line_spec: not checked, Prism is not installed")
        return 0
    log_to_stderr("critical")
    with tempfile.TemporaryDirectory() as folder:
        spec, port = Path(folder) / "strict.yml", free_port()
        given = BESIDE / "channel_specs" / "messaging-api.yml"
        tool = BESIDE / "tools" / "line_strict_spec.py"
        subprocess.run([sys.executable, str(tool), str(given), str(spec)], check=True)
        return asyncio.run(checked(f"http://127.0.0.1:{port}", port, spec))


if __name__ == "__main__":
    sys.exit(main())
