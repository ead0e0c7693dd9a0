"""What a unit names of other modules: what it imports, wherever that stands, what it names by text, and what it does by itself when it is loaded."""

from __future__ import annotations

import re
from collections.abc import Iterator

from offpath.catalogue.words.verbs import words
from offpath.facts.code.reading import UnitReading
from offpath.facts.code.symbols import Symbol, Symbols, last_name
from offpath.syntax import tree as t

BY_TEXT = -1
"""Stands for the level of an import where a module is named by a text: `include("shop.urls")`."""

STARTED_BY_HAND = "started by hand"
"""The module does its work when it is run: `if __name__ == "__main__"`."""

WORKS_WHEN_LOADED = "works when loaded"
"""Loading the module alone does something: it calls what it defines, goes through a loop."""

TELLS_WHEN_LOADED = "tells when loaded"
"""Loading the module alone prints something, or asks whoever sits there."""

LOADS_BY_NAME = "loads modules by name"
"""Modules are loaded whose names are only known when the program runs."""

_STOPPED = frozenset(
    {
        "stop",
        "stopped",
        "stopping",
        "shutdown",
        "exit",
        "quit",
        "terminate",
        "terminated",
        "cancelled",
        "running",
        "alive",
    }
)
"""Words by which something that runs on is told to end."""

GOES_ON = "goes on"
"""Something in the module goes on until it is ended, and asks nobody at a terminal."""

ONE_LOOP = "one loop"
"""The module says of itself that it runs in one process, or has its threads run in one loop."""

FORKS = "forks"
"""A server is told to run in several processes: `server.start(0)`, `fork_processes(4)`."""

_LOADERS = frozenset(
    {
        "import_module", "__import__", "import_string", "import_from_string", "load_module", "exec_module", "walk_packages", "iter_modules",
        "find_modules", "spec_from_file_location", "run_path", "run_module", "load_object", "import_object", "register_blueprints",
    }
)  # fmt: skip


def imports_in(reading: UnitReading) -> Iterator[tuple[int, str, str]]:
    """What a unit imports: the level, the module, and what of it (empty: the module itself)."""
    for statement in reading.parsed.nodes(t.Import):
        yield from ((0, alias.name, "") for alias in statement.names)
    for each in reading.parsed.nodes(t.ImportFrom):
        yield from ((each.level, each.module, alias.name) for alias in each.names)
    for constant in reading.parsed.nodes(t.Constant):
        text = _dotted_in(constant.value)
        if text:
            yield BY_TEXT, text, ""


def mentioned_in(reading: UnitReading) -> Iterator[str]:
    """The names by which a unit may mean what is defined at the top of a module: its own or another's."""
    for name in reading.parsed.nodes(t.Name):
        if _is_global(reading, name):
            yield name.id
    for attribute in reading.parsed.nodes(t.Attribute):
        if not (isinstance(attribute.value, t.Name) and attribute.value.id in ("self", "cls")):
            yield attribute.attr
    for alias in reading.parsed.nodes(t.Alias):
        yield alias.name.rpartition(".")[2]
    for constant in reading.parsed.nodes(t.Constant):
        if isinstance(constant.value, str) and constant.value.isidentifier():
            if isinstance(constant.parent, (t.List, t.Tuple, t.Set, t.DictItem, t.Assign)) or _looks_up(constant):
                yield constant.value
        else:
            yield _dotted_in(constant.value).rpartition(".")[2]


def running_in(reading: UnitReading) -> Iterator[str]:
    """What loading or running the module does, in the words of this module."""
    for call in reading.parsed.nodes(t.Call):
        if last_name(call.func) in _LOADERS and _chooses(call):
            yield LOADS_BY_NAME
    if any(last_name(call.func) in _PATCHING and not call.args for call in reading.parsed.nodes(t.Call)):
        yield ONE_LOOP
    if any(_forks(call) for call in reading.parsed.nodes(t.Call)):
        yield FORKS
    if any(_goes_on(loop) for loop in reading.parsed.nodes(t.While)):
        yield GOES_ON
    if reading.kind != "statements":
        return
    for statement in reading.parsed.tree.body:
        if isinstance(statement, t.ExprStmt) and isinstance(statement.value, t.Constant):
            if isinstance(statement.value.value, str) and _OF_ONE_PROCESS.search(statement.value.value):
                yield ONE_LOOP
        if isinstance(statement, t.If) and any(n.id == "__name__" for n in _names(statement.test)):
            yield STARTED_BY_HAND
            continue
        if isinstance(statement, (t.For, t.While)) or _calls_something(statement):
            yield WORKS_WHEN_LOADED
        if _tells(statement):
            yield TELLS_WHEN_LOADED


def _tells(statement: t.Stmt) -> bool:
    """Whether a statement prints or asks by itself, not in a function that it defines."""
    if isinstance(statement, (t.FunctionDef, t.ClassDef)):
        return False
    inside = t.walked([statement], (t.FunctionDef, t.ClassDef))
    return any(isinstance(n, t.Call) and isinstance(n.func, t.Name) and n.func.id in ("print", "input") for n in inside)


def _forks(call: t.Call) -> bool:
    name = last_name(call.func)
    if name in ("fork_processes", "fork"):
        return True
    many = call.args[0] if name == "start" and len(call.args) == 1 else call.keyword("num_processes")
    if many is None or not isinstance(call.func, t.Attribute) or "server" not in words(last_name(call.func.value)):
        return False
    return not (isinstance(many, t.Constant) and many.value == 1)


_PATCHING = frozenset({"patch_all", "monkey_patch"})
"""Calls by which gevent and eventlet have all threads run in one loop."""

_OF_ONE_PROCESS = re.compile(
    r"\b(?:single|one)[ -](?:worker )?process\b|\bsingle[ -]worker\b|\bone worker\b", re.IGNORECASE
)


def _goes_on(loop: t.While) -> bool:
    if not (isinstance(loop.test, t.Constant) and loop.test.value):
        return False
    if any(isinstance(n, t.Call) and last_name(n.func) in ("input", "prompt", "getpass") for n in loop.walk()):
        return False
    return not any(_comes_to_its_end(node, loop) for node in loop.walk() if isinstance(node, (t.Break, t.Return)))


def _comes_to_its_end(node: t.Node, loop: t.While) -> bool:
    """Whether a `break` or `return` ends a loop because there is no more to do, not because it was told to stop."""
    for outer in node.ancestors():
        if outer is loop:
            return True
        if isinstance(outer, (t.FunctionDef, t.Lambda, t.ExceptHandler)):
            return False
        if isinstance(outer, (t.While, t.For)) and isinstance(node, t.Break):
            return False
        if isinstance(outer, t.If) and any(_STOPPED & set(words(name)) for name in _named_in(outer.test)):
            return False
    return False


def _named_in(node: t.Node) -> Iterator[str]:
    for each in node.walk():
        if isinstance(each, t.Name):
            yield each.id
        elif isinstance(each, t.Attribute):
            yield each.attr


def _names(node: t.Node) -> Iterator[t.Name]:
    return (each for each in node.walk() if isinstance(each, t.Name))


def _calls_something(statement: t.Stmt) -> bool:
    """Whether a statement is nothing but a call of a plain name: `main()`, `print(…)`."""
    value = statement.value if isinstance(statement, t.ExprStmt) else None
    call = value.value if isinstance(value, t.Await) else value
    return isinstance(call, t.Call) and isinstance(call.func, t.Name) and call.func.id not in _SETTING_UP


_SETTING_UP = frozenset({"load_dotenv", "setattr", "register", "warn", "basicConfig"})


def _is_global(reading: UnitReading, name: t.Name) -> bool:
    parent = name.parent
    if isinstance(parent, t.Assign) and name is not parent.value:
        return False
    definitions = reading.symbols.definitions(name)
    return not definitions or any(d.kind in ("function", "class", "import") for d in definitions)


def _looks_up(constant: t.Constant) -> bool:
    return isinstance(constant.parent, t.Call) and last_name(constant.parent.func) in ("getattr", *_LOADERS)


def _chooses(call: t.Call) -> bool:
    """Whether a loading call is handed a name that is only known when the program runs; `__import__(name)` alone looks whether a library is there."""
    if last_name(call.func) == "__import__" and len(call.args) + len(call.keywords) < 2:
        return False
    return not (call.args and isinstance(call.args[0], t.Constant))


def _dotted_in(value: object) -> str:
    """The dotted name that a text is, with what stands behind its colon: `shop.tasks`, `shop.main:app`."""
    if not isinstance(value, str) or "." not in value or len(value) > _LONGEST:
        return ""
    text = value.replace(":", ".")
    return text if all(part.isidentifier() for part in text.split(".")) else ""


_LONGEST = 200


def named_classes(slots: list[tuple[int | str, t.Expr]], symbols: Symbols) -> Iterator[tuple[int | str, Symbol]]:
    """The arguments of a call that name a class, as far as their capital letters tell: `load(session, Invoice, pk)`."""
    for slot, value in slots:
        name = last_name(value)
        if isinstance(value, (t.Name, t.Attribute)) and name[:1].isupper() and not name.isupper():
            symbol = symbols.of(value)
            if symbol is not None:
                yield slot, symbol
