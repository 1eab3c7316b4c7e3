"""GET /sns/jscode2session."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from shequ_api.dev.fake_wechat.answers import Says
from shequ_api.dev.fake_wechat.codes import ForeignCode, SpentCode
from shequ_api.dev.fake_wechat.quotas import MINUTE
from shequ_api.dev.fake_wechat.state import FakeApp, FakeState, openid_of, unionid_of


def login_routes(state: FakeState) -> list[BaseRoute]:
    """The route by which the mini-program's users become known."""

    async def jscode2session(request: Request) -> JSONResponse:
        query = request.query_params
        for name, missing in (("appid", 41002), ("secret", 41004), ("js_code", 41008)):
            if not query.get(name):
                raise Says(missing)
        if query.get("grant_type") != "authorization_code":
            raise Says(40002)
        app = state.app_with(query["appid"], query["secret"])
        user = _user_behind(state, app, query["js_code"])
        openid, unionid = openid_of(app, user), unionid_of(app, user)
        state.visits[openid] = state.clock()
        # Like the platform, a success carries no errcode.
        answer = {"session_key": state.new_session_key(openid), "openid": openid}
        return JSONResponse(answer | ({"unionid": unionid} if unionid else {}))

    return [Route("/sns/jscode2session", jscode2session, methods=["GET"])]


def _user_behind(state: FakeState, app: FakeApp, code: str) -> str:
    state.logins.admit_dev_code(app.appid, code, lambda name: name)
    try:
        user = state.logins.look(app.appid, code)
    except (SpentCode, ForeignCode):
        raise Says(40029) from None
    limit = state.limits.logins_per_user_minute
    if not state.quotas.take(f"login:{app.appid}:{user}", limit, MINUTE):
        raise Says(45011)
    state.logins.spend(code)
    if user in state.blocked_users:
        raise Says(40226)
    return user
