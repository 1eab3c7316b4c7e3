"""What this feature keeps about persons: who wrote, published or withdrew a disclosure."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.open_affairs.models import Disclosure, DisclosureDraft, DisclosureEdition
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The disclosures that I wrote or published, and those that I withdrew."""
    edition = DisclosureEdition
    signed = or_(edition.written_by_id == person_id, edition.published_by_id == person_id)
    published = select(edition).where(signed).order_by(edition.published_at)
    drafts = select(DisclosureDraft).where(DisclosureDraft.written_by_id == person_id)
    withdrawn = select(Disclosure).where(Disclosure.withdrawn_by_id == person_id)
    return {
        "编写或发布的公示": [
            {"标题": each.title, "发布时间": each.published_at}
            for each in await session.scalars(published)
        ]
        + [
            {"标题": each.title, "发布时间": None}
            for each in await session.scalars(drafts.order_by(DisclosureDraft.written_at))
        ],
        "撤回的公示": [
            {"原因": each.withdrawal_reason, "时间": each.withdrawn_at}
            for each in await session.scalars(withdrawn.order_by(Disclosure.withdrawn_at))
        ],
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: what an office published, and why it withdrew it, stays its own words, which
    everybody read; by whom goes with the name."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: it stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=(
        "disclosures.withdrawn_by_id",
        "disclosure_drafts.written_by_id",
        "disclosure_editions.written_by_id",
        "disclosure_editions.published_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
