"""Where a function's values come from: the client, the caller's identity, a store, or a parameter.

`sources_of(function).of(expression)` answers with every source that a value may come from, through names, containers,
conversions and dependencies; an empty answer is "cannot tell" or a constant. The parameters of handlers are told by what
their framework hands over: path, query and body values, markers (`Header()`), injected dependencies, decorators.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from offpath.catalogue.libraries import requests as catalogue
from offpath.catalogue.pass_through import Done
from offpath.catalogue.words import people as identities
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.flow.flow import Definition
from offpath.facts.identity.parameters import Given, Handed, given_to, handed_to
from offpath.facts.routes.route import Route
from offpath.facts.routes.routes import HANDLER, ROUTE
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.reading import queries_of
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.values.constants import fold
from offpath.facts.values.same_place import place_of
from offpath.facts.values.trails import Step, Trails, unpacked
from offpath.facts.web.guards import AUTHORITY
from offpath.syntax import tree as t

_PICKING = frozenset({"get", "pop", "getlist", "getone", "getall", "get_list", "setdefault"})


@dataclass(frozen=True, slots=True)
class Source:
    """One place where a value comes from.

    `kind` is `client`, `caller`, `record` or `parameter`. For the client's values, `part` is `path`, `query`, `body`, `header`,
    `cookie` or `file`, `message` (in a chat) or `argument` (of a schema's field, a procedure, a tool), and `name` the key; for parameters, `name` is the parameter's.
    """

    kind: str
    node: t.Node
    """The expression that reads it, or the parameter."""
    part: str = field(default="", compare=False)
    name: str = ""
    access: DataAccess | None = field(default=None, compare=False)

    def is_one_with(self, other: Source) -> bool:
        """Whether two readings give one value: of one node, or of what the client says under one key."""
        if self.node is other.node:
            return True
        if not (self.is_client and other.is_client and (self.part, self.name) == (other.part, other.name)):
            return False
        is_telling = "_" in self.name.strip("_")
        return is_telling or place_of(_expression(self.node)) == place_of(_expression(other.node)) != ""

    @property
    def is_client(self) -> bool:
        """Whether the client chooses the value."""
        return self.kind == "client"

    @property
    def is_claim(self) -> bool:
        """Whether the client says by it who it is or what it may do."""
        if self.kind != "client":
            return False
        if self.part in ("header", "cookie"):
            return identities.is_identity_header(self.name)
        return self.part in ("query", "body", "message") and identities.is_claiming_field(self.name)

    @property
    def is_identity(self) -> bool:
        """Whether the value stands for the caller, verified or claimed."""
        return self.kind == "caller" or self.is_claim


class Sources:
    """The sources of one function's values."""

    def __init__(self, function: FunctionFacts) -> None:
        self.function = function
        self._facts = function.unit
        self._trails = Trails(self._look, self._through)
        self._results = queries_of(self._facts).records

    @cached_property
    def route(self) -> Route | None:
        """The route that the function (or its class) is."""
        found: Route | None = self._facts.asking.ask(ROUTE, self.function.qualified_name)
        return found

    @cached_property
    def handler(self) -> Route | None:
        """The handler that the function (or its class) is, of whomever but a person at a terminal and of events."""
        found = self._facts.asking.ask(HANDLER, self.function.qualified_name)
        if found is not None and found.caller == "event" and self._answers_gateway:
            return replace(found, caller="client", protocol="http")
        return found if found is not None and found.is_waited_for else None

    @cached_property
    def _answers_gateway(self) -> bool:
        """Whether an event is a request that a gateway hands on: the function reads from it what only requests have."""
        texts = (node.value for node in self.function.own_nodes(t.Constant))
        return any(isinstance(each, str) and each in catalogue.OF_GATEWAYS for each in texts)

    @cached_property
    def _speaking(self) -> frozenset[str]:
        """The parameters that speak of the caller and of what it says."""
        given = self._given
        return frozenset(each.name for each in self.function.node.params if given is not None and given.speaks(each))

    @cached_property
    def _given(self) -> Given | None:
        return given_to(self.function, self.handler) if self.handler is not None else None

    @cached_property
    def parameters(self) -> dict[t.Param, Source]:
        """What is handed to the function's parameters."""
        handed = handed_to(self.function, self.handler)
        return {param: _source(param, what) for param, what in handed.items()}

    def of(self, node: t.Node | None) -> tuple[Source, ...]:
        """The sources of an expression, each once."""
        return self._trails.of(node) if node is not None else ()

    def is_identity(self, node: t.Node | None) -> bool:
        """Whether a value stands for the caller; what the client says of its role stands for nobody."""
        return any(source.is_identity and not identities.is_role_field(source.name) for source in self.of(node))

    def claims(self) -> Iterator[Source]:
        """The caller's identity wherever the function's own body reads it, verified or claimed."""
        for node in self.function.own_nodes(t.Name, t.Attribute, t.Subscript, t.Call, t.Compare):
            yield from (source for source in self.of(node) if source.node is node and source.is_identity)

    def client_claims(self) -> Iterator[Source]:
        """What the client says of itself wherever the function's own body reads it by name."""
        for node in self.function.own_nodes(t.Attribute, t.Subscript, t.Call):
            key = self._key(node)
            if identities.is_identity_header(key) or identities.is_claiming_field(key):
                yield from (source for source in self.of(node) if source.node is node and source.is_claim)

    def _look(self, node: t.Node) -> Iterator[Source | Step]:
        """The source that a place is, and what its value is made of."""
        access = self._results.get(node)
        if access is not None:
            yield Source("record", node, name=access.target, access=access)
        elif self._is_declared(node):
            yield Source("caller", node)
        elif isinstance(node, t.Name):
            yield from self._name(node)
        elif isinstance(node, t.Attribute):
            yield from self._attribute(node)
        elif isinstance(node, t.Subscript):
            yield from self._subscript(node)
        elif isinstance(node, t.Call):
            yield from self._call(node)
        elif isinstance(node, t.Compare) and self._asks_session(node):
            assert isinstance(node.left, t.Constant)
            yield Source("caller", node, name=str(node.left.value))
        elif isinstance(node, t.IfExp):
            yield from (Step(each, Done.SAME, node) for each in (node.body, node.orelse))
        elif isinstance(node, t.Comp):
            yield from (Step(each.iter, Done.EACH, node) for each in node.generators)
            yield Step(node.elt, Done.HELD, node)
        elif not isinstance(node, (t.FunctionDef, t.ClassDef, t.Lambda)):
            yield from (Step(child, Done.HELD, node) for child in node.children())

    def _through(self, source: Source, step: Step) -> Source:
        """A named part of something: of the client's data it is the client's value of that name."""
        if step.done is not Done.PART or source.kind != "client" or source.name or step.binding is not None:
            return source
        key = self._key(step.at)
        return Source("client", step.at, source.part, key) if key and not key.startswith("_") else source

    def _is_declared(self, node: t.Node) -> bool:
        """Whether the settings say that an expression, or what it calls, stands for the caller."""
        declared = self._facts.settings.identity
        if not declared or not isinstance(node, (t.Name, t.Attribute, t.Call)):
            return False
        named = node.func if isinstance(node, t.Call) else node
        return (t.dotted(named) or "") in declared or last_name(named) in declared

    # -- names

    def _name(self, node: t.Name) -> Iterator[Source | Step]:
        definitions = self._facts.definitions(node)
        if not definitions:
            resolved = self._facts.resolve(node)
            name = resolved.name if resolved is not None else ""
            if name in identities.CALLERS or node.id == "current_user":
                yield Source("caller", node, name=node.id)
            return
        for definition in definitions:
            yield from self._definition(definition, node)

    def _definition(self, definition: Definition, read: t.Name) -> Iterator[Source | Step]:
        if definition.kind == "parameter" and isinstance(definition.node, t.Param):
            source = self.parameters.get(definition.node)
            if source is not None:
                yield source
            elif definition.scope is not self.function.node and definition.scope is not None:
                yield from self._outer(definition)
            return
        if definition.kind == "import":
            resolved = self._facts.resolve(read)
            if resolved is not None and (resolved.name in identities.CALLERS or definition.name == "current_user"):
                yield Source("caller", read, name=definition.name)
            return
        if definition.value is None:
            return
        value, is_element = unpacked(definition)
        yield Step(value, Done.PART if is_element else Done.SAME, read, definition)
        if definition.kind == "assign" and isinstance(value, (t.Dict, t.Constant, t.List)):
            yield from self._put_in(definition, read)

    def _outer(self, definition: Definition) -> Iterator[Source]:
        """A parameter of the function around."""
        scope = definition.scope
        if isinstance(scope, t.FunctionDef) and isinstance(definition.node, t.Param):
            source = sources_of(self._facts.function_at(scope)).parameters.get(definition.node)
            if source is not None:
                yield source

    def _put_in(self, definition: Definition, name: t.Name) -> Iterator[Step]:
        """`query["user_id"] = …` puts something into a container."""
        for read in definition.uses:
            target = read.parent
            if isinstance(target, t.Subscript) and target.value is read and isinstance(target.parent, t.Assign):
                if target in target.parent.targets:
                    yield Step(target.parent.value, Done.HELD, name)

    # -- parts of things

    def _attribute(self, node: t.Attribute) -> Iterator[Source | Step]:
        base = node.value
        told = self._told(node, node.attr)
        if told is not None:
            yield told
        elif self._is_caller_attribute(node):
            yield Source("caller", node, name=node.attr)
        elif self.is_request(base) and node.attr in catalogue.SOURCES:
            put = self._put_before(node)
            if put is None:
                yield Source("client", node, catalogue.SOURCES[node.attr])
            else:
                yield Step(put, Done.SAME, node)
        elif isinstance(base, t.Name) and base.id == "self" and node.attr in catalogue.VIEW_ARGUMENTS:
            yield Source("client", node, "path")
        elif not self.is_request(base) or node.attr not in ("app", "method", "path", "url"):
            yield Step(base, Done.PART, node)

    def _put_before(self, node: t.Attribute) -> t.Expr | None:
        """What the function itself has put in the place of a part of the request, on every way to the read."""
        written = self._facts.text(node)
        for assign in self._function_assigns:
            if assign.end < node.start and any(self._facts.text(each) == written for each in assign.targets):
                if _goes_before(assign, node):
                    return assign.value
        return None

    @cached_property
    def _function_assigns(self) -> tuple[t.Assign, ...]:
        """Assignments to attributes, the last first."""
        own = self.function.own_nodes(t.Assign)
        return tuple(reversed([each for each in own if any(isinstance(x, t.Attribute) for x in each.targets)]))

    def _told(self, node: t.Attribute | t.Subscript, key: str) -> Source | None:
        """What a part of something that the library handed over says: who the caller is, or what it said."""
        given = self._given
        if given is None or key not in given.identity | given.said:
            return None
        root = t.root(node)
        if not isinstance(root, t.Name) or not self._is_of_speaking(root) or self.is_request(root):
            return None
        return Source("caller", node, name=key) if key in given.identity else Source("client", node, "message")

    def _is_of_speaking(self, name: t.Name) -> bool:
        """Whether a name is a parameter that speaks of the caller, or a part of one: `query` of `query = update.callback_query`."""
        pending, seen = [name], {name}
        while pending:
            current = pending.pop()
            if current.id in self._speaking:
                return True
            bound = [each.value for each in self._facts.definitions(current) if each.kind == "assign" and not each.path]
            parts = [part for each in bound if each is not None for part in _choices(each)]
            roots = (t.root(each) for each in parts if isinstance(each, (t.Attribute, t.Name)))
            pending += [each for each in roots if isinstance(each, t.Name) and each not in seen]
            seen.update(pending)
        return False

    def _is_caller_attribute(self, node: t.Attribute) -> bool:
        base = node.value
        spelled = set(words(node.attr))
        if self.is_request(base):
            return node.attr in ("user", "auth", "remote_user", "session", "current_user") or (
                identities.is_caller_name(node.attr)
            )
        if isinstance(base, t.Attribute) and self.is_request(base.value) and base.attr in ("ctx", "state"):
            return bool(spelled & identities.CALLER_WORDS)
        if isinstance(base, t.Name) and base.id == "self" and node.attr in ("current_user", "current_account"):
            return True
        if isinstance(base, t.Name) and self._names_globals(base):
            return bool(spelled & identities.CALLER_WORDS)
        return False

    def _names_globals(self, node: t.Name) -> bool:
        resolved = self._facts.resolve(node)
        return node.id == "g" or (resolved is not None and resolved.name == "flask.g")

    def _subscript(self, node: t.Subscript) -> Iterator[Source | Step]:
        text = self._key(node)
        told = self._told(node, text)
        if told is not None:
            yield told
            return
        if self._is_session(node.value):
            if _names_caller(text):
                yield Source("caller", node, name=text)
            return
        if self.is_request(node.value):
            if _names_caller(text):
                yield Source("caller", node, name=text)
            return
        yield Step(node.value, Done.PART, node)

    # -- calls

    def _call(self, node: t.Call) -> Iterator[Source | Step]:
        if self._answers_caller(node):
            yield Source("caller", node, name=last_name(node.func))
            return
        func = node.func
        if isinstance(func, t.Attribute):
            key = self._key(node)
            if func.attr in catalogue.MESSAGE_READERS and self._is_socket(func.value):
                yield Source("client", node, "message")
                return
            if func.attr in _PICKING and self._is_session(func.value):
                if _names_caller(key):
                    yield Source("caller", node, name=key)
                return
            if func.attr in _PICKING and self.is_request(func.value):
                if _names_caller(key):
                    yield Source("caller", node, name=key)
                return
            if func.attr in catalogue.READERS and self._reads_by(func):
                yield Source("client", node, catalogue.READERS[func.attr], key)
                return
            if func.attr in _PICKING and key:
                yield Step(func.value, Done.PART, node)
                return
            yield Step(func if func.attr in catalogue.SOURCES else func.value, Done.HANDED, node)
        for argument in (*node.args, *(k.value for k in node.keywords)):
            yield Step(argument, Done.HANDED, node)

    def _is_socket(self, node: t.Expr) -> bool:
        """Whether an expression is the open connection that is served."""
        is_served = self.handler is not None and self.handler.protocol == "websocket"
        return self.is_request(node) or (is_served and last_name(node) in catalogue.SOCKET_NAMES)

    def _reads_by(self, func: t.Attribute) -> bool:
        """Whether `request.get_cookie(…)` or a Tornado handler's own reader is meant."""
        base = func.value
        return self.is_request(base) or (isinstance(base, t.Name) and base.id == "self")

    def _answers_caller(self, node: t.Call) -> bool:
        """Whether a call says who the caller is: a session's, a verified token's, a guard's answer."""
        name = last_name(node.func)
        if name in ("get_signed_cookie", "get_secure_cookie", "get_current_user", "get_jwt_identity"):
            return True
        if name == "get_cookie":
            return any(k.arg == "secret" for k in node.keywords)
        if name in ("loads", "unsign", "decode", "decode_token"):
            return self._verifies(node)
        resolved = self._facts.resolve(node.func)
        if resolved is not None and resolved.name in identities.CALLERS:
            return True
        if name in self._facts.settings.auth_guards:
            return True
        if resolved is not None and resolved.internal and resolved.kind == "function":
            return self._is_guard(resolved.name, name)
        return identities.is_caller_name(name) and name[:1].islower()

    def _is_guard(self, qualified: str, name: str) -> bool:
        if identities.says_who(name):
            return True
        summary = self._facts.summary(qualified)
        if summary is not None and "claims" in summary.guards and self._facts.asking.ask(ROUTE, qualified) is None:
            return True
        spelled = set(words(name))
        if not spelled & identities.CALLER_WORDS and "require" not in spelled:
            return False
        return bool(self._facts.asking.ask(AUTHORITY, qualified).authenticated)

    def _verifies(self, node: t.Call) -> bool:
        """Whether a call checks a signature: a token's `decode`, a signing serializer's `loads`."""
        resolved = self._facts.resolve(node.func)
        if resolved is not None:
            return resolved.name.startswith(("jwt.", "jose.", "authlib.", "itsdangerous.", "django.core.signing."))
        receiver = last_name(node.func.value).lower() if isinstance(node.func, t.Attribute) else ""
        return any(word in receiver for word in ("jwt", "sign", "serializer", "token"))

    def _key(self, node: t.Node) -> str:
        """The name by which an expression picks a part of something: an attribute's, a subscript's, a call's first text."""
        if isinstance(node, t.Attribute):
            return node.attr
        picked: t.Expr | None = None
        if isinstance(node, t.Subscript):
            picked = node.index
        elif isinstance(node, t.Call) and node.args:
            picked = node.args[0]
        folded = fold(self._facts, picked) if isinstance(picked, (t.Constant, t.Name, t.Attribute)) else None
        return folded.value if folded is not None and isinstance(folded.value, str) else ""

    # -- the request

    def is_request(self, node: t.Expr) -> bool:
        """Whether an expression is the request that is answered."""
        if isinstance(node, t.Attribute):
            return node.attr == "request"
        if not isinstance(node, t.Name):
            return False
        if node.id in catalogue.REQUEST_NAMES:
            return True
        resolved = self._facts.resolve(node)
        return resolved is not None and (
            resolved.name in ("flask.request", "quart.request", "bottle.request")
            or (resolved.kind == "instance" and resolved.name in catalogue.REQUEST_TYPES)
        )

    def _asks_session(self, node: t.Compare) -> bool:
        """`"user_id" in session`."""
        is_key = (
            isinstance(node.left, t.Constant) and isinstance(node.left.value, str) and _names_caller(node.left.value)
        )
        return is_key and node.ops[0] in ("in", "not in") and self._is_session(node.comparators[0])

    def _is_session(self, node: t.Expr) -> bool:
        """Whether an expression is the session that the server keeps or signs for the client."""
        if isinstance(node, t.Attribute):
            return node.attr == "session" and self.is_request(node.value)
        if not isinstance(node, t.Name):
            return False
        resolved = self._facts.resolve(node)
        if resolved is not None and resolved.name in catalogue.SESSIONS:
            return True
        values = [d.value for d in self._facts.definitions(node)]
        return any(isinstance(v, (t.Await, t.Call)) and "get_session" in self._facts.text(v) for v in values if v)


class _Known:
    """What is known of a unit's functions: each place is looked at once, whoever asks."""

    def __init__(self, _: UnitFacts) -> None:
        self.sources: dict[t.FunctionDef, Sources] = {}


def sources_of(function: FunctionFacts) -> Sources:
    """The sources of a function's values."""
    known = function.unit.derived(_Known).sources
    if function.node not in known:
        known[function.node] = Sources(function)
    return known[function.node]


def _expression(node: t.Node) -> t.Expr | None:
    return node if isinstance(node, t.Expr) else None


def _choices(value: t.Expr) -> list[t.Expr]:
    """What a value may be: the sides of a choice, else itself."""
    if isinstance(value, t.BoolOp):
        return list(value.values)
    return [value.body, value.orelse] if isinstance(value, t.IfExp) else [value]


def _source(param: t.Param, what: Handed) -> Source:
    return Source(what.kind, param, what.part, what.name)


def _names_caller(key: str) -> bool:
    spelled = set(words(key))
    return bool(spelled & identities.CALLER_WORDS) or key in ("id", "uid", "sub")


def _goes_before(statement: t.Node, node: t.Node) -> bool:
    """Whether every way to a node leads through a statement before it: both stand in one block, or the node within it."""
    while node.parent is not None and node.parent is not statement.parent:
        node = node.parent
    holder = statement.parent
    blocks = [getattr(holder, name, None) for name in ("body", "orelse", "finalbody")]
    return any(isinstance(each, list) and statement in each and node in each for each in blocks)
