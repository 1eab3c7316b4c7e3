"""Reads of keyed facts and counts."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.places.models import Grid, Place
from shequ_api.base.register.models import RegisterFact, Tally

Rows = Select[*tuple[Any, ...]]


def facts_of(actor: Actor, *conditions: ColumnElement[bool]) -> Select[RegisterFact]:
    """Live keyed facts in the actor's scope."""
    live = (in_scope(actor, RegisterFact), RegisterFact.ended_at.is_(None), *conditions)
    return select(RegisterFact).where(*live).order_by(RegisterFact.key, RegisterFact.id)


def tallies_of(actor: Actor, community_id: UUID | None) -> Rows:
    """Counts of the micro-grids in the actor's scope."""
    lines = (
        select(
            Tally.micro_grid_id,
            Grid.name.label("micro_grid_name"),
            Place.name.label("community_name"),
            Tally.community_id,
            Tally.people,
            Tally.premises,
            Tally.facts,
            Tally.stale,
            Tally.oldest_stale_on,
            Tally.counted_at,
        )
        .join(Grid, Grid.id == Tally.micro_grid_id)
        .join(Place, Place.id == Tally.community_id)
        .where(in_scope(actor, Tally))
    )
    return lines if community_id is None else lines.where(Tally.community_id == community_id)
