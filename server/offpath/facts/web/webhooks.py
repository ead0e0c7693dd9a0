"""Webhooks: routes that other programs call, and whether anything checks that they are who they say."""

from __future__ import annotations

from itertools import chain

from offpath.catalogue.words.verbs import words
from offpath.facts.project.call_graph import CallGraph
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.routes.route import Route
from offpath.facts.routes.routes import ROUTE
from offpath.facts.summaries.contribution import FunctionSummary
from offpath.facts.web.guarding import Guarding
from offpath.facts.web.guards import GUARDING

_HOOKS = frozenset({"webhook", "webhooks", "hook", "hooks", "ipn"})
_CALLBACKS = frozenset({"callback", "callbacks", "notify", "notification", "notifications"})
_PAYING = frozenset(
    {
        "payment",
        "payments",
        "pay",
        "stripe",
        "paypal",
        "checkout",
        "billing",
        "sms",
        "twilio",
        "github",
        "gitlab",
        "shopify",
        "order",
    }
)
_SIGNING_IN = frozenset({"oauth", "oauth2", "login", "auth", "sso", "saml", "oidc", "google", "token"})
_CHECKING = frozenset(
    {
        "signature",
        "signatures",
        "hmac",
        "digest",
        "verify",
        "verified",
        "verifier",
        "signed",
        "authenticate",
        "authenticity",
        "secret",
        "unwrap",
    }
)
_SECRETS = frozenset({"token", "secret", "key", "signature", "apikey"})
_MAX_FUNCTIONS = 30


def is_webhook(found: Route) -> bool:
    """Whether a route is one that another service calls: by the words of its path and its name."""
    if not found.has_status or (found.methods and "post" not in found.methods):
        return False
    told = set(words(found.handler.rpartition(".")[2]))
    if found.kind == "class":
        told |= set(words(found.handler))
    for part in found.path.split("/"):
        told |= set(words(part)) if "<" not in part and "{" not in part else set()
    if told & _HOOKS:
        return True
    return bool(told & _CALLBACKS) and bool(told & _PAYING) and not told & _SIGNING_IN


def is_checked(project: Project, name: str) -> bool:
    """Whether anything around a webhook or on its way asks for a signature, a secret or credentials."""
    found: Route | None = project.answer(ROUTE, name)
    around: Guarding = project.answer(GUARDING, name)
    if found is None or around.authenticated:
        return True
    if any(not _SECRETS.isdisjoint(words(each)) for each in found.parameters):
        return True
    if any(not _CHECKING.isdisjoint(words(each.written)) for each in found.mentions):
        return True
    return _checks(project, name)


def _checks(project: Project, start: str) -> bool:
    """Whether a function, or one that it calls, checks what it was sent."""
    graph = CallGraph(project)
    bodies = graph.bodies(start, lambda body: (each.name for each in graph.callees(body)), most=_MAX_FUNCTIONS)
    return any(_asks_for_proof(body.summary) for body in bodies)


def _asks_for_proof(summary: FunctionSummary) -> bool:
    if "signature" in summary.guards:
        return True
    dependencies = (str(p.dependency) for p in summary.parameters if p.dependency is not None)
    headers = (p.name for p in summary.parameters)
    called = (site.name for site in summary.calls)
    return any(not _CHECKING.isdisjoint(words(each)) for each in chain(called, dependencies, headers))


IS_CHECKED_WEBHOOK = Question(is_checked)
