"""Settings: read from files, laid over each other, and asked which rules run on a file."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offpath.catalogue.library import Library
from offpath.engine.configuration.complaints import Complaint, Mistake, canonical_name, notes_on, shortened
from offpath.engine.configuration.house_catalogue import HouseCatalogue, is_named, read_catalogue
from offpath.engine.configuration.ignoring import names_between
from offpath.engine.configuration.patterns import PathPatterns, parsed
from offpath.engine.configuration.settings_table import (
    PROFILES,
    SETTINGS,
    BadValue,
    NothingLeft,
    Vocabulary,
    json_schema,
)
from offpath.engine.reporting.notes import Note
from offpath.facts.project.project import FactSettings
from offpath.rules.base import Confidence, Finding, Rule, RuleSet, Severity
from offpath.text.decode import UnreadableText

if TYPE_CHECKING:
    from offpath.engine.configuration.toml import TomlFile

__all__ = ["OFF_BY_DEFAULT", "Settings", "SettingsFinder", "json_schema"]

FILE_NAMES = ("offpath.toml", "pyproject.toml")
"""The files that hold settings; the first one of a folder that does, counts."""

_SECTION = ("tool", "offpath")
"""Where settings stand in pyproject.toml."""

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
    catalogue: tuple[str, ...] = ()
    libraries: tuple[Library, ...] = ()
    """What the files of `catalogue` describe."""
    profile: str = "editor"
    confirm_unsafe_fixes: bool = False

    @cached_property
    def facts(self) -> FactSettings:
        """The settings that facts depend on."""
        return FactSettings(self.owner_fields, self.identity, self.auth_guards, self.write_functions, self.libraries)

    def rules_for(self, path: str, rules: Iterable[Rule]) -> tuple[Rule, ...]:
        """The rules that run on the file at this absolute path."""
        ignored = set(self.ignore)
        for spec, names in self._ignores_by_file:
            if _takes_out(spec, self._relative(path)):
                ignored.update(names)
        return tuple(rule for rule in rules if self._selects(rule) and not _named(rule, ignored))

    def excludes(self, path: str, home: str = "") -> bool:
        """Whether the file (or folder, with a slash behind it) at this absolute path is excluded; by what is said of the
        folder ``home`` or those around it, it is not.
        """
        if not self.exclude:
            return False
        granted = names_between(self.folder, home)
        return _takes_out(self._exclusion, self._relative(path), granted)

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
    def _exclusion(self) -> PathPatterns:
        return _compiled(self.exclude)

    @cached_property
    def _ignores_by_file(self) -> tuple[tuple[PathPatterns, tuple[str, ...]], ...]:
        return tuple((_compiled((pattern,)), names) for pattern, names in self.per_file_ignores)

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
    _files: dict[str, Mapping[str, Any] | None] = field(default_factory=dict)
    """The values of each settings file by field; None for a file that holds none."""
    _catalogues: dict[tuple[str, tuple[str, ...]], HouseCatalogue] = field(default_factory=dict)
    """What the catalogue files of each settings folder describe."""

    def settings_for(self, folder: str) -> Settings:
        """The settings of the files in an absolute folder."""
        known = self._known.get(folder)
        if known is None:
            known = self._known[folder] = self._found(folder)
        return known

    def notes(self) -> tuple[Note, ...]:
        """What was wrong in the settings read so far, each once."""
        of_files = tuple(note for source in sorted(self._notes) for note in self._notes[source])
        return (*of_files, *dict.fromkeys(note for each in self._catalogues.values() for note in each.notes))

    def problems(self, folders: Collection[str]) -> tuple[Note, ...]:
        """What is wrong in the settings that lie over these absolute folders."""
        for folder in folders:
            self.settings_for(folder)
        self._overriding()
        above = {str(each) for folder in folders for each in (Path(folder), *Path(folder).parents)}
        homes = {note.path: home for (home, _), each in self._catalogues.items() for note in each.notes}
        return tuple(
            note
            for note in self.notes()
            if note.path == self.overrides_source or homes.get(note.path, str(Path(note.path).parent)) in above
        )

    def is_catalogue(self, path: str) -> bool:
        """Whether a file is one that settings read so far name as a catalogue's."""
        return any(is_named(path, folder, patterns) for folder, patterns in self._catalogues)

    def forget(self) -> None:
        """Reads every file anew when next asked: one has changed."""
        self._known.clear()
        self._notes.clear()
        self._files.clear()
        self._catalogues.clear()

    def override(self, values: Mapping[str, object]) -> None:
        """Takes other overriding settings."""
        self.overrides = values
        self.forget()

    def _found(self, folder: str) -> Settings:
        found = self._from_files(folder).overlaid(self._overriding())
        return replace(found, libraries=self._libraries(found)) if found.catalogue else found

    def _libraries(self, settings: Settings) -> tuple[Library, ...]:
        key = settings.folder, settings.catalogue
        if key not in self._catalogues:
            source = next((path for path in self._settings_files(settings.folder)), self.overrides_source)
            self._catalogues[key] = read_catalogue(*key, source)
        return self._catalogues[key].libraries

    def _settings_files(self, folder: str) -> Iterator[str]:
        """The file of a folder that holds its settings."""
        paths = (str(Path(folder) / name) for name in FILE_NAMES)
        return (path for path in paths if self._files.get(path) is not None)

    def _overriding(self) -> Mapping[str, Any]:
        values, notes = read_values(self.overrides, self.overrides_source, self.rules)
        self._notes[self.overrides_source] = tuple(notes)
        return values

    def _from_files(self, folder: str) -> Settings:
        if self.isolated:
            return Settings(folder)
        for each in (Path(folder), *Path(folder).parents):
            for name in FILE_NAMES:
                values = self._values_of(str(each / name))
                if values is not None:
                    return Settings(str(each)).overlaid(values)
        return Settings(folder)

    def _values_of(self, path: str) -> Mapping[str, Any] | None:
        if path not in self._files:
            self._files[path], notes = _read_file(path, self.rules) if os.path.lexists(path) else (None, [])
            if notes:
                self._notes[path] = tuple(notes)
        return self._files[path]


def read_values(
    table: Mapping[str, object], source: str, rules: RuleSet, file: TomlFile | None = None
) -> tuple[dict[str, Any], list[Note]]:
    """The settings of a table by field, without what is wrong in them, and notes on the mistakes, with their lines where
    the ``file`` is given.
    """
    vocabulary = Vocabulary.of(rules)
    section = _SECTION if os.path.basename(source) == "pyproject.toml" else ()
    values: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    for written, value in table.items():
        setting = _BY_NAME.get(canonical_name(written))
        if setting is None:
            cause = f"unknown key `{shortened(written)}`"
            mistakes.append(Mistake(written, Complaint(cause, written, known=tuple(_BY_NAME))))
            continue
        complaints: list[Complaint] = []
        try:
            values[setting.field] = setting.kind.read(value, vocabulary, complaints)
        except NothingLeft:
            pass
        except BadValue as error:
            complaints.append(error.complaint)
        mistakes += [Mistake(written, each, setting.name) for each in complaints]
    return values, notes_on(mistakes, source, section, file)


def _read_file(path: str, rules: RuleSet) -> tuple[dict[str, Any] | None, list[Note]]:
    """A file's settings, None when it has none, and what is wrong in it."""
    from offpath.engine.configuration.toml import BadToml, load_toml

    try:
        file = load_toml(path)
    except UnreadableText as error:
        return None, [Note(path, f"{error}; its settings cannot be read", "setting", remedy="they are not used")]
    except BadToml as error:
        return None, [Note(path, str(error), "setting", error.line, remedy="its settings are not used")]
    section: object = file.table
    if os.path.basename(path) == "pyproject.toml":
        tools = file.table.get("tool")
        section = tools.get("offpath") if isinstance(tools, dict) else None
    if section is not None and not isinstance(section, dict):
        line = file.line_of(_SECTION)
        return None, [Note(path, "`tool.offpath` must be a table", "setting", line, remedy="it is not used")]
    return (None, []) if section is None else read_values(section, path, rules, file)


def _compiled(patterns: Iterable[str]) -> PathPatterns:
    found = (parsed(each) for each in patterns)
    return PathPatterns(each for each in found if each is not None)


def _takes_out(patterns: PathPatterns, path: str, granted: int = 0) -> bool:
    return patterns.takes_out(path.rstrip("/"), is_folder=path.endswith("/"), granted=granted) is True


def _named(rule: Rule, names: Iterable[str]) -> bool:
    wanted = set(names)
    return bool(wanted & {"all", rule.category, rule.name, *rule.aliases})
