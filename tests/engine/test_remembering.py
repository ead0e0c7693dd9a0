"""What is remembered between two looks has an end, however many names are typed."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any

import offpath


def remembering() -> Iterator[tuple[str, Any]]:
    """Every function of ours that remembers its results."""
    for found in pkgutil.walk_packages(offpath.__path__, "offpath."):
        if not found.name.endswith("__main__"):
            for name, value in vars(importlib.import_module(found.name)).items():
                owned = vars(value).items() if inspect.isclass(value) else [(name, value)]
                yield from ((f"{found.name}.{one}", each) for one, each in owned if hasattr(each, "cache_info"))


def test_what_is_remembered_of_arguments_has_an_end() -> None:
    known = dict(remembering())
    assert len(known) > 20
    endless = [
        name
        for name, function in known.items()
        if function.cache_info().maxsize is None and inspect.signature(function).parameters
    ]
    assert endless == []
