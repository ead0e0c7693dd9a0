"""`offpath server`: the language server."""

from __future__ import annotations

import click


@click.command("server")
@click.option("--tcp", metavar="HOST:PORT", help="Listen there instead of speaking through standard input and output.")
@click.option("--log-file", type=click.Path(dir_okay=False, writable=True), help="Write the server's log there.")
def command(tcp: str | None, log_file: str | None) -> None:
    """Start the language server."""
    from offpath.lsp.server import main

    main(tcp, log_file)
