"""What a model or table is made of: its fields, key and owner, from classes, CREATE TABLE, migrations and other queries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from offpath.catalogue.words.verbs import words
from offpath.facts.code.kinds_of_files import is_test
from offpath.facts.code.symbols import Symbol, last_name
from offpath.facts.project.names import CLASS
from offpath.facts.project.overviews import classes
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.references import Ref
from offpath.facts.project.resolver import Resolver
from offpath.facts.stores.families.mappers import MODEL_BASES
from offpath.facts.stores.fields import SchemaField, normalised
from offpath.facts.stores.owners import owner_fields
from offpath.facts.summaries.contribution import ANY_NAME, ClassSummary, Constant, FieldSummary
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_FIELD_MAKERS = frozenset(
    {
        "Column",
        "mapped_column",
        "Field",
        "relationship",
        "relation",
        "backref",
        "column_property",
        "Required",
        "Optional",
        "Set",
    }
)
_REFERRING = re.compile(r"(ForeignKey|OneToOne|ManyToMany|relationship|TreeForeignKey|ForeignKeyField)")
_HOLDING_KEYS = re.compile(r"(ForeignKey|OneToOne)")


@dataclass(frozen=True, slots=True)
class Schema:
    """What is known of a model or table."""

    name: str
    """The model's dotted name, or the table's."""
    table: str
    """The table's name in lower case."""
    store: str
    """`django`, `sqlalchemy`, `peewee`, `tortoise`, `mongo` or `sql`."""
    fields: tuple[SchemaField, ...]
    complete: bool
    """Whether these are all its fields."""
    owner_fields: tuple[str, ...]
    """The fields that tie a record to its owner, in the order of the setting."""
    primary_key: tuple[str, ...] = ()
    versioned: bool = False
    """Whether the mapper compares a version column at every write."""

    @property
    def counts_its_records(self) -> bool:
        """Whether the key is a running number, which anybody can guess; False: it is none, or cannot tell."""
        keys = [each for each in self.fields if each.name in self.primary_key]
        return all(each.is_number for each in keys) if keys else self.store == "django" and self.complete

    def field(self, name: str) -> SchemaField | None:
        """The field of a name; a foreign key answers to `user` and `user_id`."""
        bare = name.removesuffix("_id")
        for each in self.fields:
            if each.name == name or (each.references and each.name.removesuffix("_id") == bare):
                return each
        return None


def table_name(facts: UnitFacts, model: Ref | None, node: t.Expr | None) -> str:
    """The table of a model: as the project declares it, else the model's own name in lower case."""
    if model is not None and model.internal and model.kind in ("class", "instance"):
        found = facts.asking.ask(SCHEMA, model.name)
        if found is not None:
            return str(found.table)
    if model is not None and model.kind != "module" and not model.name.startswith(("builtins.", "sqlalchemy.")):
        if not model.name.endswith("()"):
            return model.name.rpartition(".")[2].lower()
    return last_name(node).lower() if node is not None else ""


def model_ref(facts: UnitFacts, name: str) -> Ref | None:
    """The model class of a dotted name; None without one."""
    if not name:
        return None
    return Ref("class", name, internal=facts.asking.ask(CLASS, name) is not None)


def schema(project: Project, name: str) -> Schema | None:
    """The schema of a model by dotted name or of a table by name; None: the project does not show one."""
    resolver = Resolver(project)
    facts, path = resolver.locate(name)
    if facts is not None and path in facts.classes:
        return _model_schema(project, resolver, name)
    model = next(_models_named(project, resolver, name), None)
    if model is not None:
        return model
    return _table_schema(project, name)


def _models_named(project: Project, resolver: Resolver, name: str) -> Iterator[Schema]:
    """Models whose class or table is called so."""
    for dotted in project.answer(CLASSES_BY_TABLE).get(normalised(name), ()):
        found = _model_schema(project, resolver, dotted)
        if found is not None:
            yield found


def classes_by_table(project: Project) -> Mapping[str, tuple[str, ...]]:
    """Classes, dotted, by their own name and that of their table, both normalised."""
    found: dict[str, dict[str, None]] = {}
    for module, path, summary in classes(project):
        table = next((str(f.constant).lower() for f in summary.fields if f.name == "__tablename__"), "")
        for name in {normalised(path), normalised(table)}:
            found.setdefault(name, {})[f"{module}.{path}" if module else path] = None
    return {name: tuple(dotted) for name, dotted in found.items()}


def _model_schema(project: Project, resolver: Resolver, name: str) -> Schema | None:
    store, table, versioned, known = "", "", False, True
    fields: dict[str, SchemaField] = {}
    for module, path in resolver.lineage(name):
        if not module and path in MODEL_BASES:
            store = store or MODEL_BASES[path]
        summary = project.modules[module].classes.get(path) if module in project.modules else None
        if summary is None:
            store = store or _store_by_name(path)
            continue
        known = known and len(summary.bases) >= len([b for b in summary.base_names if b != "object"])
        store = store or next((_store_by_name(b) for b in summary.base_names if _store_by_name(b)), "")
        for field in summary.fields:
            versioned = versioned or "VersionAttribute" in field.references
            if field.name == "__tablename__" and isinstance(field.constant, str) and not table:
                table = field.constant.lower()
            elif field.name == "__mapper_args__":
                versioned = versioned or "version_id_col" in field.references
            elif _is_field(field):
                fields.setdefault(field.name, _field(field))
    if not store and not any(_makes_column(f) for f in _all_fields(project, resolver, name)):
        return None
    last = name.rpartition(".")[2]
    return Schema(
        name,
        table or last.lower(),
        store or "sqlalchemy",
        tuple(fields.values()),
        known and bool(fields),
        owner_fields(project, name, table or last.lower(), fields, store),
        tuple(f.name for f in fields.values() if f.primary_key),
        versioned,
    )


def _all_fields(project: Project, resolver: Resolver, name: str) -> Iterator[FieldSummary]:
    for module, path in resolver.lineage(name):
        summary: ClassSummary | None = project.modules[module].classes.get(path) if module in project.modules else None
        if summary is not None:
            yield from summary.fields


def _store_by_name(base: str) -> str:
    """The store that an unseen base's name speaks for."""
    if base in MODEL_BASES:
        return MODEL_BASES[base]
    if base.endswith(("models.Model", ".AbstractModel", "TimeStampedModel")):
        return "django"
    if base in ("db.Model", "DeclarativeBase", "SQLModel"):
        return "sqlalchemy"
    return ""


def _maker(field: FieldSummary) -> str:
    """The name of what makes a field's value: `Column`, `CharField`, `relationship`."""
    symbol = field.symbol
    if symbol is None or symbol[0] != "call":
        return ""
    return _last(symbol[1])


def _last(symbol: Symbol) -> str:
    value = symbol[-1] if symbol else ""
    return value.rpartition(".")[2] if isinstance(value, str) else ""


def _makes_column(field: FieldSummary) -> bool:
    return _maker(field) in ("Column", "mapped_column", "relationship")


def _is_field(field: FieldSummary) -> bool:
    if field.name.startswith("__"):
        return False
    maker = _maker(field)
    if maker:
        return maker in _FIELD_MAKERS or maker.endswith(("Field", "Key", "Column", "Relation", "Attribute"))
    return field.type is not None or (field.symbol is None and bool(field.references))


def _referred(field: FieldSummary, keywords: Mapping[str, Constant]) -> str:
    """The model or table that a field points to: `User` of `"shop.User"`, `users` of `"users.id"`."""
    if field.points_to:
        return _pointed(field.points_to)
    back = (keywords.get("back_populates"), keywords.get("backref"), keywords.get("related_name"))
    spelled = keywords.get("foreign_key")
    names = [str(spelled)] if spelled else [r for r in field.references if r[:1].isalpha() and r not in back]
    for name in names:
        last = name.rpartition(".")[2]
        if not _REFERRING.search(name) and name not in _NOISE and (not name.startswith("models.") or _is_class(last)):
            is_class = _is_class(last) or last == "AUTH_USER_MODEL"
            return (last if is_class else name.partition(".")[0]).lower()
    return ""


def _pointed(written: str) -> str:
    """`User` of `shop.User` and `User.id`, `users` of `users.id` and `public.users.id`."""
    *outer, last = written.split(".")
    if not outer or _is_class(last) or last == "AUTH_USER_MODEL":
        return last.lower()
    named = next((part for part in reversed(outer) if part not in ("c", "columns", "__table__")), last)
    return named.lower()


def _is_class(name: str) -> bool:
    """Whether a name is written like a class's: not like `CASCADE`, not like a column's."""
    return name[:1].isupper() and not (name.isupper() and len(name) > 3)


def _field(field: FieldSummary) -> SchemaField:
    keywords = dict(field.keywords)
    target = ""
    if any(_REFERRING.search(r) for r in field.references) or keywords.get("foreign_key"):
        target = _referred(field, keywords)
    return SchemaField(
        field.name,
        target,
        bool(keywords.get("primary_key") or keywords.get("pk")),
        keywords.get("nullable") is not False and keywords.get("null") is not False,
        bool(keywords.get("foreign_key")) or any(_HOLDING_KEYS.search(r) for r in field.references),
        _maker(field) in _PLAIN_FIELDS,
        _is_number(field),
        keywords.get("unique") is True,
        _maker(field) in _LINKS,
        any("JSON" in each.upper() or "ARRAY" in each.upper() for each in (_maker(field), *field.references)),
        _is_random(field),
    )


_LINKS = frozenset(
    {
        "relationship",
        "relation",
        "dynamic_loader",
        "Relationship",
        "ManyToManyField",
        "ManyToManyRelation",
        "ReverseRelation",
    }
)
"""What makes fields of which the mapper keeps no value in the record's own row."""


_PLAIN_FIELDS = frozenset(
    {
        "CharField",
        "TextField",
        "EmailField",
        "SlugField",
        "IntegerField",
        "PositiveIntegerField",
        "BooleanField",
        "DecimalField",
        "FloatField",
    }
)
"""What makes fields in mappers that have kinds of their own for relations: Django's, Peewee's, Tortoise's."""


def _is_number(field: FieldSummary) -> bool:
    made = (*_declared(field), _maker(field), *(r.rpartition(".")[2] for r in field.references))
    return not _NUMBERS.isdisjoint(made)


_NUMBERS = frozenset(
    {"int", "Integer", "BigInteger", "SmallInteger", "INTEGER", "BIGINT", "BigIntegerType", "AutoField", "BigAutoField", "IntegerField",
     "BigIntegerField", "IntField", "BigIntField", "PrimaryKeyField", "PositiveIntegerField"}
)  # fmt: skip


def _is_random(field: FieldSummary) -> bool:
    """Whether a field holds what is drawn at random, by its type, by what fills it, or because it identifies by a text."""
    made = (*_declared(field), _maker(field), *field.references)
    spoken = {word for each in made for word in words(each)}
    if spoken & _DRAWN:
        return True
    return words(field.name)[-1:] in (("id",), ("uuid",), ("guid",), ("token",)) and not _TEXTS.isdisjoint(
        each.rpartition(".")[2] for each in made
    )


_DRAWN = frozenset(
    {"uuid", "uuid4", "uuid7", "uuidv4", "guid", "ulid", "nanoid", "cuid", "urlsafe", "shortuuid", "secrets"}
)
_TEXTS = frozenset({"str", "String", "Text", "Unicode", "VARCHAR", "CHAR", "CharField", "TextField"})


def _declared(field: FieldSummary) -> tuple[str, ...]:
    return (_last(field.type[1]),) if field.type is not None and field.type[0] == "instance" else ()


_NOISE = frozenset({"models", "fields", "db", "sa", "peewee", "pw", "orm", "relationship", "Column", "mapped_column"})


def _table_schema(project: Project, name: str) -> Schema | None:
    wanted = normalised(name)
    columns: dict[str, SchemaField] = {}
    complete, found = False, ""
    named = [table for table in project.tables() if table.name == ANY_NAME or normalised(table.name) == wanted]
    is_open = any(ANY_NAME in table.columns for table in named) or _is_told_differently(project, wanted)
    named = [table for table in named if ANY_NAME not in table.columns]
    whole = any(table.complete for table in named)
    for table in named:
        if table.declared or not whole:
            found = table.name.lower() if table.complete or not found else found
            complete = (complete or table.complete) and not is_open
            references = {column.lower(): target.lower() for column, target in table.references}
            for column in map(str.lower, table.columns):
                if column not in columns or column in references:
                    columns[column] = SchemaField(
                        column, references.get(column, ""), is_foreign_key=column in references
                    )
    if not complete:
        for columns_of in project.seen_columns():
            for target, seen in columns_of.items():
                if normalised(target) == wanted:
                    found = found or target
                    for column in seen:
                        columns.setdefault(column.lower(), SchemaField(column.lower()))
    if not found:
        return None
    return Schema(
        name, found, "sql", tuple(columns.values()), complete, owner_fields(project, name, found, columns, "sql")
    )


def _is_told_differently(project: Project, wanted: str) -> bool:
    """Whether declarations of a table disagree, so that no one of them is known to be today's; those of tests tell nothing of production."""
    told = {
        frozenset(map(str.lower, table.columns))
        for module, table in project.tables_by_module()
        if table.complete and normalised(table.name) == wanted and not is_test(module.path)
    }
    return len(told) > 1


SCHEMA = Question(schema)
CLASSES_BY_TABLE = Question(classes_by_table, on_outline=True)
