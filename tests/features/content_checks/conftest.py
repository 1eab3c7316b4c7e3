from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import WeChatAccount
from shequ_api.base.wechat.client import WeChatApp
from shequ_api.base.wechat.protocol import WeChat
from shequ_api.base.wechat.pushes import PushDoor
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.features.ticket_talk.talking import Talk
from tests.features.tickets.conftest import TicketMaker, file_ticket
from tests.serving import Hand

__all__ = ["file_ticket"]
TOKEN, KEY = "shequtesttoken", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


@pytest.fixture
def talk(client: AsyncClient, cast: Cast, file_ticket: TicketMaker) -> Talk:
    return Talk(client, cast, file_ticket)


@pytest.fixture
async def on_wechat(parts: Parts, session: AsyncSession, cast: Cast, hand: Hand) -> str:
    """The resident opened the mini-program a moment ago; gives the openid."""
    wechat: WeChat = parts.get(WeChat)
    openid = (await wechat.session_of(await hand.login_code("content-resident"))).openid
    account = WeChatAccount(
        person_id=cast.people["resident"],
        app_id=parts.get(WeChatApp).appid,
        openid=openid,
        created_at=utc_now(),
    )
    session.add(account)
    await session.commit()
    return openid


@pytest.fixture
async def door(parts: Parts) -> AsyncIterator[PushDoor]:
    """The message push is set up, encrypted."""
    before = parts.get(PushDoor)
    door = PushDoor(TOKEN, KEY, parts.get(WeChatApp).appid)
    parts.add(door)
    yield door
    parts.add(before)
