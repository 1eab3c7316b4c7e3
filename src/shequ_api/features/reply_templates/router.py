"""Templates over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.offices import place_of_office, row_of_office
from shequ_api.features.reply_templates import queries, service
from shequ_api.features.reply_templates.models import ReplyTemplate
from shequ_api.features.reply_templates.permissions import ReplyTemplatePermission
from shequ_api.features.reply_templates.schemas import (
    ReplyDraftView,
    ReplyTemplateDraft,
    ReplyTemplateView,
)
from shequ_api.features.tickets.public import TheTicket
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["reply_templates"])
User = Annotated[Actor, Depends(may(ReplyTemplatePermission.USE))]
Manager = Annotated[Actor, Depends(may(ReplyTemplatePermission.MANAGE))]


async def template_in_view(template_id: UUID, actor: AnyActor, session: Session) -> ReplyTemplate:
    """A template of the actor's community or of a place above it."""
    wanted = select(ReplyTemplate).where(ReplyTemplate.id == template_id)
    template = await session.scalar(wanted.where(queries.templates_over(actor)))
    if template is None:
        raise Absent
    return template


async def own_template(template_id: UUID, actor: AnyActor, session: Session) -> ReplyTemplate:
    """A template of the place itself at which the actor holds office."""
    return await row_of_office(session, actor, ReplyTemplate, template_id)


TheTemplate = Annotated[ReplyTemplate, Depends(template_in_view)]
OwnTemplate = Annotated[ReplyTemplate, Depends(own_template)]


@router.get("/reply-templates")
async def list_reply_templates(
    actor: User,
    session: Session,
    paging: ThePaging,
    service_code: Annotated[
        str | None, Query(max_length=63, description="Those for this category, and those for all")
    ] = None,
    retired: Annotated[bool, Query(description="With those that are retired")] = False,
) -> Page[ReplyTemplateView]:
    """常用语列表: Templates of my community and of the places above it, newest first."""
    lines = queries.template_lines(queries.templates_over(actor))
    if service_code is not None:
        lines = lines.where(queries.for_service(service_code))
    if not retired:
        lines = lines.where(ReplyTemplate.retired_at.is_(None))
    order = [ReplyTemplate.made_at, ReplyTemplate.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[ReplyTemplateView(**row) for row in rows], next_cursor=cursor)


@router.post("/reply-templates", status_code=201)
async def make_reply_template(
    draft: ReplyTemplateDraft, actor: Manager, session: Session, response: Response, now: Now
) -> ReplyTemplateView:
    """新建常用语: A template for the place at which I hold office; unknown placeholders are
    refused."""
    place = await place_of_office(session, actor)
    template = await service.make_template(session, actor, place, draft, now=now)
    return await _shown(session, template, response)


@router.get("/reply-templates/{template_id}")
async def get_reply_template(
    template: TheTemplate, _: User, session: Session, response: Response
) -> ReplyTemplateView:
    """查看常用语: A template, with its version."""
    return await _shown(session, template, response)


@router.put("/reply-templates/{template_id}")
async def change_reply_template(
    draft: ReplyTemplateDraft,
    template: OwnTemplate,
    _: Manager,
    session: Session,
    match: IfMatch,
    response: Response,
) -> ReplyTemplateView:
    """修改常用语: Another content for a template of my own place, if nobody changed it since."""
    match.check(template.version)
    await service.change_template(session, template, draft)
    return await _shown(session, template, response)


@router.post("/reply-templates/{template_id}/retirement")
async def retire_reply_template(
    template: OwnTemplate, _: Manager, session: Session, response: Response, now: Now
) -> ReplyTemplateView:
    """停用常用语: Offer a template of my own place no more."""
    await service.retire_template(session, template, now=now)
    return await _shown(session, template, response)


@router.get("/tickets/{ticket_id}/reply-drafts/{template_id}")
async def draft_ticket_reply(
    ticket: TheTicket, template: TheTemplate, actor: User, session: Session
) -> ReplyDraftView:
    """套用常用语: A template filled for a ticket, to be read before it is sent."""
    return ReplyDraftView(text=await service.draft_reply(session, actor, ticket, template))


async def _shown(
    session: AsyncSession, template: ReplyTemplate, response: Response
) -> ReplyTemplateView:
    row = await session.execute(queries.template_lines(ReplyTemplate.id == template.id))
    show_version(response, template.version)
    return ReplyTemplateView(**row.mappings().one())
