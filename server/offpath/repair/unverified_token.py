"""Repairs of calls that read tokens without verifying them."""

from __future__ import annotations

from offpath.catalogue.words import token_names as catalogue
from offpath.detect.access_control.unverified_token import BelievedToken
from offpath.facts.project.names import GLOBAL_NAMES
from offpath.facts.unit import UnitFacts
from offpath.facts.values.constants import is_constant
from offpath.repair.edits import add_argument, quote_of, replacement
from offpath.repair.placing import Repair
from offpath.repair.removing import remove_argument
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span

VERIFY, NAME_ALGORITHM, TAKE_KEY = "Verify the signature", "Name the algorithm", "Take the key from the environment"


def repair_token(facts: UnitFacts, token: BelievedToken) -> Repair | None:
    """The repair; None where the module does not show a key that the token could be verified with."""
    if token.fault == "unverified":
        return _verified(facts, token)
    if token.fault == "none":
        return Repair(NAME_ALGORITHM, (_without_none(facts, token.node),))
    if token.fault == "algorithms":
        edits = _with_algorithms(facts, token.call)
        return Repair(NAME_ALGORITHM, edits) if edits is not None else None
    if token.fault == "key" and isinstance(token.node, t.Constant):
        quote = quote_of(facts)
        return Repair(TAKE_KEY, (replacement(token.node, f"os.environ[{quote}JWT_SECRET{quote}]"),), ("import os",))
    return None


def _without_none(facts: UnitFacts, item: t.Node) -> Edit:
    """The item taken out of its list, or replaced where it is alone."""
    listed = item.parent.elts if isinstance(item.parent, (t.List, t.Tuple, t.Set)) else []
    at = next((number for number, each in enumerate(listed) if each is item), 0)
    if at > 0:
        return Edit(Span(listed[at - 1].end, item.end), "")
    if len(listed) > 1:
        return Edit(Span(item.start, listed[1].start), "")
    return replacement(item, _algorithm(facts))


def _verified(facts: UnitFacts, token: BelievedToken) -> Repair | None:
    call, keyword = token.call, token.node
    key = call.args[1] if len(call.args) > 1 else call.keyword("key")
    is_blank = key is None or is_constant(facts, key, None) or is_constant(facts, key, "")
    known = next((n for n in catalogue.KEY_NAMES if n in facts.asking.ask(GLOBAL_NAMES, facts.module)), None)
    if is_blank and known is None:
        return None
    algorithms = call.keyword("algorithms") or (call.args[2] if len(call.args) > 2 else None)
    missing: list[str] = []
    edits: list[Edit] = []
    if key is None:
        missing.append(f"key={known}" if len(call.args) != 1 else str(known))
    elif is_blank:
        edits.append(replacement(key, str(known)))
    if algorithms is None:
        missing.append(f"algorithms=[{_algorithm(facts)}]")
    if missing:
        return Repair(VERIFY, (*edits, replacement(keyword, ", ".join(missing))))
    return Repair(VERIFY, (*edits, _switched_on(facts, call, keyword)))


def _switched_on(facts: UnitFacts, call: t.Call, keyword: t.Node) -> Edit:
    """The keyword without what switches verification off; other options stay."""
    options = keyword.value if isinstance(keyword, t.Keyword) else None
    if isinstance(options, t.Dict) and len(options.items) > 1:
        for item in options.items:
            if isinstance(item.key, t.Constant) and item.key.value in ("verify_signature", "verify_jwt"):
                return replacement(item.value, "True")
    return remove_argument(facts, call, keyword)


def _with_algorithms(facts: UnitFacts, call: t.Call) -> tuple[Edit, ...] | None:
    given = call.args[2] if len(call.args) > 2 else call.keyword("algorithms")
    listed = f"[{_algorithm(facts)}]"
    if given is not None:
        return (replacement(given, listed),)
    return add_argument(facts, call, f"algorithms={listed}") if call.args else None


def _algorithm(facts: UnitFacts) -> str:
    names = facts.asking.ask(GLOBAL_NAMES, facts.module)
    known = next((name for name in catalogue.ALGORITHM_NAMES if name in names), None)
    quote = quote_of(facts)
    return known or f"{quote}{catalogue.DEFAULT_ALGORITHM}{quote}"
