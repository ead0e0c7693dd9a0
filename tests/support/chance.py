"""Where random numbers begin: at the same place in every run, so that a run says something about the code alone.

`OFFPATH_SEED` has them begin elsewhere, in Hypothesis's tests too: to look further than a run of all tests does.
"""

from __future__ import annotations

import os
import random

SEED = int(os.environ.get("OFFPATH_SEED", "20261130"))
IS_EXPLORING = "OFFPATH_SEED" in os.environ


def chance_of(*name: object) -> random.Random:
    """Random numbers of their own for each test."""
    return random.Random(f"{SEED} {name}")
