"""One's own settings, and a district's quiet hours, over HTTP."""

from typing import Annotated

from fastapi import Depends, Response

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.places.router import OurPlace, ThePlace
from shequ_api.features.notification_settings import service
from shequ_api.features.notification_settings.models import DistrictQuietHours
from shequ_api.features.notification_settings.permissions import NotificationPermission
from shequ_api.features.notification_settings.schemas import (
    DistrictQuietHoursView,
    KindSetting,
    NotificationSettingsDraft,
    NotificationSettingsView,
    QuietHoursDraft,
    QuietHoursShown,
    clock_time,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.versions import IfMatch, show_version

router = Router(tags=["notification_settings"])
Chooser = Annotated[Actor, Depends(may(NotificationPermission.CHOOSE))]
QuietSetter = Annotated[Actor, Depends(may(NotificationPermission.SET_QUIET_HOURS))]


class QuietHoursAreDistricts(Forbidden):
    code, title = "quiet_hours_are_districts", "只能设置本区的免打扰时段"


async def own_district(place: OurPlace, actor: QuietSetter) -> Place:
    """The actor's own district. QuietHoursAreDistricts."""
    scope = actor.acting.scope if actor.acting else None
    if place.kind != PlaceKind.DISTRICT or scope is None or scope.id != place.id:
        raise QuietHoursAreDistricts
    return place


OwnDistrict = Annotated[Place, Depends(own_district)]


@router.get("/me/notification-settings")
async def get_my_notification_settings(
    actor: Chooser, session: Session, now: Now
) -> NotificationSettingsView:
    """我的通知设置: What is carried out to my WeChat, and when not; in the app all stands."""
    own = await service.settings_of(session, actor.person_id)
    roles = await service.roles_of(session, actor.person_id, china_date(now))
    quiet = service.own_quiet(own)
    return NotificationSettingsView(
        kinds=[
            KindSetting(
                kind=kind,
                title=title,
                wechat=service.wants(own, kind, roles),
                chosen=own is not None and kind in own.choices,
            )
            for kind, title in service.carried_kinds().items()
        ],
        quiet_hours=QuietHoursShown.of(quiet) if quiet else None,
    )


@router.put("/me/notification-settings")
async def set_my_notification_settings(
    draft: NotificationSettingsDraft, actor: Chooser, session: Session, now: Now
) -> NotificationSettingsView:
    """修改我的通知设置: All my choices anew: kinds that are not named follow my roles."""
    quiet = draft.quiet_hours.hours() if draft.quiet_hours else None
    await service.choose(session, actor.person_id, draft.wechat, quiet, now=now)
    session.expire_all()
    return await get_my_notification_settings(actor, session, now)


@router.get("/places/{place_id}/quiet-hours")
async def get_quiet_hours(
    place: ThePlace, _: Chooser, session: Session, response: Response
) -> DistrictQuietHoursView:
    """免打扰时段: When no phone is disturbed in the district of a place, but in an emergency."""
    own = await session.get(DistrictQuietHours, place.district_id) if place.district_id else None
    version = own.version if own else 0
    hours = await service.quiet_in(session, place.district_id)
    show_version(response, version)
    return DistrictQuietHoursView(
        starts=clock_time(hours.starts), ends=clock_time(hours.ends), version=version
    )


@router.put("/places/{place_id}/quiet-hours")
async def set_quiet_hours(
    draft: QuietHoursDraft,
    place: OwnDistrict,
    actor: QuietSetter,
    session: Session,
    match: IfMatch,
    response: Response,
    now: Now,
) -> DistrictQuietHoursView:
    """设置免打扰时段: Of one's own district. People's own stand before it."""
    own = await session.get(DistrictQuietHours, place.id)
    match.check(own.version if own else 0)
    if own is None:
        own = DistrictQuietHours(district_id=place.id)
        session.add(own)
    own.starts, own.ends = draft.hours()
    own.set_at, own.set_by_id = now, actor.person_id
    await session.flush()
    return await get_quiet_hours(place, actor, session, response)
