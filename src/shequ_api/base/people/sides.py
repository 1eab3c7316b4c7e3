"""The two sides of an agreement or a payment: no human being stands on both."""

from datetime import date
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.humans import humans
from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.queries import not_over
from shequ_api.kit.errors import Forbidden


class OwnSide(Forbidden):
    """By whatever posting, and by whatever account."""

    code, title = "own_side", "您同时代表合作的另一方，请由另一人办理"


async def refuse_people_of(
    session: AsyncSession, person_id: UUID, organisation_id: UUID | None, *, on: date
) -> None:
    """Refuse whoever holds a posting for an organisation, in this account or another of theirs."""
    if organisation_id is None:  # not accepted yet: nobody has a posting for it
        return
    merged = select(Person.id).where(Person.merged_into_id == person_id)
    theirs = or_(Posting.person_id == person_id, Posting.person_id.in_(merged))
    held = exists().where(Posting.organisation_id == organisation_id, theirs, not_over(on))
    if await session.scalar(select(held)):
        raise OwnSide


async def refuse_same(session: AsyncSession, person_id: UUID, *others: UUID | None) -> None:
    """Refuse whoever is the same human being as one of the others."""
    known = {each for each in others if each is not None}
    human = await humans(session, {person_id, *known})
    if any(human[each] == human[person_id] for each in known):
        raise OwnSide
