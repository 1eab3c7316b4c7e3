"""What points show to those who scan a code."""

from typing import Any

from shequ_api.base.access.actor import Actor
from shequ_api.base.offering import ASKER, Action, Card, Head, LandingCard
from shequ_api.base.places.here import HERE
from shequ_api.base.places.models import Place
from shequ_api.blocks.ledger.models import Account
from shequ_api.features.points import queries
from shequ_api.features.points.models import PointsCard
from shequ_api.features.points.permissions import PointsPermission
from shequ_api.features.points_lots.public import standing_from, standing_lines
from shequ_api.kit.http.parts import Parts

ACTIONS = [
    Action(
        key="points.card",
        head=Head.VIEW,
        title="查看幸福卡",
        operation="get_points_card",
        permission=PointsPermission.VIEW_CARD,
        parameters=("district_id",),
    )
]


def _mine(_: Parts, actor: Actor | None, place: Place) -> dict[str, Any] | None:
    return None if actor is None or place.district_id is None else {}


def _balance(found: Any) -> Card:
    available = standing_from(found).available if found is not None else 0
    return Card(
        key="points.own_balance",
        head=Head.VIEW,
        title="致强幸福卡",
        text=f"您有 {available} 积分可用",
        facts={"available_points": available},
    )


OWN_BALANCE = LandingCard(
    standing_lines()
    .join(PointsCard, PointsCard.account_id == Account.id)
    .where(queries.is_card_of(ASKER, HERE.district_id)),
    _balance,
    _mine,
)
"""What I can spend of my card in this district; 0 where there is no card yet."""
