"""Reads of templates, answers and sends."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from shequ_api.features.subscription_messages.models import (
    SubscriptionAnswer,
    SubscriptionKind,
    SubscriptionSend,
    SubscriptionTemplate,
)
from shequ_api.features.subscription_messages.rules import Answer, SendState

Rows = Select[*tuple[Any, ...]]


def unspent() -> ColumnElement[bool]:
    """Accepts that a send may use: word for word the condition of their index."""
    return and_(
        SubscriptionAnswer.answer == Answer.ACCEPT,
        SubscriptionAnswer.spent_at.is_(None),
        SubscriptionAnswer.void_at.is_(None),
    )


def has_credit(person_id: Any, template_id: Any) -> ColumnElement[bool]:
    """Whether a person has an accept left for a template."""
    theirs = (
        SubscriptionAnswer.person_id == person_id,
        SubscriptionAnswer.template_id == template_id,
    )
    return exists().where(*theirs, unspent())


def carrier_of(kind: str) -> Select[SubscriptionTemplate]:
    """The template by which a kind is carried out."""
    return (
        select(SubscriptionTemplate)
        .join(SubscriptionKind, SubscriptionKind.template_id == SubscriptionTemplate.id)
        .where(SubscriptionKind.kind == kind, SubscriptionTemplate.retired_at.is_(None))
    )


def template_lines() -> Rows:
    """Templates, without the kinds that they carry."""
    return select(*SubscriptionTemplate.__table__.columns)


def kinds_of(template_ids: Collection[UUID]) -> Select[SubscriptionKind]:
    """What these templates carry."""
    found = select(SubscriptionKind).where(SubscriptionKind.template_id.in_(template_ids))
    return found.order_by(SubscriptionKind.kind)


def usable_templates() -> Select[SubscriptionTemplate]:
    """Templates that one can be asked for."""
    return (
        select(SubscriptionTemplate)
        .where(SubscriptionTemplate.retired_at.is_(None), SubscriptionTemplate.faulty_at.is_(None))
        .order_by(SubscriptionTemplate.title, SubscriptionTemplate.id)
    )


def latest_answers(person_id: UUID, template_ids: Collection[UUID], most: int) -> Rows:
    """The latest answers of a person to each of these templates, the latest first. Of twins the
    one that the mini-program reported."""
    told_twice = and_(
        SubscriptionAnswer.pushed, SubscriptionAnswer.twin_id != SubscriptionAnswer.report_id
    )
    number = (
        func.row_number()
        .over(
            partition_by=SubscriptionAnswer.template_id,
            order_by=SubscriptionAnswer.answered_at.desc(),
        )
        .label("number")
    )
    each = (
        select(
            SubscriptionAnswer.template_id,
            SubscriptionAnswer.answer,
            SubscriptionAnswer.answered_at,
            number,
        )
        .where(SubscriptionAnswer.person_id == person_id)
        .where(SubscriptionAnswer.template_id.in_(template_ids))
        .where(func.coalesce(told_twice, False).is_(False))
        .subquery()
    )
    return select(each).where(each.c.number <= most).order_by(each.c.number)


def credits_of(person_id: UUID) -> Rows:
    """template_id, total: the accepts that are left."""
    return (
        select(SubscriptionAnswer.template_id, func.count().label("total"))
        .where(SubscriptionAnswer.person_id == person_id, unspent())
        .group_by(SubscriptionAnswer.template_id)
    )


def first_due(now: datetime) -> Select[SubscriptionSend]:
    """The next send to claim, emergencies first: one look into the index of those that wait."""
    due = (SubscriptionSend.state == SendState.WAITING, SubscriptionSend.due_at <= now)
    order = (SubscriptionSend.urgent.desc(), SubscriptionSend.due_at, SubscriptionSend.id)
    first = select(SubscriptionSend).where(*due).order_by(*order).limit(1)
    return first.with_for_update(skip_locked=True)
