"""Views that a function of the project ties to a URL: `admin_url(r"^orders/$", "shop.views.OrderView")`.

What such a function does with a view is seen in its body: it counts as something that is written around the view.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from offpath.facts.code.symbols import Symbol
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.references import Ref
from offpath.facts.routes.handler_table import HandlerTable
from offpath.facts.routes.mentions import spelled
from offpath.facts.routes.route import Mention, Route, path_parameters
from offpath.facts.summaries.contribution import Registration

_FRAMEWORKS = ("django", "drf")


def add_own_urls(table: HandlerTable, module: ModuleFacts, each: Registration) -> None:
    """Takes in the views that a call of the project's own function hands over."""
    called: Symbol | None = ("attr", each.receiver, each.kind) if each.written else each.receiver
    made = table.resolver.resolve(module.name, called)
    if made is None or not made.internal or made.kind not in ("function", "class"):
        return
    path = next((c for c in each.constants if isinstance(c, str)), "")
    around = Mention(module.name, spelled(called), called, reaches_deep=True)
    for view in _views(table, module, each):
        known = table.found.get(view.name)
        if view.kind == "class" and (known is None or known.framework not in _FRAMEWORKS):
            continue
        if view.kind == "function" and not _takes_request(table, view):
            continue
        table.modules_with_urls.add(table.module_of(view.name))
        table.add(
            Route(
                handler=view.name,
                framework=known.framework if known is not None else "django",
                kind="class" if view.kind == "class" else "function",
                path=path,
                parameters=path_parameters(path, "django"),
                mentions=(around, *table.own_decorators(view)),
                registered=True,
            )
        )


def _views(table: HandlerTable, module: ModuleFacts, each: Registration) -> Iterator[Ref]:
    symbols = (*each.arguments, *(symbol for _, symbol in each.keyword_arguments))
    found = [table.resolver.resolve(module.name, _unwrapped(symbol)) for symbol in symbols if symbol is not None]
    texts = (*each.constants, *(value for _, value in each.keywords))
    named = (ref for text in texts if isinstance(text, str) for ref in _named(table, text))
    yield from (
        ref for ref in (*found, *named) if ref is not None and ref.internal and ref.kind in ("class", "function")
    )


def _unwrapped(symbol: Symbol) -> Symbol | None:
    """`Show` of `Show.as_view()`."""
    called = symbol[1] if symbol[0] == "call" else None
    is_view = called is not None and called[0] == "attr" and called[2] == "as_view"
    return called[1] if is_view and called is not None else symbol


def _named(table: HandlerTable, text: str) -> Iterator[Ref | None]:
    """What a dotted text denotes; where a part is filled in later (`shop.views.Order%sView`), all that fits."""
    if not DOTTED.fullmatch(text):
        return
    if "%s" not in text and "{" not in text:
        yield table.resolver.dotted(text)
        return
    where, _, name = text.rpartition(".")
    holder = table.project.modules.get(where)
    fits = re.compile(r"\w*".join(map(re.escape, _FILLED_IN.split(name))))
    for each in (*holder.classes, *holder.bindings) if holder is not None else ():
        if fits.fullmatch(each):
            yield table.resolver.dotted(f"{where}.{each}")


def _takes_request(table: HandlerTable, view: Ref) -> bool:
    facts, path = table.resolver.locate(view.name)
    summary = facts.functions.get(path) if facts is not None else None
    return summary is not None and [each.name for each in summary.parameters[:1]] == ["request"]


DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*\.(?:\w|%s|\{\w*\})+")
"""A dotted name, of whose last part something may be filled in later."""

_FILLED_IN = re.compile(r"%s|\{\w*\}")
