"""What CREATE TABLE, CREATE INDEX and ALTER TABLE declare."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlglot import exp

from offpath.facts.stores.sql.ast import Created, CreatedColumn, ForeignKey
from offpath.facts.stores.sql.statement_text import StatementText, argument, arguments, fixed_name


@dataclass(slots=True)
class _Table:
    columns: list[CreatedColumn] = field(default_factory=list)
    primary_key: tuple[str, ...] = ()
    unique: list[tuple[str, ...]] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    renamed_to: str | None = None


def read_created(node: exp.Expr, source: StatementText, text: str) -> Created | None:
    """The declared table; `None` where its name is not known or nothing of a table is declared."""
    if isinstance(node, exp.Create) and isinstance(node.this, exp.Index):
        return _index(node)
    schema = node.this
    table = schema.this if isinstance(schema, exp.Schema) else schema
    name = fixed_name(table.this) if isinstance(table, exp.Table) else None
    if name is None:
        return None
    members = arguments(node, "actions") if isinstance(node, exp.Alter) else arguments(schema, "expressions")
    found = _Table()
    for member in members:
        _member(member, found, source, text)
    unique = [found.primary_key, *found.unique] if found.primary_key else found.unique
    return Created(
        name,
        fixed_name(table.args.get("db")),
        tuple(found.columns),
        found.primary_key,
        tuple(dict.fromkeys(unique)),
        tuple(found.foreign_keys),
        tuple(found.checks),
        isinstance(node, exp.Create) and bool(found.columns),
        found.renamed_to,
    )


def _index(node: exp.Create) -> Created | None:
    table = node.this.args.get("table")
    name = fixed_name(table.this) if isinstance(table, exp.Table) else None
    if name is None:
        return None
    parameters = node.this.args.get("params")
    ordered = arguments(parameters, "columns") if isinstance(parameters, exp.Expr) else []
    keys = [each.this if isinstance(each, exp.Ordered) else each for each in ordered]
    names = tuple(fixed_name(key.this) for key in keys if isinstance(key, exp.Column))
    plain = tuple(each for each in names if each is not None)
    is_partial = isinstance(parameters, exp.Expr) and parameters.args.get("where") is not None
    holds = bool(node.args.get("unique")) and len(plain) == len(keys) and bool(keys) and not is_partial
    return Created(name, fixed_name(table.args.get("db")), unique=(plain,) if holds else ())


def _member(node: exp.Expr, found: _Table, source: StatementText, text: str) -> None:
    if isinstance(node, exp.ColumnDef):
        _column(node, found, source, text)
    elif isinstance(node, (exp.Constraint, exp.AddConstraint)):
        for each in node.expressions:
            _member(each, found, source, text)
    elif isinstance(node, exp.PrimaryKey):
        found.primary_key = _names(node.expressions)
    elif isinstance(node, exp.UniqueColumnConstraint):
        found.unique.append(_names(_listed(node.this)))
    elif isinstance(node, exp.ForeignKey):
        _reference(_names(node.expressions), argument(node, "reference"), found)
    elif isinstance(node, exp.CheckColumnConstraint):
        _check(node, found, source, text)
    elif isinstance(node, (exp.RenameColumn, exp.AlterRename, exp.ModifyColumn)):
        _renamed(node, found, source, text)


def _renamed(
    node: exp.RenameColumn | exp.AlterRename | exp.ModifyColumn, found: _Table, source: StatementText, text: str
) -> None:
    """What has another name from then on: `RENAME COLUMN a TO b`, `CHANGE COLUMN a b INT`, `RENAME TO other`."""
    if isinstance(node, exp.AlterRename):
        found.renamed_to = fixed_name(node.this.this) if isinstance(node.this, exp.Table) else None
    elif isinstance(node, exp.RenameColumn):
        name = fixed_name(argument(node, "to"))
        if name is not None:
            found.columns.append(CreatedColumn(name, None))
    elif isinstance(node.this, exp.ColumnDef):
        _column(node.this, found, source, text)


def _listed(node: object) -> list[exp.Expr]:
    if isinstance(node, (exp.Schema, exp.Tuple)):
        return list(node.expressions)
    return [node] if isinstance(node, exp.Expr) else []


def _names(nodes: list[exp.Expr]) -> tuple[str, ...]:
    return tuple(name for name in (fixed_name(node) for node in nodes) if name is not None)


def _column(node: exp.ColumnDef, found: _Table, source: StatementText, text: str) -> None:
    name = fixed_name(node.this)
    if name is None:
        return
    kinds = [each.args.get("kind") for each in arguments(node, "constraints")]
    primary = any(isinstance(kind, exp.PrimaryKeyColumnConstraint) for kind in kinds)
    unique = any(isinstance(kind, exp.UniqueColumnConstraint) for kind in kinds)
    not_null = any(isinstance(kind, exp.NotNullColumnConstraint) and not kind.args.get("allow_null") for kind in kinds)
    default = any(isinstance(kind, exp.DefaultColumnConstraint) for kind in kinds)
    kind = node.args.get("kind")
    found.columns.append(CreatedColumn(name, _type(kind), primary, unique or primary, not_null or primary, default))
    if primary:
        found.primary_key = (name,)
    elif unique:
        found.unique.append((name,))
    for each in kinds:
        if isinstance(each, exp.Reference):
            _reference((name,), each, found)
        elif isinstance(each, exp.CheckColumnConstraint):
            _check(each, found, source, text)


def _type(kind: object) -> str | None:
    if not isinstance(kind, exp.DataType):
        return None
    name = kind.args.get("kind") or getattr(kind.this, "value", kind.this)
    return fixed_name(str(name.name if isinstance(name, exp.Expr) else name))


def _reference(columns: tuple[str, ...], node: exp.Expr | None, found: _Table) -> None:
    if node is None or not isinstance(node.this, exp.Expr):
        return
    table = node.this.this if isinstance(node.this, exp.Schema) else node.this
    name = fixed_name(table.this) if isinstance(table, exp.Table) else fixed_name(table)
    if name is not None:
        found.foreign_keys.append(ForeignKey(columns, name, _names(arguments(node.this, "expressions"))))


def _check(node: exp.CheckColumnConstraint, found: _Table, source: StatementText, text: str) -> None:
    span = source.condition_span(node.this) if isinstance(node.this, exp.Expr) else None
    if span is not None:
        found.checks.append(span.of(text))
