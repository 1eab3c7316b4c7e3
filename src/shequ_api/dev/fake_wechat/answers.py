"""The platform's way of answering: HTTP 200 for everything, errors as errcode and errmsg."""

import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

EVERY_METHOD = ["GET", "POST", "PUT", "DELETE"]
"""The platform routes by path alone and answers 43002 to what should have been a POST."""

MESSAGES = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest, could get access_token "
    "by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40013: "invalid appid",
    40014: "invalid access_token",
    40029: "invalid code",
    40037: "invalid template_id",
    40097: "invalid args",
    40125: "invalid appsecret",
    40129: "invalid scene",
    40163: "code been used",
    40169: "invalid length for scene, or the data is not json string",
    40226: "code blocked",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41008: "missing code",
    41030: "invalid page",
    42001: "access_token expired",
    43002: "require POST method",
    43101: "user refuse to accept the msg",
    44002: "empty post data",
    43104: "this appid does not match with openid",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    47001: "data format error",
    47003: "argument invalid!",
    61010: "code is expired",
    85096: "not allow include scancode_time field",
}


class Says(Exception):
    """An errcode, on its way to the answer."""

    def __init__(self, errcode: int) -> None:
        super().__init__(errcode)
        self.errcode = errcode


def error_answer(errcode: int) -> JSONResponse:
    """HTTP 200 with errcode, errmsg and a fresh rid."""
    rid = "-".join(secrets.token_hex(4) for _ in range(3))
    message = MESSAGES.get(errcode, "error")
    return JSONResponse({"errcode": errcode, "errmsg": f"{message} rid: {rid}"})


async def answer_says(_request: Request, said: Exception) -> JSONResponse:
    """Starlette's handler for `Says`."""
    return error_answer(said.errcode if isinstance(said, Says) else -1)


async def posted(request: Request) -> dict[str, Any]:
    """The JSON object of a POST, or 43002, 44002, 47001."""
    if request.method != "POST":
        raise Says(43002)
    if not await request.body():
        raise Says(44002)
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        raise Says(47001) from None
    if not isinstance(body, dict):
        raise Says(47001)
    return body
