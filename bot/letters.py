"""Letters for LibreOffice that are as wide as those of TH Sarabun, which no package holds.

Laksaman (Debian's fonts-tlwg-laksaman-ttf) is the same design drawn half as large again: with more units to the em it breaks
lines and pages where the real font does. A copy with that number changed, under a name of its own, is made on the machine
where it is needed; the real fonts are taken where there are any.
"""

from pathlib import Path
from struct import pack_into, unpack_from
from typing import Final

SOURCES: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
DRAWN: Final = "Laksaman"
NAME: Final = "Sujarit8"
"""As long as the one it takes the place of."""
UNITS: Final = 1504
NAMES: Final = ("TH SarabunPSK", "TH Sarabun New", "TH SarabunIT๙")
"""What documents ask for."""


def fonts(folder: Path) -> Path | None:
    """The configuration that has such letters in `folder`, made when it is not there yet; None without Laksaman."""
    told = folder / "fonts.conf"
    if told.exists():
        return told
    if not (found := drawn()):
        return None
    folder.mkdir(parents=True, exist_ok=True)
    for path in found:
        (folder / path.name.replace(DRAWN, NAME)).write_bytes(scaled(path.read_bytes()))
    known = "".join(f"<family>{name}</family>" for name in (*NAMES, NAME))
    aliases = "".join(
        f'<alias binding="same"><family>{name}</family><prefer>{known}</prefer></alias>' for name in NAMES
    )
    told.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<include>/etc/fonts/fonts.conf</include><dir>{folder.absolute()}</dir>{aliases}</fontconfig>",
        "utf-8",
    )
    return told


def drawn() -> list[Path]:
    """Laksaman on this machine."""
    return sorted(path for source in SOURCES for path in source.rglob(f"{DRAWN}*.ttf"))


def scaled(font: bytes) -> bytes:
    """A font of this design with the metrics of TH Sarabun and a name of its own."""
    made = bytearray(font)
    for entry in range(12, 12 + 16 * unpack_from(">H", made, 4)[0], 16):
        table, _, start, length = unpack_from(">4sIII", made, entry)
        if table == b"head":
            pack_into(">H", made, start + 18, UNITS)
        elif table == b"hhea":
            pack_into(">h", made, start + 8, 45)  # gap between lines
        elif table == b"OS/2":
            (selection,) = unpack_from(">H", made, start + 62)
            pack_into(">H", made, start + 62, selection & ~(1 << 7))  # the heights of hhea count
            pack_into(">h", made, start + 72, 90)
        elif table == b"name":
            names = bytes(made[start : start + length])
            for coded in ("utf-16-be", "ascii"):
                names = names.replace(DRAWN.encode(coded), NAME.encode(coded))
            made[start : start + length] = names
    return bytes(made)
