"""Imports, and lines of the latest, for the lists of them."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.register_imports.models import ImportLine, ImportState, RegisterImport
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id

LINES = 3


async def brought(
    session: AsyncSession,
    *,
    community_id: UUID,
    district_id: UUID,
    person_id: UUID,
    posting_id: UUID,
    name: str = "人房信息",
) -> list[UUID]:
    """Some checked files of a community, each with a few refused lines."""
    made = []
    for number in range(LINES):
        brought_one = RegisterImport(
            id=new_id(),
            district_id=district_id,
            community_id=community_id,
            requested_by_id=person_id,
            posting_id=posting_id,
            state=ImportState.CHECKED,
            file_name=f"{name}{number}.xlsx",
            file_sha256=bytes(32),
            lines=LINES,
            counts={"refused": LINES},
            created_at=utc_now(),
            checked_at=utc_now(),
        )
        session.add(brought_one)
        await session.flush()
        reason = {"column": None, "code": "address_unknown", "detail": "辖区内没有这个地址"}
        session.add_all(
            ImportLine(
                import_id=brought_one.id,
                number=line,
                district_id=district_id,
                outcome="refused",
                reasons=[reason],
            )
            for line in range(2, 2 + LINES)
        )
        made.append(brought_one.id)
    await session.flush()
    return made
