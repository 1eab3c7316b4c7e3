"""How well a person is known: the highest level whose ground stands today."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.levels import IdentityLevel
from shequ_api.base.identity.models import IdentityProof, ProofMethod
from shequ_api.base.people.models import Person
from shequ_api.base.residency.models import Residency
from shequ_api.kit.clock import china_date
from shequ_api.kit.http.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Standing:
    """The grounds on which somebody is known now; an expired or revoked proof is none."""

    bound: bool
    home: bool
    document_until: datetime | None
    counter_until: datetime | None

    @property
    def level(self) -> IdentityLevel:
        """Each level also needs the phone, without which a proof belongs to nobody."""
        if not self.bound:
            return IdentityLevel.ACCOUNT
        if self.counter_until is not None:
            return IdentityLevel.COUNTER
        if self.document_until is not None:
            return IdentityLevel.DOCUMENT
        return IdentityLevel.DWELLING if self.home else IdentityLevel.PHONE

    @property
    def proven(self) -> bool:
        """Whether the name was seen on a document."""
        return self.document_until is not None or self.counter_until is not None

    @property
    def until(self) -> datetime | None:
        """When the level falls back; None for those that rest on no proof."""
        proofs = {
            IdentityLevel.COUNTER: self.counter_until,
            IdentityLevel.DOCUMENT: self.document_until,
        }
        return proofs.get(self.level)


async def level_of(exchange: Exchange, actor: Actor) -> IdentityLevel:
    """The actor's level now."""
    return (await standing_of(exchange.session, actor.person_id, exchange.now)).level


async def standing_of(session: AsyncSession, person_id: UUID, now: datetime) -> Standing:
    """All grounds in one statement."""
    row = (await session.execute(standing_query(person_id, now))).one()
    return Standing(row.bound, row.home, row.document_until, row.counter_until)


def standing_query(person_id: UUID, now: datetime) -> Select[*tuple[Any, ...]]:
    """One row of what a `Standing` holds."""
    on = china_date(now)
    home = exists().where(
        Residency.person_id == person_id,
        Residency.verified_at.is_not(None),
        Residency.starts_on <= on,
        Residency.ends_on.is_(None) | (Residency.ends_on > on),
    )
    return select(
        Person.phone_index.is_not(None).label("bound"),
        home.label("home"),
        _proved_until(person_id, ProofMethod.ID_DOCUMENT, now).label("document_until"),
        _proved_until(person_id, ProofMethod.COUNTER, now).label("counter_until"),
    ).where(Person.id == person_id)


def _proved_until(person_id: UUID, method: ProofMethod, now: datetime) -> ScalarSelect[datetime]:
    return (
        select(func.max(IdentityProof.expires_at))
        .where(IdentityProof.person_id == person_id, IdentityProof.method == method)
        .where(IdentityProof.revoked_at.is_(None), IdentityProof.expires_at > now)
        .scalar_subquery()
    )
