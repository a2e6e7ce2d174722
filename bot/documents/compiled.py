"""Word templates compiled once and rendered many times.

A template is a .docx that an officer edits in Word, with docxtpl's tags (`{{ }}`, `{%tr %}`, `{%p %}`, `{%tc %}`,
`{% vm %}`, `{% hm %}`, `{{r }}`, `{_{ }_}`). docxtpl cleans, compiles, parses and deflates everything for every
document; here that is done once, and a document costs one Jinja run and one deflate (measured in documents.md §4).

The rules that hold for every template:

* values are plain (text, whole numbers, lists, dicts): anyone may have written the template, so nothing it is given can
  do anything, its sandbox has few filters and no globals, and everything printed is escaped;
* what XML cannot hold is dropped, newlines become line breaks, and every digit is of the agency's kind, also in the
  words that stand in the template itself;
* a name the template misspells is an error that names paragraph and tag, never an empty place in a document.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any, Final
from zipfile import ZipFile

from jinja2 import StrictUndefined, Template, TemplateSyntaxError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

from bot.documents.archive import Entry, archive, deflated
from bot.documents.pictures import Pictures
from bot.documents.rows import breakable
from bot.documents.text import clean
from bot.domain.agency import Digits
from bot.thai import document_digits

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CONTENT_TYPES: Final = "[Content_Types].xml"
_RELATIONS: Final = re.compile(r"word/_rels/document\d*\.xml\.rels")
_PROPERTIES: Final = "docProps/core.xml"
_WITH_TAGS: Final = re.compile(r"word/((document|header|footer)\d*|footnotes|endnotes)\.xml|docProps/core\.xml")
_COLUMNS: Final = "<?columns ?>"  # stands before the grid of a table whose columns depend on the values
_MERGE: Final = re.compile(r"\{%\s*vm\s+([A-Za-z_][\w.]*)\s*%\}")
_CELL: Final = re.compile(r"<w:tc>(?:(?!<w:tc>).)*?\{%\s*vm\s+[A-Za-z_].*?</w:tc>", re.DOTALL)
_WIDTH: Final = re.compile(r'<w:tcW (?=[^>]*w:type="dxa")[^>]*w:w="(\d+)"')
# docxtpl writes a counted span before the cell's width, where Word does not allow it; its digits are never Thai.
_SPANNED: Final = re.compile(r'<w:gridSpan w:val="\{\{(.*?)\}\}"/>((?:<w:tcW [^>]*/>)?)')
_SPAN: Final = re.compile(r'<w:gridSpan w:val="(\d+)"')
_ABOVE: Final = "\x02"  # stands before what is never the first on a page; nothing that is printed holds it
_STAYS: Final = re.compile(r"\{%\s*above\s*%\}")
_PLAIN: Final = re.compile(r"(<w:p(?: [^>/]*)?>)(?!<w:pPr)")
_WITH_NEXT: Final = re.compile(r"(<w:pPr>(?:<w:pStyle [^>]*>)?)(?:<w:keepNext[^>]*>)?")
_AFTER_MERGE: Final = re.compile(r"<w:(?:tcBorders|shd|noWrap|tcMar|textDirection|tcFitText|vAlign)\b|</w:tcPr>")
_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True)
_FILTERS: Final = frozenset(
    {
        *("batch", "count", "default", "first", "int", "join", "last", "length", "list"),
        *("lower", "replace", "reverse", "sort", "string", "trim", "upper"),
    }
)

_TAG: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_TOKEN: Final = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<[^>]*>)", re.DOTALL)
_ESCAPES: Final = {"{_{": '{{ "{{" }}', "}_}": '{{ "}}" }}', "{_%": '{{ "{%" }}', "%_}": '{{ "%}" }}'}
_SPECIAL: Final = "\x00-\x1f\ud800-\udfff\u2028\u2029\ufffe\uffff"
_ATTENTION: Final = {
    None: re.compile(f"[{_SPECIAL}]").search,
    "thai": re.compile(f"[{_SPECIAL}0-9]").search,
    "arabic": re.compile(f"[{_SPECIAL}๐-๙]").search,
}
_OTHER_DIGITS: Final = {"thai": re.compile("[0-9]").search, "arabic": re.compile("[๐-๙]").search}
_BREAKS: Final = {"\n": '</w:t><w:br/><w:t xml:space="preserve">', "\t": '</w:t><w:tab/><w:t xml:space="preserve">'}


class BrokenTemplate(Exception):  # noqa: N818 - it names the thing, as Problem does
    """A template that cannot be used: which one, where in it, and why, in words its author can find in Word."""

    def __init__(self, template: str, part: str, paragraph: str, tag: str, reason: str) -> None:
        super().__init__(f"{template} ({part}): {reason}; tag {tag!r} in the paragraph {paragraph!r}")
        self.template = template
        self.part = part
        self.paragraph = paragraph
        self.tag = tag
        self.reason = reason


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja without what a template does not need: few filters, no globals, no growing by repetition."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def getattr(self, obj: Any, attribute: str) -> Any:
        # A dict's own fields come first: a field may be called as a method is, and no exception is raised to find it.
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or not (isinstance(left, int) and isinstance(right, int)):
            raise SecurityError(f"the operator {operator} is not allowed here")
        return super().call_binop(context, operator, left, right)


def sandbox(digits: Digits | None, *, markup: bool = True) -> Sandbox:
    """The environment of a part; without `markup` (the file's properties) a newline is a space."""
    environment = Sandbox(autoescape=True, undefined=StrictUndefined, finalize=_finalize(digits, markup), cache_size=0)
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    environment.globals = {}
    return environment


def plain(value: object) -> Any:
    """A value as a template may see it: dataclasses become dicts, and nothing that has methods of ours gets through."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, dict):
        return {str(key): item if type(item) is str else plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [item if type(item) is str else plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"a template takes no {type(value).__name__}")


class CompiledTemplate:
    """One template, ready to be rendered from any thread."""

    def __init__(self, name: str, data: bytes, digits: Digits | None = None) -> None:
        self.name = name
        self._entries: dict[str, Entry | Template] = {}
        self.sources: dict[str, str] = {}
        """What Jinja is given for each part with tags: a paragraph a line."""
        self._dynamic_columns: set[str] = set()
        self._kept_together: set[str] = set()
        self._proven: set[str] = set()
        self._relations = ""
        with ZipFile(BytesIO(data)) as package:
            contents = {item: package.read(item) for item in package.namelist() if not item.endswith("/")}
        for part in sorted(contents, key=lambda part: part != _CONTENT_TYPES):
            if _WITH_TAGS.fullmatch(part):
                self._entries[part] = self._compile(part, contents[part], digits)
            else:
                self._entries[part] = deflated(part, self._static(part, contents[part]), level=9)

    def render(self, values: Mapping[str, object], pictures: Pictures | None = None) -> bytes:
        """The document. `values` go through `plain`; `pictures` are those whose drawings stand in the values."""
        given = {name: plain(value) for name, value in values.items()}
        entries = []
        for part, entry in self._entries.items():
            if isinstance(entry, Template):
                entries.append(deflated(part, self._text(part, entry, given)))
            elif pictures and _RELATIONS.fullmatch(part):
                entries.append(
                    deflated(
                        part,
                        self._relations.replace("</Relationships>", pictures.relations() + "</Relationships>").encode(),
                    )
                )
            else:
                entries.append(entry)
        return archive(entries + pictures.entries() if pictures else entries)

    def _compile(self, part: str, data: bytes, digits: Digits | None) -> Template:
        from docxtpl import DocxTemplate  # imported here: a process that renders nothing does not pay its memory

        root = etree.fromstring(data, _PARSER)
        for table in root.iter(f"{_W}tbl"):
            if re.search(r"\{%\s*(tc|hm|colspan)\b", "".join(table.itertext())):
                grid = table.find(f"{_W}tblGrid")
                if grid is not None:
                    grid.addprevious(etree.ProcessingInstruction("columns"))
                for width in table.iterfind(f"{_W}tblPr/{_W}tblW"):  # the table is as wide as its columns come out
                    width.attrib.update({f"{_W}w": "0", f"{_W}type": "auto"})
                self._dynamic_columns.add(part)
        # Written by lxml before the clean-up: &apos; and &quot; inside a tag would break Jinja (documents.md §4).
        source = DocxTemplate.patch_xml(None, etree.tostring(root, encoding="unicode"))
        for typed, literal in _ESCAPES.items():
            source = source.replace(typed, literal)
        source = _CELL.sub(_merged_unless, source)
        if _STAYS.search(source):
            source = _staying(_PLAIN.sub(r"\1<w:pPr></w:pPr>", source))
            self._kept_together.add(part)
        source = _SPANNED.sub(r'\2<w:gridSpan w:val="{{ (\1)|columns }}"/>', source)
        if digits:
            source = _in_digits(source, digits)
        # One paragraph a line: the line of an error tells the paragraph.
        source = self.sources[part] = re.sub(r"<w:p(?=[ >])", r"\n<w:p", source)
        environment = sandbox(digits, markup=part != _PROPERTIES)
        environment.filters["columns"] = lambda number: Markup(int(number))
        try:
            return environment.from_string(source)
        except TemplateSyntaxError as error:
            raise self._broken(part, error.lineno, error) from error

    def _static(self, part: str, data: bytes) -> bytes:
        if part == _CONTENT_TYPES and b'Extension="jpeg"' not in data:
            data = data.replace(b"</Types>", b'<Default Extension="jpeg" ContentType="image/jpeg"/></Types>')
        if _RELATIONS.fullmatch(part):
            self._relations = data.decode()
        return data

    def _text(self, part: str, template: Template, values: dict[str, Any]) -> bytes:
        try:
            xml = template.render(values)
        except Exception as error:  # whatever a template's author can cause is told as the template's fault
            raise self._broken(part, _line_of(error, template), error) from error
        if part in self._kept_together:
            xml = _kept_together(xml)
        xml = breakable(xml)
        if part not in self._proven:
            self._prove(part, xml)
        if part in self._dynamic_columns:
            xml = _fitted(xml)
        return (_DECLARATION + xml).encode()

    def _prove(self, part: str, xml: str) -> None:
        """The first rendering tells whether the tags stand so that rows and paragraphs stay whole."""
        try:
            etree.fromstring(xml, _PARSER)
        except etree.XMLSyntaxError as error:
            words = _words(xml.split("\n")[max(error.lineno or 1, 1) - 1])
            raise BrokenTemplate(self.name, part, words, "", f"a tag cuts a row or a paragraph: {error.msg}") from error
        self._proven.add(part)

    def paragraph(self, part: str, line: int) -> str:
        """The words of the paragraph that stands in a line of a part's source."""
        return _words(self.sources[part].split("\n")[line - 1])

    def _broken(self, part: str, line: int, error: Exception) -> BrokenTemplate:
        paragraph = self.sources[part].split("\n")[line - 1]
        tags = _TAG.findall(paragraph) or re.findall(r"\{[{%#].*", re.sub("<[^>]*>", "", paragraph)) or [""]
        named = re.findall(r"'([^']+)'", str(error))
        tag = next((tag for tag in tags for name in named if name in tag), tags[0])
        return BrokenTemplate(self.name, part, _words(paragraph), tag, str(error))


@cache
def template(name: str, digits: Digits) -> CompiledTemplate:
    """A template of the product, compiled when first asked for."""
    return CompiledTemplate(f"{name}.docx", source(name), digits)


def source(name: str) -> bytes:
    """A template of the product as its file."""
    return (files("templates") / "documents" / f"{name}.docx").read_bytes()


def _finalize(digits: Digits | None, markup: bool) -> Callable[[object], object]:
    """What every printed value goes through before it is escaped."""
    attention = _ATTENTION[digits]  # most texts need none: one look decides
    other = _OTHER_DIGITS[digits] if digits else None
    special = _ATTENTION[None]

    def finalize(value: object) -> object:
        if type(value) is not str:
            if isinstance(value, Markup):
                return value
            if isinstance(value, StrictUndefined):
                return str(value)  # raises, with the name
            if value is None:
                return ""
            if type(value) is not int:
                raise TypeError(f"a {type(value).__name__} cannot be printed")
            value = str(value)
        if not attention(value):
            return value
        text = document_digits(value, digits) if digits and other and other(value) else value
        if not special(text):
            return text
        text = clean(text)
        if not markup:
            return " ".join(text.split())
        if "\n" not in text and "\t" not in text:
            return text
        printed = str(escape(text))
        for typed, run in _BREAKS.items():
            printed = printed.replace(typed, run)
        return Markup(printed)

    return finalize


def _in_digits(source: str, digits: Digits) -> str:
    """The words and page numbers of the template itself in the agency's digits."""
    tokens = _TOKEN.split(source)
    in_text = False
    for place, token in enumerate(tokens):
        if place % 2:
            in_text = token == "<w:t>" or token.startswith("<w:t ") or (in_text and not token.startswith("</w:t>"))
        elif in_text:
            tokens[place] = document_digits(token, digits)
    page_numbers = "thaiNumbers" if digits == "thai" else "decimal"
    return re.sub(r'(<w:pgNumType[^>]* w:fmt=")(?:thaiNumbers|decimal)', rf"\g<1>{page_numbers}", "".join(tokens))


def _merged_unless(cell: re.Match[str]) -> str:
    """`{% vm field %}`: the cell merges with the one above it unless the field holds something."""
    field = _MERGE.search(cell[0])
    if field is None:
        return cell[0]
    merge = f'<w:vMerge w:val="{{% if {field[1]} %}}restart{{% else %}}continue{{% endif %}}"/>'
    return _AFTER_MERGE.sub(lambda after: merge + after[0], _MERGE.sub("", cell[0]), count=1)


def _staying(source: str) -> str:
    """`{% above %}`: its row, or its paragraph outside of tables, stays on the page of what stands above it."""
    done, *others = _STAYS.split(source)
    for rest in others:
        begins = _last(done, "tr")
        if begins <= done.rfind("</w:tr>"):
            begins = _last(done, "p")
        begins = max(begins, 0)
        done = f"{done[:begins]}{_ABOVE}{done[begins:]}{rest}"
    return done


def _kept_together(xml: str) -> str:
    """What stands above such a row or paragraph is kept with it: which that is, only the values tell."""
    done, *others = xml.split(_ABOVE)
    pieces = []
    for rest in others:
        begins = max(_last(done, "tr" if done.rstrip().endswith(("</w:tr>", "</w:tbl>")) else "p"), 0)
        pieces += [done[:begins], _WITH_NEXT.sub(r"\1<w:keepNext/>", done[begins:])]
        done = rest
    return "".join((*pieces, done))


def _last(xml: str, tag: str) -> int:
    """Where the last such element begins, or -1: looked for from the end, from which it is not far."""
    begins = xml.rfind(f"<w:{tag}")
    while begins >= 0 and xml[begins + len(tag) + 3] not in " >":
        begins = xml.rfind(f"<w:{tag}", 0, begins)
    return begins


def _fitted(xml: str) -> str:
    """The grids of tables whose columns depend on the values: as wide as the cells of the first row without a span.

    Where no row tells it, docxtpl's own way is taken, which reads the whole document.
    """
    before, *tables = xml.split(_COLUMNS)
    for place, table in enumerate(tables):
        grid, rest = table.split("</w:tblGrid>", 1)
        rows = rest.split("</w:tbl>", 1)[0].split("</w:tr>")
        columns = max(row.count("<w:tc>") + sum(int(span) - 1 for span in _SPAN.findall(row)) for row in rows)
        plain_rows = (_WIDTH.findall(row) for row in rows if "<w:gridSpan" not in row)
        widths = next((found for found in plain_rows if len(found) == columns), None)
        if widths is None:
            from docxtpl import DocxTemplate

            whole = DocxTemplate.fix_tables(None, xml.replace(_COLUMNS, ""))
            return str(etree.tostring(whole, encoding="unicode"))
        cells = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        tables[place] = f"{grid.partition('<w:gridCol')[0]}{cells}</w:tblGrid>{rest}"
    return "".join((before, *tables))


def with_tags(part: str) -> bool:
    """Whether a part of the package is one in which tags are looked for."""
    return bool(_WITH_TAGS.fullmatch(part))


def _words(paragraph: str) -> str:
    return " ".join(re.sub("<[^>]*>", "", paragraph).split())


def _line_of(error: Exception, template: Template) -> int:
    """The template's line in which an error arose: Jinja writes it into the traceback."""
    line, step = 1, error.__traceback__
    while step:
        if step.tb_frame.f_code.co_filename == (template.filename or "<template>"):
            line = step.tb_lineno
        step = step.tb_next
    return line
