"""What other features may ask of inspection forms."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.models import FormVersion
from shequ_api.features.inspection_forms import queries, service
from shequ_api.features.inspection_forms.queries import Sheet
from shequ_api.features.inspection_forms.rules import LEVEL_TITLES, HazardLevel, usable_at
from shequ_api.kit.errors import Malformed, NotNow

__all__ = ["LEVEL_TITLES", "HazardLevel", "Sheet", "publish_for_all", "sheet_for"]


class FormVersionUnknown(Malformed):
    code, title = "form_version_unknown", "没有这个版本的排查表，或不适用于这个地点"


class FormNotPublished(NotNow):
    code, title = "form_not_published", "这个版本的排查表还没有发布"


async def sheet_for(session: AsyncSession, version_id: UUID, place: Place) -> Sheet:
    """A published version, to be filled in about a place. One statement.

    Raises `FormVersionUnknown` (the forms of other communities are as unknown as any) and
    `FormNotPublished`.
    """
    sheet = await queries.sheet(session, FormVersion.id == version_id)
    if sheet is None or not usable_at(sheet.owner_id, place):
        raise FormVersionUnknown
    if sheet.version.published_at is None:
        raise FormNotPublished
    return sheet


async def publish_for_all(
    session: AsyncSession, key: str, definition: FormDefinition, *, now: datetime
) -> FormVersion | None:
    """Publish a form that comes with the system; None where it is the current version already.

    Raises `FormNotYours` where the key belongs to a form that somebody else has begun.
    """
    return await service.publish_for_all(session, key, definition, now=now)
