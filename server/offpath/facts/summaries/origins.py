"""The setting by which an application names who may talk to it, where the call that reads it names nobody."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.reading import UnitReading
from offpath.facts.code.symbols import last_name
from offpath.facts.values.unset_values import unset_value
from offpath.syntax import tree as t

NAMES_ORIGINS = "names origins"
"""The setting is given something that is not known to mean everybody."""

OPENS_ORIGINS = "opens origins"
"""The setting is given what means everybody, or falls back to it."""

_SETTING = "CORS_ORIGINS"


def origins_in(reading: UnitReading) -> Iterator[str]:
    """What a unit gives the setting, in the words of this module."""
    for value in _given(reading):
        found = unset_value(value, lambda _: None)
        texts = found.value if found is not None and isinstance(found.value, tuple) else (found and found.value,)
        yield OPENS_ORIGINS if "*" in texts else NAMES_ORIGINS


def _given(reading: UnitReading) -> Iterator[t.Expr]:
    for assign in reading.parsed.nodes(t.Assign):
        if any(_is_setting(target) for target in assign.targets):
            yield assign.value
    for annotated in reading.parsed.nodes(t.AnnAssign):
        if annotated.value is not None and _is_setting(annotated.target):
            yield annotated.value
    yield from (each.value for each in reading.parsed.nodes(t.Keyword) if each.arg == _SETTING)
    for item in reading.parsed.nodes(t.DictItem):
        if isinstance(item.key, t.Constant) and item.key.value == _SETTING:
            yield item.value


def _is_setting(target: t.Expr) -> bool:
    """`CORS_ORIGINS`, `Config.CORS_ORIGINS` or `app.config["CORS_ORIGINS"]`."""
    if isinstance(target, t.Subscript):
        return isinstance(target.index, t.Constant) and target.index.value == _SETTING
    return last_name(target) == _SETTING
