"""Plays every story on Telegram and checks each call that went out against Telegram's published tables: methods, fields, types,
lengths.  python tests/samples/telegram_calls.py

Not a test of the suite: the tables and their checker lie in ../shared, beside the repository, and need jsonschema.
"""

import asyncio
import sys
from collections import Counter
from pathlib import Path

BESIDE = Path(__file__).parents[3] / "shared" / "tools"
STORIES = Path(__file__).parents[1] / "stories"


async def calls() -> list[tuple[str, dict[str, str]]]:
    """Every call of every story, each kind of fields once."""
    from bot.botapi import BotApi
    from bot.play import play_file

    made = []
    for story in sorted(STORIES.glob("*.yaml")):
        async with BotApi() as api:
            await play_file(story, channel="telegram", api=api)
            made += api.calls
    return made


def main() -> int:
    """Say what is wrong; how many calls there were."""
    if not (BESIDE / "telegram_gate.py").exists():
        print("telegram_calls: no checker beside the repository")
        return 0
    sys.path.insert(0, str(BESIDE))
    try:
        from telegram_gate import METHODS, check
    except ImportError as lacking:
        print(f"telegram_calls: not checked, {lacking.name} is not installed")
        return 0
    from bot.logs import log_to_stderr

    log_to_stderr("error")
    called = {name.lower(): name for name in METHODS}
    made = asyncio.run(calls())
    faults = Counter(
        f"{called.get(method, method)}: {fault}"
        for method, form in made
        for fault in check(called.get(method, method), form)
    )
    for fault, times in faults.most_common():
        print(f"{fault} ({times} times)")
    methods = Counter(called.get(method, method) for method, _ in made)
    print(f"telegram_calls: {len(made)} calls, {sum(faults.values())} faults: {dict(methods.most_common())}")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
