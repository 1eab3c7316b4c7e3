"""The policies of routes: `may(permission)`, `signed_in`, and the actor that they give."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, cast

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from shequ_api.base.access.actor import Actor, OnBehalf
from shequ_api.base.access.levels import IdentityLevel, LevelBook, LevelTooLow
from shequ_api.base.access.roles import ROLE_TITLES, RoleBook
from shequ_api.kit.errors import Forbidden, Unknown
from shequ_api.kit.hot.questions import Asks
from shequ_api.kit.hot.quick import Quick
from shequ_api.kit.http.exchange import ON_BEHALF, Exchange
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.http.policy import Policy

ACTING_POSTING = "x-acting-posting"
"""The header that names the posting under which somebody asks."""
BEARER = HTTPBearer(
    auto_error=False, bearerFormat="JWT", scheme_name="bearer", description="Access token"
)


class NotSignedIn(Unknown):
    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": "Bearer"})


class NotAllowed(Forbidden):
    """Says which right was missing, and under which role it was asked for."""

    code = "permission_missing"

    def __init__(self, permission: str, actor: Actor, roles: RoleBook) -> None:
        title = actor.acting.title if actor.acting else ROLE_TITLES[actor.role]
        others = [
            posting
            for posting in actor.postings
            if posting is not actor.acting
            and permission in roles.permissions_of(posting.role, posting.permissions)
        ]
        hint = f"；您的“{'”“'.join(p.title for p in others)}”身份有，请切换身份" if others else ""
        super().__init__(
            f"以“{title}”的身份没有这项权限{hint}",
            permission=permission,
            acting_role=actor.role.value,
            acting_posting_id=str(actor.acting.id) if actor.acting else None,
        )
        if others:
            self.facts["other_posting_ids"] = [str(posting.id) for posting in others]


class MandateUnknown(Forbidden):
    """One answer for mandates that are not there, another's, over, revoked, or for other things."""

    code, title = "mandate_unknown", "代办授权不存在、已失效，或不包括这项操作"


class Recogniser:
    """Turns a request with a bearer token into an actor, tells how well they are known, and by
    what mandate they act for another.

    `base.people` and `base.identity` bring the functions.
    """

    def __init__(
        self,
        recognise: Callable[[Request, Exchange, str], Awaitable[Actor]],
        level_of: Callable[[Exchange, Actor], Awaitable[IdentityLevel]],
        mandate_of: Callable[[Exchange, Actor, str], Awaitable[OnBehalf | None]],
        actor_of: Callable[[Asks, str, str | None, datetime], Awaitable[Actor]],
    ) -> None:
        self.recognise = recognise
        self.actor_of = actor_of
        self.level_of = level_of
        self.mandate_of = mandate_of


async def actor_of(request: Request) -> Actor | None:
    """The actor of this request, None where no token was sent; a bad token is refused."""
    exchange: Exchange = request.state.exchange
    token = _token_of(request.headers)
    if token is None:
        return None
    parts: Parts = request.app.state.parts
    actor = await parts.get(Recogniser).recognise(request, exchange, token)
    # For the witness at the edge, which no endpoint hands anything to.
    request.state.actor = actor
    return actor


async def quick_actor(quick: Quick) -> Actor | None:
    """The same on the quick way of a hot route."""
    token = _token_of(quick.headers)
    if token is None:
        return None
    posting = quick.headers.get(ACTING_POSTING)
    return await quick.parts.get(Recogniser).actor_of(quick.asks, token, posting, quick.now)


def _token_of(headers: Mapping[str, str]) -> str | None:
    header = headers.get("authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn
    return token


class SignedIn(Policy):
    """Anybody who is signed in; the row decides the rest."""

    strictness = 2

    async def __call__(
        self,
        request: Request,
        actor: Annotated[Actor | None, Depends(actor_of)],
        _: Annotated[Any, Depends(BEARER)],
    ) -> Actor:
        if actor is None:
            raise NotSignedIn
        self.passed(request)
        return actor

    def describe(self) -> dict[str, Any]:
        return {"permission": "signed_in", "audience": "person"}


class Perhaps(Policy):
    """Anybody, known or not: the answer depends on who asks."""

    strictness = 1

    async def __call__(
        self,
        request: Request,
        actor: Annotated[Actor | None, Depends(actor_of)],
        _: Annotated[Any, Depends(BEARER)],
    ) -> Actor | None:
        self.passed(request)
        return actor

    def describe(self) -> dict[str, Any]:
        return {"permission": "public", "audience": "anyone; more for those who are known"}


class May(SignedIn):
    """Whoever has a permission by the role of the acting posting."""

    strictness = 3

    def __init__(self, permission: str) -> None:
        self.permission = permission

    async def __call__(
        self,
        request: Request,
        actor: Annotated[Actor | None, Depends(actor_of)],
        _: Annotated[Any, Depends(BEARER)],
    ) -> Actor:
        known = await super().__call__(request, actor, _)
        parts: Parts = request.app.state.parts
        if not known.may(self.permission):
            raise NotAllowed(self.permission, known, parts.get(RoleBook))
        needed = parts.get(LevelBook).needed_for(self.permission)
        if needed > IdentityLevel.ACCOUNT:
            exchange: Exchange = request.state.exchange
            held = await parts.get(Recogniser).level_of(exchange, known)
            if held < needed:
                raise LevelTooLow(needed, held)
        return known

    def describe(self) -> dict[str, Any]:
        return {"permission": str(self.permission), "audience": "person"}


class MayForAnother(May):
    """Whoever has a permission, for themselves or, with a mandate that names it, for another."""

    async def __call__(
        self,
        request: Request,
        actor: Annotated[Actor | None, Depends(actor_of)],
        _: Annotated[Any, Depends(BEARER)],
    ) -> Actor:
        """The actor with the mandate that the request names. Right and level were the agent's."""
        known = await super().__call__(request, actor, _)
        given = request.headers.getlist(ON_BEHALF)
        if not given:
            return known
        exchange: Exchange = request.state.exchange
        parts: Parts = request.app.state.parts
        mandate = None
        if len(given) == 1:
            mandate = await parts.get(Recogniser).mandate_of(exchange, known, given[0])
        if mandate is None or str(self.permission) not in mandate.permissions:
            raise MandateUnknown
        exchange.on_behalf = True
        # A key that was used for oneself, or for somebody else, is another key.
        exchange.principal = f"{exchange.principal}/mandate:{mandate.mandate_id}"
        request.state.actor = replace(known, on_behalf_of=mandate)
        return cast(Actor, request.state.actor)

    def describe(self) -> dict[str, Any]:
        return super().describe() | {"on_behalf": True}


def may(permission: str, *, on_behalf: bool = False) -> Policy:
    """`Dispatcher = Annotated[Actor, Depends(may(TicketPermission.ASSIGN))]`.

    With `on_behalf` the right may be used for another person, by a mandate that names it; the
    endpoint then looks at `actor.concerned_id`. The level is asked of the one who acts: for the
    other person stands the mandate's evidence.
    """
    return MayForAnother(permission) if on_behalf else May(permission)


signed_in = SignedIn()
AnyActor = Annotated[Actor, Depends(signed_in)]
PerhapsActor = Annotated[Actor | None, Depends(cast(Any, Perhaps()))]
