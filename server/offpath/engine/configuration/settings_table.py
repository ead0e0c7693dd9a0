"""The one table of settings: names, values and meanings. Reading, the JSON schema and documentation follow it."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from offpath.engine.configuration.complaints import Complaint, quoted
from offpath.engine.configuration.patterns import MOST_UNINDEXED, BadPattern, PathPatterns, parsed
from offpath.facts.project.project import FactSettings
from offpath.rules.base import Confidence, RuleSet, Severity

T = TypeVar("T")

_DOTTED_NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*\Z")
_INNER_PATH = re.compile(r"^(?!\.\.?/)[^/\\:]+(/(?!\.\.?/)[^/\\:]+)*\.toml$")
_IDENTITY = re.compile(r"^[A-Za-z_][A-Za-z0-9_.-]*$")


class BadValue(ValueError):
    """A setting's value, or a part of it, cannot be used; the complaint says why."""

    def __init__(self, cause: str, written: str = "", known: tuple[str, ...] = ()) -> None:
        super().__init__(cause)
        self.complaint = Complaint(cause, written, known=known)


class NothingLeft(ValueError):
    """Every part of a setting's value is wrong, and each has its complaint: the setting counts as not written."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names by which rules can be selected."""

    rules: frozenset[str]
    categories: frozenset[str]
    words: tuple[str, ...]
    """All of them, and `all`."""

    @classmethod
    def of(cls, rules: RuleSet) -> Vocabulary:
        """The names, aliases and categories of these rules."""
        names = {name for rule in rules for name in (rule.name, *rule.aliases)}
        categories = {rule.category for rule in rules}
        return cls(frozenset(names), frozenset(categories), (*sorted(names), *sorted(categories), "all"))

    def __contains__(self, selector: str) -> bool:
        return selector in self.rules or selector in self.categories or selector == "all"

    def demand(self, selector: str) -> None:
        """Raises `BadValue` for a word that selects nothing."""
        if selector not in self:
            raise BadValue(f"{quoted(selector)} is neither a rule nor a category", selector, self.words)


class Kind(ABC):
    """What a setting may hold."""

    @abstractmethod
    def read(self, value: object, vocabulary: Vocabulary, complaints: list[Complaint]) -> Any:
        """The value as the engine keeps it, without the parts that are wrong: each is complained of.

        Raises `BadValue` where the value as a whole is wrong, and `NothingLeft`.
        """

    @abstractmethod
    def schema(self, vocabulary: Vocabulary) -> dict[str, Any]:
        """The value's JSON schema."""


class Patterns(Kind):
    """A list of file patterns, as in .gitignore."""

    def read(self, value: object, vocabulary: Vocabulary, complaints: list[Complaint]) -> tuple[str, ...]:
        """As in `Kind`."""
        return _fitting(_sound(_strings(value), _demand_pattern, complaints))

    def schema(self, vocabulary: Vocabulary) -> dict[str, Any]:
        """As in `Kind`."""
        return {"type": "array", "items": {"type": "string"}}


class CataloguePaths(Kind):
    """A list of paths of catalogue files inside the settings' folder; `*` stands for anything within a name."""

    def read(self, value: object, vocabulary: Vocabulary, complaints: list[Complaint]) -> tuple[str, ...]:
        """As in `Kind`."""
        return _sound(_strings(value), _demand_inner_path, complaints)

    def schema(self, vocabulary: Vocabulary) -> dict[str, Any]:
        """As in `Kind`."""
        return {"type": "array", "items": {"type": "string", "pattern": _INNER_PATH.pattern}}


class Names(Kind):
    """A list of Python names, dotted or not."""

    def read(self, value: object, vocabulary: Vocabulary, complaints: list[Complaint]) -> tuple[str, ...]:
        """As in `Kind`."""
        return _sound(_strings(value), _demand_name, complaints)

    def schema(self, vocabulary: Vocabulary) -> dict[str, Any]:
        """As in `Kind`."""
        return {"type": "array", "items": {"type": "string", "pattern": r"^[^\d\W]\w*(\.[^\d\W]\w*)*$"}}


class Identities(Kind):
    """A list of Python names, dotted or not, and of names of headers that a gateway sets."""

    def read(self, value: object, vocabulary: Vocabulary, complaints: list[Complaint]) -> tuple[str, ...]:
        """As in `Kind`."""
        return _sound(_strings(value), _demand_identity, complaints)

    def schema(self, vocabulary: Vocabulary) -> dict[str, Any]:
        """As in `Kind`."""
        return {"type": "array", "items": {"type": "string", "pattern": _IDENTITY.pattern}}


class Selectors(Kind):
    """A list of rules and categories."""

    def read(self, value: object, vocabulary: Vocabulary, complaints: list[Complaint]) -> tuple[str, ...]:
        """As in `Kind`."""
        return _sound(_strings(value), vocabulary.demand, complaints)

    def schema(self, vocabulary: Vocabulary) -> dict[str, Any]:
        """As in `Kind`."""
        return {"type": "array", "items": _selector_schema(vocabulary), "uniqueItems": True}


class SelectorsByPattern(Kind):
    """File patterns, each with a list of rules and categories."""

    def read(
        self, value: object, vocabulary: Vocabulary, complaints: list[Complaint]
    ) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """As in `Kind`."""
        found = tuple(_entries(_table(value), lambda each: self._read_one(*each, vocabulary, complaints), complaints))
        _fitting(tuple(pattern for pattern, _ in found))
        return found

    @staticmethod
    def _read_one(
        pattern: str, names: object, vocabulary: Vocabulary, complaints: list[Complaint]
    ) -> tuple[str, tuple[str, ...]]:
        _demand_pattern(pattern)
        below: list[Complaint] = []
        try:
            return pattern, Selectors().read(names, vocabulary, below)
        finally:
            complaints += [replace(each, within=pattern) for each in below]

    def schema(self, vocabulary: Vocabulary) -> dict[str, Any]:
        """As in `Kind`."""
        return {"type": "object", "additionalProperties": Selectors().schema(vocabulary)}


class Severities(Kind):
    """Rules and categories, each with the severity that its findings get."""

    def read(
        self, value: object, vocabulary: Vocabulary, complaints: list[Complaint]
    ) -> tuple[tuple[str, Severity], ...]:
        """As in `Kind`."""
        return tuple(_entries(_table(value), lambda each: self._read_one(*each, vocabulary), complaints))

    @staticmethod
    def _read_one(name: str, severity: object, vocabulary: Vocabulary) -> tuple[str, Severity]:
        vocabulary.demand(name)
        return name, Severity(_choice(severity, [each.value for each in Severity]))

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
            raise BadValue(f"{quoted(value)} is neither true nor false")
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
    "ci": Confidence.MEDIUM,
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
        "catalogue",
        CataloguePaths(),
        (),
        "Files that describe libraries of your own, inside the folder of these settings: offpath/*.toml.",
    ),
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


def _sound(parts: tuple[str, ...], demand: Callable[[str], None], complaints: list[Complaint]) -> tuple[str, ...]:
    """The parts that are as is demanded; of each other one is complained."""
    sound = []
    for part in parts:
        try:
            demand(part)
        except BadValue as error:
            complaints.append(error.complaint)
        else:
            sound.append(part)
    if parts and not sound:
        raise NothingLeft
    return tuple(sound)


def _entries(
    table: Mapping[str, object], read: Callable[[tuple[str, object]], T], complaints: list[Complaint]
) -> Iterator[T]:
    """What is read of a table's entries, without those that are wrong: of each is complained."""
    for key, value in table.items():
        try:
            yield read((key, value))
        except NothingLeft:
            continue
        except BadValue as error:
            complaints.append(replace(error.complaint, within=key))


def _demand_pattern(line: str) -> None:
    try:
        parsed(line)
    except BadPattern as error:
        raise BadValue(f"{quoted(line)} is not a file pattern: {error}", line) from None


def _demand_name(name: str) -> None:
    if not _DOTTED_NAME.match(name):
        raise BadValue(f"{quoted(name)} is not a Python name", name)


def _demand_inner_path(path: str) -> None:
    if not _INNER_PATH.match(path):
        raise BadValue(f"{quoted(path)} is no path of a TOML file inside the settings' folder", path)


def _demand_identity(name: str) -> None:
    if not _IDENTITY.match(name):
        raise BadValue(f"{quoted(name)} is neither a Python name nor the name of a header", name)


def _fitting(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The patterns, if they are not too many."""
    found = (parsed(line) for line in lines)
    if PathPatterns(each for each in found if each is not None).left_out:
        raise BadValue(f"more than {MOST_UNINDEXED:,} of its patterns hold wildcards throughout")
    return lines


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise BadValue("it must be a table")
    return value


def _choice(value: object, words: Sequence[str]) -> str:
    if not isinstance(value, str) or value not in words:
        raise BadValue(f"{quoted(value)} is not one of {', '.join(words)}", value if isinstance(value, str) else "")
    return value
