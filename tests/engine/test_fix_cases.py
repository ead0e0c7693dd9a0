"""No fix writes what is known to be wrong: every case under `tests/fixes`, by every fix that is offered for it."""

from __future__ import annotations

import pytest

from support.fix_cases import FixCase, faults, fix_cases


@pytest.mark.parametrize("case", fix_cases(), ids=lambda case: f"{case.rule}-{case.kind}")
def test_no_wrong_fix_is_offered(case: FixCase) -> None:
    found = faults(case)
    assert not found, "\n".join(found)
