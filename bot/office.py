"""A document as pages to look at: LibreOffice makes a PDF of it, poppler pictures of some of its pages.

Both are programs of the machine and may be missing; then a Problem says so. LibreOffice is large and takes one document at
a time on a machine, with a profile folder of its own that stays warm between them.
"""

import asyncio
import fcntl
import os
import re
import shutil
import signal
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.apart import KEPT
from bot.letters import fonts
from bot.problems import Problem

WITHIN: Final = 90.0
"""Seconds for a document; one of sixty pages takes three."""
MEMORY: Final = 2 * 1024**2
"""KiB of addresses for each program; LibreOffice takes a quarter of it for five hundred pages."""
LIMITED: Final = ("sh", "-c", 'ulimit -v "$0"; ulimit -t "$1"; shift; exec "$@"', str(MEMORY), str(int(WITHIN)))
"""Before a command: it gets no more than that, of time of the processor either; where a system knows no such limits, the time
we wait is left."""
SHOWN: Final = 3
"""Pages that are shown at once: with the document's card what one reply on LINE holds."""
DPI: Final = 110
PDF: Final = b"%PDF"
"""Begins the file."""
PROGRAMS: Final = ("soffice", "pdftoppm", "pdfinfo")


@dataclass(frozen=True, slots=True)
class Pages:
    """A document as pages."""

    pdf: bytes
    pictures: tuple[bytes, ...]
    """JPEG of some that follow each other."""
    count: int
    first: int = 1

    @property
    def last(self) -> int:
        """The last one there is a picture of."""
        return self.first + len(self.pictures) - 1


def lacking() -> list[str]:
    """Which of the programs this machine does not have."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


class Office:
    """LibreOffice, if this machine has it."""

    def __init__(self, folder: Path, *, wanted: bool = True) -> None:
        """`folder`: for its profile. Not `wanted`: as if it were not there."""
        self.folder, self.wanted = folder, wanted

    @property
    def there(self) -> bool:
        """Whether pages can be made here."""
        return self.wanted and not lacking()

    async def pages(self, document: bytes, first: int = 1) -> Pages:
        """A document, or the PDF that was made of it, as PDF and pictures from page `first` on; a Problem when it cannot be
        shown here."""
        if not self.there:
            raise Problem("no_office")
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="sujarit-pages-") as name:
            made = Path(name)
            pdf = made / "document.pdf"
            if document.startswith(PDF):
                pdf.write_bytes(document)
            else:
                (made / "document.docx").write_bytes(document)
                await self._convert(made)
            told = re.search(rb"Pages:\s+(\d+)", await _run("pdfinfo", str(pdf)))
            count = int(told[1]) if told else 0
            first = max(1, min(first, count))  # the document may have become shorter
            wanted = ("-f", str(first), "-l", str(first + SHOWN - 1))
            await _run("pdftoppm", "-jpeg", "-r", str(DPI), *wanted, str(pdf), str(made / "page"))
            pictures = [path.read_bytes() for path in sorted(made.glob("page-*.jpg"))]
            if not pictures or not count:
                raise OSError("LibreOffice made no pages")
            return Pages(pdf.read_bytes(), tuple(pictures), count, first)

    async def _convert(self, made: Path) -> None:
        profile = (self.folder / "profile").absolute().as_uri()
        with (self.folder / "lock").open("w") as lock:
            await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
            letters = await asyncio.to_thread(fonts, self.folder / "fonts")
            await _run(
                *("soffice", f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck"),
                *("--convert-to", "pdf", "--outdir", str(made), str(made / "document.docx")),
                **({"FONTCONFIG_FILE": str(letters.absolute())} if letters else {}),
            )


async def _run(*command: str, **more: str) -> bytes:
    """What a program says; OSError when it fails or takes too long."""
    child = await asyncio.create_subprocess_exec(
        *LIMITED,
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={name: os.environ[name] for name in KEPT if name in os.environ} | more,
        start_new_session=True,
    )
    try:
        out, _ = await asyncio.wait_for(child.communicate(), WITHIN)
    except TimeoutError:
        raise OSError(f"{command[0]} takes too long") from None
    finally:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)  # soffice is a script that starts the program
            await child.wait()
    if child.returncode != 0:
        raise OSError(f"{command[0]} failed")
    return out
