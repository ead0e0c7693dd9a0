"""Identities and roles that the client says itself, and what the program believes them for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from offpath.catalogue.words import people as identities
from offpath.catalogue.words.verbs import words
from offpath.detect.access_control.harmless_branches import gives_nothing
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.functions.local_guards import local_guards
from offpath.facts.identity.sources import Source, sources_of
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.named_owners import PERSON_NAMES, is_of_person_or_service
from offpath.facts.stores.reading import accesses_in
from offpath.facts.stores.schema import SCHEMA, Schema
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.guarding import Guarding
from offpath.facts.web.guards import GUARDING, GUARDS_AROUND
from offpath.facts.web.open_writes import is_for_strangers
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes

_PUBLIC_FILTERS = frozenset({"author", "author_id", "created_by", "created_by_id", "team_id", "workspace_id", "owner"})
"""Fields by which anybody may pick what to see; in a write they still say who somebody is."""

_RECORDING = frozenset(
    {
        "create",
        "insert",
        "insert_one",
        "add",
        "update",
        "update_one",
        "get_or_create",
        "values",
        "save",
        "acreate",
        "insert_many",
    }
)
_NOBODY = frozenset({"unauthenticated", "noauth", "anonymous", "insecure"})
_REFUSALS = ("rejects 401", "rejects 403", "rejects login")


@dataclass(frozen=True, slots=True, eq=False)
class BelievedClaim:
    """What the client says of itself, and where it is believed."""

    function: FunctionFacts
    source: Source
    node: t.Node
    """Where to report: the read of the value, or its use where it is a field of the body."""
    used_at: t.Node
    purpose: str
    """`filter`, `write`, `authorise` or `identity`."""
    is_role: bool
    certainty: str

    @property
    def evidence(self) -> ClaimEvidence:
        """What the client says, and where."""
        if self.is_role:
            return ClaimEvidence.ROLE
        return ClaimEvidence.HEADER if self.source.part in ("header", "cookie") else ClaimEvidence.FIELD


class ClaimEvidence(Enum):
    """Verdicts on findings are counted by it, and hovers show it."""

    ROLE = "role in a request"
    HEADER = "identity in a header"
    FIELD = "identity in a field"


def believed_claims(function: FunctionFacts) -> Iterator[BelievedClaim]:
    """Every claim that a function believes, each once, in source order."""
    reader = _Reader(function)
    claims = reader.claims()
    if not claims or reader.is_excused:
        return
    found = [each for claim in claims if (each := reader.believed(claim)) is not None]
    seen: set[tuple[str, str]] = set()
    for each in sorted(found, key=lambda each: each.node.start):
        key = (each.source.part, each.source.name.lower())
        if key not in seen:
            seen.add(key)
            yield each


_ADDRESSED = frozenset(
    {"recipient", "receiver", "to", "target", "friend", "followed", "invitee", "participant", "member", "winner", "opponent", "contact"}
)  # fmt: skip
"""Words of fields for somebody whom the caller may choose."""


class _Reader:
    def __init__(self, function: FunctionFacts) -> None:
        self._function = function
        self._facts = function.unit
        self._sources = sources_of(function)

    def claims(self) -> list[Source]:
        """The claims that the function reads itself, those that it gets as a parameter included."""
        own = [s for s in self._sources.parameters.values() if s.is_claim]
        read = [s for s in self._sources.client_claims() if not self._is_declared(s)]
        return [*own, *read, *self._owners_written(), *self._names_written()]

    def _names_written(self) -> Iterator[Source]:
        """What the client says somebody is called, where a new record knows by that alone whose it is, though the caller is known."""
        for call in self._function.calls:
            for keyword in call.keywords if self._is_told_by_name(call) else ():
                for source in self._sources.of(keyword.value) if keyword.arg in PERSON_NAMES else ():
                    if source.is_client and source.part in ("query", "body") and source.name == keyword.arg:
                        yield source

    def _is_told_by_name(self, call: t.Call) -> bool:
        """Whether a call makes a record that says by a person's name whose it is, and by nothing else."""
        if not any(each.arg in PERSON_NAMES for each in call.keywords) or not self._is_authenticated:
            return False
        found = self._facts.resolve(call.func)
        is_own = found is not None and found.internal and found.kind == "class"
        schema: Schema | None = self._facts.asking.ask(SCHEMA, found.name) if found is not None and is_own else None
        return schema is not None and not schema.owner_fields and not is_of_person_or_service(self._facts, schema)

    def _owners_written(self) -> Iterator[Source]:
        """What the client says for the one column that ties a new record to its owner, whatever that is called."""
        for access in accesses_in(self._function):
            owner = self._owner_column(access) if access.operation == "insert" else ""
            for value in access.values:
                if owner and value.column == owner and value.value is not None:
                    for source in self._sources.of(value.value):
                        if source.is_client and source.part in ("query", "body") and source.name.lower() == owner:
                            yield source

    def _owner_column(self, access: DataAccess) -> str:
        model = access.model.name if access.model is not None and access.model.internal else access.target
        schema: Schema | None = self._facts.asking.ask(SCHEMA, model) if model else None
        owners = schema.owner_fields if schema is not None else ()
        if (
            not owners
            and schema is not None
            and self._is_authenticated
            and not is_of_person_or_service(self._facts, schema)
        ):
            owners = tuple(f.name for f in schema.fields if f.name in PERSON_NAMES)
        return owners[0] if len(owners) == 1 and _ADDRESSED.isdisjoint(words(owners[0])) else ""

    def _is_declared(self, claim: Source) -> bool:
        """Whether the settings say that a gateway sets the header."""
        wanted = claim.name.lower().replace("_", "-").removeprefix("http-")
        return any(wanted in each.lower().replace("_", "-") for each in self._facts.settings.identity)

    @cached_property
    def is_excused(self) -> bool:
        """Whether the function checks what it is told, or only those get in who may speak for others."""
        if "signature" in self._function.summary.guards or self._is_without_authentication:
            return True
        around: Guarding = self._facts.asking.ask(GUARDS_AROUND, self._function.qualified_name)
        if around.privileged:
            return True
        guarding: Guarding = self._facts.asking.ask(GUARDING, self._function.qualified_name)
        if guarding.is_for_programs:
            return True
        return guarding.privileged and not any(_is_role(claim) for claim in self.claims())

    @property
    def _is_without_authentication(self) -> bool:
        """Whether a class says by its name that it serves an operator who wants nobody to sign in: `UnauthenticatedContextMiddleware`."""
        return any(not _NOBODY.isdisjoint(words(each)) for each in self._function.summary.path[:-1])

    @cached_property
    def _is_authenticated(self) -> bool:
        route = self._sources.route
        if route is None:
            return False
        guarding: Guarding = self._facts.asking.ask(GUARDING, self._function.qualified_name)
        return guarding.authenticated

    def believed(self, claim: Source) -> BelievedClaim | None:
        """Where a claim is believed, or None."""
        if self._is_compared_with_caller(claim) or (claim.part in ("query", "body") and self._is_for_strangers):
            return None
        use = next(self._uses(claim), None)
        if use is None:
            return None
        node, purpose = use
        is_field = claim.part == "body"
        at = node if is_field else claim.node
        certain = claim.part in ("header", "cookie") or self._is_authenticated
        return BelievedClaim(self._function, claim, at, node, purpose, _is_role(claim), "high" if certain else "medium")

    @cached_property
    def _is_for_strangers(self) -> bool:
        return self._sources.route is not None and is_for_strangers(self._sources.route)

    # -- what is done with it

    def _uses(self, claim: Source) -> Iterator[tuple[t.Node, str]]:
        if _is_role(claim):
            yield from self._decisions(claim)
            return
        yield from self._stores(claim)
        if claim.part in ("header", "cookie"):
            yield from self._decisions(claim)
            yield from self._handed_out(claim)

    def _stores(self, claim: Source) -> Iterator[tuple[t.Node, str]]:
        for access in accesses_in(self._function):
            is_own = claim.part in ("query", "body") and self._has_caller(access)
            for each in access.filters:
                if self._carries(each.value, claim) and not is_own and self._picks_caller(each.column, access, claim):
                    yield self._reading(each.value, claim), "filter"
            for value in access.values:
                is_owner = self._is_owner(value.column) or value.column == self._owner_column(access)
                if self._carries(value.value, claim) and not is_own and is_owner:
                    yield self._reading(value.value, claim), "write"
        for call in self._function.calls:
            yield from self._records(call, claim)

    def _picks_caller(self, column: str, access: DataAccess, claim: Source) -> bool:
        if claim.part in ("header", "cookie"):
            return True
        if access.reads and claim.name.lower() in _PUBLIC_FILTERS:
            return False
        return self._is_owner(column)

    def _records(self, call: t.Call, claim: Source) -> Iterator[tuple[t.Node, str]]:
        """`Booking(user_id=payload.user_id, …)`: a record that says whose it is by what the client says."""
        name = last_name(call.func)
        if not name[:1].isupper() and name not in _RECORDING:
            return
        if any(self._is_verified(k.value) for k in call.keywords):
            return
        for keyword in call.keywords:
            is_owner = self._is_owner(keyword.arg or "") or keyword.arg in PERSON_NAMES
            if keyword.arg and is_owner and self._carries(keyword.value, claim):
                yield self._reading(keyword.value, claim), "write"

    def _decisions(self, claim: Source) -> Iterator[tuple[t.Node, str]]:
        """Conditions that let somebody in or turn them away."""
        refuses = not set(_REFUSALS).isdisjoint(self._function.summary.guards)
        for node in self._function.own_nodes(t.If, t.IfExp, t.While, t.Assert):
            test: t.Expr = node.test  # type: ignore[attr-defined]
            if not self._carries(test, claim) or self._asks_if_empty(test):
                continue
            if _is_role(claim) and (self._only_refuses(node, test, claim) or gives_nothing(node, test)):
                continue
            if _is_role(claim) or refuses or self._compares_record(test):
                yield self._reading(test, claim), "authorise"
        if _is_role(claim):
            for compare in self._function.own_nodes(t.Compare):
                if self._stands_in_test(compare) or isinstance(compare.parent, t.Keyword):
                    continue
                if self._carries(compare, claim):
                    yield self._reading(compare, claim), "authorise"

    def _asks_if_empty(self, test: t.Expr) -> bool:
        """Whether a test only asks if anything was put into a mapping or list: `if not changes:`."""
        asked = test.operand if isinstance(test, t.UnaryOp) and test.op == "not" else test
        made = [each.value for each in self._facts.definitions(asked)] if isinstance(asked, t.Name) else []
        return any(isinstance(each, (t.Dict, t.List)) for each in made)

    def _only_refuses(self, node: t.Node, test: t.Expr, claim: Source) -> bool:
        """Whether a condition refuses whoever claims a role, or asks besides what the caller is known to be: nothing is believed."""
        parts = test.values if isinstance(test, t.BoolOp) and test.op == "and" else [test]
        if any(self._is_verified(part) and not self._carries(part, claim) for part in parts):
            return True
        if not isinstance(node, t.If) or not isinstance(node.body[-1], (t.Raise, t.Return)):
            return False
        if not set(_REFUSALS) & set(local_guards(Nodes(t.walked(node.body)))):
            return False
        return all(_claims_it(part) for part in parts if self._carries(part, claim))

    def _stands_in_test(self, compare: t.Compare) -> bool:
        """Whether a comparison is part of a condition, which is judged as a whole."""
        child: t.Node = compare
        for outer in compare.ancestors():
            if isinstance(outer, (t.If, t.IfExp, t.While, t.Assert)):
                return outer.test is child
            if not isinstance(outer, (t.BoolOp, t.UnaryOp)):
                return False
            child = outer
        return False

    def _compares_record(self, test: t.Expr) -> bool:
        return any(s.kind == "record" for s in self._sources.of(test))

    def _handed_out(self, claim: Source) -> Iterator[tuple[t.Node, str]]:
        """Bound to `g.user` or `request.user`, or returned by a function that says who is calling."""
        for node in self._function.own_nodes(t.Assign):
            for target in node.targets:
                if isinstance(target, (t.Attribute, t.Subscript)) and self._carries(node.value, claim):
                    if any(source.kind == "caller" for source in self._sources.of(target)):
                        yield node.value, "identity"
        if self._sources.route is None:
            for answer in self._function.returns:
                if answer.value is not None and self._carries(answer.value, claim):
                    yield answer.value, "identity"

    # -- details

    def _carries(self, node: t.Expr | None, claim: Source) -> bool:
        key = (claim.kind, claim.part, claim.name)
        return node is not None and any((s.kind, s.part, s.name) == key for s in self._sources.of(node))

    def _reading(self, node: t.Expr | None, claim: Source) -> t.Node:
        """The part of an expression that carries the claim."""
        best: t.Node = node if node is not None else claim.node
        inner: t.Node | None = best
        while inner is not None:
            best = inner
            inner = next(
                (
                    c
                    for c in inner.children()
                    if isinstance(c, t.Expr) and self._carries(c, claim) and c is not claim.node
                ),
                None,
            )
            if isinstance(best, (t.Attribute, t.Subscript, t.Name)) or best is claim.node:
                break
        return best

    def _is_owner(self, column: str) -> bool:
        last = column.lower().rpartition(".")[2].rpartition("__")[2]
        return (
            last in self._facts.settings.owner_fields
            or identities.is_owner_name(last)
            or identities.is_identity_field(last)
        )

    def _is_verified(self, node: t.Expr) -> bool:
        return any(s.kind == "caller" for s in self._sources.of(node))

    def _has_caller(self, access: DataAccess) -> bool:
        values = [f.value for f in access.filters] + [v.value for v in access.values]
        return any(value is not None and self._is_verified(value) for value in values)

    def _is_compared_with_caller(self, claim: Source) -> bool:
        for node in self._function.own_nodes(t.Compare):
            sides = [node.left, *node.comparators]
            if any(self._carries(s, claim) for s in sides) and any(
                self._is_verified(s) for s in sides if not self._carries(s, claim)
            ):
                return True
        return any(
            not is_log_call(call)
            and identities.AUTHORISING.search(last_name(call.func)) is not None
            and any(self._carries(a, claim) for a in call.args)
            for call in self._function.calls
        )


def _claims_it(part: t.Expr) -> bool:
    """Whether a condition holds for whoever claims something: `body.is_admin`, `body.role == "admin"`, `role in POWERFUL`."""
    if isinstance(part, t.Compare):
        return part.ops[0] in ("==", "in", "is not") and not (
            part.ops[0] == "==" and isinstance(part.comparators[0], t.Constant) and not part.comparators[0].value
        )
    return isinstance(part, (t.Name, t.Attribute, t.Subscript, t.Call))


def _is_role(claim: Source) -> bool:
    return identities.is_role_field(claim.name)
