"""The ground that things are planted in: one session, one instant, and whoever acts."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import ActingPosting, Actor, Scope
from shequ_api.base.access.roles import Role
from shequ_api.base.people.models import Person
from shequ_api.base.people.phones import PhoneBook
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.matrix.sites import Site

BEGAN = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Ground:
    """What is planted in."""

    session: AsyncSession
    parts: Parts
    now: datetime
    photo: bytes


async def person(ground: Ground, name: str | None, phone: str | None = None) -> UUID:
    """A new person; without a phone they have an account only."""
    made = Person(id=new_id(), name=name, created_at=ground.now)
    if phone is not None:
        ground.parts.get(PhoneBook).write(made, phone)
    ground.session.add(made)
    await ground.session.flush()
    return made.id


def somebody(person_id: str | UUID, scope: Scope | None = None) -> Actor:
    """A person as the services want one; who may do what is decided above them."""
    acting = ActingPosting(new_id(), Role.COMMUNITY_WORKER, scope, None) if scope else None
    return Actor(UUID(str(person_id)), new_id(), new_id(), [], acting, frozenset())


def word(site: Site, field: str, *, closed: bool = True) -> str:
    """A word that is at this site only: a canary for one class of fields."""
    made = f"canary-{site.key}-{field}"
    (site.closed if closed else site.open).add(made)
    return made
