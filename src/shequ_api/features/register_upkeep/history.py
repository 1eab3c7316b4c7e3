"""What is over at a dwelling: who lived there, and what was recorded before."""

from typing import Any

from sqlalchemy import (
    Date,
    Select,
    Text,
    case,
    cast,
    false,
    func,
    literal_column,
    null,
    select,
    true,
    union_all,
)

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.places.models import Place
from shequ_api.base.register.freshness import Kind
from shequ_api.base.register.models import Entry, Former, Occupancy, Premises, RegisterFact

Rows = Select[*tuple[Any, ...]]
OVER: tuple[tuple[Any, dict[str, Any]], ...] = (
    (
        Occupancy,
        {
            "kind": literal_column(f"'{Kind.OCCUPANCY}'"),
            "detail": Occupancy.belonging,
            "entry_id": Occupancy.entry_id,
            "household": Occupancy.household,
            "relation": Occupancy.relation,
            "starts_on": Occupancy.starts_on,
            "until_on": Occupancy.ends_on,
            "replaced": Occupancy.successor_id.is_not(None),
        },
    ),
    (
        RegisterFact,
        {
            "kind": literal_column(f"'{Kind.FACT}'"),
            "detail": RegisterFact.key,
            "entry_id": RegisterFact.entry_id,
            "premises_id": RegisterFact.premises_id,
            "until_on": RegisterFact.ended_at,
            "value": RegisterFact.value,
            "replaced": RegisterFact.successor_id.is_not(None),
        },
    ),
    (
        Premises,
        {
            "kind": literal_column(f"'{Kind.PREMISES}'"),
            "detail": Premises.kind,
            "premises_id": Premises.id,
            "until_on": Premises.ended_at,
            "replaced": false(),
        },
    ),
    (
        Former,
        {
            "kind": case((Former.entry_id.is_not(None), Kind.CONTACT), else_=Kind.PREMISES),
            "entry_id": Former.entry_id,
            "premises_id": Former.premises_id,
            "until_on": Former.replaced_at,
            "former_sealed": Former.former_sealed,
            "replaced": true(),
        },
    ),
)
"""Table, and what its rows say of what is over; the rest of `COLUMNS` they do not know."""
COLUMNS: dict[str, Any] = {
    "detail": Text(),
    "entry_id": Entry.id.type,
    "premises_id": Premises.id.type,
    "household": Occupancy.household.type,
    "relation": Text(),
    "starts_on": Date(),
    "value": RegisterFact.value.type,
    "former_sealed": Former.former_sealed.type,
}


def dwelling_history(actor: Actor, dwelling: Place) -> tuple[Rows, list[Any]]:
    """What is over at a dwelling, with the names of whom it is about, and its order.

    Who lives outside of the actor's scope by now is not named.
    """
    over = union_all(*(_part(actor, dwelling, *each) for each in OVER)).subquery("over")
    about = (Entry.id == over.c.entry_id) & in_scope(actor, Entry)
    shop = (Premises.id == over.c.premises_id) & in_scope(actor, Premises)
    lines = (
        select(over, Entry.name_sealed, Premises.name.label("premises_name"))
        .outerjoin(Entry, about)
        .outerjoin(Premises, shop)
    )
    return lines, [over.c.until_on, over.c.id]


def _part(actor: Actor, dwelling: Place, model: Any, said: dict[str, Any]) -> Rows:
    known = {name: cast(said.get(name, null()), kind) for name, kind in COLUMNS.items()}
    # By the building, of which there is an index, where there is none of the dwelling.
    here = (model.building_id == dwelling.building_id, model.place_id == dwelling.id)
    return select(
        model.id,
        cast(said["kind"], Text).label("kind"),
        *(column.label(name) for name, column in known.items()),
        _china_day(said["until_on"]).label("until_on"),
        said["replaced"].label("replaced"),
        model.verified_at,
        model.source,
    ).where(in_scope(actor, model), said["until_on"].is_not(None), *here)


def _china_day(column: Any) -> Any:
    """A day as it is; of an instant, its day in China."""
    if isinstance(column.type, Date):
        return column
    return cast(func.timezone("Asia/Shanghai", column), Date)
