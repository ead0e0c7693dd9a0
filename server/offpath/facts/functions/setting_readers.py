"""The project's own functions that look a setting up in the environment, with a fallback that whoever calls hands them."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.debugging import DEVELOPMENT_WORDS, PRODUCTION_WORDS
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.summaries.contribution import FunctionSummary
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes

_READS = "reads a setting, or else "
_READERS = ("os.getenv", "getenv", "os.environ.get", "environ.get")
_STAGES = DEVELOPMENT_WORDS | PRODUCTION_WORDS | {"env", "stage", "environment"}


def reading_traits(node: t.FunctionDef, own: Nodes) -> Iterator[str]:
    """What a function's own nodes show: the name of the parameter that is the fallback."""
    names = [param.name for param in node.params]
    reads = [call for call in own.of(t.Call) if names and _reads(call, names)]
    if not reads or _asks_stage(own):
        return
    for call in reads:
        given = call.args[1] if len(call.args) > 1 else call.keyword("default")
        for fallback in (given, *_answered(own)):
            if isinstance(fallback, t.Name) and fallback.id in names and fallback.id != _variable(call):
                yield f"{_READS}{fallback.id}"


def fallback_parameter(summary: FunctionSummary) -> str:
    """The parameter of such a function that is the fallback; empty: it is none."""
    return next((each.removeprefix(_READS) for each in summary.traits if each.startswith(_READS)), "")


def _reads(call: t.Call, names: list[str]) -> bool:
    """Whether a call looks up in the environment what the function's first parameter names."""
    return (t.dotted(call.func) or "").endswith(_READERS) and _variable(call) == names[0]


def _variable(call: t.Call) -> str:
    return call.args[0].id if call.args and isinstance(call.args[0], t.Name) else ""


def _answered(own: Nodes) -> Iterator[t.Expr]:
    """What the function answers, each of what it may be."""
    for node in own.of(t.Return):
        if node.value is not None:
            yield from node.value.values if isinstance(node.value, t.BoolOp) else (node.value,)


def _asks_stage(own: Nodes) -> bool:
    """Whether the function minds where it runs: what it does with a fallback there, nothing shows."""
    named = (last_name(node) for node in own.of(t.Name, t.Attribute))
    written = (node.value for node in own.of(t.Constant) if isinstance(node.value, str))
    return any(not _STAGES.isdisjoint(words(each)) for each in (*named, *written) if " " not in each)
