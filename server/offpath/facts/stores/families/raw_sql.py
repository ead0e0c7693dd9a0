"""SQL texts that reach a store: every DB-API driver, asyncpg, `databases`, `text()`, and helpers that are handed the text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from offpath.catalogue.libraries.concurrency import LOCKING_SQL
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.project.names import MADE_OF
from offpath.facts.stores.access import Assigned, DataAccess, Filter
from offpath.facts.stores.chain import argument, local_value, stripped
from offpath.facts.stores.families.results import results_of_execute
from offpath.facts.stores.sql.ast import Expression, Hole, Placeholder
from offpath.facts.stores.sql_source import SqlSource, sql_source
from offpath.facts.stores.sql_tables import parsed
from offpath.facts.summaries.contribution import Operation
from offpath.facts.unit import UnitFacts
from offpath.facts.values.constants import fold
from offpath.syntax import tree as t
from offpath.syntax.placing import between

if TYPE_CHECKING:
    from offpath.facts.stores.sql.ast import Operand, Statement

FETCHING = frozenset({"fetch", "fetchrow", "fetchval", "fetch_all", "fetch_one", "fetch_val", "iterate"})
"""Methods of asyncpg and `databases` that take a statement and answer rows."""

_ONE = frozenset({"fetchrow", "fetchval", "fetch_one", "fetch_val"})
_SCALAR = frozenset({"fetchval", "fetch_val", "scalar", "scalar_one", "scalar_one_or_none"})
_EXECUTING_WORDS = frozenset(
    {"execute", "exec", "executemany", "executescript", "query", "fetch", "run", "select", "sql", "iterate", "scalar", "scalars", "raw",
     "fetchone", "fetchall", "fetchrow", "fetchval", "stream", "one", "all", "rows", "row"}
)  # fmt: skip
"""Words in the name of a function that is handed a statement to run."""

_STATEMENT_NAMES = ("sql", "query", "statement", "operation", "stmt", "command", "clause")
_PARAMETER_NAMES = ("parameters", "params", "values", "vars", "args", "param", "arguments", "query_params")
_VARIADIC = frozenset({"fetch", "fetchrow", "fetchval"})
"""Methods that take the parameters one by one."""

_OPERATIONS: dict[str, Operation] = {
    "select": "read",
    "insert": "insert",
    "update": "update",
    "delete": "delete",
    "replace": "upsert",
}


def _is_declared(facts: UnitFacts, call: t.Call, name: str) -> bool:
    """Whether a file of the catalogue says that a call runs SQL."""
    known = facts.asking.catalogue
    return known.may_run_sql(name) and known.operation(facts.callee(call)) == "sql"


def read_sql(facts: UnitFacts, call: t.Call) -> DataAccess | None:
    """The access of a call that is handed an SQL text; None: it is handed none, or does not run it."""
    name = last_name(call.func)
    if not _EXECUTING_WORDS.intersection(words(name)) and not _is_declared(facts, call, name):
        return None
    written = argument(call, 0, *_STATEMENT_NAMES)
    if written is None or isinstance(written, (t.Dict, t.Lambda)):
        return None
    source = source_of(facts, written)
    statement = parsed(source.sql) if source is not None else None
    if source is None or statement is None:
        return None
    parameters = tuple(_parameters(facts, call, written))
    operation = _OPERATIONS.get(statement.kind, "execute")
    if statement.on_conflict is not None and operation == "insert":
        operation = "upsert"
    binding = _Binding(source, dict(parameters))
    target = _target(statement)
    results = tuple(results_of_execute(facts, call))
    fetched = {last_name(r.func) for r in map(stripped, results) if isinstance(r, t.Call)}
    one = name in _ONE or bool(
        fetched & {"fetchone", "first", "one", "one_or_none", "scalar", "scalar_one", "scalar_one_or_none"}
    )
    return DataAccess(
        "sql",
        operation,
        call,
        target,
        filters=tuple(_filters(statement, binding, target)),
        values=tuple(_values(statement, binding)) if operation in ("insert", "update", "upsert") else (),
        results=results,
        one=one or statement.is_aggregate,
        scalar=name in _SCALAR or bool(fetched & _SCALAR),
        columns=tuple((c.name or c.column or "*") if not c.star else "*" for c in statement.columns),
        locks=statement.for_update or (not target and bool(LOCKING_SQL.search(source.sql.text))),
        source=source,
        statement=statement,
        statement_node=written,
        parameters=parameters,
        receiver=call.func.value if isinstance(call.func, t.Attribute) else None,
        certainty="known" if _is_known(facts, call, name) else "by-name",
        tables=statement.table_names,
    )


def _target(statement: Statement) -> str:
    """The table that a statement changes, or the first real one that it reads."""
    target = statement.target
    if target is not None and target.name and target.role not in ("cte", "subquery"):
        return target.name
    return next(iter(statement.table_names), "")


def source_of(facts: UnitFacts, node: t.Expr) -> SqlSource | None:
    """The SQL text that an expression builds, through local names and the project's constants."""

    def lookup(name: t.Name) -> t.Expr | None:
        definitions = facts.definitions(name)
        plain = [d for d in definitions if d.kind == "assign" and not d.path and d.value is not None]
        if len(plain) == 1 and len(definitions) == 1:
            return plain[0].value
        return _constant(facts, name) if not definitions else None

    if isinstance(node, t.Attribute):
        node = _constant(facts, node) or node
    if isinstance(node, t.Call) and node.args and isinstance(node.args[0], (t.Name, t.Attribute)):
        inner = _constant(facts, node.args[0]) if isinstance(node.args[0], t.Attribute) else None
        node = inner if inner is not None and last_name(node.func) in ("text", "SQL") else node
    return sql_source(node, facts.reading.text, lookup)


def _constant(facts: UnitFacts, node: t.Expr) -> t.Constant | None:
    """The text that a name of the project has, as a literal that stands nowhere."""
    folded = fold(facts, node)
    text = folded.value if folded is not None else _text_behind(facts, node)
    if not isinstance(text, str):
        return None
    constant = between(node.start, node.end, t.Constant(text))
    orphan: t.Node = constant
    orphan.parent = None
    return constant


def _text_behind(facts: UnitFacts, node: t.Expr) -> str | None:
    """The text of a statement that a module makes once: `by_id = session.prepare("SELECT …")`."""
    symbol = facts.symbol(node)
    made = facts.asking.ask(MADE_OF, facts.module, symbol) if symbol is not None else None
    return made[1] if made is not None and made[0] != "Table" else None


def _is_known(facts: UnitFacts, call: t.Call, name: str) -> bool:
    if name in FETCHING or name.startswith("execute"):
        return True
    callee = facts.callee(call)
    lineage = facts.asking.catalogue.types.lineage(callee.rpartition(".")[0])
    return any(each.startswith(_LIBRARIES) for each in lineage) or facts.summary(callee) is not None


_LIBRARIES = ("sqlalchemy.", "sqlmodel.", "django.", "databases.", "psycopg", "sqlite3.", "flask_sqlalchemy.")


class _Binding:
    """Which Python value stands for an operand of a statement."""

    def __init__(self, source: SqlSource, parameters: dict[str | int, t.Expr]) -> None:
        self._source = source
        self._parameters = parameters

    def value(self, operand: Operand) -> t.Expr | None:
        """The bound or formatted expression; None for what SQL itself says."""
        if isinstance(operand, Placeholder):
            return self.parameter(operand)
        if isinstance(operand, Hole):
            return self._hole(operand)
        if isinstance(operand, Expression):
            if len(operand.placeholders) == 1 and not operand.holes:
                return self.parameter(operand.placeholders[0])
            if len(operand.holes) == 1 and not operand.placeholders:
                return self._hole(operand.holes[0])
        return None

    def parameter(self, placeholder: Placeholder) -> t.Expr | None:
        """What is bound to a placeholder."""
        if placeholder.name is not None:
            return self._parameters.get(placeholder.name)
        number = placeholder.number - 1 if placeholder.number is not None else placeholder.ordinal
        return self._parameters.get(number)

    def _hole(self, hole: Hole) -> t.Expr | None:
        for span, value in zip(self._source.sql.holes, self._source.hole_values, strict=True):
            if hole.span.start <= span.start and span.end <= hole.span.end:
                return value
        return None


def _parameters(facts: UnitFacts, call: t.Call, written: t.Expr) -> Iterator[tuple[str | int, t.Expr]]:
    """What is bound: a tuple, a list, a dict, keywords, or the call's own further arguments."""
    yield from _bound_in_text(facts, written)
    behind = [a for a in call.args if a is not written]
    given = behind[0] if behind else next((k.value for k in call.keywords if k.arg in _PARAMETER_NAMES), None)
    display = local_value(facts, given)
    if isinstance(display, (t.Tuple, t.List)):
        if display.elts and all(isinstance(e, (t.Tuple, t.List)) for e in display.elts):
            display = display.elts[0]
            assert isinstance(display, (t.Tuple, t.List))
        yield from enumerate(display.elts)
    elif isinstance(display, t.Dict):
        yield from _items(display)
    elif isinstance(display, t.Call) and last_name(display.func) == "dict":
        yield from ((k.arg, k.value) for k in display.keywords if k.arg)
    elif behind:
        yield from enumerate(behind)
    else:
        yield from ((k.arg, k.value) for k in call.keywords if k.arg and k.value is not written)


def _bound_in_text(facts: UnitFacts, written: t.Expr) -> Iterator[tuple[str | int, t.Expr]]:
    """`text(…).bindparams(id=…)`."""
    node = local_value(facts, written)
    while isinstance(node, t.Call) and isinstance(node.func, t.Attribute):
        if node.func.attr == "bindparams":
            yield from ((k.arg, k.value) for k in node.keywords if k.arg)
        node = local_value(facts, node.func.value)


def _items(display: t.Dict) -> Iterator[tuple[str | int, t.Expr]]:
    for item in display.items:
        if isinstance(item.key, t.Constant) and isinstance(item.key.value, str):
            yield item.key.value, item.value


def _filters(statement: Statement, binding: _Binding, target: str | None) -> Iterator[Filter]:
    for condition in statement.conditions:
        if condition.column is not None:
            table = condition.table or condition.qualifier or ""
            yield Filter(
                condition.column,
                condition.op,
                binding.value(condition.operand),
                condition.conjunctive,
                "" if table == target else table,
                condition=condition,
            )


def _values(statement: Statement, binding: _Binding) -> Iterator[Assigned]:
    for assignment in statement.assignments:
        if assignment.column is not None:
            yield Assigned(assignment.column, binding.value(assignment.value), assignment.relative)
