"""Quick ways: what a hot route answers without its transaction, where nothing stands against it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel

from shequ_api.kit.hot.questions import Asks
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.http.strict import parse_json

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
Shape = TypeVar("Shape", bound=BaseModel)


class HandOn(Exception):
    """Not so sure: the route answers."""


@dataclass(frozen=True, slots=True)
class Quick:
    """A request of a hot route, without a query."""

    headers: Mapping[str, str]
    """By their names in small letters; none that was sent twice."""
    body: bytes = field(repr=False)
    asks: Asks
    now: datetime

    @property
    def parts(self) -> Parts:
        return self.asks.parts

    def read(self, shape: type[Shape]) -> Shape:
        """The body as the route would read it; raises where the route would refuse it."""
        return shape.model_validate(parse_json(self.body))


QuickWay = Callable[[Quick], Awaitable[BaseModel]]
"""Gives what the endpoint would return. Whatever it raises, the route answers: it writes nothing
but what counts (`Question.counts`), and asks for rights as the route's policy does."""


def hot(way: QuickWay) -> Callable[[Endpoint], Endpoint]:
    """Mark an endpoint that is asked all day with its quick way. Stands right above `async def`."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.__quick_way__ = way  # type: ignore[attr-defined]  # a mark on our own function
        return endpoint

    return mark
