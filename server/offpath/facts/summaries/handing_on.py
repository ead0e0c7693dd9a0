"""Functions that are handed on by name: passed, stored, returned, looked up by a name that is put together."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.reading import UnitReading
from offpath.facts.code.symbols import last_name
from offpath.syntax import tree as t


def handed_on_in(reading: UnitReading) -> Iterator[str]:
    """The names that a unit passes, stores or returns instead of calling them; with `()`, functions whose coroutines somebody else awaits."""
    symbols = reading.symbols
    yield from (f"{name}()" for name in awaited_elsewhere(reading) if name)
    for attribute in reading.parsed.nodes(t.Attribute):
        if isinstance(attribute.parent, _HANDING) and attribute is not getattr(attribute.parent, "func", None):
            yield attribute.attr
    for name in reading.parsed.nodes(t.Name):
        if isinstance(name.parent, _HANDING_NAMES) and name is not getattr(name.parent, "func", None):
            definitions = symbols.definitions(name)
            if not definitions or any(d.kind == "function" for d in definitions):
                yield name.id
            yield from (d.node.name for d in definitions if isinstance(d.node, t.Alias) and _is_member(d.node))
    yield from _listed_in_classes(reading)
    for constant in reading.parsed.nodes(t.Constant):
        value = constant.value
        if isinstance(value, str) and "." in value:
            parts = value.replace(":", ".", 1).split(".")
            if all(part.isidentifier() for part in parts):
                yield parts[-1]


def _listed_in_classes(reading: UnitReading) -> Iterator[str]:
    """Names in tables and fields that a class keeps, which may be those of its methods, with the class: `VIEWS = [("admin", "/admin/")]`,
    `total = fields.Function(fields.Numeric("Total"), "get_total")`.
    """
    for owner in reading.parsed.nodes(t.ClassDef):
        for statement in owner.body:
            value = statement.value if isinstance(statement, (t.Assign, t.AnnAssign)) else None
            if isinstance(value, (t.List, t.Tuple, t.Dict, t.Set, t.Call)):
                for node in value.walk():
                    if isinstance(node, t.Constant) and isinstance(node.value, str) and node.value.isidentifier():
                        yield f"{owner.name}.{node.value}"


def _is_member(alias: t.Alias) -> bool:
    """Whether an import binds what stands in a module, not a module."""
    return isinstance(alias.parent, t.ImportFrom) and alias.name != "*"


_HANDING = (t.Call, t.Keyword, t.DictItem, t.List, t.Tuple, t.Set, t.Assign, t.Return, t.IfExp)
_HANDING_NAMES = (*_HANDING, t.AnnAssign, t.BoolOp, t.Starred, t.Yield, t.Param)
"""What hands a name on; attributes are mostly values there."""


_GATHERING = frozenset(
    {
        "gather", "wait", "wait_for", "create_task", "ensure_future", "as_completed", "shield", "start_soon", "run_coroutine_threadsafe", "run_until_complete",
        "add_task", "spawn", "start",
    }
)  # fmt: skip
"""Calls that take coroutines beside others."""


def awaited_elsewhere(reading: UnitReading) -> Iterator[str]:
    """The functions whose result is handed on beside another one that may be awaited: `gather(load(1), nothing())`, `load(1) if wanted else nothing()`."""
    for call in reading.parsed.nodes(t.Call):
        around = call.parent
        while isinstance(around, (t.List, t.Tuple, t.Starred)):
            around = around.parent
        if isinstance(around, t.IfExp) and call is not around.test:
            yield last_name(call.func)
        elif isinstance(around, t.Call) and call is not around.func and last_name(around.func) in _GATHERING:
            if len(around.args) > 1 or around.args[0] is not call:
                yield last_name(call.func)


_SHORTEST_PIECE = 3


def made_up_names(reading: UnitReading) -> Iterator[tuple[str, str]]:
    """How the names begin and end that a unit puts together to look functions up."""
    for call in reading.parsed.nodes(t.Call):
        if last_name(call.func) in ("getattr", "hasattr", "methodcaller", "attrgetter") and call.args:
            yield from _ends(
                reading, call.args[-1 if last_name(call.func) != "getattr" else min(1, len(call.args) - 1)]
            )
    for subscript in reading.parsed.nodes(t.Subscript):
        if isinstance(subscript.value, t.Call) and last_name(subscript.value.func) in ("globals", "vars", "locals"):
            yield from _ends(reading, subscript.index)


def _ends(reading: UnitReading, node: t.Expr) -> Iterator[tuple[str, str]]:
    if isinstance(node, t.Name):
        definitions = reading.symbols.definitions(node)
        value = definitions[0].value if len(definitions) == 1 and definitions[0].kind == "assign" else None
        if value is None or isinstance(value, t.Name):
            return
        node = value
    parts: list[t.Expr] = []
    if isinstance(node, t.JoinedStr):
        parts = node.values
    elif isinstance(node, t.BinOp) and node.op == "+":
        parts = _summands(node)
    elif isinstance(node, t.BinOp) and node.op == "%" and isinstance(node.left, t.Constant):
        begin, _, end = str(node.left.value).partition("%s")
        if "%" not in end and len(begin) + len(end) >= _SHORTEST_PIECE:
            yield begin, end
        return
    elif isinstance(node, t.Call) and last_name(node.func) == "format" and isinstance(node.func, t.Attribute):
        base = node.func.value
        begin, _, end = (str(base.value) if isinstance(base, t.Constant) else "").partition("{}")
        if "{" not in end and len(begin) + len(end) >= _SHORTEST_PIECE:
            yield begin, end
        return
    begin, end = (_text(parts[0]), _text(parts[-1])) if len(parts) > 1 else ("", "")
    if len(begin) + len(end) >= _SHORTEST_PIECE:
        yield begin, end


def _summands(node: t.Expr) -> list[t.Expr]:
    found: list[t.Expr] = []
    while isinstance(node, t.BinOp) and node.op == "+":
        found.append(node.right)
        node = node.left
    return [node, *reversed(found)]


def _text(node: t.Expr) -> str:
    return node.value if isinstance(node, t.Constant) and isinstance(node.value, str) else ""
