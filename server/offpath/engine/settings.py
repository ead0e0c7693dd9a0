"""Settings: read from files, laid over each other, and asked which rules run on a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offpath.engine.located import Note
from offpath.engine.settings_table import PROFILES, SETTINGS, BadValue, Vocabulary, canonical_name, json_schema
from offpath.facts.project import FactSettings
from offpath.rules.base import Confidence, Finding, Rule, RuleSet, Severity

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

__all__ = ["OFF_BY_DEFAULT", "Settings", "SettingsFinder", "json_schema"]

FILE_NAMES = ("offpath.toml", "pyproject.toml")
"""The files that hold settings; the first one of a folder that does, counts."""

OFF_BY_DEFAULT = frozenset({"structure"})
"""Categories that run only when they are selected."""

_BY_NAME = {setting.name: setting for setting in SETTINGS}


@dataclass(frozen=True)
class Settings:
    """The settings of the files in one folder. Fields are as in the table, with underscores."""

    folder: str = ""
    """The folder that patterns count from: the settings file's, absolute."""
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    exclude: tuple[str, ...] = ()
    severity: tuple[tuple[str, Severity], ...] = ()
    min_confidence: str | None = None
    owner_fields: tuple[str, ...] = FactSettings().owner_fields
    identity: tuple[str, ...] = ()
    auth_guards: tuple[str, ...] = ()
    write_functions: tuple[str, ...] = ()
    profile: str = "editor"
    confirm_unsafe_fixes: bool = False

    @cached_property
    def facts(self) -> FactSettings:
        """The settings that facts depend on."""
        return FactSettings(self.owner_fields, self.identity, self.auth_guards, self.write_functions)

    def rules_for(self, path: str, rules: Iterable[Rule]) -> tuple[Rule, ...]:
        """The rules that run on the file at this absolute path."""
        ignored = set(self.ignore)
        for spec, names in self._ignores_by_file:
            if spec.match_file(self._relative(path)):
                ignored.update(names)
        return tuple(rule for rule in rules if self._selects(rule) and not _named(rule, ignored))

    def excludes(self, path: str) -> bool:
        """Whether the file at this absolute path is excluded."""
        return bool(self.exclude) and self._exclusion.match_file(self._relative(path))

    def shows(self, finding: Finding) -> bool:
        """Whether a finding is confident enough to be shown."""
        least = Confidence(self.min_confidence) if self.min_confidence else PROFILES[self.profile]
        return finding.confidence.rank >= least.rank

    def graded(self, finding: Finding, rule: Rule) -> Finding:
        """The finding at the severity that the settings give its rule: a rule's own name beats its category."""
        chosen = dict(self.severity)
        for name in (rule.name, *rule.aliases, rule.category, "all"):
            if name in chosen:
                return replace(finding, severity=chosen[name])
        return finding

    def overlaid(self, values: Mapping[str, Any]) -> Settings:
        """These settings with others, as `read_values` gives them, laid over them."""
        return replace(self, **values)

    def _selects(self, rule: Rule) -> bool:
        if _named(rule, self.extend_select):
            return True
        return _named(rule, self.select) if self.select else rule.category not in OFF_BY_DEFAULT

    @cached_property
    def _exclusion(self) -> GitIgnoreSpec:
        return _spec(self.exclude)

    @cached_property
    def _ignores_by_file(self) -> tuple[tuple[GitIgnoreSpec, tuple[str, ...]], ...]:
        return tuple((_spec((pattern,)), names) for pattern, names in self.per_file_ignores)

    def _relative(self, path: str) -> str:
        base = self.folder.replace("\\", "/").rstrip("/") + "/"
        path = path.replace("\\", "/")
        return path[len(base) :] if path.startswith(base) else path.lstrip("/")


@dataclass
class SettingsFinder:
    """Finds the settings of a folder, and remembers them until `forget` is called."""

    rules: RuleSet
    overrides: Mapping[str, object] = field(default_factory=dict)
    """Settings of the editor or the command line, laid over every file's, as the user wrote them."""
    overrides_source: str = "editor settings"
    isolated: bool = False
    """Whether settings files are left alone."""
    _known: dict[str, Settings] = field(default_factory=dict)
    _notes: dict[str, tuple[Note, ...]] = field(default_factory=dict)

    def settings_for(self, folder: str) -> Settings:
        """The settings of the files in an absolute folder."""
        known = self._known.get(folder)
        if known is None:
            known = self._known[folder] = self._found(folder)
        return known

    def notes(self) -> tuple[Note, ...]:
        """What was wrong in the settings read so far, each once."""
        return tuple(note for source in sorted(self._notes) for note in self._notes[source])

    def forget(self) -> None:
        """Reads every file anew when next asked: one has changed."""
        self._known.clear()
        self._notes.clear()

    def override(self, values: Mapping[str, object]) -> None:
        """Takes other overriding settings."""
        self.overrides = values
        self.forget()

    def _found(self, folder: str) -> Settings:
        values, notes = read_values(self.overrides, self.overrides_source, self.rules)
        self._notes[self.overrides_source] = tuple(notes)
        return self._from_files(folder).overlaid(values)

    def _from_files(self, folder: str) -> Settings:
        if self.isolated:
            return Settings(folder)
        for each in (Path(folder), *Path(folder).parents):
            for name in FILE_NAMES:
                table, notes = _table_of(each / name)
                if notes:
                    self._notes[str(each / name)] = tuple(notes)
                if table is not None:
                    values, complaints = read_values(table, str(each / name), self.rules)
                    self._notes[str(each / name)] = tuple(complaints)
                    return Settings(str(each)).overlaid(values)
        return Settings(folder)


def read_values(table: Mapping[str, object], source: str, rules: RuleSet) -> tuple[dict[str, Any], list[Note]]:
    """The settings of a table by field, those with bad values left out, and a note for each mistake."""
    vocabulary = Vocabulary.of(rules)
    values: dict[str, Any] = {}
    notes: list[Note] = []
    for written, value in table.items():
        setting = _BY_NAME.get(canonical_name(written))
        if setting is None:
            notes.append(Note(source, f"{source}: there is no setting `{written}`", "setting"))
            continue
        complaints: list[str] = []
        try:
            values[setting.field] = setting.kind.read(value, vocabulary, complaints)
        except BadValue as error:
            complaints.append(f"{error}; the default is used instead")
        notes += [Note(source, f"{source}: setting `{setting.name}`: {each}", "setting") for each in complaints]
    return values, notes


def _table_of(path: Path) -> tuple[dict[str, object] | None, list[Note]]:
    """The file's settings, None when it has none, and a note when it cannot be read."""
    if not path.is_file():
        return None, []
    from offpath.engine.toml import load_toml

    try:
        table = load_toml(str(path))
    except (FileNotFoundError, PermissionError):
        return None, []
    except (OSError, ValueError) as error:
        return None, [
            Note(str(path), f"{path}: the file cannot be read: {error}; its settings are not used", "setting")
        ]
    if path.name == "pyproject.toml":
        tools = table.get("tool")
        section = tools.get("offpath") if isinstance(tools, dict) else None
    else:
        section = table
    if section is not None and not isinstance(section, dict):
        return None, [Note(str(path), f"{path}: `tool.offpath` must be a table; it is not used", "setting")]
    return section, []


def _spec(patterns: Iterable[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)


def _named(rule: Rule, names: Iterable[str]) -> bool:
    wanted = set(names)
    return bool(wanted & {"all", rule.category, rule.name, *rule.aliases})
