"""The one place that reaches into `shequ_api.dev`, which no wheel and no image contains.

It is imported by name, and only when a development server asks for it: in production nothing of
it is loaded, and where the package is absent there is nothing to load.
"""

import importlib
import importlib.util
from types import ModuleType
from typing import NamedTuple

from starlette.types import ASGIApp

from shequ_api.kit.clock import utc_now
from shequ_api.settings import Settings


class FakeWeChat(NamedTuple):
    """The fake platform, and the credentials of its mini-program."""

    app: ASGIApp
    app_id: str
    app_secret: str


def is_here() -> bool:
    """Whether this installation has the development package."""
    return importlib.util.find_spec("shequ_api.dev") is not None


def load(name: str) -> ModuleType:
    """A module of `shequ_api.dev` by its name below it."""
    return importlib.import_module(f"shequ_api.dev.{name}")


def wants_fake_wechat(settings: Settings) -> bool:
    """In development, unless a real mini-program is configured."""
    return settings.development and not settings.wechat_app_id and is_here()


def fake_wechat() -> FakeWeChat:
    """A fresh fake of WeChat's platform."""
    credentials = load("fake_wechat.state").FakeApp()
    app = load("fake_wechat.app").fake_wechat(utc_now, apps=(credentials,))
    return FakeWeChat(app, credentials.appid, credentials.secret)
