"""Where protection against forged requests is switched off for what a browser's session may write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.identity.sources import sources_of
from offpath.facts.routes.route import Route
from offpath.facts.routes.routes import ROUTE
from offpath.facts.running.stages import is_kept_to_development
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.values.constants import is_constant
from offpath.facts.web.enclosed_forms import STANDS_IN_FORMS
from offpath.facts.web.guarding import Guarding, Known
from offpath.facts.web.guards import GUARDING, GUARDS_AROUND
from offpath.facts.web.open_writes import STORE_WRITES
from offpath.syntax import tree as t

_EXEMPT = "django.views.decorators.csrf.csrf_exempt"
_PROTECTORS = ("flask_wtf.CSRFProtect", "flask_wtf.csrf.CSRFProtect", "quart_wtf.CSRFProtect")
_FORMS = ("flask_wtf.FlaskForm", "flask_wtf.form.FlaskForm", "quart_wtf.QuartForm")
_SETTINGS = frozenset({"WTF_CSRF_ENABLED", "WTF_CSRF_CHECK_DEFAULT"})
_WITHOUT_COOKIES = frozenset(
    {"token", "tokens", "jwt", "api", "apikey", "bearer", "basic", "signature", "hmac", "key", "oauth"}
)
_LOOKING = frozenset({"search", "filter", "query", "lookup", "find"})


@dataclass(frozen=True, slots=True, eq=False)
class OpenToForgery:
    """One place where the protection is off."""

    node: t.Node
    what: str
    """What is open, in words: "`transfer`", "every form of the application"."""
    certain: bool = True


def opened_to_forgery(facts: UnitFacts) -> Iterator[OpenToForgery]:
    """Every such place of a unit, in source order by kind."""
    for function in facts.functions:
        yield from _exempt(function)
    for view in facts.nodes(t.ClassDef):
        yield from _view(facts, view)
        yield from _form(facts, view)
    for assign in facts.nodes(t.Assign):
        yield from _setting(facts, assign)
    for call in facts.nodes(t.Call):
        yield from _argument(facts, call)


# -- handlers


def _exempt(function: FunctionFacts) -> Iterator[OpenToForgery]:
    for decorator in function.node.decorators:
        if _lifts(function.unit, decorator) and _writes_in_session(function.unit, function.qualified_name):
            yield OpenToForgery(decorator, f"`{function.name}`")


def _view(facts: UnitFacts, view: t.ClassDef) -> Iterator[OpenToForgery]:
    """`@method_decorator(csrf_exempt, name="dispatch")` on a view."""
    path = (*facts.reading.path[:-1], view.name) if facts.reading.kind == "class" else (view.name,)
    for decorator in view.decorators:
        if _lifts(facts, decorator) and _writes_in_session(facts, ".".join(p for p in (facts.module, *path) if p)):
            yield OpenToForgery(decorator, f"`{view.name}`")


def _lifts(facts: UnitFacts, decorator: t.Expr) -> bool:
    if isinstance(decorator, t.Call) and last_name(decorator.func) == "method_decorator" and decorator.args:
        return _lifts(facts, decorator.args[0])
    if isinstance(decorator, t.Attribute) and decorator.attr == "exempt":
        return facts.is_a(decorator.value, *_PROTECTORS) or last_name(decorator.value) in ("csrf", "csrf_protect")
    found = facts.resolve(decorator)
    return found is not None and found.name == _EXEMPT


def _writes_in_session(facts: UnitFacts, name: str) -> bool:
    """Whether a handler writes for whoever a cookie says is signed in."""
    route: Route | None = facts.asking.ask(ROUTE, name)
    if route is None or not route.has_status or route.framework == "drf":
        return False
    if _is_called_by_programs(facts, name):
        return False
    guarding: Guarding = facts.asking.ask(GUARDING, name)
    told = {word for each in guarding.evidence for word in words(each)}
    if not _asks_for_session(facts, name, guarding) or told & _WITHOUT_COOKIES or _reads_credentials(facts):
        return False
    names = [name, *(f"{name}.{method}" for method in ("post", "put", "patch", "delete", "dispatch"))]
    return any(facts.asking.ask(STORE_WRITES, each) for each in names)


def _is_called_by_programs(facts: UnitFacts, name: str) -> bool:
    """Whether another program calls, by the handler's name, and nothing in it asks for somebody who has signed in: there is no session to forge with."""
    summary = facts.summary(name)
    spoken = set(words(name.rpartition(".")[2]))
    return bool(spoken & {"webhook", "webhooks", "ipn"}) and summary is not None and "person" not in summary.guards


def _asks_for_session(facts: UnitFacts, name: str, guarding: Guarding) -> bool:
    """Whether a guard may know somebody by the browser's session; what a body calls by the name of a guard alone is none."""
    if not guarding.authenticated or guarding.is_for_programs or Known.TOKEN in guarding.known:
        return False
    around: Guarding = facts.asking.ask(GUARDS_AROUND, name)
    return around.authenticated or Known.PERSON in guarding.known


def _reads_credentials(facts: UnitFacts) -> bool:
    """Whether the unit reads a header with credentials, which no browser adds by itself."""
    return any(
        isinstance(node.value, str)
        and len(node.value) < 40
        and any(w in node.value.lower() for w in ("authorization", "api-key", "api_key", "x-token", "signature"))
        for node in facts.nodes(t.Constant)
    )


# -- settings and forms


def _setting(facts: UnitFacts, assign: t.Assign) -> Iterator[OpenToForgery]:
    """`app.config["WTF_CSRF_ENABLED"] = False`, or the name in a configuration class."""
    if not is_constant(facts, assign.value, False) or _is_chosen(facts, assign):
        return
    for target in assign.targets:
        name = target.id if isinstance(target, t.Name) else ""
        if isinstance(target, t.Subscript) and isinstance(target.index, t.Constant):
            name = str(target.index.value) if last_name(target.value) == "config" else ""
        if name in _SETTINGS:
            yield OpenToForgery(assign, "every form of the application")


def _argument(facts: UnitFacts, call: t.Call) -> Iterator[OpenToForgery]:
    """`app.config.update(WTF_CSRF_ENABLED=False)`, `Form(meta={"csrf": False})`, `Application(xsrf_cookies=False)`."""
    for keyword in call.keywords:
        if keyword.arg in _SETTINGS and is_constant(facts, keyword.value, False) and not _is_chosen(facts, call):
            yield OpenToForgery(keyword, "every form of the application")
        elif keyword.arg == "xsrf_cookies" and is_constant(facts, keyword.value, False):
            if call.keyword("cookie_secret") is not None:
                yield OpenToForgery(keyword, "every handler of the application", certain=False)
        elif keyword.arg in ("csrf_enabled", "meta") and _is_filled_otherwise(facts, call):
            continue
        elif keyword.arg == "csrf_enabled" and is_constant(facts, keyword.value, False) and _is_form(facts, call):
            yield OpenToForgery(keyword, f"`{last_name(call.func)}`")
        elif keyword.arg == "meta" and isinstance(keyword.value, t.Dict) and _is_form(facts, call):
            value = keyword.value.get("csrf")
            if value is not None and is_constant(facts, value, False):
                yield OpenToForgery(keyword, f"`{last_name(call.func)}`")


def _is_filled_otherwise(facts: UnitFacts, call: t.Call) -> bool:
    """Whether a form is handed data that is no body of a request: the query of one that changes nothing, or a piece of inner data."""
    given = call.args[0] if call.args else call.keyword("formdata")
    function = facts.function_of(call)
    if given is None or function is None:
        return False
    found = sources_of(function).of(given)
    if any(source.is_client and source.part != "query" for source in found):
        return False
    if any(source.is_client for source in found):
        return not facts.asking.ask(STORE_WRITES, function.qualified_name)
    return isinstance(given, t.Call) or bool(found)


def _is_form(facts: UnitFacts, call: t.Call) -> bool:
    found = facts.resolve(call.func)
    name = last_name(call.func)
    if "api" in facts.file.path.removesuffix(".py").split("/"):
        return False
    if not _LOOKING.isdisjoint(words(name)):
        return False
    if found is not None and found.internal:
        return any(base in facts.lineage(found.name) for base in _FORMS)
    return name.endswith("Form")


def _form(facts: UnitFacts, view: t.ClassDef) -> Iterator[OpenToForgery]:
    """`class Meta: csrf = False` in a form."""
    path = facts.reading.path
    if (
        view.name != "Meta"
        or facts.reading.kind != "class"
        or len(path) < 2
        or not _LOOKING.isdisjoint(words(path[-2]))
    ):
        return
    owner = ".".join(p for p in (facts.module, *path[:-1]) if p)
    if not any(base in facts.lineage(owner) for base in _FORMS) or facts.asking.ask(STANDS_IN_FORMS, path[-2]):
        return
    for each in view.body:
        if isinstance(each, t.Assign) and is_constant(facts, each.value, False):
            if any(isinstance(target, t.Name) and target.id == "csrf" for target in each.targets):
                yield OpenToForgery(each, f"`{path[-2]}`")


def _is_chosen(facts: UnitFacts, node: t.Node) -> bool:
    """Whether a condition decides, or a class or function for tests and development holds it."""
    return any(isinstance(parent, t.If) for parent in node.ancestors()) or is_kept_to_development(facts, node)
