"""Handlers that are classes: views, resources, servicers, consumers, tools."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.form import VERBS
from offpath.catalogue.libraries.routing import GENERIC_WRITES
from offpath.catalogue.library import Classes, Library
from offpath.catalogue.members import matches
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.variables import dotted_symbol, variable_name
from offpath.facts.routes.handler_table import HandlerTable
from offpath.facts.routes.mentions import around
from offpath.facts.routes.route import Route, path_of, path_parameters
from offpath.facts.summaries.contribution import ClassSummary

_DRF_METHODS = {
    "create": "post",
    "update": "put",
    "partial_update": "patch",
    "destroy": "delete",
    "list": "get",
    "retrieve": "get",
}


def add_class(table: HandlerTable, module: ModuleFacts, path: str, view: ClassSummary) -> None:
    """Takes in a class whose bases say that it answers."""
    name = module.dotted(path)
    lineage = table.resolver.lineage(name)
    known = next(
        (found for base in _libraries_of(table, lineage) for found in [table.catalogue.base(base)] if found), None
    )
    known = known or next((found for found in map(table.house.base, _own_bases(lineage)) if found), None)
    if known is None or _is_helper_class(lineage):
        return
    group, written = _place(table, module, view)
    library, form = known
    table.add(
        Route(
            handler=name,
            framework=library.framework,
            kind="class",
            methods=tuple(dict.fromkeys(_methods(table, library, form, lineage))),
            path=written,
            parameters=path_parameters(written, library.framework),
            group=group,
            mentions=tuple(around(module, view.decorators, but=None)),
            registered=bool(written),
            caller=form.caller,
            protocol=form.protocol,
            answering=form.methods,
            verbs=form.verbs,
        )
    )


def handed_class(table: HandlerTable, library: Library, name: str) -> Route | None:
    """The handler that a class is whose instance a library's call is handed; it needs no base class."""
    facts, path = table.resolver.locate(name)
    form = next((each for each in library.classes if not each.bases), None)
    if facts is None or path not in facts.classes or form is None:
        return None
    lineage = table.resolver.lineage(name)
    return Route(
        handler=name,
        framework=library.framework,
        kind="class",
        methods=tuple(dict.fromkeys(_methods(table, library, form, lineage))),
        mentions=tuple(around(facts, facts.classes[path].decorators, but=None)),
        caller=form.caller,
        protocol=form.protocol,
        answering=form.methods,
        verbs=form.verbs,
    )


def _libraries_of(table: HandlerTable, lineage: list[tuple[str, str]]) -> Iterator[str]:
    """The bases that are no classes of the project, also those of modules that are not there: generated ones."""
    for owner, path in lineage:
        if not owner:
            yield path
            continue
        facts = table.project.modules[owner]
        summary = facts.classes.get(path)
        for base in summary.bases if summary is not None else ():
            if table.resolver.resolve(owner, base) is None:
                yield dotted_symbol(facts, base)


def _own_bases(lineage: list[tuple[str, str]]) -> Iterator[str]:
    """The bases that the project defines."""
    return (f"{owner}.{path}" for owner, path in lineage[1:] if owner)


def _place(table: HandlerTable, module: ModuleFacts, view: ClassSummary) -> tuple[str, str]:
    """The group and the path that a class's decorators name."""
    group, written = "", ""
    for decoration in view.decorators:
        if decoration.name.rpartition(".")[2] in ("route", "view") and decoration.is_call:
            symbol = decoration.symbol
            base = symbol[1] if symbol is not None and symbol[0] == "attr" else None
            group = variable_name(table.project, module, "", decoration.name.rpartition(".")[0], base)
            written = path_of(decoration.constants, decoration.keywords) or ""
    return group, written


def _methods(table: HandlerTable, library: Library, form: Classes, lineage: list[tuple[str, str]]) -> Iterator[str]:
    for owner, path in lineage:
        if not owner:
            yield from GENERIC_WRITES.get(path.rpartition(".")[2], ())
            continue
        functions = table.project.modules[owner].functions
        if form.verbs:
            own = [each.rpartition(".")[2] for each in functions if each.rpartition(".")[0] == path]
            yield from (verb for pattern, verb in form.verbs for each in own if matches(each, (pattern,)))
            continue
        yield from (verb for verb in sorted(VERBS) if f"{path}.{verb}" in functions)
        if library.framework == "drf":
            yield from (verb for method, verb in _DRF_METHODS.items() if f"{path}.{method}" in functions)


def _is_helper_class(lineage: list[tuple[str, str]]) -> bool:
    """Whether a class of a framework is no view: a permission, a serializer, a mixin of forms."""
    return any(not owner and base.startswith(_HELPERS) for owner, base in lineage)


_HELPERS = (
    "rest_framework.permissions", "rest_framework.serializers", "rest_framework.filters", "rest_framework.pagination",
    "rest_framework.authentication", "rest_framework.throttling", "rest_framework.renderers", "rest_framework.parsers",
    "rest_framework.exceptions", "rest_framework.fields", "rest_framework.relations", "rest_framework.test",
    "rest_framework.routers", "rest_framework.validators", "rest_framework.schemas", "rest_framework.metadata",
    "django.views.debug",
)  # fmt: skip
