"""What runs in a worker process: takes calls from its parent, one at a time, and ends when the parent does."""

from __future__ import annotations

import os
import pickle
import sys
import traceback
from queue import SimpleQueue
from threading import Thread
from typing import Any, BinaryIO

from offpath.engine.running.garbage import seldom_collected
from offpath.engine.running.workers import LENGTH, READY, Answer, Call, Keep


def main(niceness: int) -> None:
    """Works until standard input ends. What is printed meanwhile goes to standard error."""
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)
    incoming, outgoing = _claimed()
    messages: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=(incoming, messages), daemon=True).start()
    _send(outgoing, READY)
    with seldom_collected():
        _work(messages, outgoing)


def _work(messages: SimpleQueue[bytes], outgoing: BinaryIO) -> None:
    kept: Any = None
    while True:
        message: Call | Keep = pickle.loads(messages.get())
        if isinstance(message, Keep):
            kept = message.prepare(message.value, kept)
        else:
            _send(outgoing, _answer(message, kept))


def _listen(incoming: BinaryIO, messages: SimpleQueue[bytes]) -> None:
    """On a thread of its own, so that the parent's end is noticed in the middle of work, and of what work has to import."""
    try:
        while len(head := incoming.read(LENGTH.size)) == LENGTH.size:
            (length,) = LENGTH.unpack(head)
            if len(message := incoming.read(length)) < length:
                break
            messages.put(message)
    except OSError:
        pass
    finally:  # the parent has ended, perhaps while it wrote
        os._exit(0)


def _answer(call: Call, kept: Any) -> bytes:
    try:
        arguments = (kept, *call.arguments) if call.with_kept else call.arguments
        return pickle.dumps(Answer(call.work(*arguments)), protocol=5)
    except Exception as error:
        return _failure(error)


def _failure(error: Exception) -> bytes:
    trace = traceback.format_exc()
    try:
        data = pickle.dumps(Answer(None, error, trace), protocol=5)
        pickle.loads(data)  # some errors can be written and not be read
    except Exception:
        data = pickle.dumps(Answer(None, RuntimeError(f"{type(error).__name__}: {error}"), trace), protocol=5)
    return data


def _send(outgoing: BinaryIO, data: bytes) -> None:
    try:
        outgoing.write(data)
        outgoing.flush()
    except OSError:  # nobody is left to hear it
        os._exit(0)


def _claimed() -> tuple[BinaryIO, BinaryIO]:
    """The streams to the parent, for us alone: a stray `print` must not get among the answers."""
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    try:
        os.dup2(2, 1)
    except OSError:  # there is no standard error
        os.dup2(nothing, 1)
    os.close(nothing)
    sys.stdout = sys.stderr
    return os.fdopen(incoming, "rb"), os.fdopen(outgoing, "wb")
