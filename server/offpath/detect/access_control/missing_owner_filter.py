"""Records that a handler reads, changes or deletes by what the client says, with nothing that ties them to the caller."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from offpath.catalogue.words.people import names_capability, names_maker
from offpath.catalogue.words.verbs import words
from offpath.detect.access_control.owner_evidence import OwnerEvidence, owner_evidence
from offpath.facts.code.symbols import last_name
from offpath.facts.identity.sources import Source, sources_of
from offpath.facts.identity.ties import Ties
from offpath.facts.routes.route import counted_parameters
from offpath.facts.stores.access import DataAccess, Filter
from offpath.facts.stores.behind import MODELS_BEHIND, MODELS_HANDED
from offpath.facts.stores.belonging import OWNED_THROUGH, PARENT
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.owners import OWNED_COLUMNS
from offpath.facts.stores.reading import accesses_in
from offpath.facts.stores.schema import SCHEMA, Schema
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.entry_points import ENTRY_POINTS, EntryPoint
from offpath.facts.web.guarding import Guarding
from offpath.facts.web.guards import GUARDING, GUARDS_AROUND
from offpath.facts.web.open_writes import ASKS_NOBODY, GATEWAY_KNOWS_CALLER, STORE_WRITES
from offpath.facts.web.shown_lists import IS_SHOWN, IS_SHOWN_TO_STRANGERS
from offpath.syntax import tree as t

_KEYS = frozenset({"id", "pk", "_id", "uuid", "guid", "uid", "public_id", "external_id"})
_NATURAL_KEYS = frozenset({"slug", "number", "reference", "ref", "no", "serial", "filename"})
_STORES_OF_RECORDS = ("sql", "sqlalchemy", "django", "peewee", "tortoise", "mongo", "mapper", "hosted", "repository")


@dataclass(frozen=True, slots=True, eq=False)
class UnownedAccess:
    """A record that is picked by the client alone."""

    function: FunctionFacts
    access: DataAccess
    picking: Filter
    """The condition that picks the record."""
    identifier: Source
    """Where its value comes from."""
    owner_field: str
    """The field that says whose a record is; empty where only the caller at hand says that there is one."""
    caller: Source | None
    """The caller's identity that is at hand and not used, if any."""
    certainty: str
    """`high` or `medium`."""
    reason: str
    is_child: bool = False
    """Whether the owner is known by what the record belongs to, and has no column of its own here."""
    evidence: OwnerEvidence = OwnerEvidence.CALLER
    """On what it rests that the record is somebody's."""


def unowned_accesses(function: FunctionFacts) -> Iterator[UnownedAccess]:
    """Every such access of a function's own, each once."""
    direct = [
        a for a in accesses_in(function) if not a.through and a.operation in ("read", "update", "delete", "upsert")
    ]
    if not any(a.store in _STORES_OF_RECORDS and a.filters for a in direct):
        return
    reader = _Reader(function)
    if not reader.is_exposed:
        return
    for access in direct:
        found = reader.judged(access)
        if found is not None:
            yield found


_SIGNING_IN = (("authenticate",), ("login",), ("signin",), ("logout",))
"""How handlers begin that serve whoever is not known yet."""


class _Reader:
    def __init__(self, function: FunctionFacts) -> None:
        self._function = function
        self._facts = function.unit
        self._sources = sources_of(function)
        self._ties = Ties(function, self._sources)

    @cached_property
    def _entries(self) -> tuple[EntryPoint, ...]:
        found: tuple[EntryPoint, ...] = self._facts.asking.ask(ENTRY_POINTS, self._function.qualified_name)
        return tuple(each for each in found if each.chosen and not each.checks and not _is_harmless(each.guarding))

    @cached_property
    def is_exposed(self) -> bool:
        """Whether somebody reaches the function who is no owner of all that there is, and nothing around it judges what is theirs."""
        name = self._function.qualified_name
        if words(self._function.name)[:1] in _SIGNING_IN:
            return False
        if self._sources.handler is None:
            return any(e.guarding.authenticated for e in self._entries)
        around: Guarding = self._facts.asking.ask(GUARDS_AROUND, name)
        own: Guarding = self._facts.asking.ask(GUARDING, name)
        if around.owned or own.privileged or own.is_for_programs or _is_for_machines(around):
            return False
        is_told = own.authenticated or self._caller is not None or self._sources.handler.caller == "chat"
        return is_told or self._is_behind_gateway or self._is_open

    @cached_property
    def _is_behind_gateway(self) -> bool:
        """Whether a gateway hands requests on that asks who calls, as other handlers of the project show."""
        handler = self._sources.handler
        return handler is not None and self._facts.asking.ask(GATEWAY_KNOWS_CALLER, handler.framework)

    @cached_property
    def _is_open(self) -> bool:
        """Whether nobody is asked who they are where the function is reached."""
        return self._facts.asking.ask(ASKS_NOBODY, self._function.qualified_name) and self._caller is None

    @cached_property
    def _caller(self) -> Source | None:
        """The caller's identity that the function has at hand."""
        for source in self._sources.parameters.values():
            if source.is_identity:
                return source
        return next(self._sources.claims(), None)

    def judged(self, access: DataAccess) -> UnownedAccess | None:
        """What is wrong with an access, or None."""
        if access.store not in _STORES_OF_RECORDS or _asks_for_keys_alone(access):
            return None
        model = self._model_of(access)
        schema: Schema | None = self._facts.asking.ask(SCHEMA, model) if model else None
        picked = next(self._picked(access, schema), None)
        if picked is None or self._is_capability(access, picked[1], schema) or self._is_tied(access, picked[1]):
            return None
        if access.reads and self._only_leads_on:
            return None
        if self._is_open and not (access.reads and self._is_kept_private(access, schema)):
            return None
        owner = schema.owner_fields[0] if schema is not None and schema.owner_fields else ""
        through = None
        if not owner:
            if self._ties.uses_caller:
                return None
            through = self._owned_through(schema, access)
            is_known = access.in_graph or (schema is not None and schema.complete)
            if through is None and (self._caller is None or is_known):
                return None
        shown = self._audience(access, schema)
        if shown is not None and not self._writes:
            return None
        filter_, identifier = picked
        evidence = owner_evidence(self._facts, schema, owner, is_child=through is not None)
        if shown is OwnerEvidence.SHARED and evidence is not OwnerEvidence.ASKED:
            evidence = OwnerEvidence.SHARED
        return UnownedAccess(
            self._function,
            access,
            filter_,
            identifier,
            owner,
            self._caller,
            "medium" if through else self._certainty(access, filter_, owner),
            through or _reason(owner, schema),
            through is not None,
            evidence,
        )

    @cached_property
    def _writes(self) -> bool:
        """Whether the function changes anything, or a handler that it serves."""
        names = (self._function.qualified_name, *(each.handler for each in self._entries))
        return any(self._facts.asking.ask(STORE_WRITES, name) for name in names)

    def _audience(self, access: DataAccess, schema: Schema | None) -> OwnerEvidence | None:
        """Whether a list shows the same records to all who come here: `SHARED` where they are asked who they are, None for no list."""
        names = (access.target, *((schema.name, schema.table) if schema is not None else ()))
        told = tuple(dict.fromkeys(each for each in names if each))
        own = self._facts.asking.ask(GUARDING, self._function.qualified_name)
        ways = [own] if self._sources.handler is not None else [each.guarding for each in self._entries]
        if not ways or not all(self._facts.asking.ask(IS_SHOWN, told, each.evidence) for each in ways):
            return None
        return None if self._facts.asking.ask(IS_SHOWN_TO_STRANGERS, told) and self._writes else OwnerEvidence.SHARED

    @cached_property
    def _only_leads_on(self) -> bool:
        """Whether a handler shows and changes nothing: it sends the client on to a page that asks for itself."""
        returned = [each.value for each in self._function.own_nodes(t.Return)]
        if not returned or not all(isinstance(each, t.Call) and _leads_on(each) for each in returned):
            return False
        return not self._writes

    def _is_tied(self, access: DataAccess, identifier: Source) -> bool:
        """Whether what picks the record, or anything else that the query demands of it, is tied to the caller."""
        if self._ties.holds(access, identifier):
            return True
        demanded = (
            each.value for each in access.filters if each.conjunctive and each.op == "=" and each.value is not None
        )
        others = (source for value in demanded for source in self._sources.of(value) if source.is_client)
        return any(self._ties.holds(access, source) for source in others if not source.is_one_with(identifier))

    def _model_of(self, access: DataAccess) -> str:
        """The model or table that is meant; of those that a repository is made for, one whose records are somebody's."""
        node = access.model_node
        is_known = access.model is not None and access.model.internal
        if not is_known and isinstance(node, t.Name) and any(each.name == node.id for each in self._function.params):
            handed = self._facts.asking.ask(MODELS_HANDED, self._function.qualified_name, node.id)
            owned = (each for each in handed if _has_owner(self._facts.asking.ask(SCHEMA, each)))
            return next(owned, handed[0] if handed else access.target)
        if not is_known and isinstance(node, t.Attribute) and isinstance(node.value, t.Name):
            if node.value.id in ("self", "cls"):
                behind = self._facts.asking.ask(MODELS_BEHIND, self._function.qualified_name, node.attr)
                owned = (each for each in behind if _has_owner(self._facts.asking.ask(SCHEMA, each)))
                return next(owned, access.target)
        return access.model.name if access.model is not None and access.model.internal else access.target

    def _is_kept_private(self, access: DataAccess, schema: Schema | None) -> bool:
        """Whether the project hands out the records of a table elsewhere to those alone whose they are."""
        known = self._facts.asking.ask(OWNED_COLUMNS)
        names = (access.target, *((schema.name, schema.table) if schema is not None else ()))
        return any(not names_maker(column) for name in names for column in known.get(normalised(name), ()))

    def _is_capability(self, access: DataAccess, identifier: Source, schema: Schema | None) -> bool:
        """Whether whoever knows the identifier may use the record: it is a secret, not a number that goes up by one."""
        if not names_capability(access.target):
            return False
        param = identifier.node
        declared = param.annotation if isinstance(param, t.Param) else None
        if isinstance(declared, t.Name) and declared.id == "int":
            return False
        handler = self._sources.handler
        if handler is not None and identifier.name in counted_parameters(handler.path):
            return False
        return schema is None or not schema.counts_its_records

    def _owned_through(self, schema: Schema | None, access: DataAccess) -> str | None:
        """How a record without an owner belongs to one that has an owner, in a word for the user."""
        if schema is None:
            return None
        found: tuple[str, str, str] | None = self._facts.asking.ask(OWNED_THROUGH, schema.name)
        if found is None or (access.reads and names_maker(found[2])):
            return None
        field, other, owner = found
        return f"`{schema.table}` belongs to `{other}` by `{field}`, which has the field `{owner}`"

    def _certainty(self, access: DataAccess, picking: Filter, owner: str) -> str:
        if access.certainty == "by-name" or _last(picking.column) in _NATURAL_KEYS or self._is_open:
            return "medium"
        if not _identifies(picking.column, access):
            return "medium"
        return "medium" if names_maker(owner) and access.reads else "high"

    def _picked(self, access: DataAccess, schema: Schema | None) -> Iterator[tuple[Filter, Source]]:
        for each in access.filters:
            if each.value is None or each.op not in ("=", "in", "exact", "iexact", "is"):
                continue
            if (
                not each.is_key
                and not _identifies(each.column, access)
                and not self._names_owned_parent(each.column, access, schema)
            ):
                continue
            for source in self._sources.of(each.value):
                if (source.is_client and not source.is_claim) or self._is_handed_in(source):
                    yield each, source

    def _names_owned_parent(self, column: str, access: DataAccess, schema: Schema | None) -> bool:
        """Whether a column holds the key of a record that is somebody's own: all that hangs on that is picked with it."""
        other: Schema | None = (
            self._facts.asking.ask(PARENT, schema.name, _last(column)) if schema is not None else None
        )
        if schema is None or other is None or not other.owner_fields:
            return False
        owners = {other.owner_fields[0], *schema.owner_fields[:1]}
        return not (access.reads and any(map(names_maker, owners)))

    def _is_handed_in(self, source: Source) -> bool:
        """Whether a handler puts what the client says into a parameter; of a record that is handed in, its keys are no choice."""
        if source.kind != "parameter" or self._holds_record(source.node) or not _SIFTED.isdisjoint(words(source.name)):
            return False
        return any(source.name in entry.chosen for entry in self._entries)

    def _holds_record(self, param: t.Node) -> bool:
        declared = param.annotation if isinstance(param, t.Param) else None
        found = self._facts.resolve(declared) if declared is not None else None
        is_model = found is not None and found.internal and found.kind == "class"
        return is_model and found is not None and self._facts.asking.ask(SCHEMA, found.name) is not None


def _leads_on(answer: t.Call) -> bool:
    """Whether a redirect names a page and the keys of what it shows: `redirect("order", pk=order.pk)`, `redirect(url_for("order", id=order.id))`."""
    if last_name(answer.func) not in _REDIRECTS:
        return False
    given = [*answer.args, *(each.value for each in answer.keywords)]
    made = [each for each in given if isinstance(each, t.Call)]
    if len(made) == 1 and last_name(made[0].func) in _PAGES:
        given = [*(each for each in given if each is not made[0]), *made[0].args, *(k.value for k in made[0].keywords)]
    elif len(given) < 2 or made:
        return False
    return all(not isinstance(each, t.Attribute) or each.attr.lower() in (*_KEYS, "slug") for each in given)


_SIFTED = frozenset(
    {"accessible", "allowed", "permitted", "visible", "own", "owned", "authorized", "authorised", "readable"}
)
"""Words of parameters that hold what is left after somebody has asked who may see it."""

_REDIRECTS = frozenset(
    {"redirect", "HttpResponseRedirect", "HttpResponsePermanentRedirect", "RedirectResponse", "HTTPFound"}
)
_PAGES = frozenset({"reverse", "url_for", "url_path_for", "route_url"})
"""What makes the address of a page of the program's own."""


def _is_harmless(guarding: Guarding) -> bool:
    """Whether what guards a handler leaves nothing of others within reach."""
    return guarding.owned or guarding.privileged or _is_for_machines(guarding)


def _is_for_machines(guarding: Guarding) -> bool:
    """Whether those who get in are other programs, which own nothing."""
    return guarding.is_for_programs or any(not _MACHINES.isdisjoint(words(name)) for name in guarding.evidence)


_MACHINES = frozenset({"scim", "service", "internal", "machine", "cron", "worker", "webhook", "gateway", "system"})


def _reason(owner: str, schema: Schema | None) -> str:
    if owner and schema is not None:
        return f"`{schema.table}` has the field `{owner}`"
    return "the caller is at hand and not asked"


def _identifies(column: str, access: DataAccess) -> bool:
    """Whether a column picks one record: its own key, not that of another table."""
    last = _last(column)
    if last in _KEYS or last in _NATURAL_KEYS or not last:
        return True
    stem = next((last.removesuffix(e) for e in ("_id", "_uuid", "_pk", "_number", "_ref") if last.endswith(e)), "")
    return bool(stem) and normalised(access.target) in (normalised(stem), normalised("".join(words(stem))))


def _asks_for_keys_alone(access: DataAccess) -> bool:
    """Whether a read tells nothing but how many there are, or which of the keys that it was asked for."""
    if access.reads and (last_name(access.call.func) in _COUNTING or _selects_numbers(access)):
        return True
    return access.reads and bool(access.columns) and all(_last(column) in _KEYS for column in access.columns)


_COUNTING = frozenset({"count", "acount", "count_documents"})


def _selects_numbers(access: DataAccess) -> bool:
    """`SELECT COUNT(*) FROM comments WHERE …`, ungrouped: of no record anything is told."""
    selected = access.statement.columns if access.statement is not None else ()
    return bool(selected) and all(each.aggregate and not each.column and not each.within for each in selected)


def _has_owner(schema: Schema | None) -> bool:
    return schema is not None and bool(schema.owner_fields)


def _last(column: str) -> str:
    return column.lower().rpartition(".")[2].rpartition("__")[2]
