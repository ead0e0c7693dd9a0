"""Tokens whose claims are believed without a signature that was checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words import token_names as catalogue
from offpath.facts.identity.hand_read_tokens import is_read_by_hand
from offpath.facts.stores.chain import local_value
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.values.constants import fold, is_constant
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False)
class BelievedToken:
    """One call that reads a token's claims."""

    call: t.Call
    fault: str
    """`unverified` (switched off), `claims` (a function that never verifies), `hand` (nothing but base64), `none` (the algorithm that signs nothing),
    `algorithms` (none demanded) or `key` (the key stands beside it)."""
    node: t.Node
    """What says so: the keyword, the item, or the key; else the call."""


def believed_tokens(facts: UnitFacts) -> Iterator[BelievedToken]:
    """Every such call of a unit; reading a claim in order to verify with the right key is none."""
    found = [each for call in facts.nodes(t.Call) if (each := _judged(facts, call)) is not None]
    for each in found:
        function = facts.function_of(each.call)
        if each.fault in ("unverified", "claims", "hand"):
            if _tells_times_alone(facts, each.call) or (
                function is not None and _verifies_too(function, found, _token_of(each.call))
            ):
                continue
        yield each


def _token_of(call: t.Call) -> t.Expr | None:
    return call.args[0] if call.args else call.keyword("token") or call.keyword("jwt")


def _judged(facts: UnitFacts, call: t.Call) -> BelievedToken | None:
    name = facts.callee(call)
    if name in facts.asking.catalogue.protections.unverified:
        return BelievedToken(call, "claims", call)
    function = facts.function_of(call)
    if function is not None and is_read_by_hand(function, call):
        return BelievedToken(call, "hand", call)
    if name not in facts.asking.catalogue.protections.decoding or any(k.arg is None for k in call.keywords):
        return None
    off = _switched_off(facts, call)
    if off is not None:
        return BelievedToken(call, "unverified", off)
    algorithms = call.args[2] if len(call.args) > 2 else call.keyword("algorithms")
    if algorithms is None or is_constant(facts, algorithms, None):
        return BelievedToken(call, "algorithms", call)
    none = _allows_none(facts, algorithms)
    if none is not None:
        return BelievedToken(call, "none", none)
    key = call.args[1] if len(call.args) > 1 else call.keyword("key")
    folded = fold(facts, key) if key is not None else None
    if key is None or folded is None or _is_setting(facts, key):
        return None
    if isinstance(folded.value, str) and not _is_public(folded.value):
        return BelievedToken(call, "key", key)
    return None


def _switched_off(facts: UnitFacts, call: t.Call) -> t.Node | None:
    """The keyword by which verification is switched off."""
    for keyword in call.keywords:
        if keyword.arg == "verify" and is_constant(facts, keyword.value, False):
            return keyword
        if keyword.arg == "options":
            options = local_value(facts, keyword.value)
            for key, value in _items(options):
                if key in ("verify_signature", "verify_jwt") and is_constant(facts, value, False):
                    return keyword
    return None


def _items(node: t.Expr | None) -> Iterator[tuple[str, t.Expr]]:
    if isinstance(node, t.Dict):
        for item in node.items:
            if isinstance(item.key, t.Constant):
                yield str(item.key.value), item.value
    elif isinstance(node, t.Call):
        yield from ((k.arg, k.value) for k in node.keywords if k.arg)


def _allows_none(facts: UnitFacts, algorithms: t.Expr) -> t.Expr | None:
    shown = local_value(facts, algorithms)
    for each in shown.elts if isinstance(shown, (t.List, t.Tuple, t.Set)) else [algorithms]:
        folded = fold(facts, each)
        if folded is not None and isinstance(folded.value, str) and folded.value.lower() == "none":
            return each
    return None


def _is_setting(facts: UnitFacts, key: t.Expr) -> bool:
    """Whether a key is a field of settings, which the environment fills: what stands in the code is only its default."""
    held = facts.type_of(key.value) if isinstance(key, t.Attribute) else ""
    return any(each.rpartition(".")[2] == "BaseSettings" for each in facts.lineage(held)) if held else False


def _is_public(key: str) -> bool:
    """Whether a key is one that everybody may see."""
    return not key or "PUBLIC KEY" in key or "BEGIN CERTIFICATE" in key


def _tells_times_alone(facts: UnitFacts, call: t.Call) -> bool:
    """Whether the only claims that are read say when the token ends, which its holder may as well know."""
    parent = call.parent
    reads: list[t.Expr] = [call]
    if isinstance(parent, t.Assign) and len(parent.targets) == 1 and isinstance(parent.targets[0], t.Name):
        target = parent.targets[0]
        flow = facts.reading.symbols.flow_at(target)
        reads = [use for d in flow.named(target.id) if d.node is target for use in d.uses]
    return bool(reads) and all(_claim_of(read) in catalogue.TIMES for read in reads)


def _claim_of(read: t.Expr) -> object:
    """The claim that is taken out: `exp` of `read["exp"]` and `read.get("exp")`."""
    parent = read.parent
    if isinstance(parent, t.Subscript) and parent.value is read and isinstance(parent.index, t.Constant):
        return parent.index.value
    if isinstance(parent, t.Attribute) and parent.attr == "get" and isinstance(parent.parent, t.Call):
        arguments = parent.parent.args
        return arguments[0].value if arguments and isinstance(arguments[0], t.Constant) else None
    return None


def _verifies_too(function: FunctionFacts, found: list[BelievedToken], token: t.Expr | None) -> bool:
    """Whether the function, or one of the project that it hands the token to, also decodes with verification: the first look only tells the way."""
    faulty = {each.call for each in found}
    calls = [call for call in function.calls if call not in faulty]
    decoding = function.unit.asking.catalogue.protections.decoding
    if any(function.unit.callee(call) in decoding for call in calls):
        return True
    return isinstance(token, t.Name) and any(_decodes(function.unit, call, token.id) for call in calls)


def _decodes(facts: UnitFacts, call: t.Call, token: str) -> bool:
    """Whether a function of the project is handed a token and decodes it; how, is looked at where it stands."""
    given = [*call.args, *(each.value for each in call.keywords)]
    if not any(isinstance(each, t.Name) and each.id == token for each in given):
        return False
    summary = facts.summary(facts.callee(call))
    return summary is not None and any(
        site.name in facts.asking.catalogue.protections.decoding_names for site in summary.calls
    )
