"""Pools, gifts and the open ledger, as the public sees them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.queries import balance_as_of
from shequ_api.features.charity import queries
from shequ_api.features.charity.models import Pool
from shequ_api.features.charity.rules import (
    LINE_TITLES,
    PURPOSE_TITLES,
    PoolLineKind,
    households_told,
    kind_of_line,
    shown_donor,
    shown_households,
)
from shequ_api.features.charity.schemas import MyDonation, OpenLine, PoolView, SupportedPool
from shequ_api.kit.clock import china_date


def _effect(row: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What may be told of how many were helped, and the rest of the row."""
    rest = dict(row)
    helped = rest.pop("households_helped")
    told = {
        "households_at_least": shown_households(helped),
        "households_told": households_told(helped),
    }
    return told, rest


def pool_view(row: Mapping[str, Any]) -> PoolView:
    """A row of `pool_lines`."""
    told, rest = _effect(row)
    return PoolView(**rest, **told, purpose_title=PURPOSE_TITLES[rest["purpose"]])


def supported_pool(row: Mapping[str, Any]) -> SupportedPool:
    """A row of `pools_supported_by`."""
    told, rest = _effect(row)
    rest.pop("id")
    closed = {f"pool_{name}": rest.pop(name) for name in ("closed_at", "close_reason")}
    return SupportedPool(**rest, **told, **closed)


def my_donation(row: Mapping[str, Any]) -> MyDonation:
    """A row of `gifts_of`."""
    told, rest = _effect(row)
    closed = {f"pool_{name}": rest.pop(name) for name in ("closed_at", "close_reason")}
    return MyDonation(**rest, **told, **closed)


async def open_lines(
    session: AsyncSession, pool: Pool, rows: Sequence[Mapping[str, Any]]
) -> list[OpenLine]:
    """Movements of a pool, newest first, with the balance after each; of grants no word who."""
    if not rows:
        return []
    newest = await balance_as_of(session, account_id=pool.account_id, instant=rows[0]["at"])
    donors = await _donors(session, rows)
    after, lines = newest.balance, []
    for row in rows:
        kind = kind_of_line(row["reference_kind"])
        lines.append(
            OpenLine(
                on=china_date(row["at"]),
                kind=kind,
                title=row["reason"] if kind == PoolLineKind.REST else LINE_TITLES[kind],
                donor=donors.get(row["reference_id"]) if kind == PoolLineKind.DONATION else None,
                amount_points=row["change"],
                balance_after_points=after,
            )
        )
        after -= row["change"]
    return lines


async def _donors(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> dict[UUID, str]:
    gifts = [
        row["reference_id"]
        for row in rows
        if kind_of_line(row["reference_kind"]) == PoolLineKind.DONATION
    ]
    return {
        found.id: shown_donor(found.name, anonymous=found.anonymous)
        for found in await session.execute(queries.donors_behind(gifts))
    }
