"""Repairs of queries that pick a record by the client alone: the owner joins the condition, and 404 answers for the rest."""

from __future__ import annotations

from collections import Counter
from itertools import takewhile

from offpath.catalogue.words.people import names_maker
from offpath.catalogue.words.verbs import words
from offpath.detect.access_control.generic_views import UnownedView
from offpath.detect.access_control.missing_owner_filter import UnownedAccess
from offpath.detect.access_control.owner_evidence import OwnerEvidence
from offpath.facts.code.symbols import last_name
from offpath.facts.identity.sources import sources_of
from offpath.facts.identity.spellings import CALLER_SPELLINGS, Spelling
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.owners import PEOPLE, People
from offpath.facts.stores.schema import SCHEMA, Schema
from offpath.facts.unit import UnitFacts
from offpath.repair.caller_text import CallerText, caller_text, is_id
from offpath.repair.edits import add_argument, indent_unit, indentation, insertion, line_end, replacement, statement_of
from offpath.repair.not_found import not_found
from offpath.repair.placing import Repair, after_line, broken_call, call_text
from offpath.repair.updates.bound import Bound, bound_parameters
from offpath.syntax import tree as t
from offpath.text.span import Edit

TITLE = "Ask for the owner in the query"
_LONGEST_TITLE = 72
VIEW_TITLE = "Hand out the caller's records alone"

_KEYWORDS = ("django", "tortoise")
_FOREIGN_OBJECTS = ("django", "peewee")


def repair_ownership(unowned: UnownedAccess) -> Repair | None:
    """The repair, or None where it cannot be written with certainty: whoever made a record is seldom the only one who may use it."""
    if unowned.evidence is OwnerEvidence.SHARED or names_maker(unowned.owner_field):
        return None
    return _Writer(unowned).repair()


class _Writer:
    def __init__(self, unowned: UnownedAccess) -> None:
        self._unowned = unowned
        self._access = unowned.access
        self._function = unowned.function
        self._facts: UnitFacts = unowned.function.unit
        self._sources = sources_of(unowned.function)
        self._column = unowned.owner_field or ("" if unowned.is_child else self._guessed())
        self._said = ""
        """How the caller is spelled in what is added."""

    def repair(self) -> Repair | None:
        """All edits and imports."""
        written = self._condition()
        if written is None:
            return None
        edits, imports = written
        answers, further = not_found(self._function, self._sources, self._access)
        return Repair(self._title(), (*edits, *answers), (*imports, *further))

    def _title(self) -> str:
        """What is added to the query, in its own words where they are few."""
        node, column = self._unowned.picking.node, self._column
        if isinstance(node, t.Compare) and isinstance(node.left, t.Attribute):
            column = f"{self._facts.text(node.left.value)}.{column}"
        title = f"Add `{column} == {self._said}` to the query"
        if self._said == column:
            title = f"Add the caller's `{column}` to the query"
        return title if self._said and "\n" not in title and len(title) <= _LONGEST_TITLE else TITLE

    def _guessed(self) -> str:
        """The owner's column of a table that cannot be seen, by the caller at hand."""
        caller = self._unowned.caller
        name = (caller.name if caller is not None else "").lower().replace("-", "_").removeprefix("x_")
        if name in self._facts.settings.owner_fields:
            return name
        spelled: tuple[Spelling, ...] = self._facts.asking.ask(CALLER_SPELLINGS)
        known = Counter(s.column for s in spelled if s.column in self._facts.settings.owner_fields)
        if known:
            return known.most_common(1)[0][0]
        return "user_id" if self._access.store in ("sql", "mongo") else ""

    def _caller(self, column: str, wants_object: bool = False) -> CallerText | None:
        before = self._access.call.start
        found = caller_text(self._function, self._sources, column, wants_object=wants_object, before=before)
        self._said = found.text if found is not None else ""
        return found

    def _condition(self) -> tuple[list[Edit], tuple[str, ...]] | None:
        access, picking = self._access, self._unowned.picking
        if self._unowned.is_child or _is_no_user(self._facts, self._schema(), self._column):
            return None
        if access.store == "sql":
            return self._sql()
        if access.store == "mongo":
            return self._document()
        if access.store == "repository" or not self._column:
            return None
        if isinstance(picking.node, t.Keyword):
            return self._keyword(picking.node)
        if isinstance(picking.node, t.Compare):
            return self._comparison(picking.node)
        return self._lookup()

    # -- SQL

    def _sql(self) -> tuple[list[Edit], tuple[str, ...]] | None:
        from offpath.repair.sql.splice import add_condition

        access, picking = self._access, self._unowned.picking
        caller = self._caller(self._column)
        bound = bound_parameters(self._facts, access)
        if access.statement is None or access.source is None or caller is None or bound is None:
            return None
        table = access.target if access.target and not access.through else None
        spliced = add_condition(access.statement, self._column, anchor=picking.condition) or (
            add_condition(access.statement, self._column, table=table) if table else None
        )
        if spliced is None:
            return None
        if spliced.name is not None:
            bound.insert(spliced.name, caller.text)
        elif spliced.position is not None:
            bound.insert(spliced.position, caller.text)
        elif spliced.position_from_end is not None:
            bound.insert(len(bound) - spliced.position_from_end, caller.text)
        edits = [access.source.unit_edit(each) for each in spliced.edits]
        parameters = bound.edits()
        if parameters is None or any(each is None for each in edits):
            return None
        found = [each for each in (*edits, *parameters) if each is not None]
        return [*found, *broken_call(self._facts, access.call, found)], caller.imports

    # -- documents

    def _document(self) -> tuple[list[Edit], tuple[str, ...]] | None:
        caller, display = self._caller(self._column), self._access.statement_node
        if caller is None or not isinstance(display, t.Dict) or not self._unowned.picking.conjunctive:
            return None
        items: list[tuple[str | int, t.Node, t.Expr]] = []
        for item in display.items:
            if not isinstance(item.key, t.Constant):
                return None
            items.append((str(item.key.value), item, item.value))
        bound = Bound(self._facts, display, items, True)
        bound.insert(self._column, caller.text)
        edits = bound.edits()
        return (edits, caller.imports) if edits else None

    # -- object mappers

    def _keyword(self, keyword: t.Keyword) -> tuple[list[Edit], tuple[str, ...]] | None:
        call = keyword.parent
        wants_object = self._holds_object()
        caller = self._caller(self._column, wants_object)
        if not isinstance(call, t.Call) or caller is None:
            return None
        edits = add_argument(self._facts, call, f"{self._column}={caller.text}")
        return self._broken(call, edits, caller)

    def _holds_object(self) -> bool:
        """Whether the column holds the user itself, in the mapper's words."""
        schema = self._schema()
        if "__" in self._column:
            return not self._column.endswith("_id")
        field = schema.field(self._column) if schema is not None else None
        return (
            self._access.store in (*_KEYWORDS, *_FOREIGN_OBJECTS)
            and field is not None
            and not self._column.endswith("_id")
            and bool(field.references)
        )

    def _schema(self) -> Schema | None:
        model = self._access.model
        name = model.name if model is not None and model.internal else self._access.target
        found: Schema | None = self._facts.asking.ask(SCHEMA, name) if name else None
        return found

    def _comparison(self, compare: t.Compare) -> tuple[list[Edit], tuple[str, ...]] | None:
        outer: t.Node | None = compare.parent
        while isinstance(outer, t.BinOp) and outer.op == "&":
            outer = outer.parent
        sides = [compare.left, *compare.comparators]
        column = next((s for s in sides if isinstance(s, t.Attribute) and s.attr == self._unowned.picking.column), None)
        caller = self._caller(self._column, self._holds_object())
        if not isinstance(outer, t.Call) or column is None or caller is None:
            return None
        text = f"{self._facts.text(column.value)}.{self._column} == {caller.text}"
        return self._broken(outer, add_argument(self._facts, outer, text), caller)

    def _broken(
        self, call: t.Call, edits: tuple[Edit, ...] | None, caller: CallerText
    ) -> tuple[list[Edit], tuple[str, ...]] | None:
        if edits is None:
            return None
        return [*edits, *broken_call(self._facts, call, edits)], caller.imports

    def _lookup(self) -> tuple[list[Edit], tuple[str, ...]] | None:
        """`session.get(Note, id)`, `Note.query.get(id)`, `Workout.get_by_id(id)`."""
        access, call = self._access, self._access.call
        caller, schema, value = self._caller(self._column), self._schema(), self._unowned.picking.value
        if caller is None or value is None or not isinstance(call.func, t.Attribute):
            return None
        key = schema.primary_key[0] if schema is not None and len(schema.primary_key) == 1 else "id"
        name, text = call.func.attr, self._facts.text
        if access.store == "peewee" and name in ("get_by_id", "get") and access.model_node is not None:
            model = text(access.model_node)
            changed = f"{model}.get({model}.{key} == {text(value)}, {model}.{self._column} == {caller.text})"
            return [replacement(call, changed)], caller.imports
        if access.store != "sqlalchemy":
            return None
        if name in ("get", "get_or_404") and _is_query(call.func.value):
            reader = "first_or_404" if name == "get_or_404" else "first"
            picked = f"{key}={text(value)}, {self._column}={caller.text}"
            return [replacement(call, f"{text(call.func.value)}.filter_by({picked}).{reader}()")], caller.imports
        if access.model_node is None or name not in ("get", "get_one", "get_or_404"):
            return None
        model = text(access.model_node)
        chosen = f"select({model}).where({model}.{key} == {text(value)}, {model}.{self._column} == {caller.text})"
        how = {"get": "scalar", "get_one": "scalar", "get_or_404": "first_or_404"}[name]
        indent = indentation(self._facts, statement_of(call))
        room = call.start - statement_of(call).start
        changed = call_text(self._facts, f"{text(call.func.value)}.{how}", [chosen], "", indent + " " * room)
        changed = changed.replace(f"{indent}{' ' * room}", indent)
        return [replacement(call, changed)], ("from sqlalchemy import select", *caller.imports)


def _is_no_user(facts: UnitFacts, schema: Schema | None, column: str) -> bool:
    """Whether a field holds something else than whoever signs in: a profile, a customer of the shop, a text such as an organization's name."""
    field = schema.field(column) if schema is not None and "__" not in column else None
    if field is None:
        return False
    if not field.references:
        return (
            field.is_plain and not field.is_number and not _OF_SEVERAL.isdisjoint(words(column)) and not is_id(column)
        )
    known: People = facts.asking.ask(PEOPLE)
    target = normalised(field.references)
    return target not in known.names and (target in known.extensions or target in known.others)


_OF_SEVERAL = frozenset(
    {"organization", "organisation", "org", "team", "company", "department", "branch", "tenant", "workspace"}
)


def _is_query(node: t.Expr) -> bool:
    """Whether `get` is a query's: `Note.query`, `session.query(Note)`."""
    return last_name(node) == "query" or (
        isinstance(node, t.Call) and last_name(node.func) in ("query", "options", "with_for_update")
    )


def repair_view(facts: UnitFacts, unowned: UnownedView) -> Repair | None:
    """A generic view narrowed to the caller's records."""
    if unowned.through is not None:
        return None
    column = unowned.owner
    field = unowned.schema.field(column)
    if _is_no_user(facts, unowned.schema, column):
        return None
    is_object = ("__" in column or (field is not None and bool(field.references))) and not column.endswith("_id")
    stem = column.removesuffix("_id")
    member = (
        ""
        if is_object
        else f".{column}"
        if stem in ("account", "tenant", "organization", "org", "team", "workspace")
        else ".id"
    )
    condition = f"{column}=self.request.user{member}"
    if unowned.view is None:
        return _narrowed(facts, unowned.node, condition)
    written = [each for each in unowned.view.body if each.end <= len(facts.reading.text)]
    fields = list(takewhile(lambda each: not isinstance(each, (t.FunctionDef, t.ClassDef)), written))
    at = after_line(facts, fields[-1])
    end, indent, step = line_end(facts), indentation(facts, fields[-1]), indent_unit(facts)
    lines = f"{indent}def get_queryset(self):{end}{indent}{step}return super().get_queryset().filter({condition}){end}"
    if at is None:
        if fields[-1].end != len(facts.reading.text.rstrip()):
            return None
        return Repair(VIEW_TITLE, (insertion(fields[-1].end, f"{end}{end}{lines.rstrip()}"),))
    return Repair(VIEW_TITLE, (insertion(at, f"{end}{lines}"),))


def _narrowed(facts: UnitFacts, node: t.Expr, condition: str) -> Repair | None:
    """`Order.objects.all()` as `Order.objects.filter(user=self.request.user)`."""
    if not isinstance(node, t.Call) or not isinstance(node.func, t.Attribute):
        return None
    text = facts.text(node.func.value) if node.func.attr == "all" and not node.args else facts.text(node)
    return Repair(VIEW_TITLE, (replacement(node, f"{text}.filter({condition})"),))
