"""Reads of redemptions and stall records."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.people.models import Organisation, Person
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.redemptions.models import Redemption

Rows = Select[*tuple[Any, ...]]
AT_ONCE = 100
"""Redemptions in one run of a clock."""


def seen_by(actor: Actor, model: Any) -> ColumnElement[bool]:
    """What an actor oversees: whoever stands for an organisation sees what is at its stall, all
    others the scope of their posting."""
    stall_id = actor.acting.organisation_id if actor.acting else None
    if stall_id is not None:
        at_stall: ColumnElement[bool] = model.organisation_id == stall_id
        return at_stall
    return in_scope(actor, model)


def stall_of(actor: Actor) -> Select[Organisation]:
    """The organisation for which an actor stands at its stall."""
    organisation_id = actor.acting.organisation_id if actor.acting else None
    return select(Organisation).where(Organisation.id == organisation_id)


def of_number(organisation_id: UUID, number: str) -> Select[Redemption]:
    """The order at a stall that has this number."""
    return of_numbers(organisation_id, {number})


def of_numbers(organisation_id: UUID, numbers: Collection[str]) -> Select[Redemption]:
    """The orders at a stall that have these numbers."""
    return select(Redemption).where(
        Redemption.organisation_id == organisation_id, Redemption.number.in_(numbers)
    )


def due(now: datetime) -> Select[Redemption]:
    """Those that nobody fetched, and for which no stall can say any more that it was."""
    over = (Redemption.ended_at.is_(None), Redemption.held_until <= now)
    oldest = select(Redemption).where(*over).order_by(Redemption.held_until, Redemption.id)
    return oldest.limit(AT_ONCE)


def expiring(until: datetime) -> Select[Redemption]:
    """Those whose pick-up is over by then, and whose persons have not been told; locked, the busy
    passed by."""
    untold = (Redemption.ended_at.is_(None), Redemption.reminded_at.is_(None))
    soon = select(Redemption).where(*untold, Redemption.pick_up_until <= until)
    ordered = soon.order_by(Redemption.pick_up_until, Redemption.id).limit(AT_ONCE)
    return ordered.with_for_update(skip_locked=True)


def redemption_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Redemptions with their states, whose they are and at whose stall, names not yet masked."""
    columns = (
        *(Redemption.id, Redemption.goods_id, Redemption.title, Redemption.quantity),
        *(Redemption.amount_points, Redemption.amount_fen, Redemption.reserved_at),
        *(Redemption.pick_up_until, Redemption.held_until, Redemption.fulfilled_at),
        *(Redemption.partner_id, Redemption.ended_at),
    )
    return (
        select(
            *columns,
            Case.state,
            Organisation.name.label("partner_name"),
            Person.name.label("person_name"),
        )
        .join(Redemption.case)
        .join(Organisation, Organisation.id == Redemption.organisation_id)
        .join(Person, Person.id == Redemption.person_id)
        .where(*conditions)
    )
