"""How well a person is known: the highest level whose ground stands today."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.levels import IdentityLevel
from shequ_api.base.identity.models import IdentityProof, ProofMethod
from shequ_api.base.people.models import Person
from shequ_api.base.residency.models import Residency
from shequ_api.kit.clock import china_date
from shequ_api.kit.http.exchange import Exchange


async def level_of(exchange: Exchange, actor: Actor) -> IdentityLevel:
    """The actor's level now."""
    found = await exchange.session.scalar(level_query(actor.person_id, exchange.now))
    return IdentityLevel(found or IdentityLevel.ACCOUNT)


def level_query(person_id: UUID, now: datetime) -> Select[int]:
    """One number: each level also needs the phone, without which a proof belongs to nobody."""
    on = china_date(now)
    home = exists().where(
        Residency.person_id == person_id,
        Residency.verified_at.is_not(None),
        Residency.starts_on <= on,
        Residency.ends_on.is_(None) | (Residency.ends_on > on),
    )
    bound = Person.phone_index.is_not(None)
    level = case(
        (and_(bound, _proved(person_id, ProofMethod.COUNTER, now)), int(IdentityLevel.COUNTER)),
        (
            and_(bound, _proved(person_id, ProofMethod.ID_DOCUMENT, now)),
            int(IdentityLevel.DOCUMENT),
        ),
        (and_(bound, home), int(IdentityLevel.DWELLING)),
        (bound, int(IdentityLevel.PHONE)),
        else_=int(IdentityLevel.ACCOUNT),
    )
    return select(level).where(Person.id == person_id)


def _proved(person_id: UUID, method: ProofMethod, now: datetime) -> ColumnElement[bool]:
    return exists().where(
        IdentityProof.person_id == person_id,
        IdentityProof.method == method,
        IdentityProof.revoked_at.is_(None),
        IdentityProof.expires_at > now,
    )
