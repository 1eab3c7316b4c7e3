"""POST /wxa/msg_sec_check, /wxa/media_check_async (v2), and by hand the results of the latter."""

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from shequ_api.dev.fake_wechat.answers import EVERY_METHOD, Says, posted
from shequ_api.dev.fake_wechat.contents import PushSetup, Waiting, media_result, pushed
from shequ_api.dev.fake_wechat.quotas import DAY, MINUTE
from shequ_api.dev.fake_wechat.state import FakeState
from shequ_api.kit.schema import Input

SEEN_WITHIN = timedelta(hours=2)
LONGEST = 2500
UNREADABLE = -1008
"""In a push: what was fetched could not be read."""
_OPENID = re.compile(r"o[0-9A-Za-z_-]{27}")
_ADDRESS = re.compile(r"https?://[^\s]{1,1000}")


class MediaResult(Input):
    """What the platform comes to think of a picture or a spoken message; answered with the push
    that it sends. Whoever plays it fetches what is judged, and says of what type that was."""

    trace_id: str | None = None
    """The latest that waits, where it is left out."""
    suggest: Annotated[str, Field(pattern="^(pass|review|risky)$")] = "pass"
    label: int = 100
    errcode: int = 0
    keep: bool = False
    """It waits still: the platform pushes it again."""
    content_type: str | None = None
    """What fetching it gave; one that does not fit what was said to be there is not judged."""
    token: str
    encoding_key: str = ""


def content_routes(state: FakeState) -> list[BaseRoute]:
    """Both checks, `/_fake/media_results` and `/_fake/media_waiting`."""
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
        media_type = body.get("media_type")
        if media_type not in (1, 2):
            raise Says(47001)
        _check_who(state, body)
        waiting = Waiting(appid, str(body["openid"]), url, media_type)
        trace_id = state.contents.wait(waiting)
        return JSONResponse({"errcode": 0, "errmsg": "ok", "trace_id": trace_id})

    return [Route("/wxa/media_check_async", media_check_async, methods=EVERY_METHOD)]


def _result_route(state: FakeState) -> list[BaseRoute]:
    async def decide_media(request: Request) -> Response:
        try:
            asked = MediaResult.model_validate_json(await request.body() or b"{}")
        except ValidationError as error:
            return JSONResponse({"detail": str(error)}, status_code=422)
        trace_id = asked.trace_id or next(reversed(state.contents.waiting), "")
        waiting = state.contents.waiting.get(trace_id)
        if waiting is None:
            return JSONResponse({"detail": "nothing waits"}, status_code=422)
        if not asked.keep:
            del state.contents.waiting[trace_id]
        now, result, errcode = state.clock(), (asked.suggest, asked.label), asked.errcode
        if asked.content_type is not None and not waiting.is_readable(asked.content_type):
            errcode = UNREADABLE
        message = media_result(trace_id, waiting.appid, waiting.openid, result, errcode, now)
        setup = PushSetup(asked.token, asked.encoding_key)
        query, body = pushed(message, setup, waiting.appid, now)
        answer = {"query": query, "body": body}
        return JSONResponse(answer | {"media_url": waiting.url, "media_type": waiting.media_type})

    async def show_waiting(_request: Request) -> Response:
        trace_id = next(reversed(state.contents.waiting), None)
        if trace_id is None:
            return JSONResponse({"detail": "nothing waits"}, status_code=422)
        waiting = state.contents.waiting[trace_id]
        shown = {"media_url": waiting.url, "media_type": waiting.media_type}
        return JSONResponse(shown | {"trace_id": trace_id})

    return [
        Route("/_fake/media_results", decide_media, methods=["POST"]),
        Route("/_fake/media_waiting", show_waiting, methods=["GET"]),
    ]


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
