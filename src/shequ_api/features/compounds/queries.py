"""Reads of the governance files."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, literal, select, union_all
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.places.models import Place
from shequ_api.base.residency.models import Residency
from shequ_api.base.residency.queries import homes_of
from shequ_api.features.compounds.models import (
    Committee,
    CommitteeMember,
    ModePeriod,
    PropertyContract,
    PropertyFirm,
)

Rows = Select[*tuple[Any, ...]]
MOST_OF_EACH = 50
OVERDUE = timedelta(days=366)
"""How long what has ended without a successor stays in the list."""


def lives_in_compound(person_id: UUID, compound_id: UUID, on: date) -> Select[bool]:
    """Whether a person belongs to a dwelling of a compound, and that is verified."""
    return select(homes_of(person_id, on).where(Residency.compound_id == compound_id).exists())


def contract_lines(compound_id: UUID) -> Rows:
    """The contracts of a compound with their firms, newest first; not those that never were."""
    return (
        select(PropertyContract.__table__, PropertyFirm.name.label("firm_name"))
        .add_columns(PropertyFirm.credit_code)
        .join(PropertyFirm, PropertyFirm.id == PropertyContract.firm_id)
        .where(PropertyContract.compound_id == compound_id, _was(PropertyContract))
        .order_by(PropertyContract.starts_on.desc())
        .limit(MOST_OF_EACH)
    )


def modes_of(compound_id: UUID) -> Select[ModePeriod]:
    mine = select(ModePeriod).where(ModePeriod.compound_id == compound_id)
    return mine.order_by(ModePeriod.starts_on.desc()).limit(MOST_OF_EACH)


def committees_of(compound_id: UUID) -> Select[Committee]:
    """The terms of a compound's committees, newest first."""
    mine = select(Committee).where(Committee.compound_id == compound_id, _was(Committee))
    return mine.order_by(Committee.starts_on.desc(), Committee.id).limit(MOST_OF_EACH)


def members_of(committee_ids: list[UUID]) -> Select[CommitteeMember]:
    """The members of committees, in the order of their offices."""
    return (
        select(CommitteeMember)
        .where(CommitteeMember.committee_id.in_(committee_ids), _was(CommitteeMember))
        .order_by(CommitteeMember.starts_on.desc(), CommitteeMember.id)
    )


def _was(model: Any) -> ColumnElement[bool]:
    held: ColumnElement[bool] = model.starts_on < model.ends_on
    return held


def endings(actor: Actor, *, today: date, within: timedelta) -> Any:
    """Contracts and terms in scope that end soon or have ended, and nothing follows them."""
    contracts = _ending(actor, PropertyContract, "property_contract", PropertyFirm.name)
    contracts = contracts.join(PropertyFirm, PropertyFirm.id == PropertyContract.firm_id)
    terms = _ending(actor, Committee, "committee_term", Committee.name)
    days = (today - OVERDUE, today + within)
    both = [
        _without_successor(contracts, PropertyContract, days),
        _without_successor(terms, Committee, days, "kind"),
    ]
    return union_all(*both).subquery("endings")


def _ending(actor: Actor, model: Any, kind: str, title: Any) -> Rows:
    return (
        select(
            literal(kind).label("kind"),
            model.id,
            model.compound_id,
            Place.full_name.label("compound_name"),
            title.label("title"),
            model.ends_on,
        )
        .select_from(model)
        .join(Place, Place.id == model.compound_id)
        .where(in_scope(actor, model), Place.ended_at.is_(None), _was(model))
    )


def _without_successor(lines: Rows, model: Any, days: tuple[date, date], *same: str) -> Rows:
    later = aliased(model)
    alike = [getattr(later, column) == getattr(model, column) for column in ("compound_id", *same)]
    follows = exists().where(*alike, later.ends_on > model.ends_on, _was(later))
    return lines.where(model.ends_on.between(*days), ~follows)


def untold(model: Any, *, today: date, until: date, limit: int) -> Any:
    """What ends soon and was not announced; each is taken by one worker."""
    soon = (model.ends_on > today, model.ends_on <= until, _was(model))
    untold = select(model).where(model.ending_told_at.is_(None), *soon)
    return untold.order_by(model.ends_on, model.id).limit(limit).with_for_update(skip_locked=True)
