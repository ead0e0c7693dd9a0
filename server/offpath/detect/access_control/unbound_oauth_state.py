"""Callbacks of sign-ins with somebody else's account that do not compare the state with what this browser was given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from offpath.catalogue.words import oauth as catalogue
from offpath.catalogue.words.people import is_claiming_field, is_owner_name
from offpath.catalogue.words.verbs import WRITING, first_word, words
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.identity.sources import Source, sources_of
from offpath.facts.routes.route import Route
from offpath.facts.stores.chain import local_value
from offpath.facts.stores.reading import accesses_in
from offpath.facts.unit import FunctionFacts
from offpath.facts.values.spoken import Spoken
from offpath.syntax import tree as t

_MOST_NODES = 120
_SIGNING = ("jwt.", "jose.", "authlib.", "itsdangerous.", "django.core.signing.", "cryptography.")
_POSTING = frozenset({"post", "request", "apost", "fetch", "urlopen"})


@dataclass(frozen=True, slots=True, eq=False)
class UnboundState:
    """An exchange of a code with nothing that binds it to the browser."""

    node: t.Node
    believed: bool
    """Whether the state is taken for what it says."""


def unbound_states(function: FunctionFacts, route: Route) -> Iterator[UnboundState]:
    """The exchange of a callback, or the read of the state that it believes; at most one."""
    reader = _Reader(function, route)
    exchange = reader.exchange()
    if exchange is None or reader.is_bound(exchange):
        return
    believed = reader.believed()
    yield UnboundState(believed or exchange, believed is not None)


class _Reader:
    def __init__(self, function: FunctionFacts, route: Route) -> None:
        self._function = function
        self._facts = function.unit
        self._route = route
        self._sources = sources_of(function)
        self._spoken = Spoken(function.unit.reading.symbols)

    # -- the exchange

    def exchange(self) -> t.Call | None:
        """The first call that gives a token for the code that the client sends."""
        path = [
            word for part in self._route.path.split("/") if "<" not in part and "{" not in part for word in words(part)
        ]
        around = {*words(self._function.name), *words(self._route.handler.rpartition(".")[2]), *path}
        returns_here = bool(around & catalogue.RETURNING) or self._reads_state()
        if self._route.methods and "get" not in self._route.methods and not returns_here:
            return None
        for call in self._function.calls:
            if self._exchanges(call, bool(around & catalogue.FLOW) or returns_here):
                return call
        return None

    def _reads_state(self) -> bool:
        return any(self._is_named(source, "state") for source in self._client_values())

    def _client_values(self) -> Iterator[Source]:
        yield from self._sources.parameters.values()
        for node in self._function.own_nodes(t.Subscript, t.Call, t.Attribute):
            yield from (source for source in self._sources.of(node) if source.node is node)

    def _exchanges(self, call: t.Call, in_flow: bool) -> bool:
        name = last_name(call.func)
        if name == "fetch_token" and call.keyword("authorization_response") is not None:
            return not self._has_state(call)
        given = [*call.args, *(each.value for each in call.keywords)]
        if not any(self._carries(each, "code") for each in given) or is_log_call(call):
            return False
        spelled = set(words(name))
        if spelled & catalogue.EXCHANGING and spelled & {"token", "tokens", "code", "exchange", "step"} - {"get"}:
            speaks = {*words(self._facts.callee(call))} & (catalogue.FLOW - {"auth"}) - spelled
            return in_flow or bool(spelled & {"token", "tokens"}) or bool(speaks)
        return name in _POSTING and self._is_token_request(call)

    def _is_token_request(self, call: t.Call) -> bool:
        """Whether a request says by its address or its fields that it asks for a token by a code."""
        texts = {
            word
            for argument in (*call.args, *(each.value for each in call.keywords))
            for node in islice((local_value(self._facts, argument) or argument).walk(), _MOST_NODES)
            if isinstance(node, t.Constant) and isinstance(node.value, str)
            for word in (*words(node.value), node.value)
        }
        address = call.args[0] if call.args else call.keyword("url")
        spoken = self._spoken.of(address) if address is not None else frozenset()
        asks = "authorization_code" in texts or bool({"token", "tokens", "oauth"} & (texts | spoken))
        return asks and "refresh_token" not in texts

    def _has_state(self, call: t.Call) -> bool:
        """Whether what fetches the token was made with the state that it has to find."""
        receiver = call.func.value if isinstance(call.func, t.Attribute) else None
        made = local_value(self._facts, receiver)
        return (
            not isinstance(made, t.Call)
            or made.keyword("state") is not None
            or any(k.arg is None for k in made.keywords)
        )

    # -- what binds it

    def is_bound(self, exchange: t.Call) -> bool:
        """Whether the state, a nonce or a verifier of this browser is asked for, for all that can be seen."""
        return self._keeps_other_proof(exchange) or self._is_asked_around() or self._is_compared() or any(
            self._may_check(call) for call in self._function.calls
        )  # fmt: skip

    def _keeps_other_proof(self, exchange: t.Call) -> bool:
        """A nonce, a verifier or a kept state is read."""
        for node in self._function.own_nodes(t.Constant, t.Name, t.Keyword):
            text = _written(node)
            spelled = set(words(text)) if len(text) < _MOST_NODES else set()
            if spelled & catalogue.BOUND:
                return True
            if isinstance(node, t.Constant) and "state" in spelled and self._is_kept(node):
                return True
        return "state" in words(last_name(exchange.func))

    def _is_kept(self, key: t.Constant) -> bool:
        """Whether a key reads the session or a cookie: `session.pop("state")`, `request.cookies["state"]`."""
        parent = key.parent
        if isinstance(parent, t.Subscript):
            held: t.Expr | None = parent.value
            if isinstance(parent.parent, t.Assign) and parent in parent.parent.targets:
                return False
        elif isinstance(parent, t.Call):
            held = parent.func.value if isinstance(parent.func, t.Attribute) else None
        else:
            return False
        return held is not None and bool(
            set(words(self._facts.text(held))) & {"session", "cookies", "cookie", "store", "cache", "redis"}
        )

    def _is_asked_around(self) -> bool:
        """Whether a decorator or dependency speaks of the state."""
        written = [each.written for each in self._route.mentions]
        written += [str(p.dependency[-1]) for p in self._function.summary.parameters if p.dependency is not None]
        spoken = {word for each in written for word in words(each)}
        return bool(spoken & {"state", "csrf", "nonce", "oauth2", "pkce"})

    def _is_compared(self) -> bool:
        for node in self._function.own_nodes(t.Compare):
            sides = [node.left, *node.comparators]
            others = [each for each in sides if not self._carries(each, "state")]
            if len(others) < len(sides) and any(not isinstance(each, t.Constant) for each in others):
                return True
        return False

    def _may_check(self, call: t.Call) -> bool:
        """Whether a call may find out whether the state is the right one: one that is handed it, or that says so and asks for it by itself."""
        if self._checks_by_itself(call):
            return True
        given = [*call.args, *(each.value for each in call.keywords)]
        if not any(self._carries(each, "state") for each in given):
            return False
        name = last_name(call.func)
        resolved = self._facts.callee(call)
        if resolved.startswith(_SIGNING) or set(words(resolved)) & {"unsign", "fernet"}:
            return True
        if name in catalogue.DECODING:
            receiver = set(words(last_name(call.func.value))) if isinstance(call.func, t.Attribute) else set()
            kept = receiver & {
                "store",
                "redis",
                "cache",
                "session",
                "sessions",
                "states",
                "pending",
                "signer",
                "serializer",
                "jwt",
                "fernet",
            }
            return bool(kept) or any(access.call is call for access in accesses_in(self._function))
        if name in catalogue.TELLING or is_log_call(call) or name[:1].isupper():
            return False
        return not self._believes(call)

    def _checks_by_itself(self, call: t.Call) -> bool:
        """Whether a helper that is handed nothing of it checks the state, by its name, and can refuse: `self.verify_oauth_state()`."""
        spelled = set(words(last_name(call.func)))
        if not spelled & catalogue.CHECKED or not spelled & catalogue.CHECKING:
            return False
        summary = self._facts.summary(self._facts.callee(call))
        return summary is None or bool(summary.raises) or not isinstance(call.parent, t.ExprStmt)

    # -- what believes it

    def believed(self) -> t.Node | None:
        """Where the state is read that is taken for somebody, or handed on as that."""
        for call in self._function.calls:
            if self._believes(call):
                for each in (*call.args, *(k.value for k in call.keywords)):
                    for source in self._sources.of(each):
                        if self._is_named(source, "state"):
                            return call if isinstance(source.node, t.Param) else source.node
        return None

    def _believes(self, call: t.Call) -> bool:
        """Whether a call is handed the state as somebody's identifier."""
        for keyword in call.keywords:
            if keyword.arg and self._carries(keyword.value, "state"):
                if is_owner_name(keyword.arg) or is_claiming_field(keyword.arg) or keyword.arg in ("id", "pk"):
                    return True
        name = last_name(call.func)
        handed = [each for each in call.args if self._carries(each, "state")]
        if not handed or name in catalogue.DECODING:
            return False
        if any(
            self._spoken.last(each)
            & {"user", "uid", "owner", "account", "member", "customer", "tenant", "org", "workspace"}
            for each in handed
        ):
            return True
        return first_word(name) in WRITING and not set(words(name)) & {"state", "states"}

    # -- details

    def _carries(self, node: t.Expr, name: str) -> bool:
        return any(self._is_named(source, name) for source in self._sources.of(node))

    def _is_named(self, source: Source, name: str) -> bool:
        return source.is_client and source.name.lower() == name


def _written(node: t.Node) -> str:
    """A text, name or keyword as it is written."""
    if isinstance(node, t.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, t.Keyword):
        return node.arg or ""
    return node.id if isinstance(node, t.Name) else ""
