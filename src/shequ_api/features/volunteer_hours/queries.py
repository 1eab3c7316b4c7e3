"""Reads of volunteer hours."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.queries import in_force
from shequ_api.base.places.models import Place
from shequ_api.base.residency.queries import home_community_of
from shequ_api.blocks.ledger.models import Transfer
from shequ_api.features.volunteer_hours.models import (
    VolunteerAccount,
    VolunteerPolicy,
    VolunteerService,
    VolunteerTally,
)
from shequ_api.features.volunteer_hours.rules import ServiceKind, Terms

Rows = Select[*tuple[Any, ...]]
POLICY_ORDER = [VolunteerPolicy.valid_from, VolunteerPolicy.id]
SERVICE_ORDER = [VolunteerService.served_at, VolunteerService.id]
TALLY_ORDER = [VolunteerTally.minutes, VolunteerTally.account_id]


async def terms_of(session: AsyncSession, district_id: UUID, at: datetime) -> Terms:
    """The policy of a district at an instant."""
    policies = select(VolunteerPolicy).where(
        VolunteerPolicy.district_id == district_id, VolunteerPolicy.valid_from <= at
    )
    latest = policies.order_by(*(column.desc() for column in POLICY_ORDER)).limit(1)
    found = await session.scalar(latest)
    if found is None:
        return Terms()
    said = {name: getattr(found, name) for name in Terms.__slots__}
    return Terms(**said | {"roles": tuple(found.roles)})


def policy_lines(district_id: UUID) -> Rows:
    """The editions of a district's policy."""
    return select(VolunteerPolicy.__table__).where(VolunteerPolicy.district_id == district_id)


def account_of(person_id: UUID, district_id: UUID) -> Select[VolunteerAccount]:
    """A person's account in a district; of a merged one, that of the one that is kept."""
    present = select(func.coalesce(Person.merged_into_id, Person.id)).where(Person.id == person_id)
    return select(VolunteerAccount).where(
        VolunteerAccount.person_id == present.scalar_subquery(),
        VolunteerAccount.district_id == district_id,
    )


async def district_of(session: AsyncSession, actor: Actor, on: date) -> UUID | None:
    """The district that an actor means without saying so: of their posting, their home, or their
    latest account."""
    if actor.district_id is not None:
        return actor.district_id
    home = home_community_of(actor.person_id, on).scalar_subquery()
    found: UUID | None = await session.scalar(select(Place.district_id).where(Place.id == home))
    if found is None:
        mine = select(VolunteerAccount.district_id).where(
            VolunteerAccount.person_id == actor.person_id
        )
        found = await session.scalar(mine.order_by(VolunteerAccount.opened_at.desc()).limit(1))
    return found


async def roles_in(session: AsyncSession, person_id: UUID, district_id: UUID, on: date) -> set[str]:
    """The roles that somebody holds in a district on a day."""
    held = select(Posting.role).where(
        Posting.person_id == person_id, Posting.district_id == district_id, in_force(on)
    )
    return set(await session.scalars(held))


def day_so_far(account_id: UUID, on: date) -> Select[int, int]:
    """The minutes of a day that count by now, and those of them that facts brought."""
    minutes = func.coalesce(func.sum(VolunteerService.minutes), 0)
    from_facts = func.coalesce(
        func.sum(VolunteerService.minutes).filter(VolunteerService.kind != ServiceKind.SESSION), 0
    )
    return select(minutes, from_facts).where(
        VolunteerService.account_id == account_id,
        VolunteerService.served_on == on,
        VolunteerService.reversed_at.is_(None),
    )


def live_services(evidence_id: UUID, kind: ServiceKind) -> Select[VolunteerService]:
    """What counts of a piece of evidence: at most one, of the latest round."""
    return select(VolunteerService).where(
        VolunteerService.evidence_id == evidence_id,
        VolunteerService.kind == kind,
        VolunteerService.reversed_at.is_(None),
    )


def service_lines(account_id: UUID, *within: ColumnElement[bool]) -> Rows:
    """The services of an account, with the names of their communities."""
    return (
        select(VolunteerService.__table__, Place.name.label("community_name"))
        .join(Place, Place.id == VolunteerService.community_id)
        .where(VolunteerService.account_id == account_id, *within)
    )


def totals_by_kind(account_id: UUID, first: date | None, last: date | None) -> Rows:
    """`year`, `kind`, `minutes` and `services` that count, of some days or of all."""
    year = func.extract("year", VolunteerService.served_on)
    counting = select(
        year.label("year"),
        VolunteerService.kind,
        func.sum(VolunteerService.minutes).label("minutes"),
        func.count().label("services"),
    ).where(
        VolunteerService.account_id == account_id,
        VolunteerService.reversed_at.is_(None),
        VolunteerService.minutes > 0,
    )
    if first is not None:
        counting = counting.where(VolunteerService.served_on >= first)
    if last is not None:
        counting = counting.where(VolunteerService.served_on <= last)
    return counting.group_by(year, VolunteerService.kind).order_by(year, VolunteerService.kind)


def moved_between(account_id: UUID, begins: datetime, ends: datetime) -> Select[int, int]:
    """The minutes that came to a ledger account and left it, from an instant until another."""
    sums = (
        select(func.coalesce(func.sum(Transfer.amount), 0))
        .where(side == account_id, Transfer.at >= begins, Transfer.at < ends)
        .scalar_subquery()
        for side in (Transfer.credit_account_id, Transfer.debit_account_id)
    )
    return select(*sums)


def tally_lines(place_id: UUID, period: str) -> Rows:
    """Who served at a place in a period, and how long: in the order of an index."""
    return (
        select(
            VolunteerTally.account_id,
            VolunteerTally.minutes,
            VolunteerTally.services,
            VolunteerAccount.person_id,
            Person.name.label("person_name"),
        )
        .join(VolunteerAccount, VolunteerAccount.id == VolunteerTally.account_id)
        .join(Person, Person.id == VolunteerAccount.person_id)
        .where(
            VolunteerTally.place_id == place_id,
            VolunteerTally.period == period,
            VolunteerTally.minutes > 0,
        )
    )
