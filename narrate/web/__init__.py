"""The page of one's own: a small server of this machine that narrates what is given to it, and keeps a shelf of it.

Outermost, as the command line is: it translates requests to the same `Settings` and the same render, with the same
cache.
`make_app` is its one door; `house.keeping_house` opens a folder for it.
"""

from __future__ import annotations

import hashlib
from importlib.resources import files

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from narrate.errors import NarrateError, OutputError
from narrate.web.guarding import LOOPBACK, guard
from narrate.web.house import House, keeping_house
from narrate.web.routes import ROUTES
from narrate.web.speech import speech_routes

__all__ = ["House", "keeping_house", "make_app"]

PAGE = {
    "/": ("page.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/page.js": ("page.js", "text/javascript"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


def make_app(house: House, hosts: frozenset[str], token: str | None = None) -> ASGIApp:
    """The server's application: its page and what that asks for, and the API for other programs, behind its guard.

    `hosts` are the names by which it may be asked; `token` is what everybody shows who does not ask from this machine,
    None where nobody else can.
    """
    routes = [*(Route(path, _part) for path in PAGE), *speech_routes(house.settings, house.crew), *ROUTES]
    app = Starlette(routes=routes, exception_handlers={NarrateError: _refusal, HTTPException: _refusal})
    app.state.house = house
    own, others = (guard(app, hosts=hosts, token=shown) for shown in (None, token))

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        here = (scope.get("client") or ("",))[0] in LOOPBACK
        known = scope.get("path", "").startswith("/feed/")  # whose secret is in its address: podcast apps have no token
        await (own if here or known else others)(scope, receive, send)

    return guarded


async def _part(request: Request) -> Response:
    """A part of the page."""
    name, media_type = PAGE[request.url.path]
    content = (files(__package__) / name).read_bytes()
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    headers = {"etag": tag, "cache-control": "no-cache", "content-security-policy": POLICY}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)


async def _refusal(_: Request, error: Exception) -> Response:
    """What could not be done, as a sentence."""
    if isinstance(error, HTTPException):
        return JSONResponse({"problem": error.detail, "remedy": ""}, error.status_code)
    if isinstance(error, NarrateError):
        return JSONResponse(
            {"problem": error.problem, "remedy": error.remedy}, 507 if isinstance(error, OutputError) else 400
        )
    raise error
