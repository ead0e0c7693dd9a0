"""The one table of settings: names, values and meanings. Reading, the JSON schema and documentation follow it."""

from __future__ import annotations

import difflib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from offpath.engine.patterns import MOST_UNINDEXED, BadPattern, PathPatterns, parsed
from offpath.facts.project import FactSettings
from offpath.rules.base import Confidence, RuleSet, Severity

_WORD_START = re.compile(r"(?<=[a-z])([A-Z])")
_DOTTED_NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*\Z")
_IDENTITY = re.compile(r"^[A-Za-z_][A-Za-z0-9_.-]*$")


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something wrong in a setting's value."""

    cause: str
    """In one clause; empty where the parts' own complaints say it."""
    written: str = ""
    """The part of the value that is wrong, as it stands in the file."""


class BadValue(ValueError):
    """A setting's value cannot be used; the complaint says why."""

    def __init__(self, cause: str, written: str = "") -> None:
        super().__init__(cause)
        self.complaint = Complaint(cause, written)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names by which rules can be selected."""

    rules: frozenset[str]
    categories: frozenset[str]

    @classmethod
    def of(cls, rules: RuleSet) -> Vocabulary:
        """The names, aliases and categories of these rules."""
        names = {name for rule in rules for name in (rule.name, *rule.aliases)}
        return cls(frozenset(names), frozenset(rule.category for rule in rules))

    def __contains__(self, selector: str) -> bool:
        return selector in self.rules or selector in self.categories or selector == "all"


class Kind(ABC):
    """What a setting may hold."""

    @abstractmethod
    def read(self, value: object, vocabulary: Vocabulary, complaints: list[Complaint]) -> Any:
        """The value as the engine keeps it. Raises `BadValue`; complaints name parts that were left out."""

    @abstractmethod
    def schema(self, vocabulary: Vocabulary) -> dict[str, Any]:
        """The value's JSON schema."""


class Patterns(Kind):
    """A list of file patterns, as in .gitignore."""

    def read(self, value: object, vocabulary: Vocabulary, complaints: list[Complaint]) -> tuple[str, ...]:
        """As in `Kind`."""
        return _patterns(_strings(value))

    def schema(self, vocabulary: Vocabulary) -> dict[str, Any]:
        """As in `Kind`."""
        return {"type": "array", "items": {"type": "string"}}


class Names(Kind):
    """A list of Python names, dotted or not."""

    def read(self, value: object, vocabulary: Vocabulary, complaints: list[Complaint]) -> tuple[str, ...]:
        """As in `Kind`."""
        for name in _strings(value):
            if not _DOTTED_NAME.match(name):
                raise BadValue(f"{name!r} is not a Python name", name)
        return _strings(value)

    def schema(self, vocabulary: Vocabulary) -> dict[str, Any]:
        """As in `Kind`."""
        return {"type": "array", "items": {"type": "string", "pattern": r"^[^\d\W]\w*(\.[^\d\W]\w*)*$"}}


class Identities(Kind):
    """A list of Python names, dotted or not, and of names of headers that a gateway sets."""

    def read(self, value: object, vocabulary: Vocabulary, complaints: list[Complaint]) -> tuple[str, ...]:
        """As in `Kind`."""
        for name in _strings(value):
            if not _IDENTITY.match(name):
                raise BadValue(f"{name!r} is neither a Python name nor the name of a header", name)
        return _strings(value)

    def schema(self, vocabulary: Vocabulary) -> dict[str, Any]:
        """As in `Kind`."""
        return {"type": "array", "items": {"type": "string", "pattern": _IDENTITY.pattern}}


class Selectors(Kind):
    """A list of rules and categories."""

    def read(self, value: object, vocabulary: Vocabulary, complaints: list[Complaint]) -> tuple[str, ...]:
        """As in `Kind`."""
        names = _strings(value)
        known = tuple(name for name in names if name in vocabulary)
        complaints += [_unknown(name, vocabulary) for name in names if name not in vocabulary]
        if names and not known:
            raise BadValue("")
        return known

    def schema(self, vocabulary: Vocabulary) -> dict[str, Any]:
        """As in `Kind`."""
        return {"type": "array", "items": _selector_schema(vocabulary), "uniqueItems": True}


class SelectorsByPattern(Kind):
    """File patterns, each with a list of rules and categories."""

    def read(
        self, value: object, vocabulary: Vocabulary, complaints: list[Complaint]
    ) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """As in `Kind`."""
        table = _table(value)
        _patterns(tuple(table))
        return tuple((key, Selectors().read(names, vocabulary, complaints)) for key, names in table.items())

    def schema(self, vocabulary: Vocabulary) -> dict[str, Any]:
        """As in `Kind`."""
        return {"type": "object", "additionalProperties": Selectors().schema(vocabulary)}


class Severities(Kind):
    """Rules and categories, each with the severity that its findings get."""

    def read(
        self, value: object, vocabulary: Vocabulary, complaints: list[Complaint]
    ) -> tuple[tuple[str, Severity], ...]:
        """As in `Kind`."""
        found = []
        for name, severity in _table(value).items():
            if name not in vocabulary:
                complaints.append(_unknown(name, vocabulary))
            else:
                found.append((name, Severity(_choice(severity, [each.value for each in Severity]))))
        return tuple(found)

    def schema(self, vocabulary: Vocabulary) -> dict[str, Any]:
        """As in `Kind`."""
        levels = {"enum": [each.value for each in Severity]}
        names = sorted(vocabulary.rules | vocabulary.categories)
        return {"type": "object", "properties": dict.fromkeys(names, levels), "additionalProperties": levels}


@dataclass(frozen=True, slots=True)
class Choice(Kind):
    """One of a few words."""

    words: tuple[str, ...]

    def read(self, value: object, vocabulary: Vocabulary, complaints: list[Complaint]) -> str:
        """As in `Kind`."""
        return _choice(value, self.words)

    def schema(self, vocabulary: Vocabulary) -> dict[str, Any]:
        """As in `Kind`."""
        return {"enum": list(self.words)}


class Switch(Kind):
    """Yes or no."""

    def read(self, value: object, vocabulary: Vocabulary, complaints: list[Complaint]) -> bool:
        """As in `Kind`."""
        if not isinstance(value, bool):
            raise BadValue(f"{value!r} is neither true nor false")
        return value

    def schema(self, vocabulary: Vocabulary) -> dict[str, Any]:
        """As in `Kind`."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting."""

    name: str
    """As written in a settings file, with dashes."""
    kind: Kind
    default: Any
    description: str

    @property
    def field(self) -> str:
        """The name in `Settings`."""
        return self.name.replace("-", "_")


_FACTS = FactSettings()

PROFILES: Mapping[str, Confidence] = {
    "editor": Confidence.MEDIUM,
    "agent": Confidence.LOW,
    "ci": Confidence.HIGH,
}
"""Who reads the findings, and how confident those must be unless `min-confidence` says it."""

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "select", Selectors(), (), "The rules and categories that run; by default all that are not off by default."
    ),
    Setting("extend-select", Selectors(), (), "Rules and categories that run besides those selected."),
    Setting("ignore", Selectors(), (), "Rules and categories that do not run."),
    Setting(
        "per-file-ignores", SelectorsByPattern(), (), "Rules and categories that do not run on files of a pattern."
    ),
    Setting("exclude", Patterns(), (), "Files and folders that are not analysed, in the syntax of .gitignore."),
    Setting("severity", Severities(), (), "Other severities for rules or categories."),
    Setting(
        "min-confidence",
        Choice(tuple(each.value for each in (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH))),
        None,
        "Findings below this confidence are not shown; by default what the profile says.",
    ),
    Setting(
        "owner-fields",
        Names(),
        _FACTS.owner_fields,
        "Columns and attributes that say whose record it is; replaces the default.",
    ),
    Setting(
        "identity",
        Identities(),
        (),
        "Names and functions that stand for the caller as the server knows it, and headers that a gateway sets.",
    ),
    Setting("auth-guards", Names(), (), "Decorators, dependencies and functions that authenticate or authorise."),
    Setting("write-functions", Names(), (), "Functions that write to a store."),
    Setting(
        "profile",
        Choice(tuple(PROFILES)),
        "editor",
        "Who reads the findings, which decides how confident they must be: a person in an editor (medium), a coding "
        "agent that weighs the evidence itself (low), or a CI run that nobody argues with (high).",
    ),
    Setting(
        "confirm-unsafe-fixes",
        Switch(),
        False,
        "Whether an editor that can asks before it makes a fix that changes behaviour.",
    ),
)


def canonical_name(name: str) -> str:
    """A setting's name as written in the table: editors write `minConfidence` or `min_confidence`.

    >>> canonical_name("minConfidence")
    'min-confidence'
    """
    return _WORD_START.sub(lambda match: "-" + match[1].lower(), name).replace("_", "-")


def json_schema(rules: RuleSet) -> dict[str, Any]:
    """The JSON schema of `[tool.offpath]` and of offpath.toml."""
    vocabulary = Vocabulary.of(rules)
    properties = {
        setting.name: {
            "description": setting.description,
            **({} if setting.default is None else {"default": _plain(setting.default, setting.kind)}),
            **setting.kind.schema(vocabulary),
        }
        for setting in SETTINGS
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "offpath",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _plain(default: Any, kind: Kind) -> Any:
    if isinstance(kind, (Severities, SelectorsByPattern)):
        return {}
    return list(default) if isinstance(default, tuple) else default


def _selector_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    return {"enum": ["all", *sorted(vocabulary.categories), *sorted(vocabulary.rules)]}


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise BadValue("it must be a list of strings")
    return tuple(value)


def _patterns(lines: tuple[str, ...]) -> tuple[str, ...]:
    found = []
    for line in lines:
        try:
            found.append(parsed(line))
        except BadPattern as error:
            raise BadValue(f"{line!r} is not a file pattern: {error}", line) from None
    if PathPatterns(each for each in found if each is not None).left_out:
        raise BadValue(f"more than {MOST_UNINDEXED:,} of its patterns hold wildcards throughout")
    return lines


def _unknown(name: str, vocabulary: Vocabulary) -> Complaint:
    known = (*sorted(vocabulary.rules), *sorted(vocabulary.categories), "all")
    return Complaint(f"{name!r} is neither a rule nor a category{did_you_mean(name, known)}", name)


def did_you_mean(written: str, known: Iterable[str]) -> str:
    """A question that names the nearest of the words that are known; nothing where none is near.

    >>> did_you_mean("selct", ["select", "ignore"])
    '; did you mean `select`?'
    """
    by_plain = {word.lower().replace("_", "-"): word for word in known}
    near = difflib.get_close_matches(written.lower().replace("_", "-"), by_plain, n=1)
    return f"; did you mean `{by_plain[near[0]]}`?" if near else ""


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise BadValue("it must be a table")
    return value


def _choice(value: object, words: Sequence[str]) -> str:
    if not isinstance(value, str) or value not in words:
        raise BadValue(f"{value!r} is not one of {', '.join(words)}", value if isinstance(value, str) else "")
    return value
