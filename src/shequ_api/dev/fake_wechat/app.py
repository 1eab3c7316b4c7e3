"""The fake platform as one ASGI app, to be served on loopback beside the API."""

from collections.abc import Callable, Iterable
from datetime import datetime

from starlette.applications import Starlette
from starlette.middleware import Middleware

from shequ_api.dev.fake_wechat.answers import Says, answer_says
from shequ_api.dev.fake_wechat.control import control_routes
from shequ_api.dev.fake_wechat.mishaps import Mishaps
from shequ_api.dev.fake_wechat.quotas import Limits
from shequ_api.dev.fake_wechat.routes_content import content_routes
from shequ_api.dev.fake_wechat.routes_login import login_routes
from shequ_api.dev.fake_wechat.routes_phone import phone_routes
from shequ_api.dev.fake_wechat.routes_pictures import picture_routes
from shequ_api.dev.fake_wechat.routes_pushes import push_routes
from shequ_api.dev.fake_wechat.routes_subscriptions import subscription_routes
from shequ_api.dev.fake_wechat.routes_token import token_routes
from shequ_api.dev.fake_wechat.state import FakeApp, FakeState


def fake_wechat(
    clock: Callable[[], datetime],
    *,
    apps: Iterable[FakeApp] = (FakeApp(),),
    limits: Limits | None = None,
) -> Starlette:
    """The app; `clock` gives the instant, so that codes and tokens age as the caller wishes."""
    state = FakeState(clock, apps, limits or Limits())

    def count(path: str) -> None:
        state.calls[path] += 1

    return Starlette(
        routes=[
            *login_routes(state),
            *token_routes(state),
            *phone_routes(state),
            *picture_routes(state),
            *content_routes(state),
            *subscription_routes(state),
            *push_routes(state),
            *control_routes(state),
        ],
        middleware=[Middleware(Mishaps, script=state.script, count=count)],
        exception_handlers={Says: answer_says},
    )
