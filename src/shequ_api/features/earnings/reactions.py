"""What is earned when work was done well."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.base.events.models import Job
from shequ_api.features.earning_rules.public import RuleFact, round_of, rules_about
from shequ_api.features.earnings import queries
from shequ_api.features.earnings.service.earning import reward
from shequ_api.features.earnings.service.reversing import take_back
from shequ_api.features.patrols.events import InspectionApprovalWithdrawn, InspectionApproved
from shequ_api.features.tickets.events import TicketRated, TicketSettled

CREDIT_INSPECTION = "points.credit_inspection"
RECLAIM_INSPECTION = "points.reclaim_inspection"


class DistrictUnknown(Exception):
    """A fact in a community says its district."""


class CreditStillWaiting(Exception):
    """What is to be taken back has not been credited yet: this is tried again later."""


class ReclaimStillWaiting(Exception):
    """What was earned before has not been taken back yet: this is tried again later."""


async def credit(
    session: AsyncSession, fact: InspectionApproved | TicketSettled | TicketRated, now: datetime
) -> None:
    """Judge a fact by the rules in force now, and put the points on the earners' cards.

    Caps count by the day on which points are credited, windows by the instant of the fact.
    """
    if fact.district_id is None:
        raise DistrictUnknown(fact.name)
    scope = {"community_id": fact.community_id, "district_id": fact.district_id}
    if round_of(told := fact.model_dump()) > 1:
        await _await_withdrawal(session, fact.subject_id, round_of(told))
    rules = list(await session.scalars(rules_about(fact.name, **scope, at=now)))
    await reward(session, RuleFact(fact.name), told, rules, now=now)


async def _await_withdrawal(session: AsyncSession, subject_id: UUID, round_: int) -> None:
    """What the round before left is known once it was taken back."""
    waiting = exists().where(
        Job.name == RECLAIM_INSPECTION,
        Job.subject_id == subject_id,
        func.coalesce(Job.facts["approval"].as_integer(), 1) < round_,
    )
    if await session.scalar(select(waiting & queries.not_taken_back(subject_id, round_))):
        raise ReclaimStillWaiting


async def reclaim(session: AsyncSession, fact: InspectionApprovalWithdrawn, now: datetime) -> None:
    """Take back what the approval earned that holds no longer."""
    # Reactions of one name come in order; these two have two names.
    approval = func.coalesce(Job.facts["approval"].as_integer(), 1)
    waiting = exists().where(
        Job.name == CREDIT_INSPECTION,
        Job.subject_id == fact.subject_id,
        approval <= fact.approval,
    )
    if await session.scalar(select(waiting)):
        raise CreditStillWaiting
    await take_back(session, fact.subject_id, fact.approval, now=now)


REACTIONS = [
    Reaction(CREDIT_INSPECTION, InspectionApproved, credit),
    Reaction(RECLAIM_INSPECTION, InspectionApprovalWithdrawn, reclaim),
    Reaction("points.credit_settlement", TicketSettled, credit),
    Reaction("points.credit_rating", TicketRated, credit),
]
