"""Secrets that fall back to a literal where the environment does not hold them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words.secret_names import is_secret_name
from offpath.catalogue.words.secrets import LOCAL_ADDRESS, LOCAL_SERVERS, NO_KEY
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.functions.setting_readers import fallback_parameter
from offpath.facts.project.refused import IS_REFUSED
from offpath.facts.running.stages import is_in_development
from offpath.facts.shared.unread_settings import IS_NEVER_READ
from offpath.facts.unit import UnitFacts
from offpath.facts.values.constants import fold
from offpath.syntax import tree as t

_READERS = frozenset({"os.getenv", "os.environ.get", "os.environ.setdefault", "os.environ.pop", "environ.get"})
_CONFIGURING = frozenset({"config", "env", "getenv", "get_env", "str", "environ", "Env"})
_CONFIGURATION_LIBRARIES = ("decouple.", "environ.", "environs.", "starlette.config.", "dynaconf.")
_SETTINGS = ("pydantic_settings.BaseSettings", "pydantic.BaseSettings", "pydantic_settings.main.BaseSettings")


@dataclass(frozen=True, slots=True, eq=False)
class SecretDefault:
    """One secret with its fallback."""

    node: t.Expr
    """What is reported: the read, or the field's default."""
    name: str
    """The variable's."""
    default: t.Expr
    kind: str
    """`argument` (of `os.getenv`), `keyword` (`default=`), `or`, `field`, or `handed` (to the project's own function)."""
    call: t.Call | None = None


def secret_defaults(facts: UnitFacts) -> Iterator[SecretDefault]:
    """Every such fallback of a unit that production may come by."""
    in_calls = (_in_call(facts, call) for call in facts.nodes(t.Call))
    in_fields = (_in_field(facts, field) for field in facts.nodes(t.AnnAssign))
    for found in in_calls:
        if found is not None and not _is_refused(facts, found) and not _wants_no_key(facts, found):
            if not is_in_development(facts, found.node):
                yield found
    for found in in_fields:
        if found is not None and not _is_refused(facts, found):
            yield found


def _in_call(facts: UnitFacts, call: t.Call) -> SecretDefault | None:
    variable = call.args[0] if call.args else None
    if (
        not isinstance(variable, t.Constant)
        or not isinstance(variable.value, str)
        or not is_secret_name(variable.value)
    ):
        return None
    name = variable.value
    callee = facts.callee(call)
    own = _handed_to_own_reader(facts, call)
    if own is not None and _is_written(facts, own):
        return SecretDefault(call, name, own, "handed", call)
    if not _reads_environment(callee, call):
        return None
    default = call.args[1] if len(call.args) > 1 else None
    keyword = call.keyword("default")
    if default is not None and _is_written(facts, default):
        return SecretDefault(call, name, default, "argument", call)
    if keyword is not None and _is_written(facts, keyword):
        return SecretDefault(call, name, keyword, "keyword", call)
    either = call.parent
    if isinstance(either, t.BoolOp) and either.op == "or" and either.values[0] is call and len(either.values) == 2:
        if default is None and _is_written(facts, either.values[1]):
            return SecretDefault(either, name, either.values[1], "or", call)
    return None


def _handed_to_own_reader(facts: UnitFacts, call: t.Call) -> t.Expr | None:
    """What a function of the project that looks settings up is handed as its fallback."""
    found = facts.resolve(call.func)
    summary = facts.summary(found.name) if found is not None and found.internal else None
    fallback = fallback_parameter(summary) if summary is not None else ""
    if summary is None or not fallback:
        return None
    position = next((n for n, each in enumerate(summary.parameters) if each.name == fallback), len(call.args))
    return call.keyword(fallback) or (call.args[position] if position < len(call.args) else None)


def _reads_environment(callee: str, call: t.Call) -> bool:
    if callee in _READERS or callee.startswith(_CONFIGURATION_LIBRARIES):
        return True
    base = call.func.value if isinstance(call.func, t.Attribute) else None
    if base is not None and last_name(base) == "environ" and last_name(call.func) in ("get", "setdefault", "pop"):
        return True
    return not callee and last_name(call.func) in _CONFIGURING and (base is None or last_name(base) == "env")


def _is_refused(facts: UnitFacts, found: SecretDefault) -> bool:
    """Whether the program looks for the fallback elsewhere and does not start, or does not go on, with it."""
    folded = fold(facts, found.default)
    text = folded.value if folded is not None and isinstance(folded.value, str) else ""
    return bool(text) and facts.asking.ask(IS_REFUSED, text, last_name(found.default))


def _wants_no_key(facts: UnitFacts, found: SecretDefault) -> bool:
    """Whether the key is for a server of one's own machine that asks for none; its client's library insists on some text."""
    folded = fold(facts, found.default)
    if folded is None or not isinstance(folded.value, str):
        return False
    if NO_KEY.match(folded.value) or not LOCAL_SERVERS.isdisjoint(words(found.name)):
        return True
    client = next((outer for outer in found.node.ancestors() if isinstance(outer, t.Call)), None)
    address = client.keyword("base_url") or client.keyword("api_base") if client is not None else None
    place = fold(facts, address) if address is not None else None
    return place is not None and LOCAL_ADDRESS.match(str(place.value)) is not None


def _in_field(facts: UnitFacts, field: t.AnnAssign) -> SecretDefault | None:
    """`secret_key: str = "dev"` in a class of settings."""
    if not isinstance(field.parent, t.ClassDef) or field.value is None or not isinstance(field.target, t.Name):
        return None
    path = facts.reading.path if facts.reading.kind == "class" else (field.parent.name,)
    owner = ".".join(p for p in (facts.module, *path) if p)
    if not any(base in facts.lineage(owner) for base in _SETTINGS) or not is_secret_name(field.target.id):
        return None
    value = field.value
    if isinstance(value, t.Call) and last_name(value.func) in ("Field", "SecretStr"):
        value = value.keyword("default") or (value.args[0] if value.args else value)
    return SecretDefault(value, field.target.id, value, "field") if _is_written(facts, value) else None


def _is_written(facts: UnitFacts, node: t.Expr) -> bool:
    """Whether a fallback is a text that is not empty."""
    folded = fold(facts, node)
    return folded is not None and isinstance(folded.value, str) and bool(folded.value.strip())


def is_idle(facts: UnitFacts, found: SecretDefault) -> bool:
    """Whether the secret is a setting that nothing in the project reads."""
    bound = _setting(found)
    if bound is None:
        return False
    inside = [n for n in facts.nodes(t.Name) if n.id == bound.id and n is not bound]
    named = [n for n in facts.nodes(t.Attribute) if n.attr == bound.id]
    return not inside and not named and facts.asking.ask(IS_NEVER_READ, facts.module, facts.reading.path, bound.id)


def _setting(found: SecretDefault) -> t.Name | None:
    """The global or the field of a class that holds a secret; None: something else does."""
    for outer in found.node.ancestors():
        if isinstance(outer, (t.Assign, t.AnnAssign)):
            targets = outer.targets if isinstance(outer, t.Assign) else [outer.target]
            is_setting = isinstance(outer.parent, (t.Tree, t.ClassDef)) and len(targets) == 1
            return targets[0] if is_setting and isinstance(targets[0], t.Name) else None
        if not isinstance(outer, (t.Call, t.Keyword, t.BoolOp)):
            return None
    return None
