"""Fifteen faults put into a good document: our own check or Open XML SDK finds each, and neither finds one where there is none."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from lxml import etree

from .gallery import sound
from .structure import faults
from .test_oracles import errors

GOOD = sound("yearly plan")
BODY = "word/document.xml"
Edit = Callable[[str], str]


def changed(edit: Edit, part: str = BODY) -> bytes:
    """The good document with one part changed; a part that becomes empty is left out."""
    buffer = BytesIO()
    with ZipFile(BytesIO(GOOD)) as package, ZipFile(buffer, "w", ZIP_DEFLATED) as made:
        for name in package.namelist():
            before = package.read(name).decode("utf-8", "surrogateescape")
            after = edit(before) if name == part else before
            assert (after != before) == (name == part)
            if after:
                made.writestr(name, after.encode("utf-8", "surrogateescape"))
    return buffer.getvalue()


def sub(pattern: str, by: str) -> Edit:
    """The first place where the pattern stands is changed."""

    def edit(xml: str) -> str:
        return re.sub(pattern, by, xml, count=1, flags=re.DOTALL)

    return edit


CELL = r"<w:tc>(<w:tcPr>(?:(?!</w:tcPr>).)*</w:tcPr>)(?:(?!</w:tc>).)*</w:tc>"
PLAIN_ROW = r"<w:tr(?: [^>]*)?>(?:(?!</w:tr>).)*</w:tr>"
OURS: dict[str, bytes] = {
    "cell without paragraph": changed(sub(CELL, r"<w:tc>\1</w:tc>")),
    "too few columns": changed(sub(r"<w:gridCol [^>]*/>", "")),
    "row without cells": changed(sub(f"({PLAIN_ROW})", r"\1<w:tr></w:tr>")),
    "merged with nothing above": changed(sub(r'<w:vMerge w:val="restart"/>', "<w:vMerge/>")),
    "tag left over": changed(sub(r"</w:t>", "{{ x }}</w:t>")),
}
"""No validator finds these."""
THEIRS: dict[str, bytes] = {
    "bare &": changed(sub(r"</w:t>", " & </w:t>")),
    "control character": changed(sub(r"</w:t>", "\x01</w:t>")),
    "paragraph in paragraph": changed(sub(r"</w:p>", "<w:p/></w:p>")),
    "text outside a run": changed(sub(r"</w:p>", "<w:t>x</w:t></w:p>")),
    "text after the last section": changed(sub(r"</w:body>", "<w:p><w:r><w:t>x</w:t></w:r></w:p></w:body>")),
    "no such alignment": changed(sub("<w:tbl>", '<w:p><w:pPr><w:jc w:val="middle"/></w:pPr></w:p><w:tbl>')),
    "order of a run's properties": changed(
        sub(r"<w:r>(?:<w:rPr>.*?</w:rPr>)?", '<w:r><w:rPr><w:sz w:val="20"/><w:b/></w:rPr>')
    ),
    "picture without its relation": changed(
        sub(
            r"</w:p>",
            '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" style="width:9pt;height:9pt"><v:imagedata '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rIdNone"/></v:shape></w:pict></w:r></w:p>',
        )
    ),
    "no styles": changed(lambda xml: "", "word/styles.xml"),
    "no content types": changed(lambda xml: "", "[Content_Types].xml"),
}


def test_there_is_none_in_the_good_one() -> None:
    assert faults(GOOD) == []
    assert len(OURS) + len(THEIRS) == 15


@pytest.mark.parametrize("name", OURS)
def test_our_check_finds(name: str) -> None:
    assert faults(OURS[name])


@pytest.mark.parametrize("name", THEIRS)
def test_the_validator_or_our_check_finds(name: str, tmp_path: Path) -> None:
    try:
        found = bool(faults(THEIRS[name]))
    except etree.XMLSyntaxError:
        found = True
    assert found or errors(THEIRS[name], tmp_path)


def test_the_validator_finds_nothing_in_the_good_one(tmp_path: Path) -> None:
    assert errors(GOOD, tmp_path) == []
