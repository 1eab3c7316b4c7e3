"""Expiry policies over HTTP."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.places.models import PlaceKind
from shequ_api.base.places.router import OurPlace, ThePlace
from shequ_api.features.points_lots import queries
from shequ_api.features.points_lots.models import ExpiryPolicy
from shequ_api.features.points_lots.permissions import ExpiryPermission
from shequ_api.features.points_lots.rules import NEVER, Span, last_day
from shequ_api.features.points_lots.schemas import ExpiryPolicyDraft, ExpiryPolicyView
from shequ_api.features.points_lots.service.policies import set_policy
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Malformed
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["points"], prefix="/places/{place_id}")
Reader = Annotated[Actor, Depends(may(ExpiryPermission.VIEW))]
Setter = Annotated[Actor, Depends(may(ExpiryPermission.SET))]


class NotADistrict(Malformed):
    code, title = "not_a_district", "积分有效期由区制定，请选择区"


def our_district(place: OurPlace, _: Setter) -> UUID:
    """A district in the actor's scope. NotADistrict."""
    if place.kind != PlaceKind.DISTRICT:
        raise NotADistrict
    return place.id


def the_district(place: ThePlace, _: Reader) -> UUID:
    """The district in which a place lies. NotADistrict."""
    if place.kind == PlaceKind.DISTRICT:
        return place.id
    if place.district_id is None:
        raise NotADistrict
    return place.district_id


OurDistrict = Annotated[UUID, Depends(our_district)]
TheDistrict = Annotated[UUID, Depends(the_district)]


def _view(policy: Mapping[str, Any], in_force: object, now: datetime) -> ExpiryPolicyView:
    came_on = china_date(max(now, policy["valid_from"]))
    last = last_day(Span(policy["span"]), policy["length"], came_on)
    return ExpiryPolicyView(
        **{name: policy[name] for name in ExpiryPolicyView.model_fields if name in policy},
        in_force=policy["id"] == in_force,
        expires_on=None if last == NEVER else last,
    )


@router.get("/points-expiry-policies")
async def list_points_expiry_policies(
    district_id: TheDistrict, session: Session, paging: ThePaging, now: Now
) -> Page[ExpiryPolicyView]:
    """积分有效期规则: How long points are good of the district in which a place lies, as it was and
    will be; the latest beginning first. Without any, points do not expire."""
    order = [ExpiryPolicy.valid_from, ExpiryPolicy.id]
    rows, cursor = await page_of(session, queries.policies_of(district_id), order, paging)
    in_force = await session.scalar(queries.policy_at(district_id, now))
    return Page(items=[_view(row, in_force, now) for row in rows], next_cursor=cursor)


@router.post("/points-expiry-policies", status_code=201)
async def set_points_expiry_policy(
    draft: ExpiryPolicyDraft, district_id: OurDistrict, actor: Setter, session: Session, now: Now
) -> ExpiryPolicyView:
    """制定积分有效期: Set how long points are good that come to cards of a district from an instant
    on. What came before keeps its day."""
    policy = await set_policy(session, actor, district_id, **draft.model_dump(), now=now)
    in_force = await session.scalar(queries.policy_at(district_id, now))
    return _view({name: getattr(policy, name) for name in NAMES}, in_force, now)


NAMES = tuple(ExpiryPolicy.__table__.columns.keys())
