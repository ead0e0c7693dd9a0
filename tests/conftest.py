"""Makes the package and the tests' shared code importable without an installation."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

_TESTS = Path(__file__).parent
sys.path[:0] = [str(_TESTS.parent / "server"), str(_TESTS)]

from support.chance import IS_EXPLORING  # noqa: E402

settings.register_profile(
    "offpath", deadline=None, derandomize=not IS_EXPLORING, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("offpath")
"""No test fails because the machine is busy, or by chance."""


@pytest.fixture(scope="session", autouse=True)
def _cache_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What runs keep goes where nobody has anything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OFFPATH_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield
