"""What this feature keeps about persons: who brought which file, and for a while the file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.register_imports.models import RegisterImport
from shequ_api.features.register_imports.service.leaving import drop_files_naming
from shequ_api.kit.http.parts import Parts

ERASED = "（已删除）"


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The files that I brought: their names and days, not what others said of themselves."""
    columns = (RegisterImport.file_name, RegisterImport.state, RegisterImport.created_at)
    mine = select(*columns).where(RegisterImport.requested_by_id == person_id)
    rows = (await session.execute(mine.order_by(RegisterImport.created_at))).all()
    return {
        "导入的文件": [
            {"文件名": row.file_name, "状态": row.state, "时间": row.created_at} for row in rows
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """The file and its name go; that so many lines were imported stays. Of others' files, those go
    that wait and name this person."""
    await drop_files_naming(session, person_id)
    theirs = update(RegisterImport).where(RegisterImport.requested_by_id == person_id)
    await session.execute(theirs.values(file_sealed=None, file_name=ERASED))


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: who brought it stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=("register_imports.requested_by_id",), collect=collect, erase=erase, merge=merge
)
