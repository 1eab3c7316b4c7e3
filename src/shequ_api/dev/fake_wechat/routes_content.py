"""POST /wxa/msg_sec_check, /wxa/media_check_async (v2), and by hand the results of the latter."""

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from shequ_api.dev.fake_wechat.answers import EVERY_METHOD, Says, posted
from shequ_api.dev.fake_wechat.contents import PushSetup, media_result, pushed
from shequ_api.dev.fake_wechat.quotas import DAY, MINUTE
from shequ_api.dev.fake_wechat.state import FakeState
from shequ_api.kit.schema import Input

SEEN_WITHIN = timedelta(hours=2)
LONGEST = 2500
_OPENID = re.compile(r"o[0-9A-Za-z_-]{27}")
_ADDRESS = re.compile(r"https?://[^\s]{1,1000}")


class MediaResult(Input):
    """What the platform comes to think of a picture; answered with the push that it sends."""

    trace_id: str | None = None
    """The latest that waits, where it is left out."""
    suggest: Annotated[str, Field(pattern="^(pass|review|risky)$")] = "pass"
    label: int = 100
    errcode: int = 0
    token: str
    encoding_key: str = ""


def content_routes(state: FakeState) -> list[BaseRoute]:
    """Both checks, and `/_fake/media_results`."""
    return [*_text_route(state), *_media_route(state), *_result_route(state)]


def _text_route(state: FakeState) -> list[BaseRoute]:
    async def msg_sec_check(request: Request) -> JSONResponse:
        appid = state.tokens.app_of(request.query_params.get("access_token"))
        body = await posted(request)
        _spend(state, appid, "text", state.limits.text_checks_per_minute, MINUTE)
        _spend(state, appid, "text", state.limits.text_checks_per_day, DAY)
        content = body.get("content")
        if not isinstance(content, str) or not 1 <= len(content) <= LONGEST:
            raise Says(47001)
        _check_who(state, body)
        suggestion, label, word = state.contents.judged(content)
        detail = [
            {"strategy": "content_model", "errcode": 0, "suggest": suggestion, "label": label},
            {"strategy": "keyword", "errcode": 0, **({"keyword": word} if word else {})},
        ]
        return JSONResponse(
            {
                "errcode": 0,
                "errmsg": "ok",
                "detail": detail,
                "trace_id": f"text-{state.calls['/wxa/msg_sec_check']}",
                "result": {"suggest": suggestion, "label": label},
            }
        )

    return [Route("/wxa/msg_sec_check", msg_sec_check, methods=EVERY_METHOD)]


def _media_route(state: FakeState) -> list[BaseRoute]:
    async def media_check_async(request: Request) -> JSONResponse:
        appid = state.tokens.app_of(request.query_params.get("access_token"))
        body = await posted(request)
        _spend(state, appid, "media", state.limits.media_checks_per_minute, MINUTE)
        _spend(state, appid, "media", state.limits.media_checks_per_day, DAY)
        url = body.get("media_url")
        if not isinstance(url, str) or not _ADDRESS.fullmatch(url):
            raise Says(47001)
        if body.get("media_type") not in (1, 2):
            raise Says(47001)
        _check_who(state, body)
        trace_id = state.contents.wait(appid, str(body["openid"]), url)
        return JSONResponse({"errcode": 0, "errmsg": "ok", "trace_id": trace_id})

    return [Route("/wxa/media_check_async", media_check_async, methods=EVERY_METHOD)]


def _result_route(state: FakeState) -> list[BaseRoute]:
    async def decide_media(request: Request) -> Response:
        try:
            asked = MediaResult.model_validate_json(await request.body() or b"{}")
        except ValidationError as error:
            return JSONResponse({"detail": str(error)}, status_code=422)
        trace_id = asked.trace_id or next(reversed(state.contents.waiting), "")
        waiting = state.contents.waiting.pop(trace_id, None)
        if waiting is None:
            return JSONResponse({"detail": "nothing waits"}, status_code=422)
        appid, openid, url = waiting
        now, result = state.clock(), (asked.suggest, asked.label)
        message = media_result(trace_id, appid, openid, result, asked.errcode, now)
        query, body = pushed(message, PushSetup(asked.token, asked.encoding_key), appid, now)
        return JSONResponse({"query": query, "body": body, "media_url": url})

    return [Route("/_fake/media_results", decide_media, methods=["POST"])]


def _spend(state: FakeState, appid: str, what: str, limit: int, window: int) -> None:
    if not state.quotas.take(f"{what}_check:{appid}", limit, window):
        raise Says(45009 if window == DAY else 45011)


def _check_who(state: FakeState, body: dict[str, Any]) -> None:
    if body.get("version") != 2:
        raise Says(47001)
    if body.get("scene") not in (1, 2, 3, 4):
        raise Says(40129)
    openid = body.get("openid")
    if not isinstance(openid, str) or not _OPENID.fullmatch(openid):
        raise Says(40003)
    seen = state.visits.get(openid)
    if seen is None or state.clock() - seen > SEEN_WITHIN:
        raise Says(61010)
