"""Connections that are kept, or join a room, under whoever the client says it is: they get that person's messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from offpath.catalogue.pass_through import Done
from offpath.catalogue.words import people as identities
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.identity.sources import sources_of
from offpath.facts.routes.routes import HANDLER
from offpath.facts.unit import FunctionFacts
from offpath.facts.values.trails import Step, Trails, behind
from offpath.facts.web.guards import GUARDING
from offpath.syntax import tree as t

_JOINING = frozenset(
    {"group_add", "enter_room", "join_room", "join", "connect", "register", "subscribe", "attach", "add_connection", "add_client", "register_connection"}
)  # fmt: skip
"""Calls by which a connection is kept where messages for somebody are sent."""

_CONNECTIONS = frozenset({"websocket", "ws", "socket", "connection", "sid", "channel_name", "conn", "consumer", "self"})
"""What the connection itself is called."""

_ASKING = frozenset(
    {"token", "jwt", "auth", "authenticate", "authenticated", "authorize", "authorization", "verify", "verified", "validate", "session", "cookie", "cookies",
     "credentials", "signature", "signed", "ticket", "secret", "permission", "permissions", "password", "decode", "login", "anonymous", "current", "allowed"}
)  # fmt: skip
"""Words of whatever asks who is there; `user` beside a connection's scope does so, too."""


@dataclass(frozen=True, slots=True, eq=False)
class ClaimedRoom:
    """One connection that is kept under a claimed name."""

    read: t.Node
    """Where the client's word is read, or the parameter that holds it."""
    name: str
    used_at: t.Expr


def claimed_room(function: FunctionFacts) -> ClaimedRoom | None:
    """The first place where a function of a socket keeps the connection under a person whom the client names."""
    if not _serves_socket(function):
        return None
    for read, name in _claims(function):
        if _asks(function, read):
            continue
        carried = _Carried(function, read)
        for node in function.own_nodes(t.Call, t.Assign):
            used = _keeps(node, carried.holds)
            if used is not None:
                return ClaimedRoom(read, name, used)
    return None


def _serves_socket(function: FunctionFacts) -> bool:
    ask = function.unit.asking.ask
    handler = ask(HANDLER, function.qualified_name)
    if handler is not None:
        return handler.caller == "client" and handler.protocol == "websocket"
    lineage = function.unit.lineage(function.class_name) if function.class_name else ()
    return any(each.endswith("WebsocketConsumer") for each in lineage)


def _asks(function: FunctionFacts, read: t.Node) -> bool:
    """Whether anything in a function, or around it, asks who is there; what the claim itself is read from asks nobody."""
    claiming = {each.id for each in read.walk() if isinstance(each, t.Name)}
    guarding = function.unit.asking.ask(GUARDING, function.qualified_name)
    if guarding.authenticated or guarding.privileged or guarding.is_for_programs:
        return True
    for node in function.own_nodes(t.Name, t.Attribute, t.Constant):
        if isinstance(node, t.Constant):
            said = str(node.value) if isinstance(node.parent, (t.Subscript, t.Call)) else ""
        elif isinstance(node, (t.Name, t.Attribute)):
            said = last_name(node)
        else:
            said = ""
        if said not in claiming and (said == "user" or _speaks_of_asking(said)):
            return True
    return any(_speaks_of_asking(each.name) for each in function.params if each.name not in claiming)


def _speaks_of_asking(name: str) -> bool:
    """Whether a name does; `save_session` only writes down what was believed."""
    spelled = words(name)
    return spelled[:1] not in (("save",), ("set",)) and not _ASKING.isdisjoint(spelled)


def _claims(function: FunctionFacts) -> Iterator[tuple[t.Node, str]]:
    """What the client says of who it is: in the path, the query, a message."""
    sources = sources_of(function)
    for source in sources.parameters.values():
        if source.is_client and identities.is_identity_field(source.name):
            yield source.node, source.name
    for node in function.own_nodes(t.Subscript, t.Call):
        key = node.index if isinstance(node, t.Subscript) else _asked_for(node)
        if not isinstance(key, t.Constant) or not identities.is_identity_field(str(key.value)):
            continue
        is_client = isinstance(node, t.Expr) and any(each.is_client for each in sources.of(node))
        if is_client or any(isinstance(each, t.Constant) and each.value == "url_route" for each in node.walk()):
            yield node, str(key.value)


def _asked_for(node: t.Node) -> t.Expr | None:
    """The key of `query.get("user_id")`."""
    if isinstance(node, t.Call) and last_name(node.func) == "get" and node.args:
        return node.args[0]
    return None


class _Carried:
    """What holds what was read, or something made of it; what only asks about it holds nothing."""

    def __init__(self, function: FunctionFacts, read: t.Node) -> None:
        self._function = function
        self._read = read
        self._trails: Trails[bool] = Trails(self._look)

    def holds(self, node: t.Expr) -> bool:
        """Whether an expression does."""
        return bool(self._trails.of(node))

    def _look(self, node: t.Node) -> Iterator[bool | Step]:
        facts = self._function.unit
        bound = facts.definitions(node) if isinstance(node, t.Name) else ()
        if node is self._read or any(each.node is self._read for each in bound):
            yield True
        yield from (step for step in behind(facts.reading.symbols, node) if step.done is not Done.MEASURED)
        if isinstance(node, t.Attribute):
            yield from self._assigned(node)

    def _assigned(self, node: t.Attribute) -> Iterator[Step]:
        """What the function gives an attribute of this spelling."""
        written = self._function.unit.text(node)
        for each in self._function.own_nodes(t.Assign):
            if any(self._function.unit.text(target) == written for target in each.targets):
                yield Step(each.value, Done.SAME, node)


def _keeps(node: t.Node, held: Callable[[t.Expr], bool]) -> t.Expr | None:
    """The expression by which a connection is kept under what is held: a call that joins, an entry of a registry."""
    if isinstance(node, t.Assign):
        target = node.targets[0]
        is_entry = isinstance(target, t.Subscript) and held(target.index) and _is_connection(node.value)
        return target if is_entry else None
    if not isinstance(node, t.Call):
        return None
    given = [*node.args, *(each.value for each in node.keywords)]
    if last_name(node.func) in _JOINING:
        is_alone = last_name(node.func) == "join_room"
        return node if any(map(held, given)) and (is_alone or any(map(_is_connection, given))) else None
    place = node.func.value if isinstance(node.func, t.Attribute) else None
    is_added = last_name(node.func) in ("append", "add") and any(map(_is_connection, given))
    return node if is_added and place is not None and held(place) else None


def _is_connection(node: t.Expr) -> bool:
    return last_name(node) in _CONNECTIONS
