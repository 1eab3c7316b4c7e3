"""What districts and cities let people give, over HTTP."""

from typing import Annotated

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.places.offices import speaker_of
from shequ_api.base.places.router import OurPlace, ThePlace
from shequ_api.features.card_gifts import queries
from shequ_api.features.card_gifts.models import CardGiftPolicy
from shequ_api.features.card_gifts.permissions import CardGiftPermission
from shequ_api.features.card_gifts.rules import GiftTerms
from shequ_api.features.card_gifts.schemas import CardGiftPolicyDraft, CardGiftPolicyView
from shequ_api.features.card_gifts.service.policies import set_policy
from shequ_api.features.card_gifts.showing import policy_view
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["points"], prefix="/places/{place_id}")
Viewer = Annotated[Actor, Depends(may(CardGiftPermission.VIEW))]
Setter = Annotated[Actor, Depends(may(CardGiftPermission.SET))]


@router.get("/card-gift-policies")
async def list_card_gift_policies(
    place: ThePlace, _: Viewer, session: Session, paging: ThePaging
) -> Page[CardGiftPolicyView]:
    """积分转赠办法: What a district or city lets people give, as it was and will be; the latest
    beginning first. Where neither a district nor its city says anything, nobody gives."""
    order = [CardGiftPolicy.valid_from, CardGiftPolicy.id]
    rows, cursor = await page_of(session, queries.policy_lines(speaker_of(place)), order, paging)
    return Page(items=[policy_view(row) for row in rows], next_cursor=cursor)


@router.post("/card-gift-policies", status_code=201)
async def set_card_gift_policy(
    draft: CardGiftPolicyDraft, place: OurPlace, actor: Setter, session: Session, now: Now
) -> CardGiftPolicyView:
    """制定积分转赠办法: What people may give from an instant on."""
    terms = GiftTerms(**draft.model_dump(exclude={"valid_from"}))
    policy = await set_policy(session, actor, place, terms, valid_from=draft.valid_from, now=now)
    return CardGiftPolicyView.model_validate(policy)
