"""Pictures of a document: a drawing in the text, a relation, and the picture's own part."""

from dataclasses import dataclass, field
from typing import Final

from markupsafe import Markup, escape

from bot.documents.archive import Entry, stored
from bot.documents.text import clean

_EMU_PER_CM: Final = 360_000
_FIRST_ID: Final = 5001  # beyond the numbers Word gives to the pictures of the template itself

_DRAWING: Final = Markup(
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{cx}" cy="{cy}"/>'
    '<wp:docPr id="{id}" name="Picture {id}" descr="{alt}"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:nvPicPr><pic:cNvPr id="{id}" name="Picture {id}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
    '<a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="{relation}"/>'
    "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing></w:r>"
)
_RELATION: Final = (
    '<Relationship Id="{relation}" Target="media/{name}"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/>'
)


@dataclass
class Pictures:
    """The pictures of one document, in the order they were added; the same picture twice is kept once."""

    _relations: dict[bytes, str] = field(default_factory=dict)
    _count: int = 0

    def add(self, jpeg: bytes, *, width: int, height: int, box_cm: tuple[float, float], alt: str) -> Markup:
        """The run to print with `{{r ... }}`: the picture as large as the box allows, its proportions kept."""
        relation = self._relations.setdefault(jpeg, f"photo{len(self._relations) + 1}")
        scale = min(box_cm[0] / width, box_cm[1] / height) * _EMU_PER_CM
        self._count += 1
        return _DRAWING.format(
            cx=max(1, round(width * scale)),
            cy=max(1, round(height * scale)),
            id=_FIRST_ID + self._count,
            alt=escape(" ".join(clean(alt).split())),
            relation=relation,
        )

    def relations(self) -> str:
        """What the relations of the document's main part gain."""
        return "".join(_RELATION.format(relation=id_, name=f"{id_}.jpeg") for id_ in self._relations.values())

    def entries(self) -> list[Entry]:
        """The pictures' own parts."""
        return [stored(f"word/media/{id_}.jpeg", jpeg) for jpeg, id_ in self._relations.items()]
