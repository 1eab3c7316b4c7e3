"""Volunteer hours over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.places.located import SCOPE_COLUMNS
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.volunteer_hours import queries
from shequ_api.features.volunteer_hours.models import VolunteerAccount
from shequ_api.features.volunteer_hours.permissions import VolunteerPermission
from shequ_api.features.volunteer_hours.refusals import (
    DaysUnfit,
    DistrictNeeded,
    DistrictUnknown,
    OnlyForADistrict,
    TooManyVolunteers,
)
from shequ_api.features.volunteer_hours.rules import PERIOD, Terms
from shequ_api.features.volunteer_hours.schemas import (
    VolunteerHoursView,
    VolunteerLine,
    VolunteerPolicyDraft,
    VolunteerPolicyView,
    VolunteerServiceView,
    VolunteerStatement,
)
from shequ_api.features.volunteer_hours.service.accounts import account_in
from shequ_api.features.volunteer_hours.service.policies import set_policy
from shequ_api.features.volunteer_hours.showing import hours_view, service_view, statement_of
from shequ_api.kit.aside import aside
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.sheets import SHEET_ANSWERS, SheetFormat, sheet_answer
from shequ_api.kit.pages import Page, ThePaging, page_of
from shequ_api.kit.schema import Instant

router = Router(tags=["volunteer_hours"])
Holder = Annotated[Actor, Depends(may(VolunteerPermission.VIEW_OWN))]
Viewer = Annotated[Actor, Depends(may(VolunteerPermission.VIEW))]
Setter = Annotated[Actor, Depends(may(VolunteerPermission.SET_POLICY))]
MOST_DAYS, MOST_ROWS = 366, 5000
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
TALLIED = (PlaceKind.COMMUNITY, PlaceKind.SUBDISTRICT, PlaceKind.DISTRICT)
Period = Annotated[
    str, Query(pattern=PERIOD, description="A month (`2026-11`), a year (`2026`), or `ever`")
]


async def own_account(
    actor: Holder,
    session: Session,
    now: Now,
    district_id: Annotated[
        UUID | None,
        Query(description="Else the district of my acting posting, of my home, of my latest hours"),
    ] = None,
) -> VolunteerAccount:
    """My account in a district, opened if I have none there."""
    chosen = district_id or await queries.district_of(session, actor, china_date(now))
    if chosen is None:
        raise DistrictNeeded
    district = await session.get(Place, chosen)
    if district is None or district.kind != PlaceKind.DISTRICT:
        raise DistrictUnknown
    return await account_in(session, person_id=actor.person_id, district_id=district.id, now=now)


async def tallied_place(
    actor: Viewer,
    session: Session,
    place_id: Annotated[UUID, Query(description="A community, subdistrict or district of mine")],
) -> Place:
    """A place in the actor's scope of which hours are tallied."""
    place = await session.get(Place, place_id)
    if place is None or place.kind not in TALLIED or not actor.covers(place):
        raise Absent
    return place


OwnAccount = Annotated[VolunteerAccount, Depends(own_account)]
TalliedPlace = Annotated[Place, Depends(tallied_place)]


@router.get("/me/volunteer-hours")
async def get_my_volunteer_hours(
    account: OwnAccount,
    session: Session,
    now: Now,
    as_of: Annotated[Instant | None, Query(description="At an instant in the past")] = None,
) -> VolunteerHoursView:
    """我的志愿时长: My hours in a district, in all and by year and kind; a first look opens it."""
    return await hours_view(session, account, as_of, now)


@router.get("/me/volunteer-hours/services")
async def list_my_volunteer_services(
    account: OwnAccount, session: Session, paging: ThePaging
) -> Page[VolunteerServiceView]:
    """我的志愿服务: Each service with its evidence and what of it counted, the latest first."""
    lines = queries.service_lines(account.id)
    rows, cursor = await page_of(session, lines, queries.SERVICE_ORDER, paging)
    return Page(items=[service_view(row) for row in rows], next_cursor=cursor)


@router.get("/me/volunteer-hours/statement")
async def get_volunteer_statement(
    account: OwnAccount,
    session: Session,
    first: Annotated[date, Query(alias="from", description="The first day, as 2026-11-01")],
    last: Annotated[
        date, Query(alias="to", description="The last day, included; at most 366 days in all")
    ],
) -> VolunteerStatement:
    """志愿时长对账单: What stood before some days, what came and was taken back, what was then."""
    if not EARLIEST <= first <= last < LATEST or (last - first).days >= MOST_DAYS:
        raise DaysUnfit(most_days=MOST_DAYS)
    return await statement_of(session, account, first, last)


@router.get("/volunteers", responses={404: {}})
async def list_volunteers(
    place: TalliedPlace, session: Session, paging: ThePaging, period: Period
) -> Page[VolunteerLine]:
    """志愿者时长排行: Who served at a place of my scope in a period, the longest first."""
    lines = queries.tally_lines(place.id, period)
    rows, cursor = await page_of(session, lines, queries.TALLY_ORDER, paging)
    return Page(items=[VolunteerLine.model_validate(row) for row in rows], next_cursor=cursor)


@router.get(
    "/volunteers/sheet", response_class=Response, responses=SHEET_ANSWERS | {404: {}, 422: {}}
)
async def download_volunteers_sheet(
    place: TalliedPlace,
    session: Session,
    period: Period,
    sheet_format: Annotated[
        SheetFormat, Query(alias="format", description="Excel or CSV")
    ] = SheetFormat.XLSX,
) -> Response:
    """导出志愿者时长: The same as a sheet; of a community or subdistrict, up to 5,000 people."""
    lines = queries.tally_lines(place.id, period)
    order = [column.desc() for column in queries.TALLY_ORDER]
    found = (await session.execute(lines.order_by(*order).limit(MOST_ROWS + 1))).all()
    if len(found) > MOST_ROWS:
        raise TooManyVolunteers(most_rows=MOST_ROWS)
    rows = [(row.person_name or "", row.minutes, row.services) for row in found]
    header = ("姓名", "服务时长（分钟）", "服务次数")
    name = f"{place.name}志愿时长"
    return await aside(session, sheet_answer, name, sheet_format, header, rows)


@router.get("/volunteer-policies", responses={404: {}})
async def list_volunteer_policies(
    _: Holder,
    session: Session,
    paging: ThePaging,
    district_id: Annotated[UUID, Query(description="Whose policies")],
) -> Page[VolunteerPolicyView]:
    """志愿时长办法: What counts in a district and how much, the latest first; none: the bounds are
    10 minutes, 8 hours a session and a day, and facts bring nothing."""
    district = await session.get(Place, district_id)
    if district is None or district.kind != PlaceKind.DISTRICT:
        raise Absent
    lines = queries.policy_lines(district.id)
    rows, cursor = await page_of(session, lines, queries.POLICY_ORDER, paging)
    return Page(items=[VolunteerPolicyView.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("/volunteer-policies", status_code=201)
async def set_volunteer_policy(
    draft: VolunteerPolicyDraft, actor: Setter, session: Session, now: Now
) -> VolunteerPolicyView:
    """设定志愿时长办法: For the district in which I hold office; what counted before stays."""
    acting = actor.acting
    if acting is None or acting.scope.column != SCOPE_COLUMNS[PlaceKind.DISTRICT]:
        raise OnlyForADistrict
    said = draft.model_dump(exclude={"valid_from", "roles"})
    terms = Terms(**said, roles=tuple(sorted({role.value for role in draft.roles})))
    policy = await set_policy(
        session, actor, acting.scope.id, terms, valid_from=draft.valid_from, now=now
    )
    return VolunteerPolicyView.model_validate(policy)
