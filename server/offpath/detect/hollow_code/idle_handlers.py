"""Handlers that tell whoever asked that something was done, and only look."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.libraries.routing import VIEW_METHODS
from offpath.catalogue.words.outcomes import ACTED, FAILURE_WORDS
from offpath.catalogue.words.verbs import READING, WRITING, first_word, words
from offpath.detect.hollow_code.hard_coded_success import ACTING, PURE_CALLS, only_reads
from offpath.detect.hollow_code.put_off import ANSWERING, tells_by_status
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.failures.reasons import says_why_nothing_is_done
from offpath.facts.functions.docstrings import sentences
from offpath.facts.functions.outcomes import SUCCESS, VALUE, outcome_of, told_outcome
from offpath.facts.functions.promises import is_declaration
from offpath.facts.identity.parameters import handed_to
from offpath.facts.project.reach import REACH
from offpath.facts.routes.route import Route
from offpath.facts.routes.routes import HANDLER
from offpath.facts.stores.chain import stripped
from offpath.facts.stores.reading import queries_of
from offpath.facts.unit import FunctionFacts
from offpath.facts.values.influence import dead_parameters
from offpath.facts.web.own_answers import own_answers
from offpath.syntax import tree as t


def idle_claim(function: FunctionFacts) -> t.Node | None:
    """Where a handler says that something was done, although it and all it calls only look; None: it does something, claims nothing, or says why."""
    handler = function.unit.asking.ask(HANDLER, function.qualified_name)
    if handler is None or not handler.is_written_for or not _is_to_act(function, handler):
        return None
    if function.summary.is_stub or function.summary.is_generator or is_declaration(function) or _undoes(function):
        return None
    promised = _Promised(function, handler)
    claim = next((each for each in _answers(function) if promised.is_claimed_by(each)), None)
    if claim is None or promised.is_kept_by_nothing(claim) or not _only_looks(function):
        return None
    if says_why_nothing_is_done(function) or tells_by_status(function) or _answers_what_it_worked_out(function):
        return None
    return claim


def _undoes(function: FunctionFacts) -> bool:
    """Whether a method stands in place of one of a base of the project: doing nothing may be the point."""
    bases = function.unit.lineage(function.class_name)[1:] if function.class_name else ()
    return any(function.unit.summary(f"{base}.{function.name}") is not None for base in bases)


def _is_to_act(function: FunctionFacts, handler: Route) -> bool:
    """Whether a handler is asked to do something, not to show it."""
    if handler.caller == "chat":
        return True
    if handler.kind == "class" and function.name in VIEW_METHODS:
        return function.name in _ACTING_METHODS
    methods = set(handler.methods) if handler.kind != "class" else set()
    if methods:
        return not methods <= _ASKING_METHODS
    return first_word(function.name) in _VERBS or _looks_at_the_method(function)


_ASKING_METHODS = frozenset({"get", "head", "options", "websocket"})
_ACTING_METHODS = frozenset(
    {"post", "put", "patch", "delete", "create", "update", "partial_update", "destroy", "form_valid"}
)
_VERBS = ACTING | WRITING


def _looks_at_the_method(function: FunctionFacts) -> bool:
    return any(n.attr in ("POST", "method") for n in function.own_nodes(t.Attribute))


class _Promised:
    """What a handler promises by its name, its class, its docstring and its address."""

    def __init__(self, function: FunctionFacts, handler: Route) -> None:
        self._function = function
        self._handler = handler
        is_general = function.name in VIEW_METHODS and bool(function.class_name)
        named = words(function.class_name.rpartition(".")[2] if is_general else function.name)
        self._named = named
        self._path = words(handler.path.rpartition("}")[2] or handler.path)
        said = first_word(next(sentences(function), ""))
        begins = 1 if len(named) > 1 and named[0] in _WHEN else 0
        self._verbs = {*named[begins : begins + 1], *(named if is_general else ()), *self._path[-1:], said}

    def is_claimed_by(self, answer: t.Expr) -> bool:
        """Whether an answer says that it was done: by the word for it, or by success alone where a verb of the name says what."""
        if outcome_of(self._function.unit, answer) == SUCCESS and not self._verbs.isdisjoint(ACTING):
            return True
        return any(self._is_done(words(each)) for each in _texts(answer)) or any(
            _counts_done(each) for each in answer.walk()
        )

    def _is_done(self, said: tuple[str, ...]) -> bool:
        denied = (FAILURE_WORDS - ACTED).intersection(said) - ({"exists"} if "if" in said else set())
        if denied or not _PENDING.isdisjoint(said):
            return False
        is_strange = self._handler.caller == "chat" and self._verbs.isdisjoint(_VERBS)
        return any((word in ACTED and not is_strange) or self._is_of_own_verb(word) for word in said)

    def _is_of_own_verb(self, word: str) -> bool:
        """Whether a word is the participle of a verb that the handler is named for."""
        return word.endswith("ed") and any(
            len(verb) >= _SHORTEST_VERB
            and verb not in READING
            and word.startswith(verb.rstrip("ey"))
            and len(word) - len(verb) <= _LONGEST_END
            for verb in self._verbs
        )

    def is_kept_by_nothing(self, claim: t.Expr) -> bool:
        """Whether what is promised may be kept by doing nothing: it ends what only the client holds, or it looks whether something holds."""
        said = {*self._named, *self._path, *(word for text in _texts(claim) for word in words(text))}
        if not _ENDING_OR_TRYING.isdisjoint(said) or {"log", "out"} <= said or {"sign", "out"} <= said:
            return True
        if self._handler.caller == "chat":
            return not _BACKING_OUT.isdisjoint(self._named) or not _says_more_than(_BACKING_OUT, claim)
        if self._verbs.isdisjoint(_LOOKING):
            return False
        return _looks_at_anything(self._function) or not _leaves_unread(self._function)


_WHEN = frozenset({"on", "handle", "cb", "callback", "process", "cmd", "do", "bulk", "btn", "api", "view"})
"""Words before the verb in names of handlers."""

_PENDING = frozenset({"will", "soon", "please", "already", "would", "can", "could", "want", "sure", "unless"})
"""Words of texts that tell of what is still to be."""

_SHORTEST_VERB, _LONGEST_END = 3, 4

_ENDING_OR_TRYING = frozenset(
    {
        "logout", "signout", "signoff", "logoff", "logged", "health", "healthz", "healthcheck", "ping", "pong", "echo", "webhook", "webhooks", "hook", "heartbeat",
        "ready", "alive", "telemetry", "beacon", "preflight", "preview", "demo", "dummy", "mock", "consent", "session", "sessions", "noop", "test",
    }
)  # fmt: skip
"""Words of handlers that may rightly do nothing: what they end is the client's, what they are asked is whether they answer."""

_BACKING_OUT = frozenset(
    {
        "cancel", "cancelled", "canceled", "close", "closed", "exit", "back", "decline", "declined", "abort", "aborted", "dismiss", "skip", "start", "help", "no", "done",
        "action", "operation", "menu", "menus",
    }
)  # fmt: skip
"""Words by which a talk in a chat ends without anything having begun."""

_LOOKING = frozenset(
    {
        "verify", "validate", "check", "confirm", "authenticate", "authorize", "login", "signin", "ensure", "inspect", "lookup", "protected",
    }
)  # fmt: skip
"""First words of names that promise to look, not to change."""


def _says_more_than(expected: frozenset[str], claim: t.Expr) -> bool:
    return any(word not in expected for text in _texts(claim) for word in words(text))


def _looks_at_anything(function: FunctionFacts) -> bool:
    """Whether a function asks a store, a test, or another function of the project."""
    if next(function.own_nodes(t.If, t.IfExp, t.Try, t.Raise, t.Assert, t.For, t.While), None) is not None:
        return True
    queries = queries_of(function.unit)
    return any(queries.of(call) or function.unit.summary(function.unit.callee(call)) for call in function.calls)


def _leaves_unread(function: FunctionFacts) -> bool:
    """Whether something that the client sends is not looked at."""
    dead = set(dead_parameters(function))
    handed = handed_to(function, function.unit.asking.ask(HANDLER, function.qualified_name))
    return any(param.name in dead and what.kind == "client" for param, what in handed.items())


def _answers(function: FunctionFacts) -> Iterator[t.Expr]:
    """What whoever asked is told: by returning, and by calls that tell it."""
    for each in function.returns:
        if each.value is not None:
            yield each.value
    own = own_answers(function)
    for call in function.calls:
        if told_outcome(call) == SUCCESS or last_name(call.func) in own:
            yield from (each for each in call.args if not isinstance(each, t.Starred))
            yield from (each.value for each in call.keywords)


def _texts(answer: t.Expr) -> Iterator[str]:
    """The texts of an answer: written out alone, or as what a key says that tells something."""
    for node in answer.walk():
        if isinstance(node, t.JoinedStr):
            yield " ".join(str(each.value) for each in node.values if isinstance(each, t.Constant))
        elif isinstance(node, t.Constant) and isinstance(node.value, str) and not isinstance(node.parent, t.JoinedStr):
            holder = node.parent
            if isinstance(holder, t.DictItem) and (holder.key is node or not _is_telling(holder.key)):
                continue
            if isinstance(holder, t.Keyword) and holder.arg in _NO_TEXTS:
                continue
            yield node.value


def _counts_done(node: t.Node) -> bool:
    """Whether an item of an answer says how many it was done to: `"sent": 3`, `"deleted": len(ids)`."""
    if (
        not isinstance(node, t.DictItem)
        or not isinstance(node.key, t.Constant)
        or ACTED.isdisjoint(words(str(node.key.value)))
    ):
        return False
    value = node.value
    if isinstance(value, t.Constant):
        return isinstance(value.value, int) and bool(value.value)
    return isinstance(value, t.Call) and last_name(value.func) == "len"


def _is_telling(key: t.Expr | None) -> bool:
    return isinstance(key, t.Constant) and isinstance(key.value, str) and key.value.lower() in _TELLING


_TELLING = frozenset({"message", "msg", "detail", "status", "result", "response", "info", "text", "state", "outcome"})
_NO_TEXTS = frozenset(
    {
        "callback_data",
        "url",
        "media_type",
        "content_type",
        "reply_markup",
        "parse_mode",
        "template_name",
        "headers",
        "endpoint",
    }
)


def _only_looks(function: FunctionFacts) -> bool:
    """Whether a function and all it calls change nothing: every call is known to read, to log, or to make an answer."""
    own = own_answers(function) | ANSWERING
    reach = function.unit.asking.ask(REACH, function.qualified_name)
    told = {last_name(call.func) for call in function.calls if told_outcome(call) != VALUE or only_reads(call)}
    if reach.writes or not {*reach.by_name, *reach.unknown} <= own | told or _is_done_around(function):
        return False
    return all(_looks(function, call, own) for call in function.calls)


def _is_done_around(function: FunctionFacts) -> bool:
    """Whether a decorator or a dependency is named for doing something: it may be what does it."""
    handler = function.unit.asking.ask(HANDLER, function.qualified_name)
    around = [each.written.rpartition(".")[2] for each in handler.mentions] if handler is not None else []
    for param in function.params:
        if isinstance(param.default, t.Call):
            around += [last_name(each) for each in param.default.args]
    return any(first_word(each) in _VERBS for each in around)


def _looks(function: FunctionFacts, call: t.Call, own: frozenset[str]) -> bool:
    name = last_name(call.func)
    if name in own or is_log_call(call) or told_outcome(call) != VALUE or name in PURE_CALLS or only_reads(call):
        return True
    if (
        isinstance(call.func, t.Attribute)
        and isinstance(call.func.value, t.Call)
        and last_name(call.func.value.func) == "super"
    ):
        return False
    accesses = queries_of(function.unit).of(call)
    if accesses:
        return all(each.operation == "read" for each in accesses)
    found = function.unit.resolve(call.func)
    if found is not None and found.internal:
        return first_word(name) not in _VERBS or name[:1].isupper()
    if found is not None and function.unit.asking.catalogue.effects.computes(found.name):
        return True
    return first_word(name) in READING or name[:1].isupper()


def _answers_what_it_worked_out(function: FunctionFacts) -> bool:
    """Whether an answer holds what a call worked out that reads no store: that may be the whole action."""
    queries = queries_of(function.unit)
    for answer in _answers(function):
        for node in answer.walk():
            if isinstance(node, (t.BinOp, t.Comp)):
                return True
            if (
                isinstance(node, t.Call)
                and isinstance(node.parent, (t.DictItem, t.Keyword))
                and not _is_plain(function, node)
                and last_name(node.func) != "len"
            ):
                return True
            if not isinstance(node, t.Name):
                continue
            for definition in function.unit.definitions(node):
                made = stripped(definition.value) if definition.value is not None else None
                if isinstance(made, (t.Comp, t.BinOp)):
                    return True
                if isinstance(made, t.Call) and not queries.of(made) and not _is_plain(function, made):
                    return True
    return False


def _is_plain(function: FunctionFacts, made: t.Call) -> bool:
    name = last_name(made.func)
    return (
        name in PURE_CALLS
        or only_reads(made)
        or name[:1].isupper()
        or first_word(name) in ("get", "first", "one", "scalar", "fetchone")
    )
