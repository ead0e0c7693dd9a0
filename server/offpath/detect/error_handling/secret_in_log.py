"""Secrets and card data that logs and prints write down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from offpath.catalogue.words import private as catalogue
from offpath.catalogue.words.verbs import words
from offpath.detect.error_handling.bearing_names import only_bears_the_name, put_together_of
from offpath.detect.error_handling.meant_logs import is_meant
from offpath.detect.error_handling.persons_in_log import is_person
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import caught_names
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.routes.routes import ROUTE
from offpath.facts.running.attended import IS_ATTENDED
from offpath.facts.running.scripts import IS_SCRIPT
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.values.constants import fold
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False)
class LoggedSecret:
    """One secret in a log call."""

    call: t.Call
    node: t.Expr
    """The expression that is the secret."""
    name: str
    """What it is called."""
    certain: bool
    of_person: bool = False
    """Whether it is no secret, but all that is known of a person."""
    excuse: SecretExcuse | None = None
    """Why little is lost by it; None: nothing says so."""
    is_alone: bool = True
    """Whether no other secret stands in the call."""

    @property
    def evidence(self) -> SecretEvidence:
        """What says that it is one."""
        if not self.certain:
            return SecretEvidence.PERSON if self.of_person else SecretEvidence.REQUEST
        last = words(self.name)[-1:]
        if last in (("token",), ("jwt",), ("otp",)):
            return SecretEvidence.TOKEN
        return SecretEvidence.PASSWORD if "pass" in "".join(last) or last == ("pwd",) else SecretEvidence.KEY


class SecretExcuse(Enum):
    """Why little is lost where a secret is written down; verdicts on findings are counted by it."""

    PRINTED = "printed for who runs it"
    REFUSED = "refused token"


class SecretEvidence(Enum):
    """Verdicts on findings are counted by it, and hovers show it."""

    PASSWORD = "password by name"
    TOKEN = "token by name"
    KEY = "key by name"
    REQUEST = "whole request"
    PERSON = "person"


def logged_secrets(facts: UnitFacts) -> Iterator[LoggedSecret]:
    """The first secret of each log or print call of a unit."""
    for call in facts.nodes(t.Call):
        if not is_log_call(call) or last_name(call.func) in _NO_LOG:
            continue
        given = [
            *call.args,
            *(keyword.value for keyword in call.keywords if keyword.arg not in ("exc_info", "file", "end", "sep")),
        ]
        all_found = [each for argument in given for each in _in(facts, call, argument)]
        found = all_found[0] if all_found else None
        if (
            found is not None
            and not _is_shown_on_purpose(facts, call, found.node)
            and not is_meant(facts, call, found.node)
        ):
            yield replace(found, excuse=_excuse_of(facts, found), is_alone=len(all_found) == 1)


_NO_LOG = frozenset({"set_user", "set_tag", "incr", "labels", "bind"})


def _excuse_of(facts: UnitFacts, found: LoggedSecret) -> SecretExcuse | None:
    function = facts.function_of(found.call)
    if last_name(found.call.func) == "print" and function is not None and _is_run_by_hand(facts, function):
        return SecretExcuse.PRINTED
    is_token = found.certain and found.evidence in (SecretEvidence.TOKEN, SecretEvidence.KEY)
    return SecretExcuse.REFUSED if is_token and _is_refused_here(found) else None


def _is_run_by_hand(facts: UnitFacts, function: FunctionFacts) -> bool:
    """Whether a person at a terminal runs a function, or its module stands among commands and it answers no request."""
    if facts.asking.ask(IS_ATTENDED, function.qualified_name):
        return True
    folders = {*facts.module.split(".")}
    return not folders.isdisjoint(catalogue.COMMANDS) and facts.asking.ask(ROUTE, function.qualified_name) is None


def _is_refused_here(found: LoggedSecret) -> bool:
    """Whether a secret is written down where it was just found to be none: in the branch for `InvalidToken`."""
    for outer in found.call.ancestors():
        if isinstance(outer, t.FunctionDef):
            return False
        if isinstance(outer, t.ExceptHandler):
            told = {word for each in caught_names(outer) for word in words(each)}
            return not catalogue.REFUSING.isdisjoint(told)
    return False


def _is_shown_on_purpose(facts: UnitFacts, call: t.Call, node: t.Expr) -> bool:
    """Whether a script prints to whoever runs it, or a command that somebody runs at a terminal prints the secret that it has just made."""
    if last_name(call.func) != "print":
        return False
    if facts.asking.ask(IS_SCRIPT, facts.module):
        return True
    if not (_is_made_here(facts, node, 0) or fold(facts, node) is not None):
        return False
    function = facts.function_of(call)
    if function is None or facts.asking.ask(IS_ATTENDED, function.qualified_name):
        return True
    return call.args == [node] and any(last_name(each.func) == "exit" for each in function.calls)


def _is_made_here(facts: UnitFacts, node: t.Expr, depth: int) -> bool:
    """Whether a value is drawn by lot: `secrets.token_hex()`, `Fernet.generate_key()`, letters that are chosen."""
    if depth > _MAX_STEPS:
        return False
    for each in node.walk():
        if isinstance(each, t.Call):
            spoken = words(last_name(each.func))
            if facts.callee(each).startswith(catalogue.DRAWING) or not _MAKING.isdisjoint(spoken):
                return True
        if isinstance(each, t.Name):
            values = [d.value for d in facts.definitions(each) if d.kind == "assign" and d.value is not None]
            if any(value is not node and _is_made_here(facts, value, depth + 1) for value in values):
                return True
    return False


_MAX_STEPS = 4
_MAKING = frozenset({"generate", "create", "issue", "mint", "new"})


def _in(facts: UnitFacts, call: t.Call, argument: t.Expr) -> Iterator[LoggedSecret]:
    """The secrets in an argument, but for those that are masked, tested or measured on the way."""
    pending, seen = [argument], {argument}
    while pending:
        node = pending.pop()
        if _tells_nothing(node):
            continue
        name = _name_of(node) if not isinstance(node, t.IfExp) else ""
        if name and _is_secret(name) and not only_bears_the_name(facts, node, _masks):
            yield LoggedSecret(call, node, name, True)
        elif name and _is_whole_body(facts, node):
            yield LoggedSecret(call, node, facts.text(node), False)
        elif is_person(facts, call, node):
            yield LoggedSecret(call, node, facts.text(node), False, of_person=True)
        elif isinstance(node, t.Name) and _held_key(facts, node):
            yield LoggedSecret(call, node, _held_key(facts, node), True)
        elif isinstance(node, t.Name):
            pending += [each for each in put_together_of(facts, node) if each not in seen]
            seen.update(pending)
        elif not isinstance(node, t.Attribute):
            pending += reversed(list(_told_with(node)))


def _held_key(facts: UnitFacts, node: t.Name) -> str:
    """The secret that a mapping holds which is told whole, as the function shows by reading it elsewhere: `answer["session_token"]`."""
    parent = node.parent
    if isinstance(parent, (t.Subscript, t.Attribute)) and parent.value is node:
        return ""
    if isinstance(parent, t.Call) and last_name(parent.func) in _LISTING_KEYS:
        return ""
    keys: set[str] = set()
    for definition in facts.definitions(node):
        if definition.kind not in ("assign", "parameter") or definition.path or isinstance(definition.value, t.Dict):
            return ""
        for use in definition.uses:
            key, is_kept = _asked_key(use)
            if key and not is_kept:
                return ""
            keys.add(key)
    return next((each for each in sorted(keys) if each and _is_secret(each)), "")


_LISTING_KEYS = frozenset({"list", "tuple", "set", "frozenset", "sorted"})


def _asked_key(use: t.Name) -> tuple[str, bool]:
    """The key under which a mapping is asked, and whether it is still there afterwards: not taken out, not written anew."""
    step = use.parent
    if isinstance(step, t.Subscript) and step.value is use and isinstance(step.index, t.Constant):
        key = step.index.value
        is_written = isinstance(step.parent, t.Delete) or (
            isinstance(step.parent, t.Assign) and any(each is step for each in step.parent.targets)
        )
        return (key, not is_written) if isinstance(key, str) else ("", True)
    call = step.parent if isinstance(step, t.Attribute) and step.value is use else None
    if isinstance(call, t.Call) and call.func is step and isinstance(step, t.Attribute) and call.args:
        key = call.args[0].value if isinstance(call.args[0], t.Constant) else None
        if isinstance(key, str) and step.attr in ("get", "pop"):
            return key, step.attr == "get"
    return "", True


def _tells_nothing(node: t.Expr) -> bool:
    if isinstance(node, t.Call):
        return _masks(node)
    if isinstance(node, (t.Compare, t.Constant)) or (isinstance(node, t.UnaryOp) and node.op == "not"):
        return True
    return isinstance(node, t.Subscript) and isinstance(node.index, t.Slice)


def _told_with(node: t.Expr) -> Iterator[t.Expr]:
    """What is told where an expression is: its parts, but for what it is called by and what it depends on."""
    if isinstance(node, t.IfExp):
        yield from (node.body, node.orelse)
        return
    if isinstance(node, t.Call) and last_name(node.func) in _PUTTING_OTHERS and len(node.args) > 1:
        yield from (*_receiver(node), *node.args[1:])
        return
    for child in node.children():
        if isinstance(child, t.Expr) and not (isinstance(node, t.Call) and child is node.func):
            yield child
        elif isinstance(child, t.DictItem):
            yield child.value


_PUTTING_OTHERS = frozenset({"replace", "sub"})
"""What puts other text in the place of its first argument: `text.replace(key, "***")`."""


def _receiver(call: t.Call) -> Iterator[t.Expr]:
    if isinstance(call.func, t.Attribute) and last_name(call.func) == "replace":
        yield call.func.value


def _masks(call: t.Call) -> bool:
    """Whether a call's answer no longer is what it is handed."""
    name = last_name(call.func)
    return name.lower() in catalogue.MASKING or not catalogue.MASKING.isdisjoint(words(name))


def _name_of(node: t.Expr) -> str:
    """What an expression is called: a name, an attribute, a key that is asked for."""
    while isinstance(node, t.Call):
        called = last_name(node.func)
        first = node.args[0] if node.args else None
        if called in _READING and isinstance(first, t.Constant) and isinstance(first.value, str):
            return first.value
        if not isinstance(node.func, t.Attribute) or called not in ("get_secret_value", "get_json", "json"):
            return ""
        if called != "get_secret_value":
            return called
        node = node.func.value
    if isinstance(node, t.Subscript) and isinstance(node.index, t.Constant) and isinstance(node.index.value, str):
        return node.index.value
    return last_name(node)


_READING = frozenset({"get", "getenv", "getlist", "get_secret_value", "pop"})

_ABOUT_PASSWORDS = tuple((act, "password") for act in ("reset", "forgot", "change", "update", "set", "recover", "lost"))
"""First and last words of names of acts, not of passwords."""


def _is_secret(name: str) -> bool:
    spoken = words(name)
    is_other = (name.isupper() and "header" in spoken) or spoken[:1] + spoken[-1:] in _ABOUT_PASSWORDS
    is_choice = spoken[-2:-1] == ("or",) and catalogue.SECRET_WORDS.isdisjoint(spoken[-3:-2])
    if not spoken or is_other or is_choice or not catalogue.HARMLESS_BEFORE.isdisjoint((spoken[0], *spoken[-2:-1])):
        return False
    return spoken[-1] in catalogue.SECRET_WORDS or spoken[-2:] in catalogue.SECRET_PAIRS


def _is_whole_body(facts: UnitFacts, node: t.Expr) -> bool:
    """Whether an expression is all that a request of a sign-in or a payment holds."""
    target = node.func if isinstance(node, t.Call) else node
    if not isinstance(target, t.Attribute) or target.attr not in catalogue.WHOLE_BODIES:
        return False
    if last_name(target.value) not in ("request", "req"):
        return False
    function = facts.function_of(node)
    return function is not None and _signs_in(function)


def _signs_in(function: FunctionFacts) -> bool:
    spoken = {*words(function.name), *(words(function.path[-2]) if len(function.path) > 1 else ())}
    return not catalogue.SIGNING_IN.isdisjoint(spoken)
