"""Request data that is spread into records: whatever the client sends is written, privileged fields included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from offpath.catalogue.words.privileged import is_privileged
from offpath.catalogue.words.verbs import words
from offpath.detect.access_control.record_powers import RecordPowers
from offpath.detect.access_control.whole_bodies import WholeBodies, WholeBody
from offpath.facts.code.symbols import last_name
from offpath.facts.project.names import CLASS
from offpath.facts.shared.whole_writes import WRITES_WHOLE
from offpath.facts.stores.reading import accesses_in
from offpath.facts.stores.schema import SCHEMA, Schema
from offpath.facts.summaries.binding import parameter_of
from offpath.facts.summaries.whole_parameters import set_by_name
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.web.guarding import Guarding
from offpath.facts.web.guards import GUARDING
from offpath.syntax import tree as t

_SPREADING = frozenset({"create", "update", "values", "get_or_create", "update_or_create", "insert", "filter_by", "acreate", "update_one", "update_many",
                        "insert_one", "replace_one", "find_one_and_update", "find_one_and_replace", "set", "construct", "model_construct"})  # fmt: skip
_DOCUMENTS = frozenset({"insert_one", "replace_one", "find_one_and_replace"})
_UPDATES = frozenset({"update_one", "update_many", "find_one_and_update"})


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """One place where a whole body goes into a record."""

    node: t.Expr
    """What is reported: the call."""
    value: t.Expr
    """The expression that is spread."""
    body: WholeBody
    kind: str
    """`keywords` (`**data`), `document`, `attributes` (`setattr` in a loop) or `dictionary` (`__dict__.update`)."""
    schema: Schema | None
    privileged: tuple[str, ...]
    """Fields of the record that no client should set; empty also where its fields cannot be seen."""


def spreads(function: FunctionFacts) -> Iterator[Spread]:
    """Every such place in a function's own body."""
    finder = _Finder(function)
    for call in function.calls:
        found = finder.judged(call)
        if found is not None and finder.can_do_harm(found):
            yield found


class _Finder:
    def __init__(self, function: FunctionFacts) -> None:
        self._function = function
        self._facts: UnitFacts = function.unit
        self._bodies = WholeBodies(function)

    def judged(self, call: t.Call) -> Spread | None:
        """What a call spreads into a record, or None."""
        name = last_name(call.func)
        if name == "setattr":
            return self._attributes(call)
        if name == "update" and isinstance(call.func, t.Attribute) and _is_namespace(call.func.value):
            value = call.args[0] if call.args else _starred(call)
            return self._spread(call, value, "dictionary", None) if value is not None else None
        value = _starred(call)
        if value is not None:
            schema = self._schema(call)
            return self._spread(call, value, "keywords", schema) if schema is not None else None
        if name in ("values", "update") and len(call.args) == 1 and isinstance(call.func, t.Attribute):
            schema = self._schema(call)
            if schema is not None:
                return self._spread(call, call.args[0], "document", schema)
        return self._document(call, name) or self._row(call, name) or self._helper(call)

    def _spread(self, call: t.Call, value: t.Expr, kind: str, schema: Schema | None) -> Spread | None:
        body = self._bodies.of(value)
        if body is None:
            return None
        known = [f.name for f in schema.fields] if schema is not None else []
        powers = RecordPowers(self._facts, schema)
        declared = [f for f in body.declared if is_privileged(f)] if body.schema else known
        privileged = tuple(f for f in declared if powers.gives(f))
        return Spread(call, value, body, kind, schema, privileged)

    def can_do_harm(self, spread: Spread) -> bool:
        """Whether the client can reach a field that is not its own to set, as far as can be seen."""
        if spread.body.schema and self._is_for_some:
            return False  # whoever gets here may set what the body's class says
        if spread.body.schema or (spread.schema is not None and spread.schema.complete):
            return bool(spread.privileged)
        return True

    @cached_property
    def _is_for_some(self) -> bool:
        """Whether only those get here who have a role, or whom a policy allows what is done."""
        guarding: Guarding = self._facts.asking.ask(GUARDING, self._function.qualified_name)
        return guarding.privileged or any(not _ALLOWING.isdisjoint(words(each)) for each in guarding.evidence)

    # -- where it goes

    def _schema(self, call: t.Call) -> Schema | None:
        """The record that `**data` goes into: a model that is called, or the model of a query."""
        found = self._facts.resolve(call.func)
        if found is not None and found.kind == "class":
            return self._facts.asking.ask(SCHEMA, found.name) if found.internal else None
        if last_name(call.func) not in _SPREADING:
            return None
        for access in accesses_in(self._function):
            if access.operation in ("insert", "update", "upsert") and not access.through:
                if call is access.call or any(inner is call for inner in access.call.walk()):
                    model = access.model.name if access.model is not None and access.model.internal else access.target
                    schema: Schema | None = self._facts.asking.ask(SCHEMA, model) if model else None
                    return schema
        return None

    def _document(self, call: t.Call, name: str) -> Spread | None:
        """`insert_one(request.json)`, `update_one({…}, {"$set": request.json})`."""
        if name in _DOCUMENTS and call.args:
            value: t.Expr | None = call.args[-1]
        elif name in _UPDATES and len(call.args) > 1 and isinstance(call.args[1], t.Dict):
            value = call.args[1].get("$set")
        else:
            return None
        is_store = any(access.call is call and access.store == "mongo" for access in accesses_in(self._function))
        return self._spread(call, value, "document", None) if value is not None and is_store else None

    def _row(self, call: t.Call, name: str) -> Spread | None:
        """`supabase.table("members").update(request.json)`, `db.collection("members").document(id).set(request.json)`."""
        if name not in ("insert", "update", "upsert", "set", "create", "put_item") or not call.args:
            return None
        hosted = (a for a in accesses_in(self._function) if a.store == "hosted" and a.writes and not a.through)
        if any(inner is call for access in hosted for inner in access.call.walk()):
            return self._spread(call, call.args[0], "document", None)
        return None

    def _helper(self, call: t.Call) -> Spread | None:
        """`update_person(id, body.model_dump())`, where the function of the project writes all that it is handed there."""
        called = self._facts.resolve(call.func)
        summary = self._facts.summary(called.name) if called is not None and called.internal else None
        whole = self._facts.asking.ask(WRITES_WHOLE, called.name) if called is not None and summary is not None else ()
        if summary is None or not whole:
            return None
        slots: list[tuple[int | str, t.Expr]] = [
            *enumerate(call.args),
            *((k.arg or "", k.value) for k in call.keywords),
        ]
        for slot, value in slots:
            if parameter_of(summary.parameters, slot) in whole:
                found = self._spread(call, value, "document", None)
                if found is not None:
                    return found
        return None

    def _attributes(self, call: t.Call) -> Spread | None:
        """`for key, value in data.items(): setattr(record, key, value)`."""
        key = call.args[1] if len(call.args) == 3 else None
        loop = next((each for each in call.ancestors() if isinstance(each, t.For)), None)
        if loop is None or not isinstance(key, t.Name):
            return None
        if not any(isinstance(n, t.Name) and n.id == key.id for n in loop.target.walk()):
            return None
        written = set_by_name(call, self._facts.reading.symbols)
        if written is None:
            return None
        record = self._facts.type_of(call.args[0])
        known = bool(record) and self._facts.asking.ask(CLASS, record) is not None
        schema = self._facts.asking.ask(SCHEMA, record) if known else None
        return self._spread(call, written, "attributes", schema)


_ALLOWING = frozenset({"authorize", "authorise", "permission", "permissions", "policy", "allow", "allowed"})
"""Words of what asks a policy, in the names of guards."""


def _starred(call: t.Call) -> t.Expr | None:
    return next((k.value for k in call.keywords if k.arg is None), None)


def _is_namespace(node: t.Expr) -> bool:
    """`record.__dict__` or `vars(record)`."""
    return (isinstance(node, t.Attribute) and node.attr == "__dict__") or (
        isinstance(node, t.Call) and last_name(node.func) == "vars"
    )
