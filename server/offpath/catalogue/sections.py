"""The sections of a catalogue file and their keys: the one table that reading, the JSON schema and the page for users follow."""

from __future__ import annotations

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
from offpath.catalogue.protecting import Caches, Kept, Origins, Tokens

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
    "kept",
]


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


CALLER = Key("caller", "caller", "Who calls: " + ", ".join(get_args(Caller)) + ". By default what the file says.")
PROTOCOL = Key("protocol", "protocol", "How it is reached; a status, for one, belongs to `http` alone.")
_METHODS = Key("methods", "verbs", "The HTTP methods that it stands for.")
_OF = Key("of", "names", "The types whose members are meant; `*` stands for anything.")
_AWAITED = Key("awaited", "type", "What `await` gives.")
_ENTERED = Key("entered", "type", "What `with` and `async with` bind.")
_ITEMS = Key("items", "type", "What `for`, `async for` and a subscript give.")
_MEMBERS = Key("names", "names", "Members of those types; without `of`, whole dotted names.")

SECTIONS = (
    Section("decorators", Decorators, True, "Decorators that make a function a handler.",
            (_OF, _MEMBERS, _METHODS, CALLER, PROTOCOL, Key("gives", "name", "The type that the function becomes."),
             Key("but", "words", "Names of functions that are none.")), ("names",)),
    Section("classes", Classes, True, "Classes whose methods are handlers.",
            (Key("bases", "names", "Their base classes; without them, what the library's calls are handed."),
             Key("methods", "names", "The methods that the library calls."),
             Key("verbs", "verb table", "The HTTP methods that those stand for."), CALLER, PROTOCOL), ("bases", "methods", "verbs")),
    Section("calls", Calls, True, "Calls that are handed a handler.",
            (_OF, _MEMBERS, Key("argument", "position", "The handler's position, from 0."),
             Key("keyword", "name", "The handler's keyword; it may hold a list."), _METHODS, CALLER, PROTOCOL), ("names",)),
    Section("shapes", Shapes, True, "Functions that are called from outside the code, by what they look like.",
            (Key("names", "names", "How they are called."), Key("parameters", "words", "All their parameters: `event|_event`."),
             Key("types", "names", "What a parameter is annotated with."), CALLER, PROTOCOL), ("parameters", "types")),
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
    Section("caches", Caches, True, "Decorators that keep the result of a function for the next caller.",
            (_OF, _MEMBERS, Key("by", "kept", "What one call is told from another by: " + ", ".join(get_args(Kept)) + ". By default its arguments."),
             Key("leaves_request_out", "flag", "Whether the request is no such argument.")), ("names",)),
    Section("tokens", Tokens, False, "What reads signed tokens, as whole dotted names.",
            (Key("decodes", "names", "What is handed a token, a key and algorithms, in this order, and verifies."),
             Key("reads", "names", "What reads the claims and verifies nothing."))),
    Section("origins", Origins, True, "Calls that say which origins may ask with a visitor's cookies, as whole dotted names.",
            (_MEMBERS, Key("origins", "name", "The argument that names the origins."),
             Key("credentials", "name", "The argument that lets cookies through."),
             Key("patterns", "flag", "Whether origins may be patterns, and are all there are where none is named."),
             Key("middleware", "flag", "Whether it may be handed to `add_middleware`."),
             Key("socket", "flag", "Whether it makes a server of sockets.")), ("names",)),
)  # fmt: skip
"""What a file may hold, besides the keys in `TOP`."""

CHOICES: dict[Kind, tuple[str, ...]] = {
    "caller": get_args(Caller),
    "protocol": get_args(Protocol),
    "runs": get_args(Runs),
    "peer": get_args(Peer),
    "held": get_args(Held),
    "kept": get_args(Kept),
}
"""What those kinds of keys may hold."""

TOP = (
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
