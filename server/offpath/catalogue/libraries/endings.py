"""Calls that never come back, as data."""

from __future__ import annotations

ENDING = frozenset(
    {
        "sys.exit", "os._exit", "os.abort", "os.execv", "os.execve", "os.execvp", "os.execl", "os.execlp", "builtins.exit", "builtins.quit",
        "flask.abort", "quart.abort", "werkzeug.exceptions.abort", "flask_restful.abort", "flask_restx.abort", "flask_smorest.abort", "bottle.abort",
        "apiflask.abort", "sanic.exceptions.abort", "pytest.fail", "pytest.skip", "pytest.exit", "pytest.xfail",
        "argparse.ArgumentParser.error", "argparse.ArgumentParser.exit", "click.Context.abort", "click.Context.exit", "click.Context.fail",
        "unittest.TestCase.fail", "unittest.TestCase.skipTest", "typing.assert_never", "typing_extensions.assert_never", "anyio.sleep_forever",
    }
)  # fmt: skip

ENDING_NAMES = frozenset({"abort"})
"""Names that, where nothing shows what they stand for, stand for a call that never comes back."""
