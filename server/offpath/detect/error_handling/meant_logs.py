"""Logs of what is called a secret that somebody asked for, or that everybody is told anyway."""

from __future__ import annotations

from offpath.catalogue.words import private as catalogue
from offpath.catalogue.words.verbs import words
from offpath.detect.error_handling.sent_texts import ways_of
from offpath.facts.code.symbols import last_name
from offpath.facts.identity.credentials import CREDENTIALS
from offpath.facts.routes.routes import ROUTE
from offpath.facts.unit import UnitFacts
from offpath.facts.web.guards import GUARDING
from offpath.syntax import tree as t

_SHOWING = frozenset({"log", "show", "print", "display", "reveal", "echo"})

_SIGNING_IN = frozenset(
    {"login", "signin", "signup", "register", "registration", "oauth", "oauth2", "auth", "sso", "saml", "refresh", "otp", "reset", "session", "activate", "verify",
     "callback", "invite"}
)  # fmt: skip
"""Words of handlers that answer with a secret to the one whose it is."""


def is_meant(facts: UnitFacts, call: t.Call, node: t.Expr) -> bool:
    """Whether a log writes down what it is switched on for, or what a handler answers to whoever asks."""
    return _is_switched_on(call) or _is_told_to_all(facts, call, node)


def _is_switched_on(call: t.Call) -> bool:
    """Whether a condition around it is a switch for this very thing: `if settings.log_credentials:`."""
    child: t.Node = call
    for outer in call.ancestors():
        if isinstance(outer, t.FunctionDef):
            return False
        if isinstance(outer, t.If) and child in outer.body:
            for each in outer.test.walk():
                spoken = set(words(last_name(each))) if isinstance(each, (t.Name, t.Attribute)) else set()
                if not spoken.isdisjoint(_SHOWING) and not spoken.isdisjoint(catalogue.SECRET_WORDS | {"credentials"}):
                    return True
        child = outer
    return False


def _is_told_to_all(facts: UnitFacts, call: t.Call, node: t.Expr) -> bool:
    """Whether a handler that only reads, and asks nobody who they are, answers with it: a mark of changes, a public key."""
    function = facts.function_of(call)
    if function is None or not isinstance(node, t.Name):
        return False
    route = facts.asking.ask(ROUTE, function.qualified_name)
    if route is None or not route.is_request or set(route.methods) != {"get"}:
        return False
    if not _SIGNING_IN.isdisjoint({*words(route.handler.rpartition(".")[2]), *words(route.path)}):
        return False
    uses = (use for each in facts.definitions(node) for use in each.uses)
    is_answered = any(isinstance(way.place, t.Return) for use in uses for way in ways_of(function, use))
    if not is_answered or facts.asking.ask(GUARDING, function.qualified_name).authenticated:
        return False
    return not facts.asking.ask(CREDENTIALS, function.qualified_name).kinds
