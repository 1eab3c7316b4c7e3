"""POST /wxa/getwxacodeunlimit with its strict validators."""

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from shequ_api.dev.fake_wechat.answers import EVERY_METHOD, Says, posted
from shequ_api.dev.fake_wechat.pictures import Colour, code_picture
from shequ_api.dev.fake_wechat.quotas import MINUTE
from shequ_api.dev.fake_wechat.state import FakeState

_SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]+")
_COLOUR = re.compile(r"[01]?[0-9]?[0-9]|2[0-4][0-9]|25[0-5]")
_BLACK = {"r": 0, "g": 0, "b": 0}
_FLAGS = ("check_path", "auto_color", "is_hyaline")


def picture_routes(state: FakeState) -> list[BaseRoute]:
    """The route that draws unlimited mini-program codes."""

    async def getwxacodeunlimit(request: Request) -> Response:
        appid = state.tokens.app_of(request.query_params.get("access_token"))
        body = await posted(request)
        limit = state.limits.code_pictures_per_minute
        if not state.quotas.take(f"picture:{appid}", limit, MINUTE):
            raise Says(45009)
        if any(type(body.get(flag, False)) is not bool for flag in _FLAGS):
            raise Says(47001)
        scene = _checked_scene(body)
        _check_page(body, state.pages[appid])
        if body.get("env_version", "release") not in ("release", "trial", "develop"):
            raise Says(40097)
        transparent = body.get("is_hyaline", False)
        picture = code_picture(
            scene,
            width=_checked_width(body),
            colour=_checked_colour(body),
            transparent=transparent,
        )
        return Response(picture, media_type="image/png" if transparent else "image/jpeg")

    return [Route("/wxa/getwxacodeunlimit", getwxacodeunlimit, methods=EVERY_METHOD)]


def _checked_scene(body: dict[str, Any]) -> str:
    scene = body.get("scene")
    if not isinstance(scene, str) or not 1 <= len(scene) <= 32:
        raise Says(40169)
    if not _SCENE.fullmatch(scene):
        raise Says(40129)
    return scene


def _check_page(body: dict[str, Any], published: set[str]) -> None:
    page = body.get("page")
    if page is None:
        return
    if not isinstance(page, str) or page.startswith("/"):
        raise Says(41030)
    if "scancode_time" in page:
        raise Says(85096)
    if "?" in page or (body.get("check_path", True) and page not in published):
        raise Says(41030)


def _checked_width(body: dict[str, Any]) -> int:
    width = body.get("width", 430)
    if type(width) is not int:
        raise Says(47001)
    if not 280 <= width <= 1280:
        raise Says(40097)
    return width


def _checked_colour(body: dict[str, Any]) -> Colour:
    given = body.get("line_color", _BLACK)
    if not isinstance(given, dict):
        raise Says(47001)
    red, green, blue = (given.get(name, 0) for name in "rgb")
    if not all(_COLOUR.fullmatch(str(part)) for part in (red, green, blue)):
        raise Says(40097)
    return int(red), int(green), int(blue)
