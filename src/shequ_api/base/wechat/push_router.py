"""Where WeChat pushes what happened (消息推送): the address that its console is given."""

from typing import Annotated, Any

from fastapi import Depends, Query, Response

from shequ_api.base.wechat.hearing import hear
from shequ_api.base.wechat.pushes import PushDoor, PushNotGenuine, Signed
from shequ_api.kit.http.exchange import Now, TheExchange
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.policy import PUBLIC
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.http.strict import parse_json

router = Router(tags=["wechat"])
TheDoor = Annotated[PushDoor, Depends(part(PushDoor))]
Signature = Annotated[str, Query(max_length=128, description="SHA-1 over token, time and nonce")]
Timestamp = Annotated[str, Query(max_length=128, description="In seconds, by WeChat's clock")]
Nonce = Annotated[str, Query(max_length=128, description="A number of chance")]
OpenId = Annotated[str | None, Query(max_length=128, description="Whom it is about; not read")]
Encryption = Annotated[str | None, Query(max_length=128, description="`aes` where it is sealed")]
Sealing = Annotated[
    str | None, Query(max_length=128, description="SHA-1 over these and what is sealed")
]
PLAIN: dict[int | str, dict[str, Any]] = {
    200: {"description": "As WeChat wants it", "content": {"text/plain": {}}}
}
MESSAGE: dict[str, Any] = {
    "requestBody": {
        "description": "An event as WeChat tells it, or what it is sealed in",
        "required": True,
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}


async def signed_by(
    signature: Signature, timestamp: Timestamp, nonce: Nonce, door: TheDoor, now: Now
) -> Signed:
    """What a push is signed with, once that was found to be WeChat's."""
    signed = Signed(signature, timestamp, nonce)
    door.check(signed, now)
    return signed


TheSigned = Annotated[Signed, Depends(signed_by)]


@router.get("/wechat/pushes", dependencies=[PUBLIC], response_class=Response, responses=PLAIN)
async def prove_push_address(
    _: TheSigned, echostr: Annotated[str, Query(max_length=512, description="To be said back")]
) -> Response:
    """消息推送验证: Say back what WeChat's console sends, to prove that the address is ours."""
    return Response(echostr, media_type="text/plain")


@router.post(
    "/wechat/pushes",
    dependencies=[PUBLIC],
    response_class=Response,
    responses=PLAIN,
    openapi_extra=MESSAGE,
)
@unkeyed
async def take_push(
    signed: TheSigned,
    exchange: TheExchange,
    door: TheDoor,
    now: Now,
    openid: OpenId = None,
    encrypt_type: Encryption = None,
    msg_signature: Sealing = None,
) -> Response:
    """消息推送: Take in what WeChat tells (JSON; encrypted where a key is held); the same again is
    heard once."""
    raw = await exchange.request.body()
    body = parse_json(raw)
    if not isinstance(body, dict):
        raise PushNotGenuine
    if door.encoding_key:
        body = parse_json(door.read(body, signed, msg_signature))
    elif encrypt_type == "aes" or not isinstance(body, dict):
        raise PushNotGenuine
    await hear(exchange.session, body if isinstance(body, dict) else {}, signed, raw, now)
    return Response("success", media_type="text/plain")
