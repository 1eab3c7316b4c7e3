"""Locks: persons before drafts, as whoever makes one account of two does."""

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.merging import hold_unmerged
from shequ_api.features.service_drafts.models import ServiceDraft
from shequ_api.features.service_drafts.refusals import DraftPersonMerged


async def hold(session: AsyncSession, draft: ServiceDraft) -> ServiceDraft | None:
    """Lock it as it stands now; None where it was handed in or discarded meanwhile."""
    return await session.get(ServiceDraft, draft.id, with_for_update=True, populate_existing=True)


async def hold_people(session: AsyncSession, actor: Actor, draft: ServiceDraft) -> None:
    """Whoever owns it, applies or acts stays who they are until the end of the transaction."""
    named = (draft.owner_id, draft.applicant_id, actor.person_id, actor.concerned_id)
    if not await hold_unmerged(session, named):
        raise DraftPersonMerged
