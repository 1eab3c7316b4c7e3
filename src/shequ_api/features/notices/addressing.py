"""To whom a notice goes: places and grids of the issuer's scope, and who of those there."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.located import SCOPE_COLUMNS
from shequ_api.base.places.models import Grid, GridKind, Place, PlaceKind
from shequ_api.base.registry import Registry
from shequ_api.features.notices.discretion import discreet_audiences
from shequ_api.features.notices.models import Notice, NoticeTarget
from shequ_api.features.notices.rules import EVERYBODY
from shequ_api.kit.errors import Malformed
from shequ_api.kit.repointing import QUIET

TOO_SMALL = frozenset({PlaceKind.COMPOUND, PlaceKind.BUILDING, GridKind.MICRO})
"""Where those who carry a tag are a handful."""


class TargetUnfit(Malformed):
    """One that is not there, has ended, lies outside, or is no kind that people belong to."""

    code, title = "notice_target_unfit", "通知范围须是本人管辖内的现有地点（到楼栋为止）或网格"


class AudienceUnknown(Malformed):
    code, title = "notice_audience_unknown", "没有这类通知对象"


class PublicNotForAll(Malformed):
    code, title = "notice_public_not_for_all", "只有面向全体居民的通知才能公开"


class TagsNotAlone(Malformed):
    """Beside people who can be counted, or named, those of a tag could be counted to the one."""

    code, title = "notice_tags_not_alone", "面向特定人群的通知不能同时面向其他对象"


class TagPlaceTooSmall(Malformed):
    """In a building or a micro-grid, who reads it guesses whom it means."""

    code, title = "notice_tag_place_too_small", "面向特定人群的通知范围至少是一个社区或一般网格"


async def addressable(
    session: AsyncSession, actor: Actor, ids: Collection[UUID]
) -> Sequence[Place | Grid]:
    """These places and grids of the actor's scope. TargetUnfit."""
    models: tuple[Any, ...] = (Place, Grid)
    found: list[Any] = []
    for model in models:
        standing = select(model).where(model.id.in_(ids), model.ended_at.is_(None))
        found += await session.scalars(standing)
    fit = [one for one in found if one.kind in SCOPE_COLUMNS and actor.covers(one)]
    if len(fit) != len(set(ids)):
        raise TargetUnfit
    return fit


def check_audiences(session: AsyncSession, keys: Collection[str], *, public: bool) -> None:
    """AudienceUnknown, PublicNotForAll, TagsNotAlone."""
    registry: Registry = session.info["registry"]
    if not set(keys) <= registry.audiences.keys():
        raise AudienceUnknown
    if public and set(keys) != {EVERYBODY}:
        raise PublicNotForAll
    if len({key in discreet_audiences(session) for key in keys}) > 1:
        raise TagsNotAlone


def check_size(session: AsyncSession, keys: Collection[str], at: Collection[Place | Grid]) -> None:
    """TagPlaceTooSmall. Of keys that `check_audiences` let pass."""
    by_tag = not discreet_audiences(session).isdisjoint(keys)
    if by_tag and any(one.kind in TOO_SMALL for one in at):
        raise TagPlaceTooSmall


async def address(
    session: AsyncSession, notice: Notice, at: Sequence[Place | Grid], audiences: Collection[str]
) -> None:
    """Let a notice that nobody has seen yet go to these, and to nobody else."""
    old = delete(NoticeTarget).where(NoticeTarget.notice_id == notice.id)
    await session.execute(old, execution_options=QUIET)
    spots = {_spot(one): one for one in at}
    session.add_all(
        NoticeTarget(
            notice_id=notice.id,
            target_id=target_id,
            audience=audience,
            district_id=notice.district_id,
            scope_column=column,
            name=one.full_name if isinstance(one, Place) else one.name,
            public=notice.public,
            begins_at=notice.begins_at,
            expires_at=notice.expires_at,
        )
        for (column, target_id), one in spots.items()
        for audience in set(audiences)
    )


def _spot(one: Place | Grid) -> tuple[str, UUID]:
    """A total grid is its community: whoever belongs to either belongs to both."""
    column = SCOPE_COLUMNS[one.kind]
    if isinstance(one, Grid) and column == "community_id":
        return column, one.community_id
    return column, one.id
