"""From one function's tree to its summary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from offpath.catalogue.load import catalogue
from offpath.catalogue.words.members import EXECUTING
from offpath.catalogue.words.people import CALLER_WORDS, holds_caller, is_owner_name
from offpath.catalogue.words.verbs import words
from offpath.facts.code.reading import UnitReading
from offpath.facts.code.symbols import Symbol, dependency_marker, dependency_of, last_name
from offpath.facts.failures.caught import caught_in
from offpath.facts.flow.flow import Definition
from offpath.facts.functions.attribute_changes import state_changes
from offpath.facts.functions.effects import local_effects, statement_of
from offpath.facts.functions.elsewhere import handed_work, runs_of
from offpath.facts.functions.local_guards import local_guards
from offpath.facts.functions.outcomes import written_outcome
from offpath.facts.functions.waiting import awaited_calls
from offpath.facts.language_models.calls import asks_by_shape, is_content, posts_to_model
from offpath.facts.stores.access import DataAccess
from offpath.facts.summaries.accesses import summarised
from offpath.facts.summaries.answered import Answered
from offpath.facts.summaries.contribution import (
    AccessSummary,
    CallSite,
    Effect,
    Flowing,
    Folded,
    FunctionSummary,
    Parameter,
)
from offpath.facts.summaries.decorations import decorations, dotted_text
from offpath.facts.summaries.naming import named_classes
from offpath.facts.summaries.registrations import constant_of
from offpath.facts.summaries.shown import Shown
from offpath.facts.summaries.steps import calls_in
from offpath.facts.summaries.taken import GoingOn, bound_name, first_name
from offpath.facts.summaries.traits import traits_of
from offpath.facts.summaries.whole_parameters import handed_whole, whole_parameters
from offpath.facts.values.lengths import Lengths
from offpath.facts.values.reaching import Reaching, Requested
from offpath.facts.values.same_place import Asked
from offpath.facts.values.unset_values import unset_value
from offpath.facts.values.values import Use, Values
from offpath.syntax import tree as t


class FunctionReader:
    """Summarises one function."""

    def __init__(self, reading: UnitReading, requests: Requested, node: t.FunctionDef) -> None:
        symbols = reading.symbols
        self._reading = reading
        self._symbols = symbols
        self._node = node
        self._flow = symbols.flow_at(node.body[0])
        self._values = Values(symbols)
        self._going_on = GoingOn(self._flow)
        self._requests = requests
        self._lengths = Lengths(symbols)
        self._own = reading.own_nodes(node)
        self._returned = [each.value for each in self._own.of(t.Return)]
        self._asked = Asked(self._own)
        self._answered = Answered(self._own)
        self._bits = {name: 1 << position for position, name in enumerate(dict.fromkeys(p.name for p in node.params))}
        self._caught = caught_in(self._own)
        self._reaching = Reaching(self._flow.of, lambda each: 0, self._parameter_bit, (t.FunctionDef, t.ClassDef))

    def summary(self, stores: list[DataAccess]) -> FunctionSummary:
        """What the function is and does by itself; ``stores`` are its own reads and writes."""
        node = self._node
        own = self._own
        uses = {p.name: frozenset(use.kind for use in self._uses(p)) for p in node.params}
        return FunctionSummary(
            path=self._reading.function_path(node),
            parameters=tuple(self._parameter(p) for p in node.params),
            decorators=decorations(node.decorators, self._symbols),
            is_async=node.is_async,
            is_generator=bool(own.of(t.Yield)),
            is_stub=is_stub(node),
            returns=tuple(self._returns()),
            yields=tuple(self._yields()),
            calls=tuple(site for n in calls_in(own) for site in (self._call(n), *self._handed(n))),
            effects=tuple(self._effects()),
            guards=local_guards(own),
            asks_model=self._asks_model(),
            may_ask=tuple(dict.fromkeys(self._asking())),
            returned_parameters=tuple(n for n, kinds in uses.items() if not kinds.isdisjoint(_ANSWERING)),
            used_parameters=tuple(n for n, kinds in uses.items() if kinds - {"dropped"}),
            entered=tuple(
                symbol for n in own.of(t.WithItem) for symbol in [self._symbols.of(n.context)] if symbol is not None
            ),
            raises=tuple(dict.fromkeys(self._raises())),
            answers=tuple(dict.fromkeys(map(written_outcome, self._returned))),
            attributes=tuple(self._attributes()),
            state=tuple(dict.fromkeys(state_changes(node, own))),
            accesses=tuple(self._summarised(stores)),
            callers=tuple(dict.fromkeys(self._callers(stores))),
            hands_caller=tuple(dict.fromkeys(self._hands_caller())),
            whole_parameters=whole_parameters(node, own, self._symbols),
            handed_whole=tuple(dict.fromkeys(handed_whole(node, own, self._symbols))),
            unset=self._unset(),
            never_returns=not (self._returned or self._flow.falls_through),
            ends_in=None if self._returned else self._last_called(),
            awaits=tuple(dict.fromkeys(awaited_calls(own, self._symbols))) if node.is_async else (),
            traits=traits_of(node, own, self._symbols),
        )

    def _summarised(self, stores: list[DataAccess]) -> Iterator[AccessSummary]:
        if stores:
            shown, numbers = Shown(self._own), {call: number for number, call in enumerate(calls_in(self._own))}
            for each in stores:
                access = summarised(each, self._symbols, self.reaching_parameters, shown)
                yield replace(access, call=numbers.get(each.call))

    def _unset(self) -> Folded | None:
        """What the function returns where the environment is empty, if it is handed nothing and returns once."""
        if len(self._returned) != 1 or any(p.name not in ("self", "cls") for p in self._node.params):
            return None
        return unset_value(self._returned[0], self._local_when_unset)

    def _local_when_unset(self, node: t.Expr) -> Folded | None:
        definitions = self._symbols.definitions(node) if isinstance(node, t.Name) else ()
        if len(definitions) != 1 or definitions[0].kind != "assign" or definitions[0].path:
            return None
        value = definitions[0].value
        return unset_value(value, _nothing) if value is not None else None

    def _last_called(self) -> Symbol | None:
        last = self._node.body[-1]
        value = last.value if isinstance(last, t.ExprStmt) else None
        value = value.value if isinstance(value, t.Await) else value
        return self._symbols.of(value.func) if isinstance(value, t.Call) else None

    def _handed(self, call: t.Call) -> Iterator[CallSite]:
        """The functions that a call has run elsewhere, with what they will be handed."""
        for work in handed_work(call):
            slots: list[tuple[int | str, t.Expr]] = [*enumerate(work.arguments), *work.keywords]
            yield CallSite(
                self._symbols.of(work.run),
                last_name(work.run),
                tuple(self._flowing(slots)),
                result_used=work.runs != "started" and _is_used(call),
                keywords=tuple(name for name, _ in work.keywords),
                requested=tuple(slot for slot, value in slots if slot != "**" and self._requests.reads(value)),
                flags=tuple((slot, flag) for slot, value in slots for flag in [_flag(value)] if flag is not None),
                asked=self._asked.of_request(call),
                asked_of=self._asked.of_handed(call, slots),
                runs=work.runs,
                locked=work.locked,
            )

    def _flowing(self, slots: list[tuple[int | str, t.Expr]]) -> Iterator[Flowing]:
        for slot, value in slots:
            reaching = self.reaching_parameters(value)
            if reaching:
                yield Flowing("*" if isinstance(value, t.Starred) else slot, reaching)

    def _asks_model(self) -> bool:
        calls = self._own.of(t.Call)
        asking = [call for call in calls if asks_by_shape(call)]
        if any(map(is_content, self._own.of(t.Subscript, t.Call))):
            asking += [call for call in calls if posts_to_model(call, self._symbols)]
        return any(map(self._answers_with, asking))

    def _asking(self) -> Iterator[Symbol]:
        """What it calls that may ask a model, by the last name, and answers with."""
        known = catalogue()
        for call in self._own.of(t.Call):
            if known.may_ask_model(last_name(call.func)):
                symbol = self._symbols.of(call.func)
                if symbol is not None and self._answers_with(call):
                    yield symbol

    def _answers_with(self, call: t.Call) -> bool:
        return any(use.kind in _ANSWERING for use in self._values.uses(call))

    def _uses(self, param: t.Param) -> Iterator[Use]:
        for definition in self._flow.by_node.get(param, ()):
            yield from self._values.uses_of(definition)

    def _parameter(self, param: t.Param) -> Parameter:
        dependency, marker = dependency_of(param), dependency_marker(param)
        scopes = constant_of(marker.keyword("scopes")) if marker is not None else None
        return Parameter(
            param.name,
            param.kind,
            self._symbols.annotation(param.annotation) if param.annotation is not None else None,
            param.default is not None,
            self._injected(dependency) if dependency is not None else None,
            tuple(each for each in scopes if isinstance(each, str)) if isinstance(scopes, tuple) else (),
            _flag(param.default),
        )

    def _injected(self, dependency: t.Expr) -> Symbol | None:
        """What is injected; of what the function around is handed, its name is all that can be told."""
        symbol = self._symbols.of(dependency)
        return ("global", dependency.id) if symbol is None and isinstance(dependency, t.Name) else symbol

    def _returns(self) -> Iterator[Symbol]:
        if self._node.returns is not None:
            declared = self._symbols.annotation(self._node.returns)
            if declared is not None and not _vague(declared):
                yield declared
                return
        found = [self._symbols.of(value) for value in self._returned if value is not None]
        yield from dict.fromkeys(s for s in found if s is not None)

    def _yields(self) -> Iterator[Symbol]:
        found = [self._symbols.of(n.value) for n in self._own.of(t.Yield) if n.value is not None]
        yield from dict.fromkeys(s for s in found if s is not None)

    def _call(self, call: t.Call) -> CallSite:
        slots: list[tuple[int | str, t.Expr]]
        slots = [*enumerate(call.args), *((k.arg or "**", k.value) for k in call.keywords)]
        receiver = self.reaching_parameters(call.func.value if isinstance(call.func, t.Attribute) else call.func)
        executes = last_name(call.func) in EXECUTING and bool(call.args)
        return CallSite(
            self._symbols.of(call.func),
            last_name(call.func),
            tuple(self._flowing(slots)),
            receiver,
            _is_used(call),
            tuple(keyword.arg or "**" for keyword in call.keywords),
            self._symbols.of(call.args[0]) if executes else None,
            self._reads_sql(call),
            tuple(self._requested(call)),
            bound_name(call),
            first_name(call),
            tuple(_flags(call)),
            self._asked.of_request(call),
            self._answered.of(call),
            runs_of(call),
            self._asked.of_handed(call, slots),
            tuple(self._lengths.written(slots)),
            caught=self._caught.get(call, ()),
            goes_on=self._going_on.of(call),
            classes=tuple(named_classes(slots, self._symbols)),
        )

    def _requested(self, call: t.Call) -> Iterator[int | str]:
        for position, argument in enumerate(call.args):
            if self._requests.reads(argument):
                yield position
        for keyword in call.keywords:
            if keyword.arg is not None and self._requests.reads(keyword.value):
                yield keyword.arg

    def _callers(self, stores: list[DataAccess]) -> Iterator[tuple[str, str, str]]:
        """How the caller is spelled where an owner is asked for or written."""
        for access in stores:
            for condition in access.filters:
                value = condition.value
                if value is not None and condition.op == "=" and self._stands_for_caller(value):
                    text = self._reading.text[value.start : value.end]
                    root = t.root(_converted(value))
                    if is_owner_name(condition.column) or (isinstance(root, t.Name) and holds_caller(root.id)):
                        yield condition.table or access.target, condition.column, text
            for assigned in access.values:
                if assigned.value is not None and is_owner_name(assigned.column):
                    if self._stands_for_caller(assigned.value):
                        yield "", assigned.column, self._reading.text[assigned.value.start : assigned.value.end]

    def _hands_caller(self) -> Iterator[tuple[Symbol, int | str]]:
        """What is called with the caller, and in which slot."""
        for call in self._own.of(t.Call):
            slots: list[tuple[int | str, t.Expr]] = [
                *enumerate(call.args),
                *((k.arg, k.value) for k in call.keywords if k.arg),
            ]
            for slot, value in slots:
                root = t.root(_converted(value))
                if isinstance(root, t.Name) and holds_caller(root.id) and self._stands_for_caller(value):
                    symbol = self._symbols.of(call.func)
                    if symbol is not None:
                        yield symbol, slot

    def _stands_for_caller(self, node: t.Expr) -> bool:
        """Whether an expression that stands in other functions too speaks of the caller: `g.user.id`, `session["uid"]`."""
        root = t.root(_converted(node))
        if not isinstance(root, t.Name) or "\n" in self._reading.text[node.start : node.end]:
            return False
        definitions = self._flow.of(root)
        spelled = set(words(self._reading.text[node.start : node.end]))
        if self._requests.reads(node):
            return False
        return bool(spelled & CALLER_WORDS) and all(d.kind == "parameter" for d in definitions)

    def _reads_sql(self, call: t.Call) -> bool:
        statement = statement_of(call, self._reading.text, self._symbols)
        return statement is not None and statement.kind in ("select", "pragma", "transaction")

    def reaching_parameters(self, node: t.Expr) -> tuple[str, ...]:
        """The parameters of the function whose values reach an expression, directly or through locals."""
        marks = self._reaching.of(node)
        return tuple(p.name for p in self._node.params if marks & self._bits[p.name]) if marks else ()

    def _parameter_bit(self, definition: Definition) -> int | None:
        is_own = definition.kind == "parameter" and definition.scope is self._node
        return self._bits[definition.name] if is_own else None

    def _effects(self) -> Iterator[Effect]:
        yield from local_effects(self._own, self._reading.text, self._symbols, self.reaching_parameters)

    def _raises(self) -> Iterator[str]:
        for node in self._own.of(t.Raise):
            if node.exc is not None:
                yield dotted_text(node.exc)

    def _attributes(self) -> Iterator[tuple[str, Symbol]]:
        if not self._node.params:
            return
        own = self._node.params[0].name
        for node in self._own.of(t.Assign, t.AnnAssign):
            for target in node.targets if isinstance(node, t.Assign) else [node.target]:
                if isinstance(target, t.Attribute) and isinstance(target.value, t.Name) and target.value.id == own:
                    declared = self._symbols.annotation(node.annotation) if isinstance(node, t.AnnAssign) else None
                    symbol = declared or (self._symbols.of(node.value) if node.value is not None else None)
                    if symbol is not None and symbol[0] != "literal":
                        yield target.attr, symbol


_ANSWERING = frozenset({"returned", "yielded"})
"""Ends of a value's way at which the function answers with it."""


def _converted(node: t.Expr) -> t.Expr:
    """What a conversion is handed: `user.id` of `str(user.id)`."""
    while isinstance(node, t.Call) and len(node.args) == 1 and last_name(node.func) in _CONVERTING:
        node = node.args[0]
    return node


_CONVERTING = frozenset({"str", "int", "UUID", "ObjectId", "PydanticObjectId"})


def _nothing(node: t.Expr) -> Folded | None:
    return None


def _flag(node: t.Expr | None) -> bool | None:
    return node.value if isinstance(node, t.Constant) and isinstance(node.value, bool) else None


def _flags(call: t.Call) -> Iterator[tuple[int | str, bool]]:
    """The arguments of a call that are True or False as written."""
    given: list[tuple[int | str, t.Expr]] = [*enumerate(call.args), *((k.arg, k.value) for k in call.keywords if k.arg)]
    for slot, value in given:
        flag = _flag(value)
        if flag is not None:
            yield slot, flag


def _is_used(call: t.Call) -> bool:
    """Whether anything becomes of a call's result."""
    return not isinstance(call.parent, t.ExprStmt) and not isinstance(getattr(call.parent, "parent", None), t.ExprStmt)


def _vague(symbol: Symbol) -> bool:
    """Whether an annotation says too little to prefer it to the returned expressions."""
    inner = symbol[1] if len(symbol) > 1 else symbol
    name = inner[-1] if isinstance(inner, tuple) else inner
    return name in ("Any", "object", "dict", "Dict", "None", "bool", "str", "int", "float", "T")


def is_stub(node: t.FunctionDef) -> bool:
    """Whether a function has no body to speak of."""
    return all(_says_nothing(statement, position == 0) for position, statement in enumerate(node.body))


def _says_nothing(statement: t.Stmt, is_first: bool) -> bool:
    if isinstance(statement, t.ExprStmt) and isinstance(statement.value, t.Constant):
        return statement.value.value is ... or (is_first and isinstance(statement.value.value, str))
    if isinstance(statement, t.Raise) and statement.exc is not None:
        return dotted_text(statement.exc) == "NotImplementedError"
    return isinstance(statement, t.Pass)
