"""Reads of categories and of answers."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.blocks.forms.models import FormVersion
from shequ_api.features.ticket_services.models import ServiceArrangement, TicketAnswers
from shequ_api.features.tickets.public import Service

Rows = Select[*tuple[Any, ...]]
COLUMNS = (
    *(Service.code, Service.title, Service.description, Service.group_code, Service.icon),
    *(Service.private_by_default, Service.emergency, Service.retired_at),
    FormVersion.number.label("version"),
    Service.owner_id.is_not(None).label("own"),
)


def offered(community: Place | None) -> Rows:
    """The categories that a community offers, in its order; without one, those for all."""
    lines = (
        select(*COLUMNS)
        .outerjoin(FormVersion, FormVersion.id == Service.form_version_id)
        .where(Service.retired_at.is_(None))
    )
    if community is None:
        return lines.where(Service.owner_id.is_(None)).order_by(Service.position, Service.code)
    arranged = and_(
        ServiceArrangement.service_code == Service.code,
        ServiceArrangement.community_id == community.id,
    )
    return (
        lines.outerjoin(ServiceArrangement, arranged)
        .where(or_(Service.owner_id.is_(None), Service.owner_id == community.district_id))
        .where(ServiceArrangement.hidden.is_not(true()))
        .order_by(ServiceArrangement.position.nulls_last(), Service.position, Service.code)
    )


def of_code(code: str) -> Rows:
    """One category as it stands, whether or not it is retired."""
    lines = select(*COLUMNS, Service.owner_id)
    return lines.outerjoin(FormVersion, FormVersion.id == Service.form_version_id).where(
        Service.code == code
    )


def form_key(code: str) -> str:
    """The key of the form that holds a category's attributes."""
    return f"ticket_service.{code}"


def answers_under(ticket_id: UUID, service_code: str) -> Select[dict[str, Any]]:
    """What was answered about a ticket under one category."""
    of_it = (TicketAnswers.ticket_id == ticket_id, TicketAnswers.service_code == service_code)
    return select(TicketAnswers.answers).where(*of_it)


def answers_of(ticket_id: UUID) -> Rows:
    """All that was answered about a ticket, the latest first, with the versions."""
    return (
        select(TicketAnswers, Service.title, FormVersion)
        .join(Service, Service.code == TicketAnswers.service_code)
        .join(FormVersion, FormVersion.id == TicketAnswers.form_version_id)
        .where(TicketAnswers.ticket_id == ticket_id)
        .order_by(TicketAnswers.given_at.desc(), TicketAnswers.service_code)
    )


async def words_answered(session: AsyncSession, ticket_id: UUID) -> list[str]:
    """What was answered about a ticket in somebody's own words, in whatever category. (What was
    chosen of what a form offers is a code, which is nobody's words, and harms nobody.)"""
    given = select(TicketAnswers.answers).where(TicketAnswers.ticket_id == ticket_id)
    found = await session.scalars(given.order_by(TicketAnswers.given_at))
    return [each for answers in found for each in answers.values() if isinstance(each, str)]
