"""Where output goes: standard output, standard error or a file. A reader that left early is no error."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable

import click


def wants_colour() -> bool:
    """Whether what goes to standard output is to be coloured."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def encoding() -> str:
    """The encoding of standard output, which may know few characters."""
    return getattr(sys.stdout, "encoding", None) or "ascii"


def put_text(text: str, *, colour: bool = False) -> None:
    """Text for people on standard output."""
    _put(lambda: click.echo(text, nl=False, color=colour))


def put_bytes(data: bytes) -> None:
    """Bytes on standard output, as they are."""

    def put() -> None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()

    _put(put)


def put_complaint(text: str) -> None:
    """A line on standard error; that nobody reads it is no error either."""
    with contextlib.suppress(BrokenPipeError):
        click.echo(text, err=True)


def put_file(path: str, data: bytes) -> None:
    """A file's whole content."""
    try:
        with open(path, "wb") as file:
            file.write(data)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror or error}") from None


def open_streams() -> None:
    """Gives a process that was started without them streams that lead nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))


def finish() -> None:
    """Sends off what is still buffered."""
    _put(sys.stdout.flush)


def _put(put: Callable[[], object]) -> None:
    try:
        put()
    except BrokenPipeError:  # the exit code still tells what was found
        _leave_output()
    except OSError as error:
        _leave_output()
        raise click.ClickException(f"the output cannot be written: {error.strerror or error}") from None


def _leave_output() -> None:
    """Without this the interpreter would complain when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
