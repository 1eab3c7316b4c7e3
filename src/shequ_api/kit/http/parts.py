"""Parts: what start-up builds once and endpoints ask for by type."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from fastapi import Request

Part = TypeVar("Part")


class Parts:
    """The application's long-lived objects, one for each type."""

    def __init__(self, *things: object) -> None:
        self._things: dict[type, Any] = {}
        for thing in things:
            self.add(thing)

    def add(self, thing: object, *, kind: type | None = None) -> None:
        self._things[kind or type(thing)] = thing

    def find(self, kind: type[Part]) -> Part | None:
        """None where the application brought no such part."""
        return cast("Part | None", self._things.get(kind))

    def get(self, kind: type[Part]) -> Part:
        return cast(Part, self._things[kind])


def part(kind: type[Part]) -> Callable[[Request], Any]:
    """A dependency that gives the application's one object of a type."""

    async def of_app(request: Request) -> Part:
        return cast(Parts, request.app.state.parts).get(kind)

    return of_app
