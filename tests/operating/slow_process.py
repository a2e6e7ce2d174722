"""A process of ours with one slow step, which says when it is in the middle of it: `slow_process.py COMMAND STEP SECONDS
STOP_WITHIN`."""

import sys
import time
from typing import Any

import click

from bot import media, run
from bot.cli import main
from bot.documents import measure_report
from storage import mail

STEPS = {"turn": (mail, "done"), "document": (measure_report, "render"), "photo": (media, "ready_photo")}


def slow(owner: Any, name: str, seconds: float) -> None:
    step = getattr(owner, name)

    def slowed(*args: Any, **kwargs: Any) -> Any:
        click.echo("in the middle")
        time.sleep(seconds)
        return step(*args, **kwargs)

    setattr(owner, name, slowed)


command, step, seconds, stop_within = sys.argv[1:]
slow(*STEPS[step], float(seconds))
run.STOP_WITHIN = float(stop_within)  # type: ignore[misc]
main([command])
