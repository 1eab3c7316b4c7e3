"""POST /cgi-bin/stable_token."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from shequ_api.dev.fake_wechat.answers import EVERY_METHOD, Says, posted
from shequ_api.dev.fake_wechat.state import FakeState


def token_routes(state: FakeState) -> list[BaseRoute]:
    """The route by which the back end itself becomes known."""

    async def stable_token(request: Request) -> JSONResponse:
        body = await posted(request)
        if body.get("grant_type") != "client_credential":
            raise Says(40002)
        appid, secret, force = body.get("appid"), body.get("secret"), body.get("force_refresh")
        if not appid:
            raise Says(41002)
        if not secret:
            raise Says(41004)
        if type(force) not in (bool, type(None)):
            raise Says(47001)
        app = state.app_with(str(appid), str(secret))
        value, seconds = state.tokens.stable(app.appid, force=bool(force))
        return JSONResponse({"access_token": value, "expires_in": seconds})

    return [Route("/cgi-bin/stable_token", stable_token, methods=EVERY_METHOD)]
