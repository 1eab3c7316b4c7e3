"""Which host a request may name: whatever else is refused before it reaches anything."""

from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shequ_api.kit.errors import BadRequest


class HostUnknown(BadRequest):
    code, title = "host_unknown", "请求的域名有误"


async def _let_pass(scope: Scope, _: Receive, __: Send) -> None:
    scope["host_known"] = True


async def _drop(_: Message) -> None:
    """Starlette's own plain-text answer; ours is a problem document."""


class KnownHosts:
    """Starlette's check with our refusal, without its redirect to `www.`. Stands inside `Edge`."""

    def __init__(self, app: ASGIApp, allowed_hosts: list[str]) -> None:
        self.app = app
        self._check = TrustedHostMiddleware(_let_pass, allowed_hosts, www_redirect=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._check(scope, receive, _drop)
            if not scope.pop("host_known", False):
                raise HostUnknown
        await self.app(scope, receive, send)
