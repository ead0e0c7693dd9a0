"""Records that a handler reads, changes or deletes by what the client says, with nothing that ties them to the caller."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from offpath.catalogue.words.verbs import words
from offpath.facts.identity.sources import Source, Sources
from offpath.facts.identity.ties import Ties
from offpath.facts.stores.belonging import OWNED_THROUGH
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.model import DataAccess, Filter
from offpath.facts.stores.reading import accesses_in
from offpath.facts.stores.schema import SCHEMA, Schema
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.entries import ENTRIES, Entry
from offpath.facts.web.guards import GUARDING, SURROUNDINGS, Guarding

_KEYS = frozenset({"id", "pk", "_id", "uuid", "guid", "uid", "public_id", "external_id"})
_NATURAL_KEYS = frozenset({"slug", "number", "reference", "ref", "no", "serial", "filename"})
PUBLISHED_BY = frozenset({"author", "author_id", "creator", "creator_id", "created_by", "created_by_id"})
"""Owners of records that are often there for everybody to read."""

_STORES_OF_RECORDS = ("sql", "sqlalchemy", "django", "peewee", "tortoise", "mongo", "mapper", "hosted", "repository")


_CAPABILITIES = frozenset(
    {
        "session",
        "sessions",
        "token",
        "tokens",
        "otp",
        "invite",
        "invites",
        "invitation",
        "invitations",
        "challenge",
        "challenges",
    }
)
"""Words of tables whose identifiers are secrets: whoever knows one may use it."""


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
        self._sources = Sources(function)
        self._ties = Ties(function, self._sources)

    @cached_property
    def _entries(self) -> tuple[Entry, ...]:
        found: tuple[Entry, ...] = self._facts.asking.ask(ENTRIES, self._function.qualified_name)
        return tuple(each for each in found if each.chosen and not each.checks and not _is_harmless(each.guarding))

    @cached_property
    def is_exposed(self) -> bool:
        """Whether a caller who is known reaches the function, and nothing around it judges what is theirs."""
        name = self._function.qualified_name
        if words(self._function.name)[:1] in _SIGNING_IN:
            return False
        if self._sources.handler is None:
            return any(e.guarding.authenticated for e in self._entries)
        around: Guarding = self._facts.asking.ask(SURROUNDINGS, name)
        own: Guarding = self._facts.asking.ask(GUARDING, name)
        if around.owned or own.privileged or _is_for_machines(around):
            return False
        return own.authenticated or self._caller is not None

    @cached_property
    def _caller(self) -> Source | None:
        """The caller's identity that the function has at hand."""
        for source in self._sources.parameters.values():
            if source.is_identity:
                return source
        return next(self._sources.claims(), None)

    def judged(self, access: DataAccess) -> UnownedAccess | None:
        """What is wrong with an access, or None."""
        if access.store not in _STORES_OF_RECORDS or not _CAPABILITIES.isdisjoint(words(access.target)):
            return None
        picked = next(self._picked(access), None)
        if picked is None or self._ties.holds(access, picked[1]):
            return None
        model = access.model.name if access.model is not None and access.model.internal else access.target
        schema: Schema | None = self._facts.asking.ask(SCHEMA, model) if model else None
        owner = schema.owner_fields[0] if schema is not None and schema.owner_fields else ""
        through = None
        if not owner:
            if self._ties.uses_caller:
                return None
            through = self._owned_through(schema, access)
            if through is None and (self._caller is None or (schema is not None and schema.complete)):
                return None
        filter_, identifier = picked
        return UnownedAccess(
            self._function,
            access,
            filter_,
            identifier,
            owner,
            self._caller,
            "medium" if through else self._certainty(access, filter_, owner),
            through or _reason(owner, schema),
        )

    def _owned_through(self, schema: Schema | None, access: DataAccess) -> str | None:
        """How a record without an owner belongs to one that has an owner, in a word for the user."""
        if schema is None:
            return None
        found: tuple[str, str, str] | None = self._facts.asking.ask(OWNED_THROUGH, schema.name)
        if found is None or (access.reads and found[2] in PUBLISHED_BY):
            return None
        field, other, owner = found
        return f"`{schema.table}` belongs to `{other}` by `{field}`, which has the field `{owner}`"

    def _certainty(self, access: DataAccess, picking: Filter, owner: str) -> str:
        if access.certainty == "by-name" or _last(picking.column) in _NATURAL_KEYS:
            return "medium"
        return "medium" if owner in PUBLISHED_BY and access.reads else "high"

    def _picked(self, access: DataAccess) -> Iterator[tuple[Filter, Source]]:
        for each in access.filters:
            if (
                each.value is None
                or each.op not in ("=", "in", "exact", "iexact", "is")
                or not _identifies(each.column, access)
            ):
                continue
            for source in self._sources.of(each.value):
                if (source.is_client and not source.is_claim) or self._is_handed_in(source):
                    yield each, source

    def _is_handed_in(self, source: Source) -> bool:
        """Whether a handler puts what the client says into a parameter."""
        return source.kind == "parameter" and any(source.name in entry.chosen for entry in self._entries)


def _is_harmless(guarding: Guarding) -> bool:
    """Whether what guards a handler leaves nothing of others within reach."""
    return guarding.owned or guarding.privileged or _is_for_machines(guarding)


def _is_for_machines(guarding: Guarding) -> bool:
    """Whether those who get in are other programs, which own nothing."""
    return any(not _MACHINES.isdisjoint(words(name)) for name in guarding.evidence)


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


def _last(column: str) -> str:
    return column.lower().rpartition(".")[2].rpartition("__")[2]
