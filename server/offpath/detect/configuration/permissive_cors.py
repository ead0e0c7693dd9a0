"""Where every site may talk to an application in the name of whoever visits it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries import network as catalogue
from offpath.facts.code.constants import fold, is_constant
from offpath.facts.code.symbols import last_name
from offpath.facts.stores.chain import local_value
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False)
class OpenOrigins:
    """One place that allows every origin together with credentials."""

    node: t.Node
    certain: bool


def open_origins(facts: UnitFacts) -> Iterator[OpenOrigins]:
    """Every such place of a unit."""
    for call in facts.nodes(t.Call):
        found = _in_call(facts, call)
        if found is not None:
            yield found
    yield from _settings(facts)
    yield from _headers(facts)


def _in_call(facts: UnitFacts, call: t.Call) -> OpenOrigins | None:
    name = facts.callee(call)
    if last_name(call.func) in ("add_middleware", "Middleware") and call.args:
        found = facts.resolve(call.args[0])
        name = found.name if found is not None else ""
        name = name if name in catalogue.MIDDLEWARE else ""
    wanted = catalogue.CORS_CALLS.get(name)
    if wanted is None:
        return None
    origins, credentials = call.keyword(wanted[0]) if wanted[0] else None, call.keyword(wanted[1])
    with_credentials = credentials is not None and is_constant(facts, credentials, True)
    if wanted[0] == "":
        return OpenOrigins(call, True) if with_credentials and _is_default_resource(call) else None
    if origins is None:
        pattern = call.keyword("allow_origin_regex")
        matches_all = pattern is not None and any(
            is_constant(facts, pattern, each) for each in (".*", "^.*$", "https?://.*", "http.*")
        )
        by_default = (
            name in ("flask_cors.CORS", "flask_cors.cross_origin", "sanic_cors.CORS")
            and call.keyword("resources") is None
        )
        return OpenOrigins(call, True) if with_credentials and (matches_all or by_default) else None
    return OpenOrigins(call, True) if with_credentials and _is_any(facts, origins) else None


def _is_default_resource(call: t.Call) -> bool:
    """`{"*": ResourceOptions(allow_credentials=True)}`."""
    item = call.parent
    return isinstance(item, t.DictItem) and isinstance(item.key, t.Constant) and item.key.value == "*"


def _is_any(facts: UnitFacts, origins: t.Expr) -> bool:
    shown = local_value(facts, origins)
    if isinstance(shown, (t.List, t.Tuple, t.Set)):
        return any(is_constant(facts, each, "*") for each in shown.elts)
    if is_constant(facts, origins, "*"):
        return True
    folded = fold(facts, origins)
    return folded is not None and isinstance(folded.value, tuple) and "*" in folded.value


def _settings(facts: UnitFacts) -> Iterator[OpenOrigins]:
    """django-cors-headers: every origin, and credentials, in one settings module."""
    flags: dict[str, t.Assign] = {}
    for assign in facts.nodes(t.Assign):
        for target in assign.targets:
            if isinstance(target, t.Name) and is_constant(facts, assign.value, True):
                flags[target.id] = assign
    opened = flags.get("CORS_ALLOW_ALL_ORIGINS") or flags.get("CORS_ORIGIN_ALLOW_ALL")
    if opened is not None and "CORS_ALLOW_CREDENTIALS" in flags:
        yield OpenOrigins(opened, True)


def _headers(facts: UnitFacts) -> Iterator[OpenOrigins]:
    """`response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]`: whoever asks is allowed."""
    for assign in facts.nodes(t.Assign):
        target = assign.targets[0]
        if not isinstance(target, t.Subscript) or not is_constant(facts, target.index, "Access-Control-Allow-Origin"):
            continue
        if _echoes_origin(facts, assign.value) and not _is_checked(assign):
            yield OpenOrigins(assign, False)


def _echoes_origin(facts: UnitFacts, value: t.Expr) -> bool:
    shown = local_value(facts, value)
    if shown is None:
        return False
    texts = [n.value for n in shown.walk() if isinstance(n, t.Constant)]
    names = [n.attr for n in shown.walk() if isinstance(n, t.Attribute)]
    return any(isinstance(text, str) and text.lower() in ("origin", "http_origin") for text in texts) and (
        "headers" in names or "META" in names
    )


def _is_checked(node: t.Node) -> bool:
    return any(isinstance(parent, (t.If, t.IfExp)) for parent in node.ancestors())
