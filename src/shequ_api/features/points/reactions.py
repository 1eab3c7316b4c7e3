"""What points do when work was done well."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.features.patrols.events import InspectionApproved
from shequ_api.features.points import queries
from shequ_api.features.points.service.earning import reward
from shequ_api.features.tickets.events import TicketRated, TicketSettled


class DistrictUnknown(Exception):
    """A fact in a community says its district."""


async def credit(
    session: AsyncSession, fact: InspectionApproved | TicketSettled | TicketRated, now: datetime
) -> None:
    """Judge a fact by the rules in force now, and put the points on the earners' cards.

    A day's cap counts by the day on which points are credited.
    """
    if fact.district_id is None:
        raise DistrictUnknown(fact.name)
    rules = await session.scalars(
        queries.rules_about(fact.name, fact.community_id, fact.district_id, at=now)
    )
    await reward(session, fact.model_dump(), list(rules), now=now)


REACTIONS = [
    Reaction("points.credit_inspection", InspectionApproved, credit),
    Reaction("points.credit_settlement", TicketSettled, credit),
    Reaction("points.credit_rating", TicketRated, credit),
]
