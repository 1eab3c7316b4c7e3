"""The two logs, to read."""

from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request
from sqlalchemy import ColumnElement

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.access.roles import ROLE_TITLES, Role
from shequ_api.base.audit import queries
from shequ_api.base.audit.models import AccessLook, AuditEntry
from shequ_api.base.audit.permissions import AuditPermission
from shequ_api.base.audit.purposes import PURPOSE_TITLES, LookPurpose
from shequ_api.base.audit.schemas import AuditLine, LookAtMe, LookLine
from shequ_api.base.audit.writing import ANONYMOUS, CLOCK, OPERATOR
from shequ_api.kit.clock import china_midnight
from shequ_api.kit.errors import Malformed
from shequ_api.kit.http.exchange import Session
from shequ_api.kit.http.operations import operations_of
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["audit"])
EntryReader = Annotated[Actor, Depends(may(AuditPermission.VIEW_ENTRIES))]
LookReader = Annotated[Actor, Depends(may(AuditPermission.VIEW_LOOKS))]
TITLES = {OPERATOR: "运维人员", CLOCK: "系统定时任务", ANONYMOUS: "匿名"}


class DaysUnfit(Malformed):
    code, title = "days_unfit", "结束日期不能早于开始日期"


class Days:
    """The days asked for, in China, both included."""

    def __init__(self, since: date | None, until: date | None) -> None:
        if since is not None and until is not None and until < since:
            raise DaysUnfit
        self._since, self._until = since, until

    def of(self, instant: Any) -> list[ColumnElement[bool]]:
        conditions = [instant >= china_midnight(self._since)] if self._since else []
        if self._until:
            conditions.append(instant < china_midnight(self._until + timedelta(days=1)))
        return conditions


EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
Since = Annotated[
    date | None, Query(alias="from", ge=EARLIEST, le=LATEST, description="From this day on")
]
Until = Annotated[
    date | None,
    Query(alias="to", ge=EARLIEST, le=LATEST, description="Up to this day, which counts"),
]


async def _days(since: Since = None, until: Until = None) -> Days:
    return Days(since, until)


TheDays = Annotated[Days, Depends(_days)]


def _where(**given: tuple[Any, UUID | str | None]) -> list[ColumnElement[bool]]:
    return [column == value for column, value in given.values() if value is not None]


@router.get("/me/access-log")
async def list_looks_at_me(actor: AnyActor, session: Session, paging: ThePaging) -> Page[LookAtMe]:
    """谁看过我的信息: Who looked at what is kept about me: as what, at which fields, and why."""
    subject_ids = await queries.own_subjects(session, actor.person_id)
    lines = queries.looks_at(actor.person_id, subject_ids)
    rows, cursor = await page_of(session, lines, [AccessLook.at, AccessLook.id], paging)
    return Page(items=[LookAtMe(**row, **_look_titles(row)) for row in rows], next_cursor=cursor)


@router.get("/access-log")
async def list_access_looks(
    actor: LookReader,
    session: Session,
    paging: ThePaging,
    days: TheDays,
    reader_id: UUID | None = None,
    subject_id: UUID | None = None,
    person_id: UUID | None = None,
) -> Page[LookLine]:
    """查看日志: Who in my scope looked at what about whom, and why."""
    conditions = _where(
        reader=(AccessLook.reader_id, reader_id),
        subject=(AccessLook.subject_id, subject_id),
        person=(AccessLook.person_id, person_id),
    )
    lines = queries.looks_in_scope(actor, *conditions, *days.of(AccessLook.at))
    rows, cursor = await page_of(session, lines, [AccessLook.at, AccessLook.id], paging)
    return Page(items=[LookLine(**row, **_look_titles(row)) for row in rows], next_cursor=cursor)


@router.get("/audit-log")
async def list_audit_entries(
    request: Request,
    actor: EntryReader,
    session: Session,
    paging: ThePaging,
    days: TheDays,
    person_id: UUID | None = None,
    operation: Annotated[
        str | None, Query(max_length=100, description="An operationId, as assign_ticket")
    ] = None,
    subject_id: UUID | None = None,
) -> Page[AuditLine]:
    """操作日志: Who in my scope changed what, as what, and when."""
    conditions = _where(
        person=(AuditEntry.person_id, person_id), operation=(AuditEntry.operation, operation)
    )
    if subject_id is not None:
        conditions.append(AuditEntry.subject_ids.contains([subject_id]))
    lines = queries.entries_in_scope(actor, *conditions, *days.of(AuditEntry.at))
    rows, cursor = await page_of(session, lines, [AuditEntry.at, AuditEntry.id], paging)
    operations = operations_of(request.app)
    items = [
        AuditLine(
            **row,
            role_title=_role_title(row["role"]),
            operation_title=operations.title_of(row["operation"]),
        )
        for row in rows
    ]
    return Page(items=items, next_cursor=cursor)


def _look_titles(row: dict[str, Any]) -> dict[str, str]:
    return {
        "role_title": _role_title(row["role"]),
        "purpose_title": PURPOSE_TITLES[LookPurpose(row["purpose"])],
    }


def _role_title(role: str) -> str:
    return TITLES.get(role) or ROLE_TITLES[Role(role)]
