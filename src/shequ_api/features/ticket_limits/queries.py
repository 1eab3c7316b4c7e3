"""Reads of blocks."""

from typing import Any

from sqlalchemy import Select, select

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.features.ticket_limits.models import BlockAppeal, TicketBlock
from shequ_api.features.ticket_limits.schemas import AppealView, BlockView, OwnBlockView
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
ORDER = [TicketBlock.starts_at, TicketBlock.id]


@built_once
def block_lines() -> Rows:
    """Blocks with their communities, their appeals, and whom they hold back."""
    return (
        select(
            *(TicketBlock.id, TicketBlock.ticket_id, TicketBlock.reason, TicketBlock.starts_at),
            *(TicketBlock.ends_at, TicketBlock.lifted_at, TicketBlock.lift_reason),
            *(TicketBlock.person_id, TicketBlock.blocked_by_id),
            *(BlockAppeal.text, BlockAppeal.appealed_at, BlockAppeal.upheld),
            *(BlockAppeal.decision, BlockAppeal.decided_at),
            Place.name.label("community_name"),
            Person.name.label("person_name"),
        )
        .join(Place, Place.id == TicketBlock.community_id)
        .outerjoin(Person, Person.id == TicketBlock.person_id)
        .outerjoin(BlockAppeal, BlockAppeal.block_id == TicketBlock.id)
    )


def own_view(row: Any) -> OwnBlockView:
    return OwnBlockView(**_of(row, OwnBlockView), appeal=_appeal(row))


def block_view(row: Any) -> BlockView:
    return BlockView(**_of(row, BlockView), appeal=_appeal(row))


def _of(row: Any, shape: type[OwnBlockView]) -> dict[str, Any]:
    return {name: row[name] for name in shape.model_fields if name in row}


def _appeal(row: Any) -> AppealView | None:
    return AppealView.model_validate(row) if row["appealed_at"] else None
