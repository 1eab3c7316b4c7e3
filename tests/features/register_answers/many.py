"""A great many conflicts, as copies of one."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.features.register_answers.service.settling import settle
from shequ_api.kit.clock import utc_now
from tests.cast import Cast
from tests.features.patrols.field import Field
from tests.features.register.conftest import NEXT_DOOR, Doorstep
from tests.features.register_answers.conftest import GAS


async def quarrelled(session: AsyncSession, field: Field, cast: Cast, many: int) -> str:
    """Forms that say the dwelling has piped gas, where the police know of none; one's id."""
    door = Doorstep(field.client, cast)
    path = f"/register/dwellings/{door.place(NEXT_DOOR)}/facts/gas_supply"
    await door.did("community_worker", "PUT", path, value="none", source="police")
    receipt = await field.inspected(GAS, place_id=door.place(NEXT_DOOR))
    inspection = UUID(receipt["id"])
    await settle(session, inspection, now=utc_now())
    await enter_district(session, cast.places["510108000000"])
    await _copy(session, "form_submissions", "id", inspection, many)
    await _copy(session, "register_statements", "submission_id", inspection, many)
    await leave_walls(session)
    await session.commit()
    return str(inspection)


async def _copy(session: AsyncSession, table: str, column: str, row_id: UUID, many: int) -> None:
    """Copies under ids that are the same for both tables, by their number."""
    number = "('0199a3c4-5d6e-7f80-9a1b-' || lpad(to_hex(n), 12, '0'))::uuid"
    ids = f"jsonb_build_object('id', {number})"
    if column != "id":
        ids += f" || jsonb_build_object('{column}', {number})"
    picked = " AND outcome = 'conflict'" if column != "id" else ""
    await session.execute(
        text(
            f"INSERT INTO {table} SELECT (jsonb_populate_record(one, to_jsonb(one) || {ids})).*"
            f" FROM {table} AS one, generate_series(1, :many) AS n"
            f" WHERE one.{column} = :id{picked}"
        ),
        {"many": many, "id": row_id},
    )
