"""Graph stores that are asked in Cypher: Neo4j's driver, sync and async, and those that take the same language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from offpath.facts.code.symbols import last_name
from offpath.facts.stores.access import Assigned, DataAccess, Filter
from offpath.facts.stores.chain import argument, awaited, outward
from offpath.facts.stores.families.answers import holders
from offpath.facts.stores.families.pairs import pairs
from offpath.facts.stores.families.raw_sql import source_of
from offpath.facts.summaries.contribution import Operation
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_RUNNING = frozenset({"run", "execute_query", "query", "cypher_query", "execute", "evaluate"})
_READERS = frozenset({"single", "data", "value", "values", "fetch", "peek", "graph"})
_ONE = frozenset({"single", "peek"})
_CYPHER = re.compile(r"\s*(?:(?:OPTIONAL\s+)?MATCH\s*\(|CREATE\s*\(|MERGE\s*\(|UNWIND\s+\$)", re.I)
_NODE = re.compile(r"\(\s*(\w*)\s*(?::\s*`?(\w+)[^\s{)]*)?\s*(\{[^}]*\})?\s*\)")
_PROPERTY = re.compile(r"(\w+)\s*:\s*\$(\w+)")
_COMPARISON = re.compile(r"\b(\w+)\.(\w+)\s*(=~|=|<>|<=|>=|<|>|\bIN\b)\s*\$(\w+)", re.I)
_SET = re.compile(r"\b(\w+)\.(\w+)\s*=\s*([^,]+)")
_CLAUSE = re.compile(
    r"\b(OPTIONAL\s+MATCH|MATCH|WHERE|CREATE|MERGE|ON\s+CREATE\s+SET|ON\s+MATCH\s+SET|SET|REMOVE|DETACH\s+DELETE|DELETE|WITH|RETURN|"
    r"ORDER\s+BY|LIMIT|UNWIND)\b",
    re.I,
)
_CHANGING: tuple[tuple[str, Operation], ...] = (
    ("DELETE", "delete"),
    ("DETACH DELETE", "delete"),
    ("MERGE", "upsert"),
    ("CREATE", "insert"),
    ("SET", "update"),
    ("REMOVE", "update"),
)


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement's clauses in order, and the label of each of its variables."""

    clauses: tuple[tuple[str, str], ...]
    labels: dict[str, str]

    def texts(self, *names: str) -> Iterator[str]:
        """What stands in the clauses of these names."""
        return (text for name, text in self.clauses if name in names)

    @property
    def operation(self) -> Operation:
        """What is done to what the statement is about."""
        present = {name for name, _ in self.clauses}
        return next((operation for name, operation in _CHANGING if name in present), "read")

    @property
    def subject(self) -> str:
        """The variable of the nodes that are read or changed."""
        wanted: dict[Operation, tuple[str, ...]] = {
            "delete": ("DELETE", "DETACH DELETE"),
            "update": ("SET", "REMOVE"),
            "read": ("RETURN",),
            "insert": ("CREATE",),
            "upsert": ("MERGE",),
        }
        for text in self.texts(*wanted[self.operation]):
            for word in re.findall(r"\w+", text):
                if word in self.labels:
                    return str(word)
        return next(iter(self.labels), "")


def read_cypher(facts: UnitFacts, call: t.Call) -> DataAccess | None:
    """The access of a call that is handed a statement in Cypher; None: it is handed none."""
    if not isinstance(call.func, t.Attribute) or call.func.attr not in _RUNNING:
        return None
    written = argument(call, 0, "query", "query_", "cypher")
    source = source_of(facts, written) if written is not None else None
    if source is None or not _CYPHER.match(source.sql.text):
        return None
    statement = _read(source.sql.text)
    given = _parameters(facts, call)
    results = tuple(_results(facts, call, statement))
    operation = statement.operation
    return DataAccess(
        "hosted",
        operation,
        call,
        statement.labels.get(statement.subject, "").lower(),
        filters=tuple(_filters(statement, given, written)) if operation != "insert" else (),
        values=tuple(_values(statement, given)),
        results=results,
        one=any(isinstance(each, t.Call) and last_name(each.func) in _ONE for each in _readers(facts, call)),
        statement_node=written,
        receiver=call.func.value,
        in_graph=True,
    )


def _read(text: str) -> _Statement:
    found = list(_CLAUSE.finditer(text))
    ends = [*(each.start() for each in found[1:]), len(text)]
    clauses = tuple(
        (re.sub(r"\s+", " ", each.group(1)).upper(), text[each.end() : end].strip())
        for each, end in zip(found, ends, strict=True)
    )
    labels: dict[str, str] = {}
    for name, label, _ in _NODE.findall(text):
        if label:
            labels.setdefault(name, label)
    return _Statement(clauses, labels)


def _parameters(facts: UnitFacts, call: t.Call) -> dict[str, t.Expr]:
    """What is bound: keywords, or a dictionary."""
    given = {each.arg: each.value for each in call.keywords if each.arg}
    handed = given.get("parameters_") or given.get("parameters") or (call.args[1] if len(call.args) > 1 else None)
    return given | {each.column: each.value for each in pairs(facts, handed) if each.value is not None}


def _filters(statement: _Statement, given: dict[str, t.Expr], node: t.Node | None) -> Iterator[Filter]:
    """The properties that nodes must have, and what `WHERE` compares."""
    for text in statement.texts("MATCH", "OPTIONAL MATCH", "MERGE"):
        for name, _, properties in _NODE.findall(text):
            for column, parameter in _PROPERTY.findall(properties):
                yield Filter(column, "=", given.get(parameter), table=_table(statement, name), node=node)
    for text in statement.texts("WHERE"):
        is_conjunctive = not re.search(r"\b(?:OR|NOT|XOR)\b", text, re.I)
        for name, column, operator, parameter in _COMPARISON.findall(text):
            operator = {"<>": "!=", "=~": "like"}.get(operator, operator.lower())
            yield Filter(column, operator, given.get(parameter), is_conjunctive, _table(statement, name), node=node)


def _table(statement: _Statement, name: str) -> str:
    """The label of other nodes than those that the statement is about."""
    return "" if name == statement.subject else statement.labels.get(name, name).lower()


def _values(statement: _Statement, given: dict[str, t.Expr]) -> Iterator[Assigned]:
    for text in statement.texts("SET", "ON MATCH SET", "ON CREATE SET"):
        for name, column, value in _SET.findall(text):
            parameter = re.fullmatch(r"\s*\$(\w+)\s*", value)
            is_relative = re.search(rf"\b{name}\.{column}\b", value) is not None
            yield Assigned(column, given.get(parameter.group(1)) if parameter is not None else None, is_relative)
    for text in statement.texts("CREATE", "MERGE"):
        for name, _, properties in _NODE.findall(text):
            for column, parameter in _PROPERTY.findall(properties):
                if name == statement.subject:
                    yield Assigned(column, given.get(parameter))


def _results(facts: UnitFacts, call: t.Call, statement: _Statement) -> Iterator[t.Expr]:
    """What holds the nodes: the record's item where a whole node is returned, else the record."""
    returned = next(statement.texts("RETURN"), "").strip()
    for reader in _readers(facts, call):
        whole = [
            holder.parent
            for holder in holders(facts, awaited(reader))
            if isinstance(holder.parent, t.Subscript)
            and isinstance(holder.parent.index, t.Constant)
            and holder.parent.index.value == returned
        ]
        yield from whole
        yield awaited(reader)


def _readers(facts: UnitFacts, call: t.Call) -> Iterator[t.Expr]:
    """The calls that take records out of the result, here or from the name that holds it; else the call itself."""
    found = [
        outer
        for holder in holders(facts, awaited(call))
        for outer in list(outward(holder))[:1]
        if last_name(outer.func) in _READERS
    ]
    yield from found or [call]
