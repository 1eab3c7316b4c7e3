"""The policies of routes: `may(permission)`, `signed_in`, and the actor that they give."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, cast

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.levels import IdentityLevel, LevelBook, LevelTooLow
from shequ_api.base.access.roles import ROLE_TITLES
from shequ_api.kit.errors import Forbidden, Unknown
from shequ_api.kit.http.exchange import Exchange
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.http.policy import Policy

BEARER = HTTPBearer(
    auto_error=False, bearerFormat="JWT", scheme_name="bearer", description="Access token"
)


class NotSignedIn(Unknown):
    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": "Bearer"})


class NotAllowed(Forbidden):
    """Says which right was missing, and under which role it was asked for."""

    code = "permission_missing"

    def __init__(self, permission: str, actor: Actor) -> None:
        role = actor.role
        super().__init__(
            f"以“{ROLE_TITLES[role]}”的身份没有这项权限",
            permission=permission,
            acting_role=role.value,
            acting_posting_id=str(actor.acting.id) if actor.acting else None,
        )


class Recogniser:
    """Turns a request with a bearer token into an actor, and tells how well they are known.

    `base.people` brings the functions.
    """

    def __init__(
        self,
        recognise: Callable[[Request, Exchange, str], Awaitable[Actor]],
        level_of: Callable[[Exchange, Actor], Awaitable[IdentityLevel]],
    ) -> None:
        self.recognise = recognise
        self.level_of = level_of


async def actor_of(request: Request) -> Actor | None:
    """The actor of this request, None where no token was sent; a bad token is refused."""
    exchange: Exchange = request.state.exchange
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn
    parts: Parts = request.app.state.parts
    return await parts.get(Recogniser).recognise(request, exchange, token)


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
        if not known.may(self.permission):
            raise NotAllowed(self.permission, known)
        parts: Parts = request.app.state.parts
        needed = parts.get(LevelBook).needed_for(self.permission)
        if needed > IdentityLevel.ACCOUNT:
            exchange: Exchange = request.state.exchange
            held = await parts.get(Recogniser).level_of(exchange, known)
            if held < needed:
                raise LevelTooLow(needed, held)
        return known

    def describe(self) -> dict[str, Any]:
        return {"permission": str(self.permission), "audience": "person"}


def may(permission: str) -> Policy:
    """`Dispatcher = Annotated[Actor, Depends(may(TicketPermission.ASSIGN))]`."""
    return May(permission)


signed_in = SignedIn()
AnyActor = Annotated[Actor, Depends(signed_in)]
PerhapsActor = Annotated[Actor | None, Depends(cast(Any, Perhaps()))]
