"""Values that something outside the code may replace: defaults of look-ups, attributes that are configured, modules of defaults."""

from __future__ import annotations

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.project.classes import IS_CONFIGURED
from offpath.facts.project.overrides import IS_OVERRIDDEN, OWN_COPIES
from offpath.facts.stores.schema import SCHEMA
from offpath.facts.unit import UnitFacts
from offpath.facts.values.holders import holders
from offpath.syntax import tree as t

_DEFAULTS = frozenset({"default", "defaults", "fallback", "otherwise", "alternative"})
_STARTING = frozenset(
    {
        "Popen", "serve", "serve_forever", "run_server", "start_server", "launch", "HTTPServer", "TCPServer", "Process", "Thread", "run_app", "create_server",
    }
)  # fmt: skip
_LOADING = frozenset({"exec", "execfile", "from_pyfile", "from_envvar"})


def is_replaceable(facts: UnitFacts, node: t.Constant) -> bool:
    """Whether a text is what the program uses only where nobody says something else, or names what the function itself has started."""
    if any(not _DEFAULTS.isdisjoint(words(name)) for name in holders(facts, node)):
        return True
    if _is_last_resort(facts, node) or _is_data(facts, node):
        return True
    return _is_configured(facts, node) or _is_of_what_was_started(facts, node) or _is_in_module_of_defaults(facts, node)


def _is_last_resort(facts: UnitFacts, node: t.Constant) -> bool:
    """Whether a function answers a text only where a setting that it asks for says nothing."""
    answer, function = node.parent, facts.function_of(node)
    if function is None or not isinstance(answer, t.Return) or not isinstance(answer.parent, t.FunctionDef):
        return False
    asked = (last_name(each.func.value) for each in function.calls if isinstance(each.func, t.Attribute))
    reads = any(not _SETTINGS.isdisjoint(words(name)) for name in asked) or any(
        last_name(each.func) == "getenv" for each in function.calls
    )
    return reads and any(each.end < node.start for each in function.own_nodes(t.Return))


_SETTINGS = frozenset({"config", "settings", "environ", "env", "conf", "configuration"})


def _is_data(facts: UnitFacts, node: t.Constant) -> bool:
    """Whether a text is kept as a record's: `Server(host="localhost")` of a model of the project."""
    call = node.parent.parent if isinstance(node.parent, t.Keyword) else None
    found = facts.resolve(call.func) if isinstance(call, t.Call) else None
    is_own = found is not None and found.internal and found.kind == "class"
    return is_own and found is not None and facts.asking.ask(SCHEMA, found.name) is not None


def _is_configured(facts: UnitFacts, node: t.Constant) -> bool:
    """Whether what is bound to an attribute is replaced by a method of the class or of its bases."""
    statement = node.parent
    if not isinstance(statement, t.Assign) or statement.value is not node:
        return False
    target = statement.targets[0]
    function = facts.function_of(node)
    if isinstance(target, t.Attribute) and function is not None:
        return bool(function.class_name) and facts.asking.ask(IS_CONFIGURED, function.class_name, target.attr)
    around = statement.parent
    if isinstance(target, t.Name) and function is None and isinstance(around, t.ClassDef):
        path = facts.reading.path if facts.reading.kind == "class" else (around.name,)
        owner = ".".join(part for part in (facts.module, *path) if part)
        return facts.asking.ask(IS_CONFIGURED, owner, target.id)
    return False


def _is_of_what_was_started(facts: UnitFacts, node: t.Constant) -> bool:
    """Whether a text is shown or asked for by a function that has started what answers there."""
    function = facts.function_of(node)
    if function is None or not any(isinstance(outer, t.Call) for outer in node.ancestors()):
        return False
    return any(last_name(call.func) in _STARTING and call.start < node.start for call in function.calls)


def _is_in_module_of_defaults(facts: UnitFacts, node: t.Constant) -> bool:
    """Whether a module lets another one, or a file, replace its names behind this one."""
    if facts.function_of(node) is not None:
        return False
    if facts.asking.ask(IS_OVERRIDDEN, facts.module):
        return True
    for statement in facts.nodes(t.ImportFrom):
        if any(alias.name == "*" for alias in statement.names):
            spoken = words((statement.module or "").rpartition(".")[2])
            if statement.start > node.end or not OWN_COPIES.isdisjoint(spoken):
                return True
    return any(call.start > node.end and _replaces_names(call) for call in facts.nodes(t.Call))


def _replaces_names(call: t.Call) -> bool:
    name = last_name(call.func)
    if name in _LOADING:
        return True
    if name == "setattr" and call.args:
        return any(last_name(each) == "modules" for each in call.args[0].walk() if isinstance(each, t.Expr))
    base = call.func.value if isinstance(call.func, t.Attribute) else None
    return name == "update" and isinstance(base, t.Call) and last_name(base.func) in ("globals", "vars", "locals")
