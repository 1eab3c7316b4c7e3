"""Templates: saved, mended, retired."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.notification_settings.public import check_kinds
from shequ_api.features.subscription_messages import faults
from shequ_api.features.subscription_messages.models import SubscriptionKind, SubscriptionTemplate
from shequ_api.features.subscription_messages.schemas import TemplateDraft
from shequ_api.kit.errors import NotNow
from shequ_api.kit.repointing import QUIET


class TemplateTaken(NotNow):
    code, title = "subscription_template_taken", "这个微信模板编号已经登记"


class KindCarriedAlready(NotNow):
    code, title = "subscription_kind_carried", "有的消息类型已由另一个模板发送"


class TemplateRetired(NotNow):
    code, title = "subscription_template_retired", "模板已停用"


async def save(
    session: AsyncSession,
    actor: Actor,
    template: SubscriptionTemplate | None,
    template_id: UUID,
    draft: TemplateDraft,
    *,
    now: datetime,
) -> SubscriptionTemplate:
    """Register a template, or change one: whatever was faulty is tried again. KindUnknown."""
    check_kinds(draft.kinds)
    if template is None:
        template = SubscriptionTemplate(id=template_id)
        session.add(template)
    elif template.retired_at is not None:
        raise TemplateRetired
    own = draft.model_dump(exclude={"kinds", "fields"})
    for name, value in own.items():
        setattr(template, name, value)
    template.fields = [field.model_dump(mode="json") for field in draft.fields]
    template.changed_at, template.changed_by_id = now, actor.person_id
    await session.flush()
    await faults.mend(session, template, now=now)
    await _carry(session, template, draft.kinds)
    return template


async def _carry(
    session: AsyncSession, template: SubscriptionTemplate, kinds: Collection[str]
) -> None:
    taken = select(SubscriptionKind.kind).where(
        SubscriptionKind.kind.in_(kinds), SubscriptionKind.template_id != template.id
    )
    if (await session.scalars(taken)).first() is not None:
        raise KindCarriedAlready
    old = delete(SubscriptionKind).where(SubscriptionKind.template_id == template.id)
    await session.execute(old, execution_options=QUIET)
    session.add_all(SubscriptionKind(kind=kind, template_id=template.id) for kind in kinds)
    await session.flush()


async def retire(
    session: AsyncSession, actor: Actor, template: SubscriptionTemplate, *, now: datetime
) -> None:
    """Nothing goes by it from now on, and its kinds are free for another. Again, it is the same."""
    if template.retired_at is not None:
        return
    template.retired_at, template.changed_at, template.changed_by_id = now, now, actor.person_id
    await faults.mend(session, template, now=now)
    await _carry(session, template, [])
