"""By hand: the pushes in which the platform tells of subscriptions."""

import json
import secrets
from datetime import timedelta
from typing import Annotated, Any

from pydantic import Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from shequ_api.dev.fake_wechat.contents import PushSetup, pushed
from shequ_api.dev.fake_wechat.state import FakeApp, FakeState, openid_of
from shequ_api.kit.schema import Input

Name = Annotated[str, Field(min_length=1, max_length=64)]
EVENTS = {
    "popup": "subscribe_msg_popup_event",
    "change": "subscribe_msg_change_event",
    "sent": "subscribe_msg_sent_event",
}


class SubscriptionPush(Input):
    """What a user did, or what became of the latest message to them; answered with the push."""

    event: Annotated[str, Field(pattern="^(popup|change|sent)$")]
    user: Name
    template_ids: list[Name]
    status: Annotated[str, Field(pattern="^(accept|reject)$")] = "accept"
    errcode: Annotated[int, Field(ge=0)] = 0
    msgid: str | None = None
    """Of the latest that was delivered to them, where it is left out."""
    ago_seconds: Annotated[int, Field(ge=0, le=10**8)] = 0
    """How long before the push it happened."""
    token: str
    encoding_key: str = ""


def push_routes(state: FakeState) -> list[BaseRoute]:
    """`/_fake/subscription_pushes`."""

    async def push(request: Request) -> Response:
        try:
            asked = SubscriptionPush.model_validate_json(await request.body() or b"{}")
        except ValidationError as error:
            return JSONResponse({"detail": str(error)}, status_code=422)
        app, now = state.first_app, state.clock()
        message = _message(state, app, asked)
        query, body = pushed(message, PushSetup(asked.token, asked.encoding_key), app.appid, now)
        return JSONResponse({"query": query, "body": body, "message": json.dumps(message)})

    return [Route("/_fake/subscription_pushes", push, methods=["POST"])]


def _message(state: FakeState, app: FakeApp, asked: SubscriptionPush) -> dict[str, Any]:
    """One item comes as an object, several as an array; numbers come as texts."""
    openid = openid_of(app, asked.user)
    at = state.clock() - timedelta(seconds=asked.ago_seconds)
    items = [_item(state, openid, template_id, asked) for template_id in asked.template_ids]
    return {
        "ToUserName": "gh_fake",
        "FromUserName": openid,
        "CreateTime": str(int(at.timestamp())),
        "MsgType": "event",
        "Event": EVENTS[asked.event],
        "List": items[0] if len(items) == 1 else items,
    }


def _item(
    state: FakeState, openid: str, template_id: str, asked: SubscriptionPush
) -> dict[str, Any]:
    if asked.event == "sent":
        arrived = asked.errcode == 0
        return {
            "TemplateId": template_id,
            "MsgID": asked.msgid or _latest(state, openid, template_id),
            "ErrorCode": str(asked.errcode),
            "ErrorStatus": "success" if arrived else "failed",
        }
    if asked.event == "change":
        off = asked.status == "reject"
        (state.refusing.add if off else state.refusing.discard)((openid, template_id))
    popup = {"PopupScene": "0"} if asked.event == "popup" else {}
    return {"TemplateId": template_id, "SubscribeStatusString": asked.status, **popup}


def _latest(state: FakeState, openid: str, template_id: str) -> str:
    for body in reversed(state.delivered):
        if (body["touser"], body["template_id"]) == (openid, template_id):
            return str(body["msgid"])
    return str(secrets.randbits(53))
