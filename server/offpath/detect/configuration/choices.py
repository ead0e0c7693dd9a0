"""Words of choices: constants that name one of several kinds, and say no more than their own names."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_KINDS = frozenset(
    {"type", "kind", "mode", "field", "role", "status", "state", "event", "action", "grant", "scope", "category", "option", "choice", "method", "source",
     "strategy", "column", "attr", "attribute", "param", "flow", "variant", "class", "auth", "format", "name"}
)  # fmt: skip
"""First words of names of which there are several, one for each kind."""

_NAMING = frozenset({"type", "kind", "grant", "field", "event", "choice", "category", "column"})
"""Words in names of constants that name something by a word of its own: `GRANT_TYPE_SECRET = "client_secret"`."""

_ENUMS = frozenset({"Enum", "StrEnum", "TextChoices", "Choices", "IntEnum", "Flag"})


def is_word_of_choice(facts: UnitFacts, node: t.Constant, name: str) -> bool:
    """Whether a constant only repeats words of its name, as one of several: `TYPE_SECRET = "secret"`, a member of an enumeration."""
    spoken, spelled = _singulars(str(node.value)), words(name)
    statement = node.parent
    if not spoken or not spelled or not isinstance(statement, (t.Assign, t.AnnAssign)):
        return False
    if str(node.value).isidentifier() and spoken[-1] == spelled[-1] and not _NAMING.isdisjoint(spelled[:-1]):
        return True
    if not set(spoken) <= set(spelled):
        return False
    if _is_in_enum(statement):
        return True
    first = spelled[0]
    return first not in spoken and (first in _KINDS or any(_is_like(each, first) for each in _others(statement)))


def _is_in_enum(statement: t.Stmt) -> bool:
    around = statement.parent
    return isinstance(around, t.ClassDef) and any(last_name(base) in _ENUMS for base in around.bases)


def _others(statement: t.Stmt) -> Iterator[t.Stmt]:
    body = getattr(statement.parent, "body", [])
    return (each for each in body if each is not statement)


def _is_like(other: t.Stmt, first: str) -> bool:
    """Whether another constant beside it is one of the same choice: `TYPE_KEY = "key"`."""
    value = other.value if isinstance(other, t.Assign) else None
    if not isinstance(other, t.Assign) or not isinstance(value, t.Constant) or not isinstance(value.value, str):
        return False
    spelled, spoken = words(last_name(other.targets[0])), _singulars(value.value)
    return spelled[:1] == (first,) and bool(spoken) and set(spoken) <= set(spelled) and first not in spoken


def _singulars(text: str) -> tuple[str, ...]:
    """The words of a text, in the singular where they are in the plural: `Passwords`."""
    return tuple(each[:-1] if each.endswith("s") and not each.endswith("ss") else each for each in words(text))
