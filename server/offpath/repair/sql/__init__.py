"""Edits that change one SQL text in place, and statements that are built anew. Knows nothing of Python."""

from offpath.repair.sql.build import Bound, BuiltStatement, Parameter, PickedBy, conditional_update, keys_of
from offpath.repair.sql.splice import SpliceResult, add_condition

__all__ = [
    "Bound",
    "BuiltStatement",
    "Parameter",
    "PickedBy",
    "SpliceResult",
    "add_condition",
    "conditional_update",
    "keys_of",
]
