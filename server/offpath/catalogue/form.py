"""The form of a catalogue file: which keys there are, what they may hold, and how they are read.

Reading, the JSON schema and the page for users follow the one table in here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from offpath.catalogue.library import (
    Arguments,
    Caller,
    Calls,
    Classes,
    Decorators,
    Dispatching,
    Effects,
    Groups,
    Guards,
    Held,
    KnownType,
    KnownValue,
    Library,
    Mappers,
    Models,
    Parameters,
    Peer,
    Protocol,
    Retries,
    Running,
    Runs,
    Shapes,
    Stores,
    Waits,
    Workers,
)

VERBS = ("get", "post", "put", "patch", "delete", "head", "options")

_NAME = re.compile(r"[*A-Za-z_][\w*]*(\.[*A-Za-z_][\w*]*)*\Z")
_TYPE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*(\[[A-Za-z_][\w.]*\])?\Z")
_WORDS = re.compile(r"[A-Za-z_]\w*(\|[A-Za-z_]\w*)*\Z")

Kind: TypeAlias = Literal[
    "name",
    "names",
    "words",
    "verbs",
    "verb table",
    "caller",
    "protocol",
    "position",
    "type",
    "spellings",
    "runs",
    "flag",
    "number",
    "peer",
    "held",
]


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


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a section."""

    name: str
    kind: Kind
    description: str


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a file, or one list of tables."""

    name: str
    makes: type[Any]
    many: bool
    description: str
    keys: tuple[Key, ...]
    needs: tuple[str, ...] = ()
    """Keys of which one at least must be there."""


_CALLER = Key("caller", "caller", "Who calls: " + ", ".join(get_args(Caller)) + ". By default what the file says.")
_PROTOCOL = Key("protocol", "protocol", "How it is reached; a status, for one, belongs to `http` alone.")
_METHODS = Key("methods", "verbs", "The HTTP methods that it stands for.")
_OF = Key("of", "names", "The types whose members are meant; `*` stands for anything.")
_AWAITED = Key("awaited", "type", "What `await` gives.")
_ENTERED = Key("entered", "type", "What `with` and `async with` bind.")
_ITEMS = Key("items", "type", "What `for`, `async for` and a subscript give.")
_MEMBERS = Key("names", "names", "Members of those types; without `of`, whole dotted names.")

SECTIONS = (
    Section("decorators", Decorators, True, "Decorators that make a function a handler.",
            (_OF, _MEMBERS, _METHODS, _CALLER, _PROTOCOL, Key("gives", "name", "The type that the function becomes."),
             Key("but", "words", "Names of functions that are none.")), ("names",)),
    Section("classes", Classes, True, "Classes whose methods are handlers.",
            (Key("bases", "names", "Their base classes; without them, what the library's calls are handed."),
             Key("methods", "names", "The methods that the library calls."),
             Key("verbs", "verb table", "The HTTP methods that those stand for."), _CALLER, _PROTOCOL), ("bases", "methods", "verbs")),
    Section("calls", Calls, True, "Calls that are handed a handler.",
            (_OF, _MEMBERS, Key("argument", "position", "The handler's position, from 0."),
             Key("keyword", "name", "The handler's keyword; it may hold a list."), _METHODS, _CALLER, _PROTOCOL), ("names",)),
    Section("shapes", Shapes, True, "Functions that are called from outside the code, by what they look like.",
            (Key("names", "names", "How they are called."), Key("parameters", "words", "All their parameters: `event|_event`."),
             Key("types", "names", "What a parameter is annotated with."), _CALLER, _PROTOCOL), ("parameters", "types")),
    Section("groups", Groups, False, "How handlers are put together, by called names.",
            (Key("applications", "names", "What makes an application."), Key("routers", "names", "What makes a group of routes."),
             Key("joins", "words", "What puts a group into another."), Key("hooks", "words", "What lets a function see every request."))),
    Section("guards", Guards, False, "What asks who the caller is.",
            (Key("authenticate", "names", "What demands that the caller is known."), Key("privilege", "names", "What lets some roles in."),
             Key("own", "names", "What lets a record's owner in."), Key("open", "names", "What sounds like a guard and is none."),
             Key("keywords", "words", "Arguments of routing decorators that demand a permission."))),
    Section("parameters", Parameters, False, "What handlers are handed.",
            (Key("given", "words", "Parameters that the library fills with its own, by name."),
             Key("context", "words", "Parameters that speak of the caller, by name."),
             Key("types", "words", "The same, by the last name of their type."),
             Key("identity", "words", "What of those says who the caller is."), Key("said", "words", "What of those the caller says."))),
    Section("stores", Stores, True, "What keeps records, by what it does.",
            (_OF, Key("reads", "names", "What reads records; its arguments pick them."), Key("inserts", "names", "What adds records."),
             Key("updates", "names", "What changes records."), Key("deletes", "names", "What deletes records."),
             Key("sql", "names", "What runs the SQL text that it is handed first.")), ("reads", "inserts", "updates", "deletes", "sql")),
    Section("mappers", Mappers, True, "Classes whose objects are records.",
            (Key("bases", "names", "Their base classes."), Key("managers", "names", "Attributes of the class at which queries begin."),
             Key("engines", "names", "Types that are handed the class, or the record, first."), Key("one", "names", "What reads one record."),
             Key("many", "names", "What reads records, or says which are meant."), Key("inserts", "names", "What adds records."),
             Key("saves", "names", "What writes a record as it is."), Key("changes", "names", "What is handed the new values."),
             Key("adds", "names", "What is handed what the store adds to the old values."), Key("deletes", "names", "What deletes records."),
             Key("tracked", "flag", "Whether the mapper follows its objects: making one adds the record, changing one writes it."),
             Key("indexed", "flag", "Whether the class gives the record of a key by `Class[key]`.")), ("bases",)),
    Section("waits", Waits, True, "Calls that wait for something outside the program.",
            (_OF, _MEMBERS, Key("but", "words", "Last names of calls that wait as long as is meant."),
             Key("keywords", "words", "The arguments that bound the wait, the one that a fix adds first; by default `timeout`."),
             Key("position", "position", "Where the bound may also stand by position, from 0."),
             Key("has_default", "flag", "`true`: without the argument the wait is bounded, and only None takes the bound away."),
             Key("value", "number", "What a fix sets, in the argument's unit; by default 10."),
             Key("text", "name", "What a connection text holds when the bound is in there."),
             Key("in_handlers", "flag", "`true`: the wait harms in handlers alone."),
             Key("parts", "words", "Arguments that bound each piece of what is waited for."),
             Key("everywhere", "name", "The last name of a call by which a program bounds all such waits."),
             Key("peer", "peer", "What is waited for: " + ", ".join(get_args(Peer)) + ". By default `network`.")), ("names",)),
    Section("effects", Effects, True, "What calls do, besides what they answer.",
            (_OF, Key("computes", "names", "Modules, types and calls that change nothing that lasts, but for those that `writes` names."),
             Key("writes", "names", "Calls that change something outside of the program's own values."),
             Key("sends", "names", "Calls that send a request to another service and answer its response."),
             Key("ends", "names", "Calls that never come back."),
             Key("bounds", "names", "Calls and context managers that bound the time of what runs in them.")),
            ("computes", "writes", "sends", "ends", "bounds")),
    Section("arguments", Arguments, True, "Arguments of calls that hold what matters by itself.",
            (_OF, _MEMBERS, Key("keywords", "words", "What they are called."), Key("position", "position", "Where they may also stand by position, from 0."),
             Key("hold", "held", "What they hold: " + ", ".join(get_args(Held)) + ". By default a key.")), ("names",)),
    Section("types", KnownType, True, "Types, and what their objects give.",
            (Key("names", "names", "The types."), Key("parents", "names", "What they inherit from; all that is known of those holds for them."),
             Key("called", "type", "What a call of their objects gives."), _AWAITED, _ENTERED, _ITEMS), ("names",)),
    Section("values", KnownValue, True, "What names hold, and what calls of them give.",
            (_OF, _MEMBERS, Key("holds", "type", "What they hold: `flask.request` holds a `flask.Request`."),
             Key("returns", "type", "What a call gives."), _AWAITED, _ENTERED, _ITEMS), ("names",)),
    Section("models", Models, True, "What asks a language model, and what of its answer is bound to a form already.",
            (_OF, _MEMBERS, Key("chains", "names", "The last parts of how a client is asked, whatever it is called; read from the files that ship alone."),
             Key("structured", "flag", "Whether the answers obey a schema that the code hands over."),
             Key("typed", "flag", "Whether they may do so, and only what made the client tells."),
             Key("schemas", "words", "Arguments of the call that hand such a schema over.")), ("names", "chains")),
    Section("workers", Workers, True, "Functions that a worker runs, and what makes it run them again after they failed.",
            (_OF, Key("names", "names", "Decorators that make them: members of those types; without `of`, whole dotted names."),
             Key("bases", "names", "Base classes of classes whose `methods` it runs."), Key("methods", "names", "Those methods."),
             Key("settings", "names", "Names of classes that list the functions."), Key("lists", "words", "The attributes that do."),
             Key("alone", "flag", "Whether hardly two of them run at the same time."),
             Key("again", "flag", "Whether they are run again though nobody asks for it."),
             Key("asking", "words", "Arguments of the decorator, or attributes of the class, that ask for it."),
             Key("refusing", "words", "Those by which it is not done, where they are 0."),
             Key("calling", "words", "What the function itself calls or raises to be run again, by the last name.")), ("names", "bases", "settings")),
    Section("retries", Retries, False, "What runs a function again in its place when it fails.",
            (Key("decorators", "names", "Decorators, as whole dotted names."),
             Key("loops", "names", "What a loop goes through that tries its body again, as whole dotted names."))),
    Section("running", Running, True, "Calls that have a function run elsewhere or later. Read from the files that ship alone.",
            (Key("names", "words", "What is called, by the last name."), Key("runs", "runs", "How it is run: " + ", ".join(get_args(Runs)) + "."),
             Key("argument", "position", "The function's position, from 0."), Key("keyword", "name", "The argument that names the function."),
             Key("packed", "name", "The argument that holds all of the function's own in one; without it, they follow one by one."),
             Key("skipped", "position", "How many arguments stand between the function and what is packed."),
             Key("own", "words", "Keywords that say how it is to be run."), Key("asking", "words", "Keywords that ask for it to be run again when it fails.")),
            ("names",)),
    Section("dispatching", Dispatching, True, "What is called on a worker's function itself to have it run. Read from the files that ship alone.",
            (Key("names", "words", "What is called, by the last name."), Key("packed", "name", "The argument that holds all of the function's own in one."),
             Key("makes", "names", "What only makes what must be started then: methods of the function or, with dots, the library's functions.")),
            ("names", "makes")),
)  # fmt: skip
"""What a file may hold, besides the keys in `_TOP`."""

_CHOICES: dict[Kind, tuple[str, ...]] = {
    "caller": get_args(Caller),
    "protocol": get_args(Protocol),
    "runs": get_args(Runs),
    "peer": get_args(Peer),
    "held": get_args(Held),
}
"""What those kinds of keys may hold."""

_TOP = (
    Key("framework", "name", "What handlers are said to belong to; by default the file's name."),
    Key("caller", "caller", "Who calls the handlers of this file; by default `client`."),
    Key("protocol", "protocol", "How they are reached; by default `http` for clients, `message` for others."),
    Key("answers", "words", "Calls that send an answer, by their last name."),
    Key(
        "spelled",
        "spellings",
        'Other names of modules and of what is in them, with the one that is used: `"acme.core" = "acme"`.',
    ),
)


def read_library(name: str, table: Mapping[str, Any]) -> tuple[Library, list[Fault]]:
    """The library that a file's table describes, without what is wrong in it, and the faults."""
    reader = _Reader(table)
    return reader.library(name), reader.faults


class _Reader:
    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table
        self.faults: list[Fault] = []

    def library(self, name: str) -> Library:
        known = (*(key.name for key in _TOP), *(section.name for section in SECTIONS))
        self._demand_known(self._table, (), known)
        top = self._values(self._table, _TOP, ())
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
        if any(key is _CALLER for key in section.keys):
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
        if kind in _CHOICES:
            return self._chosen(written, _CHOICES[kind], keys)
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
    properties = {key.name: _schema_of(key) for key in _TOP}
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
        **{kind: {"enum": list(words)} for kind, words in _CHOICES.items()},
        "position": {"type": "integer", "minimum": 0, "maximum": 99},
    }
    return {"description": key.description, **kinds[key.kind]}


def described_keys() -> Iterator[tuple[str, str]]:
    """Every key with what it means, as the page for users lists them."""
    yield from ((key.name, key.description) for key in _TOP)
    for section in SECTIONS:
        yield from ((f"{section.name}.{key.name}", key.description) for key in section.keys)
