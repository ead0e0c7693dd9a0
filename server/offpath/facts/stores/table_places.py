"""Which modules a table belongs to: two scripts that know nothing of each other may have databases of their own."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.kinds_of_files import MIGRATIONS, kinds_of
from offpath.facts.code.symbols import Symbol
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.stores.fields import normalised
from offpath.facts.summaries.naming import STARTED_BY_HAND


def is_table_of(project: Project, table: str, module: str) -> bool:
    """Whether a module may mean the table that the project declares: unless all who declare it, or it, are on their own."""
    declaring = {
        name
        for name, tables in project.declared_tables()
        if any(normalised(each) == normalised(table) for each in tables)
    }
    if not declaring or module in declaring:
        return True
    tied: frozenset[str] = project.answer(TIED)
    return module in tied or any(name in tied or not _is_alone(project, name) for name in declaring)


def _is_alone(project: Project, name: str) -> bool:
    """Whether a module makes tables for itself: it opens its database, and is no migration.

    One that is told which by somebody who is not seen is there for others.
    """
    found = project.modules.get(name)
    if found is None or MIGRATIONS in kinds_of(found.path):
        return False
    bodies = [(path, body) for path in found.functions for body in [project.body(found, path)] if body is not None]
    called = {site.name for _, body in bodies for site in body.calls}
    is_started = any(STARTED_BY_HAND in each.evidence for each in found.contributions)
    return any(
        site.name in _OPENING
        and (is_started or path.rpartition(".")[2] in called or not any(a.parameters for a in site.arguments))
        for path, body in bodies
        for site in body.calls
    )


_OPENING = frozenset({"connect", "create_engine", "create_pool", "create_async_engine"})


def tied(project: Project) -> frozenset[str]:
    """The modules that import another one of the project, or are imported."""
    resolver = Resolver(project)
    found: set[str] = set()
    for module in project.modules.values():
        for target in _imported(resolver, module):
            if target != module.name:
                found |= {module.name, target}
    return frozenset(found)


def _imported(resolver: Resolver, module: ModuleFacts) -> Iterator[str]:
    for symbol in (*module.bindings.values(), *module.star_imports):
        root: Symbol | None = symbol
        while root is not None and root[0] in ("attr", "call"):
            root = root[1]
        if root is None or root[0] != "import":
            continue
        found = resolver.resolve(module.name, root)
        if found is not None and found.internal:
            facts, _ = resolver.locate(f"{found.name}.x")
            yield facts.name if facts is not None else found.name


TIED = Question(tied, on_outline=True)
IS_TABLE_OF = Question(is_table_of)
