"""By which edition of a guide a draft may be filled in, and whom and how that edition takes."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.features.service_drafts import queries
from shequ_api.features.service_drafts.models import ServiceDraft
from shequ_api.features.service_drafts.refusals import (
    ApplicantUnfit,
    ChannelUnfit,
    DraftEditionPast,
    DraftEditionUnknown,
)
from shequ_api.features.service_drafts.schemas import AssistedDraftContent, ServiceDraftContent
from shequ_api.features.services.public import (
    ApplicantKind,
    OfferedService,
    ServiceGuide,
    ServiceNotOffered,
    edition_of,
    offered_at,
)

LATE = timedelta(days=30)
"""How long after an edition was followed by another a draft may come that was begun by it."""


async def chosen_edition(
    session: AsyncSession,
    place: Place,
    draft: ServiceDraft | None,
    content: ServiceDraftContent | AssistedDraftContent,
    now: datetime,
) -> OfferedService:
    """The present edition, that of the draft, or, for a phone that was offline when a draft was
    begun, one that was the present one not long ago."""
    present = await offered_at(session, place, content.service_id)
    if present is None:
        raise ServiceNotOffered
    offered = await edition_of(session, content.service_id, content.edition)
    if offered is None:
        raise DraftEditionUnknown
    of_draft = draft is not None and draft.edition == content.edition
    if content.edition != present.edition.number and not of_draft:
        until = await session.scalar(queries.followed_at(content.service_id, content.edition))
        if draft is not None or until is None or until < now - LATE:
            raise DraftEditionPast
    return offered


def refuse_unfit_draft(guide: ServiceGuide, draft: ServiceDraft) -> None:
    """Raise where an edition does not take such an applicant, or is not applied for in this way."""
    kind = ApplicantKind.PERSON if draft.organisation_id is None else ApplicantKind.ORGANISATION
    if kind not in guide.applicants:
        raise ApplicantUnfit
    if draft.channel not in guide.channels:
        raise ChannelUnfit
