"""What incidents show to those who scan a code."""

from typing import Any

from shequ_api.base.offering import Action, Card, Head, LandingCard
from shequ_api.base.places.here import HERE
from shequ_api.features.incidents import queries
from shequ_api.features.incidents.rules import when_over

ACTIONS = [
    Action(
        key="incidents.of_place",
        head=Head.VIEW,
        title="看此处正在发生的事",
        operation="list_place_incidents",
        permission=None,
        parameters=("place_id",),
    )
]


def _going_on(latest: Any) -> Card | None:
    if latest is None:
        return None
    text = f"{latest.title}，{when_over(latest.ends_at, overdue=latest.overdue_at is not None)}"
    return Card(
        key="incidents.going_on",
        head=Head.VIEW,
        title="此处正在发生",
        text=text if latest.many == 1 else f"{text}；共 {latest.many} 件",
        facts={"incident_id": str(latest.id), "count": latest.many},
    )


GOING_ON = LandingCard(queries.latest_at(HERE), _going_on)
"""What is going on here, for everybody: the latest by its title and when it should be over, and how
many there are."""
