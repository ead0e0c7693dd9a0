"""Where every site may talk to an application in the name of whoever visits it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.protecting import Origins
from offpath.catalogue.words import network as catalogue
from offpath.facts.code.symbols import last_name
from offpath.facts.running.stages import is_kept_to_development
from offpath.facts.shared.registered import HAS_TRAIT, KNOWS_SESSIONS
from offpath.facts.stores.chain import local_value
from offpath.facts.summaries.contribution import Folded, WrittenDictionary
from offpath.facts.summaries.origins import NAMES_ORIGINS, OPENS_ORIGINS
from offpath.facts.unit import UnitFacts
from offpath.facts.values.arguments import Arguments, Given, arguments, items_of
from offpath.facts.values.constants import fold, is_constant
from offpath.facts.values.unset import fold_unset
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False)
class OpenOrigins:
    """One place that allows every origin together with credentials."""

    node: t.Node
    certain: bool
    has_sessions: bool = True
    """Whether the project knows who somebody is by a cookie."""


def open_origins(facts: UnitFacts) -> Iterator[OpenOrigins]:
    """Every such place of a unit that is not kept to development."""
    in_calls = (_in_call(facts, call) for call in facts.nodes(t.Call))
    for found in (*in_calls, *_settings(facts), *_headers(facts)):
        if found is not None and not is_kept_to_development(facts, found.node):
            yield found


def _in_call(facts: UnitFacts, call: t.Call) -> OpenOrigins | None:
    name = facts.callee(call)
    if last_name(call.func) in ("add_middleware", "Middleware") and call.args:
        found = facts.resolve(call.args[0])
        name = found.name if found is not None else ""
        said = facts.asking.catalogue.protections.origins(name)
        name = name if said is not None and said.middleware else ""
    wanted = facts.asking.catalogue.protections.origins(name)
    if wanted is None:
        return None
    if wanted.socket:
        return _socket_server(facts, call)
    options = arguments(facts, call)
    has_credentials = wanted.credentials in options.given and _is_on(facts, options.given[wanted.credentials])
    if not wanted.origins:
        return OpenOrigins(call, True) if has_credentials and _is_default_resource(call) else None
    resources = options.given.get("resources") if wanted.patterns else None
    if resources is not None:
        is_open = _has_open_resource(facts, resources, options, wanted)
        return OpenOrigins(call, True) if is_open else None
    return OpenOrigins(call, True) if has_credentials and _names_all(facts, options, wanted) else None


def _names_all(facts: UnitFacts, options: Arguments, wanted: Origins) -> bool:
    """Whether a call is open to every origin: it says so, by a pattern, or by naming none."""
    origins = options.given.get(wanted.origins)
    pattern = options.given.get("allow_origin_regex")
    if pattern is not None and _matches_all(facts, pattern):
        return True
    if origins is not None:
        return _is_any(facts, origins) or (wanted.patterns and _matches_all(facts, origins))
    if pattern is not None:
        return False
    return wanted.patterns and not options.is_open and not _are_named_by_setting(facts)


def _are_named_by_setting(facts: UnitFacts) -> bool:
    """Whether the application's configuration says who is meant where a call names nobody."""
    return facts.asking.ask(HAS_TRAIT, NAMES_ORIGINS) and not facts.asking.ask(HAS_TRAIT, OPENS_ORIGINS)


def _has_open_resource(facts: UnitFacts, resources: Given, options: Arguments, wanted: Origins) -> bool:
    """Whether what is said for one of the paths, with what is said for all, names every origin or none, and lets credentials through."""
    for own in _resources(facts, resources):
        given = {**options.given, **own.given}
        credentials, origins = given.get(wanted.credentials), given.get(wanted.origins)
        if credentials is None or not _is_on(facts, credentials):
            continue
        if origins is None:
            if not own.is_open and not options.is_open and not _are_named_by_setting(facts):
                return True
        elif _is_any(facts, origins) or _matches_all(facts, origins):
            return True
    return False


def _resources(facts: UnitFacts, resources: Given) -> Iterator[Arguments]:
    """What is said for each of the paths."""
    shown = local_value(facts, resources.value) if resources.value is not None else None
    if isinstance(shown, t.Dict):
        for item in shown.items:
            yield items_of(facts, item.value, resources.keyword)
        return
    kept = items_of(facts, resources.value, resources.keyword) if resources.value is not None else Arguments()
    for each in kept.given.values():
        if each.folded is not None and isinstance(each.folded.value, WrittenDictionary):
            inside = each.folded.value.keys
            yield Arguments({key: Given(None, folded, resources.keyword) for key, folded in inside})
    if resources.folded is not None and not kept.given:
        yield Arguments()


def _socket_server(facts: UnitFacts, call: t.Call) -> OpenOrigins | None:
    """A socket server that is open to every origin: browsers send cookies with the handshake, which matters where sessions are known by them."""
    options = arguments(facts, call).given
    origins = options.get("cors_allowed_origins")
    credentials = options.get("cors_credentials")
    if origins is None or not _is_any(facts, origins) or (credentials is not None and credentials.holds(False)):
        return None
    return OpenOrigins(call, False, has_sessions=facts.asking.ask(KNOWS_SESSIONS))


def _is_on(facts: UnitFacts, given: Given) -> bool:
    if given.folded is not None:
        return given.folded.value is True
    found = fold_unset(facts, given.value)
    return found is not None and found.value is True


def _is_default_resource(call: t.Call) -> bool:
    """`{"*": ResourceOptions(allow_credentials=True)}`."""
    item = call.parent
    return isinstance(item, t.DictItem) and isinstance(item.key, t.Constant) and item.key.value == "*"


def _is_any(facts: UnitFacts, origins: Given) -> bool:
    """Whether origins are all there are: written so, in one branch, or where the environment names none."""
    if _holds_star(origins.folded):
        return True
    pending = [origins.value]
    for _ in range(_MOST_BRANCHES):
        node = local_value(facts, pending.pop()) if pending else None
        if node is None:
            continue
        if isinstance(node, t.IfExp):
            pending += [node.body, node.orelse]
        elif isinstance(node, t.BoolOp):
            pending += node.values
        if isinstance(node, (t.List, t.Tuple, t.Set)) and any(is_constant(facts, each, "*") for each in node.elts):
            return True
        if _holds_star(fold_unset(facts, node)):
            return True
    return False


_MOST_BRANCHES = 12


def _holds_star(folded: Folded | None) -> bool:
    if folded is None:
        return False
    return folded.value == "*" or (isinstance(folded.value, tuple) and "*" in folded.value)


def _matches_all(facts: UnitFacts, given: Given) -> bool:
    """Whether an origin is a pattern that every origin matches."""
    shown = local_value(facts, given.value) if given.value is not None else None
    parts = shown.elts if isinstance(shown, (t.List, t.Tuple, t.Set)) else [shown]
    if isinstance(shown, t.IfExp):
        parts = [shown.body, shown.orelse]
    texts = [given.folded.value] if given.folded is not None else []
    for part in parts:
        inner = part.args[0] if isinstance(part, t.Call) and last_name(part.func) == "compile" and part.args else part
        folded = fold(facts, inner) if inner is not None else None
        texts += [folded.value] if folded is not None else []
    return any(isinstance(text, str) and catalogue.ALL_ORIGINS.match(text) is not None for text in texts)


def _settings(facts: UnitFacts) -> Iterator[OpenOrigins]:
    """django-cors-headers: every origin, and credentials, in one settings module."""
    flags: dict[str, t.Assign] = {}
    for assign in facts.nodes(t.Assign):
        for target in assign.targets:
            if isinstance(target, t.Name) and is_constant(facts, assign.value, True):
                if target.id not in flags or is_kept_to_development(facts, flags[target.id]):
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
