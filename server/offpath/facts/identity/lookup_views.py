"""Classes that look records up by what the URL says, across files."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.libraries import routing
from offpath.catalogue.words import people as identities
from offpath.catalogue.words.verbs import words
from offpath.facts.project.call_graph import CALLERS
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.summaries.contribution import CallSite, FunctionSummary
from offpath.facts.web.guards import GUARDING

_NARROWING = ("get_queryset", "get_object", "filter_queryset")
_PLAIN_BACKENDS = frozenset({"DjangoFilterBackend", "SearchFilter", "OrderingFilter", "BaseFilterBackend"})


def is_lookup_view(project: Project, name: str, besides: str = "") -> bool:
    """Whether a class is such a view, and nothing in its lineage asks who the caller is before it hands a record out.

    What the method `besides` does is left to whoever asks.
    """
    resolver = Resolver(project)
    is_generic = False
    for owner, path in resolver.lineage(name):
        if not owner:
            is_generic = is_generic or path.rpartition(".")[2] in routing.GENERIC_LOOKUPS
            continue
        facts = project.modules[owner]
        for method in _NARROWING:
            summary = project.body(facts, f"{path}.{method}")
            if method != besides and summary is not None and "identity" in summary.guards:
                return False
        if any("owner" in each.guards and "identity" in each.guards for each in _answering(project, facts, path)):
            return False
        view = facts.classes.get(path)
        for field in view.fields if view is not None else ():
            if field.name == "filter_backends" and any(_narrows(project, owner, r) for r in field.references):
                return False
    return is_generic


def _answering(project: Project, facts: ModuleFacts, path: str) -> Iterator[FunctionSummary]:
    """The methods of a class that are called from outside, which may judge the record that they get."""
    for method in sorted(routing.VIEW_METHODS):
        summary = project.body(facts, f"{path}.{method}")
        if summary is not None:
            yield summary


def _narrows(project: Project, module: str, written: str) -> bool:
    """Whether a filter backend looks at the caller; one that cannot be seen is judged by its name."""
    last = written.rpartition(".")[2]
    if last in _PLAIN_BACKENDS:
        return False
    found = Resolver(project).resolve(module, ("global", written.partition(".")[0]))
    facts, path = Resolver(project).locate(found.name) if found is not None else (None, "")
    summary = project.body(facts, f"{path}.filter_queryset") if facts is not None else None
    if summary is not None:
        return "identity" in summary.guards
    return bool(set(words(last)) & (identities.CALLER_WORDS | {"own", "permission", "permissions", "object"}))


def has_own_lookup(project: Project, name: str) -> bool:
    """Whether a class of the project in a view's lineage says itself which records there are, or how one is found."""
    for owner, path in Resolver(project).lineage(name):
        functions = project.modules[owner].functions if owner else {}
        if any(f"{path}.{method}" in functions for method in _NARROWING):
            return True
    return False


_READ_ONLY_VIEWS = frozenset({"ReadOnlyModelViewSet", "ListAPIView", "RetrieveAPIView"})


def serves_reads_alone(project: Project, name: str) -> bool:
    """Whether every view that names a serializer only reads."""
    resolver = Resolver(project)
    views = _views_with(project, name)
    bases = [{path.rpartition(".")[2] for _, path in resolver.lineage(view)} for view in views]
    return bool(views) and all(not each.isdisjoint(_READ_ONLY_VIEWS) for each in bases)


def _views_with(project: Project, name: str) -> list[str]:
    """The views that name a form or serializer as theirs."""
    last = name.rpartition(".")[2]
    return [
        module.dotted(path)
        for module in project.modules.values()
        for path, summary in module.classes.items()
        for field in summary.fields
        if field.name in _NAMING_FORMS and last in field.references
    ]


_NAMING_FORMS = frozenset({"serializer_class", "form_class", "form", "add_form"})


def serves_the_powerful_alone(project: Project, name: str, slot: int) -> bool:
    """Whether all that is seen to use a form or serializer, which takes data in a slot, asks for a role or only shows records with it."""
    views = _views_with(project, name)
    calls = project.answer(CALLERS, name)
    writing = [each.name for each in calls if _hands_data(each.site, slot)]
    if not views and not writing:
        return bool(calls)
    return all(
        project.answer(GUARDING, each).privileged for each in (*views, *writing) if not _is_of_admin_site(project, each)
    )


def _is_of_admin_site(project: Project, view: str) -> bool:
    """Whether a class is served by the administration site alone: `class SupplierAdmin(admin.ModelAdmin)`."""
    return any(not owner and path.startswith(routing.ADMIN_SITES) for owner, path in Resolver(project).lineage(view))


_WRITING_VIEWS = frozenset(
    {"ModelViewSet", "UpdateModelMixin", "UpdateAPIView", "RetrieveUpdateAPIView", "RetrieveUpdateDestroyAPIView"}
)


def changes_for_all(project: Project, name: str) -> bool:
    """Whether a view changes records through a serializer for everybody who is signed in, by its framework's own methods alone."""
    resolver = Resolver(project)
    for view in _views_with(project, name):
        bases = {path.rpartition(".")[2] for owner, path in resolver.lineage(view) if not owner}
        own = [(project.modules[owner], path) for owner, path in resolver.lineage(view) if owner]
        judges = any(f"{path}.{method}" in facts.functions for facts, path in own for method in _JUDGING)
        guarding = project.answer(GUARDING, view)
        if not _WRITING_VIEWS.isdisjoint(bases) and not judges and guarding.authenticated and not guarding.privileged:
            return True
    return False


_JUDGING = (
    *_NARROWING,
    "get_serializer_class",
    "get_serializer",
    "perform_update",
    "update",
    "partial_update",
    "get_permissions",
    "initial",
    "dispatch",
)
"""Methods by which a view says itself what may be changed, and by whom."""


def _hands_data(site: CallSite, slot: int) -> bool:
    """Whether a form or serializer is made with what somebody has sent, or perhaps."""
    handed = {*site.keywords, *site.requested, *(each.slot for each in site.arguments)}
    return not handed.isdisjoint({"data", "files", "**", "*", slot})


CHANGES_FOR_ALL = Question(changes_for_all)
SERVES_READS_ALONE = Question(serves_reads_alone)
SERVES_THE_POWERFUL_ALONE = Question(serves_the_powerful_alone)
IS_LOOKUP_VIEW = Question(is_lookup_view)
HAS_OWN_LOOKUP = Question(has_own_lookup)
