"""The route that owns the transaction.

It runs the endpoint, serialises the answer, commits, and only then replies. On a serialization
failure, a deadlock or a lost connection it runs the whole again, a few times, with jitter.
"""

import asyncio
import functools
import random
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from inspect import iscoroutinefunction
from typing import Any, TypeVar, cast, get_args, get_origin

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import solve_dependencies
from fastapi.routing import APIRoute
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit import db
from shequ_api.kit.errors import Forbidden, Refusal
from shequ_api.kit.faults import trace_of
from shequ_api.kit.http import idempotency
from shequ_api.kit.http.exchange import ON_BEHALF, Exchange, current_exchange
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.http.policy import Policy, Public, deciding, policies_of, walk
from shequ_api.kit.http.strict import StrictRequest
from shequ_api.kit.http.witness import Witness

ATTEMPTS = 4
MOVED_ON = frozenset({404, 409, 410, 412})
"""What a request is told that was done before: of it, its own first answer knows better."""
log = structlog.get_logger("edge")
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class PolicyMissing(Exception):
    """A route without a policy, or an endpoint reached without one having been evaluated."""


class NotOnBehalf(Forbidden):
    """Who says that they act for another is never taken to act for themselves."""

    code, title = "not_on_behalf", "这项操作不能代他人办理"


class RouteUnfit(TypeError):
    """A route that cannot hold what it promises."""


def moves(endpoint: Endpoint) -> Endpoint:
    """Mark an endpoint that moves points, money, stock or a place in a queue: its key is required.

    Stands under the router's decorator, on a POST of somebody who is known.
    """
    endpoint.__requires_key__ = True  # type: ignore[attr-defined]  # a mark on our own function
    return endpoint


def unkeyed(endpoint: Endpoint) -> Endpoint:
    """Mark a POST that is a read (its question is too long or too private for an address).

    It takes no key: repeating it is harmless, and its answer must not be kept.
    """
    endpoint.__takes_no_key__ = True  # type: ignore[attr-defined]  # a mark on our own function
    return endpoint


def _guarded(endpoint: Callable[..., Awaitable[Any]], methods: set[str]) -> Callable[..., Any]:
    """The endpoint, behind the last checks: a policy was evaluated; it read for whom somebody
    acts, where that was said; the key is fresh."""
    required = getattr(endpoint, "__requires_key__", False)
    keyed = "POST" in methods and not getattr(endpoint, "__takes_no_key__", False)

    @functools.wraps(endpoint)
    async def run(*args: Any, **kwargs: Any) -> Any:
        exchange = current_exchange.get()
        if not exchange.policy_checked:
            raise PolicyMissing(endpoint.__name__)
        if ON_BEHALF in exchange.request.headers and not exchange.on_behalf:
            raise NotOnBehalf
        if keyed:
            await idempotency.begin(exchange, required=required)
        return await endpoint(*args, **kwargs)

    return run


class TransactionRoute(APIRoute):
    """An `APIRoute` that is one transaction and declares its policy."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        methods = set(options.get("methods") or {"GET"})
        self.requires_key = getattr(endpoint, "__requires_key__", False)
        self.takes_key = not getattr(endpoint, "__takes_no_key__", False)
        self.keyed = self.takes_key and methods == {"POST"}
        """Whether its answers are kept under the keys of its requests."""
        if not iscoroutinefunction(endpoint):
            raise RouteUnfit(f"{path}: {endpoint.__name__} is not `async def`")
        super().__init__(path, _guarded(endpoint, methods), **options)
        self.policies = policies_of(self.dependant)
        self.names = frozenset(field.alias for field in _query_fields(self.dependant))
        self.single = frozenset(_single_names(self.dependant))
        self._check(f"{sorted(methods)} {path}", methods)

    def _check(self, what: str, methods: set[str]) -> None:
        if not self.policies:
            raise PolicyMissing(f"{what} declares no policy")
        if self.requires_key and methods != {"POST"}:
            raise RouteUnfit(f"{what} moves something, and only a POST takes a key")
        if self.requires_key and all(isinstance(policy, Public) for policy in self.policies):
            raise RouteUnfit(f"{what} moves something for nobody known")
        if not self.takes_key and (self.requires_key or methods != {"POST"}):
            raise RouteUnfit(f"{what} is no POST that only reads")

    def get_route_handler(self) -> Handler:
        original = super().get_route_handler()

        async def handle(request: Request) -> Response:
            # `name` labels logs and metrics: an operation, never an address.
            request.scope["operation"] = self.name
            strict = StrictRequest(request.scope, request.receive)
            if self.include_in_schema:
                # Pages for people keep their links alive: WeChat hangs names of its own on them.
                strict.check_query(self.names, self.single)
            parts: Parts = request.app.state.parts
            reads = request.method == "GET" or not self.takes_key
            for attempt in range(1, ATTEMPTS + 1):
                exchange = _exchange(strict, parts, reads=reads)
                response = await self._attempt(original, exchange, parts, last=attempt == ATTEMPTS)
                if response is not None:
                    return response
                await asyncio.sleep(random.uniform(0, 0.02) * 4**attempt)  # noqa: S311 - jitter
                await strict.rewind()
            raise AssertionError("unreachable: the last attempt answers or raises")

        return handle

    async def _attempt(
        self, handler: Handler, exchange: Exchange, parts: Parts, *, last: bool
    ) -> Response | None:
        """One run in one transaction; None where it should be run again."""
        mark = current_exchange.set(exchange)
        try:
            return await self._run(handler, exchange)
        except idempotency.Replay as replay:
            return replay.response
        except Refusal:
            raise
        except Exception as error:
            if not last and exchange.may_run_again(error):
                return None
            translated = db.refusal_of(error, parts.get(db.Constraints))
            if translated is None:
                raise
            # The client hears a word; what it was, with its place, stands here alone.
            log.warning("database_error", code=translated.code, trace=trace_of(error))
            raise translated from error
        finally:
            current_exchange.reset(mark)
            # Shielded: a client that leaves must not leave a transaction open behind it.
            await asyncio.shield(asyncio.ensure_future(_close(exchange.session)))

    async def _run(self, handler: Handler, exchange: Exchange) -> Response:
        try:
            response = await handler(exchange.request)
        except Refusal as refusal:
            if refusal.keeps_writes:
                await exchange.commit()
            elif refusal.status in MOVED_ON and await self._still_may(exchange):
                await idempotency.replay(exchange)
            raise
        if exchange.discarded:
            # What only the flush would refuse is refused in a dry run as well.
            await exchange.session.flush()
            await exchange.session.rollback()
            return response
        idempotency.remember(exchange, response)
        if exchange.witness is not None:
            exchange.witness.testify(exchange, response)
        await exchange.commit()
        return response

    async def _still_may(self, exchange: Exchange) -> bool:
        """Whether a request that was refused is one that its key may have an answer for, of
        somebody who may use the route: what loads its things is often asked before its policy."""
        request = exchange.request
        if not self.keyed or exchange.key_asked or "idempotency-key" not in request.headers:
            return False
        policy = deciding(self.policies)
        if policy not in exchange.passed:
            try:
                await _solve(request, self.dependant, policy)
            except Refusal:
                return False
        return exchange.on_behalf or ON_BEHALF not in request.headers


async def _solve(request: Request, dependant: Dependant, policy: Policy) -> None:
    below = [each for each in walk(dependant) if cast(Any, each.call) is policy]
    async with AsyncExitStack() as stack:
        await solve_dependencies(
            request=request,
            dependant=Dependant(dependencies=below[:1], path=dependant.path),
            async_exit_stack=stack,
            embed_body_fields=False,
        )


def _query_fields(dependant: Dependant) -> list[Any]:
    return [field for below in [dependant, *walk(dependant)] for field in below.query_params]


def _single_names(dependant: Dependant) -> list[str]:
    """The query parameters that take one value."""
    fields = _query_fields(dependant)
    return [field.alias for field in fields if not _is_list(field.field_info.annotation)]


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) in {list, set, tuple} or any(
        get_origin(part) in {list, set, tuple} for part in get_args(annotation)
    )


def _exchange(request: StrictRequest, parts: Parts, *, reads: bool) -> Exchange:
    """What belongs to one run; a run that may change something has a witness, if there is any."""
    exchange = Exchange(request, parts.get(db.Database).sessions(), reads=reads)
    request.state.exchange = exchange
    witness: Any = Witness  # an interface, by which the application's own is found
    exchange.witness = None if request.method == "GET" else parts.find(witness)
    if exchange.witness is not None:
        exchange.witness.attend(exchange)
    return exchange


async def _close(session: AsyncSession) -> None:
    # What mattered is committed or refused by now; a broken connection is thrown away.
    with suppress(Exception):
        await session.close()


class Router(APIRouter):
    """An `APIRouter` of `TransactionRoute`s whose operationId is the endpoint's name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            route_class=TransactionRoute,
            redirect_slashes=False,
            generate_unique_id_function=lambda route: route.name,
            **options,
        )
