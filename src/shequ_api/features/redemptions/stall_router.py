"""The stall over HTTP: its keys, and handing over while there is a network."""

import base64
from typing import Annotated, Any

from fastapi import Depends, Response

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.people.models import Organisation
from shequ_api.features.pick_up_codes.public import code_in, digest_of
from shequ_api.features.redemptions.models import StallRecord
from shequ_api.features.redemptions.permissions import RedemptionPermission
from shequ_api.features.redemptions.router import TheKeys
from shequ_api.features.redemptions.rules import KEYS_GOOD_FOR, days_of_keys
from shequ_api.features.redemptions.schemas import (
    ClientId,
    RecordAnswer,
    StallKey,
    StallKeyRing,
    StallRecordDraft,
)
from shequ_api.features.redemptions.service import fulfilling
from shequ_api.features.redemptions.stalls import the_stall
from shequ_api.kit.errors import Malformed
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.short_codes import ShortCodes

router = Router(tags=["redemptions"])
Codes = Annotated[ShortCodes, Depends(part(ShortCodes))]
Fulfiller = Annotated[Actor, Depends(may(RedemptionPermission.FULFIL))]
AGAIN: dict[int | str, dict[str, Any]] = {200: {"description": "The same was received before"}}


class PickUpCodeMistyped(Malformed):
    code, title = "pick_up_code_mistyped", "取货码有误，请核对后重新输入"


async def own_stall(actor: Fulfiller, session: Session) -> Organisation:
    """The partner's organisation for which the actor stands."""
    return await the_stall(session, actor)


OwnStall = Annotated[Organisation, Depends(own_stall)]


@router.get("/stall/keys")
async def get_stall_keys(stall: OwnStall, keys: TheKeys, now: Now) -> StallKeyRing:
    """摊位离线密钥: By these a device of my stall checks pick-up codes without a network, each
    until the end of its day."""
    return StallKeyRing(
        organisation_id=stall.id,
        good_until=now + KEYS_GOOD_FOR,
        keys=[
            StallKey(last_day=day, key=base64.urlsafe_b64encode(key).decode().rstrip("="))
            for day in days_of_keys(now)
            for key in keys.of(stall.id, day)
        ],
    )


@router.put("/stall-records/{record_id}", status_code=201, responses=AGAIN)
async def record_fulfilment(
    record_id: ClientId,
    draft: StallRecordDraft,
    stall: OwnStall,
    actor: Fulfiller,
    session: Session,
    keys: TheKeys,
    codes: Codes,
    response: Response,
    now: Now,
) -> RecordAnswer:
    """核销: Hand over what the code names, once. Safe to repeat: the same code under the same id is
    one handing over."""
    code = code_in(draft.code)
    if code is None:
        raise PickUpCodeMistyped
    await fulfilling.take_turn(session, stall.id)
    digest = digest_of(draft.code)
    kept = await session.get(StallRecord, record_id)
    if kept is None:
        order = await fulfilling.order_of(session, keys, stall.id, code)
        if order is None:
            codes.wrong("redemptions", actor.person_id)
        kept = await fulfilling.fulfil(
            session, actor, stall, order, record_id=record_id, digest=digest, now=now
        )
    else:
        response.status_code = 200
        fulfilling.as_before(session, stall.id, kept, digest)
    return RecordAnswer.model_validate(kept)
