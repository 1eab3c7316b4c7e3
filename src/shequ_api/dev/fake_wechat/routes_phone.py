"""POST /wxa/business/getuserphonenumber."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from shequ_api.dev.fake_wechat.answers import EVERY_METHOD, Says, posted
from shequ_api.dev.fake_wechat.codes import ForeignCode, SpentCode
from shequ_api.dev.fake_wechat.state import FakeApp, FakeState, Phone


def phone_routes(state: FakeState) -> list[BaseRoute]:
    """The route that trades a phone button's code for the number."""

    async def getuserphonenumber(request: Request) -> JSONResponse:
        app = state.apps[state.tokens.app_of(request.query_params.get("access_token"))]
        code = (await posted(request)).get("code")
        if not code:
            raise Says(41008)
        phone = _phone_behind(state, app, str(code))
        info = {
            "phoneNumber": phone.dialled,
            "purePhoneNumber": phone.number,
            "countryCode": phone.country_code,
            "watermark": {"timestamp": int(state.clock().timestamp()), "appid": app.appid},
        }
        return JSONResponse({"errcode": 0, "errmsg": "ok", "phone_info": info})

    path = "/wxa/business/getuserphonenumber"
    return [Route(path, getuserphonenumber, methods=EVERY_METHOD)]


def _phone_behind(state: FakeState, app: FakeApp, code: str) -> Phone:
    state.phones.admit_dev_code(app.appid, code, Phone)
    try:
        phone = state.phones.look(app.appid, code)
    except SpentCode:
        raise Says(40029) from None
    except ForeignCode:
        raise Says(40013) from None
    state.phones.spend(code)
    return phone
