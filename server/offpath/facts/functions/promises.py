"""What a function's name and place promise: whether callers may expect it to write, and who fixed its signature."""

from __future__ import annotations

import re

from offpath.catalogue.words.hooks import CALLED_BY_NAME, KNOWN_BASES, is_hook
from offpath.catalogue.words.samples import DOUBLE_MODULES, DOUBLES
from offpath.catalogue.words.verbs import ASKING_OF, NOUNS_TOO, words
from offpath.facts.code.symbols import last_name
from offpath.facts.project.call_graph import CALLERS
from offpath.facts.project.calls import HANDED_ON
from offpath.facts.project.names import CLASS, FAMILY, NAMESAKE, OVERRIDDEN, UNSEEN_BASES
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t

PROMISING = frozenset(
    {
        "save", "store", "persist", "update", "delete", "remove", "insert", "create", "record", "add", "set", "register", "log",
    }
)  # fmt: skip
"""First words of names that promise a write."""

_STUB_DECORATORS = frozenset({"abstractmethod", "overload", "abstractproperty", "abstractclassmethod"})
_PROPERTY_DECORATORS = frozenset({"property", "cached_property", "setter", "getter", "deleter"})


def promised_write(function: FunctionFacts) -> str | None:
    """The word by which a function promises a write, or None: it promises none, or somebody else fixed what it must do."""
    own = words(function.name)
    extra = function.unit.settings.write_functions
    if function.name not in extra and (not own or own[0] not in PROMISING):
        return None
    if function.summary.is_stub or is_declaration(function) or is_override(function):
        return None
    if _asks(own) or _is_double(function) or _does_nothing_for_others(function) or _only_works_out(function, own):
        return None
    return own[0] if own else function.name


def _only_works_out(function: FunctionFacts, own: tuple[str, ...]) -> bool:
    """Whether a function makes a form of data for whoever calls it, by its name's end, or works something out, as its docstring begins."""
    if len(own) > 1 and own[0] == "create" and own[-1] in _FORMS:
        return True
    first = next(iter(re.findall(r"[a-z]+", docstring(function).lower())), "")
    return first in _WORKING_OUT


_FORMS = frozenset(
    {
        "json", "dict", "payload", "body", "params", "kwargs", "query", "sql", "html", "xml", "url", "uri", "hash", "digest", "headers", "prompt", "expression", "slug",
        "tuple", "mapping",
    }
)  # fmt: skip
"""Last words of names of functions that make what others store or send."""

_WORKING_OUT = frozenset(
    {
        "determine", "determines", "decide", "decides", "compute", "computes", "calculate", "calculates", "whether", "tell", "tells", "format", "formats", "derive",
        "derives", "predicate", "test", "tests",
    }
)  # fmt: skip
"""How docstrings begin of functions that only answer."""


def _does_nothing_for_others(function: FunctionFacts) -> bool:
    """Whether a base's method does nothing on purpose: subclasses override it, or stand for nothing themselves."""
    own = words(function.class_name.rpartition(".")[2]) if function.class_name else ()
    is_base = bool(own) and bool({own[0], own[-1]} & _INTERFACE_WORDS)
    return is_base and bool(function.unit.asking.ask(OVERRIDDEN, function.class_name, function.name))


def _asks(own: tuple[str, ...]) -> bool:
    """Whether a name's first word is a noun, of which the rest asks something: `log_entry_mentions`, `record_exists`."""
    return bool(own) and own[0] in NOUNS_TOO and not ASKING_OF.isdisjoint(own[1:])


def _is_double(function: FunctionFacts) -> bool:
    """Whether a function does nothing on purpose, in place of the real one: in a class or module of doubles for tests."""
    of = words(function.class_name.rpartition(".")[2]) if function.class_name else ()
    return (
        bool(of and DOUBLES.intersection((of[0], of[-1]))) or function.unit.module.rpartition(".")[2] in DOUBLE_MODULES
    )


def is_declaration(function: FunctionFacts) -> bool:
    """Whether a function only declares: abstract, an overload, a property, a member of a Protocol."""
    names = {d.name.rpartition(".")[2] for d in function.summary.decorators}
    if names & (_STUB_DECORATORS | _PROPERTY_DECORATORS):
        return True
    summary = function.unit.asking.ask(CLASS, function.class_name) if function.class_name else None
    return summary is not None and any(n.rpartition(".")[2] == "Protocol" for n in summary.base_names)


_PLAIN_DECORATORS = frozenset({"staticmethod", "classmethod", "wraps", "timed", "log_calls", "traced", "retry"})
_HANDLER_NAMES = frozenset(
    {"on", "handle", "handler", "callback", "cb", "hook", "resolve", "receive", "process", "visit", "listener"}
)


def has_fixed_signature(function: FunctionFacts, *, by_sisters: bool = True) -> bool:
    """Whether somebody else decides what parameters a function takes: a framework, an interface, whoever it is handed to, sisters that begin alike."""
    name = function.name
    own = words(name)
    decorators = {d.name.rpartition(".")[2] for d in function.summary.decorators}
    return (
        bool(decorators - _PLAIN_DECORATORS)
        or name.startswith("__")
        or bool(own and (own[0] in _HANDLER_NAMES or own[-1] in _HANDLER_NAMES))
        or any(p.dependency is not None for p in function.summary.parameters)
        or not is_top_level(function)
        or is_stand_in(function)
        or is_declaration(function)
        or bool(function.unit.asking.ask(HANDED_ON, name))
        or (function.is_method and _is_of_framework(function))
        or (has_namesake(function) if by_sisters else shares_its_name(function))
        or (function.is_method and _is_interface_method(function))
    )


def _implements(function: FunctionFacts) -> bool:
    """Whether a method's class tells by a decorator which interface it has: `@implementer(IConverter)`."""
    summary = function.unit.asking.ask(CLASS, function.class_name)
    names = (each.name.rpartition(".")[2] for each in summary.decorators) if summary is not None else ()
    return any(name in ("implementer", "implements", "provider", "register_plugin", "component") for name in names)


def _is_of_framework(function: FunctionFacts) -> bool:
    """Whether a method is called by its name: a framework knows it, or its class lists it."""
    of = function.class_name.rpartition(".")[2]
    return function.name in CALLED_BY_NAME or bool(function.unit.asking.ask(HANDED_ON, f"{of}.{function.name}"))


def is_only_handed_on(function: FunctionFacts) -> bool:
    """Whether a function is passed, stored or returned by its name and nobody of the project calls it by that: others know its signature."""
    ask = function.unit.asking.ask
    called = (site for _, _, site in ask(CALLERS, function.qualified_name) if site.runs != "bound")
    return bool(ask(HANDED_ON, function.name)) and next(called, None) is None


def _is_interface_method(function: FunctionFacts) -> bool:
    own = words(function.class_name.rpartition(".")[2])
    ask = function.unit.asking.ask
    return (
        bool(own and (own[0] in _INTERFACE_WORDS or own[-1] in _INTERFACE_WORDS))
        or bool(_HOOK_WORDS & set(words(docstring(function))))
        or is_override(function)
        or bool(ask(UNSEEN_BASES, function.class_name))
        or bool(ask(OVERRIDDEN, function.class_name, function.name))
        or _implements(function)
    )


_HOOK_WORDS = frozenset(
    {"hook", "overridden", "override", "overriding", "subclass", "subclasses", "plug", "customise", "customize"}
)
"""Words of docstrings that tell that subclasses are to define the method."""

_INTERFACE_WORDS = frozenset(
    {"abstract", "base", "default", "mixin", "null", "noop", "dummy", "stub", "fake", "protocol"}
)
"""Words at either end of a class's name that tell that its methods' signatures serve others."""


def docstring(function: FunctionFacts) -> str:
    """The function's docstring, or an empty string."""
    first = function.node.body[0]
    value = first.value if isinstance(first, t.ExprStmt) else None
    return value.value if isinstance(value, t.Constant) and isinstance(value.value, str) else ""


def has_namesake(function: FunctionFacts) -> bool:
    """Whether another function of the project shares the signature by convention: the same name and parameters, or a sibling's that begins
    alike, unless that is a module's own function which is called by its name.
    """
    parameters = tuple(p.name for p in function.params if p.name not in ("self", "cls"))
    ask = function.unit.asking.ask
    siblings = function.is_method or not ask(CALLERS, function.qualified_name)
    if ask(FAMILY, function.qualified_name, parameters):
        return True
    return bool(ask(NAMESAKE, function.qualified_name, function.name, parameters, siblings))


def shares_its_name(function: FunctionFacts) -> bool:
    """Whether a function of another class or module has the same name and parameters; sisters that begin alike do not count."""
    parameters = tuple(p.name for p in function.params if p.name not in ("self", "cls"))
    return bool(function.unit.asking.ask(NAMESAKE, function.qualified_name, function.name, parameters, False))


def is_stand_in(function: FunctionFacts) -> bool:
    """Whether a function, or its class, takes the place of one that is not installed: it stands beside an import that failed, or its name is bound twice."""
    for outer in function.node.ancestors():
        if isinstance(outer, t.ExceptHandler) and outer.type is not None:
            kinds = outer.type.elts if isinstance(outer.type, t.Tuple) else [outer.type]
            if any(last_name(each) in _MISSING for each in kinds):
                return True
    return not function.class_name and is_defined_again(function)


_MISSING = frozenset({"ImportError", "ModuleNotFoundError"})


def is_defined_again(function: FunctionFacts) -> bool:
    """Whether the name is bound more than once: by a flag, or where something is not installed."""
    if function.class_name:
        return sum(each.path == function.path for each in function.unit.functions) > 1
    flow = function.unit.reading.symbols.flow_at(function.node)
    return sum(each.scope is flow.scope for each in flow.named(function.name)) > 1


def is_top_level(function: FunctionFacts) -> bool:
    """Whether a function is a module's function or a class's method, not nested in another function."""
    parent = function.node.parent
    while parent is not None and not isinstance(parent, t.FunctionDef):
        parent = parent.parent
    return parent is None


def _asks_its_base(function: FunctionFacts) -> bool:
    """Whether a method calls its base's method of the same name, which therefore has one."""
    for call in function.calls:
        asked = call.func
        if isinstance(asked, t.Attribute) and asked.attr == function.name and isinstance(asked.value, t.Call):
            if isinstance(asked.value.func, t.Name) and asked.value.func.id == "super":
                return True
    return False


def is_override(function: FunctionFacts) -> bool:
    """Whether a base class of the project defines the method too, or a base that cannot be seen might."""
    if not function.class_name:
        return False
    if _asks_its_base(function):
        return True
    for base in function.unit.lineage(function.class_name)[1:]:
        if function.unit.summary(f"{base}.{function.name}") is not None:
            return True
    unseen = function.unit.asking.ask(UNSEEN_BASES, function.class_name)
    return any(not base.startswith(KNOWN_BASES) or is_hook(function.name) for base in unseen)
