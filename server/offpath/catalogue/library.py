"""What one library means, as frozen values: what the files in `libraries/` hold, and files of the user's own in the same form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from offpath.catalogue.protecting import NO_TOKENS, Caches, Origins, Tokens

Caller: TypeAlias = Literal["client", "chat", "model", "event", "person"]
"""Who calls a handler: a client's request; a person in a chat; a language model that uses a tool; a queue, a cloud or another
service with an event; a person at a terminal.
"""

Protocol: TypeAlias = Literal["http", "graphql", "websocket", "rpc", "screen", "message"]
"""How a handler is reached: by a request whose answer has a status, by a field of a schema, by what is sent over an open
connection, as a procedure, by what is clicked and typed, or by a message.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decorators:
    """Decorators that make handlers."""

    names: tuple[str, ...]
    """Members of the types in `of`, or whole dotted names where there are none."""
    of: tuple[str, ...] = ()
    caller: Caller = "client"
    protocol: Protocol = "http"
    methods: tuple[str, ...] = ()
    """The HTTP methods that they stand for; by default what the decorator's name and arguments say."""
    but: tuple[str, ...] = ()
    """Names of functions that are none, whatever decorates them: `on_ready`."""
    gives: str = ""
    """The type of what the decorated function becomes: `click.Group`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """Classes whose methods are handlers."""

    bases: tuple[str, ...] = ()
    """Where there are none: the classes that the library's calls are handed."""
    methods: tuple[str, ...] = ()
    """The methods that the library calls; by default those of views."""
    verbs: tuple[tuple[str, str], ...] = ()
    """The HTTP methods that those methods stand for, where they are not called so."""
    caller: Caller = "client"
    protocol: Protocol = "http"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """Calls that are handed handlers."""

    names: tuple[str, ...]
    """As in `Decorators`."""
    of: tuple[str, ...] = ()
    argument: int = -1
    """The position of the handler, counted from 0; -1: it is never given by position."""
    keyword: str = ""
    """The keyword that holds the handler, or a list of handlers."""
    caller: Caller = "client"
    protocol: Protocol = "http"
    methods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """Functions that something outside the code calls, told by what they look like."""

    names: tuple[str, ...] = ("*",)
    parameters: tuple[str, ...] = ()
    """The names of all its parameters, each with its spellings: `event|_event`."""
    types: tuple[str, ...] = ()
    """What one of its parameters is annotated with."""
    caller: Caller = "client"
    protocol: Protocol = "http"


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """How handlers are put together, by called names."""

    applications: tuple[str, ...] = ()
    routers: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    """Calls that put a router into another or into an application."""
    hooks: tuple[str, ...] = ()
    """Calls and decorators that let a function or class see every request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guards:
    """What asks who the caller is: decorators, dependencies, base classes, functions, by dotted name."""

    authenticate: tuple[str, ...] = ()
    privilege: tuple[str, ...] = ()
    """What lets only some roles in."""
    own: tuple[str, ...] = ()
    """What lets only a record's owner in."""
    open: tuple[str, ...] = ()
    """What speaks of a guard by its name, and is none."""
    keywords: tuple[str, ...] = ()
    """Arguments of routing decorators and calls that name what a caller must be allowed to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """What the library hands to handlers."""

    given: tuple[str, ...] = ()
    """Parameters that hold something of the library's, by name."""
    context: tuple[str, ...] = ()
    """Those of them that speak of the caller and of what it says."""
    types: tuple[str, ...] = ()
    """What speaks of the caller, by the last name of its type."""
    identity: tuple[str, ...] = ()
    """Attributes and keys of what is given that say who the caller is."""
    said: tuple[str, ...] = ()
    """Attributes and keys of what is given that hold what the caller says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """What keeps records: the members of the types in `of`, or whole dotted names where there are none, by what they do."""

    of: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    inserts: tuple[str, ...] = ()
    updates: tuple[str, ...] = ()
    deletes: tuple[str, ...] = ()
    sql: tuple[str, ...] = ()
    """What runs the SQL text that it is handed first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mappers:
    """Classes whose objects are records, and what their methods do. Queries begin at the class, or at one of its managers."""

    bases: tuple[str, ...]
    managers: tuple[str, ...] = ()
    engines: tuple[str, ...] = ()
    """Types that are handed the class, or the record, first: `engine.find_one(Cup, …)`."""
    one: tuple[str, ...] = ()
    """What reads one record."""
    many: tuple[str, ...] = ()
    """What reads records, or says which are meant."""
    inserts: tuple[str, ...] = ()
    saves: tuple[str, ...] = ()
    """What writes a record as it is."""
    changes: tuple[str, ...] = ()
    """What is handed the new values: of a record, or of what a query means."""
    adds: tuple[str, ...] = ()
    """What is handed what the store adds to the old values."""
    deletes: tuple[str, ...] = ()
    tracked: bool = False
    """Whether the mapper follows its objects: making one adds the record, changing one writes it."""
    indexed: bool = False
    """Whether the class gives the record of a key by `Class[key]`."""


Peer: TypeAlias = Literal["network", "own store", "process", "thread"]
"""What a call waits for; `own store` is a database or broker of the same deployment, whose limits belong into its address by convention."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Calls that wait for something outside the program."""

    names: tuple[str, ...] = ()
    """Members of the types in `of`, or whole dotted names where there are none; `httpx.*` stands for all of a library."""
    of: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    """Last names of calls that wait as long as is meant."""
    keywords: tuple[str, ...] = ("timeout",)
    """Arguments that bound the wait; the first one is what a fix adds."""
    position: int | None = None
    """Where the bound may also be given by position."""
    has_default: bool = False
    """Whether the wait is bounded without the argument, so that only None takes the bound away."""
    value: int = 10
    """What a fix sets, in the argument's unit."""
    text: str = ""
    """What a connection text holds when the bound is in there."""
    in_handlers: bool = False
    """Whether the wait harms in handlers alone."""
    parts: tuple[str, ...] = ()
    """Arguments that bound each piece of what is waited for, where the whole may take as long as it does."""
    everywhere: str = ""
    """The last name of a call by which a program bounds all such waits."""
    peer: Peer = "network"


Held: TypeAlias = Literal["key", "password", "token", "debugging"]
"""What an argument holds: a secret, or whether errors are shown to whoever meets them."""

SECRET: tuple[Held, ...] = ("key", "password", "token")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """Arguments of calls that hold what matters by itself."""

    names: tuple[str, ...] = ()
    """Members of the types in `of`, or whole dotted names where there are none."""
    of: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    position: int | None = None
    hold: Held = "key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What calls do, besides what they answer: members of the types or modules in `of`, or whole dotted names."""

    of: tuple[str, ...] = ()
    computes: tuple[str, ...] = ()
    """What changes nothing that lasts: whole modules and types, or calls. What `writes` names does all the same."""
    writes: tuple[str, ...] = ()
    """What changes something outside of the program's own values."""
    sends: tuple[str, ...] = ()
    """What sends a request to another service and answers its response."""
    ends: tuple[str, ...] = ()
    """What never comes back."""
    bounds: tuple[str, ...] = ()
    """What bounds the time of whatever runs in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """What asks a language model, and what of its answer is bound to a form already."""

    names: tuple[str, ...] = ()
    """Members of the types in `of`, or whole dotted names where there are none."""
    of: tuple[str, ...] = ()
    chains: tuple[str, ...] = ()
    """The last parts of how a client is asked, whatever the client is called: `chat.completions.create`."""
    structured: bool = False
    """Whether the answers obey a schema that the code hands over."""
    typed: bool = False
    """Whether they may do so, and only what made the client tells."""
    schemas: tuple[str, ...] = ()
    """Arguments of the call that hand such a schema over."""


Runs: TypeAlias = Literal["here", "task", "waited", "started", "bound"]
"""How work runs: in the caller itself; as a task made of a coroutine; handed over elsewhere, while the caller may wait for its result; handed over with
nobody waiting; or later, when what was bound is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """Functions that a worker runs, and what makes it run them again after they failed."""

    names: tuple[str, ...] = ()
    """Decorators: members of the types in `of`, or whole dotted names where there are none."""
    of: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    """Base classes of classes whose `methods` it runs."""
    methods: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    """Names of classes whose attributes of the names in `lists` hold the functions."""
    lists: tuple[str, ...] = ()
    alone: bool = False
    """Whether hardly two of them run at the same time."""
    again: bool = False
    """Whether they are run again though nobody asks for it."""
    asking: tuple[str, ...] = ()
    """Arguments of the decorator, or attributes of the class, that ask for it."""
    refusing: tuple[str, ...] = ()
    """Those by which it is not done, where they are 0."""
    calling: tuple[str, ...] = ()
    """What the function itself calls or raises to be run again, by the last name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """What runs a function again in its place when it fails."""

    decorators: tuple[str, ...] = ()
    loops: tuple[str, ...] = ()
    """What a loop goes through that tries its body again: `for attempt in Retrying(…): with attempt: …`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """Calls that have a function run elsewhere or later, and where they take it and what it is called with."""

    names: tuple[str, ...]
    """What is called, by the last name; what is handed over counts where it is a function of the project's own."""
    runs: Runs = "started"
    argument: int = 0
    """The position of the function, counted from 0."""
    keyword: str = ""
    """The argument that names it."""
    packed: str = ""
    """The argument that holds all of the function's own in one tuple or list; empty: they follow one by one."""
    skipped: int = 0
    """Arguments between the function and what is packed."""
    own: tuple[str, ...] = ()
    """Keywords that say how it is to be run, where its own follow."""
    asking: tuple[str, ...] = ()
    """Those of them that ask for it to be run again when it fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatching:
    """What is called on a worker's function itself to have it run."""

    names: tuple[str, ...] = ()
    packed: str = ""
    """The argument that holds all of the function's own; empty: they are handed over as they are."""
    makes: tuple[str, ...] = ()
    """What only makes what must be started then: methods of the function or, with dots, functions of the library."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownType:
    """Types of the library, each described as `catalogue/types.py` says."""

    names: tuple[str, ...]
    parents: tuple[str, ...] = ()
    called: str = ""
    awaited: str = ""
    entered: str = ""
    items: str = ""
    """What iterating, or a subscript, gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownValue:
    """What names of the library hold, or what calls of them give: at once, awaited, entered, and iterated over."""

    names: tuple[str, ...]
    of: tuple[str, ...] = ()
    holds: str = ""
    returns: str = ""
    awaited: str = ""
    entered: str = ""
    items: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """One library."""

    name: str
    framework: str
    """What its handlers are said to belong to; several libraries may extend one framework."""
    decorators: tuple[Decorators, ...] = ()
    classes: tuple[Classes, ...] = ()
    calls: tuple[Calls, ...] = ()
    shapes: tuple[Shapes, ...] = ()
    groups: Groups = Groups()
    guards: Guards = Guards()
    parameters: Parameters = Parameters()
    stores: tuple[Stores, ...] = ()
    mappers: tuple[Mappers, ...] = ()
    waits: tuple[Waits, ...] = ()
    effects: tuple[Effects, ...] = ()
    arguments: tuple[Arguments, ...] = ()
    types: tuple[KnownType, ...] = ()
    values: tuple[KnownValue, ...] = ()
    spelled: tuple[tuple[str, str], ...] = ()
    """Other names of modules and of what is in them, with the canonical one."""
    workers: tuple[Workers, ...] = ()
    retries: Retries = Retries()
    models: tuple[Models, ...] = ()
    running: tuple[Running, ...] = ()
    dispatching: tuple[Dispatching, ...] = ()
    caches: tuple[Caches, ...] = ()
    tokens: Tokens = NO_TOKENS
    origins: tuple[Origins, ...] = ()
    answers: tuple[str, ...] = ()
    """Calls that send an answer, by their last name."""
