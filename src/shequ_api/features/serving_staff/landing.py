"""What whoever serves a place shows to those who scan a code."""

from typing import Any

from sqlalchemy import func, select

from shequ_api.base.offering import TODAY, Action, Card, Head, LandingCard
from shequ_api.base.places.here import HERE
from shequ_api.features.serving_staff import queries

ACTIONS = [
    Action(
        key="serving_staff.of_place",
        head=Head.VIEW,
        title="谁为我服务",
        operation="list_serving_staff",
        permission=None,
        parameters=("place_id",),
    )
]


def _serving(found: Any) -> Card | None:
    if not found.many:
        return None
    return Card(
        key="serving_staff.here",
        head=Head.VIEW,
        title="谁为我服务",
        text=f"{found.many} 人为此处服务",
        facts={"count": found.many},
    )


SERVING_HERE = LandingCard(
    select(func.count().label("many")).select_from(queries.serving(HERE, TODAY).subquery()),
    _serving,
)
"""How many people serve here today, for everybody."""
