"""The ground that things are planted in: one session, one instant, and whoever acts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import ActingPosting, Actor, Scope
from shequ_api.base.access.roles import Role
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.matrix.sites import Site


@dataclass(frozen=True, slots=True)
class Ground:
    """What is planted in."""

    session: AsyncSession
    parts: Parts
    now: datetime
    photo: bytes


def somebody(person_id: str | UUID, scope: Scope | None = None) -> Actor:
    """A person as the services want one; who may do what is decided above them."""
    acting = ActingPosting(new_id(), Role.COMMUNITY_WORKER, scope, None) if scope else None
    return Actor(UUID(str(person_id)), new_id(), new_id(), [], acting, frozenset())


def word(site: Site, field: str, *, closed: bool = True) -> str:
    """A word that is at this site only."""
    word = f"canary-{site.key}-{field}"
    (site.closed if closed else site.open).add(word)
    return word
