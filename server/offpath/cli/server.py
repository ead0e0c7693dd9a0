"""`offpath server`: the language server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from offpath.text.positions import Encoding

_HIGHEST_PORT = 65_535


def _address(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    port = (value or "").rpartition(":")[2]
    if value is not None and not (port.isascii() and port.isdigit() and int(port) <= _HIGHEST_PORT):
        raise click.BadParameter(f"{value!r} is not HOST:PORT")
    return value


@click.command("server")
@click.option(
    "--tcp",
    metavar="HOST:PORT",
    callback=_address,
    help="Listen there instead of speaking through standard input and output.",
)
@click.option("--log-file", type=click.Path(dir_okay=False, writable=True), help="Write the server's log there.")
@click.option(
    "--log-level",
    type=click.Choice(["error", "warning", "info", "debug"]),
    default="info",
    show_default=True,
    help="How much is logged.",
)
@click.option(
    "--position-encoding",
    type=click.Choice(["utf-8", "utf-16", "utf-32"]),
    help="For editors that count columns in another way than they say.",
)
def command(tcp: str | None, log_file: str | None, log_level: str, position_encoding: Encoding | None) -> None:
    """Start the language server."""
    from offpath.lsp.server import main

    main(tcp, log_file, log_level, position_encoding)
