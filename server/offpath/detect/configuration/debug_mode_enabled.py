"""Where debugging is switched on in code that production runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from offpath.catalogue.library import Arguments
from offpath.catalogue.words import debugging as catalogue
from offpath.facts.code.symbols import last_name
from offpath.facts.project.names import CONSTANT
from offpath.facts.routes.django_settings import IS_DJANGO_SETTINGS, SET_ANEW
from offpath.facts.running.by_server import IS_LEFT_TO_SERVER
from offpath.facts.running.stages import is_in_development, is_named_for_development
from offpath.facts.unit import UnitFacts
from offpath.facts.values.arguments import Given, arguments, items_of
from offpath.facts.values.constants import fold, is_constant
from offpath.facts.values.unset import fold_unset
from offpath.facts.values.unset_values import default_of, is_environment_read
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True)
class DebugSwitch:
    """One place: a call with the argument, or an assignment with the value."""

    node: t.Node
    what: str
    value: t.Expr | None
    """What switches it on; None: that stands in another place."""
    call: t.Call | None = None
    argument: t.Keyword | None = None
    """What switches it on in a call that means the same without it, with debugging off."""
    certain: bool = True
    unless_told: bool = False
    """Whether the environment can switch it off, and it is on where nobody has."""
    is_by_hand: bool = False
    """Whether it stands where the module is run by itself, and a server loads it where the project says how it is started."""
    reloads: bool = False
    """Whether it only watches files and starts again."""


def debug_switches(facts: UnitFacts) -> Iterator[DebugSwitch]:
    """Every place of the unit where a framework is told to debug, whatever the environment says."""
    for call in facts.nodes(t.Call):
        found = _in_call(facts, call)
        if found is not None and not chosen_by_environment(facts, call):
            yield replace(found, is_by_hand=_is_by_hand(facts, call))
    for assign in facts.nodes(t.Assign):
        found = _in_assignment(facts, assign)
        if found is not None and not chosen_by_environment(facts, assign):
            yield found


def _in_call(facts: UnitFacts, call: t.Call) -> DebugSwitch | None:
    if not call.keywords and not call.args:
        return None
    name = facts.callee(call)
    declared = facts.asking.catalogue.argument(name, "debugging")
    known = declared.keywords if declared is not None else None
    certain = known is not None
    if known is None and not name and _runs_unseen_application(call):
        known = ("debug",)
    if known is None and last_name(call.func) in ("update", "from_mapping") and _is_configuration(facts, call.func):
        found = _in_mapping(facts, call)
        if found is not None:
            return found
        known, certain = ("DEBUG",), True
    if known is None:
        return None
    handed = arguments(facts, call).given
    for argument, given in sorted(handed.items(), key=lambda each: each[0] in catalogue.RELOADERS):
        if argument in known and _is_on(facts, given):
            keyword = given.keyword if not given.is_spread and not _is_switch_itself(declared) else None
            value = given.value
            reloads = argument in catalogue.RELOADERS
            return DebugSwitch(call, _told(facts, argument, given), value, call, keyword, certain, reloads=reloads)
    return _by_position(facts, call, declared)


def _is_switch_itself(declared: Arguments | None) -> bool:
    """Whether a function does nothing else: `bottle.debug(mode=True)` without its argument is no less on."""
    return declared is not None and declared.position == 0


def _by_position(facts: UnitFacts, call: t.Call, declared: Arguments | None) -> DebugSwitch | None:
    position = declared.position if declared is not None else None
    if position is None or len(call.args) <= position or any(isinstance(a, t.Starred) for a in call.args):
        return None
    value = call.args[position]
    return DebugSwitch(call, f"debug={facts.text(value)}", value) if _is_true(facts, value) else None


def _in_mapping(facts: UnitFacts, call: t.Call) -> DebugSwitch | None:
    """`config.update({"DEBUG": True})`, with a dictionary that stands here or is kept under a name."""
    for argument in call.args[:1]:
        given = items_of(facts, argument, t.Keyword(None, argument)).given.get("DEBUG")
        if given is not None and _is_on(facts, given):
            return DebugSwitch(call, f'"DEBUG": {_value_text(facts, given)}', given.value)
    return None


def _is_on(facts: UnitFacts, given: Given) -> bool:
    if given.folded is not None:
        return given.folded.value is True or (type(given.folded.value) is int and given.folded.value != 0)
    return given.value is not None and _is_true(facts, given.value)


def _is_true(facts: UnitFacts, value: t.Expr) -> bool:
    """Whether a value is on, whatever is set, or where nothing is."""
    found = fold_unset(facts, value)
    return found is not None and (found.value is True or (type(found.value) is int and found.value != 0))


def _told(facts: UnitFacts, argument: str, given: Given) -> str:
    return f"{argument}={_value_text(facts, given)}"


def _value_text(facts: UnitFacts, given: Given) -> str:
    is_short = given.value is not None and given.folded is None
    return (
        facts.text(given.value)
        if given.value is not None and is_short
        else repr(given.folded.value if given.folded else True)
    )


def _runs_unseen_application(call: t.Call) -> bool:
    function = call.func
    if not isinstance(function, t.Attribute) or function.attr != "run":
        return False
    return isinstance(function.value, t.Name) and function.value.id in catalogue.APPLICATION_NAMES


def _is_configuration(facts: UnitFacts, function: t.Expr) -> bool:
    """Whether this is `app.config` or something on it, of a known application."""
    node = function.value if isinstance(function, t.Attribute) else function
    if not isinstance(node, t.Attribute) or node.attr != "config":
        return False
    return facts.is_a(node.value, *catalogue.CONFIGURED_APPLICATIONS)


def _in_assignment(facts: UnitFacts, assign: t.Assign) -> DebugSwitch | None:
    what = next(filter(None, (_switched(facts, assign, target) for target in assign.targets)), "")
    if not what:
        return None
    if is_constant(facts, assign.value, True):
        return DebugSwitch(assign, f"{what} = True", assign.value)
    if _is_true(facts, assign.value) and _falls_back_to_on(assign.value) and not _bound_again(facts, assign):
        return DebugSwitch(assign, f"{what} = {facts.text(assign.value)}", assign.value, unless_told=True)
    return None


def _switched(facts: UnitFacts, assign: t.Assign, target: t.Expr) -> str:
    """The switch that a target is, as it is told; empty: it is none."""
    if isinstance(target, t.Attribute) and target.attr == "debug":
        return "debug" if facts.is_a(target.value, *catalogue.DEBUG_APPLICATIONS) else ""
    if isinstance(target, t.Subscript) and is_constant(facts, target.index, "DEBUG"):
        holder = target.value
        if (
            isinstance(holder, t.Attribute)
            and holder.attr == "config"
            and facts.is_a(holder.value, *catalogue.CONFIGURED_APPLICATIONS)
        ):
            return 'config["DEBUG"]'
    elif isinstance(target, t.Name) and target.id == "DEBUG" and isinstance(assign.parent, t.Tree):
        is_settings = facts.asking.ask(IS_DJANGO_SETTINGS, facts.module) and not _is_for_tests(facts)
        if is_settings and not facts.asking.ask(SET_ANEW, facts.module, "DEBUG"):
            return "DEBUG"
    return ""


def _falls_back_to_on(value: t.Expr) -> bool:
    """Whether a variable is asked for with a default. One that is only looked for may be what the servers themselves set."""
    reads = [node for node in value.walk() if isinstance(node, t.Call) and is_environment_read(node)]
    return bool(reads) and all(default_of(each) is not None for each in reads)


def _bound_again(facts: UnitFacts, assign: t.Assign) -> bool:
    """Whether the unit sets the same switch once more further down."""
    written = {facts.text(target) for target in assign.targets}
    return any(
        other.start > assign.start and not written.isdisjoint(facts.text(target) for target in other.targets)
        for other in facts.nodes(t.Assign)
    )


def _is_for_tests(facts: UnitFacts) -> bool:
    """Whether settings are a test suite's, wherever they lie: mail that stays in memory, passwords hashed in no time."""
    mail = facts.asking.ask(CONSTANT, facts.module, ("global", "EMAIL_BACKEND"))
    hashers = facts.asking.ask(CONSTANT, facts.module, ("global", "PASSWORD_HASHERS"))
    names = hashers.value if hashers is not None and isinstance(hashers.value, tuple) else ()
    return (mail is not None and str(mail.value).endswith(catalogue.MAIL_IN_MEMORY)) or (
        bool(names) and all(str(name).endswith(catalogue.QUICK_HASHERS) for name in names)
    )


def chosen_by_environment(facts: UnitFacts, node: t.Node) -> bool:
    """Whether a condition around the node asks the environment, settings or the command line."""
    child, parent = node, node.parent
    while parent is not None:
        if isinstance(parent, t.If) and child is not parent.test and not _is_main_guard(parent.test):
            if not _is_settled(facts, parent, child):
                return True
        child, parent = parent, parent.parent
    return is_named_for_development(node) or is_in_development(facts, node)


def _is_settled(facts: UnitFacts, branch: t.If, child: t.Node) -> bool:
    """Whether a test is a constant of the code, so that its branch always runs: `if IS_LOCAL:` under `IS_LOCAL = True`."""
    if isinstance(branch.test, (t.Name, t.Attribute)) and last_name(branch.test).upper() == "DEBUG":
        return False
    found = fold(facts, branch.test)
    return found is not None and child in (branch.body if found.value else branch.orelse)


def _is_by_hand(facts: UnitFacts, node: t.Node) -> bool:
    guarded = any(isinstance(outer, t.If) and _is_main_guard(outer.test) for outer in node.ancestors())
    return guarded and facts.asking.ask(IS_LEFT_TO_SERVER, facts.module)


def _is_main_guard(test: t.Expr) -> bool:
    return isinstance(test, t.Compare) and any(
        isinstance(side, t.Name) and side.id == "__name__" for side in (test.left, *test.comparators)
    )
