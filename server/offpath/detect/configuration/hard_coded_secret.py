"""Literals that are secrets: by the form that a service gives its keys, by the name that they are bound to, by the place where they stand, in addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from offpath.catalogue.words.secret_names import is_secret_name, kind_of_secret
from offpath.catalogue.words.verbs import words
from offpath.detect.configuration.about_secrets import is_about_secrets
from offpath.detect.configuration.choices import is_word_of_choice
from offpath.detect.configuration.insecure_secret_default import secret_defaults
from offpath.detect.configuration.secret_places import secret_by_place, signs
from offpath.detect.configuration.secret_texts import (
    is_placeholder,
    is_random,
    looks_drawn,
    may_be_secret,
    names_something,
    secrets_by_form,
)
from offpath.facts.unit import UnitFacts
from offpath.facts.values.beside import is_of_connection, is_throwaway
from offpath.facts.values.holders import in_its_form, name_held_by
from offpath.syntax import tree as t

_SHORTEST = 4


@dataclass(frozen=True, slots=True, eq=False)
class WrittenSecret:
    """One secret in the code."""

    node: t.Constant
    what: str
    """What it is: "a Stripe key", "a password"."""
    name: str
    """What it is bound to, as written; empty for a literal that stands alone."""
    certain: bool
    is_default: bool = False
    """Whether it is what its program falls back to where nobody says another: a parameter's default, a constant of defaults."""
    by_place: bool = False
    """Whether the place where it stands makes it one, whatever it is called."""


def written_secrets(facts: UnitFacts) -> Iterator[WrittenSecret]:
    """Every secret of a unit, outside of examples and types; what a setting falls back to is told where the setting is read."""
    if _is_example(facts.file.path):
        return
    elsewhere = {inner for each in secret_defaults(facts) for inner in each.default.walk()}
    elsewhere.update(_annotations(facts))
    for node in facts.nodes(t.Constant):
        if isinstance(node.value, (str, bytes)) and len(node.value) >= _SHORTEST and node not in elsewhere:
            found = _judged(facts, node, _text_of(node.value))
            if found is not None and not is_throwaway(in_its_form(node), _text_of(node.value)):
                yield replace(found, is_default=not found.certain and _is_default(node, found))


def _is_default(node: t.Constant, found: WrittenSecret) -> bool:
    """Whether a text that nobody drew is only a default, as its place or its name says."""
    is_parameter = isinstance(node.parent, t.Param)
    return (is_parameter or "default" in words(found.name)) and not looks_drawn(_text_of(node.value))


def _annotations(facts: UnitFacts) -> Iterator[t.Node]:
    """What stands in types, some of which are named before they are there: `password: "Optional[str]" = None`."""
    declared: tuple[t.Param | t.AnnAssign, ...] = (*facts.all_nodes(t.Param), *facts.all_nodes(t.AnnAssign))
    written = (*(each.annotation for each in declared), *(each.returns for each in facts.all_nodes(t.FunctionDef)))
    return (inner for each in written if each is not None for inner in each.walk())


def _is_example(path: str) -> bool:
    return any(
        part in ("example", "examples", "docs", "doc", "migrations", "fixtures", "locale")
        for part in path.lower().split("/")
    )


def _repeats_name(text: str, name: str) -> bool:
    """Whether a text names within something what its own name says: `ACCESS_TOKEN = "OAUTH:access_token"`."""
    around, _, last = text.replace("/", ":").rpartition(":")
    return bool(around) and "@" not in text and words(last) == words(name)


def _text_of(value: str | bytes) -> str:
    """A text, or bytes as text, with what cannot be printed made visible."""
    if isinstance(value, str):
        return value
    return "".join(chr(byte) if 32 <= byte < 127 else f"x{byte:02x}" for byte in value)


def _judged(facts: UnitFacts, node: t.Constant, text: str) -> WrittenSecret | None:
    if isinstance(node.parent, (t.JoinedStr, t.ExprStmt)) or (
        isinstance(node.parent, t.Subscript) and node.parent.index is node
    ):
        return None
    name = name_held_by(node)
    by_form = next(secrets_by_form(text), None)
    if by_form is not None:
        return WrittenSecret(node, by_form, name, True)
    by_place = secret_by_place(facts, node, text)
    if by_place is not None:
        is_about = is_about_secrets(facts, node, text, name)
        return None if is_about else WrittenSecret(node, by_place, name, is_random(text), by_place=True)
    if not name or not is_secret_name(name):
        return None
    if is_placeholder(text) and signs(facts, node, text):
        return WrittenSecret(node, kind_of_secret(name), name, False)
    if not may_be_secret(text, name):
        return None
    if names_something(
        text, name, isinstance(node.parent, t.DictItem), is_of_connection(in_its_form(node))
    ) or is_word_of_choice(facts, node, name):
        return None
    if is_about_secrets(facts, node, text, name) or _repeats_name(text, name):
        return None
    return WrittenSecret(node, kind_of_secret(name), name, is_random(text))
