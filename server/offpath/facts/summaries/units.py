"""From one parsed unit to its contribution: everything that other units may want to know, without its tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from offpath.facts.code.reading import UnitReading
from offpath.facts.code.symbols import Symbol, Symbols, last_name, put_under
from offpath.facts.flow.flow import Definition, Flow
from offpath.facts.stores.sql_tables import tables_in
from offpath.facts.summaries.accesses import local_accesses
from offpath.facts.summaries.contribution import (
    ANY_NAME,
    ClassSummary,
    Constant,
    Contribution,
    FieldSummary,
    Folded,
    TableSummary,
)
from offpath.facts.summaries.decorations import decorations, dotted_text
from offpath.facts.summaries.dictionaries import dictionaries_in
from offpath.facts.summaries.functions import FunctionReader
from offpath.facts.summaries.handing_on import handed_on_in, made_up_names
from offpath.facts.summaries.naming import imports_in, mentioned_in, running_in
from offpath.facts.summaries.origins import origins_in
from offpath.facts.summaries.refusing import refused_in
from offpath.facts.summaries.registrations import constant_keywords, constant_of, registrations, traits
from offpath.facts.summaries.row_names import given_attributes, row_names_in
from offpath.facts.summaries.signing import signing_in
from offpath.facts.values.reaching import Requested
from offpath.facts.values.unset_values import unset_value
from offpath.syntax import tree as t

_SHORTEST_SQL = 14
_MAX_ITEMS = 40
"""So many references of a field are kept."""


def contribution_of(reading: UnitReading) -> Contribution:
    """The contribution of a unit."""
    symbols = reading.symbols
    bindings: dict[str, Symbol] = {}
    constants: dict[str, Constant] = {}
    unset: dict[str, Constant] = {}
    made: dict[str, tuple[str, str]] = {}
    if reading.kind == "statements":
        bindings, constants = _globals(reading.flow, symbols)
        unset = _unset(reading.flow, constants)
        made = _made(reading.flow, constants)
    stores = local_accesses(reading)
    requests = Requested(reading)
    functions = [
        FunctionReader(reading, requests, node).summary(stores.get(node, []))
        for node in reading.parsed.nodes(t.FunctionDef)
    ]
    return Contribution(
        reading.kind,
        reading.path,
        tuple(bindings.items()),
        tuple(constants.items()),
        tuple(unset.items()),
        tuple((name, *how) for name, how in made.items()),
        tuple(dict.fromkeys(_bound_late(reading, symbols))),
        tuple(_star_imports(reading.parsed.nodes(t.ImportFrom))),
        tuple(functions),
        tuple(_class(reading, symbols, node) for node in reading.parsed.nodes(t.ClassDef)),
        tuple(registrations(reading, symbols)),
        tuple(_tables(reading, constants)),
        tuple(dict.fromkeys(_kept(reading, symbols))),
        frozenset(handed_on_in(reading)),
        frozenset(made_up_names(reading)),
        tuple(dict.fromkeys(signing_in(reading))),
        frozenset(refused_in(reading)),
        tuple(dictionaries_in(reading)),
        frozenset(imports_in(reading)),
        frozenset(name for name in mentioned_in(reading) if name),
        frozenset(row_names_in(reading)),
        frozenset(given_attributes(reading)),
        frozenset((*traits(reading), *running_in(reading), *origins_in(reading))),
    )


def _globals(flow: Flow, symbols: Symbols) -> tuple[dict[str, Symbol], dict[str, Constant]]:
    bindings: dict[str, Symbol] = {}
    constants: dict[str, Constant] = {}
    for definition in flow.definitions:
        if not isinstance(definition.scope, t.Tree) or definition.kind in ("function", "class"):
            continue
        if definition.kind == "augment":
            constants.pop(definition.name, None)
            continue
        if definition.name in bindings and (definition.kind == "import" or _stands_in(definition, bindings)):
            continue
        is_plain = definition.kind == "assign" and not definition.path
        constant = _constant_in(definition.value, constants) if is_plain else None
        if constant is not None and definition.name not in bindings:
            constants[definition.name] = constant
        elif definition.name in constants:
            constants.pop(definition.name)
        symbol = symbols.definition(definition)
        if symbol is not None:
            bindings[definition.name] = symbol
    return bindings, constants


def _stands_in(definition: Definition, bindings: dict[str, Symbol]) -> bool:
    """Whether a binding only stands in for an import that failed: `except ImportError: login_required = None`."""
    node: t.Node | None = definition.node if bindings[definition.name][0] == "import" else None
    while node is not None and not isinstance(node, t.ExceptHandler):
        node = node.parent
    return node is not None


def _bound_late(reading: UnitReading, symbols: Symbols) -> Iterator[tuple[str, Symbol | None]]:
    """The handles that functions fill by `global`: `global db; db = connect()`."""
    if not any(not each.nonlocal_ for each in reading.parsed.nodes(t.Global)):
        return
    made = [(target, node.value) for node in reading.parsed.nodes(t.Assign) for target in node.targets]
    made += [(node.target, node.value) for node in reading.parsed.nodes(t.AnnAssign) if node.value is not None]
    for target, value in made:
        if isinstance(value, t.Constant) and value.value is None:
            continue
        if isinstance(target, t.Name) and target.id in symbols.flow_at(target).declared_global:
            yield target.id, symbols.of(value)


def _unset(flow: Flow, constants: dict[str, Constant]) -> dict[str, Constant]:
    """What globals are that read the environment, where it holds nothing."""
    found: dict[str, Constant] = {}

    def known(node: t.Expr) -> Folded | None:
        name = node.id if isinstance(node, t.Name) else ""
        return next((Folded(each[name]) for each in (found, constants) if name in each), None)

    seen: set[str] = set()
    for definition in flow.definitions:
        if not isinstance(definition.scope, t.Tree) or definition.name in constants:
            continue
        is_plain = definition.kind == "assign" and not definition.path and definition.name not in seen
        seen.add(definition.name)
        found.pop(definition.name, None)
        if not is_plain or not isinstance(definition.value, (t.Call, t.Compare, t.BoolOp, t.IfExp, t.UnaryOp, t.Comp)):
            continue
        value = unset_value(definition.value, known)
        if value is not None and isinstance(value.value, (str, int, float, bool, tuple)):
            found[definition.name] = value.value
    return found


def _made(flow: Flow, constants: dict[str, Constant]) -> dict[str, tuple[str, str]]:
    """What makes globals of a text that it is handed first, and the text: tables, prepared statements."""
    found: dict[str, tuple[str, str]] = {}
    bound: set[str] = set()
    for definition in flow.definitions:
        if not isinstance(definition.scope, t.Tree):
            continue
        value = definition.value if definition.kind == "assign" and not definition.path else None
        found.pop(definition.name, None)
        if definition.name not in bound and isinstance(value, t.Call) and value.args:
            first = value.args[0]
            text = constants.get(first.id) if isinstance(first, t.Name) else _constant_in(first, constants)
            if isinstance(text, str) and last_name(value.func) in _MAKING_OF_TEXT:
                found[definition.name] = (last_name(value.func), text)
        bound.add(definition.name)
    return found


_MAKING_OF_TEXT = frozenset({"Table", "prepare", "SimpleStatement", "text", "SQL"})
"""What makes a table or a statement of its name or its text."""


def _constant_in(node: t.Expr | None, known: dict[str, Constant]) -> Constant:
    """A constant, written in place or put together of texts that are known: f-strings and sums."""
    if isinstance(node, t.JoinedStr) or (isinstance(node, t.BinOp) and node.op == "+"):
        return _text_in(node, known)
    if isinstance(node, t.Call) and last_name(node.func) in ("set", "frozenset", "tuple") and len(node.args) == 1:
        node = node.args[0]
    if isinstance(node, t.Set) and len(node.elts) <= _MAX_ITEMS:
        return tuple(constant_of(each) for each in node.elts)
    return constant_of(node)


def _text_in(node: t.Expr, known: dict[str, Constant]) -> str | None:
    """The text that an expression builds of texts that are known; None: cannot tell."""
    pieces: list[str] = []
    pending = [node]
    while pending:
        part = pending.pop()
        if isinstance(part, t.JoinedStr):
            pending += [p.value if isinstance(p, t.FormattedValue) else p for p in reversed(part.values)]
            continue
        if isinstance(part, t.BinOp) and part.op == "+":
            pending += [part.right, part.left]
            continue
        value = known.get(part.id) if isinstance(part, t.Name) else constant_of(part)
        if not isinstance(value, str):
            return None
        pieces.append(value)
    return "".join(pieces)


def _kept(reading: UnitReading, symbols: Symbols) -> Iterator[tuple[str, Symbol]]:
    """`app.config["store"] = Store(…)`: the name, and what is kept under it."""
    for assign in reading.parsed.nodes(t.Assign):
        for target in assign.targets:
            name = put_under(target)
            symbol = symbols.of(assign.value) if name else None
            if symbol is not None and symbol[0] not in ("literal", "kept"):
                yield name, symbol


def _star_imports(nodes: Iterable[t.ImportFrom]) -> Iterator[Symbol]:
    for node in nodes:
        if any(alias.name == "*" for alias in node.names):
            yield ("import", str(node.level), node.module)


def _class(reading: UnitReading, symbols: Symbols, node: t.ClassDef) -> ClassSummary:
    outer: list[str] = []
    parent = node.parent
    while parent is not None:
        if isinstance(parent, (t.ClassDef, t.FunctionDef)):
            outer.append(parent.name)
        parent = parent.parent
    path = (*reading.path[:-1], *reversed(outer), node.name)
    return ClassSummary(
        path,
        tuple(
            s for s in (symbols.of(b.value if isinstance(b, t.Subscript) else b) for b in node.bases) if s is not None
        ),
        tuple(dotted_text(b) for b in node.bases),
        tuple(_fields(node, symbols)),
        decorations(node.decorators, symbols),
        constant_keywords(node.keywords),
    )


def _fields(node: t.ClassDef, symbols: Symbols) -> Iterator[FieldSummary]:
    for statement in _class_body(node.body):
        if isinstance(statement, t.Assign):
            for target in statement.targets:
                if isinstance(target, t.Name):
                    yield _field(target.id, statement.value, None, symbols)
        elif isinstance(statement, t.AnnAssign) and isinstance(statement.target, t.Name):
            yield _field(statement.target.id, statement.value, statement.annotation, symbols)


def _class_body(body: list[t.Stmt]) -> Iterator[t.Stmt]:
    pending = body[::-1]
    while pending:
        statement = pending.pop()
        yield statement
        if isinstance(statement, t.If):
            pending += [*reversed(statement.orelse), *reversed(statement.body)]


def _field(name: str, value: t.Expr | None, annotation: t.Expr | None, symbols: Symbols) -> FieldSummary:
    call = value if isinstance(value, t.Call) else None
    references: list[str] = []
    for node in value.walk() if value is not None else ():
        if isinstance(node, t.Constant) and isinstance(node.value, str):
            references.append(node.value)
        elif isinstance(node, (t.Name, t.Attribute)):
            text = t.dotted(node)
            if text is not None:
                references.append(text)
    return FieldSummary(
        name,
        symbols.of(value) if value is not None else None,
        symbols.annotation(annotation) if annotation is not None else None,
        constant_of(value),
        constant_keywords(call.keywords) if call is not None else (),
        tuple(dict.fromkeys(references))[:_MAX_ITEMS],
        _pointed_to(value) if value is not None else "",
        tuple(_together(value)) if name in _DECLARING else (),
    )


_DECLARING = frozenset({"__table_args__", "constraints", "indexes"})


def _together(value: t.Expr | None) -> Iterator[tuple[str, ...]]:
    """The columns of each constraint that a class declares: `UniqueConstraint("a", "b")`, `Index("ix", "a", unique=True)`."""
    for node in value.walk() if value is not None else ():
        if not isinstance(node, t.Call):
            continue
        name, unique = last_name(node.func), node.keyword("unique")
        is_index = name == "Index" and isinstance(unique, t.Constant) and unique.value is True
        if name not in ("UniqueConstraint", "PrimaryKeyConstraint") and not is_index:
            continue
        if node.keyword("condition") is not None:
            continue  # of some records alone
        named = node.keyword("fields")
        given = named.elts if isinstance(named, (t.List, t.Tuple)) else node.args[1:] if is_index else node.args
        columns = [each.value if isinstance(each, t.Constant) else last_name(each) for each in given]
        if columns and all(isinstance(each, str) and each for each in columns):
            yield tuple(str(each) for each in columns)


_REFERRING = re.compile(r"(ForeignKey|OneToOne|ManyToMany|relationship|Relation)")
_TARGETS = ("to", "model", "argument", "column", "model_name")


def _pointed_to(value: t.Node) -> str:
    """What the first foreign key or relation in a value is handed, as it is written; empty: none, or cannot tell."""
    for call in value.walk():
        if isinstance(call, t.Call) and _REFERRING.search(last_name(call.func)):
            given = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg in _TARGETS), None)
            if isinstance(given, t.Lambda):
                given = given.body
            if isinstance(given, t.Call) and last_name(given.func) == "get_user_model":
                return "settings.AUTH_USER_MODEL"
            if isinstance(given, t.Constant):
                return given.value if isinstance(given.value, str) else ""
            return (t.dotted(given) or "") if isinstance(given, (t.Name, t.Attribute)) else ""
    return ""


_ALTERS = re.compile(r"\s*ALTER\s+TABLE\b", re.IGNORECASE)


def _tables(reading: UnitReading, constants: dict[str, Constant]) -> Iterator[TableSummary]:
    for text in constants.values():
        if isinstance(text, str) and len(text) > _SHORTEST_SQL:
            yield from tables_in(text)
    for constant in reading.parsed.nodes(t.Constant):
        if isinstance(constant.value, str) and len(constant.value) > _SHORTEST_SQL:
            yield from tables_in(constant.value)
            yield from _opened(constant.value)
    for formatted in reading.parsed.nodes(t.JoinedStr):
        text = "".join(str(p.value) if isinstance(p, t.Constant) else "0" for p in formatted.values)
        if _ALTERS.match(text):
            yield from tables_in(text)
            yield from _opened("".join(str(p.value) if isinstance(p, t.Constant) else "{}" for p in formatted.values))
    for call in reading.parsed.nodes(t.Call):
        if last_name(call.func) == "Table" and call.args:
            yield from _table_object(call)


_ADDS_COMPUTED = re.compile(
    r"\s*ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+|ONLY\s+)*[\"`\[]?(\w+|\{\w*\}|%s)[\"`\]]?\s+ADD\s+(?:COLUMN\s+)?(?:IF\s+NOT\s+EXISTS\s+)?[\"`\[]?(?:\{|%s|%\(|\$|\s*$)",
    re.IGNORECASE,
)


def _opened(text: str) -> Iterator[TableSummary]:
    """The table to which a text adds columns whose names are only known when it runs; `*`: any table."""
    found = _ADDS_COMPUTED.match(text)
    if found is not None:
        name = found.group(1)
        yield TableSummary(name if name.isidentifier() else ANY_NAME, (ANY_NAME,), False)


def _table_object(call: t.Call) -> Iterator[TableSummary]:
    """`Table("orders", metadata, Column("id", …), …)`, also with its columns in brackets: `Table("orders")[Column("id"), …]`."""
    name = constant_of(call.args[0])
    if not isinstance(name, str):
        return
    given = call.args[1:]
    if isinstance(call.parent, t.Subscript) and call.parent.value is call:
        index = call.parent.index
        given = [*given, *(index.elts if isinstance(index, t.Tuple) else [index])]
    made = [a for a in given if isinstance(a, t.Call) and a.args and last_name(a.func) == "Column"]
    named = [(str(column), _pointed_to(each)) for each in made for column in [constant_of(each.args[0])] if column]
    if not named or any(isinstance(each, t.Starred) for each in given):
        yield TableSummary(name.lower(), (ANY_NAME,), False)
    if named:
        references = tuple((column, target.rpartition(".")[0] or target) for column, target in named if target)
        yield TableSummary(name.lower(), tuple(column for column, _ in named), True, references=references)
