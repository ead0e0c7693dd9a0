"""What an except branch does with a failure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from offpath.catalogue.words import exceptions as catalogue
from offpath.catalogue.words.absent import STORES
from offpath.catalogue.words.verbs import WRITING, first_word, words
from offpath.facts.code.symbols import last_name
from offpath.facts.functions.outcomes import VALUE, told_outcome
from offpath.facts.project.names import HAS_MODULE
from offpath.facts.project.reach import REACH
from offpath.facts.stores.related import fetches_related
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.syntax import tree as t
from offpath.text.span import Span


def caught_names(handler: t.ExceptHandler) -> tuple[str, ...]:
    """The last parts of the names of the classes that a handler catches; empty for a bare `except`."""
    return tuple(map(last_name, caught_classes(handler)))


def caught_classes(handler: t.ExceptHandler) -> list[t.Expr]:
    """The expressions of the classes that a handler catches; none for a bare `except`."""
    if handler.type is None:
        return []
    return handler.type.elts if isinstance(handler.type, (t.Tuple, t.List)) else [handler.type]


def is_broad(handler: t.ExceptHandler) -> bool:
    """Whether a handler catches everything."""
    names = caught_names(handler)
    return not names or any(name in catalogue.BROAD for name in names)


def except_span(handler: t.ExceptHandler) -> Span:
    """The `except` line's word and classes, where findings on a branch are reported."""
    return Span(handler.start, handler.type.end if handler.type is not None else handler.start + len("except"))


def is_caught(node: t.Node, names: Collection[str] | None = None) -> bool:
    """Whether what is raised at a node is caught within its function: by a `try` for everything or for one of these classes
    (None: whatever it is for), or by a `with` that suppresses or expects it.
    """
    child = node
    for outer in node.ancestors():
        if isinstance(outer, t.Try) and child in outer.body:
            if any(names is None or is_broad(h) or not set(names).isdisjoint(caught_names(h)) for h in outer.handlers):
                return True
        if isinstance(outer, t.With) and any(_suppresses(item.context) for item in outer.items):
            return True
        if isinstance(outer, (t.FunctionDef, t.Lambda)):
            return False
        child = outer
    return False


def _suppresses(context: t.Expr) -> bool:
    return isinstance(context, t.Call) and last_name(context.func) in catalogue.SUPPRESSING


def is_empty(handler: t.ExceptHandler) -> bool:
    """Whether a handler does nothing but go on: binding the exception to a name that nothing reads, or dropping it, is nothing."""
    return all(
        isinstance(s, (t.Pass, t.Continue))
        or (isinstance(s, t.ExprStmt) and isinstance(s.value, (t.Constant, t.Name)))
        or _puts_aside(s, handler)
        for s in handler.body
    )


def _puts_aside(statement: t.Stmt, handler: t.ExceptHandler) -> bool:
    if isinstance(statement, t.Delete):
        return all(isinstance(each, t.Name) and each.id == handler.name for each in statement.targets)
    if not isinstance(statement, t.Assign) or not isinstance(statement.value, t.Name):
        return False
    targets = [each for each in statement.targets if isinstance(each, t.Name)]
    return (
        statement.value.id == handler.name
        and len(targets) == len(statement.targets)
        and not any(_is_read(each, handler) for each in targets)
    )


def _is_read(target: t.Name, handler: t.ExceptHandler) -> bool:
    """Whether the function reads a name anywhere behind a place."""
    scope: t.Node = next((o for o in handler.ancestors() if isinstance(o, (t.FunctionDef, t.Tree))), handler)
    return not target.id.startswith("_") and any(
        isinstance(n, t.Name) and n.id == target.id and n is not target and n.start > target.start for n in scope.walk()
    )


def try_of(handler: t.ExceptHandler) -> t.Try:
    """The statement that a handler belongs to."""
    parent = handler.parent
    assert isinstance(parent, t.Try)
    return parent


def own_nodes(body: list[t.Stmt]) -> Iterator[t.Node]:
    """All nodes of statements, not those of functions and classes defined in them."""
    return t.walked(body, (t.FunctionDef, t.ClassDef, t.Lambda))


def called_words(body: list[t.Stmt]) -> list[str]:
    """The first words of the names of all that statements call; `del` and `await` for those."""
    found = [first_word(last_name(n.func)) for n in own_nodes(body) if isinstance(n, t.Call)]
    found += ["del" for n in own_nodes(body) if isinstance(n, t.Delete)]
    return found


def is_cleanup(handler: t.ExceptHandler, function: FunctionFacts | None) -> bool:
    """Whether what failed was only putting something away: in `finally`, in a closing function, or a closing call."""
    if function is not None and (function.name in ("__del__", "__exit__", "__aexit__") or _closes(function.name)):
        return True
    words = called_words(try_of(handler).body)
    if words and all(word in catalogue.CLEANING for word in words):
        return True
    child: t.Node = try_of(handler)
    parent = child.parent
    while parent is not None and not isinstance(parent, t.FunctionDef):
        if isinstance(parent, t.Try) and child in parent.finalbody:
            return True
        child, parent = parent, parent.parent
    return False


def _closes(name: str) -> bool:
    return first_word(name) in ("close", "aclose", "shutdown", "cleanup", "teardown", "stop", "disconnect", "dispose")


def is_optional_import(handler: t.ExceptHandler) -> bool:
    """Whether the `try` imports something."""
    return any(isinstance(s, (t.Import, t.ImportFrom)) for s in try_of(handler).body)


def only_asks_for_library(facts: UnitFacts, handler: t.ExceptHandler) -> bool:
    """Whether the `try` asks for a library that may not be installed, and does no work on what its function was given."""
    body = try_of(handler).body
    imports = [each for each in body if isinstance(each, (t.Import, t.ImportFrom))]
    if not imports or not is_broad(handler):
        return bool(imports)
    return not _works_on_given(facts, body) and not any(_is_own(facts, each) for each in imports)


def _works_on_given(facts: UnitFacts, body: list[t.Stmt]) -> bool:
    """Whether calls in a body are handed a parameter of the function around it."""
    for call in (node for node in own_nodes(body) if isinstance(node, t.Call)):
        for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
            root = t.root(argument)
            if isinstance(root, t.Name) and root.id not in ("self", "cls"):
                if any(definition.kind == "parameter" for definition in facts.definitions(root)):
                    return True
    return False


def _is_own(facts: UnitFacts, imported: t.Import | t.ImportFrom) -> bool:
    """Whether what is imported is a module of the project, which is always there."""
    level = imported.level if isinstance(imported, t.ImportFrom) else 0
    targets = [imported.module] if isinstance(imported, t.ImportFrom) else [each.name for each in imported.names]
    return any(facts.asking.ask(HAS_MODULE, facts.module, level, target) for target in targets)


def is_guess(handler: t.ExceptHandler) -> bool:
    """Whether the `try` only reads a value in some form, to see whether it has that form: `json.loads(body)`."""
    calls = [last_name(n.func) for n in own_nodes(try_of(handler).body) if isinstance(n, t.Call)]
    return "loads" in calls and all(name in catalogue.GUESSING for name in calls)


def is_optional_reading(handler: t.ExceptHandler) -> bool:
    """Whether the `try` only reads a value that may have another form: a number, a text's bytes, an error's own words."""
    calls = {last_name(n.func) for n in own_nodes(try_of(handler).body) if isinstance(n, t.Call)}
    return not calls.isdisjoint(catalogue.DECODING) and calls <= (catalogue.GUESSING - {"get"}) | catalogue.DECODING


def is_conversion(facts: UnitFacts, handler: t.ExceptHandler) -> bool:
    """Whether the `try` only converts or compares a value: nothing else than its form can fail there."""
    tried = list(own_nodes(try_of(handler).body))
    if any(isinstance(n, t.Attribute) and fetches_related(facts, n) for n in tried):
        return False
    calls = [n for n in tried if isinstance(n, t.Call)]
    return all(last_name(call.func) in catalogue.CONVERTING and not _asks_outside(facts, call) for call in calls)


def _asks_outside(facts: UnitFacts, call: t.Call) -> bool:
    """Whether a call that is named like a conversion asks a store or another service: `session.get(Person, 1)`, `client.get(url)`."""
    if last_name(call.func) not in ("get", "parse", "date", "replace", "round") or not isinstance(
        call.func, t.Attribute
    ):
        return False
    if isinstance(call.parent, t.Await) or facts.callee(call) in facts.asking.catalogue.effects.sending:
        return True
    receiver = call.func.value
    last = words(last_name(receiver.func if isinstance(receiver, t.Call) else receiver))
    return (
        call.func.attr == "get"
        and bool(last)
        and (last[-1] in catalogue.OUTSIDE or last[-1] in STORES)
        and not _of_request(receiver)
    )


def _of_request(receiver: t.Expr) -> bool:
    """Whether a session is a visitor's, which answers like a dictionary."""
    if not isinstance(receiver, (t.Name, t.Attribute)) or last_name(receiver) != "session":
        return False
    return isinstance(receiver, t.Name) or last_name(receiver.value) in ("request", "req")


def reaches_end(body: list[t.Stmt]) -> bool:
    """Whether execution can run through the end of a block."""
    pending = [body]
    while pending:
        block = pending.pop()
        last = block[-1] if block else None
        if isinstance(last, t.If) and last.orelse:
            pending += [last.body, last.orelse]
        elif isinstance(last, t.With) and not any(_suppresses(item.context) for item in last.items):
            pending.append(last.body)
        elif not isinstance(last, (t.Return, t.Raise, t.Continue, t.Break)):
            return True
    return False


def promised_state_holds(handler: t.ExceptHandler, function: FunctionFacts) -> bool:
    """Whether the exception says that what was promised is already so: nothing there to delete, already there to create, revoked before."""
    names = set(caught_names(handler))
    if not names:
        return False
    own = words(function.name)
    promised = {*own[:1], *own[-1:], *called_words(try_of(handler).body)}
    awaited = any(isinstance(n, t.Await) for n in own_nodes(try_of(handler).body))
    removing = bool(promised & catalogue.REMOVING) or (awaited and names == {"CancelledError"})
    return all(
        (removing and name in catalogue.ALREADY_GONE)
        or name in catalogue.ALREADY_THERE
        or _says_it_is_so(words(name), promised, removing=removing)
        for name in names
    )


def _says_it_is_so(spoken: tuple[str, ...], promised: Collection[str], *, removing: bool) -> bool:
    """Whether an exception's words say so: `TaskRevokedError` of what revokes, `NotSubscribed` of what unsubscribes, `AlreadyClosed`."""
    if "already" in spoken:
        return True
    negated = "not" in spoken
    for verb in promised:
        undone = verb.removeprefix("un") if negated and verb.startswith("un") else ""
        wanted = undone if negated else verb
        if len(wanted) >= _SHORTEST_VERB and any(_is_participle(word, wanted) for word in spoken):
            return True
    return removing and any(each <= set(spoken) for each in catalogue.SAYING_ABSENT)


_SHORTEST_VERB = 4


def _is_participle(word: str, verb: str) -> bool:
    """`revoked` of `revoke`, `cancelled` of `cancel`."""
    return word.endswith("ed") and word.startswith(verb.rstrip("ey")) and len(word) - len(verb) <= _LONGEST_ENDING


def is_done_of(word: str, verb: str) -> bool:
    """Whether a word says that what a verb names was done: `shipped` of `ship`, `sent` of `send`, `written` of `write`."""
    return bool(verb) and (_is_participle(word, verb) or catalogue.IRREGULAR.get(word) == verb)


_LONGEST_ENDING = 3


def compensates(facts: UnitFacts, handler: t.ExceptHandler) -> bool:
    """Whether a handler does something instead: another provider, an outbox, a retry; telling and rolling back do not count."""
    for node in own_nodes(handler.body):
        if not isinstance(node, t.Call):
            continue
        name = last_name(node.func)
        if name in catalogue.REPORTING or first_word(name) in ("log", "print", "capture") or name[:1].isupper():
            continue
        if told_outcome(node) != VALUE:
            continue
        if first_word(name) in WRITING | catalogue.INSTEAD or any(True for _ in _awaited(node)):
            return True
        callee = facts.callee(node)
        if callee:
            reach = facts.asking.ask(REACH, callee)
            if reach.writes or reach.by_name:
                return True
    return False


def _awaited(call: t.Call) -> Iterator[t.Await]:
    if isinstance(call.parent, t.Await):
        yield call.parent
