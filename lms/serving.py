"""Serving the app to browsers: one process, some threads, no proxy needed in front."""

import gc
from typing import Any
from wsgiref.types import WSGIApplication

import waitress

from config import Settings
from lms.base.body import largest


def listen(app: WSGIApplication, settings: Settings) -> None:
    """Answer requests until stopped. Slow or idle connections do not keep others waiting."""
    settle()
    waitress.serve(
        app, host=settings.host, port=settings.port, threads=settings.threads, **limits(settings)
    )


def limits(settings: Settings) -> dict[str, Any]:
    """What the server itself watches over.

    What is too large the app refuses with a page of its own. The server only does so far beyond,
    before any of it has come.
    """
    return {
        "ident": None, "connection_limit": 1000, "channel_timeout": 30,
        "clear_untrusted_proxy_headers": False, "max_request_body_size": 4 * largest(settings),
    }  # fmt: skip


def settle() -> None:
    """Once everything is loaded: what stays for good need not be looked at by each collection."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
