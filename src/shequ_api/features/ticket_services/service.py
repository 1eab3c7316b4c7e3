"""Defining categories, ordering them, and taking what is answered under them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.roles import Role
from shequ_api.base.places.models import Place
from shequ_api.blocks.forms import service as forms
from shequ_api.blocks.forms.models import Form, FormVersion
from shequ_api.features.ticket_services.models import ServiceArrangement, TicketAnswers
from shequ_api.features.ticket_services.queries import form_key
from shequ_api.features.ticket_services.rules import attribute_doubts, definition_of
from shequ_api.features.ticket_services.schemas import ArrangedService, TicketServiceDraft
from shequ_api.features.tickets.public import Service, Ticket
from shequ_api.kit.errors import Fault, Forbidden, Malformed, NotNow

FALLBACK = "other"
"""What a ticket is about until somebody says more."""


class AttributesUnfit(Malformed):
    """A definition that cannot be asked; `errors` points at each attribute."""

    code, title = "service_attributes_unfit", "分类属性有误"


class AnswersUnfit(Malformed):
    """The answers do not fit the version of the category; `errors` points at each."""

    code, title = "attributes_unfit", "填写的分类信息有误"


class ServiceVersionUnknown(Malformed):
    code, title = "service_version_unknown", "没有这个版本的分类表单"


class ServiceNotYours(Forbidden):
    """The city keeps those for all, a district its own."""

    code, title = "service_not_yours", "这个分类由上级或其他区县维护"


class ServiceGroupUnfit(Malformed):
    code, title = "service_group_unfit", "上级分类不存在、已停用，或自己也有上级分类"


class FallbackStays(NotNow):
    """Tickets without a category are of this one."""

    code, title = "fallback_service_stays", "“其他”分类不能停用，也不能设必填项"


class ServiceUnknown(Malformed):
    code, title = "service_unknown", "没有这个诉求分类"


def owner_of(actor: Actor) -> UUID | None:
    """Whose categories the actor keeps: a district's, or (None) those for all."""
    return None if actor.role == Role.CITY_ADMINISTRATOR else actor.district_id


async def define(
    session: AsyncSession, actor: Actor, code: str, draft: TicketServiceDraft, *, now: datetime
) -> Service:
    """What a category is from now on; made where there is none."""
    owner_id = owner_of(actor)
    found = await _locked(session, code, owner_id)
    if found.owner_id != owner_id:
        raise ServiceNotYours
    required = any(field.required for field in draft.attributes)
    if code == FALLBACK and (draft.retired or required):
        raise FallbackStays
    await _refuse_group(session, found, draft.group_code)
    if doubts := attribute_doubts(draft.title, draft.attributes):
        raise AttributesUnfit(errors=tuple(doubts))
    found.title, found.description, found.position = draft.title, draft.description, draft.position
    found.group_code, found.icon = draft.group_code, draft.icon
    found.private_by_default, found.emergency = draft.private_by_default, draft.emergency
    found.retired_at = (found.retired_at or now) if draft.retired else None
    found.form_version_id = await _version(session, actor, found, draft, now)
    await session.flush()
    return found


async def _locked(session: AsyncSession, code: str, owner_id: UUID | None) -> Service:
    fresh = insert(Service).values(
        code=code, title=code, description="", position=0, owner_id=owner_id
    )
    await session.execute(fresh.on_conflict_do_nothing())
    row = select(Service).where(Service.code == code).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).one()


async def _refuse_group(session: AsyncSession, service: Service, code: str | None) -> None:
    if code is None:
        return
    group = await session.get(Service, code)
    theirs = group is not None and group.owner_id in (None, service.owner_id)
    if group is None or not theirs or group.retired_at or group.group_code or code == service.code:
        raise ServiceGroupUnfit
    below = select(Service.code).where(Service.group_code == service.code).limit(1)
    if await session.scalar(below) is not None:
        raise ServiceGroupUnfit


async def _version(
    session: AsyncSession, actor: Actor, service: Service, draft: TicketServiceDraft, now: datetime
) -> UUID | None:
    """The version that asks what the draft says: the present one where it asks the same."""
    if not draft.attributes:
        return None
    definition = definition_of(draft.title, draft.attributes)
    if service.form_version_id is not None:
        present = await session.get_one(FormVersion, service.form_version_id)
        if present.definition == definition.model_dump(mode="json", exclude_none=True):
            return present.id
    form = await forms.form_of(session, key=form_key(service.code), title=draft.title, now=now)
    version = await forms.draft(session, form, definition, drafted_by_id=actor.person_id, now=now)
    forms.publish(version, now=now)
    await session.flush()
    return version.id


async def arrange(
    session: AsyncSession, community: Place, wanted: Sequence[ArrangedService]
) -> None:
    """Offer categories in this order; what was said before is forgotten."""
    codes = [each.code for each in wanted]
    theirs = select(Service.code, Service.owner_id).where(Service.code.in_(codes))
    owners = {row.code: row.owner_id for row in await session.execute(theirs)}
    faults = [
        Fault(f"/services/{number}/code", "service_unknown", "没有这个诉求分类，或重复")
        for number, code in enumerate(codes)
        if owners.get(code, community.id) not in (None, community.district_id)
        or code in codes[:number]
    ]
    if faults:
        raise ServiceUnknown(errors=tuple(faults))
    here = ServiceArrangement.community_id == community.id
    # One at a time for a community: its row is the lock.
    await session.execute(select(Place.id).where(Place.id == community.id).with_for_update())
    await session.execute(delete(ServiceArrangement).where(here))
    session.add_all(
        ServiceArrangement(
            community_id=community.id,
            service_code=each.code,
            district_id=community.district_id,
            position=number,
            hidden=each.hidden,
        )
        for number, each in enumerate(wanted, start=1)
    )
    await session.flush()


async def version_of(
    session: AsyncSession, service: Service, number: int | None
) -> FormVersion | None:
    """The version of what a category asks: the present one, or an earlier one by its number."""
    if number is None:
        if service.form_version_id is None:
            return None
        return await session.get_one(FormVersion, service.form_version_id)
    numbered = (
        select(FormVersion)
        .join(Form, Form.id == FormVersion.form_id)
        .where(Form.key == form_key(service.code), FormVersion.number == number)
        .where(FormVersion.published_at.is_not(None))
    )
    found: FormVersion | None = await session.scalar(numbered)
    if found is None:
        raise ServiceVersionUnknown
    return found


async def checked(
    session: AsyncSession, service: Service, number: int | None, attributes: dict[str, Any]
) -> FormVersion | None:
    """The version under which answers are sound; None where nothing was asked or answered.

    Whoever names a version, or answers anything, has seen the form: then what is required is. Who
    reports by one tap has not. Raises `AnswersUnfit`, `ServiceVersionUnknown`.
    """
    if number is None and not attributes:
        return None
    version = await version_of(session, service, number)
    if version is None:
        raise AnswersUnfit(errors=(Fault("/attributes", "no_attributes", "这个分类没有附加信息"),))
    faults = forms.checker_of(version).check(attributes, at="/attributes")
    if faults:
        raise AnswersUnfit(errors=tuple(faults))
    return version


async def keep_answers(
    session: AsyncSession,
    ticket: Ticket,
    service_code: str,
    version: FormVersion | None,
    attributes: dict[str, Any],
    *,
    now: datetime,
) -> None:
    """Keep sound answers beside a ticket; those that it had under the same category give way."""
    if version is None:
        return
    await session.flush()
    values = {"form_version_id": version.id, "answers": attributes, "given_at": now}
    row = insert(TicketAnswers).values(
        ticket_id=ticket.id, service_code=service_code, district_id=ticket.district_id, **values
    )
    keys = [TicketAnswers.ticket_id, TicketAnswers.service_code]
    await session.execute(row.on_conflict_do_update(index_elements=keys, set_=values))
