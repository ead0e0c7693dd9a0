"""What a function does that outlives it, as far as its own text tells. Calls are judged where they are resolved."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from offpath.catalogue.words.members import MUTATORS
from offpath.catalogue.words.verbs import READING, first_word
from offpath.facts.code.symbols import Symbols, last_name
from offpath.facts.flow.flow import function_of
from offpath.facts.stores.sql.ast import Statement
from offpath.facts.stores.sql_source import Lookup, sql_source
from offpath.facts.stores.sql_tables import parsed
from offpath.facts.summaries.contribution import Effect
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes

Reaching = Callable[[t.Expr], "tuple[str, ...]"]


def local_effects(own: Nodes, text: str, symbols: Symbols, reaching: Reaching) -> Iterator[Effect]:
    """Effects by statement:

    - `attribute` / `subscript`: something is put into an object that is not the function's own; detail is the root name
    - `global`: a `global` or `nonlocal` name is bound
    - `delete`: an attribute or element of such an object is deleted
    - `sql`: a statement reaches an execute; detail is its kind and target table, `insert users`
    """
    for current in own.of(t.Assign, t.AnnAssign, t.AugAssign, t.Delete, t.Call):
        if isinstance(current, (t.Assign, t.AnnAssign, t.AugAssign)):
            targets = current.targets if isinstance(current, t.Assign) else [current.target]
            value = current.value
            for target in targets:
                yield from _stored(target, value, symbols, reaching)
        elif isinstance(current, t.Delete):
            for target in current.targets:
                root = outliving_root(target, symbols)
                if root:
                    yield Effect("delete", root, reaching(target))
        elif isinstance(current, t.Call):
            yield from _mutated(current, symbols, reaching)
            yield from _executed(current, text, symbols, reaching)


def _stored(target: t.Expr, value: t.Expr | None, symbols: Symbols, reaching: Reaching) -> Iterator[Effect]:
    if isinstance(target, (t.Tuple, t.List)):
        for element in target.elts:
            yield from _stored(element, value, symbols, reaching)
    elif isinstance(target, t.Name):
        if target.id in symbols.flow_at(target).declared_global:
            yield Effect("global", target.id, reaching(value) if value is not None else ())
    elif isinstance(target, (t.Attribute, t.Subscript)):
        root = outliving_root(target, symbols)
        if root:
            kind = "attribute" if isinstance(target, t.Attribute) else "subscript"
            parameters = (*reaching(value), *reaching(target)) if value is not None else reaching(target)
            yield Effect(kind, root, tuple(dict.fromkeys(parameters)))


def outliving_root(target: t.Expr, symbols: Symbols) -> str:
    """The name at the root of a target, where what it holds outlives the function; empty for the function's own objects.

    Parameters, `self`, globals and what calls returned outlive it; displays and literals made in it do not.
    """
    base: t.Expr = target
    while isinstance(base, (t.Attribute, t.Subscript)):
        base = base.value
    if isinstance(base, t.Call):
        return "()"
    if not isinstance(base, t.Name):
        return ""
    definitions = symbols.definitions(base)
    if not definitions:
        return base.id
    scope = symbols.flow_at(base).scope
    own = all(is_own(d.value) and function_of(d.scope) is scope for d in definitions if d.kind != "augment")
    return "" if own else base.id


_DISPLAYS = (t.Dict, t.List, t.Set, t.Comp, t.Constant, t.JoinedStr, t.Tuple)
_CONTAINERS = frozenset({"dict", "list", "set", "defaultdict", "OrderedDict", "Counter", "deque"})


def is_own(value: t.Expr | None) -> bool:
    """Whether an expression makes a new value that nothing else holds: a display, a container, a reading function's answer."""
    if isinstance(value, t.Call):
        name = last_name(value.func)
        if name in _CONTAINERS:
            return True
        own_result = isinstance(value.func, t.Name) or name in ("copy", "deepcopy", "loads", "model_dump", "dict")
        return own_result and first_word(name) in READING and first_word(name) not in _FINDING
    return isinstance(value, _DISPLAYS)


_FINDING = frozenset({"get", "fetch", "load", "find", "query", "lookup", "select", "next", "read"})
"""Readers that may hand out what a store or cache keeps."""


def _mutated(call: t.Call, symbols: Symbols, reaching: Reaching) -> Iterator[Effect]:
    if isinstance(call.func, t.Attribute) and call.func.attr in MUTATORS:
        root = outliving_root(call.func, symbols)
        if root:
            yield Effect("mutation", root, tuple(p for a in call.args for p in reaching(a)))


def _executed(call: t.Call, text: str, symbols: Symbols, reaching: Reaching) -> Iterator[Effect]:
    statement = statement_of(call, text, symbols)
    if statement is None:
        return
    target = next((table.name for table in statement.tables if table.role == "target" and table.name), "")
    parameters = [p for a in (*call.args, *(k.value for k in call.keywords)) for p in reaching(a)]
    yield Effect("sql", f"{statement.kind} {target}".strip(), tuple(dict.fromkeys(parameters)))


def statement_of(call: t.Call, text: str, symbols: Symbols) -> Statement | None:
    """The SQL statement that a method call is handed first, where its text can be told from the unit."""
    if not call.args or not isinstance(call.func, t.Attribute):
        return None
    source = sql_source(call.args[0], text, single_value(symbols))
    return parsed(source.sql) if source is not None else None


def single_value(symbols: Symbols) -> Lookup:
    """Looks a name up where exactly one assignment can reach it."""

    def lookup(name: t.Name) -> t.Expr | None:
        definitions = symbols.definitions(name)
        if len(definitions) == 1 and definitions[0].kind == "assign" and not definitions[0].path:
            return definitions[0].value
        return None

    return lookup
