"""Shutting accounts and opening them again, by administrators, with a reason, on record."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import record
from shequ_api.base.people.account_models import PersonDisabling
from shequ_api.base.people.appointments import BeyondYourself, NotForYourself, may_give
from shequ_api.base.people.events import AccountShut
from shequ_api.base.people.models import LoginSession, Person, Posting
from shequ_api.base.people.queries import not_over
from shequ_api.base.registry import Registry
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import NotNow


class AlreadyDisabled(NotNow):
    code, title = "already_disabled", "账号已经停用"


class NotDisabled(NotNow):
    code, title = "not_disabled", "账号没有停用"


async def is_in_scope(
    session: AsyncSession, registry: Registry, actor: Actor, person_id: UUID
) -> bool:
    """Whether any module knows a person in the actor's scope: by office, by dwelling…"""
    known = or_(*(scope(actor, person_id) for scope in registry.person_scopes))
    return actor.acting is not None and bool(await session.scalar(select(known)))


async def disable(
    session: AsyncSession, actor: Actor, person: Person, *, reason: str, now: datetime
) -> Person:
    """Shut an account: no access from the next request on. Offices stay, and count as vacant;
    open work is taken from it, as if they had ended."""
    await _refuse(session, actor, person, now=now)
    if person.disabled_at is not None:
        raise AlreadyDisabled
    person.disabled_at = now
    session.add(
        PersonDisabling(
            person_id=person.id, reason=reason, disabled_at=now, disabled_by_id=actor.person_id
        )
    )
    live = (LoginSession.person_id == person.id, LoginSession.revoked_at.is_(None))
    await session.execute(
        update(LoginSession).where(*live).values(revoked_at=now, revoked_for="disabled")
    )
    shut = AccountShut(subject_id=person.id, district_id=actor.district_id, by_id=actor.person_id)
    record(session, shut, now=now)
    return person


async def enable(
    session: AsyncSession, actor: Actor, person: Person, *, reason: str, now: datetime
) -> Person:
    """Open it again; they sign in anew."""
    await _refuse(session, actor, person, now=now)
    shut = select(PersonDisabling).where(
        PersonDisabling.person_id == person.id, PersonDisabling.enabled_at.is_(None)
    )
    disabling = await session.scalar(shut)
    # One that erased itself was not shut by anybody, and nobody opens it.
    if person.disabled_at is None or disabling is None:
        raise NotDisabled
    person.disabled_at = None
    disabling.enabled_at, disabling.enabled_by_id = now, actor.person_id
    disabling.enabled_for = reason
    return person


async def _refuse(session: AsyncSession, actor: Actor, person: Person, *, now: datetime) -> None:
    """Nobody shuts themselves out, or somebody whose office they could not have given."""
    await session.refresh(person, with_for_update=True)
    if person.id == actor.person_id:
        raise NotForYourself
    held = (Posting.person_id == person.id, not_over(china_date(now)))
    offices = select(Posting.role, in_scope(actor, Posting).label("inside")).where(*held)
    for office in await session.execute(offices):
        if not office.inside or not may_give(actor, Role(office.role)):
            raise BeyondYourself
