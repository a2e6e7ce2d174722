"""What may have been made to use up a machine is done in a process of its own, with little memory and time, without our
settings in its environment, and without writing files: looking at a template that somebody sent, making a document with it.

The child is this module as a program. It is given what it works on by pickle, which is ours, and answers with JSON and bytes.
"""

import asyncio
import json
import os
import pickle
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from bot.problems import Problem

MEMORY: Final = 512 * 1024**2
CPU_SECONDS: Final = 20
WITHIN: Final = 40.0
"""Seconds from beginning to end, for a machine that is busy."""
AT_ONCE: Final = 2
KEPT: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT", "TMPDIR")
"""Of the environment: no token, no address of a database."""


class Stopped(OSError):  # noqa: N818 - what happened to it
    """The child took too much of the machine."""


class Apart:
    """Runs such work, few at once."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(AT_ONCE)

    async def examine(self, kind: str, template: bytes, own: Sequence[Any] = ()) -> list[Problem]:
        """All that is wrong with a template of this kind (`bot.documents.uploaded`)."""
        try:
            said, _ = await self._ask("examine", kind, template, tuple(own))
        except Stopped:
            return [Problem("template_heavy")]
        return [Problem(each["code"], **each["details"]) for each in said]

    async def render(self, kind: str, template: bytes, document: Any) -> bytes:
        """A document made with a template of an agency; a Problem when it cannot be. What was `Stopped` can be tried again:
        the template was looked at before, so the machine may only have been busy."""
        said, content = await self._ask("render", kind, template, document)
        if said:
            raise Problem(said[0]["code"], **said[0]["details"])
        return content

    async def _ask(self, task: str, *given: Any) -> tuple[list[dict[str, Any]], bytes]:
        async with self._room:
            child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot.apart"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={name: os.environ[name] for name in KEPT if name in os.environ},
                start_new_session=True,
            )
            try:
                out, _ = await asyncio.wait_for(child.communicate(pickle.dumps((task, *given))), WITHIN)
            except TimeoutError:
                raise Stopped("too long") from None
            finally:
                if child.returncode is None:
                    with suppress(ProcessLookupError):
                        child.kill()
                    await child.wait()
        if child.returncode != 0:  # killed by a limit, or out of memory where Python could not say so
            raise Stopped(f"ended with {child.returncode}")
        said, _, content = out.partition(b"\n")
        answer: list[dict[str, Any]] = json.loads(said)
        return answer, content


def _limit() -> None:
    """What the child may take; on systems without such limits only the time is left."""
    with suppress(ImportError):
        import resource

        for what, most in (
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_CPU, CPU_SECONDS),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            with suppress(ValueError, OSError):
                resource.setrlimit(what, (most, most))


def main() -> None:
    """The child: one task from stdin, its answer on stdout."""
    task, kind, template, given = pickle.load(sys.stdin.buffer)
    _limit()
    from bot.documents import uploaded
    from bot.documents.compiled import BrokenTemplate
    from bot.documents.kinds import KINDS

    content = b""
    try:
        if task == "examine":
            problems = uploaded.examine(template, KINDS[kind], given)
        else:
            problems = []
            content = KINDS[kind].render(template, given)
    except BrokenTemplate as broken:
        problems = [uploaded.told(broken)]
    except (MemoryError, RecursionError):
        problems = [Problem("template_heavy")]
    said = [{"code": problem.code, "details": problem.details} for problem in problems]
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + content)


if __name__ == "__main__":
    main()
