"""Residencies: claiming to belong to a dwelling, and a grid worker's word at the door."""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.residency.models import Belonging, Residency
from shequ_api.kit.errors import Forbidden, Malformed, NotNow


class NotADwelling(Malformed):
    code, title = "not_a_dwelling", "请选择具体的住户（门牌号）"


class ResidencyClaimed(NotNow):
    code, title = "residency_claimed", "已经登记过这一户"


class ResidencyVerified(NotNow):
    code, title = "residency_verified", "这一户的居住关系已核实"


class NotYourself(Forbidden):
    code, title = "not_yourself", "不能核实自己的居住关系"


def claim_residency(
    session: AsyncSession,
    actor: Actor,
    dwelling: Place,
    *,
    belonging: Belonging,
    starts_on: date,
    now: datetime,
) -> Residency:
    """Say that one belongs to a dwelling; it counts once somebody has verified it."""
    if dwelling.kind != PlaceKind.DWELLING:
        raise NotADwelling
    residency = Residency(
        **located_at(dwelling),
        person_id=actor.person_id,
        belonging=belonging,
        starts_on=starts_on,
        claimed_at=now,
    )
    session.add(residency)
    return residency


def verify_residency(actor: Actor, residency: Residency, *, now: datetime) -> Residency:
    """A grid worker's word at the door. Nobody vouches for themselves."""
    if residency.person_id == actor.person_id:
        raise NotYourself
    if residency.verified_at is not None:
        raise ResidencyVerified
    residency.verified_at, residency.verified_by_id = now, actor.person_id
    return residency
