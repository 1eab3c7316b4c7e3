"""Policies: every route says who may use it, or the application does not start.

A policy is a dependency. `PUBLIC` stands on routes for everybody; `base.access` brings the others.
The route refuses to run its endpoint when no policy was evaluated in this very request.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.params import Depends as DependsMark

from shequ_api.kit.http.exchange import Exchange


class Policy(ABC):
    """Base: a callable dependency that ends by calling `passed`, and describes itself."""

    strictness: ClassVar[int] = 0
    """Of a route's policies the strictest decides; a loader only asks who somebody is."""

    def passed(self, request: Request) -> None:
        exchange: Exchange = request.state.exchange
        exchange.policy_checked = True
        exchange.passed.add(self)

    @abstractmethod
    def describe(self) -> dict[str, Any]:
        """What the OpenAPI document says as `x-permission`."""


class Public(Policy):
    """Anybody may ask, known or not."""

    async def __call__(self, request: Request) -> None:
        self.passed(request)

    def describe(self) -> dict[str, Any]:
        return {"permission": "public", "audience": "anyone"}


PUBLIC = DependsMark(Public())
"""Put it into a route's `dependencies`."""


def walk(dependant: Dependant) -> Iterator[Dependant]:
    """All dependencies below one, depth first."""
    for below in dependant.dependencies:
        yield below
        yield from walk(below)


def policies_of(dependant: Dependant) -> list[Policy]:
    calls: list[Any] = [below.call for below in walk(dependant)]
    return [call for call in calls if isinstance(call, Policy)]


def deciding(policies: Sequence[Policy]) -> Policy:
    """The policy that decides who may use a route."""
    return max(policies, key=lambda policy: policy.strictness)
