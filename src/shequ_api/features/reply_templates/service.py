"""Making templates, changing them, letting them go."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.reply_templates import queries
from shequ_api.features.reply_templates.models import ReplyTemplate
from shequ_api.features.reply_templates.rules import check_text, filled
from shequ_api.features.reply_templates.schemas import ReplyTemplateDraft
from shequ_api.features.tickets.public import Service, Ticket
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id

HELD_AT = frozenset({PlaceKind.DISTRICT, PlaceKind.SUBDISTRICT, PlaceKind.COMMUNITY})


class TemplatePlaceUnfit(Malformed):
    """A template is that of the place at which its author holds office."""

    code, title = "reply_template_place_unfit", "请以社区、街道或区县的身份设置常用语"


class TemplateServiceUnknown(Malformed):
    code, title = "reply_template_service_unknown", "没有这个诉求分类"


class TemplateRetired(NotNow):
    code, title = "reply_template_retired", "这条常用语已停用"


async def make_template(
    session: AsyncSession,
    actor: Actor,
    place: Place | None,
    draft: ReplyTemplateDraft,
    *,
    now: datetime,
) -> ReplyTemplate:
    """A template of the place of the acting posting."""
    if place is None or place.kind not in HELD_AT or place.district_id is None:
        raise TemplatePlaceUnfit
    await _check(session, draft)
    template = ReplyTemplate(
        id=new_id(),
        place_id=place.id,
        district_id=place.district_id,
        made_at=now,
        made_by_id=actor.person_id,
        **draft.model_dump(),
    )
    session.add(template)
    await session.flush()
    return template


async def change_template(
    session: AsyncSession, template: ReplyTemplate, draft: ReplyTemplateDraft
) -> ReplyTemplate:
    """Another content; who fills it next fills that one."""
    if template.retired_at is not None:
        raise TemplateRetired
    await _check(session, draft)
    for name, value in draft.model_dump().items():
        setattr(template, name, value)
    await session.flush()
    return template


async def retire_template(
    session: AsyncSession, template: ReplyTemplate, *, now: datetime
) -> ReplyTemplate:
    """Offer it no more; retired twice is retired once."""
    template.retired_at = template.retired_at or now
    await session.flush()
    return template


async def draft_reply(
    session: AsyncSession, actor: Actor, ticket: Ticket, template: ReplyTemplate
) -> str:
    """The template's text for a ticket."""
    if template.retired_at is not None:
        raise TemplateRetired
    row = (await session.execute(queries.values_for(ticket, actor))).mappings().one()
    filed = china_date(ticket.created_at)
    values = {name: value or "" for name, value in row.items()}
    return filled(
        template.text, values | {"filed_on": f"{filed.year}年{filed.month}月{filed.day}日"}
    )


async def _check(session: AsyncSession, draft: ReplyTemplateDraft) -> None:
    check_text(draft.text)
    if draft.service_code is not None and await session.get(Service, draft.service_code) is None:
        raise TemplateServiceUnknown
