"""The national frameworks of plan periods, from templates/frameworks."""

from functools import lru_cache
from importlib.resources import files

import yaml

from bot.domain.framework import Framework, parse_framework

_FOLDER = files("templates") / "frameworks"


@lru_cache
def framework_of(code: str) -> Framework:
    """The framework of a plan period."""
    return parse_framework(yaml.safe_load((_FOLDER / f"{code}.yaml").read_text("utf-8")))


@lru_cache
def codes() -> tuple[str, ...]:
    """The codes of all there are, the oldest first."""
    return tuple(
        sorted(entry.name.removesuffix(".yaml") for entry in _FOLDER.iterdir() if entry.name.endswith(".yaml"))
    )


def current_framework(year: int) -> Framework:
    """The framework whose period covers a fiscal year, else the newest one there is."""
    known = [framework_of(code) for code in codes()]
    return next((f for f in known if f.first_year <= year <= f.last_year), known[-1])
