"""What this feature keeps about persons: who published, changed, ended, linked and unlinked."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.incidents.models import Incident, IncidentEdition, IncidentLink
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET

ERASED = "（已注销）"


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I published and changed, and why I unlinked."""
    mine = select(Incident).where(Incident.published_by_id == person_id)
    changed = select(IncidentEdition).where(
        IncidentEdition.made_by_id == person_id, IncidentEdition.number > 1
    )
    unlinked = select(IncidentLink).where(IncidentLink.unlinked_by_id == person_id)
    return {
        "发布的批量事件": [
            {"标题": each.title, "答复": each.answer, "时间": each.published_at}
            for each in await session.scalars(mine.order_by(Incident.published_at))
        ],
        "修改的批量事件": [
            {"标题": each.title, "答复": each.answer, "时间": each.made_at}
            for each in await session.scalars(changed.order_by(IncidentEdition.made_at))
        ],
        "取消关联": [
            {"诉求编号": each.ticket_id, "理由": each.unlink_reason}
            for each in await session.scalars(unlinked.order_by(IncidentLink.unlinked_at))
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """Why they unlinked goes. What was published for all is the office's word, and stays; by whom
    is gone with the name."""
    theirs = update(IncidentLink).where(IncidentLink.unlinked_by_id == person_id)
    await session.execute(theirs.values(unlink_reason=ERASED), execution_options=QUIET)


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: who published and ended stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=(
        "incidents.published_by_id",
        "incidents.ended_by_id",
        "incident_editions.made_by_id",
        "incident_links.linked_by_id",
        "incident_links.unlinked_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
