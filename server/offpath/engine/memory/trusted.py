"""Values as bytes, and back: nothing is made of them but values of ours, so that bytes which somebody tampered with can run
nothing.
"""

from __future__ import annotations

import copyreg
import io
import pickle
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

from offpath.facts.values.lengths import Length
from offpath.rules.base import Applicability, Confidence, Severity

ENUMERATIONS: tuple[type[Enum], ...] = (Applicability, Confidence, Length, Severity)
"""Those whose members are packed, by their values; some Pythons (3.11.0 to 3.11.3) would look them up by `getattr`."""

_FACTS = "offpath.facts."
_QUESTIONS = ("offpath.facts.project.question", "question_named")
"""The one function that may be called: it looks a question up."""
_BUILTINS = frozenset({"frozenset", "set", "complex", "bytearray"})
_REPORTS = frozenset(
    {
        ("offpath.engine.reporting.located", "LocatedRelated"),
        ("offpath.engine.reporting.located", "Range"),
        ("offpath.engine.reporting.measures", "Measure"),
        ("offpath.engine.reporting.notes", "Note"),
        ("offpath.engine.running.results", "FoundFix"),
        ("offpath.engine.running.results", "RunFile"),
        ("offpath.engine.running.results", "RunFinding"),
        ("offpath.rules.base", "Applicability"),
        ("offpath.rules.base", "Confidence"),
        ("offpath.rules.base", "Finding"),
        ("offpath.rules.base", "Fix"),
        ("offpath.rules.base", "Related"),
        ("offpath.rules.base", "Severity"),
        ("offpath.rules.base", "Elsewhere"),
        ("offpath.text.positions", "Position"),
        ("offpath.text.span", "Edit"),
        ("offpath.text.span", "Span"),
    }
)
"""What a report is made of."""


class Untrusted(Exception):
    """The bytes are not what was written, or not by this offpath."""


def packed(value: object) -> bytes:
    """A value as bytes."""
    data = io.BytesIO()
    pickler = _Pickler(data, protocol=5)
    pickler.dispatch_table = {**copyreg.dispatch_table, **dict.fromkeys(ENUMERATIONS, _by_value)}
    pickler.dump(value)
    return data.getvalue()


_MOST_KINDS = 512


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        """Dataclasses are made again by their own constructor, which takes two thirds of the time of setting their fields one by one."""
        names = _fields_in_order(type(value))  # type: ignore[arg-type]  # classes have a hash, whatever their members have
        return NotImplemented if names is None else (type(value), tuple(getattr(value, name) for name in names))


@lru_cache(maxsize=_MOST_KINDS)
def _fields_in_order(kind: type) -> tuple[str, ...] | None:
    """What a dataclass is made of by position; None for all else."""
    if not is_dataclass(kind) or hasattr(kind, "__post_init__"):
        return None
    known = fields(kind)
    return None if any(each.kw_only or not each.init for each in known) else tuple(each.name for each in known)


def _by_value(member: Enum) -> tuple[type[Enum], tuple[object]]:
    return type(member), (member.value,)


def unpacked(data: bytes) -> Any:
    """The value in ``data``. Raises `Untrusted` for anything but values of facts and reports; nothing foreign is made."""
    try:
        return _Unpickler(io.BytesIO(data)).load()
    except Exception as error:  # bytes that are no pickle fail in every way there is
        raise Untrusted(f"{type(error).__name__}: {error}") from None


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module == _QUESTIONS[0]:
            if name == _QUESTIONS[1]:
                return super().find_class(module, name)
            raise pickle.UnpicklingError(f"{module}.{name} does not belong here")
        known = (module.startswith(_FACTS) and "." not in name) or (module, name) in _REPORTS
        if known or (module == "builtins" and name in _BUILTINS):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:  # not one that the module only imports
                return found
        raise pickle.UnpicklingError(f"{module}.{name} does not belong here")
