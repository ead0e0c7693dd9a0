"""Addresses and paths of one machine or stage, written into code that production runs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from offpath.catalogue.words.verbs import words
from offpath.detect.configuration.replaceable import is_replaceable
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.running.stages import is_kept_to_development
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_ADDRESS = re.compile(
    r"^[a-z][a-z0-9+.-]*://(?:[^/@\s]*@)?(?P<host>\[[^\]]+\]|[^/:?#\s]+)(?::(?P<port>\d+))?(?:[/?#][^\s]*)?$",
    re.IGNORECASE,
)
_THIS_MACHINE = re.compile(r"^(?:localhost|127(?:\.\d+){3}|\[::1\]|host\.docker\.internal)$", re.IGNORECASE)
_PRIVATE = re.compile(r"^(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2})$")
_STAGE = re.compile(r"(?:^|[.-])(?:staging|stage|dev|test|qa|uat|preprod|sandbox)[.-]", re.IGNORECASE)
_SIDECARS = frozenset({"11434", "9050", "9150", "4317", "4318", "6831", "8125", "2019", "15000", "3500"})
"""Ports of what runs beside a program on its own machine: model runners, Tor, collectors of traces, proxies."""

_HOME = re.compile(r"^(?:/home/[a-z][\w.-]*/|/Users/[A-Za-z][\w.-]*/|[A-Z]:\\Users\\[^\\]+\\)")

_READING = frozenset(
    {
        "getenv", "get", "config", "env", "setdefault", "Field", "add_argument", "option", "Option", "Argument", "argument", "getattr", "str", "url",
        "pop", "get_setting", "field", "StringVar",
    }
)  # fmt: skip
"""Calls of which a text is only the default, or a name."""

_CHECKING = frozenset(
    {
        "startswith", "endswith", "replace", "split", "match", "search", "urlparse", "Exception", "ValueError", "compile", "sub", "removeprefix",
        "join",
    }
)  # fmt: skip
_DEFAULT_ARGUMENTS = frozenset(
    {
        "default", "help", "description", "example", "fallback", "initial", "placeholder", "origins", "allow_origins", "examples", "servers", "doc",
    }
)  # fmt: skip
_HOST_ARGUMENTS = frozenset({"host", "hostname", "server", "address"})
_BINDING = frozenset(
    {
        "run", "serve", "bind", "listen", "create_server", "start_server", "run_app", "Config", "TCPSite", "HTTPServer", "make_server", "run_simple",
        "init_server",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class WrittenPlace:
    """One such text."""

    node: t.Constant
    kind: str
    """`this machine`, `a private network`, `a stage`, or `somebody's home folder`."""
    text: str
    is_setting: bool
    """Whether it stands among the settings of a module, which somebody may still edit."""


_SETTINGS = frozenset({"config", "settings", "conf", "configuration", "constants", "constant"})
"""Words in the paths of modules of settings."""


def written_places(facts: UnitFacts) -> Iterator[WrittenPlace]:
    """Every such text of a unit that is neither a default, a comparison, nor kept to development."""
    path = facts.file.path
    named = set(words(path.removesuffix(".py")))
    if named & {"default", "defaults"}:
        return
    given = Counter(facts.text(target) for each in facts.nodes(t.Assign) for target in each.targets)
    for node in facts.nodes(t.Constant):
        if isinstance(node.value, str) and 6 < len(node.value) < 300:
            kind = _kind(node, node.value)
            if not kind or not _is_used(node) or _is_for_development(facts, node) or _is_set_anew(facts, node, given):
                continue
            if not is_replaceable(facts, node):
                yield WrittenPlace(node, kind, node.value, facts.function_of(node) is None and bool(named & _SETTINGS))


def _kind(node: t.Constant, text: str) -> str:
    if _HOME.match(text) and "\n" not in text:
        return "somebody's home folder"
    match = _ADDRESS.match(text)
    if match is not None:
        return "" if match["port"] in _SIDECARS else _host_kind(match["host"])
    is_host = isinstance(node.parent, t.Keyword) and node.parent.arg in _HOST_ARGUMENTS
    if not is_host:
        return ""
    call = node.parent.parent if node.parent is not None else None
    binds = isinstance(call, t.Call) and last_name(call.func) in _BINDING
    return "" if binds else _host_kind(text)


def _host_kind(host: str) -> str:
    if _THIS_MACHINE.match(host):
        return "this machine"
    if _PRIVATE.match(host):
        return "a private network"
    return "a stage" if _STAGE.search(host) and "." in host else ""


def _is_used(node: t.Constant) -> bool:
    """Whether production works with a text as it stands: it is no default, no choice, no comparison, no message."""
    child: t.Node = node
    for outer in node.ancestors():
        if isinstance(outer, (t.Compare, t.Param, t.Raise, t.Assert, t.ExprStmt)) and not isinstance(child, t.Call):
            return False
        if isinstance(outer, (t.BoolOp, t.IfExp, t.JoinedStr)):
            return False
        if isinstance(outer, (t.List, t.Tuple, t.Set)):
            return False
        if isinstance(outer, t.Call):
            name = last_name(outer.func)
            if (
                (name in _READING and not (name == "get" and outer.args[:1] == [child]))
                or name in _CHECKING
                or is_log_call(outer)
                or last_name(getattr(outer.func, "value", outer.func)) == "webbrowser"
                or name.endswith(("Error", "Exception", "Settings"))
            ):
                return False
        if isinstance(outer, t.Keyword) and outer.arg in _DEFAULT_ARGUMENTS:
            return False
        if isinstance(outer, t.AnnAssign) and _in_class(outer):
            return False
        if isinstance(outer, (t.If, t.While)) and child is outer.test:
            return False
        if isinstance(outer, t.Stmt):
            break
        child = outer
    return not _is_default_name(node)


_STAGES = frozenset({"dev", "development", "staging", "stage", "sandbox", "qa", "uat", "preprod"})
"""Words of names that say themselves for which stage something is: `DEV_URL` beside `PRODUCTION_URL`."""


def _in_class(statement: t.Stmt) -> bool:
    """Whether a typed field of a class gives a default, as settings classes do."""
    return isinstance(statement.parent, t.ClassDef) or statement.parent is None or isinstance(statement.parent, t.Tree)


def _is_default_name(node: t.Constant) -> bool:
    """Whether what a text is bound to says that it is a default or an example."""
    for outer in node.ancestors():
        if isinstance(outer, t.Assign):
            spoken = {word for target in outer.targets for word in words(last_name(target))}
            return bool(
                spoken
                & {
                    "default",
                    "example",
                    "sample",
                    "allowed",
                    "localhost",
                    "local",
                    "loopback",
                    "doc",
                    "docs",
                    "help",
                    *_STAGES,
                }
            )
        if isinstance(outer, t.DictItem) and isinstance(outer.key, t.Constant):
            spoken = set(words(str(outer.key.value)))
            if spoken & {"default", "example", "description", "help", "placeholder", *_STAGES}:
                return True
        if isinstance(outer, t.Stmt):
            return False
    return False


def _is_set_anew(facts: UnitFacts, node: t.Constant, given: Mapping[str, int]) -> bool:
    """Whether what a text is bound to gets another value elsewhere in the unit: then it is only the default."""
    assign = node.parent
    if not isinstance(assign, t.Assign) or not isinstance(assign.targets[0], (t.Name, t.Attribute)):
        return False
    name = facts.text(assign.targets[0])
    return given[name] > sum(facts.text(target) == name for target in assign.targets)


def _is_for_development(facts: UnitFacts, node: t.Node) -> bool:
    """Whether a condition, a class or a function keeps a text to development, or the program is run by hand."""
    child: t.Node = node
    for outer in node.ancestors():
        if isinstance(outer, t.If) and child is not outer.test:
            return True
        if isinstance(outer, t.FunctionDef) and outer.name == "main":
            return True
        child = outer
    return is_kept_to_development(facts, node)
