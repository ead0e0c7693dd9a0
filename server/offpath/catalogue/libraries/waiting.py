"""Calls that can wait for ever, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from offpath.catalogue.load import catalogue


class Peer(Enum):
    """What a call waits for."""

    NETWORK = "network"
    STORE = "own store"
    """A database or broker of the same deployment, whose limits belong into its address by convention."""
    PROCESS = "process"
    THREAD = "thread"


@dataclass(frozen=True, slots=True)
class Wait:
    """A call that waits for something outside the program."""

    keywords: tuple[str, ...]
    """Arguments that bound the wait; the first one is what a fix adds."""
    position: int | None = None
    """Where the bound may also be given by position."""
    forever_when_absent: bool = True
    """Whether the call waits for ever without the argument; else only where it is None."""
    value: str = "10"
    """What a fix sets, in the argument's unit."""
    text: str = ""
    """What a connection text holds when the bound is in there."""
    in_handlers_only: bool = False
    parts: tuple[str, ...] = ()
    """Arguments that bound each piece of what is waited for, where the whole may take as long as it does."""
    peer: Peer = Peer.NETWORK


_REQUESTS = Wait(("timeout",))
_ONLY_NONE = Wait(("timeout",), forever_when_absent=False)
_SUBPROCESS = Wait(("timeout",), value="60", peer=Peer.PROCESS)
_POSTGRES = Wait(("connect_timeout",), text="connect_timeout", peer=Peer.STORE)
_REDIS = Wait(("socket_timeout", "connection_pool"), text="socket_timeout", peer=Peer.STORE)
_MONGO = Wait(
    ("timeoutMS", "socketTimeoutMS", "serverSelectionTimeoutMS", "connectTimeoutMS"),
    value="10_000",
    text="TimeoutMS",
    peer=Peer.STORE,
)

WAITS: dict[str, Wait] = {
    **{
        f"requests.{owner}{verb}": _REQUESTS
        for owner in ("", "Session.")
        for verb in ("get", "post", "put", "patch", "delete", "head", "options", "request")
    },
    "requests.Session.send": _REQUESTS,
    "urllib.request.urlopen": Wait(("timeout",), 2),
    "smtplib.SMTP": Wait(("timeout",), 3),
    "smtplib.SMTP_SSL": Wait(("timeout",)),
    "smtplib.LMTP": Wait(("timeout",)),
    "ftplib.FTP": Wait(("timeout",), 4),
    "ftplib.FTP_TLS": Wait(("timeout",)),
    "imaplib.IMAP4": Wait(("timeout",), 2),
    "imaplib.IMAP4_SSL": Wait(("timeout",)),
    "poplib.POP3": Wait(("timeout",), 2),
    "poplib.POP3_SSL": Wait(("timeout",), 2),
    "imapclient.IMAPClient": Wait(("timeout",), 6),
    "imap_tools.MailBox": Wait(("timeout",), 2),
    "imap_tools.MailBoxUnencrypted": Wait(("timeout",), 2),
    "imap_tools.MailBoxTls": Wait(("timeout",), 2),
    "nntplib.NNTP": Wait(("timeout",)),
    "nntplib.NNTP_SSL": Wait(("timeout",)),
    "websocket.create_connection": Wait(("timeout",), 1),
    "websocket.WebSocket.connect": Wait(("timeout",)),
    "paramiko.SSHClient.connect": Wait(("timeout",)),
    "pywebpush.webpush": Wait(("timeout",), 6),
    "pywebpush.WebPusher.send": Wait(("timeout",), 7),
    "ldap3.Connection": Wait(("receive_timeout",)),
    "telnetlib.Telnet": Wait(("timeout",), 2),
    "http.client.HTTPConnection": Wait(("timeout",), 2),
    "http.client.HTTPSConnection": Wait(("timeout",), 2),
    "socket.create_connection": Wait(("timeout",), 1),
    "psycopg2.connect": _POSTGRES,
    "psycopg.connect": _POSTGRES,
    "psycopg.Connection.connect": _POSTGRES,
    "psycopg.AsyncConnection.connect": _POSTGRES,
    "redis.Redis": _REDIS,
    "redis.from_url": _REDIS,
    "redis.Redis.from_url": _REDIS,
    "redis.asyncio.Redis": _REDIS,
    "redis.asyncio.from_url": _REDIS,
    "redis.asyncio.Redis.from_url": _REDIS,
    "redis.ConnectionPool": _REDIS,
    "pymongo.MongoClient": _MONGO,
    "pymongo.AsyncMongoClient": _MONGO,
    "motor.AsyncIOMotorClient": _MONGO,
    **{f"subprocess.{name}": _SUBPROCESS for name in ("run", "call", "check_call", "check_output")},
    "subprocess.Popen.wait": Wait(("timeout",), 0, value="60", peer=Peer.PROCESS),
    "subprocess.Popen.communicate": Wait(("timeout",), 1, value="60", peer=Peer.PROCESS),
    **{f"{queue}.get": Wait(("timeout", "block"), 0, in_handlers_only=True, peer=Peer.THREAD) for queue in (
        "queue.Queue", "queue.LifoQueue", "queue.PriorityQueue", "queue.SimpleQueue", "multiprocessing.Queue")},
    "concurrent.futures.Future.result": Wait(("timeout",), 0, in_handlers_only=True, peer=Peer.THREAD),
    "concurrent.futures.Future.exception": Wait(("timeout",), 0, in_handlers_only=True, peer=Peer.THREAD),
    "aiohttp.ClientTimeout": Wait(("total",), 0, forever_when_absent=False, parts=("sock_read",)),
    "httpx.Timeout": Wait(("timeout",), 0, forever_when_absent=False, parts=("read",)),
    "botocore.config.Config": Wait(("read_timeout", "connect_timeout"), forever_when_absent=False),
}  # fmt: skip

ONLY_NONE_PREFIXES = ("httpx.", "openai.", "anthropic.")
"""Libraries with a bound of their own, which `timeout=None` takes away."""

STREAMING = frozenset({"stream", "connect_sse", "aconnect_sse"})
"""Calls that listen for as long as the other side speaks: no end is meant."""

OF_SOCKETS = (
    "socket.", "smtplib.", "ftplib.", "urllib.", "http.client.", "imaplib.", "poplib.", "telnetlib.", "nntplib.", "imapclient.", "imap_tools.", "websocket.",
)  # fmt: skip
"""Libraries whose links wait as long as `socket.setdefaulttimeout` says where they are told nothing else."""

DEADLINES = frozenset(
    {
        "asyncio.timeout", "asyncio.timeout_at", "asyncio.wait_for", "asyncio.wait", "anyio.fail_after",
        "anyio.move_on_after", "async_timeout.timeout", "async_timeout.timeout_at", "trio.fail_after",
        "trio.move_on_after", "gevent.Timeout",
    }
)  # fmt: skip
"""Calls and context managers that bound whatever runs in them."""


def wait_of(name: str) -> Wait | None:
    """How a canonical name can wait for ever; None: it does not, or is not known."""
    owner, _, member = name.rpartition(".")
    for kind in (*(f"{parent}.{member}" for parent in catalogue().types.lineage(owner)), name):
        if kind in WAITS:
            return WAITS[kind]
    if member in STREAMING:
        return None
    return _ONLY_NONE if name.startswith(ONLY_NONE_PREFIXES) else None
