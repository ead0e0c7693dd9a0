"""Calls that ask language models, as far as their shape tells."""

from __future__ import annotations

from offpath.catalogue.libraries import models as words_of_models
from offpath.catalogue.load import catalogue
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import Symbols, last_name
from offpath.syntax import tree as t


def asks_by_shape(call: t.Call) -> bool:
    """Whether a call asks a model: `….chat.completions.create(…)`, `model.generate_content(…)`, `llm.invoke(…)`."""
    if not isinstance(call.func, t.Attribute):
        return False
    parts = _parts(call.func)
    if asks_by_names(parts):
        return True
    receiver = words(last_name(call.func.value))
    return parts[-1] in words_of_models.CLIENT_METHODS and not words_of_models.CLIENT_WORDS.isdisjoint(receiver)


def asks_by_names(parts: tuple[str, ...]) -> bool:
    """Whether a chain of names is one by which models are asked, whatever it begins with."""
    if not parts:
        return False
    return any(parts[-len(chain) :] == chain for chain in catalogue().model_chains.get(parts[-1], ()))


def posts_to_model(call: t.Call, symbols: Symbols) -> bool:
    """Whether a call asks a model by hand: it posts what only a model takes, or posts to where only a model answers."""
    if last_name(call.func) not in words_of_models.POSTING:
        return False
    given = [*call.args, *(k.value for k in call.keywords if k.arg in ("url", "json", "data", "content", "body"))]
    return any(_is_endpoint(each, symbols) or _is_payload(each, symbols) for each in given)


def _is_endpoint(node: t.Expr, symbols: Symbols) -> bool:
    node = _bound(node, symbols)
    parts = node.values if isinstance(node, t.JoinedStr) else [node]
    text = "".join(str(part.value) for part in parts if isinstance(part, t.Constant) and isinstance(part.value, str))
    return any(each in text for each in words_of_models.ENDPOINTS)


def _is_payload(node: t.Expr, symbols: Symbols) -> bool:
    node = _bound(node, symbols)
    while isinstance(node, t.Call) and last_name(node.func) in ("dumps", "encode"):
        inner = node.func.value if isinstance(node.func, t.Attribute) and node.func.attr == "encode" else None
        if inner is None and not node.args:
            return False
        node = _bound(inner if inner is not None else node.args[0], symbols)
    items = node.items if isinstance(node, t.Dict) else []
    keys = {item.key.value for item in items if isinstance(item.key, t.Constant)}
    return any(each <= keys for each in words_of_models.PAYLOADS)


def _bound(node: t.Expr, symbols: Symbols) -> t.Expr:
    definitions = symbols.definitions(node) if isinstance(node, t.Name) else ()
    value = definitions[0].value if len(definitions) == 1 and not definitions[0].path else None
    return value if value is not None else node


def is_content(node: t.Expr) -> bool:
    """Whether an expression takes a model's words out of the answer of its service: `…["message"]["content"]`."""
    if isinstance(node, t.Subscript):
        key: t.Expr | None = node.index
    elif isinstance(node, t.Call) and isinstance(node.func, t.Attribute) and node.func.attr == "get" and node.args:
        key = node.args[0]
    else:
        return False
    return isinstance(key, t.Constant) and key.value in words_of_models.CONTENT_KEYS


def _parts(node: t.Expr) -> tuple[str, ...]:
    parts: list[str] = []
    while isinstance(node, t.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, t.Name):
        parts.append(node.id)
    return tuple(reversed(parts))
