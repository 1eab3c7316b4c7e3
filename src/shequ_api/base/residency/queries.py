"""Reads about residencies."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.people.models import Person
from shequ_api.base.places.here import HERE
from shequ_api.base.places.models import Place
from shequ_api.base.residency.models import (
    Belonging,
    Residency,
    ResidencyInvitation,
    ResidencyState,
    lives_in,
)
from shequ_api.base.residency.schemas import ResidencyListing
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]

STATE = case(
    (Residency.ends_on.is_not(None), func.coalesce(Residency.end_kind, ResidencyState.LEFT)),
    (Residency.verified_at.is_not(None), ResidencyState.VERIFIED),
    else_=ResidencyState.WAITING,
)
LISTED: dict[ResidencyListing, ColumnElement[bool]] = {
    ResidencyListing.WAITING: and_(Residency.verified_at.is_(None), Residency.ends_on.is_(None)),
    ResidencyListing.VERIFIED: and_(
        Residency.verified_at.is_not(None), Residency.ends_on.is_(None)
    ),
    ResidencyListing.ENDED: Residency.ends_on.is_not(None),
}


@built_once
def residency_lines() -> Rows:
    """Residencies with the names that people read: of those who claimed or left in the person's
    name, too."""
    claimant, leaver = aliased(Person), aliased(Person)
    by_agent = and_(
        leaver.id == Residency.ended_by_id,
        leaver.id != Residency.person_id,
        Residency.end_kind.in_([ResidencyState.LEFT, ResidencyState.WITHDRAWN]),
    )
    return (
        select(
            Residency.id,
            Residency.person_id,
            Residency.place_id.label("dwelling_id"),
            Residency.belonging,
            STATE.label("state"),
            Residency.starts_on,
            Residency.ends_on,
            Residency.verified_at,
            Residency.verified_by_means,
            Residency.end_reason,
            claimant.name.label("claimed_by_name"),
            leaver.name.label("left_by_name"),
            Person.name.label("person_name"),
            Place.full_name.label("dwelling_name"),
        )
        .join(Person, Person.id == Residency.person_id)
        .join(Place, Place.id == Residency.place_id)
        .outerjoin(claimant, claimant.id == Residency.claimed_by_id)
        .outerjoin(leaver, by_agent)
    )


def live_residencies_of(person_id: UUID) -> Rows:
    """Where a person lives now."""
    mine = (Residency.person_id == person_id, Residency.ends_on.is_(None))
    return residency_lines(*mine).order_by(Residency.claimed_at)


def home_community_of(person_id: UUID, on: date) -> Select[UUID | None]:
    """The community of a person's latest verified dwelling on a day."""
    return (
        select(Residency.community_id)
        .where(lives_in(person_id, on))
        .order_by(Residency.verified_at.desc())
        .limit(1)
    )


def homes_of(person_id: UUID, on: date) -> Select[Residency]:
    """The residencies of a person that count on a day, the latest first."""
    return select(Residency).where(lives_in(person_id, on)).order_by(Residency.verified_at.desc())


def home_at(person_id: UUID, dwelling_id: UUID, on: date) -> Select[Residency]:
    """A person's residency at one dwelling, if it counts on a day."""
    return homes_of(person_id, on).where(Residency.place_id == dwelling_id)


def home_in_building(person_id: UUID, residency: Residency, on: date) -> Select[Residency]:
    """A person's residency in the building of another one on a day, best at the same dwelling."""
    same_door = Residency.place_id == residency.place_id
    inside = homes_of(person_id, on).where(Residency.building_id == residency.building_id)
    return inside.order_by(None).order_by(same_door.desc(), Residency.verified_at).limit(1)


def in_household_of(owner_id: UUID, on: date) -> ColumnElement[bool]:
    """Residencies, waiting or verified, at the dwellings that a person owns on a day."""
    owned = aliased(Residency)
    of_owner = (
        select(owned.place_id)
        .where(owned.person_id == owner_id, owned.belonging == Belonging.OWNER)
        .where(owned.verified_at.is_not(None), owned.starts_on <= on, owned.ends_on.is_(None))
    )
    return Residency.place_id.in_(of_owner)


def belongs_in_scope(person_id: UUID, in_scope: ColumnElement[bool]) -> Select[bool]:
    """Whether a person belongs, or says to belong, to a dwelling in a scope now."""
    here = (Residency.person_id == person_id, Residency.ends_on.is_(None), in_scope)
    return select(exists().where(*here))


def lives_around(person_id: Any, on: Any) -> ColumnElement[bool]:
    """Whether somebody is verified to live in the compound of `HERE`; above that, in its community,
    or whichever place it is."""
    levels = ("compound_id", "community_id", "subdistrict_id", "district_id")
    where = case(
        *(
            (getattr(HERE, each).is_not(None), getattr(Residency, each) == getattr(HERE, each))
            for each in levels
        ),
        else_=Residency.city_id == HERE.city_id,
    )
    return exists().where(
        Residency.person_id == person_id,
        Residency.verified_at.is_not(None),
        Residency.starts_on <= on,
        or_(Residency.ends_on.is_(None), Residency.ends_on > on),
        where,
    )


def lives_in_scope_now(person_id: UUID, in_scope: ColumnElement[bool], on: date) -> Select[bool]:
    """Whether a person is verified to live in a scope on a day: no waiting claim will do."""
    return select(exists().where(lives_in(person_id, on), in_scope))


def invitation_lines(inviter_id: UUID) -> Rows:
    """The invitations that somebody gave."""
    return (
        select(
            ResidencyInvitation.id,
            ResidencyInvitation.dwelling_id,
            Place.full_name.label("dwelling_name"),
            ResidencyInvitation.made_at,
            ResidencyInvitation.expires_at,
            ResidencyInvitation.redeemed_at,
            ResidencyInvitation.revoked_at,
        )
        .join(Place, Place.id == ResidencyInvitation.dwelling_id)
        .where(ResidencyInvitation.inviter_id == inviter_id)
    )


async def live_together(session: AsyncSession, one: UUID, other: UUID, on: date) -> bool:
    """Whether two people are verified to belong to the same dwelling on a day."""
    homes = select(Residency.place_id).where(lives_in(other, on)).correlate(None)
    both = exists().where(lives_in(one, on), Residency.place_id.in_(homes))
    return bool(await session.scalar(select(both)))
