"""Rehearsing: what a request would be answered that somebody else makes, found by making it.

Loaders, policies, endpoint and services are run as they are, in a savepoint of the asker's own
transaction that is always undone. What no rollback undoes (the network, files, counts in memory)
and what nobody has said of the content cannot be used: whoever reaches for it ends the rehearsal.
"""

import inspect
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from types import UnionType
from typing import Any, Union, get_args, get_origin
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import solve_dependencies
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import State
from starlette.types import Message

from shequ_api.kit import db
from shequ_api.kit.errors import Malformed, Refusal, Unavailable
from shequ_api.kit.http.exchange import ON_BEHALF, Exchange, current_exchange
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.http.route import NotOnBehalf, TransactionRoute
from shequ_api.kit.http.strict import StrictRequest
from shequ_api.kit.http.unsaid import Least, Unsaid, Untold

ADDRESS = frozenset({"path", "query"})
TRUSTED = {"authorization": "Bearer rehearsal", "if-match": "*"}
"""Who asks is said by a stand-in; the version that is there is the one that is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What of a request is said: its address, some fields of its body, who makes it."""

    route: TransactionRoute
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    stand_ins: Mapping[type, object] = field(default_factory=dict)
    """Kind of part → what stands there in its place."""


@dataclass(frozen=True, slots=True)
class Heard:
    """How far a rehearsal came."""

    refusal: Refusal | None
    """None where nothing was refused as far as it came."""
    found: bool
    """Whether all that the path names was found: the endpoint began."""
    whole: bool
    """Whether it came to its end, so that nothing that was not said decides."""


class Rehearsal:
    """One request, its session, and what is rehearsed in it."""

    def __init__(self, request: Request, session: AsyncSession) -> None:
        self._request = request
        self._session = session

    async def find(self, loader: Dependant, script: Script) -> Any:
        """What a loader gives of what the path names to whoever the script says asks; None where
        it refuses."""
        async with self._undone(script) as run:
            try:
                solved = await run.solve(Dependant(dependencies=[replace(loader, name="found")]))
            except Refusal as refusal:
                _pass_on(refusal)
                return None
            return solved.values.get("found")

    async def hear(self, script: Script) -> Heard:
        """What the whole request would come to. Raises what is no answer: a lost database.

        Where nothing is said of the content, no more is taken for granted than what cannot be
        otherwise; and if that leaves it open, one example that succeeds is enough.
        """
        heard = await self._hear(script, unsure=not script.said)
        if heard.whole or script.said:
            return heard
        least = await self._hear(script, unsure=False)
        return least if least.whole and least.refusal is None else heard

    async def _hear(self, script: Script, *, unsure: bool) -> Heard:
        async with self._undone(script) as run:
            run.unsure = unsure
            try:
                await run.through()
            except Refusal as refusal:
                _pass_on(refusal)
                return Heard(refusal, run.found, whole=True)
            except Untold:
                return Heard(None, run.found, whole=False)
            except (SQLAlchemyError, TypeError, ValueError) as error:
                return self._meant(error, run)
            return Heard(None, run.found, whole=True)

    def _meant(self, error: Exception, run: "_Run") -> Heard:
        """What the database said, or what broke over something that was not said."""
        if db.worth_again(error):
            raise error
        parts: Parts = self._request.app.state.parts
        refusal = db.refusal_of(error, parts.get(db.Constraints))
        if refusal is None and not run.unsaid:
            raise error
        if refusal is not None:
            _pass_on(refusal)
        return Heard(refusal, run.found, whole=refusal is not None)

    @asynccontextmanager
    async def _undone(self, script: Script) -> AsyncIterator["_Run"]:
        parts: Parts = self._request.app.state.parts
        stage = parts.where_nothing_lasts(script.stand_ins)
        connection = await self._session.connection()
        savepoint = await connection.begin_nested()
        session = AsyncSession(
            connection,
            expire_on_commit=False,
            # So that not even a commit lasts.
            join_transaction_mode="create_savepoint",
            info={**self._session.info, "parts": stage},
        )
        async with AsyncExitStack() as stack:
            # Last of all, whatever the session did.
            stack.push_async_callback(savepoint.rollback)
            stack.push_async_callback(session.close)
            run = _Run(_request(self._request, script, stage), session, script, stack)
            mark = current_exchange.set(run.exchange)
            try:
                yield run
            finally:
                current_exchange.reset(mark)


class _Run:
    def __init__(
        self, request: StrictRequest, session: AsyncSession, script: Script, stack: AsyncExitStack
    ) -> None:
        self.exchange = Exchange(request, session, reads=True)
        request.state.exchange = self.exchange
        request.scope["fastapi_inner_astack"] = stack
        request.scope["fastapi_function_astack"] = stack
        self.found = False
        self.unsaid = False
        self.unsure = False
        self._script = script
        self._stack = stack

    async def solve(self, dependant: Dependant) -> Any:
        """What the dependencies give; `errors` where they lack something."""
        return await solve_dependencies(
            request=self.exchange.request,
            dependant=dependant,
            response=Response(),
            async_exit_stack=self._stack,
            embed_body_fields=False,
        )

    async def through(self) -> None:
        """All of it, but for the answer, which nobody reads."""
        route = self._script.route
        solved = await self.solve(route.dependant)
        for fault in solved.errors:
            if fault["loc"][0] in ADDRESS and fault["type"] != "missing":
                raise Malformed
        self.found = True
        if not self.exchange.policy_checked:
            raise Untold  # a policy that hangs on something that was not said
        if ON_BEHALF in self.exchange.request.headers and not self.exchange.on_behalf:
            raise NotOnBehalf
        endpoint = inspect.unwrap(route.endpoint)
        await endpoint(**self._filled(route, endpoint, dict(solved.values)))
        await self.exchange.session.flush()

    def _filled(self, route: TransactionRoute, endpoint: Any, given: dict[str, Any]) -> Any:
        """What the endpoint is called with: what was said, and stand-ins for all the rest."""
        for body in route.dependant.body_params:
            if body.field_info.is_required() or self._script.said:
                given[body.name] = self._body(body.field_info.annotation)
                self.unsaid = True
        for name, parameter in inspect.signature(endpoint).parameters.items():
            if name not in given and parameter.default is inspect.Parameter.empty:
                given[name] = Unsaid()
                self.unsaid = True
        return given

    def _body(self, annotation: Any) -> Any:
        shape = shape_of(annotation)
        return Least(shape, self._script.said, unsure=self.unsure) if shape else Unsaid()


def shape_of(annotation: Any) -> type[BaseModel] | None:
    """The model of a body; None where it is no single one."""
    if get_origin(annotation) in {Union, UnionType}:
        [annotation, *more] = [one for one in get_args(annotation) if one is not type(None)]
        if more:
            return None
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return annotation if is_model else None


def _pass_on(refusal: Refusal) -> None:
    """A dependency that is down answers nobody's question."""
    if isinstance(refusal, Unavailable):
        raise refusal


def _request(asker: Request, script: Script, stage: Parts) -> StrictRequest:
    app: FastAPI = copy(asker.app)
    app.state = State({**asker.app.state._state, "parts": stage})
    headers = {**TRUSTED, **script.headers}
    scope = {
        **asker.scope,
        "app": app,
        "headers": [(name.encode(), text.encode()) for name, text in headers.items()],
        "operation": script.route.name,
        "route": script.route,
        "path_params": dict(script.path),
        "query_string": urlencode(script.query).encode(),
        "state": {},
    }
    return StrictRequest(scope, _nothing)


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}
