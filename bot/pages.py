"""Pages that anybody on the net may open: a template with what it says, that loads nothing and is kept nowhere."""

import secrets
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment
from starlette.responses import HTMLResponse

SAFETY: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
"""What is told to browsers with pages and files alike."""


class Page:
    """A page of `templates/web`."""

    def __init__(self, name: str) -> None:
        self.template = Environment(autoescape=True).from_string(
            files("templates").joinpath("web", name).read_text("utf-8")
        )

    def saying(self, status: int = 200, headers: Mapping[str, str] | None = None, **said: Any) -> HTMLResponse:
        """The page with these words; its own style is all it may use."""
        nonce = secrets.token_urlsafe(12)
        policy = f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        safe = {"Content-Security-Policy": policy, "X-Robots-Tag": "noindex", **SAFETY}
        return HTMLResponse(self.template.render(nonce=nonce, **said), status, {**safe, **(headers or {})})
