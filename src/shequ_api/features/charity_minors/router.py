"""What minors may donate, over HTTP."""

from typing import Annotated

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.places.offices import speaker_of
from shequ_api.base.places.router import OurPlace, ThePlace
from shequ_api.features.charity_minors import queries
from shequ_api.features.charity_minors.models import CharityMinorPolicy
from shequ_api.features.charity_minors.permissions import CharityMinorPermission
from shequ_api.features.charity_minors.rules import MinorTerms
from shequ_api.features.charity_minors.schemas import (
    CharityMinorPolicyDraft,
    CharityMinorPolicyView,
)
from shequ_api.features.charity_minors.service import set_policy
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["charity"], prefix="/places/{place_id}")
Viewer = Annotated[Actor, Depends(may(CharityMinorPermission.VIEW))]
Setter = Annotated[Actor, Depends(may(CharityMinorPermission.SET))]


@router.get("/charity-minor-policies")
async def list_charity_minor_policies(
    place: ThePlace, _: Viewer, session: Session, paging: ThePaging
) -> Page[CharityMinorPolicyView]:
    """未成年人捐赠办法: What a district or city lets minors donate, as it was and will be; the
    latest beginning first. Where neither a district nor its city says anything, from eight years
    on 100 points a month."""
    order = [CharityMinorPolicy.valid_from, CharityMinorPolicy.id]
    rows, cursor = await page_of(session, queries.policy_lines(speaker_of(place)), order, paging)
    names = CharityMinorPolicyView.model_fields
    items = [CharityMinorPolicyView(**{name: row[name] for name in names}) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.post("/charity-minor-policies", status_code=201)
async def set_charity_minor_policy(
    draft: CharityMinorPolicyDraft, place: OurPlace, actor: Setter, session: Session, now: Now
) -> CharityMinorPolicyView:
    """制定未成年人捐赠办法: What minors may donate from an instant on."""
    terms = MinorTerms(draft.minimum_age, draft.month_points)
    policy = await set_policy(session, actor, place, terms, valid_from=draft.valid_from, now=now)
    return CharityMinorPolicyView.model_validate(policy)
