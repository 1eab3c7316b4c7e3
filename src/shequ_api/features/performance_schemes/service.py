"""Drawing up what is measured, changing a draft, publishing it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.models import Posting
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.performance_schemes.measures import next_month
from shequ_api.features.performance_schemes.models import PerformanceScheme
from shequ_api.features.performance_schemes.permissions import MEASURED
from shequ_api.features.performance_schemes.schemas import PerformanceSchemeDraft
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden, Malformed, NotNow
from shequ_api.kit.ids import new_id

HELD_AT = frozenset({PlaceKind.DISTRICT, PlaceKind.SUBDISTRICT, PlaceKind.COMMUNITY})


class SchemePlaceUnfit(Malformed):
    """A scheme is that of the place at which its author holds office."""

    code, title = "performance_scheme_place_unfit", "请以区、街道或社区的身份制定考核方案"


class SchemePublished(NotNow):
    """What workers were told they are measured by is not changed under them."""

    code, title = "performance_scheme_published", "已发布的方案不能修改，请另建一个新方案"


class SchemeTooLate(Malformed):
    """Says which month is the first possible one."""

    code, title = "performance_scheme_too_late", "方案须在生效月份开始之前发布，从某月 1 日起生效"


class SchemeMonthTaken(NotNow):
    code, title = "performance_scheme_month_taken", "本级已有从同一月份起生效的方案"


class OwnScheme(Forbidden):
    """Somebody may hold an office and serve a grid beside it."""

    code, title = "performance_scheme_own", "不能发布考核自己的方案，请由他人发布"


def draw_scheme(
    actor: Actor, place: Place | None, draft: PerformanceSchemeDraft, *, now: datetime
) -> PerformanceScheme:
    """A draft for the place of the acting posting."""
    if place is None or place.kind not in HELD_AT:
        raise SchemePlaceUnfit
    return PerformanceScheme(
        id=new_id(),
        place_id=place.id,
        city_id=place.city_id,
        district_id=place.district_id,
        subdistrict_id=place.subdistrict_id,
        community_id=place.community_id,
        drawn_at=now,
        drawn_by_id=actor.person_id,
        **_content(draft),
    )


async def change_scheme(
    session: AsyncSession, scheme: PerformanceScheme, draft: PerformanceSchemeDraft
) -> PerformanceScheme:
    """Another content for a draft."""
    if scheme.published_at is not None:
        raise SchemePublished
    for name, value in _content(draft).items():
        setattr(scheme, name, value)
    await session.flush()
    return scheme


async def publish_scheme(
    session: AsyncSession,
    actor: Actor,
    scheme: PerformanceScheme,
    *,
    valid_from: date,
    now: datetime,
) -> PerformanceScheme:
    """Let it count from a month on that has not begun: nobody learns later by what they are
    measured. From then on it never changes."""
    await session.refresh(scheme, with_for_update=True)
    if await _is_measured_by(session, actor, scheme, now):
        raise OwnScheme
    if scheme.published_at is not None:
        raise SchemePublished
    earliest = next_month(china_date(now).replace(day=1))
    if valid_from.day != 1 or valid_from < earliest:
        raise SchemeTooLate(earliest=earliest.isoformat())
    same = select(PerformanceScheme.id).where(
        PerformanceScheme.place_id == scheme.place_id,
        PerformanceScheme.valid_from == valid_from,
        PerformanceScheme.published_at.is_not(None),
    )
    # Two at once: the index lets one of them through, and means the same.
    if await session.scalar(same) is not None:
        raise SchemeMonthTaken
    scheme.valid_from, scheme.published_at = valid_from, now
    scheme.published_by_id = actor.person_id
    await session.flush()
    return scheme


async def _is_measured_by(
    session: AsyncSession, actor: Actor, scheme: PerformanceScheme, now: datetime
) -> bool:
    """Whether somebody serves a grid of the scheme's place themselves."""
    serves = select(Posting.id).where(
        Posting.person_id == actor.person_id,
        Posting.role.in_(MEASURED),
        Posting.ended_at.is_(None),
        func.coalesce(Posting.ends_on > china_date(now), True),
        or_(
            Posting.community_id == scheme.place_id,
            Posting.subdistrict_id == scheme.place_id,
            Posting.district_id == scheme.place_id,
        ),
    )
    return await session.scalar(serves.limit(1)) is not None


def _content(draft: PerformanceSchemeDraft) -> dict[str, Any]:
    return draft.model_dump(mode="json")
