"""`offpath clean`: removes what runs and servers have kept."""

from __future__ import annotations

import contextlib

import click

from offpath.cli.output import put_text
from offpath.engine.memory.keeping import kept_files, users_folder


@click.command("clean")
def command() -> None:
    """Remove what earlier runs have kept of all projects; the next runs take longer once, and say the same.

    Nothing but files of offpath in its own cache folder is removed: the user's cache folder, or what OFFPATH_CACHE_DIR names.
    """
    folder = users_folder()
    removed, size = 0, 0
    for file in kept_files(folder):
        with contextlib.suppress(FileNotFoundError):  # somebody else was faster
            own = file.stat().st_size
            try:
                file.unlink()
            except PermissionError as error:
                raise click.ClickException(f"{file} cannot be removed: {error.strerror or error}") from None
            removed, size = removed + 1, size + own
    told = (
        f"{removed} file{'' if removed == 1 else 's'} removed ({size / 1_000_000:.1f} MB)"
        if removed
        else "nothing kept"
    )
    put_text(f"{told}: {folder}\n")
