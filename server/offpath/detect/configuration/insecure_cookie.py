"""Cookies of sessions and tokens that are sent in the clear, to scripts, or to other sites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from offpath.catalogue.libraries import cookies as catalogue
from offpath.catalogue.words.absent import ENVIRONMENT_READS
from offpath.catalogue.words.debugging import DEVELOPMENT_WORDS
from offpath.catalogue.words.verbs import words
from offpath.detect.configuration.debug_mode_enabled import chosen_by_environment
from offpath.facts.code.symbols import last_name
from offpath.facts.running.stages import is_in_development, is_named_for_development
from offpath.facts.unit import UnitFacts
from offpath.facts.values.constants import fold, is_constant
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False)
class OpenCookie:
    """One cookie without its protection."""

    node: t.Node
    """The call, or the assignment."""
    missing: tuple[str, ...]
    """The arguments that a call lacks, or the setting."""
    value: t.Expr | None
    """The value that switches a protection off."""
    call: t.Call | None

    @property
    def evidence(self) -> CookieEvidence:
        """How the protection came to lack."""
        if self.call is None or self.node is not self.call:
            return CookieEvidence.SETTING
        return CookieEvidence.SWITCHED_OFF if self.value is not None else CookieEvidence.LEFT_OUT


class CookieEvidence(Enum):
    """Verdicts on findings are counted by it, and hovers show it."""

    SETTING = "switched off by a setting"
    SWITCHED_OFF = "switched off in a call"
    LEFT_OUT = "left out of a call"


def open_cookies(facts: UnitFacts) -> Iterator[OpenCookie]:
    """Every such cookie of a unit."""
    for call in facts.nodes(t.Call):
        found = _in_call(facts, call)
        chosen = _decided_by_environment if isinstance(call.parent, t.ExprStmt) else chosen_by_environment
        if found is not None and not chosen(facts, call):
            yield found
    for assign in facts.nodes(t.Assign):
        name = _setting(assign)
        switched_off = name in catalogue.SETTINGS and is_constant(facts, assign.value, False)
        open_to_sites = name in catalogue.SAME_SITE_SETTINGS and is_constant(facts, assign.value, None)
        if (switched_off or open_to_sites) and not chosen_by_environment(facts, assign):
            yield OpenCookie(assign, (name,), assign.value, None)


def _decided_by_environment(facts: UnitFacts, node: t.Node) -> bool:
    """Whether a condition around a call asks where the program runs: its environment, its settings, the connection's scheme."""
    child = node
    for outer in node.ancestors():
        if isinstance(outer, t.If) and child is not outer.test and _asks_environment(facts, outer.test):
            return True
        child = outer
    return is_named_for_development(node) or is_in_development(facts, node)


def _asks_environment(facts: UnitFacts, test: t.Expr) -> bool:
    for node in test.walk():
        if isinstance(node, t.Call) and facts.callee(node) in ENVIRONMENT_READS:
            return True
        name = last_name(node) if isinstance(node, (t.Name, t.Attribute)) else ""
        if not (catalogue.OF_ENVIRONMENT | DEVELOPMENT_WORDS).isdisjoint(words(name)):
            return True
    return False


def _is_taken_away(facts: UnitFacts, call: t.Call, given: dict[str | None, t.Expr]) -> bool:
    """Whether a cookie is emptied, or expires at once: there is nothing left to protect."""
    value = call.args[1] if len(call.args) > 1 else given.get("value")
    expiry = [given[name] for name in ("max_age", "expires") if name in given]
    if any(is_constant(facts, each, 0) for each in expiry):
        return True
    return value is not None and is_constant(facts, value, "")


def _setting(assign: t.Assign) -> str:
    target = assign.targets[0]
    if isinstance(target, t.Subscript) and isinstance(target.index, t.Constant):
        return str(target.index.value)
    return last_name(target) if isinstance(target, (t.Name, t.Attribute)) else ""


def _in_call(facts: UnitFacts, call: t.Call) -> OpenCookie | None:
    name = last_name(call.func)
    if name == "add_middleware" and call.args and last_name(call.args[0]) in catalogue.MIDDLEWARE:
        argument = catalogue.MIDDLEWARE[last_name(call.args[0])]
    elif name in catalogue.MIDDLEWARE:
        argument = catalogue.MIDDLEWARE[name]
    elif name in ("set_cookie", "set_signed_cookie") and isinstance(call.func, t.Attribute):
        return _set_cookie(facts, call)
    elif name == "update" and isinstance(call.func, t.Attribute) and last_name(call.func.value) == "config":
        return _updated(facts, call)
    else:
        return None
    value = call.keyword(argument)
    off = value is not None and is_constant(facts, value, False)
    return OpenCookie(call, (argument,), value, call) if off else None


def _updated(facts: UnitFacts, call: t.Call) -> OpenCookie | None:
    for keyword in call.keywords:
        if keyword.arg in catalogue.SETTINGS and is_constant(facts, keyword.value, False):
            return OpenCookie(keyword, (keyword.arg or "",), keyword.value, call)
    return None


def _set_cookie(facts: UnitFacts, call: t.Call) -> OpenCookie | None:
    """A cookie that is set with a protection switched off, or the cookie of a session without one."""
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if _is_taken_away(facts, call, given):
        return None
    off = next((a for a in catalogue.ARGUMENTS if a in given and _is_off(facts, given[a])), None)
    if off is not None and (off != "httponly" or _signs_in(facts, call)):
        return OpenCookie(call, (off,), given[off], call)
    if None in given or not _signs_in(facts, call) or len(call.args) > 2:
        return None
    missing = tuple(argument for argument in catalogue.ARGUMENTS if argument not in given)
    return OpenCookie(call, missing, None, call) if "secure" in missing or "httponly" in missing else None


def _is_off(facts: UnitFacts, value: t.Expr) -> bool:
    """Whether a protection is switched off here, not by a setting, which is told where it is made."""
    if isinstance(value, t.Attribute) and not _HOLDING_SETTINGS.isdisjoint(words(last_name(value.value))):
        return False
    return last_name(value) not in catalogue.SETTINGS and is_constant(facts, value, False)


_HOLDING_SETTINGS = frozenset({"settings", "config", "conf", "cfg", "configuration", "env", "options"})
"""Words of objects that hold what a deployment chooses."""


def _signs_in(facts: UnitFacts, call: t.Call) -> bool:
    """Whether a cookie is a session's or a token's: by its name, where it does not only hold what somebody is called."""
    name = call.args[0] if call.args else call.keyword("key") or call.keyword("name")
    folded = fold(facts, name) if name is not None else None
    text = folded.value if folded is not None else last_name(name) if name is not None else ""
    spoken = words(str(text))
    if catalogue.NAMES.isdisjoint(spoken) or "csrf" in spoken or "xsrf" in spoken:
        return False
    value = call.args[1] if len(call.args) > 1 else call.keyword("value")
    is_strong = not (catalogue.NAMES - _WEAK).isdisjoint(spoken)
    return is_strong or value is None or not _is_name(value)


_WEAK = frozenset({"login", "user", "remember"})
"""Words of cookies that may sign somebody in, or only fill in a form."""

_CALLED = frozenset({"login", "username", "name", "email", "mail", "nickname", "handle"})


def _is_name(value: t.Expr) -> bool:
    """Whether a value is what somebody is called: `user.login`, `form["username"]`, a text of such."""
    if isinstance(value, t.Subscript):
        said = str(value.index.value) if isinstance(value.index, t.Constant) else ""
    else:
        said = last_name(value)
    return not _CALLED.isdisjoint(words(said)[-1:])
