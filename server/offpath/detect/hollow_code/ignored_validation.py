"""Checks and sanitisers whose answer nobody takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words import validation as catalogue
from offpath.catalogue.words.verbs import WRITING, first_word, words
from offpath.detect.hollow_code.asked_beside import is_asked_beside
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import is_empty
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.functions.outcomes import FAILURE, VALUE
from offpath.facts.identity.sources import sources_of
from offpath.facts.project.reach import REACH
from offpath.facts.project.refusals import MAY_REFUSE
from offpath.facts.stores.chain import awaited
from offpath.facts.summaries.contribution import FunctionSummary
from offpath.facts.unit import FunctionFacts
from offpath.facts.values.constants import fold
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False)
class IgnoredCheck:
    """One call whose answer is lost."""

    call: t.Call
    name: str
    bound: str
    """The name that the answer is bound to and that nobody reads; empty where it is dropped at once."""
    cleans: bool
    """Whether it answers with the cleaned value rather than with yes or no."""
    certain: bool


def ignored_checks(function: FunctionFacts) -> Iterator[IgnoredCheck]:
    """Every such call of a function."""
    for call in function.calls:
        name = last_name(call.func)
        spoken = words(name)
        if not spoken or not (spoken[0] in _WORDS or "valid" in spoken or name in catalogue.ANSWERING_METHODS):
            continue
        bound = _lost(function, call)
        if bound is None:
            continue
        if spoken[0] in catalogue.CLEANING_WORDS and bound and _is_logged_on(function, call):
            continue
        certain = _only_answers(function, call, bool(bound))
        if _is_asked_otherwise(function, call, bound):
            continue
        if certain is None or _is_read_elsewhere(function, call) or is_asked_beside(function, call):
            continue
        if not _is_for_its_own_sake(function, call):
            yield IgnoredCheck(call, name, bound, spoken[0] in catalogue.CLEANING_WORDS, certain)


_WORDS = catalogue.CHECKING_WORDS | catalogue.CLEANING_WORDS | {"secure", "quote", "strip"}


def _lost(function: FunctionFacts, call: t.Call) -> str | None:
    """The unread name that an answer is bound to, or an empty string for one that is dropped; None: somebody takes it."""
    parent = awaited(call).parent
    if isinstance(parent, t.ExprStmt):
        return ""
    if not isinstance(parent, t.Assign) or len(parent.targets) != 1:
        return None
    target = parent.targets[0]
    names = target.elts if isinstance(target, t.Tuple) else [target]
    if not all(isinstance(each, t.Name) and not each.id.startswith("_") for each in names):
        return None
    if all(_unread(function, each) for each in names):
        return ", ".join(each.id for each in names if isinstance(each, t.Name))
    return None


def _is_logged_on(function: FunctionFacts, call: t.Call) -> bool:
    """Whether what was cleaned is what a log gets: that is what it was cleaned for."""
    parent = awaited(call).parent
    targets = parent.targets if isinstance(parent, t.Assign) else []
    return any(d.node in targets and d.uses for d in function.flow.definitions)


def _is_asked_otherwise(function: FunctionFacts, call: t.Call, bound: str) -> bool:
    """Whether a check is run for something else than its answer: what it raises, what it tells by itself, its object's own state."""
    if not bound and _is_asked_for_exceptions(call):
        return True
    receiver = call.func.value if isinstance(call.func, t.Attribute) else None
    if isinstance(receiver, t.Name) and receiver.id == "self" and last_name(call.func) in catalogue.ANSWERING_METHODS:
        return first_word(function.name) not in WRITING
    found = function.unit.resolve(call.func) if not bound else None
    summary = function.unit.summary(found.name) if found is not None and found.internal else None
    return summary is not None and any(_tells(site.name) for site in summary.calls) and not _goes_on(function, call)


def _goes_on(function: FunctionFacts, call: t.Call) -> bool:
    """Whether what was checked is handed on behind the check, so that its answer would have decided about that. What is only told is not."""
    checked = [each for each in (*call.args, *(k.value for k in call.keywords)) if not isinstance(each, t.Constant)]
    labels = [each for each in checked[1:] if isinstance(each, t.Attribute)]
    held = [n for each in checked if each not in labels for n in each.walk() if isinstance(n, t.Name)]
    reached = {definition for each in held for definition in function.unit.definitions(each)}
    uses = (use for each in reached for use in each.uses if use.start > call.end)
    return any(not any(isinstance(o, t.Call) and _is_told(o) for o in each.ancestors()) for each in uses)


def _is_told(call: t.Call) -> bool:
    return is_log_call(call) or _tells(last_name(call.func))


def _tells(name: str) -> bool:
    told = first_word(name)
    return told in ("print", "echo", "secho", "warn", "warning", "critical") or name in ("error", "exception")


def _is_asked_for_exceptions(call: t.Call) -> bool:
    """Whether a call stands alone in a `try` that waits for what it raises, and does something then."""
    child: t.Node = call
    for outer in call.ancestors():
        if isinstance(outer, t.Try):
            alone = len(outer.body) == 1 and outer.body[0] is child
            return alone and any(not is_empty(handler) for handler in outer.handlers)
        if isinstance(outer, t.FunctionDef) or (isinstance(outer, t.Stmt) and not isinstance(outer, t.ExprStmt)):
            return False
        child = outer
    return False


def _unread(function: FunctionFacts, name: t.Expr) -> bool:
    if not isinstance(name, t.Name) or name.id in function.flow.declared_global:
        return False
    bindings = function.flow.named(name.id)
    definition = next((d for d in bindings if d.node is name), None)
    return definition is not None and len(bindings) == 1 and not definition.uses


def _only_answers(function: FunctionFacts, call: t.Call, is_bound: bool) -> bool | None:
    """Whether the answer is all that a call is for: for certain, probably, or (None) not."""
    facts = function.unit
    found = facts.resolve(call.func)
    name = last_name(call.func)
    if found is not None and found.internal:
        summary = facts.summary(found.name)
        if summary is None:
            return None
        return True if _summary_only_answers(function, summary, found.name) else None
    if found is not None and found.kind in ("function", "external") and found.name in catalogue.ANSWERING:
        return True
    if name == "is_valid" and any(k.arg == "raise_exception" for k in call.keywords):
        return None
    if name in catalogue.ANSWERING_METHODS and isinstance(call.func, t.Attribute):
        return True
    if name == "validate" and not call.args and _is_on_form(function, call):
        return False
    return False if is_bound and found is None and first_word(name) in catalogue.CHECKING_WORDS else None


def _is_on_form(function: FunctionFacts, call: t.Call) -> bool:
    """Whether a method is asked of a form that the function has made: WTForms answers there, and keeps the errors."""
    receiver = call.func.value if isinstance(call.func, t.Attribute) else None
    if not isinstance(receiver, t.Name):
        return False
    made = [definition.value for definition in function.unit.definitions(receiver)]
    return bool(made) and all(isinstance(each, t.Call) and last_name(each.func).endswith("Form") for each in made)


def _summary_only_answers(function: FunctionFacts, summary: FunctionSummary, name: str) -> bool:
    if summary.is_stub or summary.is_generator or not {FAILURE, VALUE} & set(summary.answers):
        return False
    if function.unit.asking.ask(MAY_REFUSE, name):
        return False
    own = {parameter.name for parameter in summary.parameters}
    reach = function.unit.asking.ask(REACH, name)
    return not any(effect.detail in own or effect.kind == "global" for effect in summary.effects) and not (
        reach.writes or reach.by_name
    )


def _is_for_its_own_sake(function: FunctionFacts, call: t.Call) -> bool:
    """Whether nobody else's value is checked: a constant (so that refusing takes as long as accepting), a value of the
    function's own making, or each form of a set whose errors are looked at as a whole.
    """
    facts = function.unit
    constant = any(fold(facts, argument) is not None for argument in call.args)
    if (constant and _ASKS_SECRET & set(words(last_name(call.func)))) or "dummy" in facts.text(call).lower():
        return True
    receiver = call.func.value if isinstance(call.func, t.Attribute) else None
    if not isinstance(receiver, t.Name) or call.args:
        return False
    definitions = facts.definitions(receiver)
    if any(definition.kind == "loop" for definition in definitions):
        return True
    made = [d.value for d in definitions if isinstance(d.value, t.Call)]
    given = [value for call in made for value in (call.keyword("data"),) if value is not None]
    if len(made) != len(definitions) or len(given) != len(made):
        return False
    return not any(source.kind in ("client", "parameter") for each in given for source in sources_of(function).of(each))


_ASKS_SECRET = frozenset({"password", "verify", "checkpw", "hash", "secret"})


def _is_only_shown(function: FunctionFacts, form: t.Expr, call: t.Call) -> bool:
    """Whether a form goes on to a page, which shows what the check found, and nothing is taken from it."""
    if not isinstance(form, t.Name) or last_name(call.func) not in _FILLING:
        return False
    uses = [n for n in function.own_nodes(t.Name) if n.id == form.id and n.start > call.end]
    shown = [n for n in uses if _goes_to_page(n)]
    return bool(shown) and not any(isinstance(n.parent, t.Attribute) for n in uses)


_FILLING = frozenset({"is_valid", "validate", "validate_on_submit", "full_clean"})
"""Methods by which a form keeps what is wrong with it."""


def _goes_to_page(use: t.Name) -> bool:
    outer = use.parent
    if isinstance(outer, t.Assign):
        target = outer.targets[0]
        return isinstance(target, t.Subscript) and isinstance(target.index, t.Constant)
    if isinstance(outer, t.Keyword):
        outer = outer.parent
        return isinstance(outer, t.Call) and last_name(outer.func) in (
            "render",
            "render_template",
            "get_context_data",
            "dict",
            "update",
        )
    return isinstance(outer, t.DictItem) and isinstance(outer.key, t.Constant)


def _is_read_elsewhere(function: FunctionFacts, call: t.Call) -> bool:
    """Whether what the check found is asked for another way: `form.errors`, `serializer.errors`, the same check again."""
    if not isinstance(call.func, t.Attribute):
        return False
    if _is_only_shown(function, call.func.value, call):
        return True
    text = function.unit.text(call.func.value)
    for node in function.own_nodes(t.Attribute):
        asked = node.attr in ("errors", "error", "is_valid", "validated", "error_messages") and node is not call.func
        kept = node.attr == "cleaned_data" and not isinstance(node.parent, t.Subscript)
        if (asked or kept) and function.unit.text(node.value) == text:
            return True
    return False
