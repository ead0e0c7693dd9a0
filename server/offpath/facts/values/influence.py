"""Which parameters of a function matter: for its result, its effects, its conditions, or a call that it makes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.remarks import remarks_of
from offpath.facts.functions.promises import docstring
from offpath.facts.project.names import CLASS
from offpath.facts.unit import FunctionFacts
from offpath.facts.values.constants import fold
from offpath.syntax import tree as t

PLUMBING = frozenset(
    {
        "request", "req", "response", "context", "ctx", "event", "info", "sender", "instance", "environ", "scope", "app",
        "form", "queryset", "kwargs", "args", "parent", "state", "config", "settings", "logger", "loop", "unused", "dummy", "conf", "cfg",
        "global_conf", "global_config",
    }
)  # fmt: skip
"""Parameters that conventions hand to every function of a kind, needed or not."""

_ADMITTING = ("unused", "ignored", "not used", "deprecated", "compat", "reserved", "no effect", "for the cache")
"""What a docstring says of a parameter that is there for its callers' sake."""

UNUSED = ("_", "unused_", "ignored_")
"""How names begin that say that nobody reads them."""

_VARIADIC = ("var-positional", "var-keyword")


def dead_parameters(function: FunctionFacts) -> tuple[str, ...]:
    """Named parameters that influence nothing; empty where that cannot be told.

    Left out: `self` and `cls`, `*args` and `**kwargs`, names with a leading underscore, parameters that are bound anew (another
    rule's matter), and all of a function that reads its own namespace (`locals()`, `eval`, `exec`).
    """
    if function.summary.is_stub or reads_namespace(function) or _is_admitted(function):
        return ()
    rebound = {d.name for d in function.flow.definitions if d.kind != "parameter"}
    used = {*function.summary.used_parameters, *rebound, *_deciding_by_failing(function), *_binding_types(function)}
    params = function.params[1:] if function.is_method and not _is_static(function) else function.params
    return tuple(
        p.name
        for p in params
        if p.kind not in _VARIADIC
        and not p.name.startswith(UNUSED)
        and p.name not in used
        and (p.name not in PLUMBING or _holds_data(function, p))
        and not _documented_as_unused(function, p.name)
    )


def _holds_data(function: FunctionFacts, param: t.Param) -> bool:
    """Whether what is named like a framework's request is a record of the project, by its annotation: `request: BookingRequest`."""
    if param.name not in _ASKING:
        return False
    declared = next((each.type for each in function.summary.parameters if each.name == param.name), None)
    found = function.unit.resolve_symbol(declared)
    summary = function.unit.asking.ask(CLASS, found.name) if found is not None and found.internal else None
    return summary is not None and any(each.type is not None for each in summary.fields)


_ASKING = frozenset({"request", "req", "form", "event"})
"""Names of plumbing that records of a project have, too."""


def _deciding_by_failing(function: FunctionFacts) -> Iterator[str]:
    """The names on which it depends whether a call fails whose failure decides what is done: `try: names.index(name)`."""
    for statement in function.own_nodes(t.Try):
        if statement.handlers:
            for each in statement.body:
                if isinstance(each, t.ExprStmt):
                    yield from (node.id for node in each.walk() if isinstance(node, t.Name))


def _binding_types(function: FunctionFacts) -> Iterator[str]:
    """Parameters that only tell a type checker what is returned: `kind: type[T]` of what returns a `T`."""
    returned = function.node.returns
    answered = {node.id for node in returned.walk() if isinstance(node, t.Name)} if returned is not None else set()
    for param in function.params:
        declared = param.annotation
        if isinstance(declared, t.Subscript) and last_name(declared.value) in ("Type", "type"):
            if any(isinstance(node, t.Name) and node.id in answered for node in declared.index.walk()):
                yield param.name


_FOR_LATER = re.compile(
    r"#[^\n]*\b(?:hooks?|(?:future|later) use|(?:un|not )used|not needed|ignored|for compatibility|compat|reserved)\b",
    re.IGNORECASE,
)
"""How a comment says that a parameter is there for others."""

_SIMPLIFIED = re.compile(
    r"\bfor simplicity\b|\bsimplified\b|\bshould be (?:taken|considered|used|respected)\b|\bhard-?coded?\b"
    r"|\bkept (?:only )?for\b|\b(?:API|backwards?)[ -]compatib|\bfor compatibility\b|\bno longer (?:used|needed)\b|^(?:is |are )?(?:not used|unused)\b",
    re.IGNORECASE,
)
"""How authors say that they know what is left out."""

_PUT_OFF = re.compile(r"\b(?:TODO|FIXME|XXX)\b", re.IGNORECASE)

_ADMISSION = re.compile(r"#.*(?:unused-argument|\bARG00[1-5]\b)")
"""What tells pylint or ruff that unused parameters are known."""


def _is_admitted(function: FunctionFacts) -> bool:
    """Whether a comment above or beside the function's head says that its unused parameters are known."""
    text = function.unit.reading.text
    body = function.node.body[0].start
    above = text.rfind("\n", 0, max(text.rfind("\n", 0, function.node.start), 0)) + 1
    if _ADMISSION.search(text, above, body) is not None:
        return True
    return _FOR_LATER.search(text, function.node.start, body) is not None


def announces(function: FunctionFacts, dead: tuple[str, ...]) -> bool:
    """Whether a comment or the docstring says that something is left out or fixed on purpose, or puts off what dead parameters are named for."""
    named = {word for name in dead for word in words(name)}
    for each in remarks_of(function):
        of_them = not named.isdisjoint(words(each.text))
        if _SIMPLIFIED.search(each.text) is not None or (of_them and _PUT_OFF.search(each.text) is not None):
            return True
    return False


def _documented_as_unused(function: FunctionFacts, name: str) -> bool:
    lines = [line.lower() for line in docstring(function).splitlines() if name.lower() in line.lower()]
    return any(word in line for line in lines for word in _ADMITTING)


def returns_computed_value(function: FunctionFacts) -> bool:
    """Whether a function returns or yields something that it worked out, not only constants."""
    facts = function.unit
    values = [r.value for r in function.returns if r.value is not None]
    values += [y.value for y in function.own_nodes(t.Yield) if y.value is not None]
    return any(fold(facts, value) is None and not _is_written_out(value) for value in values)


def _is_written_out(node: t.Node) -> bool:
    """Whether an expression is a display of constants."""
    if isinstance(node, (t.Dict, t.List, t.Tuple, t.Set, t.DictItem, t.UnaryOp)):
        return all(_is_written_out(child) for child in node.children())
    return isinstance(node, t.Constant)


def reads_namespace(function: FunctionFacts) -> bool:
    """Whether a function reads all its parameters at once: through `locals()`, or the frame that it runs in."""
    names = {last_name(call.func) for call in function.calls}
    return not names.isdisjoint(_NAMESPACES)


_NAMESPACES = frozenset({"locals", "vars", "eval", "exec", "getargvalues", "currentframe", "_getframe"})


def _is_static(function: FunctionFacts) -> bool:
    return any(d.name == "staticmethod" for d in function.summary.decorators)
