"""What incidents show to those who scan a code."""

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.offering import Action, Card, Head
from shequ_api.base.places.models import Place
from shequ_api.features.incidents.public import going_on_at
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


async def going_on_here(session: AsyncSession, _: Actor | None, place: Place) -> Card | None:
    """What is going on here, for everybody: the latest by its title and when it should be over, and
    how many there are."""
    found = await going_on_at(session, place)
    if not found:
        return None
    latest = found[0]
    text = f"{latest.title}，{when_over(latest.ends_at, overdue=latest.overdue)}"
    return Card(
        key="incidents.going_on",
        head=Head.VIEW,
        title="此处正在发生",
        text=text if len(found) == 1 else f"{text}；共 {len(found)} 件",
        facts={"incident_id": str(latest.id), "count": len(found)},
    )
