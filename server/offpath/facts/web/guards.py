"""Who guards what: evidence of authentication, roles and ownership around and in a handler, across files.

- `guarding(handler)` answers for a function, method or view class: whether it asks who the caller is, lets only some
  roles in, or compares a record's owner. It weighs decorators, dependencies and what these depend on, permission classes and
  their defaults, mixins, guards, hooks and middleware of every group around the route, what wraps the view where it is
  registered, and the checks in the body and in what the body calls.
- `authority(function)` answers the same for one function by what it does, with all it calls and defines inside.

What can be seen is judged by what it does, and by its name beside; what cannot be seen, by its canonical name where
the catalogue knows it, else by the words of its name. "Cannot tell" is counted as a guard where the name speaks of one, and
as none otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from offpath.catalogue.words import people as catalogue
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import Symbol
from offpath.facts.functions.local_guards import is_role_name
from offpath.facts.functions.ways_past import LETS_BY
from offpath.facts.project.call_graph import Body, CallGraph
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.overviews import EVIDENCE
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.references import Ref
from offpath.facts.project.resolver import Resolver
from offpath.facts.project.solver import Spread
from offpath.facts.project.variables import dotted_symbol, follow
from offpath.facts.routes.groups import covering
from offpath.facts.routes.mentions import around, spelled
from offpath.facts.routes.route import Mention, Route
from offpath.facts.routes.routes import ROUTES, route
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.owners import PEOPLE, People
from offpath.facts.stores.reached import ACCESSES
from offpath.facts.stores.schema import SCHEMA
from offpath.facts.summaries.contribution import ClassSummary, FieldSummary, FunctionSummary, Parameter
from offpath.facts.web.guarding import (
    BEARER_OF_LINK,
    NOTHING,
    PEOPLE_ARE_KNOWN,
    Guarding,
    by_name,
    demands,
    finds_by_secret,
    is_role,
    judged_locally,
    known_by,
)

_MAX_FUNCTIONS = 40
_MAX_DEPTH = 3
_DEEPER = 5
"""So many calls a guard may stand down in what makes URL patterns."""
_MOST_BODIES = 40
"""So many functions may depend on each other in a row."""


def guarding(project: Project, name: str) -> Guarding:
    """What guards the handler of this dotted name; `NOTHING` for what is no handler and checks nothing itself."""
    around_it: Guarding = project.answer(GUARDS_AROUND, name)
    return project.answer(AUTHORITY, name) | around_it


def guards_around(project: Project, name: str) -> Guarding:
    """What guards a handler besides what its own body does."""
    found = route(project, name)
    judge = _Judge(project)
    answer = NOTHING
    if found is None or _lets_strangers_in(found):
        return answer
    for mention in (*found.mentions, *covering(project, found)):
        answer |= judge.mention(mention)
    facts, path = judge.resolver.locate(name)
    summary = facts.functions.get(path) if facts is not None else None
    if facts is not None and summary is not None:
        answer |= judge.parameters(facts, summary.parameters)
        for mention in around(facts, summary.decorators, but=None):
            answer |= judge.mention(mention)
    owner = name if found.kind == "class" and found.handler == name else name.rpartition(".")[0]
    answer |= judge.view(owner)
    return answer | judge.settings(found, owner)


def _lets_strangers_in(found: Route) -> bool:
    """Whether one of the ways in that a django-ninja route names is open: `auth=[BearerAuth(), AllowAnonymous()]`."""
    return found.framework == "ninja" and any(catalogue.is_harmless(each.written) for each in found.mentions)


def authority(project: Project, name: str) -> Guarding:
    """What a function demands of the caller by itself, with all it calls."""
    return _Judge(project).body(name)


def demanded(project: Project, reference: Ref, reaches_deep: bool) -> Guarding:
    """What something of the project demands that is named as a guard: many handlers have the same."""
    return _Judge(project).looked_into(reference, reaches_deep)


def dependency_alias(project: Project, module: str, symbol: Symbol) -> Mention | None:
    """What `UserId = Annotated[int, Depends(get_user_id)]` injects, by the symbol of `UserId`."""
    facts = project.modules.get(module)
    aliases: dict[str, Mention] = project.answer(DEPENDENCY_ALIASES)
    place = follow(project, dotted_symbol(facts, symbol), aliases) if facts is not None else ""
    return aliases.get(place) if place else None


def dependency_aliases(project: Project) -> dict[str, Mention]:
    """Every such alias of the project."""
    found: dict[str, Mention] = {}
    for module, each in project.registrations():
        if each.kind in ("Depends", "Security") and each.target and not each.owner and each.parts:
            part = each.parts[0]
            place = f"{module.name}.{each.target}" if module.name else each.target
            scopes = dict(each.keywords).get("scopes")
            found[place] = Mention(module.name, part.written, part.symbol, scopes if isinstance(scopes, tuple) else ())
    return found


class _Judge:
    def __init__(self, project: Project) -> None:
        self._project = project
        self._graph = CallGraph(project)
        self.resolver = self._graph.resolver
        self._libraries = project.catalogue
        self._active: set[str] = set()

    # -- what is named

    def mention(self, mention: Mention) -> Guarding:
        """What a decorator, dependency, hook, mixin or middleware demands."""
        reference = self._meant(mention)
        last = mention.written.rpartition(".")[2]
        if last in self._project.settings.auth_guards or (
            reference and reference.name in self._project.settings.auth_guards
        ):
            return Guarding(True, evidence=(last,))
        declared = self._declared(reference.name) if reference is not None else None
        if declared is not None:
            answer = declared
        elif reference is not None and reference.internal and reference.kind != "module":
            answer = self._seen(reference, mention.reaches_deep)
        else:
            answer = self._unseen(reference, mention.written)
        answer |= self._made_of(mention)
        if catalogue.owns_by_name(last):
            answer |= Guarding(True, owned=True)
        lets_by = self._lets_by(reference)
        if (
            answer
            and not lets_by
            and any(isinstance(c, str) and is_role(c) for c in (*mention.constants, _handed_member(mention.symbol)))
        ):
            answer |= Guarding(True, True)
        elif answer.privileged and (lets_by or self._asks_role_on_demand(reference)):
            answer = replace(answer, privileged=False)
        if not answer:
            return NOTHING
        known = BEARER_OF_LINK.known if catalogue.speaks_of_link(last) else answer.known
        return Guarding(answer.authenticated, answer.privileged, answer.owned, (last,), known)

    def _asks_role_on_demand(self, reference: Ref | None) -> bool:
        """Whether a guard of the project asks for a role only where it is handed one: `def signed_in(role=None)`."""
        facts, path = self.resolver.locate(reference.name) if reference is not None else (None, "")
        summary = facts.functions.get(path) if facts is not None else None
        return summary is not None and any(each.has_default and is_role_name(each.name) for each in summary.parameters)

    def _lets_by(self, reference: Ref | None) -> bool:
        """Whether a decorator of the project calls the view on some way on which nothing was asked about the role."""
        body = self._graph.body(reference.name) if reference is not None and reference.internal else None
        return body is not None and LETS_BY in body.summary.traits

    def _meant(self, mention: Mention) -> Ref | None:
        """What is named, through what it is called with; a function that stands in another is named by its place alone."""
        symbol = mention.symbol
        while symbol is not None and symbol[0] in ("call", "await"):
            symbol = symbol[1]
        found = self.resolver.resolve(mention.module, symbol)
        if found is None and symbol is not None and symbol[0] == "import":
            facts, path = self.resolver.locate(symbol[2])
            if facts is not None and path in facts.functions:
                return Ref("function", symbol[2], internal=True)
        return found

    def _made_of(self, mention: Mention) -> Guarding:
        """What a function demands of which another made what is named: a copy, a partial, a wrapper."""
        facts, symbol = self._project.modules.get(mention.module), mention.symbol
        if facts is not None and symbol is not None and symbol[0] in ("global", "import", "attr"):
            place = follow(self._project, dotted_symbol(facts, symbol))
            facts, name = self.resolver.locate(place)
            symbol = facts.bindings.get(name) if facts is not None else None
        if facts is None or symbol is None or symbol[0] != "call" or symbol[2] is None:
            return NOTHING
        given = self.resolver.resolve(facts.name, symbol[2])
        is_function = given is not None and given.internal and given.kind == "function"
        return self.mention(Mention(facts.name, str(symbol[2][-1]), symbol[2])) if is_function else NOTHING

    def _declared(self, name: str) -> Guarding | None:
        """What a file of the catalogue says of a name, library or not; None: nothing."""
        name = name.removesuffix("()")
        if name in self._libraries.open:
            return NOTHING
        known = known_by(name)
        if name in self._libraries.privileging:
            return Guarding(True, True, evidence=(name,), known=known)
        if name in self._libraries.owning:
            return Guarding(True, owned=True, evidence=(name,), known=known)
        return Guarding(True, evidence=(name,), known=known) if name in self._libraries.authenticating else None

    def _seen(self, reference: Ref, reaches_deep: bool) -> Guarding:
        if self._active:  # what is being judged counts for nothing there
            return self.looked_into(reference, reaches_deep)
        return self._project.answer(DEMANDED, reference, reaches_deep)

    def looked_into(self, reference: Ref, reaches_deep: bool) -> Guarding:
        """What something of the project demands, by what it does."""
        if reference.name.rpartition(".")[2] in ("AllowAny",):
            return NOTHING
        depth = _DEEPER if reaches_deep else _MAX_DEPTH
        is_made = reference.kind in ("class", "instance")
        answer = self.view(reference.name) if is_made else self.body(reference.name, depth)
        if reference.kind == "class":
            answer |= self.body(f"{reference.name}.__init__", depth)
        if not answer and self._only_remembers(reference.name):
            return NOTHING
        judged = answer or reference.kind == "function" or catalogue.owns_by_name(reference.name)
        return answer | by_name(reference.name) if judged else answer

    def _only_remembers(self, name: str) -> bool:
        """Whether a function that refuses nobody notes who the caller is, for others to ask."""
        body = self._graph.body(name)
        inner = (self._graph.body(each) for each in self._graph.inside(body)) if body is not None else ()
        return any(each is not None and "remembers caller" in each.summary.guards for each in (body, *inner))

    def _unseen(self, reference: Ref | None, written: str) -> Guarding:
        name = reference.name.removesuffix("()") if reference is not None else written
        for each in self._libraries.types.lineage(name):
            if each in catalogue.OPEN:
                return NOTHING
            if each in catalogue.PRIVILEGING:
                return Guarding(True, True, known=known_by(each))
            if each in catalogue.AUTHENTICATING or each.startswith(catalogue.CREDENTIAL_SCHEMES):
                return Guarding(True, known=known_by(each))
        if name.startswith(_INNOCENT):
            return NOTHING
        answer = by_name(name)
        return (
            answer or by_name(written.rpartition(".")[0])
            if "." in written and written.endswith("on_app_init")
            else answer
        )

    def parameters(self, facts: ModuleFacts, parameters: Iterable[Parameter]) -> Guarding:
        """What the dependencies of a function demand, through theirs."""
        answer = NOTHING
        for parameter in parameters:
            symbol = parameter.dependency
            if symbol is not None:
                answer |= self.mention(Mention(facts.name, _last(symbol), symbol, parameter.scopes))
            elif parameter.type is not None and parameter.type[0] == "instance":
                alias = dependency_alias(self._project, facts.name, parameter.type[1])
                if alias is not None:
                    answer |= self.mention(alias)
        return answer

    # -- what is seen

    def body(self, name: str, most: int = _MAX_DEPTH) -> Guarding:
        """What a function does, with its callees, its inner functions and its dependencies."""
        if name in self._active or len(self._active) > _MOST_BODIES:
            return NOTHING
        self._active.add(name)
        try:
            answer = self._walk(name, most)
        finally:
            self._active.discard(name)
        if answer.is_for_programs and name not in self._project.answer(ROUTES) and self._looks_up_people(name):
            return answer | PEOPLE_ARE_KNOWN
        return answer

    def _looks_up_people(self, name: str) -> bool:
        """Whether a guard reads a record of somebody's: a key that belongs to a person stands for them."""
        people: People = self._project.answer(PEOPLE)
        body = self._graph.body(name)
        names = (name, *(self._graph.inside(body) if body is not None else ()))
        for each in (found for own in names for found in self._project.answer(ACCESSES, own)):
            target = each.model.name if each.model is not None and each.model.internal else each.access.target
            schema = self._project.answer(SCHEMA, target) if target else None
            if normalised(target) in people.names or (schema is not None and schema.owner_fields):
                return True
        return False

    def _walk(self, start: str, most: int) -> Guarding:
        answer = NOTHING
        asks_role = asks_secret = False
        is_handler = route(self._project, start) is not None
        following: list[tuple[str, int]] = []
        places = Spread([(start, 0)], lambda _: following, most=_MAX_FUNCTIONS, same=lambda place: place[0])
        for (name, level), _ in places:
            body, following[:] = self._graph.body(name), ()
            if body is None:
                continue
            summary = body.summary
            answer |= judged_locally(summary)
            asks_role = asks_role or "role" in summary.guards
            asks_secret = asks_secret or finds_by_secret(summary) or (is_handler and "visitor" in summary.guards)
            if name != start or start not in self._project.answer(ROUTES):
                answer |= self.parameters(body.facts, summary.parameters)
                for mention in around(body.facts, summary.decorators, but=None):
                    answer |= self.mention(mention)
            called, demanded = self._calls(body)
            answer |= demanded
            following += ((each, level) for each in self._graph.inside(body))
            following += ((each, level + 1) for each in called if level < most)
        if answer and asks_role and most == _DEEPER:  # why somebody is refused, and the refusal, stand apart there
            return answer | Guarding(True, True)
        return BEARER_OF_LINK if asks_secret and not answer else answer

    def _calls(self, body: Body) -> tuple[list[str], Guarding]:
        answer = NOTHING
        targets: list[str] = []
        for name, site, target in self._graph.calls(body):
            if not site.is_waited_for:
                continue
            declared = self._declared(target.name) if target is not None else None
            if declared is not None:
                answer |= declared
                continue
            if target is not None and target.internal:
                targets += filter(None, [name])
                if target.kind == "function" and not self._is_stub(target.name):
                    continue
            if target is not None and target.name in catalogue.AUTHENTICATING:
                answer |= Guarding(True, evidence=(site.name,))
            elif site.name in self._project.settings.auth_guards or demands(site.name, target):
                privileged, owned = catalogue.privileges_by_name(site.name), catalogue.owns_by_name(site.name)
                answer |= Guarding(True, privileged, owned, (site.name,), known_by(site.name))
        return targets, answer

    def _is_stub(self, name: str) -> bool:
        facts, path = self.resolver.locate(name)
        summary = facts.functions.get(path) if facts is not None else None
        return summary is not None and summary.is_stub

    # -- classes

    def view(self, name: str) -> Guarding:
        """What a class demands: its fields, decorators, bases, and the methods that see every request."""
        answer = NOTHING
        permissions_known = False
        for owner, path in self.resolver.lineage(name):
            answer |= self._declared(f"{owner}.{path}" if owner else path) or NOTHING
            if not owner:
                answer |= self._base(path)
                continue
            facts = self._project.modules[owner]
            summary = facts.classes.get(path)
            if summary is None:
                continue
            for mention in _fields(facts, summary):
                answer |= self.mention(mention)
            for mention in () if permissions_known else _permissions(facts, summary):
                answer |= self._permission(mention)
            permissions_known = permissions_known or any(f.name == "permission_classes" for f in summary.fields)
            for mention in around(facts, summary.decorators, but=None):
                answer |= self.mention(mention)
            for written, base in _unresolved_bases(self.resolver, facts, summary):
                answer |= self._unseen(base, written)
            answer |= self._methods(facts, path)
        return answer

    def _permission(self, mention: Mention) -> Guarding:
        """What a permission class demands; one that decides where nobody sees it may demand anything, and is no open door."""
        answer = self.mention(mention)
        reference = self.resolver.resolve(mention.module, mention.symbol)
        if answer or reference is None or reference.kind not in ("class", "external"):
            return answer
        unseen = [path for owner, path in self.resolver.lineage(reference.name) if not owner]
        is_open = any(self._declared(each) == NOTHING or each in catalogue.OPEN for each in unseen)
        if is_open or catalogue.is_harmless(reference.name) or all(each.startswith(_SEEN_THROUGH) for each in unseen):
            return answer
        return Guarding(True, evidence=(mention.written.rpartition(".")[2],))

    def _base(self, name: str) -> Guarding:
        if name in catalogue.PRIVILEGING:
            return Guarding(
                True, not name.endswith("UserPassesTestMixin"), name.endswith("UserPassesTestMixin"), (name,)
            )
        if name.endswith("AccessMixin"):
            return NOTHING
        return Guarding(True, evidence=(name,)) if name in catalogue.AUTHENTICATING else NOTHING

    def _methods(self, facts: ModuleFacts, path: str) -> Guarding:
        answer = NOTHING
        prefix = facts.dotted(path)
        for method in _DECIDING:
            if f"{path}.{method}" not in facts.functions:
                continue
            inner = self.body(f"{prefix}.{method}")
            for mention in around(facts, facts.functions[f"{path}.{method}"].decorators, but=None):
                inner |= self.mention(mention)
            if method == "get_permissions":
                inner |= self._chosen(facts, self._project.body(facts, f"{path}.{method}"))
            elif method in ("has_permission", "test_func", "authorize"):
                decider = self._project.body(facts, f"{path}.{method}")
                local = decider.guards if decider is not None else ()
                inner |= Guarding(True, "role" in local, "owner" in local, (path,))
            elif method == "has_object_permission":
                inner |= Guarding(True, owned=True, evidence=(path,))
            answer |= inner
        return answer

    def _chosen(self, facts: ModuleFacts, summary: FunctionSummary | None) -> Guarding:
        """The permissions that `get_permissions` hands out."""
        answer = NOTHING
        for site in summary.calls if summary is not None else ():
            if site.target is not None and site.name[:1].isupper():
                answer |= self.mention(Mention(facts.name, site.name, site.target))
        return answer

    # -- settings

    def settings(self, found: Route, owner: str) -> Guarding:
        """What the project's settings demand of every view: Django's middleware, the default permissions of its REST framework."""
        answer = NOTHING
        if found.framework not in ("django", "drf"):
            return answer
        traits = self._project.answer(EVIDENCE)
        for trait in sorted(traits):
            kind, _, dotted = trait.partition(" ")
            if kind == "MIDDLEWARE" and dotted:
                answer |= self._middleware(dotted)
            elif kind == "DEFAULT_PERMISSION_CLASSES" and dotted and found.framework == "drf":
                if not self._states_permissions(found, owner):
                    answer |= self._permission(Mention("", dotted, ("import", "0", dotted)))
        return answer

    def _middleware(self, dotted: str) -> Guarding:
        reference = self.resolver.dotted(dotted)
        if reference is not None and reference.internal:
            return self.view(reference.name) if reference.kind == "class" else self.body(reference.name)
        known = dotted in catalogue.AUTHENTICATING or {"login", "required"} <= set(words(dotted.rpartition(".")[2]))
        return Guarding(True, evidence=(dotted,)) if known else NOTHING

    def _decorated_with_permissions(self, found: Route) -> bool:
        facts, path = self.resolver.locate(found.handler)
        summary = facts.functions.get(path) if facts is not None else None
        return summary is not None and any(d.name.endswith("permission_classes") for d in summary.decorators)

    def _states_permissions(self, found: Route, owner: str) -> bool:
        if found.kind != "class" and self._decorated_with_permissions(found):
            return True
        for module, path in self.resolver.lineage(owner):
            facts = self._project.modules.get(module) if module else None
            summary = facts.classes.get(path) if facts is not None else None
            if facts is not None and summary is not None:
                if (
                    any(f.name == "permission_classes" for f in summary.fields)
                    or f"{path}.get_permissions" in facts.functions
                ):
                    return True
        return False


_DECIDING = (
    "dispatch", "prepare", "test_func", "has_permission", "has_object_permission", "get_permissions", "check_permissions", "__call__", "process_request",
    "process_view", "apply", "initial", "dispatch_request", "authorize", "setup", "get_object", "get_queryset", "before_request", "process_request_async",
    "authenticate_request",
)  # fmt: skip
"""Methods of views, mixins, permissions, middleware and plugins that can turn a request away."""

_FIELDS = frozenset(
    {
        "decorators",
        "method_decorators",
        "guards",
        "dependencies",
        "middleware",
        "permission_required",
        "before_request",
    }
)
_INNOCENT = (
    "django.views.",
    "django.utils.",
    "django.middleware.",
    "functools.",
    "starlette.middleware.",
    "fastapi.middleware.",
    "aiohttp.web.middleware",
)


def _fields(facts: ModuleFacts, summary: ClassSummary) -> Iterator[Mention]:
    for field in summary.fields:
        if field.name == "permission_required":
            yield Mention(
                facts.name, "permission_required", ("import", "0", "django.contrib.auth.decorators.permission_required")
            )
        if field.name in _FIELDS:
            yield from _referred(facts, field)


def _permissions(facts: ModuleFacts, summary: ClassSummary) -> Iterator[Mention]:
    for field in summary.fields:
        if field.name == "permission_classes":
            yield from _referred(facts, field)


def _referred(facts: ModuleFacts, field: FieldSummary) -> Iterator[Mention]:
    for text in field.references:
        if any(other.startswith(f"{text}.") for other in field.references):
            continue
        if text.replace(".", "").replace("_", "").isalnum() and text.rpartition(".")[2] not in ("Depends", "Provide"):
            yield Mention(facts.name, text, _symbol(text))


_SEEN_THROUGH = ("rest_framework.", "builtins.", "typing.", "abc.")
"""Where classes come from that ask nothing which this module does not know."""


def _symbol(dotted: str) -> Symbol:
    first, *rest = dotted.split(".")
    symbol: Symbol = ("global", first)
    for part in rest:
        symbol = ("attr", symbol, part)
    return symbol


def _unresolved_bases(
    resolver: Resolver, facts: ModuleFacts, summary: ClassSummary
) -> Iterator[tuple[str, Ref | None]]:
    """Bases that the project does not define, by the names that they are written with."""
    resolved = [resolver.resolve(facts.name, base) for base in summary.bases]
    for written in summary.base_names:
        last = written.rpartition(".")[2]
        known = next((r for r in resolved if r is not None and r.name.rpartition(".")[2] == last), None)
        if (known is None or not known.internal) and last.endswith(("Mixin", "Required", "Protected")):
            if not last.endswith("AccessMixin") and not last.startswith("UserPassesTest"):
                yield written, known


def _handed_member(symbol: Symbol | None) -> str:
    """`Role.ADMIN` of `demand(Role.ADMIN)`; empty where a guard is not made with a member of something."""
    given = symbol[2] if symbol is not None and symbol[0] == "call" else None
    return spelled(given) if given is not None and given[0] == "attr" else ""


def _last(symbol: Symbol) -> str:
    while symbol[0] in ("call", "await", "instance"):
        symbol = symbol[1]
    return str(symbol[-1]).rpartition(".")[2]


GUARDING = Question(guarding)
GUARDS_AROUND = Question(guards_around)
AUTHORITY = Question(authority)
DEMANDED = Question(demanded)
DEPENDENCY_ALIAS = Question(dependency_alias, on_outline=True)
DEPENDENCY_ALIASES = Question(dependency_aliases, on_outline=True)
