"""Literals that are secrets: by the form that a service gives its keys, by the name that they are bound to, in addresses."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from offpath.catalogue.remembering import MOST_NAMES
from offpath.catalogue.words import secrets as catalogue
from offpath.catalogue.words.verbs import words
from offpath.detect.configuration.choices import is_word_of_choice
from offpath.facts.code.symbols import last_name
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_SHORTEST = 4
_IDENTIFIER = re.compile(r"^[A-Za-z][A-Za-z]*(?:[_.-][A-Za-z]+)*$")
_NO_SECRET = ("/", "http://", "https://", "./", "[", "<", "(", "{")
_SCOPE = re.compile(r"^[a-z_.-]+(?::[a-z_.*-]+)+$")
_TRIVIAL = frozenset({"secret", "password", "pass", "pwd", "admin", "user", "root", "token"})
_LOCAL = (
    "localhost",
    "127.0.0.1",
    "db",
    "postgres",
    "mysql",
    "redis",
    "mongo",
    "rabbitmq",
    "host",
    "0.0.0.0",
    "database",
    "broker",
    "[::1]",
)


@dataclass(frozen=True, slots=True, eq=False)
class WrittenSecret:
    """One secret in the code."""

    node: t.Constant
    what: str
    """What it is: "a Stripe key", "a password"."""
    name: str
    """What it is bound to, as written; empty for a literal that stands alone."""
    certain: bool


def written_secrets(facts: UnitFacts) -> Iterator[WrittenSecret]:
    """Every secret of a unit, outside of examples."""
    if _is_example(facts.source.path):
        return
    for node in facts.nodes(t.Constant):
        if isinstance(node.value, str) and len(node.value) >= _SHORTEST:
            found = _judged(facts, node, node.value)
            if found is not None:
                yield found


def _is_example(path: str) -> bool:
    return any(
        part in ("example", "examples", "docs", "doc", "migrations", "fixtures", "locale")
        for part in path.lower().split("/")
    )


def _judged(facts: UnitFacts, node: t.Constant, text: str) -> WrittenSecret | None:
    if isinstance(node.parent, (t.JoinedStr, t.ExprStmt, t.Compare)) or (
        isinstance(node.parent, t.Subscript) and node.parent.index is node
    ):
        return None
    if len(text) >= 12:
        for what, pattern in catalogue.FORMATS:
            found = pattern.search(text)
            if found is not None and not _is_placeholder(found[0]):
                return WrittenSecret(node, what, _name_of(node), True)
        inside = catalogue.URL_PASSWORD.search(text)
        if inside is not None:
            password, host = inside["password"], inside["host"].lower()
            if (
                _is_placeholder(password)
                or password.lower() in _TRIVIAL
                or host in _LOCAL
                or host.endswith((".local", ".example", "example.com"))
            ):
                return None
            return WrittenSecret(node, "a password in an address", _name_of(node), True)
    name = _name_of(node)
    if not name or not is_secret_name(name) or not _may_be_secret(text, name) or _names_something(node, text, name):
        return None
    if is_word_of_choice(facts, node, name):
        return None
    return WrittenSecret(node, _kind(name), name, _is_random(text))


def _name_of(node: t.Constant) -> str:
    """What a literal is bound to: a name, an attribute, a key, a keyword, a parameter."""
    parent = node.parent
    if isinstance(parent, t.Assign) and parent.value is node:
        target = parent.targets[0]
        if isinstance(target, t.Subscript) and isinstance(target.index, t.Constant):
            return str(target.index.value)
        return last_name(target)
    if isinstance(parent, t.AnnAssign) and parent.value is node:
        return last_name(parent.target)
    if isinstance(parent, t.Keyword):
        return parent.arg or ""
    if isinstance(parent, t.DictItem) and parent.value is node and isinstance(parent.key, t.Constant):
        return str(parent.key.value)
    return parent.name if isinstance(parent, t.Param) else ""


@lru_cache(MOST_NAMES)
def is_secret_name(name: str) -> bool:
    """Whether something of this name is a secret: `API_KEY`, `db_password`, `client_secret`; not `TOKEN_URL`."""
    spelled = words(name)
    if (
        not spelled
        or spelled[-1] in catalogue.HARMLESS_LAST
        or spelled[0] in ("is", "has", "no", "use", "show", "get", "check", "reset", "forgot", "csrf")
    ):
        return False
    pairs = set(pairwise(spelled))
    return spelled[-1] in catalogue.SECRET_WORDS or bool(pairs & catalogue.SECRET_PAIRS and spelled[-1] == "key")


def _may_be_secret(text: str, name: str) -> bool:
    """Whether a literal is a value that somebody chose to keep secret, not a name, a sentence or an example."""
    if " " in text.strip() or "\n" in text or text.startswith(_NO_SECRET) or _is_placeholder(text):
        return False
    if _is_random(text):
        return True
    if text.lower().replace("-", "_") == name.lower() or set(words(text)) & {
        "token",
        "password",
        "bearer",
        "key",
    } == set(words(text)):
        return False
    if _IDENTIFIER.match(text) and not re.search(r"\d", text):
        spelled = words(name)
        return spelled[-2:] in (("secret", "key"), ("signing", "key"), ("jwt", "secret"), ("private", "key")) or spelled[-1] in (
            "password", "passwd", "pwd", "secret"
        )  # fmt: skip
    return True


def _names_something(node: t.Constant, text: str, name: str) -> bool:
    """Whether a literal is the name of a variable, a column or a setting: `{"password": "PGPASSWORD"}`."""
    if _SCOPE.match(text) is not None:
        return True
    if _IDENTIFIER.match(text) is None:
        return "=" in text[:-2] and not _is_random(text)
    is_item = isinstance(node.parent, t.DictItem)
    if text.isupper() or (is_item and text.lower() in _TRIVIAL):
        return True
    speaks = bool(set(words(text)) & {"password", "secret", "token", "key"})
    return speaks and (is_item or words(name)[-1] in ("password", "passwd", "token"))


def _is_placeholder(text: str) -> bool:
    return catalogue.PLACEHOLDER.search(text) is not None or len(set(text)) < 3


def _is_random(text: str) -> bool:
    """Whether a text looks drawn by lot: long, of many characters, digits among letters."""
    if len(text) < 16 or not re.search(r"\d", text) or not re.search(r"[A-Za-z]", text):
        return False
    counts = Counter(text)
    entropy = -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values())
    return entropy > 3.2


def _kind(name: str) -> str:
    spelled = set(words(name))
    if spelled & {"password", "passwd", "pwd", "passphrase"}:
        return "a password"
    return "a token" if "token" in spelled else "a key" if spelled & {"key", "apikey"} else "a secret"
