"""Makes the package and the tests' shared code importable without an installation."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

_TESTS = Path(__file__).parent
sys.path[:0] = [str(_TESTS.parent / "server"), str(_TESTS)]

settings.register_profile("offpath", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("offpath")
"""No test fails because the machine is busy."""
