"""Serving the app to browsers: one process, some threads, no proxy needed in front."""

import gc
from wsgiref.types import WSGIApplication

import waitress

from config import Settings
from lms.base.body import largest


def listen(app: WSGIApplication, settings: Settings) -> None:
    """Answer requests until stopped. Slow or idle connections do not keep others waiting.

    What is too large the app refuses itself, with a page of its own; the server only far beyond.
    """
    settle()
    waitress.serve(
        app, host=settings.host, port=settings.port, threads=settings.threads, ident=None,
        connection_limit=1000, channel_timeout=30, clear_untrusted_proxy_headers=False,
        max_request_body_size=4 * largest(settings),
    )  # fmt: skip


def settle() -> None:
    """Once everything is loaded: what stays for good need not be looked at by each collection."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
