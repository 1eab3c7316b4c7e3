"""Parts: what start-up builds once and endpoints ask for by type."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from fastapi import Request

from shequ_api.kit.http.unsaid import Unsaid

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

    def get(self, kind: Callable[..., Part]) -> Part:
        """An interface is no concrete `type`; like one, it names what it makes."""
        return cast(Part, self._things[cast(type, kind)])

    def where_nothing_lasts(self, stand_ins: Mapping[type, object]) -> "Parts":
        """The parts of a rehearsal: some replaced, and those out of reach whose class says
        `lasting`: what they do is not undone with a transaction."""
        stage = Parts()
        for kind, thing in self._things.items():
            lasts = getattr(type(thing), "lasting", False)
            stage.add(stand_ins.get(kind, Unsaid() if lasts else thing), kind=kind)
        return stage

    def kinds(self) -> dict[type, type]:
        """Kind → the class of what stands for it."""
        return {kind: type(thing) for kind, thing in self._things.items()}


def part(kind: type[Part]) -> Callable[[Request], Any]:
    """A dependency that gives the application's one object of a type."""

    async def of_app(request: Request) -> Part:
        return cast(Parts, request.app.state.parts).get(kind)

    return of_app
