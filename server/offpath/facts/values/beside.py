"""What stands beside a value under other names: the other keywords of a call, entries of a dictionary, bindings of the same block."""

from __future__ import annotations

import re

from offpath.facts.code.symbols import last_name
from offpath.syntax import tree as t

LOCAL_HOSTS = frozenset(
    {"localhost", "127.0.0.1", "db", "postgres", "mysql", "redis", "mongo", "rabbitmq", "host", "0.0.0.0", "database", "broker", "[::1]", "::1"}
)  # fmt: skip
"""This machine, and services of the same composition."""

_HOST = re.compile(r"(?:host|hostname|server)$", re.IGNORECASE)
_LOGIN = re.compile(r"(?:user|username|login|user_name)$", re.IGNORECASE)
_PORT = re.compile(r"port$", re.IGNORECASE)


def named_beside(node: t.Expr) -> dict[str, t.Expr]:
    """The values beside a value, by what they are called."""
    holder = node.parent
    around = holder.parent if holder is not None else None
    if isinstance(holder, t.Keyword) and isinstance(around, t.Call):
        return {each.arg: each.value for each in around.keywords if each.arg and each is not holder}
    if isinstance(holder, t.DictItem) and isinstance(around, t.Dict):
        return {
            str(each.key.value): each.value
            for each in around.items
            if isinstance(each.key, t.Constant) and each is not holder
        }
    if isinstance(holder, t.Assign):
        blocks = (getattr(around, name, None) for name in ("body", "orelse", "finalbody"))
        block = next((each for each in blocks if isinstance(each, list) and holder in each), [])
        others = (each for each in block if isinstance(each, t.Assign) and each is not holder)
        return {last_name(each.targets[0]): each.value for each in others}
    return {}


def is_throwaway(node: t.Expr, text: str) -> bool:
    """Whether a password is the name of whoever signs in with it, for what runs on this machine."""
    beside = named_beside(node)
    return any(_LOGIN.search(name) and _text(value) == text for name, value in beside.items()) and any(
        _HOST.search(name) and _text(value) in LOCAL_HOSTS for name, value in beside.items()
    )


def is_of_connection(node: t.Expr) -> bool:
    """Whether what stands beside a value says where a program connects to: a port that is a number, a driver, a host."""
    for name, value in named_beside(node).items():
        text = _text(value)
        if _PORT.search(name) and text.isdigit():
            return True
        if (name.upper() == "ENGINE" or _HOST.search(name)) and ("." in text or text in LOCAL_HOSTS):
            return True
    return False


def _text(node: t.Expr) -> str:
    return str(node.value) if isinstance(node, t.Constant) else ""
