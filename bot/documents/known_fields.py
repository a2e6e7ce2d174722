"""Which fields a kind of document has, and which names of a template are none of them: walked as rendering would walk,
through attributes, loops and branches, also those that no data of today would enter."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final

from jinja2 import nodes

from bot.documents.compiled import CompiledTemplate, plain, sandbox
from bot.documents.kinds import Kind
from bot.documents.pictures import Pictures
from bot.problems import Problem

SHOWN: Final = 80
"""Letters of a paragraph that a sentence quotes."""
ANY: Final = "any"
"""The shape of what nothing is known of."""
_TEXT: Final = "text"
_LOOP: Final = {
    **dict.fromkeys(("index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0"), _TEXT),
    **dict.fromkeys(("previtem", "nextitem", "cycle", "changed"), ANY),
}
_OTHERS: Final = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
_SAME: Final = frozenset({"sort", "reverse", "list", "default"})
_ONE: Final = frozenset({"first", "last"})


def shape_of(kind: Kind) -> dict[str, Any]:
    """Which fields a kind has: a dict of shapes, the list of the shape of a row, or text."""
    shapes = []
    for document in kind.edges():
        shapes.append(_shape(plain(kind.fields(document, Pictures()))))
    whole: dict[str, Any] = _both(*shapes)
    return whole


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shape(item) for name, item in value.items()}
    if isinstance(value, list):
        row: Any = ANY
        for item in value:
            row = _both(row, _shape(item))
        return [row]
    return ANY if value is None else _TEXT


def _both(one: Any, other: Any) -> Any:
    """The shape of what may be either."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {name: _both(one.get(name, ANY), other.get(name, ANY)) for name in {**one, **other}}
    if isinstance(one, list) and isinstance(other, list):
        return [_both(one[0], other[0])]
    for shape in (one, other):
        if isinstance(shape, dict | list):
            return shape  # where it is nothing in one of them
    return one if other is ANY else other


def of_fields(template: CompiledTemplate, kind: Kind) -> Iterator[Problem]:
    """Names that the kind does not have, also behind dots and in loops."""
    shape = shape_of(kind)
    for part, source in template.sources.items():
        environment = sandbox(None)
        environment.filters["columns"] = int
        walk, parsed = _Walk(shape), environment.parse(source)
        walk.body(parsed.body)
        fetching = [node.lineno for node in parsed.find_all(_OTHERS)]
        for line in dict.fromkeys((*fetching, *walk.inside)):
            yield Problem("template_forbidden", text=quoted(template.paragraph(part, line)))
        for name, close, line in dict.fromkeys(walk.unknown):
            words = template.paragraph(part, line)
            apart = re.sub(r"\{%.*?%\}", "", words)  # loops whose own paragraphs disappear stand here as well
            hint = f"หมายถึง {close} หรือไม่ " if close else ""
            yield Problem("template_field", text=quoted(apart if name in apart else words), field=name, hint=hint)


class _Walk:
    """Goes through a template as rendering would, with shapes in the place of values."""

    def __init__(self, shape: Mapping[str, Any]) -> None:
        self.scope: dict[str, Any] = dict(shape)
        self.unknown: list[tuple[str, str, int]] = []
        """Names, what may be meant, and lines."""
        self.inside: list[int] = []
        """Lines that reach for the inside of a value."""

    def body(self, found: Sequence[nodes.Node]) -> None:
        for node in found:
            self.node(node)

    def node(self, node: nodes.Node) -> None:
        match node:
            case nodes.For():
                row = self.value(node.iter)
                row = row[0] if isinstance(row, list) else ANY
                before = dict(self.scope)
                self.given(node.target, row)
                self.scope["loop"] = dict(_LOOP)
                if node.test:
                    self.value(node.test)
                self.body(node.body)
                self.scope = before
                self.body(node.else_)
            case nodes.Assign():
                self.given(node.target, self.value(node.node))
            case nodes.AssignBlock():
                self.body(node.body)
                self.given(node.target, _TEXT)
            case nodes.Macro() | nodes.CallBlock():
                before = dict(self.scope)
                for argument in node.args:
                    self.given(argument, ANY)
                self.scope |= dict.fromkeys(("caller", "varargs", "kwargs"), ANY)
                if isinstance(node, nodes.CallBlock):
                    self.value(node.call)
                self.body(node.body)
                self.scope = before
                if isinstance(node, nodes.Macro):
                    self.scope[node.name] = ANY
            case nodes.With():
                before = dict(self.scope)
                for target, value in zip(node.targets, node.values, strict=True):
                    self.given(target, self.value(value))
                self.body(node.body)
                self.scope = before
            case nodes.Expr():
                self.value(node)
            case _:
                for child in node.iter_child_nodes():
                    self.node(child)

    def given(self, target: nodes.Node, shape: Any) -> None:
        """A name that the template gives."""
        if isinstance(target, nodes.Name):
            self.scope[target.name] = shape
        else:
            for name in target.find_all(nodes.Name):
                self.scope[name.name] = ANY

    def value(self, node: nodes.Node) -> Any:
        """The shape of an expression."""
        match node:
            case nodes.Name():
                if node.name in self.scope:
                    return self.scope[node.name]
                return self.missed(node.name, node.name, self.scope, node.lineno)
            case nodes.Getattr():
                return self.attribute(node, node.attr)
            case nodes.Getitem(arg=nodes.Const(value=str(name))):
                return self.attribute(node, name)
            case nodes.Getitem():
                base = self.value(node.node)
                self.value(node.arg)
                if isinstance(node.arg, nodes.Slice):
                    return base
                return base[0] if isinstance(base, list) else ANY
            case nodes.Filter() if node.node is not None:
                base = self.value(node.node)
                for argument in (*node.args, *(pair.value for pair in node.kwargs)):
                    self.value(argument)
                if node.name in _ONE:
                    return base[0] if isinstance(base, list) else base
                return base if node.name in _SAME else [base] if node.name == "batch" else _TEXT
            case nodes.Test() if node.name in {"defined", "undefined"}:
                return _TEXT
            case nodes.CondExpr():
                self.value(node.test)
                shapes = [self.value(expr) for expr in (node.expr1, node.expr2) if expr is not None]
                return shapes[0] if len(shapes) == 1 else _both(*shapes)
            case nodes.And() | nodes.Or():
                return _both(self.value(node.left), self.value(node.right))
            case nodes.Call(node=nodes.Getattr(attr="items", node=base)) if isinstance(self.value(base), dict):
                return ANY
            case nodes.List():
                row: Any = ANY
                for item in node.items:
                    row = _both(row, self.value(item))
                return [row]
            case _:
                for child in node.iter_child_nodes():
                    self.value(child)
                return ANY if isinstance(node, nodes.Call | nodes.Dict) else _TEXT

    def attribute(self, node: Any, name: str) -> Any:
        base = self.value(node.node)
        if name.startswith("_"):
            self.inside.append(node.lineno)
            return ANY
        if base == ANY:
            return ANY
        if isinstance(base, dict):
            return base[name] if name in base else self.missed(name, f"{_path(node.node)}.{name}", base, node.lineno)
        if hasattr(list if isinstance(base, list) else str, name):
            return ANY
        return self.missed(name, f"{_path(node.node)}.{name}", {}, node.lineno)

    def missed(self, name: str, path: str, known: Mapping[str, Any], line: int) -> str:
        close = get_close_matches(name, known, 1)
        self.unknown.append((path, close[0] if close else "", line))
        return ANY


def _path(node: Any) -> str:
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{_path(node.node)}.{node.attr}"
        case nodes.Getitem(arg=nodes.Const(value=value)):
            return f"{_path(node.node)}.{value}"
        case nodes.Getitem() | nodes.Filter() | nodes.Call():
            return _path(node.node)
    return "…"


def quoted(text: str) -> str:
    """The beginning of a paragraph, as its author finds it in Word."""
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"
