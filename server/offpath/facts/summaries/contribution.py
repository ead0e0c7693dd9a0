"""What a unit tells the rest of the project: frozen values without trees, compared to see whether anything changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from offpath.catalogue.library import Runs
from offpath.facts.code.symbols import Symbol
from offpath.facts.values.lengths import Length

ANY_NAME = "*"
"""Stands for names that are only known when the program runs."""

Constant: TypeAlias = "str | int | float | bool | tuple[Any, ...] | None"


Store: TypeAlias = Literal[
    "sql", "sqlalchemy", "django", "peewee", "tortoise", "mongo", "mapper", "hosted", "redis", "cache", "repository"
]
Operation: TypeAlias = Literal["read", "insert", "update", "delete", "upsert", "execute"]


@dataclass(frozen=True, slots=True)
class Folded:
    """A known constant value."""

    value: Any


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a function."""

    name: str
    kind: str
    """As in `tree.Param`."""
    type: Symbol | None
    """An instance of its annotation."""
    has_default: bool
    dependency: Symbol | None = None
    """The callable that FastAPI or Litestar injects."""
    scopes: tuple[str, ...] = ()
    """What a caller must be allowed to do: `Security(get_user, scopes=["admin"])`."""
    flag: bool | None = None
    """The default, where that is True or False."""


@dataclass(frozen=True, slots=True)
class Flowing:
    """One argument of a call: which of the caller's parameters reach it. `slot` is a position or a keyword name."""

    slot: int | str
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallSite:
    """One call in a function, as its callers' summaries need it."""

    target: Symbol | None
    name: str
    """The called name as written, its last part: `save` of `repo.save`."""
    arguments: tuple[Flowing, ...]
    receiver_parameters: tuple[str, ...] = ()
    """The caller's parameters that reach the object whose method is called, or that are called."""
    result_used: bool = True
    keywords: tuple[str, ...] = ()
    """The names of its keyword arguments; `**` for spread ones."""
    statement: Symbol | None = None
    """What an execute is handed first, where that is no text."""
    reads_sql: bool = False
    """Whether its first argument is an SQL text that only reads."""
    requested: tuple[int | str, ...] = ()
    """The slots whose values are read from the request in the caller itself."""
    bound: str = ""
    """The name that the result is bound to, where that is all that happens to it."""
    first: str = ""
    """The name that the first item of the result is bound to: `failed` of `failed, why = store(box)`."""
    flags: tuple[tuple[int | str, bool], ...] = ()
    """The arguments that are True or False as written, by slot."""
    asked: frozenset[str] = frozenset()
    """The places of the visitor's request that were asked for on the way: `request.files['sound']`."""
    answered: tuple[int, ...] = ()
    """The items of the result that the function answers in its turn, by their position; -1: all of it."""
    runs: Runs = "here"
    """Whether the function is called here, or is handed to what has it run elsewhere (`facts/functions/elsewhere.py`)."""
    asked_of: frozenset[tuple[int | str, str]] = frozenset()
    """What was asked for, on the way, of what it is handed: `(0, "['size']")` for `size` in the first argument."""
    lengths: tuple[tuple[int | str, Length], ...] = ()
    """The lists among its arguments of which the caller tells what decides how many items they have, by slot."""

    caught: tuple[str, ...] = ()
    """The exceptions that are caught around it in its function, as written, dotted names by their last part; `*`: whatever it raises."""

    goes_on: bool = False
    """Whether the caller goes on where nothing came of it: it asks the result whether it is anything, or calls once for each item of a loop."""
    locked: bool = False
    """Whether what the function is handed to holds a lock while it runs, by its name."""
    classes: tuple[tuple[int | str, Symbol], ...] = ()
    """The arguments that name a class, by slot, as far as their capital letters tell."""

    @property
    def is_handed(self) -> bool:
        """Whether the function is named alone, for somebody else to call."""
        return self.runs in ("waited", "started", "bound")

    @property
    def is_waited_for(self) -> bool:
        """Whether what comes of it, an exception included, may reach the caller."""
        return self.runs in ("here", "waited")


@dataclass(frozen=True, slots=True)
class Effect:
    """Something a function does that outlives it: `kind` as in `effects`, `detail` a table, model, path or name."""

    kind: str
    detail: str = ""
    parameters: tuple[str, ...] = ()
    """Parameters whose values go into it."""


@dataclass(frozen=True, slots=True)
class AccessFilter:
    """One condition of a store access, with the function's parameters whose values it compares with."""

    column: str
    op: str
    conjunctive: bool
    parameters: tuple[str, ...] = ()
    given: bool = True
    """Whether the program compares with a value; in SQL it may be another column, or be written in the text."""


@dataclass(frozen=True, slots=True)
class AccessValue:
    """One column that a store access sets, with the parameters that reach its value."""

    column: str
    relative: bool
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccessSummary:
    """One read or write of a store in a function; the words are those of `queries.model.DataAccess`."""

    store: Store
    operation: Operation
    target: str
    model: Symbol | None
    """What names the model, or the record that is written (`of_record`)."""
    of_record: bool
    filters: tuple[AccessFilter, ...] = ()
    values: tuple[AccessValue, ...] = ()
    record: tuple[str, ...] = ()
    """Parameters that reach the record that is written as a whole."""
    columns: tuple[str, ...] = ()
    one: bool = False
    scalar: bool = False
    locks: bool = False
    returned: bool = False
    """Whether what was read reaches the function's result."""
    known: bool = True
    sql: bool = False
    """Whether an SQL text is run."""
    style: str = ""
    """How the text writes its placeholders: an example of one."""
    receiver: str = ""
    """What runs it, as written: `self.conn`."""
    to_all: bool = False
    """Whether many records are read and answered, and nothing asks who comes; what they are picked by, `filters` say."""
    call: int | None = None
    """The number of its call in the function, as in `steps`; None: cannot tell."""


@dataclass(frozen=True, slots=True)
class StateChange:
    """One attribute of its object that a method changes."""

    attribute: str
    kind: str
    """`flag` (bound to a constant), `bind`, or `change` (from what it was)."""
    locked: bool
    within: tuple[str, ...] = ()
    """The attributes of the object that are entered around it; whether one of them is a lock, their types tell."""


@dataclass(frozen=True, slots=True)
class Decoration:
    """One decorator: what it denotes, its constant arguments, and its argument symbols."""

    symbol: Symbol | None
    name: str
    """As written, dotted."""
    is_call: bool
    constants: tuple[Constant, ...] = ()
    keywords: tuple[tuple[str, Constant], ...] = ()
    arguments: tuple[Symbol, ...] = ()


@dataclass(frozen=True, slots=True)
class FunctionSummary:
    """What a function is and does by itself; what its callees do is reached through `calls`."""

    path: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    decorators: tuple[Decoration, ...] = ()
    is_async: bool = False
    is_generator: bool = False
    is_stub: bool = False
    """No body to speak of: docstring, `...`, `pass` or `raise NotImplementedError` alone."""
    returns: tuple[Symbol, ...] = ()
    """Types of what it returns: the annotation's alone, else each returned expression's."""
    yields: tuple[Symbol, ...] = ()
    calls: tuple[CallSite, ...] = ()
    effects: tuple[Effect, ...] = ()
    guards: tuple[str, ...] = ()
    """Evidence of authentication and authorisation in the body, in the words of `local_guards`."""
    asks_model: bool = False
    """Whether it asks a language model and answers with what that says, by the shape of the call."""
    may_ask: tuple[Symbol, ...] = ()
    """What it calls and answers with that asks a model, if it is a library's."""
    returned_parameters: tuple[str, ...] = ()
    """Parameters whose values reach the result."""
    used_parameters: tuple[str, ...] = ()
    """Parameters that influence the result, an effect, a condition, or an argument of a call."""
    entered: tuple[Symbol, ...] = ()
    """What its `with` statements enter."""
    raises: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    """What its returns say, as far as they are written out: `success`, `failure`, `none`, or `value`."""
    attributes: tuple[tuple[str, Symbol], ...] = ()
    """`self.name = …` in a method, with the value's symbol."""
    state: tuple[StateChange, ...] = ()
    """The attributes of its object that it changes."""
    accesses: tuple[AccessSummary, ...] = ()
    """The stores that it reads and writes itself."""
    callers: tuple[tuple[str, str, str], ...] = ()
    """How it spells the caller where it asks for or writes an owner: the table or model (empty where what is asked for
    is not restricted to the caller's), the column, and the text of its value."""
    hands_caller: tuple[tuple[Symbol, int | str], ...] = ()
    """The functions that it hands the caller to, each with the slot: `pupils_of(current_user.id)`."""
    whole_parameters: tuple[str, ...] = ()
    """Parameters that it writes into a record with every field that is in them."""
    handed_whole: tuple[tuple[Symbol, int | str, str], ...] = ()
    """The functions that it hands a parameter with all its fields, each with the slot and the parameter."""
    unset: Folded | None = None
    """What it returns where the environment holds nothing, of a function that is handed nothing."""
    never_returns: bool = False
    """Whether it raises on every way through it."""
    ends_in: Symbol | None = None
    """What it calls in its last statement, where every way through it leads there."""
    awaits: tuple[Symbol | None, ...] = ()
    """What a coroutine calls and waits for, each once; None: it waits for something that cannot be told."""
    traits: tuple[str, ...] = ()
    """What else its body shows, in the words of `credential_checks`, `ambient`, `open_generators`, `forwarded`, `drawing`, `containers`, `deadlines` and `pooled`."""


@dataclass(frozen=True, slots=True)
class FieldSummary:
    """One field of a class body."""

    name: str
    symbol: Symbol | None
    """What the value denotes: `("call", ("global", "Column"), …)`."""
    type: Symbol | None
    """What the annotation denotes."""
    constant: Constant = None
    keywords: tuple[tuple[str, Constant], ...] = ()
    references: tuple[str, ...] = ()
    """Dotted names and strings among the arguments, such as `users.id` or `User`."""
    points_to: str = ""
    """What a foreign key or relation is handed, wherever it stands in the value: `users.id` of `Column(Integer, ForeignKey("users.id"))`."""
    together: tuple[tuple[str, ...], ...] = ()
    """The sets of columns of which each is declared unique as one: those of `UniqueConstraint("shelf", "name")`."""


@dataclass(frozen=True, slots=True)
class ClassSummary:
    """A class's header and fields; methods are summaries of their own."""

    path: tuple[str, ...]
    bases: tuple[Symbol, ...]
    base_names: tuple[str, ...]
    fields: tuple[FieldSummary, ...] = ()
    decorators: tuple[Decoration, ...] = ()
    keywords: tuple[tuple[str, Constant], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A name among the arguments of a registering call, through lists and calls: `auth` of `dependencies=[Depends(auth)]`."""

    keyword: str
    """The keyword that it stands under; empty for positional arguments."""
    written: str
    symbol: Symbol | None


@dataclass(frozen=True, slots=True)
class Registration:
    """A call at module level or in a factory that ties things together: routes, hooks, routers, middleware, settings.

    `kind` is the called name as written (`include_router`, `path`, `before_request`, `add_url_rule`, …).
    """

    kind: str
    receiver: Symbol | None
    constants: tuple[Constant, ...]
    keywords: tuple[tuple[str, Constant], ...]
    arguments: tuple[Symbol | None, ...]
    keyword_arguments: tuple[tuple[str, Symbol], ...] = ()
    nested: tuple[Symbol, ...] = ()
    """Symbols inside list and call arguments: `[Depends(get_user)]`, `[login_required(view)]`."""
    owner: str = ""
    """The function that contains the call, dotted; empty at module level."""
    target: str = ""
    """The name that what it makes is bound to."""
    written: str = ""
    """The receiver as written, dotted: `app` of `app.include_router(…)`."""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class TableSummary:
    """A table's columns, from CREATE TABLE or from the queries that name them."""

    name: str
    columns: tuple[str, ...]
    complete: bool
    """Whether these are all its columns (CREATE TABLE) or only those that were seen."""
    unique: tuple[tuple[str, ...], ...] = ()
    """The sets of columns that no two records share."""
    references: tuple[tuple[str, str], ...] = ()
    """Columns that are foreign keys, with the table that each refers to."""
    declared: bool = True
    """Whether a declaration tells of the columns, not a query that may be wrong about them."""


@dataclass(frozen=True, slots=True)
class WrittenDictionary:
    """A dictionary that is the value of a key in another one."""

    keys: tuple[tuple[str, Folded | None], ...]


@dataclass(frozen=True, slots=True)
class DictionarySummary:
    """A dictionary that is kept under a global's or an attribute's dotted name within its module, as far as it is written out."""

    name: str
    keys: tuple[tuple[str, Folded | None], ...]
    """Keys with their constant values; None: it has one that cannot be told."""
    spread: tuple[Symbol, ...] = ()
    """What other dictionaries go into it."""
    is_open: bool = False
    """Whether there may be other keys as well."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """All that one unit adds to the project's shared knowledge."""

    kind: str
    path: tuple[str, ...]
    bindings: tuple[tuple[str, Symbol], ...] = ()
    """Global names that the unit binds, with what they denote."""
    constants: tuple[tuple[str, Constant], ...] = ()
    unset: tuple[tuple[str, Constant], ...] = ()
    """Global names that read the environment, with what they are where it holds nothing."""
    made: tuple[tuple[str, str, str], ...] = ()
    """Global names whose call is handed a text first: the name, what is called, the text: `notes = dynamodb.Table("notes")`."""
    late: tuple[tuple[str, Symbol | None], ...] = ()
    """Global names that functions bind by `global`, with what they bind them to; None: cannot tell."""
    star_imports: tuple[Symbol, ...] = ()
    functions: tuple[FunctionSummary, ...] = ()
    classes: tuple[ClassSummary, ...] = ()
    registrations: tuple[Registration, ...] = ()
    tables: tuple[TableSummary, ...] = ()
    kept: tuple[tuple[str, Symbol], ...] = ()
    """What the unit puts under a name into an application, for all that serve it."""
    handed_on: frozenset[str] = field(default_factory=frozenset)
    """Names of functions and methods that are passed, stored or returned instead of called."""
    made_up: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """How names begin and end that are put together to look functions up: `getattr(self, f"_{kind}_chart")`."""
    signing: tuple[tuple[Symbol, Symbol], ...] = ()
    """Calls that may take a key, each with what it is handed for one."""
    refused: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """What the unit compares with in order to refuse it, and where that is decided, as in `refusing`."""
    dictionaries: tuple[DictionarySummary, ...] = ()
    imports: frozenset[tuple[int, str, str]] = field(default_factory=frozenset)
    """What the unit imports or names by a text, wherever that stands: the level, the module, what of it; as in `naming`."""
    mentioned: frozenset[str] = field(default_factory=frozenset)
    """Names by which the unit may mean what stands at the top of a module."""
    row_names: frozenset[str] = field(default_factory=frozenset)
    """Names that the unit gives to what queries compute; with `()`, classes that it makes the base of all models."""
    given: frozenset[tuple[str, Symbol | None]] = field(default_factory=frozenset)
    """Attributes that the unit sets from outside, each with what it sets them on."""
    evidence: frozenset[str] = field(default_factory=frozenset)
    """Traits of the whole project that this unit shows, such as `authentication`."""

    @property
    def outline(self) -> tuple[object, ...]:
        """What names, types and signatures rest on: everything but what function bodies do."""
        functions = tuple(
            (
                f.path,
                f.parameters,
                f.decorators,
                f.is_async,
                f.is_generator,
                f.is_stub,
                f.returns,
                f.yields,
                f.attributes,
            )
            for f in self.functions
        )
        return (
            self.kind,
            self.path,
            self.bindings,
            self.late,
            self.constants,
            self.unset,
            self.made,
            self.star_imports,
            self.classes,
            self.registrations,
            self.kept,
            self.evidence,
            functions,
        )
