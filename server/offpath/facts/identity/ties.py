"""What ties a record to the caller: in the query, before it, or in what is done with the record afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from offpath.catalogue.libraries.requests import ANSWERING, CONVERTERS
from offpath.catalogue.words import people as identities
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.flow.conditions import tests_passed
from offpath.facts.identity.sources import Source, Sources
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.belonging import OWNED_THROUGH
from offpath.facts.stores.reading import accesses_in
from offpath.facts.stores.schema import SCHEMA, Schema
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.guards import AUTHORITY
from offpath.syntax import tree as t

_MAX_NODES = 600


class Ties:
    """Judges the accesses of one function."""

    def __init__(self, function: FunctionFacts, sources: Sources) -> None:
        self._function = function
        self._facts = function.unit
        self._sources = sources
        self._weighed: list[DataAccess] = []
        """The accesses that are being judged, the one asked about first: none is tied by itself."""

    def holds(self, access: DataAccess, identifier: Source) -> bool:
        """Whether anything ties what an access picks by an identifier to the caller."""
        return self._in_query(access, identifier) or self._around(access, identifier)

    def asks_for_caller(self, access: DataAccess) -> bool:
        """Whether a query itself asks whose its records are, or for what is there for everybody."""
        return self._in_query(access)

    @cached_property
    def uses_caller(self) -> bool:
        """Whether the caller takes part in an access of the function, or is handed to anything but a log."""
        if any(self._in_query(access) for access in accesses_in(self._function)):
            return True
        return any(self._is_handed_on(call) for call in self._function.calls)

    def _is_handed_on(self, call: t.Call) -> bool:
        if last_name(call.func) in CONVERTERS or is_log_call(call):
            return False
        return any(self._sources.is_identity(each) for each in (*call.args, *(k.value for k in call.keywords)))

    # -- in the query

    def _in_query(self, access: DataAccess, identifier: Source | None = None) -> bool:
        """Whether a query asks for the caller; of a value that may be several, that counts which the identifier is in."""
        owners = self._owners_of(access)
        if any(self._is_owner(column, owners) for column in _columns(access)) or self._is_for_all(access):
            return True
        if any(self._is_for_all(above) for above in self._above(access)):
            return True
        return any(
            self._sources.is_identity(node) or (isinstance(node, t.Call) and self._finds_own(node))
            for node in self._written(access, identifier)
        )

    def _above(self, access: DataAccess) -> Iterator[DataAccess]:
        """What read the records that a query asks to belong to: `Comment.get(pk=pk, article=article)`."""
        for each in access.filters:
            for source in self._sources.of(each.value) if each.value is not None else ():
                if source.access is not None and source.access is not access:
                    yield source.access

    def _is_for_all(self, access: DataAccess) -> bool:
        """Whether a query asks for what is there for everybody: by a column, or by what it is to hold (`status="published"`)."""
        return any(map(is_about_visibility, _columns(access))) or any(_is_shown(each.value) for each in access.filters)

    def _finds_own(self, call: t.Call) -> bool:
        """Whether a function of the project looks something up among the caller's own: `self.get_album()`."""
        resolved = self._facts.resolve(call.func)
        if resolved is None or not resolved.internal or resolved.kind != "function":
            return False
        summary = self._facts.summary(resolved.name)
        if summary is None:
            return False
        handed = (slot for _, slot in summary.hands_caller if isinstance(slot, str))
        return any(table for table, _, _ in summary.callers) or any(map(identities.is_owner_name, handed))

    def _owners_of(self, access: DataAccess) -> frozenset[str]:
        """The fields that lead from a record to its owner, without `_id`: its own, and those of what it belongs to."""
        model = access.model.name if access.model is not None and access.model.internal else access.target
        schema: Schema | None = self._facts.asking.ask(SCHEMA, model) if model else None
        if schema is None:
            return frozenset()
        through: tuple[str, str, str] | None = self._facts.asking.ask(OWNED_THROUGH, schema.name)
        fields = (*schema.owner_fields, *([through[2]] if through is not None else []))
        return frozenset(field.partition("__")[0].removesuffix("_id") for field in fields)

    def _is_owner(self, column: str, owners: frozenset[str]) -> bool:
        parts = (column.lower(), *column.lower().replace(".", "__").split("__"))
        wanted = self._facts.settings.owner_fields
        return any(
            part in wanted or identities.is_owner_name(part) or part.removesuffix("_id") in owners for part in parts
        )

    def _written(self, access: DataAccess, identifier: Source | None) -> Iterator[t.Node]:
        """The names and attributes of which a query is made, through local names and what is put into containers."""

        def meant(options: list[t.Expr]) -> list[t.Expr]:
            """Of a value's options those that hold the identifier, all where none does or nothing is asked for."""
            if identifier is None:
                return options
            return [each for each in options if self._holds(each, identifier)] or options

        parts = (access.call, access.statement_node, access.receiver, access.owner, *(v for _, v in access.parameters))
        pending: list[t.Node] = [part for part in parts if part is not None]
        seen: set[t.Node] = set()
        while pending and len(seen) < _MAX_NODES:
            node = pending.pop()
            if node in seen or isinstance(node, (t.FunctionDef, t.ClassDef)):
                continue
            seen.add(node)
            if isinstance(node, (t.Name, t.Attribute, t.Subscript, t.Call)):
                yield node
            if isinstance(node, t.Name):
                bound = [d for d in self._facts.definitions(node) if d.kind in ("assign", "with", "augment")]
                pending.extend(meant([d.value for d in bound if d.value is not None]))
                pending.extend(put for d in bound for put in _put_in(d.uses))
            if isinstance(node, t.BoolOp) and node.op == "or":
                pending.extend(meant(node.values))
            elif isinstance(node, t.IfExp):
                pending.extend((node.test, *meant([node.body, node.orelse])))
            else:
                pending.extend(node.children())

    def _holds(self, node: t.Expr, identifier: Source) -> bool:
        return any(source.is_one_with(identifier) for source in self._sources.of(node))

    # -- before and behind it

    def _around(self, access: DataAccess, identifier: Source) -> bool:
        asking = {access.call, *(each.call for each in accesses_in(self._function) if not each.through)}
        for node in self._function.own_nodes(t.Compare, t.Call):
            if isinstance(node, t.Compare) and self._compares(node, access, identifier):
                return True
            if isinstance(node, t.Call) and node not in asking and self._judges(node, access, identifier):
                return True
        return any(
            other is not access
            and (
                (self._picks(other, identifier) and self._can_go_before(other, access)) or self._demands(other, access)
            )
            and self._in_query(other)
            for other in accesses_in(self._function)
        )

    def _demands(self, other: DataAccess, access: DataAccess) -> bool:
        """Whether another query ends the function where it finds nothing by the record: `Membership.objects.get(project=project, user=user)`."""
        if last_name(other.call.func) not in _ENDING or any(isinstance(each, t.Try) for each in other.call.ancestors()):
            return False
        return any(s.access is access for f in other.filters if f.value is not None for s in self._sources.of(f.value))

    def _can_go_before(self, other: DataAccess, access: DataAccess) -> bool:
        """Whether a way leads through both accesses: a query in the other branch judges nothing here."""
        ended = {each.test: each.holds for each in tests_passed(self._facts, other.call)}
        return all(ended.get(each.test, each.holds) == each.holds for each in tests_passed(self._facts, access.call))

    def _compares(self, node: t.Compare, access: DataAccess, identifier: Source) -> bool:
        """`ticket.owner_id != user.id`, `user_id != current_user.id`, `user.id in (ticket.owner_id, …)`."""
        sides = [node.left, *node.comparators]
        told = [self._about(side, access, identifier) for side in sides]
        if not any(told):
            return False
        for side, is_about in zip(sides, told, strict=True):
            if not is_about and self._sources.is_identity(side):
                return True
            if is_about and self._reads_owner(side, access) and self._comes_from_elsewhere(sides, side, access):
                return True
            if any(source.access is access for source in self._sources.of(side)):
                if any(self._is_of_callers(each, access, identifier) for each in sides if each is not side):
                    return True
        return False

    def _is_of_callers(self, node: t.Expr, access: DataAccess, identifier: Source) -> bool:
        """Whether a value is the key of another record that is tied to the caller: `invoice.id` in `item.invoice_id != invoice.id`."""
        for source in self._sources.of(node):
            if source.access is not None:
                keyed = [source.access]
            elif source.is_client and not source.is_one_with(identifier):
                keyed = [each for each in accesses_in(self._function) if self._picks(each, source)]
            else:
                keyed = []
            if any(each is not access and self._is_callers(each, access) for each in keyed):
                return True
        return False

    def _is_callers(self, other: DataAccess, access: DataAccess) -> bool:
        """Whether another record is tied to the caller, without the one that is being judged."""
        if other in self._weighed:
            return False
        self._weighed.append(access)
        try:
            picking = (s for f in other.filters if f.value is not None for s in self._sources.of(f.value))
            return any(self.holds(other, each) for each in picking)
        finally:
            self._weighed.pop()

    def _comes_from_elsewhere(self, sides: list[t.Expr], side: t.Expr, access: DataAccess) -> bool:
        """Whether what a side is compared with is something that the record does not say itself."""
        others = [each for each in sides if each is not side and not isinstance(each, t.Constant)]
        return bool(others) and not all(self._is_said_by(each, access) for each in others)

    def _is_said_by(self, node: t.Expr, access: DataAccess) -> bool:
        """Whether a value is nothing but a record's own."""
        found = self._sources.of(node)
        return bool(found) and all(source.access is access for source in found)

    def _about(self, node: t.Expr, access: DataAccess, identifier: Source) -> bool:
        """Whether a value is the record, its identifier, or what another query found by that, or by what the record says."""
        return any(
            s.access is access
            or s.is_one_with(identifier)
            or (s.access is not None and (self._picks(s.access, identifier) or self._is_found_by(s.access, access)))
            for s in self._sources.of(node)
        )

    def _is_found_by(self, other: DataAccess, access: DataAccess) -> bool:
        """Whether a query asks for what a record says: its parent, in `session.get(Project, task.project_id)`."""
        return any(s.access is access for f in other.filters if f.value is not None for s in self._sources.of(f.value))

    def _reads_owner(self, node: t.Expr, access: DataAccess) -> bool:
        for inner in node.walk():
            name = inner.attr if isinstance(inner, t.Attribute) else ""
            if isinstance(inner, t.Subscript) and isinstance(inner.index, t.Constant):
                name = str(inner.index.value)
            read = next((s.access for s in self._sources.of(inner) if s.access is not None), None) if name else None
            if read is not None and self._is_owner(name, self._owners_of(access) | self._owners_of(read)):
                return True
        return False

    def _judges(self, call: t.Call, access: DataAccess, identifier: Source) -> bool:
        """A helper that is handed the record, its owner or its identifier, and judges."""
        given: list[t.Expr] = [*call.args, *(k.value for k in call.keywords)]
        receiver = call.func.value if isinstance(call.func, t.Attribute) else None
        handed = [*given, *([receiver] if receiver is not None else [])]
        if not any(self._about(each, access, identifier) for each in handed):
            return False
        name = last_name(call.func)
        if name in self._facts.settings.auth_guards:
            return True
        if identities.AUTHORISING.search(name):
            return not self._asks_the_record_alone(call, handed, access)
        if receiver is not None and self._is_between(receiver, given, access, identifier):
            return True
        resolved = self._facts.resolve(call.func)
        if resolved is not None and resolved.internal and resolved.kind == "function":
            if self._facts.asking.ask(AUTHORITY, resolved.name).owned:
                return True
        return self._meets_caller(call, given, access, identifier)

    def _asks_the_record_alone(self, call: t.Call, handed: list[t.Expr], access: DataAccess) -> bool:
        """Whether a check is handed what the record says itself, its owner included, and knows the caller from nowhere else."""
        told = [each for each in handed if not isinstance(each, t.Constant)]
        records = [each for each in told if self._is_said_by(each, access)]
        if len(records) < 2 or len(records) < len(told):
            return False
        resolved = self._facts.resolve(call.func)
        if resolved is None or not resolved.internal or resolved.kind != "function":
            return False
        summary = self._facts.summary(resolved.name)
        return summary is not None and not summary.is_stub and "identity" not in summary.guards

    def _meets_caller(self, call: t.Call, given: list[t.Expr], access: DataAccess, identifier: Source) -> bool:
        """A call that is handed the record and the caller: it judges, or does something of the caller's with a shared record."""
        if _decides(call):
            return any(self._sources.is_identity(each) for each in given)
        if (
            is_log_call(call)
            or last_name(call.func) in ANSWERING
            or not all(isinstance(each, _HANDED) for each in given)
        ):
            return False
        records = [each for each in given if any(s.access is access for s in self._sources.of(each))]
        return bool(records) and any(self._sources.is_identity(each) for each in given if each not in records)

    def _is_between(self, receiver: t.Expr, given: list[t.Expr], access: DataAccess, identifier: Source) -> bool:
        """`document.is_shared_with(user)`, `user.can("read", document)`."""
        if self._about(receiver, access, identifier):
            return any(self._sources.is_identity(each) for each in given) and not _is_plain_method(receiver)
        return self._sources.is_identity(receiver) and any(self._about(each, access, identifier) for each in given)

    def _picks(self, access: DataAccess, identifier: Source) -> bool:
        return any(
            s.is_one_with(identifier) for f in access.filters if f.value is not None for s in self._sources.of(f.value)
        )


_ENDING = frozenset(
    {"get", "get_object_or_404", "first_or_404", "one", "one_or_404", "get_or_404", "aget", "scalar_one"}
)
"""Calls that raise where a query finds nothing."""


def is_about_visibility(column: str) -> bool:
    """Whether a condition asks for what is there for everybody, or for whoever was given a secret link or key."""
    spoken = words(column)
    return not _VISIBLE.isdisjoint(spoken) or (spoken[-1:] == ("key",) and not _GIVEN_KEYS.isdisjoint(spoken[-2:-1]))


_GIVEN_KEYS = frozenset(
    {"api", "access", "auth", "sentry", "client", "project", "device", "sharing", "join", "invite", "ingest"}
)
"""Words before `key` of what is handed out to those who may come in."""


_VISIBLE = frozenset(
    {
        "public",
        "published",
        "visible",
        "visibility",
        "shared",
        "share",
        "listed",
        "token",
        "secret",
        "hash",
        "signature",
    }
)


def _columns(access: DataAccess) -> list[str]:
    """The columns that a query asks about."""
    conditions = access.statement.conditions if access.statement is not None else ()
    return [*(each.column for each in access.filters), *(each.column or "" for each in conditions)]


def _is_shown(value: t.Expr | None) -> bool:
    if isinstance(value, t.Constant):
        return isinstance(value.value, str) and not _SHOWN.isdisjoint(words(value.value))
    return isinstance(value, t.Attribute) and not _SHOWN.isdisjoint(words(value.attr))


_SHOWN = frozenset({"public", "published", "visible", "listed"})
"""Words in a state of what is there for everybody."""


def _put_in(uses: list[t.Name]) -> Iterator[t.Node]:
    """What is put into a container under a name: `query["user_id"] = …`, `filters.append(…)`."""
    for read in uses:
        parent = read.parent
        if isinstance(parent, t.Subscript) and parent.value is read and isinstance(parent.parent, t.Assign):
            yield parent.parent.value
            yield parent.index
        elif isinstance(parent, t.Attribute) and parent.attr in ("append", "update", "add", "extend", "setdefault"):
            if isinstance(parent.parent, t.Call):
                yield from parent.parent.args


_HANDED = (t.Name, t.Attribute, t.Constant, t.Call, t.Subscript)
"""Arguments that are handed on as they are; displays are put together to be shown."""


def _decides(call: t.Call) -> bool:
    """Whether what a call answers is asked in a condition."""
    node: t.Node = call
    parent = node.parent
    while isinstance(parent, (t.UnaryOp, t.BoolOp, t.Await, t.Compare)):
        node, parent = parent, parent.parent
    return isinstance(parent, (t.If, t.While, t.Assert, t.IfExp)) and parent.test is node


def _is_plain_method(receiver: t.Expr) -> bool:
    return not isinstance(receiver, (t.Name, t.Attribute, t.Subscript, t.Call))
