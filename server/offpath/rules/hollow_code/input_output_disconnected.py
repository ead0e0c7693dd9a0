"""input-output-disconnected: a computing function whose parameters have no influence on anything."""

from __future__ import annotations

from collections.abc import Iterator
from io import TextIOBase

from offpath.catalogue.words.verbs import first_word
from offpath.facts.functions.promises import has_fixed_signature
from offpath.facts.project.call_graph import CALLERS
from offpath.facts.project.calls import IS_CALLED_BY_NAME
from offpath.facts.stores.reading import accesses_in
from offpath.facts.summaries.binding import parameter_of
from offpath.facts.summaries.contribution import CallSite
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.values.influence import announces, dead_parameters, returns_computed_value
from offpath.rules.base import Confidence, Finding, Rule, Severity
from offpath.syntax import tree as t


class InputOutputDisconnected(Rule):
    """A function computes a result on which some of its parameters have no influence.

    ## What it does
    Flags functions that return a computed value while named parameters reach neither the result, nor an effect, nor a
    condition, nor a call. A value that is looked up by a parameter and then forgotten counts as no influence.

    ## Why it is a risk
    The caller believes that the tier, the date or the filter was taken into account. The result looks plausible, and tests
    written against it pass.

    ## Example
    ```python
    def calculate_discount(user_tier, amount, promo_code):
        return {"discount": 0.10, "final": amount * 0.90}
    ```

    ## Use instead
    ```python
    def calculate_discount(user_tier, amount, promo_code):
        rate = TIER_RATES[user_tier] + PROMOTIONS.get(promo_code, 0)
        return {"discount": rate, "final": amount * (1 - rate)}
    ```

    ## Known limits
    Silent where somebody else fixed the signature: overrides, interfaces, callbacks, handlers, decorated functions, functions
    that are passed on by name or stand in for something that is not installed, families that are chosen from, parameters with
    a leading underscore, `*args` and `**kwargs`. Low confidence where a remark tells what is left out, and for sessions and
    connections that are left over where nothing is stored.

    ## Fix safety
    No fix: whether the parameter or its use is missing is a decision.
    """

    name = "input-output-disconnected"
    category = "hollow-code"
    severity = Severity.WARNING
    aliases = ("INPUT_OUTPUT_DISCONNECTED", "CONST_SQL_NO_PARAM")
    invalid = (
        """\
def calculate_discount(user_tier, amount, promo_code):  # want
    return {"discount": 0.10, "final": amount * 0.90}
""",
        """\
RATES = {"free": 0, "pro": 12}

def shipping(weight: float, tier: str) -> float:  # want
    rebate = RATES.get(tier, 0)
    return round(4.9 + weight * 1.2, 2)
""",
    )
    valid = (
        """\
def shipping(weight: float, tier: str) -> float:
    if tier == "pro":
        return 0.0
    return round(4.9 + weight * 1.2, 2)
""",
        """\
def area(width: float, _height: float) -> float:
    return width * width
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Judges every function of the unit."""
        for function in facts.functions:
            dead = dead_parameters(function)
            if dead and returns_computed_value(function) and not has_fixed_signature(function):
                yield self._report(function, dead)

    def _report(self, function: FunctionFacts, dead: tuple[str, ...]) -> Finding:
        names = ", ".join(f"`{name}`" for name in dead)
        verb = "has" if len(dead) == 1 else "have"
        reason = _reason(function, dead)
        certain = Confidence.HIGH if first_word(function.name) in _COMPUTING else Confidence.MEDIUM
        return self.finding(
            function.name_span,
            f"{names} {verb} no influence on what `{function.name}` returns or does\n"
            "Callers will believe that it was taken into account. Use it, or remove it from the signature.",
            Confidence.LOW if reason in _KNOWN else certain,
            reason=reason,
        )


_KNOWN = ("announced", "only a handle", "named as in Python's types")
"""Where nobody is misled: the author says so, what is left over carries no value, or the method is called as one of a mapping, a text, a file or a
thread would be: `get`, `encode`, `join`.
"""

_OF_OWN_TYPES = frozenset({*dir(dict), *dir(TextIOBase), "encode", "decode", "join"})

_HANDLES = frozenset({"session", "db", "trans", "conn", "connection", "cursor", "engine", "client", "redis"})


def _reason(function: FunctionFacts, dead: tuple[str, ...]) -> str:
    """Whether anybody is misled, and whether anybody hands in what has no influence, by which verdicts are counted."""
    if announces(function, dead):
        return "announced"
    if _HANDLES.issuperset(dead) and not _works_through_another(function):
        return "only a handle"
    callers = function.unit.asking.ask(CALLERS, function.qualified_name)
    if not callers:
        outside = (
            function.is_method and not function.name.startswith("_") and first_word(function.name) not in _COMPUTING
        )
        if function.is_method and function.name in _OF_OWN_TYPES:
            return "named as in Python's types"
        spoken = not outside or function.unit.asking.ask(IS_CALLED_BY_NAME, function.name)
        return "no caller seen" if spoken else "called from outside"
    required = any(p.name in dead and p.default is None for p in function.params)
    given = (name for _, _, site in callers for name in (*site.keywords, *_slots(function, site)))
    return "callers pass it" if required or any(name in dead or name == "**" for name in given) else "nobody passes it"


def _works_through_another(function: FunctionFacts) -> bool:
    """Whether a function reaches a store all the same, by a session of its own: its callers believe that all is one transaction."""
    opened = (item.target for item in function.own_nodes(t.WithItem))
    own = any(isinstance(each, t.Name) and each.id in _HANDLES for each in opened)
    return own or bool(accesses_in(function))


def _slots(function: FunctionFacts, site: CallSite) -> Iterator[str]:
    return (parameter_of(function.summary.parameters, flowing.slot) for flowing in site.arguments)


_COMPUTING = frozenset(
    {"calculate", "compute", "estimate", "convert", "score", "price", "quote", "total", "evaluate", "rank"}
)
