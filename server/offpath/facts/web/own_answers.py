"""By which calls a handler answers, as its library's file says."""

from __future__ import annotations

from offpath.facts.routes.routes import HANDLER
from offpath.facts.unit import FunctionFacts


def own_answers(function: FunctionFacts) -> frozenset[str]:
    """The last names of the calls that send an answer by themselves, of the library that calls the handler; empty: no handler."""
    found = function.unit.asking.ask(HANDLER, function.qualified_name)
    libraries = function.unit.asking.catalogue.by_framework.get(found.framework, ()) if found is not None else ()
    return frozenset(name for library in libraries for name in library.answers)
