"""Finding the route of a request by the segments of its path.

FastAPI asks one route after the other whether it fits, and lays each one out anew for the app that
includes it: of eight hundred routes both would cost milliseconds in every request, and seconds at
each start. Here routes stay as they were declared. Each path has a small router with the routes of
that path alone, found by as many look-ups as it has segments; the rest (methods, parameters, 405)
is FastAPI's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send


@dataclass(slots=True)
class _Desk:
    """Who answers at a path, and the prefix under which its routes were included."""

    prefix: str
    router: APIRouter


@dataclass(slots=True)
class _Segment:
    """What may follow a part of a path, and who answers where it ends."""

    words: dict[str, "_Segment"] = field(default_factory=dict)
    any_word: "_Segment | None" = None
    desk: _Desk | None = None

    def after(self, segment: str) -> "_Segment":
        """The next one, made where there is none."""
        if "{" not in segment:
            return self.words.setdefault(segment, _Segment())
        if self.any_word is None:
            self.any_word = _Segment()
        return self.any_word


class Switchboard:
    """Answers for what is included in it; whatever else an app's own router knows, that answers."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._root = _Segment()
        self._included: list[tuple[APIRouter, str]] = []

    def include(self, router: APIRouter, prefix: str = "") -> None:
        """Answer for the routes of a router, as they are now, under a prefix."""
        self._included.append((router, prefix))
        for path, route in _flat(router):
            here = self._root
            for segment in f"{prefix}{path}".split("/"):
                here = here.after(segment)
            if here.desk is None:
                router_here = APIRouter(
                    redirect_slashes=False, dependency_overrides_provider=self._app
                )
                here.desk = _Desk(prefix, router_here)
            if here.desk.prefix != prefix:
                raise ValueError(f"{prefix}{path} stands under two prefixes")
            here.desk.router.routes.append(route)

    def routes(self) -> Iterator[tuple[str, APIRoute]]:
        """Whole path and route of all that is included."""
        for router, prefix in self._included:
            for path, route in _flat(router):
                yield prefix + path, route

    def as_included(self) -> APIRouter:
        """One router that includes them as FastAPI does: for its document."""
        whole = APIRouter(redirect_slashes=False)
        for router, prefix in self._included:
            whole.include_router(router, prefix=prefix)
        return whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        desk = None
        if scope["type"] == "http":
            inside = scope["path"].removeprefix(scope.get("root_path", ""))
            desk = _found(self._root, inside.split("/"), 0)
        if desk is None:
            await self._app.router.app(scope, receive, send)
            return
        # As a mount does: what stands before a route's own path is the root.
        scope["root_path"] = scope.get("root_path", "") + desk.prefix
        await desk.router.app(scope, receive, send)


def _found(here: _Segment, segments: list[str], at: int) -> _Desk | None:
    """Words before names: where a word leads nowhere, what stands for any word may."""
    if at == len(segments):
        return here.desk
    segment = segments[at]
    ways = (here.words.get(segment), here.any_word if segment else None)
    return next(
        (desk for way in ways if way and (desk := _found(way, segments, at + 1)) is not None), None
    )


def _flat(router: APIRouter) -> Iterator[tuple[str, APIRoute]]:
    """Its routes and those of the routers that it includes, which add nothing of their own."""
    for context in iter_route_contexts(router.routes):
        route = context.original_route
        if not isinstance(route, APIRoute) or context.path != route.path or ":path}" in route.path:
            raise TypeError(f"{context.path} is found by more than the segments of its own path")
        yield route.path, route


def switch(app: FastAPI) -> Switchboard:
    """A switchboard before the router of an app."""
    board = Switchboard(app)
    app.router.middleware_stack = board
    app.state.switchboard = board
    return board


def everything_of(app: FastAPI) -> Iterator[tuple[str, BaseRoute]]:
    """What a switchboard answers for, and what the app itself includes."""
    if (board := switchboard_of(app)) is not None:
        yield from board.routes()
    for context in iter_route_contexts(app.routes):
        yield str(context.path), context.original_route


def switchboard_of(app: FastAPI) -> Switchboard | None:
    """The switchboard of an app, if it has one."""
    return getattr(app.state, "switchboard", None)
