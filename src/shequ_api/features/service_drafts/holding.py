"""Locks: persons before drafts, as whoever makes one account of two does."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.models import Person
from shequ_api.features.service_drafts.models import ServiceDraft
from shequ_api.features.service_drafts.refusals import DraftPersonMerged


async def hold(session: AsyncSession, draft: ServiceDraft) -> ServiceDraft | None:
    """Lock it as it stands now; None where it was handed in or discarded meanwhile."""
    return await session.get(ServiceDraft, draft.id, with_for_update=True, populate_existing=True)


async def hold_people(session: AsyncSession, actor: Actor, draft: ServiceDraft) -> None:
    """Whoever owns it, applies or acts stays who they are until the end of the transaction."""
    named = (draft.owner_id, draft.applicant_id, actor.person_id)
    whose = {each for each in named if each is not None}
    people = select(Person.merged_into_id).where(Person.id.in_(whose)).order_by(Person.id)
    held = await session.scalars(people.with_for_update(read=True, key_share=True))
    if any(merged_into is not None for merged_into in held):
        raise DraftPersonMerged
