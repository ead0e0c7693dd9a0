"""How a secret leaves the code: into a variable of its own, or into the settings class that reads the environment itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words.services import SERVICES
from offpath.catalogue.words.verbs import words
from offpath.detect.configuration.hard_coded_secret import WrittenSecret
from offpath.facts.code.symbols import last_name
from offpath.facts.project.names import NAMES_FOR
from offpath.facts.project.overviews import DERIVING
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.repair.edits import quote_of, replacement
from offpath.repair.removing import remove_argument
from offpath.repair.required_variables import is_recorded_word, may_be_demanded
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span

_SETTINGS = frozenset({"pydantic_settings.BaseSettings", "pydantic.BaseSettings", "pydantic.v1.BaseSettings"})
_GENERIC = frozenset(
    {"password", "passwd", "pwd", "passphrase", "secret", "token", "key", "api", "apikey", "access", "auth", "client", "credentials", "private"}
)  # fmt: skip
"""Words that name a secret and not what it opens."""

_NOBODY = frozenset({"self", "cls", "app", "config", "settings", "conf"})
_ALLOWED = re.compile(
    r"[ \t]*#[ \t]*(?:nosec(?:[ \t:]*B10[567])?|noqa:[ \t]*S10[567]|pragma: allowlist secret|gitleaks:allow)[ \t]*(?=\r?\n|$)"
)
"""Comments that let this one finding pass in other tools: they go with it."""


@dataclass(frozen=True, slots=True)
class SecretRepair:
    """One way out of the code."""

    title: str
    edits: tuple[Edit, ...]
    imports: tuple[str, ...] = ()


def repair_secret(facts: UnitFacts, secret: WrittenSecret) -> SecretRepair | None:
    """The repair of one secret; None: nothing says what to call it."""
    if not secret.name or isinstance(secret.node.parent, t.Param):
        return None
    allowed = tuple(_without_allowance(facts, secret.node))
    field = _field_of(secret.node)
    if _reads_environment(facts, field):
        return require_setting(facts, secret.node)
    if facts.asking.ask(DERIVING).get("BaseSettings") or not _may_be_read(facts, secret):
        return None
    quote = quote_of(facts)
    variable = _variable(facts, secret)
    edit = replacement(secret.node, f"os.environ[{quote}{variable}{quote}]")
    return SecretRepair(f"Take it from the environment as `{variable}`", (edit, *allowed), ("import os",))


def _may_be_read(facts: UnitFacts, secret: WrittenSecret) -> bool:
    """Whether the literal may be read from the environment in its place: one literal, one variable."""
    node = secret.node
    text = node.value if isinstance(node.value, str) else ""
    if is_recorded_word(node, text) or not may_be_demanded(facts, node, secret.name):
        return False
    is_alone = sum(1 for each in facts.all_nodes(t.Constant) if each.value == node.value) == 1
    return is_alone and facts.asking.ask(NAMES_FOR, facts.module, text) <= 1


def require_setting(facts: UnitFacts, node: t.Expr) -> SecretRepair | None:
    """What makes a field of settings that is filled from the environment one without a default; None: it is no such field."""
    field = _field_of(node)
    if not isinstance(field, t.AnnAssign) or not may_be_demanded(facts, node, last_name(field.target)):
        return None
    gone = _without_default(facts, field, node) if _reads_environment(facts, field) else None
    allowed = _without_allowance(facts, node)
    return SecretRepair("Require it from the environment", (gone, *allowed)) if gone is not None else None


def _field_of(node: t.Expr) -> t.Node | None:
    """The statement whose value a literal is, outright or as an argument of the field's description."""
    around = node.parent.parent if isinstance(node.parent, t.Keyword) else node.parent
    return around.parent if isinstance(around, t.Call) else node.parent


def _without_default(facts: UnitFacts, field: t.Node | None, node: t.Expr) -> Edit | None:
    """What makes a field of settings one that has to be given; None: it has no type, or the literal is no plain default."""
    if not isinstance(field, t.AnnAssign):
        return None
    if field.value is node:
        return Edit(Span(field.annotation.end, node.end), "")
    described = field.value
    if not isinstance(described, t.Call) or last_name(described.func) not in ("Field", "SecretStr"):
        return None
    if last_name(described.func) == "SecretStr":
        return Edit(Span(field.annotation.end, described.end), "")
    argument = node.parent if isinstance(node.parent, t.Keyword) else node
    is_default = argument in described.args[:1] or (isinstance(argument, t.Keyword) and argument.arg == "default")
    return remove_argument(facts, described, argument) if is_default else None


def _reads_environment(facts: UnitFacts, field: t.Node | None) -> bool:
    """Whether a field belongs to a class that fills its fields from the environment."""
    around = field.parent if isinstance(field, (t.Assign, t.AnnAssign)) else None
    if not isinstance(around, t.ClassDef):
        return False
    for base in around.bases:
        found = facts.resolve(base)
        if found is not None and not _SETTINGS.isdisjoint((found.name, *facts.lineage(found.name))):
            return True
    return False


def _variable(facts: UnitFacts, secret: WrittenSecret) -> str:
    """A variable for this secret alone: what it opens goes before a name that many secrets have."""
    parts = [secret.name]
    function = facts.function_of(secret.node)
    is_local = isinstance(secret.node.parent, t.Assign) and isinstance(secret.node.parent.targets[0], t.Name)
    if set(words(secret.name)) <= _GENERIC:
        service = _service(facts, secret.node, function)
        if service:
            parts = [service, secret.name]
        elif function is not None:
            parts = [*(each for each in function.path if not each.startswith("__")), secret.name]
        elif not is_local:
            parts = [*_holders(secret.node), secret.name]
    spelled = (re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", each) for each in parts)
    return "_".join(re.sub(r"\W+", "_", each).strip("_") for each in spelled).upper()


def _service(facts: UnitFacts, node: t.Expr, function: FunctionFacts | None) -> str:
    """The service whose key it is: the library that the value, or the name that it is bound to, is handed to; the address that is asked with it."""
    calls = [outer for outer in node.ancestors() if isinstance(outer, t.Call)]
    if function is not None:
        bound = [d for d in function.flow.definitions if d.value is node]
        uses = [use for each in bound for use in each.uses]
        calls += [outer for use in uses for outer in use.ancestors() if isinstance(outer, t.Call)]
    called = [facts.callee(call) for call in calls]
    for name, service in SERVICES.items():
        if any(f"{each}.".startswith(f"{name}.") for each in called):
            return service
    text = facts.text(function.node) if function is not None and not called else ""
    return next((service for name, service in SERVICES.items() if "." in name and f"//{name}" in text), "")


def _holders(node: t.Constant) -> list[str]:
    """What holds a secret at module or class level, from the outside in: the target, keys on the way, the object."""
    found: list[str] = []
    for outer in node.ancestors():
        if isinstance(outer, t.DictItem) and isinstance(outer.key, t.Constant) and outer.value is not node:
            found.append(str(outer.key.value))
        if isinstance(outer, t.Assign):
            target = outer.targets[0]
            if isinstance(target, t.Attribute):
                found.append(last_name(target.value))
            elif outer.value is not node:
                found.append(last_name(target))
        if isinstance(outer, t.ClassDef):
            found.append(outer.name)
    return [each for each in reversed(found) if each and each.lower() not in _NOBODY]


def _without_allowance(facts: UnitFacts, node: t.Expr) -> Iterator[Edit]:
    text = facts.reading.text
    end = text.find("\n", node.end)
    line = text[node.end : end if end >= 0 else len(text)]
    found = _ALLOWED.search(line)
    if found is not None and "#" not in line[: found.start()]:
        yield Edit(Span(node.end + found.start(), node.end + found.end()), "")
