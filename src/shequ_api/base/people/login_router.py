"""Signing in and out."""

from typing import Annotated, Any

from fastapi import Depends

from shequ_api.base.access.policies import AnyActor
from shequ_api.base.people import service, sessions
from shequ_api.base.people.schemas import RefreshRequest, TokenView, WeChatLogin
from shequ_api.base.people.sessions import Doorman
from shequ_api.base.wechat.client import WeChatApp
from shequ_api.base.wechat.protocol import WeChat
from shequ_api.kit.http.exchange import Now, Session, TheExchange
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.policy import PUBLIC
from shequ_api.kit.http.route import Router

router = Router(prefix="/auth", tags=["auth"])
TheDoorman = Annotated[Doorman, Depends(part(Doorman))]
TheWeChat = Annotated[WeChat, Depends(part(WeChat))]
TheApp = Annotated[WeChatApp, Depends(part(WeChatApp))]
REFUSED: dict[int | str, dict[str, Any]] = {401: {}, 403: {}}
"""A code that is no good; an account that WeChat or we have blocked."""


@router.post("/wechat-logins", status_code=201, dependencies=[PUBLIC], responses=REFUSED)
async def log_in_with_wechat(
    login: WeChatLogin,
    exchange: TheExchange,
    wechat: TheWeChat,
    app: TheApp,
    doorman: TheDoorman,
    now: Now,
) -> TokenView:
    """微信登录: Sign in with the code of `wx.login`; the first time makes the account."""
    await exchange.release()
    who = await wechat.session_of(login.code)
    person = await service.recognise_account(exchange.session, app.appid, who, now=now)
    return TokenView.model_validate(
        doorman.pair(sessions.start_login(exchange.session, person, now=now), now)
    )


@router.post("/refreshes", status_code=201, dependencies=[PUBLIC], responses={401: {}})
async def refresh_tokens(
    request: RefreshRequest, session: Session, doorman: TheDoorman, now: Now
) -> TokenView:
    """换新令牌: Trade a refresh token for the next pair. An old one sent again ends the session."""
    login = await sessions.rotate(session, doorman, request.refresh_token, now=now)
    return TokenView.model_validate(doorman.pair(login, now))


@router.post("/logouts", status_code=204)
async def log_out(actor: AnyActor, session: Session, now: Now) -> None:
    """退出登录: End this sign-in: its access and refresh tokens are refused from now on."""
    await sessions.log_out(session, actor, now=now)
