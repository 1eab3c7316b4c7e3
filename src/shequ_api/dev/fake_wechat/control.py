"""`/_fake/`: the phone's part and the bad days, for people, tests and the demo."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

from pydantic import Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from shequ_api.dev.fake_wechat.codes import LIFE
from shequ_api.dev.fake_wechat.mishaps import TRAP, Mishap
from shequ_api.dev.fake_wechat.state import (
    FakeApp,
    FakeState,
    FakeTemplate,
    Phone,
    openid_of,
    unionid_of,
)
from shequ_api.kit.schema import Input

Name = Annotated[str, Field(min_length=1, max_length=64)]
Body = TypeVar("Body", bound=Input)


class OfApp(Input):
    """Names an app; the first one when it is left out."""

    appid: str | None = None


class Tap(OfApp):
    """A user opens the mini-program: `wx.login`."""

    user: Name
    blocked: bool = False


class SharedPhone(OfApp):
    """A user taps the phone button."""

    phone: Annotated[str, Field(pattern=r"^[0-9]{5,15}$")]
    country_code: Annotated[str, Field(pattern=r"^[0-9]{1,4}$")] | int = "86"


class TokenEnd(OfApp):
    """`expired` answers 42001 from now on, `replaced` 40001."""

    how: Annotated[str, Field(pattern="^(expired|replaced)$")] = "expired"


class Publication(OfApp):
    """Pages that exist in the published app from now on."""

    pages: list[Name]


class NewTemplate(OfApp):
    """A subscription template that the app has from now on."""

    template_id: Name
    keys: list[Annotated[str, Field(pattern=r"^[a-z_]+[0-9]+$")]]
    lasting: bool = False


class SubscriptionTap(OfApp):
    """A user answers `wx.requestSubscribeMessage`; `ban` is refusing for good, in the settings."""

    user: Name
    template_id: Name
    answer: Annotated[str, Field(pattern="^(accept|reject|ban)$")] = "accept"


class _Malformed(Exception):
    pass


def control_routes(state: FakeState) -> list[BaseRoute]:
    """Routes that no real platform has."""
    return [
        *_phone_routes(state),
        *_platform_routes(state),
        *_subscription_routes(state),
        Route("/_fake/state", _reporter(state), methods=["GET"]),
        Route(TRAP, _trap, methods=["GET", "POST"]),
    ]


def _phone_routes(state: FakeState) -> list[BaseRoute]:
    async def mint_login_code(request: Request) -> Response:
        tap = await _read(request, Tap)
        app = _app(state, tap)
        (state.blocked_users.add if tap.blocked else state.blocked_users.discard)(tap.user)
        return JSONResponse(
            {
                "code": state.logins.mint(app.appid, tap.user),
                "openid": openid_of(app, tap.user),
                "unionid": unionid_of(app, tap.user),
                "expires_in": int(LIFE.total_seconds()),
            }
        )

    async def mint_phone_code(request: Request) -> Response:
        shared = await _read(request, SharedPhone)
        code = state.phones.mint(
            _app(state, shared).appid, Phone(shared.phone, shared.country_code)
        )
        return JSONResponse({"code": code, "expires_in": int(LIFE.total_seconds())})

    return [
        _post("/_fake/login_codes", mint_login_code),
        _post("/_fake/phone_codes", mint_phone_code),
    ]


def _platform_routes(state: FakeState) -> list[BaseRoute]:
    async def end_token(request: Request) -> Response:
        end = await _read(request, TokenEnd)
        act = state.tokens.expire if end.how == "expired" else state.tokens.revoke
        act(_app(state, end).appid)
        return Response(status_code=204)

    async def publish_pages(request: Request) -> Response:
        publication = await _read(request, Publication)
        state.pages[_app(state, publication).appid].update(publication.pages)
        return Response(status_code=204)

    async def script_mishap(request: Request) -> Response:
        state.script.add(await _read(request, Mishap))
        return Response(status_code=204)

    async def clear_mishaps(_request: Request) -> Response:
        state.script.clear()
        return Response(status_code=204)

    return [
        _post("/_fake/token_end", end_token),
        _post("/_fake/pages", publish_pages),
        _post("/_fake/mishaps", script_mishap),
        Route("/_fake/mishaps", clear_mishaps, methods=["DELETE"]),
    ]


def _subscription_routes(state: FakeState) -> list[BaseRoute]:
    async def add_template(request: Request) -> Response:
        new = await _read(request, NewTemplate)
        template = FakeTemplate(tuple(new.keys), new.lasting)
        state.templates[_app(state, new).appid, new.template_id] = template
        return Response(status_code=204)

    async def answer_request(request: Request) -> Response:
        tap = await _read(request, SubscriptionTap)
        who = (openid_of(_app(state, tap), tap.user), tap.template_id)
        (state.refusing.add if tap.answer == "ban" else state.refusing.discard)(who)
        state.accepts[who] += tap.answer == "accept"
        return Response(status_code=204)

    async def delivered(_request: Request) -> Response:
        return JSONResponse(state.delivered)

    return [
        _post("/_fake/subscription_templates", add_template),
        _post("/_fake/subscription_answers", answer_request),
        Route("/_fake/subscriptions_delivered", delivered, methods=["GET"]),
    ]


def _reporter(state: FakeState) -> Callable[[Request], Awaitable[Response]]:
    async def report(_request: Request) -> Response:
        return JSONResponse(
            {
                "calls": dict(state.calls),
                "tokens_issued": dict(state.tokens.issued),
                "tokens_forced": dict(state.tokens.forced),
                "mishaps_pending": state.script.pending(),
            }
        )

    return report


async def _trap(_request: Request) -> Response:
    return JSONResponse({"openid": "o-followed-a-redirect", "session_key": "never"})


def _post(path: str, act: Callable[[Request], Awaitable[Response]]) -> Route:
    async def endpoint(request: Request) -> Response:
        try:
            return await act(request)
        except _Malformed as malformed:
            return JSONResponse({"detail": str(malformed)}, status_code=422)

    return Route(path, endpoint, methods=["POST"])


async def _read(request: Request, shape: type[Body]) -> Body:
    try:
        return shape.model_validate_json(await request.body() or b"{}")
    except ValidationError as error:
        raise _Malformed(str(error)) from None


def _app(state: FakeState, named: OfApp) -> FakeApp:
    app = state.apps.get(named.appid) if named.appid else state.first_app
    if app is None:
        raise _Malformed("unknown appid")
    return app
