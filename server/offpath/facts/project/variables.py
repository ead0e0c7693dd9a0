"""Which object of the project an expression names: the variable that holds an application, a blueprint, a router."""

from __future__ import annotations

from collections.abc import Container

from offpath.facts.code.symbols import Symbol
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import Project

_MAX_STEPS = 8


def variable_name(project: Project, module: ModuleFacts, owner: str, written: str, symbol: Symbol | None) -> str:
    """The dotted place where an object is bound, through imports: `shop.orders.bp`, or `app.create_app.app` for a local one.

    `owner` is the dotted path of the function around, `written` what the expression looks like; empty: cannot tell.
    """
    dotted = dotted_symbol(module, symbol)
    if dotted:
        return follow(project, dotted)
    if written and "." not in written:
        return ".".join(p for p in (module.name, owner, written) if p)
    return ""


def dotted_symbol(module: ModuleFacts, symbol: Symbol | None) -> str:
    """The absolute dotted name that a symbol spells, without looking at what it denotes."""
    if symbol is None:
        return ""
    if symbol[0] == "global":
        return f"{module.name}.{symbol[1]}" if module.name else str(symbol[1])
    if symbol[0] == "import":
        return module.absolute(int(symbol[1]), symbol[2])
    if symbol[0] == "attr":
        inner = dotted_symbol(module, symbol[1])
        return f"{inner}.{symbol[2]}" if inner else ""
    return ""


def follow(project: Project, dotted: str, known: Container[str] = ()) -> str:
    """Where a dotted name is bound in the end: re-exports and module aliases are taken to their source, up to what is known."""
    for _ in range(_MAX_STEPS):
        if dotted in known:
            return dotted
        parts = dotted.split(".")
        for length in range(len(parts) - 1, -1, -1):
            module = project.modules.get(".".join(parts[:length]))
            if module is not None:
                break
        else:
            return dotted
        first, rest = parts[length], parts[length + 1 :]
        binding = module.bindings.get(first)
        if binding is None or binding[0] != "import":
            return dotted
        dotted = ".".join([module.absolute(int(binding[1]), binding[2]), *rest])
    return dotted
