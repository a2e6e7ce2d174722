"""A template that somebody changed in Word and sent back: everything that is wrong with it, before any document is made of it.

Pure functions over bytes, run apart from the product (`bot.apart`), because a file may be made to use up a machine. First
the package, before any parser sees it; then its tags, field by field; then it is tried with documents at the edge.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any, Final
from zipfile import ZipFile, ZipInfo

from jinja2 import TemplateSyntaxError
from jinja2.exceptions import SecurityError, UndefinedError
from lxml import etree

from bot.documents.compiled import BrokenTemplate, CompiledTemplate, with_tags
from bot.documents.edges import TYPED
from bot.documents.kinds import Kind
from bot.documents.known_fields import of_fields, quoted
from bot.documents.pictures import Pictures
from bot.documents.reading import text_of
from bot.documents.structure import faults
from bot.problems import Problem
from bot.thai import document_digits

MAX_BYTES: Final = 5 * 1024**2
MAX_ENTRIES: Final = 200
MAX_UNPACKED: Final = 50 * 1024**2
MAX_RATIO: Final = 100
"""How many times smaller a part over a mebibyte may be packed."""
MAX_DOCUMENT: Final = 20 * 1024**2

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OLD_WORD: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_MAIN: Final = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ACTIVE: Final = re.compile(r"vbaProject|vbaData|word/(activeX|embeddings)/|\.(exe|dll|js|vbs|ole)$", re.IGNORECASE)
_ACTIVE_RELATION: Final = (
    "oleObject",
    "control",
    "aFChunk",
    "subDocument",
    "package",
    "vbaProject",
)
_FETCHING: Final = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE)\b")
_CHANGES: Final = ("ins", "del", "moveFrom", "moveTo")
_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True)
_TAG: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_BROKEN: Final = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}|\{\s+\{|\}\s+\}")
_ESCAPED: Final = re.compile(r"\{_\{|\}_\}|\{_%|%_\}")
_BLOCK: Final = re.compile(r"\{%(?:p|tr|tc|r)?[-+]?\s*(\w+)")
_OPENS: Final = {"for": "endfor", "if": "endif", "macro": "endmacro", "call": "endcall", "with": "endwith"}
_BETWEEN: Final = {"else": ("for", "if"), "elif": ("if",)}


def examine(data: bytes, kind: Kind, own: Sequence[Any] = ()) -> list[Problem]:
    """Everything wrong with a template of this kind. `own`: documents of the agency it is tried with, beside those at the edge."""
    if found := list(of_package(data)):
        return found
    if found := list(of_tags(data)):
        return found
    try:
        template = CompiledTemplate(f"{kind.name}.docx", data, "thai")
    except BrokenTemplate as broken:
        return [told(broken)]
    except (etree.XMLSyntaxError, UnicodeDecodeError):
        return [Problem("template_unreadable")]
    if found := list(of_fields(template, kind)):
        return found
    return list(of_trials(template, kind, own))


# --- the package ------------------------------------------------------------------------------------------------------
def of_package(data: bytes) -> Iterator[Problem]:
    """What is wrong with the file before anything in it is read as XML."""
    if len(data) > MAX_BYTES:
        yield Problem("template_too_big", limit=MAX_BYTES // 1024**2)
        return
    if data.startswith(_OLD_WORD):
        yield Problem("template_old_word")
        return
    try:
        with ZipFile(BytesIO(data)) as package:
            if not _bounded(package.infolist()):
                yield Problem("template_bomb")
                return
            parts = {name: package.read(name) for name in package.namelist() if not name.endswith("/")}
    except Exception:  # a broken archive raises anything at all
        yield Problem("template_not_docx")
        return
    yield from _of_parts(parts)


def _bounded(infos: Sequence[ZipInfo]) -> bool:
    """Whether it unpacks into something of a usual size; zipfile never unpacks more than is declared."""
    return (
        len(infos) <= MAX_ENTRIES
        and sum(info.file_size for info in infos) <= MAX_UNPACKED
        and not any(i.file_size > 1024**2 and i.file_size > MAX_RATIO * max(i.compress_size, 1) for i in infos)
        and len({info.filename for info in infos}) == len(infos)
        and not any(i.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", i.filename) for i in infos)
    )


def _of_parts(parts: Mapping[str, bytes]) -> Iterator[Problem]:
    types = parts.get("[Content_Types].xml", b"")
    if b"macroEnabled" in types or any(_ACTIVE.search(name) for name in parts):
        yield Problem("template_active")
        return
    if _MAIN not in types or not any(re.fullmatch(r"word/document\d*\.xml", name) for name in parts):
        yield Problem("template_not_docx")
        return
    for name, content in parts.items():
        if not name.endswith((".xml", ".rels")):
            continue
        # A declaration of a type is all an entity needs; in UTF-16 it would hide from this look, and Word writes UTF-8.
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content or content.startswith((b"\xff\xfe", b"\xfe\xff")):
            yield Problem("template_entities")
            return
    try:
        roots = {name: etree.fromstring(c, _PARSER) for name, c in parts.items() if name.endswith((".xml", ".rels"))}
    except etree.XMLSyntaxError:
        yield Problem("template_unreadable")
        return
    if any(root.getroottree().docinfo.doctype for root in roots.values()):
        yield Problem("template_entities")
        return
    yield from _of_relations(root for name, root in roots.items() if name.endswith(".rels"))
    yield from _of_revisions([root for name, root in roots.items() if with_tags(name)])


def _of_relations(roots: Iterator[etree._Element]) -> Iterator[Problem]:
    for root in roots:
        for relation in root:
            kind = relation.get("Type", "").rpartition("/")[2]
            if kind in _ACTIVE_RELATION:
                yield Problem("template_active")
                return
            if relation.get("TargetMode") == "External" and kind != "hyperlink":
                yield Problem("template_external", target=quoted(relation.get("Target", "")))
                return


def _of_revisions(roots: Sequence[etree._Element]) -> Iterator[Problem]:
    """What Word shows in the margin would stand in every document: changes that were tracked, and comments."""
    fetching = ("".join(root.itertext(f"{_W}instrText", f"{_W}delInstrText")) for root in roots)
    simple = (field.get(f"{_W}instr", "") for root in roots for field in root.iter(f"{_W}fldSimple"))
    if any(_FETCHING.search(text) for text in (*fetching, *simple)):
        yield Problem("template_active")
    if any(next(root.iter(*(f"{_W}{name}" for name in _CHANGES)), None) is not None for root in roots):
        yield Problem("template_changes")
    if any(next(root.iter(f"{_W}commentReference"), None) is not None for root in roots):
        yield Problem("template_comments")


# --- the tags -----------------------------------------------------------------------------------------------------------
def of_tags(data: bytes) -> Iterator[Problem]:
    """Brackets that do not match, and blocks that are not closed, paragraph by paragraph as Word shows them."""
    with ZipFile(BytesIO(data)) as package:
        names = sorted(name for name in package.namelist() if with_tags(name) and name.startswith("word/"))
        roots = [etree.fromstring(package.read(name), _PARSER) for name in names]
    for root in roots:
        opened: list[tuple[str, str]] = []
        for paragraph in root.iter(f"{_W}p"):
            text = _text(paragraph)
            if _BROKEN.search(_TAG.sub(" ", _ESCAPED.sub(" ", text))):
                yield Problem("template_brackets", text=quoted(text))
                continue
            for block in _BLOCK.findall(text):
                yield from _block(block, text, opened)
        yield from (Problem("template_open", text=quoted(text), close=_OPENS[block]) for block, text in opened)


def _block(block: str, text: str, opened: list[tuple[str, str]]) -> Iterator[Problem]:
    """One block tag: what it opens or closes."""
    if block in _OPENS:
        opened.append((block, text))
    elif block in _OPENS.values():
        if opened and _OPENS[opened[-1][0]] == block:
            opened.pop()
        else:
            yield Problem("template_close", text=quoted(text), tag=block)
    elif block in _BETWEEN and not (opened and opened[-1][0] in _BETWEEN[block]):
        yield Problem("template_close", text=quoted(text), tag=block)


def _text(paragraph: etree._Element) -> str:
    """The words of a paragraph, without those of paragraphs in boxes that hang on it."""
    return "".join(
        node.text or "" for node in paragraph.iter(f"{_W}t") if next(node.iterancestors(f"{_W}p")) is paragraph
    )


# --- tried --------------------------------------------------------------------------------------------------------------
def of_trials(template: CompiledTemplate, kind: Kind, own: Sequence[Any] = ()) -> Iterator[Problem]:
    """What comes to light when documents are made: the first thing that goes wrong."""
    full, bare = kind.edges()
    for document in (full, bare, *own):
        pictures = Pictures()
        fields = kind.fields(document, pictures)
        try:
            made = template.render(fields, pictures)
            paragraphs = text_of(made)
        except BrokenTemplate as broken:
            yield told(broken)
            return
        except etree.XMLSyntaxError:
            yield Problem("template_cuts", text="")
            return
        if len(made) > MAX_DOCUMENT:
            yield Problem("template_heavy")
            return
        if document is full or document is bare:
            typed = (TYPED, document_digits(TYPED, "thai"))
            if any("left over" not in fault for fault in faults(made, typed=typed)):
                yield Problem("template_table")
                return
        if fields["marks"] and not any(document_digits(fields["marks"], "thai") in text for _, text in paragraphs):
            yield Problem("template_marks")
            return


def told(broken: BrokenTemplate) -> Problem:
    """Why the engine refuses a template, as a sentence for who wrote it."""
    text, cause, reason = quoted(broken.paragraph or broken.tag), broken.__cause__, broken.reason
    if isinstance(cause, UndefinedError):
        name = re.search(r"attribute '([^']+)'|'([^']+)' is undefined", reason)
        return Problem("template_field", text=text, field=next(filter(None, name.groups())) if name else broken.tag)
    if isinstance(cause, SecurityError):
        return Problem("template_forbidden", text=text)
    if isinstance(cause, MemoryError | RecursionError):
        return Problem("template_heavy")
    if isinstance(cause, etree.XMLSyntaxError) and "huge" in reason.casefold():  # a text of ten megabytes
        return Problem("template_heavy")
    if isinstance(cause, etree.XMLSyntaxError):
        return Problem("template_cuts", text=text)
    if isinstance(cause, TemplateSyntaxError):
        if named := re.search(r"No filter named '([^']+)'", reason):
            return Problem("template_filter", text=text, filter=named[1])
        if named := re.search(r"unknown tag '([^']+)'", reason):
            return Problem("template_close" if named[1].startswith("end") else "template_tag", text=text, tag=named[1])
        return Problem("template_tag", text=text, tag=quoted(broken.tag))
    return Problem("template_value", text=text)
