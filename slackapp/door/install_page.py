"""Pages for a browser: plain, escaped, readable aloud and in the dark, and never kept or framed."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from http import HTTPStatus

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{margin:0;background:Canvas;color:CanvasText;font:1.05rem/1.6 system-ui,sans-serif}"
    "main{max-width:34rem;margin:4rem auto;padding:0 1.25rem}"
    "h1{font-size:1.6rem;line-height:1.25}"
    "a{color:LinkText}"
    "a:focus-visible{outline:3px solid;outline-offset:3px}"
)
_STYLE_HASH = base64.b64encode(sha256(_STYLE.encode()).digest()).decode()

_DOCUMENT = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width,initial-scale=1">'
    '<meta name="robots" content="noindex"><title>{title}</title><style>{style}</style></head>'
    "<body><main><h1>{heading}</h1>{body}</main></body></html>"
)

#: On whatever is sent to somebody's browser; an address may hold a code of Slack's.
_ALWAYS = (
    (
        "Content-Security-Policy",
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """An answer for a browser."""

    status: HTTPStatus
    body: bytes
    headers: tuple[tuple[str, str], ...]


def build_page(
    status: HTTPStatus,
    heading: str,
    *paragraphs: str,
    home: str,
    link: tuple[str, str] | None = None,
    headers: tuple[tuple[str, str], ...] = (),
) -> Page:
    """A page of plain sentences, and at most one link: its words and its address."""
    body = "".join(f"<p>{escape(one)}</p>" for one in paragraphs)
    if link is not None:
        words, address = link
        body += f'<p><a href="{escape(address)}">{escape(words)}</a></p>'
    title = f"{heading} · {home}"
    text = _DOCUMENT.format(title=escape(title), style=_STYLE, heading=escape(heading), body=body)
    kind = ("Content-Type", "text/html; charset=utf-8")
    return Page(status, text.encode(), (kind, *_ALWAYS, *headers))


def lead_to(address: str, *headers: tuple[str, str]) -> Page:
    """Send the browser there."""
    return Page(HTTPStatus.FOUND, b"", (("Location", address), *_ALWAYS, *headers))
