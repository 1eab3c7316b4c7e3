from collections.abc import AsyncIterator

import httpx
import pytest

from shequ_api.base.wechat.client import WeChatApp, WeChatClient
from shequ_api.dev.fake_wechat.app import fake_wechat
from shequ_api.dev.fake_wechat.quotas import Limits
from shequ_api.dev.fake_wechat.state import FakeApp
from shequ_api.kit.outbound import Outbound
from tests.serving import Hand, MovingClock, Stage, served

DEADLINE_SECONDS = 0.6

OUR_APP = FakeApp()
BOUND_APP = FakeApp(appid="wxbound", secret="bound-secret", open_platform="open-1")
SISTER_APP = FakeApp(appid="wxsister", secret="sister-secret", open_platform="open-1")
LIMITS = Limits(logins_per_user_minute=6, code_pictures_per_minute=8)


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture(scope="session")
async def stage() -> AsyncIterator[tuple[Stage, str]]:
    stage = Stage()
    async with served(stage) as url:
        yield stage, url


@pytest.fixture
def wechat_url(stage: tuple[Stage, str], clock: MovingClock) -> str:
    """A fake platform of this test alone."""
    stage[0].actor = fake_wechat(clock, apps=[OUR_APP, BOUND_APP, SISTER_APP], limits=LIMITS)
    return stage[1]


@pytest.fixture
async def http(wechat_url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=wechat_url, trust_env=False, verify=False) as client:
        yield client


@pytest.fixture
def hand(http: httpx.AsyncClient) -> Hand:
    return Hand(http)


@pytest.fixture
async def outbound(wechat_url: str) -> AsyncIterator[Outbound]:
    async with Outbound(wechat_url, deadline_seconds=DEADLINE_SECONDS) as outbound:
        yield outbound


@pytest.fixture
def wechat(outbound: Outbound, clock: MovingClock) -> WeChatClient:
    app = WeChatApp(OUR_APP.appid, OUR_APP.secret)
    return WeChatClient(outbound, app, clock, pauses=(0.01, 0.01))
