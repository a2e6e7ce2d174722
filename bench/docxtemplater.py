"""docxtemplater (npm) as a peer of our documents: our templates in its tag language, and what it needs for the same values.

Found in DOCXTEMPLATER or ~/.cache/docxtemplater (`npm install docxtemplater pizzip` there) when node is at hand. What its free
edition lacks is made easier for it: columns that repeat are written out, and pictures, bookmarks and merged cells are left out.
"""

import base64
import copy
import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import etree

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TAG: Final = re.compile(r"\{\{r? *(.*?) *\}\}|\{%(?:p|r)? *(.*?) *%\}")


def found() -> Path | None:
    """The folder with docxtemplater, when it can be run."""
    folder = Path(os.environ.get("DOCXTEMPLATER") or Path.home() / ".cache" / "docxtemplater")
    return folder if shutil.which("node") and (folder / "node_modules" / "docxtemplater").is_dir() else None


def cost(path: Path, values: Mapping[str, Any], rounds: int) -> tuple[list[float], bytes]:
    """CPU ms of each round, once node has compiled what it runs, and the document that was made."""
    template = base64.b64encode(translated(path, values)).decode()
    asked = json.dumps({"template": template, "values": values, "rounds": rounds}, default=lambda value: "")
    command = ["node", str(Path(__file__).with_suffix(".js")), str(found())]
    told = json.loads(subprocess.run(command, input=asked.encode(), capture_output=True, check=True).stdout)
    return told["took"], base64.b64decode(told["made"])


def translated(path: Path, values: Mapping[str, Any]) -> bytes:
    """A template of ours in docxtemplater's tags."""
    buffer = BytesIO()
    with ZipFile(path) as package, ZipFile(buffer, "w", ZIP_DEFLATED) as made:
        for part in package.namelist():
            data = package.read(part)
            if re.fullmatch(r"word/(document|header\d|footer\d)\.xml", part):
                data = _part(data, values)
            made.writestr(part, data)
    return buffer.getvalue()


def _part(data: bytes, values: Mapping[str, Any]) -> bytes:
    tree = etree.fromstring(data)
    for table in tree.iter(f"{W}tbl"):
        for row in table.findall(f"{W}tr"):
            _columns(row, values)
        _rows(table)
    for paragraph in tree.iter(f"{W}p"):
        _whole_tags(paragraph)
    opened: list[list[str]] = []
    for node in tree.iter(f"{W}t"):
        node.text = _TAG.sub(lambda tag: _translate(tag, opened), node.text or "")
        node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _words(node: Any) -> str:
    return "".join(text.text or "" for text in node.iter(f"{W}t"))


def _whole_tags(paragraph: Any) -> None:
    """A tag that is split over runs stands in the first of them."""
    texts = list(paragraph.iter(f"{W}t"))
    while texts:
        node = texts.pop(0)
        while texts and (node.text or "").count("{") != (node.text or "").count("}"):
            following = texts.pop(0)
            node.text, following.text = (node.text or "") + (following.text or ""), ""


def _columns(row: Any, values: Mapping[str, Any]) -> None:
    """Cells that repeat are written out: docxtemplater's free edition repeats none."""
    for cell in row.findall(f"{W}tc"):
        said = _words(cell)
        if span := re.search(r"\{% colspan (\w+)\|length %\}", said):
            _replace(cell, span[0], "")
            mark = cell.find(f"{W}tcPr/{W}gridSpan")
            if mark is not None:
                mark.set(f"{W}val", str(len(values[span[1]])))
    cells = row.findall(f"{W}tc")
    for place, cell in enumerate(cells):
        if not (loop := re.search(r"\{%tc for (\w+) in (.+?) %\}", _words(cell))):
            continue
        end = next(n for n in range(place, len(cells)) if "{%tc endfor %}" in _words(cells[n]))
        body = cells[place + 1 : end] or [cell]
        for number in range(len(values["kinds" if loop[2].endswith("kinds") else "years"])):
            for each in body:
                made = copy.deepcopy(each)
                _replace(made, loop[0], "")
                _replace(made, "{%tc endfor %}", "")
                for node in made.iter(f"{W}t"):
                    node.text = re.sub(rf"(?<=[ {{]){loop[1]}\b", f"{loop[2]}[{number}]", node.text or "")
                cell.addprevious(made)
        for each in cells[place : end + 1]:
            row.remove(each)


def _replace(node: Any, old: str, new: str) -> None:
    for paragraph in node.iter(f"{W}p"):
        _whole_tags(paragraph)
    for text in node.iter(f"{W}t"):
        text.text = (text.text or "").replace(old, new)


def _rows(table: Any) -> None:
    """A tag with a row of its own moves to the row that it begins or ends with."""
    pending, before = "", etree.Element("none")
    for row in table.findall(f"{W}tr"):
        tag = re.search(r"\{%tr (.*?) %\}", _words(row))
        if tag is None:
            texts = list(row.iter(f"{W}t"))
            texts[0].text, pending, before = pending + (texts[0].text or ""), "", texts[-1]
            continue
        if tag[1].startswith("end"):
            before.text = (before.text or "") + f"{{% {tag[1]} %}}"
        else:
            pending += f"{{% {tag[1]} %}}"
        table.remove(row)


def _translate(tag: re.Match[str], opened: list[list[str]]) -> str:
    """`opened`: conditions of the branches so far, of each block that is open; none of a loop."""
    if tag[1] is not None:
        return "" if tag[0].startswith("{{r") else f"⟦{tag[1]}⟧"
    verb, _, rest = tag[2].partition(" ")
    if verb in {"vm", "hm", "above"}:
        return ""
    if verb == "for":
        opened.append([])
        return f"⟦#{tag[2]}⟧"
    if verb == "if":
        opened.append([rest])
        return f"⟦#if {_truth(rest)}⟧"
    if verb in {"elif", "else"}:
        others = " and ".join(f"!({_truth(each)})" for each in opened[-1])
        opened[-1].append(rest or "True")
        return f"⟦/⟧⟦#if {others}{f' and {_truth(rest)}' if rest else ''}⟧"
    opened.pop()
    return "⟦/⟧"


def _truth(words: str) -> str:
    """Nothing in a list is false, as in Jinja."""
    bare = words.removeprefix("not ")
    if re.fullmatch(r"[\w.]+", bare):
        bare = f"({bare} && {bare}.length !== 0)"
    return f"!{bare}" if words.startswith("not ") else bare
