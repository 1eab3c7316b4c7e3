"""What this feature keeps about persons: who drafted a version of a form."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.blocks.forms.models import ChoiceList, Form, FormVersion
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The versions that I drafted, of forms and of choice lists."""
    mine = (
        select(Form.title, FormVersion.number, FormVersion.drafted_at)
        .join(FormVersion, FormVersion.form_id == Form.id)
        .where(FormVersion.drafted_by_id == person_id)
        .order_by(FormVersion.drafted_at)
    )
    lists = (
        select(ChoiceList)
        .where(ChoiceList.written_by_id == person_id)
        .order_by(ChoiceList.written_at)
    )
    return {
        "编写的选项表": [
            {"选项表": each.title, "版本": each.number, "时间": each.written_at}
            for each in await session.scalars(lists)
        ],
        "起草的表单": [
            {"表单": row.title, "版本": row.number, "时间": row.drafted_at}
            for row in await session.execute(mine)
        ],
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: a form is an office's work, and names nobody once the name is gone."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: who drafted a version stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=("form_versions.drafted_by_id", "form_choice_lists.written_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
