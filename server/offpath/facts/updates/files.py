"""JSON files that are kept as a store: read whole and written back whole, by a function itself or by helpers of the project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.running.at_once import RUNS_AT_ONCE, Several
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.chain import awaited, stripped
from offpath.facts.stores.families.repository import arguments_of
from offpath.facts.summaries.contribution import FunctionSummary, Operation
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.syntax import tree as t

_LOADING = frozenset({"load", "loads"})
_DUMPING = frozenset({"dump", "dumps"})
_READING = frozenset({"load", "read", "get", "fetch"})
_WRITING = frozenset({"save", "write", "dump", "store", "persist"})
"""First words of the names of helpers that do so."""


@dataclass(frozen=True, slots=True)
class FileRole:
    """What a function does with a file as a whole."""

    written: str = ""
    """The parameter that it writes as JSON; empty: it reads the file and answers what is in it."""


def file_role(project: Project, name: str) -> FileRole | None:
    """What a function of the project does with a JSON file as a whole; None: nothing of the kind."""
    resolver = Resolver(project)
    facts, path = resolver.locate(name)
    summary = project.body(facts, path) if facts is not None else None
    if facts is None or summary is None or not any(site.name in _OPENING for site in summary.calls):
        return None
    for site in summary.calls:
        if site.name not in _LOADING | _DUMPING:
            continue
        target = resolver.resolve(facts.name, site.target) if site.target is not None else None
        if target is None or target.name not in _JSON:
            continue
        if site.name in _LOADING and -1 in site.answered:
            return FileRole()
        given = next((flow.parameters for flow in site.arguments if flow.slot == 0), ())
        if site.name in _DUMPING and len(given) == 1:
            return FileRole(given[0])
    return None


_OPENING = frozenset({"open", "read_text", "write_text"})
_JSON = frozenset({"json.load", "json.loads", "json.dump", "json.dumps"})
FILE_ROLE = Question(file_role)


def kept_in_files(function: FunctionFacts) -> tuple[DataAccess, ...]:
    """The reads and writes of such files in a function that several run at the same time, and that may give way between the two."""
    found = tuple(_accesses(function))
    reads, writes = [each for each in found if each.reads], [each for each in found if each.writes]
    if not reads or not writes:
        return ()
    if function.node.is_async and not _gives_way(function, reads[0].call.end, writes[-1].call.start):
        return ()
    return found if is_run_by_many(function) else ()


def is_run_by_many(function: FunctionFacts) -> bool:
    """Whether several requests or workers run a function at the same time."""
    return function.unit.asking.ask(RUNS_AT_ONCE, function.qualified_name) is Several.MANY


def _gives_way(function: FunctionFacts, start: int, end: int) -> bool:
    return any(start <= node.start < end for node in function.own_nodes(t.Await))


def _accesses(function: FunctionFacts) -> Iterator[DataAccess]:
    spoken = [(call, last_name(call.func)) for call in function.calls]
    said = {name: (words(name) or ("",))[0] for _, name in spoken}
    if _READING.isdisjoint(said.values()) or _WRITING.isdisjoint(said.values()):
        return
    for call, name in spoken:
        found = _own(function.unit, call) if name in _OWN else None
        if found is None and said[name] in _READING | _WRITING and name != "get":
            found = _helpers(function.unit, call)
        if found is not None:
            yield found


_OWN = frozenset({"load", "loads", "dump", "write_text"})


def _access(call: t.Call, operation: Operation, target: str, record: t.Expr | None = None) -> DataAccess:
    results = (awaited(call),) if operation == "read" else ()
    return DataAccess("hosted", operation, call, target.lower(), record=record, results=results, one=True)


# -- in the function itself


def _own(facts: UnitFacts, call: t.Call) -> DataAccess | None:
    """`json.load(f)`, `json.loads(path.read_text())`, `json.dump(data, f)`, `path.write_text(json.dumps(data))`."""
    name, given = last_name(call.func), call.args
    if name == "write_text" and given and isinstance(call.func, t.Attribute):
        made = stripped(given[0])
        if isinstance(made, t.Call) and made.args and facts.callee(made) == "json.dumps":
            return _access(call, "update", facts.text(call.func.value), made.args[0])
        return None
    if not given or facts.callee(call) not in _JSON:
        return None
    if name in _LOADING:
        path = _path_of(facts, call, given[0])
        return _access(call, "read", path) if path else None
    path = _path_of(facts, call, given[1]) if name == "dump" and len(given) > 1 else ""
    return _access(call, "update", path, given[0]) if path else None


def _path_of(facts: UnitFacts, call: t.Call, node: t.Expr) -> str:
    """The path of the file that is read or written, as written; empty: cannot tell."""
    node = stripped(node)
    if isinstance(node, t.Name):
        for outer in call.ancestors():
            for item in outer.items if isinstance(outer, t.With) else ():
                if isinstance(item.target, t.Name) and item.target.id == node.id:
                    return _opened(facts, item.context)
        return ""
    if isinstance(node, t.Call) and isinstance(node.func, t.Attribute) and node.func.attr in ("read", "read_text"):
        owner = node.func.value
        return (
            facts.text(owner)
            if node.func.attr == "read_text"
            else _opened(facts, owner) or _path_of(facts, call, owner)
        )
    return _opened(facts, node)


def _opened(facts: UnitFacts, node: t.Expr) -> str:
    node = stripped(node)
    if not isinstance(node, t.Call) or last_name(node.func) != "open":
        return ""
    if isinstance(node.func, t.Attribute) and last_name(node.func.value) not in ("aiofiles", "io", "codecs"):
        return facts.text(node.func.value)
    return facts.text(node.args[0]) if node.args else ""


# -- by helpers


def _helpers(facts: UnitFacts, call: t.Call) -> DataAccess | None:
    """`data = load_data()`, `save_data(data)`: what is kept is told by the helpers' names, but for their verbs, and by what else they are handed."""
    found = facts.resolve(call.func)
    if found is None or not found.internal or found.kind != "function":
        return None
    role = facts.asking.ask(FILE_ROLE, found.name)
    summary: FunctionSummary | None = facts.summary(found.name) if role is not None else None
    if role is None or summary is None:
        return None
    given = dict(arguments_of(call, summary.parameters))
    others = [facts.text(value) for name, value in given.items() if name != role.written]
    owner, _, name = found.name.rpartition(".")
    target = "/".join((owner, "_".join(words(name)[1:]), *others))
    if not role.written:
        return _access(call, "read", target)
    record = given.get(role.written)
    return _access(call, "update", target, record) if record is not None else None
