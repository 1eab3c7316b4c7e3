"""Writing guides, publishing and withdrawing them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.blocks.forms import service as forms
from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.models import FormVersion
from shequ_api.blocks.forms.stating import may_be_stated
from shequ_api.features.appointments.public import open_counters_in
from shequ_api.features.services.events import ServicePublished, ServiceWithdrawn
from shequ_api.features.services.guide import ServiceGuide
from shequ_api.features.services.models import ServiceEdition, ServiceItem
from shequ_api.features.services.rules import ServiceState
from shequ_api.kit.chinese import terms_of
from shequ_api.kit.errors import Fault, Malformed, NotNow
from shequ_api.kit.ids import new_id

HELD_AT = frozenset(
    {PlaceKind.CITY, PlaceKind.DISTRICT, PlaceKind.SUBDISTRICT, PlaceKind.COMMUNITY}
)


class ServicePlaceUnfit(Malformed):
    """A service is that of the office at which its author serves."""

    code, title = "service_place_unfit", "请以社区、街道、区县或城市的身份编写"


class GuideUnfit(Malformed):
    """`errors` points at each office that names no open counter, and at each key of what a
    certificate states that is no field of the form which may be stated."""

    code, title = "service_guide_unfit", "办事指南里有不能使用的内容"


class ServiceUnchanged(NotNow):
    code, title = "service_unchanged", "草稿与已发布的办事指南相同"


class ServiceChangedMeanwhile(NotNow):
    """Somebody else published at this moment."""

    code, title = "service_changed", "这个事项刚刚被他人发布，请刷新后再试"


class ServiceNotOffered(NotNow):
    code, title = "service_not_offered", "这个事项没有在办理"


async def write_service(
    session: AsyncSession, actor: Actor, place: Place | None, guide: ServiceGuide, *, now: datetime
) -> ServiceItem:
    """A draft of the office of the acting posting."""
    if place is None or place.kind not in HELD_AT or place.city_id is None:
        raise ServicePlaceUnfit
    await _refuse_unfit(session, place.id, guide)
    item = ServiceItem(
        id=new_id(),
        place_id=place.id,
        city_id=place.city_id,
        district_id=place.district_id,
        subdistrict_id=place.subdistrict_id,
        community_id=place.community_id,
        state=ServiceState.DRAFT,
        edition=0,
        published=None,
        made_at=now,
        made_by_id=actor.person_id,
    )
    session.add(item)
    _draft(actor, item, guide, now)
    await session.flush()
    return item


async def rewrite_service(
    session: AsyncSession, actor: Actor, item: ServiceItem, guide: ServiceGuide, *, now: datetime
) -> None:
    """The whole draft anew; residents see it once it is published."""
    await _refuse_unfit(session, item.place_id, guide)
    _draft(actor, item, guide, now)
    await session.flush()


def _draft(actor: Actor, item: ServiceItem, guide: ServiceGuide, now: datetime) -> None:
    item.draft = guide.model_dump(mode="json", exclude_none=False)
    item.drafted_at, item.drafted_by_id = now, actor.person_id
    if item.state == ServiceState.DRAFT:
        _show(item, guide)


def _show(item: ServiceItem, guide: ServiceGuide) -> None:
    """What lists and search read of a guide."""
    item.title, item.theme, item.provider = guide.title, guide.theme, guide.provider
    item.applicants = [kind.value for kind in guide.applicants]
    item.position = guide.position
    item.terms = sorted({term for text in (guide.title, *guide.aliases) for term in terms_of(text)})


async def publish_service(
    session: AsyncSession, actor: Actor, item: ServiceItem, *, now: datetime
) -> None:
    """Offer the draft from now on, as another edition. Who has applied goes on by theirs."""
    if item.state == ServiceState.PUBLISHED and item.draft == item.published:
        raise ServiceUnchanged
    guide = ServiceGuide.model_validate(item.draft)
    await _refuse_unfit(session, item.place_id, guide)
    version_id = await _form_version(session, actor, item, guide.form, now)
    item.edition += 1
    item.state, item.published, item.published_at = ServiceState.PUBLISHED, item.draft, now
    item.withdrawn_at = item.withdrawal_reason = None
    _show(item, guide)
    await session.flush()
    edition = ServiceEdition(
        service_id=item.id,
        number=item.edition,
        guide=item.draft,
        form_version_id=version_id,
        published_at=now,
        published_by_id=actor.person_id,
    )
    session.add(edition)
    record(session, ServicePublished(**_facts(item)), now=now)
    await session.flush()


async def withdraw_service(
    session: AsyncSession, item: ServiceItem, *, reason: str, now: datetime
) -> None:
    """Offer it no more. Who has applied is served still."""
    if item.state != ServiceState.PUBLISHED:
        raise ServiceNotOffered
    item.state, item.withdrawn_at = ServiceState.WITHDRAWN, now
    item.withdrawal_reason = reason
    record(session, ServiceWithdrawn(**_facts(item)), now=now)
    await session.flush()


async def _refuse_unfit(session: AsyncSession, place_id: UUID, guide: ServiceGuide) -> None:
    """Counters must be open and lie where the service is offered; a certificate states what the
    form asks."""
    named = guide.counters
    open_ones = await open_counters_in(session, named, place_id) if named else set()
    faults = [
        Fault(f"/offices/{number}/counter_id", "counter_unfit", "没有这个预约窗口，或已关闭")
        for number, office in enumerate(guide.offices)
        if office.counter_id is not None and office.counter_id not in open_ones
    ]
    may = may_be_stated(guide.form) if guide.form is not None else frozenset()
    faults += [
        Fault(f"/result/states/{number}", "stated_unfit", "申请表里没有这一项，或不能写在证明上")
        for number, key in enumerate(guide.result.states)
        if key not in may
    ]
    if faults:
        raise GuideUnfit(errors=tuple(faults))


async def _form_version(
    session: AsyncSession,
    actor: Actor,
    item: ServiceItem,
    definition: FormDefinition | None,
    now: datetime,
) -> UUID | None:
    """The version that asks what the guide says: the present one where it asks the same."""
    if definition is None:
        return None
    present = await _present_version(session, item)
    told = definition.model_dump(mode="json", exclude_none=True)
    if present is not None and present.definition == told:
        return present.id
    title = definition.title
    form = await forms.form_of(session, key=f"service/{item.id}", title=title, now=now)
    version = await forms.draft(session, form, definition, drafted_by_id=actor.person_id, now=now)
    forms.publish(version, now=now)
    await session.flush()
    return version.id


async def _present_version(session: AsyncSession, item: ServiceItem) -> FormVersion | None:
    found = (
        select(FormVersion)
        .join(ServiceEdition, ServiceEdition.form_version_id == FormVersion.id)
        .where(ServiceEdition.service_id == item.id)
        .order_by(ServiceEdition.number.desc())
        .limit(1)
    )
    version: FormVersion | None = await session.scalar(found)
    return version


def _facts(item: ServiceItem) -> dict[str, Any]:
    return {
        "subject_id": item.id,
        "district_id": item.district_id,
        "place_id": item.place_id,
        "edition": item.edition,
    }
