"""Handlers that do what only some people may, for everybody who is signed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries import routing
from offpath.catalogue.words import powers as catalogue
from offpath.catalogue.words.verbs import first_word, words
from offpath.facts.code.symbols import last_name
from offpath.facts.functions.local_guards import is_role_name
from offpath.facts.identity.sources import Source, sources_of
from offpath.facts.identity.ties import Ties
from offpath.facts.routes.route import Route
from offpath.facts.routes.routes import ROUTE
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.owners import PEOPLE, People
from offpath.facts.stores.reading import accesses_in
from offpath.facts.stores.schema import SCHEMA
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.guarded_writes import GUARDED_WRITES, IDLE_ROLE_GUARDS, WEIGHT
from offpath.facts.web.guarding import Guarding
from offpath.facts.web.guards import GUARDING
from offpath.facts.web.open_writes import STORE_WRITES
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False)
class Power:
    """What a handler does, and how sure that only some may."""

    deed: str
    """In words, with the names of the code: "changes `role` of other users"."""
    reason: str
    certainty: str
    """`high`, `medium` or `low`."""
    at: t.Node | None = None
    """Where it is done."""
    kind: str = ""
    """The kind of evidence, where it is judged by itself."""


def power_of(function: FunctionFacts) -> Power | None:
    """What a handler does that nobody asked a role for; None: nothing of the kind, or somebody did ask."""
    route: Route | None = function.unit.asking.ask(ROUTE, function.qualified_name)
    if route is None:
        return None
    guarding: Guarding = function.unit.asking.ask(GUARDING, function.qualified_name)
    if not guarding.authenticated or guarding.privileged or guarding.owned or _asks_role(function):
        return None
    return next(_Reader(function, route).powers(), None)


def _asks_role(function: FunctionFacts) -> bool:
    """Whether a condition of the handler speaks of a role: `if not g.user.is_admin`."""
    for node in function.own_nodes(t.If, t.IfExp, t.Assert, t.While, t.Compare):
        asked: t.Node = node if isinstance(node, t.Compare) else node.test  # type: ignore[attr-defined]
        for inner in asked.walk():
            name = inner.attr if isinstance(inner, t.Attribute) else inner.id if isinstance(inner, t.Name) else ""
            if isinstance(inner, t.Subscript) and isinstance(inner.index, t.Constant):
                name = str(inner.index.value)
            if name and is_role_name(name):
                return True
    return False


_SIGNING_IN = frozenset({"login", "logout", "signin", "signout", "logon", "authenticate"})
"""Words of handlers that serve whoever is not known yet, administrators among them."""


class _Reader:
    def __init__(self, function: FunctionFacts, route: Route) -> None:
        self._function = function
        self._facts = function.unit
        self._route = route
        self._sources = sources_of(function)
        self._ties = Ties(function, self._sources)

    def powers(self) -> Iterator[Power]:
        """What the handler does, the surest first."""
        yield from self._over_accounts()
        yield from self._beside_guarded()
        yield from self._by_name()
        yield from self._by_path()
        yield from self._left_open()

    # -- accounts of others

    def _over_accounts(self) -> Iterator[Power]:
        known: People = self._facts.asking.ask(PEOPLE)
        for access in accesses_in(self._function):
            target = access.model.name if access.model is not None and access.model.internal else access.target
            if access.through or normalised(target) not in known.names:
                continue
            source = next(self._picked(access), None)
            if source is None or self._ties.holds(access, source):
                continue
            if access.operation == "delete":
                yield Power(
                    f"deletes any account by `{source.name}`",
                    "the account is picked by the client",
                    "high",
                    access.call,
                )
            elif access.operation == "update":
                changed = [v.column for v in access.values if v.column in catalogue.STANDING_FIELDS]
                if changed:
                    yield Power(
                        f"changes `{changed[0]}` of any account",
                        "the account is picked by the client",
                        "high",
                        access.call,
                    )
            else:
                yield from self._changed(access)

    def _picked(self, access: DataAccess) -> Iterator[Source]:
        for each in access.filters:
            if each.value is not None and each.op in ("=", "exact", "in"):
                yield from (
                    s
                    for s in self._sources.of(each.value)
                    if s.is_client and s.part in ("path", "query", "body", "argument")
                )

    def _changed(self, access: DataAccess) -> Iterator[Power]:
        """What is done with an account that was read."""
        for assign in self._function.own_nodes(t.Assign):
            for target in assign.targets:
                if isinstance(target, t.Attribute) and target.attr in catalogue.STANDING_FIELDS:
                    if any(s.access is access for s in self._sources.of(target.value)):
                        yield Power(
                            f"changes `{target.attr}` of any account",
                            "the account is picked by the client",
                            "high",
                            assign,
                        )
        for call in self._function.calls:
            if last_name(call.func) not in ("delete", "delete_instance", "adelete"):
                continue
            handed = [*call.args, *([call.func.value] if isinstance(call.func, t.Attribute) else [])]
            if any(s.access is access for each in handed for s in self._sources.of(each)):
                yield Power("deletes any account", "the account is picked by the client", "high", call)

    # -- what others beside it may not

    def _beside_guarded(self) -> Iterator[Power]:
        """Changing or deleting what another handler of the module lets only some roles create or change."""
        verb = first_word(self._function.name)
        if verb not in catalogue.CHANGING:
            return
        for access in accesses_in(self._function):
            weight = self._weight(access)
            if not weight or access.through or not access.target or self._has_owner(access) or self._is_own(access):
                continue
            name = access.model.name if access.model is not None else access.target
            for other in self._facts.asking.ask(GUARDED_WRITES, self._facts.module):
                same = other.target in (normalised(name), normalised(access.target))
                if same and other.weight <= weight and other.handler != self._function.name:
                    deed = "deletes" if weight == WEIGHT["delete"] else "changes"
                    beside = f"`{other.handler}` beside it demands a role"
                    yield Power(f"{deed} a record of `{access.target}`", beside, "high", access.call, "beside guarded")

    def _weight(self, access: DataAccess) -> int:
        """How much an access takes; 0: it changes nothing that is there."""
        if access.operation in ("update", "delete", "upsert"):
            return WEIGHT[access.operation]
        changed = access.reads and any(
            isinstance(target, t.Attribute) and any(s.access is access for s in self._sources.of(target.value))
            for assign in self._function.own_nodes(t.Assign, t.AugAssign)
            for target in (assign.targets if isinstance(assign, t.Assign) else [assign.target])  # type: ignore[attr-defined]
        )
        return WEIGHT["update"] if changed else 0

    def _left_open(self) -> Iterator[Power]:
        """Deleting records of nobody's, or setting their state, where the project has a guard for some roles that stands nowhere."""
        guards = self._facts.asking.ask(IDLE_ROLE_GUARDS)
        for access in accesses_in(self._function) if guards else ():
            is_deleted = access.operation == "delete"
            if (
                not access.target
                or access.through
                or self._has_owner(access)
                or not (is_deleted or self._sets_state(access))
            ):
                continue
            if any(each.is_client and each.part in ("path", "query", "body") for each in self._sources_of(access)):
                deed = (
                    f"deletes any record of `{access.target}`"
                    if is_deleted
                    else f"sets the state of any record of `{access.target}`"
                )
                why = f"`{guards[0]}` is written for some roles and guards nothing"
                yield Power(deed, why, "medium", access.call, "idle guard")

    def _sets_state(self, access: DataAccess) -> bool:
        return access.reads and any(
            isinstance(target, t.Attribute)
            and target.attr in ("status", "state")
            and any(s.access is access for s in self._sources.of(target.value))
            and any(s.is_client for s in self._sources.of(assign.value))
            for assign in self._function.own_nodes(t.Assign)
            if isinstance(assign, t.Assign)
            for target in assign.targets
        )

    def _sources_of(self, access: DataAccess) -> Iterator[Source]:
        """Where what picks a record comes from: its filters', or those of the read that it comes out of."""
        for each in access.filters:
            if each.value is not None:
                yield from self._sources.of(each.value)
        for source in self._sources.of(access.record) if access.record is not None else ():
            if source.access is not None and source.access is not access:
                yield from self._sources_of(source.access)

    def _has_owner(self, access: DataAccess) -> bool:
        """Whether records of the written kind are somebody's: who may change them is a matter of whose they are."""
        name = access.model.name if access.model is not None and access.model.internal else access.target
        schema = self._facts.asking.ask(SCHEMA, name)
        return schema is not None and bool(schema.owner_fields)

    def _is_own(self, access: DataAccess) -> bool:
        """Whether the caller's identity picks the record: nobody else's is touched."""
        return any(each.value is not None and self._sources.is_identity(each.value) for each in access.filters)

    # -- by name and path

    def _by_name(self) -> Iterator[Power]:
        spelled = words(self._function.name)
        if not spelled or not self._writes():
            return
        if spelled[0] in catalogue.POWERS and len(spelled) > 1:
            yield Power(f"does what only some may, by its name (`{spelled[0]}`)", "it is named so", "medium")
        elif spelled[0] in catalogue.GRANTS and not catalogue.GRANTING.isdisjoint(spelled[1:]):
            yield Power("changes what others may do, by its name", "it is named so", "medium")
        elif spelled[0] in ("refund", "issue", "approve") and "refund" in spelled:
            yield Power("pays money back", "it is named so", "medium")

    def _by_path(self) -> Iterator[Power]:
        segments = {part.lower() for part in self._route.path.strip("/^$").split("/")}
        spelled = set(words(self._function.name))
        if spelled & _SIGNING_IN:
            return
        named = {"admin", "administrator"} & spelled
        if not named and catalogue.ADMIN_PATHS.isdisjoint(segments):
            return
        place = f"`{self._route.path}`" if not named else f"`{self._function.name}`"
        if self._writes():
            yield Power("changes data that administrators look after", f"it is {place}", "medium")
        else:
            yield Power("shows what administrators look after", f"it is {place}", "low")

    def _writes(self) -> bool:
        if self._function.name in routing.VIEW_METHODS and self._function.name in ("get", "list", "retrieve", "head"):
            return False
        return bool(self._facts.asking.ask(STORE_WRITES, self._function.qualified_name))
