"""What a function's name and place promise: whether callers may expect it to write, and who fixed its signature."""

from __future__ import annotations

from offpath.facts.frameworks.verbs import words
from offpath.facts.frameworks.hooks import KNOWN_BASES, is_hook
from offpath.facts.unit import FunctionFacts

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
    return own[0] if own else function.name


def is_declaration(function: FunctionFacts) -> bool:
    """Whether a function only declares: abstract, an overload, a property, a member of a Protocol."""
    names = {d.name.rpartition(".")[2] for d in function.summary.decorators}
    if names & (_STUB_DECORATORS | _PROPERTY_DECORATORS):
        return True
    summary = function.unit.asking.ask("class", function.class_name) if function.class_name else None
    return summary is not None and any(n.rpartition(".")[2] == "Protocol" for n in summary.base_names)


def is_override(function: FunctionFacts) -> bool:
    """Whether a base class of the project defines the method too, or a base that cannot be seen might."""
    if not function.class_name:
        return False
    for base in function.unit.lineage(function.class_name)[1:]:
        if function.unit.summary(f"{base}.{function.name}") is not None:
            return True
    unseen = function.unit.asking.ask("unseen_bases", function.class_name)
    return any(not base.startswith(KNOWN_BASES) or is_hook(function.name) for base in unseen)
