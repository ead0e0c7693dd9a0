"""What calls make of a value that they are handed, or whose methods they are: the one list of what leaves a value what it was, and how."""

from __future__ import annotations

from enum import Enum
from typing import Literal, NamedTuple, TypeAlias


class Done(Enum):
    """What is done with a value on one step of its way."""

    SAME = "same"
    """Nothing: it is named, awaited, chosen, declared, or copied with all that is in it."""
    ITEMS = "items"
    """All that is in it comes in another shape: as a list, in another order, as pairs."""
    PART = "part"
    """Something is taken out of it: an attribute, an element, what a key leads to, the first row."""
    HELD = "held"
    """It is put into something: a display, an argument of what makes a container."""
    EACH = "each"
    """Something is made once for each of its items."""
    TEXT = "text"
    """A text is made of it."""
    CONVERTED = "converted"
    """It is the same in another type: a number or the bytes of a text, a record's fields as a dictionary."""
    PARSED = "parsed"
    """What it says is read out of it, and may be refused: a document, an identifier."""
    COMPUTED = "computed"
    """Something else is worked out with it: a sum, the largest."""
    MEASURED = "measured"
    """Only something about it is told: whether it holds, how many there are."""
    LOOKED_UP = "looked up"
    """It is the key by which something else is found."""
    HANDED = "handed"
    """It is handed to a call, or is what a method is called on, of which nothing more is known."""


Place: TypeAlias = Literal["first", "second", "all"]
"""Which arguments of a function the value is."""


class Passing(NamedTuple):
    """What a function does with which of its arguments."""

    done: Done
    place: Place


def _first(done: Done, *names: str) -> dict[str, Passing]:
    return dict.fromkeys(names, Passing(done, "first"))


def _all(done: Done, *names: str) -> dict[str, Passing]:
    return dict.fromkeys(names, Passing(done, "all"))


FUNCTIONS: dict[str, Passing] = {
    **_first(Done.SAME, "copy", "deepcopy"),
    **_first(Done.ITEMS, "list", "tuple", "set", "frozenset", "sorted", "reversed", "iter", "enumerate", "dict", "OrderedDict", "unique", "tqdm",
        "fromkeys", "Counter"),
    **_all(Done.ITEMS, "zip", "chain"),
    "cast": Passing(Done.SAME, "second"),
    "defaultdict": Passing(Done.ITEMS, "second"),
    "map": Passing(Done.EACH, "second"),
    "filter": Passing(Done.ITEMS, "second"),
    **_first(Done.PART, "next"),
    **_first(Done.TEXT, "str", "repr", "dumps", "dumps_json", "encode_json", "to_json", "packb"),
    **_all(Done.TEXT, "format"),
    **_first(Done.CONVERTED, "int", "float", "bytes", "bool", "Decimal", "asdict", "jsonable_encoder"),
    **_first(Done.PARSED, "loads", "unpackb", "model_validate", "parse_obj", "UUID", "ObjectId", "PydanticObjectId"),
    **_all(Done.COMPUTED, "max", "min", "sum", "abs", "round", "pow", "divmod", "ceil", "floor"),
    **_first(Done.MEASURED, "len", "any", "all"),
}  # fmt: skip
"""By the last name of what is called."""

METHODS: dict[str, Done] = {
    **dict.fromkeys(("copy", "deepcopy", "to_dict", "dict", "model_dump", "_asdict"), Done.SAME),
    **dict.fromkeys(
        ("items", "keys", "values", "all", "scalars", "mappings", "unique", "fetchall", "fetchmany", "to_list", "tolist"), Done.ITEMS
    ),
    **dict.fromkeys(
        (
            "get", "getlist", "getone", "getall", "get_list", "pop", "setdefault", "first", "one", "one_or_none", "scalar", "scalar_one",
            "scalar_one_or_none", "fetchone", "split",
        ),
        Done.PART,
    ),
    **dict.fromkeys(
        ("strip", "lower", "upper", "replace", "format", "join", "isoformat", "model_dump_json", "to_json"), Done.TEXT
    ),
    **dict.fromkeys(("encode", "decode", "json"), Done.CONVERTED),
    **dict.fromkeys(("quantize", "add", "sub", "union", "difference"), Done.COMPUTED),
    **dict.fromkeys(("count", "index", "startswith", "endswith"), Done.MEASURED),
}  # fmt: skip
"""By the name of the method of the value."""

GIVEN: dict[str, tuple[Done, ...]] = {
    **dict.fromkeys(
        ("get", "pop", "setdefault", "getlist", "getone", "getall", "get_list"), (Done.LOOKED_UP, Done.SAME)
    ),
    **dict.fromkeys(("join", "format", "replace"), (Done.TEXT,)),
    **dict.fromkeys(("quantize", "add", "sub", "union", "difference"), (Done.COMPUTED,)),
}
"""What a method does with its arguments, by position; with those that follow it does what it does with the last."""

CONTAINERS = frozenset({"dict", "list", "set", "defaultdict", "OrderedDict"})
"""What makes a container, of what it is handed by name as well."""
