"""POST /cgi-bin/message/subscribe/send with its strict validators."""

import re
import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from shequ_api.dev.fake_wechat.answers import EVERY_METHOD, Says, posted
from shequ_api.dev.fake_wechat.quotas import DAY
from shequ_api.dev.fake_wechat.state import FakeState, FakeTemplate

_SYMBOLS = r"[\x21-\x7e ]"
_CLOCK = r"([01]?\d|2[0-3]):[0-5]\d"
_DAY = r"\d{4}年\d{1,2}月\d{1,2}日"
_FIT = {
    "thing": re.compile(r"[\s\S]{1,20}"),
    "number": re.compile(r"(?=.{1,32}$)-?\d+(\.\d+)?"),
    "letter": re.compile(r"[A-Za-z]{1,32}"),
    "symbol": re.compile(r"[^0-9A-Za-z\u4e00-\u9fff\s]{1,5}"),
    "character_string": re.compile(_SYMBOLS + "{1,32}"),
    "time": re.compile(rf"({_DAY} ?)?{_CLOCK}(~{_CLOCK})?"),
    "date": re.compile(rf"{_DAY}( ?{_CLOCK})?"),
    "amount": re.compile(r"[¥$￥]?\d{1,10}(\.\d+)?元?"),
    "phone_number": re.compile(r"[0-9+\- ]{1,17}"),
    "car_number": re.compile(r".{1,8}"),
    "name": re.compile(r"[\u4e00-\u9fff]{1,10}|[A-Za-z ]{1,20}"),
    "phrase": re.compile(r"[\u4e00-\u9fff]{1,5}"),
}
"""Kind of a key → what its value must be. (thing1 is of the kind thing.)"""


def subscription_routes(state: FakeState) -> list[BaseRoute]:
    """The route that sends one subscription message. It knows no repeats."""

    async def send(request: Request) -> JSONResponse:
        appid = state.tokens.app_of(request.query_params.get("access_token"))
        body = await posted(request)
        if not state.quotas.take(f"send:{appid}", state.limits.subscriptions_per_day, DAY):
            raise Says(45009)
        openid, template_id = body.get("touser"), body.get("template_id")
        if not (isinstance(openid, str) and re.fullmatch(r"o[0-9A-Za-z_-]{27}", openid)):
            raise Says(40003)
        template = state.templates.get((appid, str(template_id)))
        if template is None:
            raise Says(40037)
        _check_page(body.get("page"), state.pages[appid])
        if body.get("miniprogram_state", "formal") not in ("developer", "trial", "formal"):
            raise Says(47001)
        _check_data(template, body.get("data"))
        _use_accept(state, (openid, str(template_id)), template)
        msgid = secrets.randbits(53)
        state.delivered.append({**body, "msgid": msgid})
        return JSONResponse({"errcode": 0, "errmsg": "ok", "msgid": msgid})

    return [Route("/cgi-bin/message/subscribe/send", send, methods=EVERY_METHOD)]


def _check_page(page: Any, published: set[str]) -> None:
    if page is None:
        return
    if not isinstance(page, str) or page.partition("?")[0] not in published:
        raise Says(41030)


def _check_data(template: FakeTemplate, data: Any) -> None:
    if not isinstance(data, dict) or set(data) != set(template.keys):
        raise Says(47003)
    for key, given in data.items():
        value = given.get("value") if isinstance(given, dict) else None
        fits = _FIT[key.rstrip("0123456789")]
        if not isinstance(value, str) or not fits.fullmatch(value):
            raise Says(47003)


def _use_accept(state: FakeState, who: tuple[str, str], template: FakeTemplate) -> None:
    if who in state.refusing:
        raise Says(43101)
    if template.lasting:
        return
    if state.accepts[who] < 1:
        raise Says(43101)
    state.accepts[who] -= 1
