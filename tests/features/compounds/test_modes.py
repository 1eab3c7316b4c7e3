"""How a firm is paid: slips are put right, and what was before may be entered later."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.audit.models import AuditEntry
from shequ_api.features.compounds.models import ModePeriod
from tests.features.compounds.hall import Hall

Told = tuple[str, str, str | None]


async def put(hall: Hall, mode: str, starts_on: str, who: str = "community_worker") -> list[Told]:
    """Enter a mode; all that are known then, the earliest first."""
    body = {"mode": mode, "starts_on": starts_on}
    answer = await hall.ask(who, "PUT", hall.path("management-mode"), json=body)
    assert answer.status_code == 200, answer.text
    modes = (await hall.file())["modes"]
    return [(one["mode"], one["starts_on"], one["ends_on"]) for one in modes][::-1]


async def test_a_slip_is_replaced_and_told_in_the_audit_log(
    hall: Hall, session: AsyncSession
) -> None:
    await put(hall, "lump_sum", "2024-01-01", "grid_chief")
    await put(hall, "remuneration", "2025-06-01", "grid_chief")
    assert await put(hall, "trust", "2024-01-01") == [
        ("trust", "2024-01-01", "2025-06-01"),
        ("remuneration", "2025-06-01", None),
    ]
    replaced = await session.scalar(select(ModePeriod).where(ModePeriod.mode == "trust"))
    assert replaced is not None
    assert replaced.recorded_by_id == hall.cast.people["community_worker"]
    notes = select(AuditEntry).where(AuditEntry.operation == "set_management_mode")
    [note] = [
        entry for entry in await session.scalars(notes) if "replaced_mode" in entry.parameters
    ]
    assert note.parameters["replaced_mode"] == "lump_sum"
    assert note.person_id == hall.cast.people["community_worker"]
    assert {replaced.id, hall.cast.people["grid_chief"]} <= set(note.subject_ids)


async def test_an_earlier_one_ends_where_the_next_begins(hall: Hall) -> None:
    await put(hall, "trust", "2025-06-01")
    assert await put(hall, "lump_sum", "2023-01-01") == [
        ("lump_sum", "2023-01-01", "2025-06-01"),
        ("trust", "2025-06-01", None),
    ]
    assert await put(hall, "remuneration", "2024-01-01") == [
        ("lump_sum", "2023-01-01", "2024-01-01"),
        ("remuneration", "2024-01-01", "2025-06-01"),
        ("trust", "2025-06-01", None),
    ]
