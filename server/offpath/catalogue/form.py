"""The form of a catalogue file: which keys there are, what they may hold, and how they are read.

Reading, the JSON schema and the page for users follow the one table in here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from offpath.catalogue.library import Library
from offpath.catalogue.sections import CALLER, CHOICES, SECTIONS, TOP, Key, Kind, Section

VERBS = ("get", "post", "put", "patch", "delete", "head", "options")

_NAME = re.compile(r"[*A-Za-z_][\w*]*(\.[*A-Za-z_][\w*]*)*\Z")
_TYPE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*(\[[A-Za-z_][\w.]*\])?\Z")
_WORDS = re.compile(r"[A-Za-z_]\w*(\|[A-Za-z_]\w*)*\Z")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a file that cannot be used."""

    keys: tuple[str, ...]
    """Where it stands, from the root of the file."""
    cause: str
    written: str = ""
    """The part that is wrong, as it stands in the file."""
    known: tuple[str, ...] = ()
    """What can stand there."""


def read_library(name: str, table: Mapping[str, Any]) -> tuple[Library, list[Fault]]:
    """The library that a file's table describes, without what is wrong in it, and the faults."""
    reader = _Reader(table)
    return reader.library(name), reader.faults


class _Reader:
    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table
        self.faults: list[Fault] = []

    def library(self, name: str) -> Library:
        known = (*(key.name for key in TOP), *(section.name for section in SECTIONS))
        self._demand_known(self._table, (), known)
        top = self._values(self._table, TOP, ())
        caller = top.get("caller", "client")
        common = {"caller": caller, "protocol": top.get("protocol", "http" if caller == "client" else "message")}
        made = {section.name: made for section in SECTIONS for made in [self._section(section, common)] if made}
        return Library(
            **{"name": name, "framework": name} | made | {key: each for key, each in top.items() if key not in common}
        )

    def _section(self, section: Section, common: Mapping[str, str]) -> Any:
        written = self._table.get(section.name)
        if written is None:
            return None
        if not section.many:
            if isinstance(written, dict):
                return self._made(section, written, common)
            self._fault((section.name,), f"`{section.name}` must be a table")
            return None
        if not isinstance(written, list) or not all(isinstance(each, dict) for each in written):
            self._fault((section.name,), f"`{section.name}` must be a list of tables: `[[{section.name}]]`")
            return None
        return tuple(made for each in written for made in [self._made(section, each, common)] if made is not None)

    def _made(self, section: Section, written: Mapping[str, Any], common: Mapping[str, str]) -> Any:
        self._demand_known(written, (section.name,), tuple(key.name for key in section.keys))
        values = self._values(written, section.keys, (section.name,))
        if section.needs and not any(need in values for need in section.needs):
            self._fault((section.name,), f"`{section.name}` needs {' or '.join(f'`{need}`' for need in section.needs)}")
            return None
        if "caller" in values and "protocol" not in values:
            values["protocol"] = "http" if values["caller"] == "client" else "message"
        if any(key is CALLER for key in section.keys):
            values = {**common, **values}
        return section.makes(**values)

    def _demand_known(self, table: Mapping[str, Any], keys: tuple[str, ...], known: tuple[str, ...]) -> None:
        for name in table:
            if name not in known:
                where = f" in `{keys[-1]}`" if keys else ""
                self.faults.append(Fault((*keys, name), f"unknown key `{name}`{where}", name, known))

    def _values(self, table: Mapping[str, Any], keys: tuple[Key, ...], within: tuple[str, ...]) -> dict[str, Any]:
        found = {}
        for key in keys:
            if key.name in table:
                value = self._value(table[key.name], key.kind, (*within, key.name))
                if value is not None:
                    found[key.name] = value
        return found

    def _value(self, written: object, kind: Kind, keys: tuple[str, ...]) -> Any:
        name = keys[-1]
        if kind in CHOICES:
            return self._chosen(written, CHOICES[kind], keys)
        if kind == "flag":
            return written if isinstance(written, bool) else self._fault(keys, f"`{name}` must be true or false")
        if kind == "number":
            is_number = isinstance(written, int) and not isinstance(written, bool) and written > 0
            return written if is_number else self._fault(keys, f"`{name}` must be a whole number above 0")
        if kind == "name":
            return self._matching(written, _NAME, keys)
        if kind == "type":
            return self._matching(written, _TYPE, keys)
        if kind == "position":
            if isinstance(written, int) and not isinstance(written, bool) and 0 <= written < 100:
                return written
            return self._fault(keys, f"`{name}` must be a position, counted from 0")
        if kind == "spellings":
            if not isinstance(written, dict):
                return self._fault(keys, f"`{name}` must be a table of names and the name that is used for each")
            named = [
                (self._matching(k, _NAME, keys), self._matching(v, _NAME, (*keys, str(k)))) for k, v in written.items()
            ]
            return tuple((k, v) for k, v in named if k and v)
        if kind == "verb table":
            if not isinstance(written, dict):
                return self._fault(
                    keys, f"`{name}` must be a table of methods and the HTTP methods that they stand for"
                )
            pairs = [
                (self._matching(k, _NAME, keys), self._chosen(v, VERBS, (*keys, str(k)))) for k, v in written.items()
            ]
            return tuple((k, v) for k, v in pairs if k and v)
        if not isinstance(written, list):
            return self._fault(keys, f"`{name}` must be a list of strings")
        if kind == "verbs":
            return tuple(v for each in written for v in [self._chosen(each, VERBS, keys)] if v)
        form = _NAME if kind == "names" else _WORDS
        return tuple(v for each in written for v in [self._matching(each, form, keys)] if v)

    def _chosen(self, written: object, words: tuple[str, ...], keys: tuple[str, ...]) -> str | None:
        if written in words:
            return str(written)
        text = written if isinstance(written, str) else ""
        self.faults.append(Fault(keys, f"{written!r} is not one of {', '.join(words)}", text, words))
        return None

    def _matching(self, written: object, form: re.Pattern[str], keys: tuple[str, ...]) -> str | None:
        if isinstance(written, str) and form.match(written):
            return written
        what = {_NAME: "a dotted name", _TYPE: "a type"}.get(form, "a name")
        self.faults.append(Fault(keys, f"{written!r} is not {what}", written if isinstance(written, str) else ""))
        return None

    def _fault(self, keys: tuple[str, ...], cause: str) -> None:
        self.faults.append(Fault(keys, cause))


def json_schema() -> dict[str, Any]:
    """The JSON schema of a catalogue file."""
    properties = {key.name: _schema_of(key) for key in TOP}
    for section in SECTIONS:
        one = {
            "type": "object",
            "properties": {key.name: _schema_of(key) for key in section.keys},
            "additionalProperties": False,
        }
        if section.needs:
            one["anyOf"] = [{"required": [need]} for need in section.needs]
        described = {"description": section.description}
        properties[section.name] = described | ({"type": "array", "items": one} if section.many else one)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "offpath catalogue",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _schema_of(key: Key) -> dict[str, Any]:
    name = {"type": "string", "pattern": "^" + _NAME.pattern.replace(r"\Z", "$")}
    words = {"type": "string", "pattern": "^" + _WORDS.pattern.replace(r"\Z", "$")}
    kinds: dict[Kind, dict[str, Any]] = {
        "name": name,
        "names": {"type": "array", "items": name},
        "words": {"type": "array", "items": words},
        "verbs": {"type": "array", "items": {"enum": list(VERBS)}},
        "verb table": {"type": "object", "additionalProperties": {"enum": list(VERBS)}},
        "number": {"type": "integer", "minimum": 1},
        "type": {"type": "string", "pattern": "^" + _TYPE.pattern.replace(r"\Z", "$")},
        "spellings": {"type": "object", "propertyNames": name, "additionalProperties": name},
        "flag": {"type": "boolean"},
        **{kind: {"enum": list(words)} for kind, words in CHOICES.items()},
        "position": {"type": "integer", "minimum": 0, "maximum": 99},
    }
    return {"description": key.description, **kinds[key.kind]}


def described_keys() -> Iterator[tuple[str, str]]:
    """Every key with what it means, as the page for users lists them."""
    yield from ((key.name, key.description) for key in TOP)
    for section in SECTIONS:
        yield from ((f"{section.name}.{key.name}", key.description) for key in section.keys)
