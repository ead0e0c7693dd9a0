"""What is written around handlers: decorators, and the names that they are given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from offpath.catalogue.libraries.routing import INJECTORS
from offpath.facts.code.symbols import Symbol
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.routes.route import Mention
from offpath.facts.summaries.contribution import Constant, Decoration

_ASKING_FOR = ("requires", "require", "require_permission", "permission_required", "check_permissions")
"""Decorators that are handed the permissions that they ask for."""

PERMISSION_REQUIRED = "permission_required"
"""Stands for a permission that is demanded by an argument: `permission="edit"`."""


def around(module: ModuleFacts, decorators: tuple[Decoration, ...], but: Decoration | None) -> Iterator[Mention]:
    """What decorators mention: themselves and, for those that hand others on, the names that they are given."""
    for decoration in decorators:
        if decoration is but:
            continue
        if decoration.name.rpartition(".")[2] in (
            "method_decorator",
            "permission_classes",
            "use_guards",
            "decorate",
            "before",
        ):
            yield from inside(module, decoration)
        else:
            yield Mention(module.name, decoration.name, decoration.symbol, _flat(decoration))
            if decoration.name.rpartition(".")[2] in _ASKING_FOR:
                yield from inside(module, decoration)


def inside(module: ModuleFacts, decoration: Decoration) -> Iterator[Mention]:
    """The names among a decorator's arguments: `dependencies=[Depends(auth)]`, `guards=[signed_in]`."""
    for symbol in decoration.arguments:
        written = spelled(symbol)
        if written.rpartition(".")[2] not in INJECTORS:
            yield Mention(module.name, written, symbol)


def demanded(
    module: ModuleFacts, keywords: tuple[tuple[str, Constant], ...], demanding: Iterable[str]
) -> Iterator[Mention]:
    """The permissions that a routing decorator or call demands by name."""
    named = dict(keywords)
    for keyword in demanding:
        if isinstance(named.get(keyword), (str, tuple)):
            yield Mention(module.name, PERMISSION_REQUIRED, None, (named[keyword],))


def spelled(symbol: Symbol | None) -> str:
    """The last names of a symbol, dotted, for judging it by its words."""
    if symbol is None:
        return ""
    if symbol[0] in ("call", "await"):
        return spelled(symbol[1])
    if symbol[0] == "attr":
        return f"{spelled(symbol[1])}.{symbol[2]}".lstrip(".")
    return str(symbol[-1])


def _flat(decoration: Decoration) -> tuple[Constant, ...]:
    """The constants that a decorator is handed; what is named (`ADMIN`, `Role.ADMIN`) by how it is written."""
    values = [*decoration.constants, *(value for _, value in decoration.keywords)]
    named = (spelled(symbol) for symbol in decoration.arguments if symbol[0] in ("attr", "global", "import"))
    return (*(inner for value in values for inner in (value if isinstance(value, tuple) else (value,))), *named)
