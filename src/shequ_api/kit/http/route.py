"""The route that owns the transaction.

It runs the endpoint, serialises the answer, commits, and only then replies. On a serialization
failure, a deadlock or a lost connection it runs the whole again, a few times, with jitter.
"""

import asyncio
import functools
import random
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from shequ_api.kit import db
from shequ_api.kit.errors import Refusal
from shequ_api.kit.http import idempotency
from shequ_api.kit.http.exchange import Exchange, current_exchange
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.http.policy import policies_of
from shequ_api.kit.http.strict import StrictRequest

ATTEMPTS = 4
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class PolicyMissing(Exception):
    """A route without a policy, or an endpoint reached without one having been evaluated."""


def moves(endpoint: Endpoint) -> Endpoint:
    """Mark an endpoint that moves points, money, stock or a place in a queue: its key is required.

    Stands under the router's decorator.
    """
    endpoint.__requires_key__ = True  # type: ignore[attr-defined]  # a mark on our own function
    return endpoint


def _guarded(endpoint: Callable[..., Awaitable[Any]], methods: set[str]) -> Callable[..., Any]:
    """The endpoint, behind the last two checks: a policy was evaluated; the key is fresh."""
    required = getattr(endpoint, "__requires_key__", False)

    @functools.wraps(endpoint)
    async def run(*args: Any, **kwargs: Any) -> Any:
        exchange = current_exchange.get()
        if not exchange.policy_checked:
            raise PolicyMissing(endpoint.__name__)
        if "POST" in methods:
            await idempotency.begin(exchange, required=required)
        return await endpoint(*args, **kwargs)

    return run


class TransactionRoute(APIRoute):
    """An `APIRoute` that is one transaction and declares its policy."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        methods = set(options.get("methods") or {"GET"})
        super().__init__(path, _guarded(endpoint, methods), **options)
        self.requires_key = getattr(endpoint, "__requires_key__", False)
        policies = policies_of(self.dependant)
        if not policies:
            raise PolicyMissing(f"{sorted(methods)} {path} declares no policy")
        self.policies = policies

    def get_route_handler(self) -> Handler:
        original = super().get_route_handler()

        async def handle(request: Request) -> Response:
            # `name` labels logs and metrics: an operation, never an address.
            request.scope["operation"] = self.name
            strict = StrictRequest(request.scope, request.receive)
            parts: Parts = request.app.state.parts
            for attempt in range(1, ATTEMPTS + 1):
                response = await _attempt(original, strict, parts, last=attempt == ATTEMPTS)
                if response is not None:
                    return response
                await asyncio.sleep(random.uniform(0, 0.02) * 4**attempt)  # noqa: S311 - jitter
            raise AssertionError("unreachable: the last attempt answers or raises")

        return handle


async def _attempt(
    handler: Handler, request: Request, parts: Parts, *, last: bool
) -> Response | None:
    """One run in one transaction; None where it should be run again."""
    session = parts.get(db.Database).sessions()
    exchange = Exchange(request, session)
    request.state.exchange = exchange
    mark = current_exchange.set(exchange)
    try:
        response = await handler(request)
        idempotency.remember(exchange, response)
        await session.commit()
        return response
    except idempotency.Replay as replay:
        return replay.response
    except Refusal as refusal:
        if refusal.keeps_writes:
            await session.commit()
        raise
    except Exception as error:
        if not last and exchange.may_run_again and db.worth_again(error):
            return None
        translated = db.refusal_of(error, parts.get(db.Constraints))
        if translated is None:
            raise
        raise translated from error
    finally:
        current_exchange.reset(mark)
        await _close(session)


async def _close(session: Any) -> None:
    # Shielded: a client that leaves must not leave a transaction open behind it.
    await asyncio.shield(asyncio.ensure_future(session.close()))


class Router(APIRouter):
    """An `APIRouter` of `TransactionRoute`s whose operationId is the endpoint's name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            route_class=TransactionRoute,
            redirect_slashes=False,
            generate_unique_id_function=lambda route: route.name,
            **options,
        )
