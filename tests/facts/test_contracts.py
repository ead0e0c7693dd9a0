"""What facts answer, as their contracts say (`contracts/*.md`): one page for each fact, to be read before the fact is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from offpath.catalogue.pass_through import Done
from offpath.facts.flow.conditions import Condition, conditions, conditions_by_binding
from offpath.facts.identity.sources import Sources
from offpath.facts.language_models.answers import answer_of
from offpath.facts.project.call_graph import CALLERS, CallGraph
from offpath.facts.project.question import Question
from offpath.facts.project.reach import REACH
from offpath.facts.project.refusals import MAY_REFUSE
from offpath.facts.routes.routes import ROUTE
from offpath.facts.routes.unrouted import IS_UNNAMED
from offpath.facts.running.attended import IS_ATTENDED
from offpath.facts.running.retries import IS_RETRIED
from offpath.facts.running.scripts import IS_SCRIPT
from offpath.facts.running.stages import is_in_development
from offpath.facts.running.unreached import IS_UNREACHED
from offpath.facts.running.working import IS_WORKED
from offpath.facts.shared.handed_lengths import LENGTH_HANDED
from offpath.facts.summaries.binding import bound
from offpath.facts.transactions.commits import COMMITS_ITSELF
from offpath.facts.transactions.held_locks import RUNS_LOCKED
from offpath.facts.transactions.opened import RUNS_IN_TRANSACTION
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.updates.files import kept_in_files
from offpath.facts.values.constants import fold
from offpath.facts.values.lengths import Lengths
from offpath.facts.values.trails import ALL, UNCHANGED, Ends
from offpath.facts.web.guards import GUARDING
from offpath.syntax import tree as t
from support.contracts import Contract, contracts_in, given, written

_CANNOT_TELL = "cannot tell"


def _listed(answers: Iterable[str]) -> str:
    return ", ".join(sorted(set(answers))) or "nothing"


def _flow(facts: UnitFacts, node: t.Node) -> str:
    assert isinstance(node, t.Name)
    return _listed(facts.text(d.value) if d.value is not None else d.kind for d in facts.definitions(node))


def _symbol(facts: UnitFacts, node: t.Node) -> str:
    assert isinstance(node, t.Expr)
    return repr(facts.symbol(node)).replace("'", "").replace(",)", ")")


def _name(facts: UnitFacts, node: t.Node) -> str:
    assert isinstance(node, t.Expr)
    found = facts.resolve(node)
    return f"{found.kind} {found.name}" if found is not None else _CANNOT_TELL


def _type(facts: UnitFacts, node: t.Node) -> str:
    assert isinstance(node, t.Expr)
    return facts.type_of(node) or _CANNOT_TELL


def _constant(facts: UnitFacts, node: t.Node) -> str:
    assert isinstance(node, t.Expr)
    found = fold(facts, node)
    return repr(found.value) if found is not None else _CANNOT_TELL


def _sources(facts: UnitFacts, node: t.Node) -> str:
    assert isinstance(node, t.Expr)
    function = facts.function_of(node)
    assert function is not None
    found = Sources(function).of(node)
    return _listed(" ".join(part for part in (each.kind, each.part, each.name) if part) for each in found)


def _ends(following: frozenset[Done]) -> Callable[[UnitFacts, t.Node], str]:
    def asked(facts: UnitFacts, node: t.Node) -> str:
        assert isinstance(node, t.Expr)
        found = Ends(facts.reading.symbols, following).of(node)
        said = (" ".join((facts.text(each.node), *sorted(done.value for done in each.done))) for each in found)
        return "; ".join(sorted(set(said))) or "nothing"

    return asked


def _length(facts: UnitFacts, node: t.Node) -> str:
    assert isinstance(node, t.Expr)
    found = Lengths(facts.reading.symbols).of(node)
    return found.value if found is not None else _CANNOT_TELL


def _told(facts: UnitFacts, found: Iterable[Condition]) -> str:
    """The tests in the order in which they were passed, `not` before those that did not hold."""
    return "; ".join(("" if each.holds else "not ") + _asked(facts, each.test) for each in found) or "nothing"


def _asked(facts: UnitFacts, test: t.Node) -> str:
    if isinstance(test, t.MatchCase):
        return facts.text(test).partition(":")[0]
    return f"({facts.text(test)})" if isinstance(test, t.BoolOp) else facts.text(test)


def _conditions(facts: UnitFacts, node: t.Node) -> str:
    return _told(facts, conditions(facts, node))


def _bindings(facts: UnitFacts, node: t.Node) -> str:
    assert isinstance(node, t.Name)
    found = conditions_by_binding(facts, node)
    told = {(facts.text(d.value) if d.value is not None else d.kind) if d is not None else "unbound": d for d in found}
    return " | ".join(f"{name}: {_told(facts, found[told[name]])}" for name in sorted(told)) or "nothing"


def _answer(facts: UnitFacts, node: t.Node) -> str:
    assert isinstance(node, t.Call)
    found = answer_of(facts, node)
    return found.value if found is not None else "none"


def _stage(facts: UnitFacts, node: t.Node) -> str:
    return "development" if is_in_development(facts, node) else "-"


def _of_function(answer: Callable[[FunctionFacts], str]) -> Callable[[UnitFacts, t.Node], str]:
    def asked(facts: UnitFacts, node: t.Node) -> str:
        return answer(next(each for each in facts.functions if each.node is node))

    return asked


def _route(function: FunctionFacts) -> str:
    found = function.unit.asking.ask(ROUTE, function.qualified_name)
    if found is None:
        return "none"
    return " ".join((found.framework or "by name", "|".join(found.methods) or "all", found.path or "no path"))


def _guards(function: FunctionFacts) -> str:
    found = function.unit.asking.ask(GUARDING, function.qualified_name)
    return _listed(name for name in ("authenticated", "privileged", "owned") if getattr(found, name))


def _reach(function: FunctionFacts) -> str:
    found = function.unit.asking.ask(REACH, function.qualified_name)
    return _listed(
        (*found.writes, *(f"{name} by name" for name in found.by_name), *(f"unknown {name}" for name in found.unknown))
    )


def _runs(function: FunctionFacts) -> str:
    sites = ((site, function.unit.resolve_symbol(site.target)) for site in function.summary.calls if site.target)
    known = (site for site, target in sites if target is not None and target.internal and target.kind == "function")
    slots = (
        (site, ", ".join(f"{each.slot}: {' '.join(each.parameters)}" for each in site.arguments)) for site in known
    )
    return _listed(f"{site.name} {site.runs} [{given}]" for site, given in slots)


_CALLEES = Question(lambda project, name: _told_callees(CallGraph(project), name))
_REPLACED = Question(lambda project, name: _listed(CallGraph(project).instead(name)))


def _told_callees(graph: CallGraph, name: str) -> str:
    body = graph.body(name)
    told = []
    for each in graph.callees(body) if body is not None else ():
        callee = graph.body(each.name)
        given = dict(bound(each.site, callee.summary.parameters)) if callee is not None else {}
        handed = ", ".join(f"{name}: {' '.join(own)}" for name, own in sorted(given.items()))
        elsewhere = "" if each.site.runs == "here" else f" {each.site.runs}"
        told.append(f"{each.name}{elsewhere}{f' [{handed}]' if handed else ''}")
    return _listed(told)


def _callees(function: FunctionFacts) -> str:
    return function.unit.asking.ask(_CALLEES, function.qualified_name)


def _callers(function: FunctionFacts) -> str:
    return _listed(each.name for each in function.unit.asking.ask(CALLERS, function.qualified_name))


def _replaced(function: FunctionFacts) -> str:
    return function.unit.asking.ask(_REPLACED, function.qualified_name)


def _whether(question: Question[[str], bool]) -> Callable[[UnitFacts, t.Node], str]:
    return _of_function(
        lambda each: "yes" if each.unit.asking.ask(question, each.qualified_name) else "no, or cannot tell"
    )


def _lengths(function: FunctionFacts) -> str:
    ask, name = function.unit.asking.ask, function.qualified_name
    found = {each.name: ask(LENGTH_HANDED, name, each.name) for each in function.params}
    return _listed(f"{each}: {length.value}" for each, length in found.items() if length is not None)


def _reached(function: FunctionFacts) -> str:
    asking, module = function.unit.asking, function.unit.module
    if asking.ask(IS_UNREACHED, module):
        return "module not loaded"
    return "not named" if asking.ask(IS_UNNAMED, module, function.path[0]) else "yes, or cannot tell"


def _script(function: FunctionFacts) -> str:
    return "yes" if function.unit.asking.ask(IS_SCRIPT, function.unit.module) else "no, or cannot tell"


def _attended(function: FunctionFacts) -> str:
    is_attended = function.unit.asking.ask(IS_ATTENDED, function.qualified_name)
    return "by a person" if is_attended else _CANNOT_TELL


def _worked(function: FunctionFacts) -> str:
    ask, name = function.unit.asking.ask, function.qualified_name
    said = [word for question, word in ((IS_WORKED, "task"), (IS_RETRIED, "again")) if ask(question, name)]
    return " ".join(said) or "neither"


def _files(function: FunctionFacts) -> str:
    return _listed(f"{each.operation} {each.target}" for each in kept_in_files(function))


FACTS = {
    "answer": _answer,
    "attended": _of_function(_attended),
    "bindings": _bindings,
    "lasts": _whether(COMMITS_ITSELF),
    "lengths": _of_function(_lengths),
    "locked": _whether(RUNS_LOCKED),
    "refuses": _whether(MAY_REFUSE),
    "regions": _whether(RUNS_IN_TRANSACTION),
    "callees": _of_function(_callees),
    "callers": _of_function(_callers),
    "replaced": _of_function(_replaced),
    "conditions": _conditions,
    "files": _of_function(_files),
    "flow": _flow,
    "length": _length,
    "ends": _ends(ALL),
    "same": _ends(UNCHANGED),
    "stage": _stage,
    "symbol": _symbol,
    "name": _name,
    "type": _type,
    "constant": _constant,
    "sources": _sources,
    "route": _of_function(_route),
    "guards": _of_function(_guards),
    "reach": _of_function(_reach),
    "runs": _of_function(_runs),
    "script": _of_function(_script),
    "worked": _of_function(_worked),
    "reached": _of_function(_reached),
}

PAGES = sorted((Path(__file__).parent / "contracts").glob("*.md"))


@pytest.mark.parametrize(
    "contract",
    [pytest.param(contract, id=f"{page.stem}: {contract.title}") for page in PAGES for contract in contracts_in(page)],
)
def test_facts_answer_as_their_contracts_say(contract: Contract) -> None:
    assert given(contract.code, FACTS) == written(contract.code)
