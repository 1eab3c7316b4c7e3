"""Walls: what row-level security lets this transaction see of the confidential tables.

The second wall behind `in_scope`. Policies compare a row's located columns with the scope that the
transaction has entered, and its `person_id` with the person; where nothing was entered, or nothing
but an empty text, they show no row and take none. The settings end with the transaction.
"""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor

SCOPE_COLUMN, SCOPE_ID, PERSON = "shequ.scope_column", "shequ.scope_id", "shequ.person_id"


async def enter_scope(session: AsyncSession, actor: Actor, permission: str) -> None:
    """As the actor: their own rows; those of the acting posting's scope with `permission` only."""
    acting = actor.acting if actor.may(permission) else None
    column, scope_id = (acting.scope.column, acting.scope.id) if acting else ("", None)
    await _enter(session, column, scope_id, actor.person_id)


async def enter_district(session: AsyncSession, district_id: UUID) -> None:
    """As a district: for jobs, imports and what moves rows; never for what answers a person."""
    await _enter(session, "district_id", district_id, None)


async def enter_person(session: AsyncSession, person_id: UUID) -> None:
    """As the person whom rows are about, who may read them."""
    await _enter(session, "", None, person_id)


async def leave_walls(session: AsyncSession) -> None:
    """See nothing again, for the rest of a transaction that goes on with something else."""
    await _enter(session, "", None, None)


async def _enter(
    session: AsyncSession, column: str, scope_id: UUID | None, person_id: UUID | None
) -> None:
    # In the transaction only (`true`): a pooled connection keeps nothing for the next request.
    await session.execute(
        select(
            func.set_config(SCOPE_COLUMN, column, True),
            func.set_config(SCOPE_ID, str(scope_id or ""), True),
            func.set_config(PERSON, str(person_id or ""), True),
        )
    )
