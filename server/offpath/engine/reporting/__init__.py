"""From findings to what is told: where, how sure, silenced by what."""
