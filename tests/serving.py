"""The app behind a real server, which the tests start and end themselves."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import waitress.server
from flask import Flask
from waitress import wasyncore

from lms.serving import limits

HOST = "127.0.0.1"


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def serving(app: Flask, threads: int) -> Iterator[int]:
    """The port of this app, served as in production until the block ends.

    The loop closes its own sockets: closed from here, one could vanish while it waits for them.
    """
    sockets: dict[int, wasyncore.dispatcher] = {}
    server = waitress.server.create_server(
        app, map=sockets, host=HOST, port=0, threads=threads, **limits(app.extensions["settings"])
    )
    loop = threading.Thread(target=server.run, daemon=True)
    loop.start()
    yield server.effective_port
    server.task_dispatcher.shutdown()
    server.trigger.pull_trigger(partial(wasyncore.close_all, sockets))
    loop.join(5)
    assert not loop.is_alive()
