"""Reads of templates."""

from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from shequ_api.base.access.actor import Actor, kept_above
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.features.reply_templates.models import ReplyTemplate
from shequ_api.features.tickets.public import Service, Ticket
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


def templates_over(actor: Actor) -> ColumnElement[bool]:
    """Those of the actor's community and of the places above it."""
    return kept_above(actor, ReplyTemplate.place_id)


@built_once
def template_lines() -> Rows:
    """Templates with the names of their places."""
    return select(
        ReplyTemplate.id,
        ReplyTemplate.place_id,
        Place.name.label("place_name"),
        ReplyTemplate.service_code,
        ReplyTemplate.title,
        ReplyTemplate.text,
        ReplyTemplate.version,
        ReplyTemplate.made_at,
        ReplyTemplate.retired_at,
    ).join(Place, Place.id == ReplyTemplate.place_id)


def for_service(code: str) -> ColumnElement[bool]:
    """Those for a category, and those for all."""
    return or_(ReplyTemplate.service_code.is_(None), ReplyTemplate.service_code == code)


def values_for(ticket: Ticket, actor: Actor) -> Rows:
    """What the placeholders stand for, but for days."""
    community = select(Place.name).where(Place.id == ticket.community_id).scalar_subquery()
    handler = select(Person.name).where(Person.id == actor.person_id).scalar_subquery()
    return (
        select(
            Service.title.label("service"),
            Place.full_name.label("place"),
            community.label("community"),
            handler.label("handler"),
        )
        .select_from(Service)
        .join(Place, Place.id == ticket.place_id)
        .where(Service.code == ticket.service_code)
    )
