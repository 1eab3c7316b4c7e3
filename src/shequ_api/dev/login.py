"""Signing in without WeChat, by phone number alone: on one's own desk only.

It needs three things at once: the environment is development, `SHEQU_DEV_LOGIN` is on, and both
ends of the connection are loopback with no proxy between. And the database must be named as one
for development. While it is open, every answer says so in a header.
"""

import ipaddress
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from sqlalchemy import select
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shequ_api.base.people import sessions
from shequ_api.base.people.models import Person
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.people.schemas import Phone, TokenView
from shequ_api.base.people.service import PersonDisabled
from shequ_api.base.people.sessions import Doorman
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.policy import Public
from shequ_api.kit.http.route import Router
from shequ_api.kit.schema import Input, by_example

BANNER = ("x-development-login", "open: anybody on this machine signs in as anybody")
FORWARDED = ("forwarded", "via", "x-real-ip")
DATABASE_ENDINGS = ("_dev", "_test")


class NobodyHasThisPhone(Absent):
    code, title = "nobody_has_this_phone", "没有绑定这个手机号的人"


class DevelopmentLogin(Input):
    """Whose tokens to give."""

    model_config = by_example({"phone": "13800138000"})

    phone: Phone


class OnThisMachine(Public):
    """The peer is loopback, and nothing stands between: otherwise there is no such route."""

    async def __call__(self, request: Request) -> None:
        peer = request.client.host if request.client else ""
        relayed = any(n in FORWARDED or n.startswith("x-forwarded") for n in request.headers)
        if relayed or not is_loopback(peer):
            raise Absent
        self.passed(request)

    def describe(self) -> dict[str, Any]:
        return {"permission": "public", "audience": "this machine, in development"}


router = Router(prefix="/dev", tags=["development"])
TheDoorman = Annotated[Doorman, Depends(part(Doorman))]
TheBook = Annotated[PhoneBook, Depends(part(PhoneBook))]
REFUSED: dict[int | str, dict[str, Any]] = {403: {}, 404: {}}


@router.post("/logins", status_code=201, dependencies=[Depends(OnThisMachine())], responses=REFUSED)
async def log_in_without_wechat(
    login: DevelopmentLogin, session: Session, doorman: TheDoorman, book: TheBook, now: Now
) -> TokenView:
    """开发登录: Tokens for the person with this phone. Development only."""
    held = select(Person).where(Person.phone_index == book.index_of(login.phone))
    person = await session.scalar(held)
    if person is None:
        raise NobodyHasThisPhone
    if person.disabled_at is not None:
        raise PersonDisabled
    pair = doorman.pair(sessions.start_login(session, person, now=now), now)
    return TokenView.model_validate(pair)


class Banner:
    """Marks every answer while the login is open."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                name, value = BANNER
                MutableHeaders(scope=message)[name] = value
            await send(message)

        await self.app(scope, receive, send_marked)


def open_login(
    app: FastAPI, prefix: str, *, development: bool, wanted: bool, bound_to: str, database: str
) -> Sequence[str]:
    """Add the route if all holds; otherwise say what does not, and add nothing."""
    missing = [
        (development, "the environment is not development"),
        (wanted, "SHEQU_DEV_LOGIN is not on"),
        (is_loopback(bound_to), f"the server listens on {bound_to}, which is not loopback"),
        (
            database.endswith(DATABASE_ENDINGS),
            f"the database {database!r} is not named …{' or …'.join(DATABASE_ENDINGS)}",
        ),
    ]
    reasons = [reason for holds, reason in missing if not holds]
    if not reasons:
        app.include_router(router, prefix=prefix)
        app.add_middleware(Banner)
    return reasons


def is_loopback(address: str) -> bool:
    """Whether an address is this machine's own; a name is not an address."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
