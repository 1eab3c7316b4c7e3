"""Subscription messages over HTTP: one's own answers, templates, counts."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.subscription_messages import answering, queries, templates
from shequ_api.features.subscription_messages.models import (
    SubscriptionTemplate,
)
from shequ_api.features.subscription_messages.permissions import SubscriptionPermission
from shequ_api.features.subscription_messages.schemas import (
    AnswersGiven,
    TemplateDraft,
    TemplatesToAsk,
    TemplateToAsk,
    TemplateView,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["subscription_messages"])
Receiver = Annotated[Actor, Depends(may(SubscriptionPermission.RECEIVE))]
Viewer = Annotated[Actor, Depends(may(SubscriptionPermission.VIEW))]
Manager = Annotated[Actor, Depends(may(SubscriptionPermission.MANAGE))]
AGAIN: dict[int | str, dict[str, Any]] = {
    200: {"model": TemplateView, "description": "It was there, and is changed"}
}


async def template_by_id(template_id: UUID, _: AnyActor, session: Session) -> SubscriptionTemplate:
    """A template of the mini-program's."""
    template = await session.get(SubscriptionTemplate, template_id)
    if template is None:
        raise Absent
    return template


TheTemplate = Annotated[SubscriptionTemplate, Depends(template_by_id)]


def _view(template: Any, kinds: Sequence[str]) -> TemplateView:
    columns = (name for name in TemplateView.model_fields if name != "kinds")
    return TemplateView(**{name: getattr(template, name) for name in columns}, kinds=list(kinds))


async def _shown(
    session: Session, template: SubscriptionTemplate, response: Response
) -> TemplateView:
    await session.flush()
    show_version(response, template.version)
    kinds = await session.scalars(queries.kinds_of([template.id]))
    return _view(template, [each.kind for each in kinds])


@router.get("/me/subscription-templates")
async def get_templates_to_ask(actor: Receiver, session: Session, now: Now) -> TemplatesToAsk:
    """该请求订阅的模板: Which templates to ask me for in the next tap: none that I refused of
    late."""
    chosen = await answering.chosen_to_ask(session, actor.person_id, now)
    items = [
        TemplateToAsk(
            template_id=template.id,
            wechat_template_id=template.wechat_template_id,
            title=template.title,
            credits=standing.credits,
            lasting=template.lasting,
        )
        for template, standing in chosen
    ]
    return TemplatesToAsk(templates=items)


@router.put("/me/subscription-answers/{report_id}")
async def report_subscription_answers(
    report_id: UUID, given: AnswersGiven, actor: Receiver, session: Session, now: Now
) -> TemplatesToAsk:
    """上报订阅授权结果: What I answered to wx.requestSubscribeMessage, under an id of the
    mini-program's making; each accept allows one send. Answers what is still to ask.

    First `get_templates_to_ask`; then, in a tap, `wx.requestSubscribeMessage` with their
    `wechat_template_id`s; then this, with their `template_id`s. The same id repeats a lost report.
    """
    await answering.note_answers(session, actor.person_id, report_id, given.answers, now=now)
    return await get_templates_to_ask(actor, session, now)


@router.get("/subscription-templates")
async def list_subscription_templates(
    _: Viewer, session: Session, paging: ThePaging
) -> Page[TemplateView]:
    """订阅消息模板: The mini-program's templates, the latest changed first."""
    table = SubscriptionTemplate
    lines = queries.template_lines()
    rows, cursor = await page_of(session, lines, [table.changed_at, table.id], paging)
    kinds: dict[UUID, list[str]] = {}
    for each in await session.scalars(queries.kinds_of([row["id"] for row in rows])):
        kinds.setdefault(each.template_id, []).append(each.kind)
    items = [TemplateView(**row, kinds=kinds.get(row["id"], [])) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.get("/subscription-templates/{template_id}")
async def get_subscription_template(
    template: TheTemplate, _: Viewer, session: Session, response: Response
) -> TemplateView:
    """查看订阅消息模板: One template."""
    return await _shown(session, template, response)


@router.put("/subscription-templates/{template_id}", status_code=201, responses=AGAIN)
async def save_subscription_template(
    template_id: UUID,
    draft: TemplateDraft,
    actor: Manager,
    session: Session,
    match: IfMatch,
    response: Response,
    now: Now,
) -> TemplateView:
    """登记或修改订阅消息模板: Under an id of the client's making; a faulty one is tried again."""
    found = await session.get(SubscriptionTemplate, template_id)
    if found is not None:
        match.check(found.version)
    response.status_code = 201 if found is None else 200
    template = await templates.save(session, actor, found, template_id, draft, now=now)
    return await _shown(session, template, response)


@router.put("/subscription-templates/{template_id}/retirement")
async def retire_subscription_template(
    template: TheTemplate, actor: Manager, session: Session, response: Response, now: Now
) -> TemplateView:
    """停用订阅消息模板: Nothing goes by it from now on."""
    await templates.retire(session, actor, template, now=now)
    return await _shown(session, template, response)
