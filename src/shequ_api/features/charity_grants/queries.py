"""Reads of proposals and allocation rules. Whoever reads proposals has entered the walls."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.files.models import File
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.residency.models import Residency, lives_in
from shequ_api.features.charity.public import Pool
from shequ_api.features.charity_grants.models import Proposal, ProposalPhoto
from shequ_api.features.charity_grants.rules import DECIDED_WITHIN, OFFLINE_AT_MOST, ProposalState
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


async def districts(session: AsyncSession) -> Sequence[UUID]:
    """All there are, in one order."""
    every = select(Place.id).where(Place.kind == PlaceKind.DISTRICT).order_by(Place.id)
    return (await session.scalars(every)).all()


def lives_at(person_id: UUID, place_id: UUID, on: date) -> Select[bool]:
    """Whether a person is known to live somewhere."""
    home = lives_in(person_id, on), Residency.place_id == place_id
    return select(exists().where(*home))


def proposal_in_scope(actor: Actor, proposal_id: UUID) -> Select[Proposal]:
    """A proposal in the subtree that the actor works for."""
    return select(Proposal).where(Proposal.id == proposal_id, in_scope(actor, Proposal))


@built_once
def proposal_lines() -> Rows:
    """Proposals with the names that people read; nothing that is sealed."""
    proposer, helped = aliased(Person), aliased(Person)
    first, second, hander = aliased(Person), aliased(Person), aliased(Person)
    return (
        select(
            *(Proposal.id, Proposal.place_id, Place.full_name.label("place_name")),
            *(Proposal.pool_id, Pool.title.label("pool_title"), Proposal.person_id),
            *(helped.name.label("person_name"), Proposal.rule_id, Proposal.month),
            *(Proposal.form, Proposal.points, Proposal.state, Proposal.proposed_at),
            proposer.name.label("proposed_by_name"),
            *(first.name.label("approved_by_name"), Proposal.approved_at),
            *(second.name.label("confirmed_by_name"), Proposal.confirmed_at),
            *(Proposal.deliver_until, Proposal.proof, Proposal.handed_at),
            hander.name.label("handed_by_name"),
            Proposal.closed_at,
        )
        .join(Place, Place.id == Proposal.place_id)
        .join(Pool, Pool.id == Proposal.pool_id)
        .outerjoin(helped, helped.id == Proposal.person_id)
        .outerjoin(proposer, proposer.id == Proposal.proposed_by_id)
        .outerjoin(first, first.id == Proposal.approved_by_id)
        .outerjoin(second, second.id == Proposal.confirmed_by_id)
        .outerjoin(hander, hander.id == Proposal.handed_by_id)
    )


def grants_to(person_id: UUID) -> Rows:
    """What two people have granted to somebody, as they read it themselves."""
    return (
        select(
            *(Proposal.id, Pool.title.label("pool_title"), Proposal.form, Proposal.points),
            *(Proposal.state, Proposal.confirmed_at, Proposal.deliver_until, Proposal.handed_at),
        )
        .join(Pool, Pool.id == Proposal.pool_id)
        .where(Proposal.person_id == person_id, Proposal.hold_id.is_not(None))
    )


def photos_of(proposal_id: UUID) -> Select[File, bool]:
    """The photos of a proposal, in their order, and whether they are of its delivery."""
    return (
        select(File, ProposalPhoto.of_delivery)
        .join(ProposalPhoto, ProposalPhoto.file_id == File.id)
        .where(ProposalPhoto.proposal_id == proposal_id)
        .order_by(ProposalPhoto.of_delivery, ProposalPhoto.position)
    )


def helped_before(proposal: Proposal) -> Select[bool]:
    """Whether the household had something of the same pool before."""
    other = aliased(Proposal)
    return select(
        exists().where(
            other.place_id == proposal.place_id,
            other.pool_id == proposal.pool_id,
            other.state == ProposalState.DELIVERED,
            other.id != proposal.id,
        )
    )


def overdue(district_id: UUID, now: datetime, most: int) -> Select[Proposal]:
    """Grants that nobody delivered, whose points are free again by now."""
    return (
        select(Proposal)
        .where(
            Proposal.district_id == district_id,
            Proposal.state == ProposalState.GRANTED,
            Proposal.deliver_until <= now - OFFLINE_AT_MOST,
        )
        .order_by(Proposal.deliver_until, Proposal.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )


def undecided(district_id: UUID, now: datetime, most: int) -> Select[Proposal]:
    """Proposals for which nobody said both words in time."""
    return (
        select(Proposal)
        .where(
            Proposal.district_id == district_id,
            Proposal.state.in_([ProposalState.PROPOSED, ProposalState.APPROVED]),
            Proposal.proposed_at <= now - DECIDED_WITHIN,
        )
        .order_by(Proposal.proposed_at, Proposal.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )


def waiting_points(pool_id: UUID) -> Select[int]:
    """What proposals that wait for their words would take out of a pool."""
    return select(func.coalesce(func.sum(Proposal.points), 0)).where(
        Proposal.pool_id == pool_id,
        Proposal.state.in_([ProposalState.PROPOSED, ProposalState.APPROVED]),
    )


def last_month(rule_id: UUID, place_id: Any) -> ScalarSelect[Any]:
    """The latest month for which a rule proposed something for a household."""
    reached = and_(Proposal.rule_id == rule_id, Proposal.place_id == place_id)
    return select(func.max(Proposal.month)).where(reached).scalar_subquery()


def signed_by(person_id: UUID) -> Rows:
    """What somebody said or did about proposals as a worker."""
    columns = (
        *(Proposal.proposed_by_id, Proposal.approved_by_id, Proposal.confirmed_by_id),
        *(Proposal.handed_by_id, Proposal.closed_by_id),
    )
    return (
        select(Place.full_name, Proposal.state, Proposal.proposed_at, *columns)
        .join(Place, Place.id == Proposal.place_id)
        .where(or_(*(column == person_id for column in columns)))
        .order_by(Proposal.proposed_at, Proposal.id)
    )
