"""Makes the package and the tests' shared code importable without an installation."""

from __future__ import annotations

import sys
from pathlib import Path

_TESTS = Path(__file__).parent
sys.path[:0] = [str(_TESTS.parent / "server"), str(_TESTS)]
