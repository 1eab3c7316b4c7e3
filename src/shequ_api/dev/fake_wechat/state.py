"""What the fake platform knows: apps, people's codes, tokens, quotas, session keys."""

import base64
import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shequ_api.dev.fake_wechat.answers import Says
from shequ_api.dev.fake_wechat.codes import OneTimeCodes
from shequ_api.dev.fake_wechat.contents import Contents
from shequ_api.dev.fake_wechat.mishaps import Script
from shequ_api.dev.fake_wechat.quotas import Limits, Quotas
from shequ_api.dev.fake_wechat.tokens import Tokens


@dataclass(frozen=True, slots=True)
class FakeApp:
    """A mini-program; `open_platform` names the account it is bound to, if any."""

    appid: str = "wx0123456789abcdef"
    secret: str = "fake-wechat-secret-of-development"
    open_platform: str | None = None
    pages: frozenset[str] = frozenset({"pages/index/index", "pages/scan/index"})


@dataclass(frozen=True, slots=True)
class Phone:
    number: str
    country_code: str | int = "86"

    @property
    def dialled(self) -> str:
        """The number as phoneNumber: foreign ones with their country code."""
        return (
            self.number if str(self.country_code) == "86" else f"+{self.country_code}{self.number}"
        )


@dataclass(frozen=True, slots=True)
class FakeTemplate:
    """A subscription template of an app: its keys in WeChat's spelling (thing1, time2)."""

    keys: tuple[str, ...]
    lasting: bool = False
    """Open to this app for good: no accept is used up."""


class FakeState:
    """The fake's whole memory; nothing is kept on disk, and openids survive by being derived."""

    def __init__(
        self, clock: Callable[[], datetime], apps: Iterable[FakeApp], limits: Limits
    ) -> None:
        self.clock = clock
        self.apps = {app.appid: app for app in apps}
        self.pages = {app.appid: set(app.pages) for app in self.apps.values()}
        self.quotas = Quotas(clock)
        self.limits = limits
        self.tokens = Tokens(clock, self.quotas, limits)
        self.logins = OneTimeCodes[str](clock, dev_name=r"[^:\s]{1,64}")
        self.phones = OneTimeCodes[Phone](clock, dev_name=r"1[0-9]{10}")
        self.blocked_users: set[str] = set()
        self.session_keys: dict[str, str] = {}
        self.contents = Contents()
        self.visits: dict[str, datetime] = {}
        """Openid → when that user last opened the mini-program."""
        self.script = Script()
        self.calls: Counter[str] = Counter()
        self.templates: dict[tuple[str, str], FakeTemplate] = {}
        """By app and template id."""
        self.accepts: Counter[tuple[str, str]] = Counter()
        """How many sends an openid has allowed a template."""
        self.refusing: set[tuple[str, str]] = set()
        self.delivered: list[dict[str, Any]] = []

    @property
    def first_app(self) -> FakeApp:
        return next(iter(self.apps.values()))

    def app_with(self, appid: str, secret: str) -> FakeApp:
        """The app of these credentials, or 40013, 40125."""
        app = self.apps.get(appid)
        if app is None:
            raise Says(40013)
        if app.secret != secret:
            raise Says(40125)
        return app

    def new_session_key(self, openid: str) -> str:
        """A fresh 16-byte key in base64, replacing the user's last one."""
        self.session_keys[openid] = base64.b64encode(secrets.token_bytes(16)).decode()
        return self.session_keys[openid]


def openid_of(app: FakeApp, user: str) -> str:
    """28 characters from `o`: one user's identity within one app, the same after a restart."""
    return "o" + _derived(f"openid:{app.appid}:{user}")


def unionid_of(app: FakeApp, user: str) -> str | None:
    """One user's identity across the apps of an Open Platform account."""
    if app.open_platform is None:
        return None
    return "o" + _derived(f"unionid:{app.open_platform}:{user}")


def _derived(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:27]
