"""What other features may ask of inspection forms."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Scope
from shequ_api.base.places.models import Place
from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.models import Form, FormVersion
from shequ_api.features.inspection_forms import queries, service
from shequ_api.features.inspection_forms.queries import Sheet
from shequ_api.features.inspection_forms.rules import LEVEL_TITLES, HazardLevel, usable_at
from shequ_api.features.inspection_forms.schemas import FormVersionView
from shequ_api.kit.errors import Malformed, NotNow

__all__ = [
    "LEVEL_TITLES",
    "FormVersionView",
    "HazardLevel",
    "Sheet",
    "publish_for_all",
    "sheet_for",
    "sheet_in",
    "sheets_of",
    "usable_at",
]


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


async def sheet_in(session: AsyncSession, version_id: UUID, scope: Scope) -> Sheet | None:
    """A published version that is offered in a scope; None where there is none. One statement."""
    published = FormVersion.published_at.is_not(None)
    offered = queries.offered_in(scope)
    return await queries.sheet(session, FormVersion.id == version_id, published, offered)


async def sheets_of(session: AsyncSession, keys: Collection[str]) -> list[Sheet]:
    """Of each of these forms its current version; nothing of one that has none. One statement."""
    return await queries.sheets(session, Form.key.in_(keys), queries.current())


async def publish_for_all(
    session: AsyncSession, key: str, definition: FormDefinition, *, now: datetime
) -> FormVersion | None:
    """Publish a form that comes with the system; None where it is the current version already.

    Raises `FormNotYours` where the key belongs to a form that somebody else has begun.
    """
    return await service.publish_for_all(session, key, definition, now=now)
