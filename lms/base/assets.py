"""What a browser keeps: the stylesheet, the scripts, the icons.

Each address holds a digest of the content, so a page loads them once and an upgrade is never
mixed with yesterday's look. The icons are one sprite, made at start from lucide's own drawings.
"""

import hashlib
import re
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app
from flask_compress import Compress
from lucide.jinja import lucide as drawing
from markupsafe import Markup

from config import ROOT
from lms.base import gate
from lms.base.errors import NotFound

ICONS = (
    "arrow-left", "arrow-right", "book-open", "calendar-clock", "calendar-off", "check",
    "chevron-down", "circle-check", "circle-dashed", "circle-dot", "circle-slash",
    "clipboard-check", "download", "external-link", "eye", "file-search", "file-spreadsheet",
    "flag", "hand-helping", "headphones", "hourglass", "inbox", "info", "lock", "log-out",
    "messages-square", "minus", "monitor-play", "notebook-pen", "pencil-line", "play", "plus",
    "printer", "qr-code", "send", "triangle-alert", "undo-2", "users",
)  # fmt: skip
SCRIPTS = ("enhance.js", "hint.js", "kept.js", "device.js", "waiting.js", "offline.js")
FILES = {"app.css": "css/app.css", "mark.svg": "mark.svg"} | {one: f"js/{one}" for one in SCRIPTS}
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"

# Opt-in: a page that echoes what was sent, beside a secret, must never be compressed.
compress = Compress()


def init_app(app: Flask) -> None:
    """Read the files once and serve them."""
    app.config.update(COMPRESS_REGISTER=False, COMPRESS_ALGORITHM=["br", "gzip"])
    compress.init_app(app)
    app.extensions["assets"] = load()
    app.add_url_rule("/assets/<version>/<name>", "asset", gate.public(serve))
    app.jinja_env.globals.update(asset=address, icon=icon)


def load(folder: Path = ROOT / "static") -> dict[str, tuple[str, bytes]]:
    """Name → (digest, content) of every asset."""
    content = {name: (folder / path).read_bytes() for name, path in FILES.items()}
    content["icons.svg"] = sprite().encode()
    return {name: (_digest(data), data) for name, data in content.items()}


def address(name: str) -> str:
    """The address of an asset, which changes with its content."""
    digest, _ = current_app.extensions["assets"][name]
    return f"/assets/{digest}/{name}"


@compress.compressed()
def serve(version: str, name: str) -> Response:
    """One asset; only its present version may be kept for good."""
    if name not in current_app.extensions["assets"]:
        raise NotFound
    digest, data = current_app.extensions["assets"][name]
    answer = Response(data, mimetype=TYPES[Path(name).suffix])
    answer.headers["Cache-Control"] = FOREVER if version == digest else "no-cache"
    return answer


@cache
def sprite() -> str:
    """All icons the pages use as the symbols of one SVG."""
    symbols = "".join(_symbol(name) for name in ICONS)
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>'


def _symbol(name: str) -> str:
    inner = re.sub(r"^<svg[^>]*>|</svg>$|\n *", "", str(drawing(name)).strip())
    return f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>'


@cache
def icon(name: str, size: int = 20) -> Markup:
    """An icon beside words; screen readers skip it. Raises LookupError for one not in ICONS."""
    if name not in ICONS:
        raise LookupError(f"the icon {name} is not in the sprite: add it to ICONS")
    return Markup(
        '<svg class="i" width="{1}" height="{1}" aria-hidden="true"><use href="{2}#{0}"/></svg>'
    ).format(name, size, f"/assets/{_digest(sprite().encode())}/icons.svg")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
