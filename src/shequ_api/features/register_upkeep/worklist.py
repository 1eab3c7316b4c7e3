"""The worklist: what wants a new look, of all kinds in one order."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, cast, literal_column, null, select, tuple_, union_all

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.places.models import Place
from shequ_api.base.register.freshness import Kind
from shequ_api.base.register.models import Entry, Occupancy, Premises, RegisterFact

Rows = Select[*tuple[Any, ...]]
DETAILS: Sequence[tuple[Any, Kind, Any, Any]] = (
    (Entry, Kind.CONTACT, null(), Entry.id),
    (Occupancy, Kind.OCCUPANCY, Occupancy.belonging, Occupancy.entry_id),
    (Premises, Kind.PREMISES, Premises.kind, null()),
    (RegisterFact, Kind.FACT, RegisterFact.key, RegisterFact.entry_id),
)
"""Table, kind, what tells its rows apart, and whom it is about."""


def stale_lines(
    actor: Actor,
    today: date,
    *,
    building_id: UUID | None = None,
    micro_grid_id: UUID | None = None,
    kind: Kind | None = None,
    after: Sequence[Any] | None,
    most: int,
) -> tuple[Rows, list[Any]]:
    """What is stale in the actor's scope, behind a place in the order, and that order.

    Each kind gives its own first `most`, a scan of one index that ends there; only those are put
    into one order. Sorted as a whole, a community's backlog would be read for every page.
    """
    parts = []
    for model, its_kind, detail, entry_id in DETAILS:
        if kind not in {None, its_kind}:
            continue
        lines = select(
            model.id,
            literal_column(f"'{its_kind}'").label("kind"),
            cast(detail, Text).label("detail"),
            cast(entry_id, Entry.id.type).label("entry_id"),
            model.place_id,
            model.stale_on,
            model.verified_at,
            model.source,
        ).where(in_scope(actor, model), model.ended_at.is_(None), model.stale_on <= today)
        if building_id is not None:
            lines = lines.where(model.building_id == building_id)
        if micro_grid_id is not None:
            lines = lines.where(model.micro_grid_id == micro_grid_id)
        if after is not None:
            lines = lines.where(tuple_(model.stale_on, model.id) > tuple_(*after))
        first = lines.order_by(model.stale_on, model.id).limit(most)
        parts.append(select(first.subquery()))
    stale = union_all(*parts).subquery("stale")
    named = select(stale, Place.full_name.label("place_name"))
    found = named.join(Place, Place.id == stale.c.place_id)
    return found, [stale.c.stale_on, stale.c.id]
