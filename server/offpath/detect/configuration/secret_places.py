"""Places that make a literal a secret whatever it is bound to: the key of a cipher, the password of a pair, what a password is compared with."""

from __future__ import annotations

import re

from offpath.catalogue.library import SECRET
from offpath.catalogue.words import secrets as catalogue
from offpath.catalogue.words.credentials import PAIRING_ARGUMENTS
from offpath.catalogue.words.debugging import CONFIGURED_APPLICATIONS
from offpath.catalogue.words.secret_names import is_secret_name, kind_of_secret, secret_words
from offpath.catalogue.words.verbs import words
from offpath.detect.configuration.secret_texts import is_placeholder, looks_drawn
from offpath.facts.code.symbols import last_name
from offpath.facts.project.signing import SIGNS_WITH
from offpath.facts.routes.django_settings import IS_DJANGO_SETTINGS
from offpath.facts.unit import UnitFacts
from offpath.facts.values.holders import chosen_among, in_its_form
from offpath.syntax import tree as t

_SAYING = ("==", "!=")
_COMPARING = frozenset({"compare_digest", "constant_time_compare", "safe_str_cmp"})
_PASSWORD_LAST = ("password", "passwd", "pwd", "passphrase")
_SHORTEST_WORD = 6
_TO_BE_CHANGED = re.compile(r"change|your|replace|insert|example|_here|secret|todo", re.IGNORECASE)
"""What stands for a key until somebody writes another."""

_STANDS_IN = re.compile(r"change[-_]?(?:me|this|it)\w*[!.]?$", re.IGNORECASE)
"""What stands for a password until somebody chooses another: an account that is given it has it."""

_CREATED = 2
"""Where Django's `create_user(name, mail, password)` takes the password."""


def secret_by_place(facts: UnitFacts, node: t.Constant, text: str) -> str | None:
    """What a literal is by the place where it stands, such as "a password"; None: that place makes no secret."""
    handed = chosen_among(node)
    parent = handed.parent
    if isinstance(parent, t.Assign) and parent.value is handed and isinstance(parent.targets[0], t.Name):
        target = parent.targets[0]
        flow = facts.reading.symbols.flow_at(target)
        uses = [use for each in flow.named(target.id) if each.node is target for use in each.uses]
        return next((found for use in uses if (found := _at(facts, in_its_form(use), text, True)) is not None), None)
    return _at(facts, handed, text, False)


def _at(facts: UnitFacts, handed: t.Expr, text: str, is_named: bool) -> str | None:
    """What stands at a place; of a text with a name of its own only what it opens counts, not what it is compared with."""
    parent = handed.parent
    if isinstance(parent, t.Tuple) and isinstance(parent.parent, t.Keyword) and parent.parent.arg in PAIRING_ARGUMENTS:
        is_second = len(parent.elts) == 2 and parent.elts[1] is handed
        return "a password" if is_second and _is_chosen(text) and not _is_empty_pair(parent) else None
    if isinstance(parent, t.Compare):
        return None if is_named else _compared(facts, parent, handed, text)
    call = parent.parent if isinstance(parent, t.Keyword) else parent
    if not isinstance(call, t.Call) or handed is call.func:
        return None
    slot: int | str | None = parent.arg if isinstance(parent, t.Keyword) else call.args.index(handed)
    known = facts.asking.catalogue.argument(facts.callee(call), *SECRET)
    if known is not None and slot in (known.position, *known.keywords):
        return f"a {known.hold}" if _is_chosen(text) else None
    if last_name(call.func) in _COMPARING and any(_names_secret(each) for each in call.args):
        return _named_kind(call.args) if looks_drawn(text) else None
    if isinstance(slot, int) and _is_handed_a_password(call, slot) and (_is_chosen(text) or _STANDS_IN.match(text)):
        return "a password"
    return None


def signs(facts: UnitFacts, node: t.Constant, text: str) -> bool:
    """Whether a program really signs with what stands there, be it what examples show: Flask's sessions, Django's, a token's key."""
    assign = node.parent
    if (
        not isinstance(assign, t.Assign)
        or assign.value is not node
        or "{" in text
        or " " in text
        or len(text) < _SHORTEST_WORD
        or _TO_BE_CHANGED.search(text) is None
    ):
        return False
    target = assign.targets[0]
    if isinstance(target, t.Attribute):
        return target.attr == "secret_key" and facts.is_a(target.value, *CONFIGURED_APPLICATIONS)
    if isinstance(target, t.Subscript):
        key = target.index.value if isinstance(target.index, t.Constant) else None
        holder = target.value
        is_config = (
            isinstance(holder, t.Attribute)
            and holder.attr == "config"
            and facts.is_a(holder.value, *CONFIGURED_APPLICATIONS)
        )
        return is_config and key in ("SECRET_KEY", "JWT_SECRET_KEY")
    if not isinstance(target, t.Name) or not isinstance(assign.parent, t.Tree) or facts.reading.kind != "statements":
        return False
    if target.id == "SECRET_KEY" and facts.asking.ask(IS_DJANGO_SETTINGS, facts.module):
        return True
    return facts.asking.ask(SIGNS_WITH, f"{facts.module}.{target.id}" if facts.module else target.id)


def _is_chosen(text: str) -> bool:
    """Whether somebody chose a text for a secret: no placeholder, no sentence, no name of something else."""
    return len(text) >= _SHORTEST_WORD - 2 and not re.search(r"\s", text.strip()) and not is_placeholder(text)


def _is_empty_pair(pair: t.Tuple) -> bool:
    """Whether a pair shows where a token is the name and the password says nothing: `(token, "x-oauth-basic")`."""
    second = pair.elts[1]
    return isinstance(second, t.Constant) and str(second.value).lower() in (
        "x-oauth-basic",
        "api_token",
        "x-token-auth",
        "unused",
        "none",
    )


def _compared(facts: UnitFacts, compare: t.Compare, node: t.Expr, text: str) -> str | None:
    """What a text is that a secret is compared with, where whoever sends it gets in."""
    if len(compare.ops) != 1 or compare.ops[0] not in _SAYING:
        return None
    other = compare.comparators[0] if compare.left is node else compare.left
    name = _name_read(other)
    if not name or not is_secret_name(name) or not looks_drawn(text) or _is_refusal(facts, compare):
        return None
    return kind_of_secret(name)


def _name_read(node: t.Expr) -> str:
    """What a value is called: a name, an attribute, the key that is asked for in a body, a form or a header."""
    if isinstance(node, t.Await):
        return _name_read(node.value)
    if isinstance(node, t.Subscript) and isinstance(node.index, t.Constant):
        return str(node.index.value)
    if isinstance(node, t.Call):
        if (
            node.args
            and isinstance(node.args[0], t.Constant)
            and last_name(node.func) in ("get", "getlist", "pop", "get_argument")
        ):
            return str(node.args[0].value)
        if last_name(node.func) in ("strip", "lower", "encode", "get_secret_value") and isinstance(
            node.func, t.Attribute
        ):
            return _name_read(node.func.value)
        if last_name(node.func) in ("input", "getpass"):
            return "password" if last_name(node.func) == "getpass" else ""
    return last_name(node)


def _names_secret(node: t.Expr) -> bool:
    return is_secret_name(_name_read(node))


def _named_kind(nodes: list[t.Expr]) -> str:
    return next((kind_of_secret(_name_read(each)) for each in nodes if _names_secret(each)), "a secret")


def _is_refusal(facts: UnitFacts, compare: t.Compare) -> bool:
    """Whether a function only answers with a remark where the text is what was sent, and with nothing else: it warns of a weak choice."""
    branch = compare.parent
    while isinstance(branch, (t.BoolOp, t.UnaryOp)):
        branch = branch.parent
    if not isinstance(branch, t.If) or compare.ops[0] != "==":
        return False
    first = branch.body[0]
    if isinstance(first, t.Raise):
        return True
    function = facts.function_of(compare)
    others = [each for each in function.returns if each is not first] if function is not None else []
    silent = all(
        each.value is None or (isinstance(each.value, t.Constant) and each.value.value is None) for each in others
    )
    says = isinstance(first, t.Return) and isinstance(first.value, t.Constant) and isinstance(first.value.value, str)
    return says and silent


def _is_handed_a_password(call: t.Call, slot: int) -> bool:
    """Whether a function takes a password by what it is called: `hash_password(…)`, `user.set_password(…)`, `pwd_context.hash(…)`."""
    name = last_name(call.func)
    spelled = secret_words(name)
    owner = words(last_name(call.func.value)) if isinstance(call.func, t.Attribute) else ()
    if name in ("hash", "encrypt", "hashpw") and slot == 0:
        return name == "hashpw" or not catalogue.HASHING_OWNERS.isdisjoint(owner)
    if name in ("create_user", "create_superuser") and owner[-1:] == ("objects",):
        return slot == _CREATED
    if not spelled or spelled[0] not in catalogue.HANDING_PASSWORDS:
        return False
    if spelled[-1] == "hash" and spelled[-2:-1] and spelled[-2] in _PASSWORD_LAST:
        return slot == (1 if spelled[0] in ("check", "verify") else 0)
    if spelled[-1] not in _PASSWORD_LAST or spelled[0] == "get":
        return False
    return slot == len(call.args) - 1 or (slot == 0 and spelled[0] in ("hash", "encrypt", "make"))
