"""Texts and names that code compares with in order to refuse: old defaults, weak keys, placeholders nobody may keep."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.secret_names import is_secret_name
from offpath.catalogue.words.verbs import words
from offpath.facts.code.reading import UnitReading
from offpath.facts.code.symbols import Symbols, last_name
from offpath.syntax import tree as t
from offpath.syntax.budget import spend

_SAYING_SAME = {"==": True, "in": True, "is": True, "!=": False, "not in": False, "is not": False}
_ENDING = frozenset({"exit", "abort", "die", "fail", "quit", "_exit"})
_COLLECTING = frozenset({"errors", "problems", "failures", "issues", "violations", "error"})
_LOGGING = ("log", "logger", "logging", "_log", "_logger")
_MOST_READS = 4
"""So many reads of a name are followed that an answer is kept in."""

_MOST = 200
"""So many refused texts and names of a unit are kept."""


def refused_in(reading: UnitReading) -> Iterator[tuple[str, str]]:
    """Pairs of what is refused (`=text`, `NAME`, or `function()` whose yes is) and where: empty for at once, else the function that says
    so (with `!` in front where its no does).
    """
    seen: set[tuple[str, str]] = set()
    for compare in reading.parsed.nodes(t.Compare):
        if len(compare.ops) != 1 or compare.ops[0] not in _SAYING_SAME:
            continue
        left, right = compare.left, compare.comparators[0]
        subjects = [
            *_subjects(left, reading.symbols, _may_hold_secret(right)),
            *_subjects(right, reading.symbols, _may_hold_secret(left)),
        ]
        for where in _refusals(reading, compare, _SAYING_SAME[compare.ops[0]]) if subjects else ():
            seen.update((subject, where) for subject in subjects)
    for call in reading.parsed.nodes(t.Call):
        name = last_name(call.func)
        if name and isinstance(call.parent, _LEADING_ON):
            seen.update((f"{name}()", where) for where in _refusals(reading, call, True))
            seen.update((f"!{name}()", where) for where in _refusals(reading, call, False))
    yield from sorted(seen)[:_MOST]


_LEADING_ON = (t.UnaryOp, t.If, t.Assert, t.Return, t.Assign, t.BoolOp, t.NamedExpr, t.Await)
"""What an expression stands in of which it matters how it came out."""


def _may_hold_secret(node: t.Expr) -> bool:
    """Whether what is compared may be a secret by its name: a secret's, or one that says nothing, as validators have."""
    if isinstance(node, t.Subscript) and isinstance(node.index, t.Constant):
        name = str(node.index.value)
    elif isinstance(node, t.Call):
        if isinstance(node.func, t.Attribute) and node.func.attr in ("get_secret_value", "lower", "strip", "encode"):
            return _may_hold_secret(node.func.value)
        first = node.args[0] if node.args else None
        name = first.value if isinstance(first, t.Constant) and isinstance(first.value, str) else last_name(node.func)
    else:
        name = last_name(node)
    return name in _SAYING_NOTHING or is_secret_name(name)


_SAYING_NOTHING = frozenset({"v", "value", "val", "key", "given", "candidate"})


def _subjects(node: t.Expr, symbols: Symbols, of_secret: bool) -> Iterator[str]:
    """What a side of a comparison stands for, where that is a text that a secret is compared with, or a constant."""
    if isinstance(node, (t.Tuple, t.List, t.Set)):
        for each in node.elts:
            yield from _subjects(each, symbols, of_secret)
    elif of_secret and isinstance(node, t.Constant) and isinstance(node.value, (str, bytes)) and node.value:
        yield f"={node.value if isinstance(node.value, str) else node.value.decode('latin-1')}"
    elif isinstance(node, t.Name) and all(d.kind == "import" for d in symbols.definitions(node)):
        yield node.id
    elif isinstance(node, t.Attribute) and node.attr.isupper():
        yield node.attr


def _refusals(reading: UnitReading, node: t.Expr, holds: bool, depth: int = 0) -> Iterator[str]:
    """Where an expression that came out so leads to a refusal."""
    child: t.Node = node
    for outer in node.ancestors():
        spend()
        if isinstance(outer, t.UnaryOp) and outer.op == "not":
            holds = not holds
        elif isinstance(outer, t.If) and child is outer.test:
            if _refuses(outer.body if holds else outer.orelse or (_behind(outer) if _leaves(outer.body) else [])):
                yield ""
            return
        elif isinstance(outer, t.Assert) and child is outer.test:
            if not holds:
                yield ""
            return
        elif isinstance(outer, t.Return):
            function = _function_around(outer)
            if function is not None:
                yield f"{'' if holds else '!'}{function.name}()"
            return
        elif isinstance(outer, t.Assign) and depth == 0:
            for target in outer.targets:
                for definition in reading.symbols.flow_at(outer).by_node.get(target, ()):
                    for read in definition.uses[:_MOST_READS]:
                        yield from _refusals(reading, read, holds, depth + 1)
            return
        elif not isinstance(outer, (t.BoolOp, t.NamedExpr, t.Await)):
            return
        child = outer


def _behind(statement: t.Stmt) -> list[t.Stmt]:
    """The statements that follow one in its block."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(statement.parent, name, None)
        if isinstance(block, list) and statement in block:
            return list(block[block.index(statement) + 1 :])
    return []


def _leaves(block: list[t.Stmt]) -> bool:
    return bool(block) and isinstance(block[-1], (t.Return, t.Raise, t.Continue, t.Break))


def _refuses(block: list[t.Stmt]) -> bool:
    """Whether a block raises, ends the program, says no, or puts down an error."""
    for statement in block:
        if isinstance(statement, t.Raise):
            return True
        value = statement.value if isinstance(statement, (t.ExprStmt, t.Return)) else None
        if isinstance(value, t.Constant) and value.value is False and isinstance(statement, t.Return):
            return True
        if isinstance(value, t.Call) and _says_no(value):
            return True
    return False


def _says_no(call: t.Call) -> bool:
    name = last_name(call.func)
    receiver = last_name(call.func.value).lower() if isinstance(call.func, t.Attribute) else ""
    if receiver in _LOGGING:
        return False
    if name in ("append", "add", "extend") and receiver in _COLLECTING:
        return True
    spoken = set(words(name))
    return not spoken.isdisjoint(_ENDING) or bool(spoken & {"error", "refuse", "reject", "forbid"})


def _function_around(node: t.Node) -> t.FunctionDef | None:
    return next((outer for outer in node.ancestors() if isinstance(outer, t.FunctionDef)), None)
