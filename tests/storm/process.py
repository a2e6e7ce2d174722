"""One process of the product for the storm: `python process.py run|web|worker`.

The real entry points of `bot.run`, on a clock that began on the storm's day, with steps that take a moment so that a kill
meets them inside transactions and between sending and marking, and with claims that are free again soon after a kill.
"""

import os
import random
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from bot import bootstrap, run, service
from bot.settings import Settings
from storage import evidence, jobs, mail, reports, sessions

DAY = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""09:00 in Bangkok, in the first quarter of fiscal year 2570."""
CLAIM = timedelta(seconds=5)


class StormClock:
    """The same time in every process of the storm."""

    def __init__(self) -> None:
        self.began = float(os.environ["STORM_BEGAN"])

    def now(self) -> datetime:
        """Now, as if the storm had begun on its day."""
        return DAY + timedelta(seconds=time.time() - self.began)


def slow(module: Any, name: str, pause: float) -> None:
    """Let a step take a moment before and after."""
    step = getattr(module, name)

    def slowed(*args: Any, **kwargs: Any) -> Any:
        time.sleep(random.random() * pause)
        result = step(*args, **kwargs)
        time.sleep(random.random() * pause)
        return result

    setattr(module, name, slowed)


def main(role: str) -> None:
    """Run until killed."""
    pause = float(os.environ["STORM_PAUSE"])
    bootstrap.SystemClock = StormClock  # type: ignore[misc]
    mail.CLAIM = CLAIM
    service.SWEEP_EVERY = 0.5  # type: ignore[misc]
    if pause:
        for module, names in (
            (mail, ("store", "put", "done", "sent")),
            (sessions, ("write",)),
            (evidence, ("settle",)),
            (reports, ("request", "settle_request", "add_file")),
            (jobs, ("enqueue",)),
        ):
            for name in names:
                slow(module, name, pause)
    start = {"run": run.run_embedded, "web": run.run_web, "worker": run.run_worker}[role]
    run.run_loop(start(Settings()))


if __name__ == "__main__":
    import sys

    main(sys.argv[1])
