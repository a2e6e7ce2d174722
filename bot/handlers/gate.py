"""Who may use the local web chat: the browser of this machine that holds the printed key."""

import hmac
from importlib.resources import files
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SAFETY: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def page(name: str) -> str:
    """A page of ours."""
    return (files("templates") / "web" / name).read_text("utf-8")


class Gate:
    """Lets in the browser of this machine that holds the key, and adds the headers of safety to every answer."""

    def __init__(self, app: ASGIApp, *, key: str, port: int) -> None:
        self.app = app
        self.key = key
        self.cookie = f"sujarit_local_{port}"
        """Cookies do not tell ports apart."""
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self.locked = page("locked.html")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or pass it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _SAFETY.items():
                    headers.setdefault(name, value)
            await send(message)

        answer = self._answer(Request(scope)) or self.app
        await answer(scope, receive, send_safely)

    def _answer(self, request: Request) -> Response | None:
        """What to say instead of serving the request, or None."""
        if not self._local(request.headers, request.method):
            return self._closed()
        if request.url.path == "/" and "key" in request.query_params:
            return self._welcome() if self._is_key(request.query_params["key"]) else self._closed()
        return None if self._is_key(request.cookies.get(self.cookie, "")) else self._closed()

    def _local(self, headers: Headers, method: str) -> bool:
        """Whether a page of ours asks, straight from this machine: no proxy, no other name, no other page."""
        hosts = headers.getlist("host")
        forwarded = any(name == "forwarded" or name.startswith("x-forwarded") for name in headers)
        own_page = method in ("GET", "HEAD") or headers.getlist("origin") == [f"http://{host}" for host in hosts]
        return len(hosts) == 1 and hosts[0] in self.hosts and not forwarded and own_page

    def _is_key(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(errors="replace"), self.key.encode())

    def _welcome(self) -> Response:
        response = RedirectResponse("/", status_code=303)
        response.set_cookie(self.cookie, self.key, httponly=True, samesite="strict")
        return response

    def _closed(self) -> Response:
        policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
        return HTMLResponse(self.locked, status_code=403, headers={"Content-Security-Policy": policy})
