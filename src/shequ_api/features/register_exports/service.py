"""The rows of an export, and the looks that it is."""

import asyncio
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.audit.looks import note_look
from shequ_api.base.register.models import Entry, Occupancy
from shequ_api.base.register.queries import Rows, count_up_to
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.entries import identity_of
from shequ_api.features.register.public import REVEAL, shown_entry
from shequ_api.features.register_exports.schemas import ExportRequest
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden, Malformed
from shequ_api.kit.sheets.writing import Value

MOST_ROWS, AT_ONCE = 25_000, 1_000
HEADER = (
    *("住户", "姓名", "手机号", "证件号码", "性别", "与房屋关系", "住户序号"),
    *("入住日期", "核实日期", "待核实日期"),
)
SEXES = {0: "未知", 1: "男", 2: "女", 9: "未说明"}
BELONGINGS = {
    "owner": "产权人",
    "tenant": "承租人",
    "family": "家庭成员",
    "floating_resident": "流动人口",
}


class RevealNotAllowed(Forbidden):
    code, title = "permission_missing", "没有查看未脱敏信息的权限"


class PurposeNeeded(Malformed):
    code, title = "purpose_needed", "导出未脱敏的信息，请选择用途并说明原因"


class ExportTooLarge(Malformed):
    code, title = "export_too_large", f"一次最多导出 {MOST_ROWS} 人，请按小区或楼栋分别导出"


def check_request(actor: Actor, request: ExportRequest) -> None:
    """PurposeNeeded; RevealNotAllowed where the actor may not reveal."""
    if not request.reveal:
        return
    if not actor.may(REVEAL):
        raise RevealNotAllowed(permission=str(REVEAL))
    if request.purpose is None or not request.reason:
        raise PurposeNeeded


async def sheet_rows(
    session: AsyncSession,
    seal: RegisterSeal,
    actor: Actor,
    found: Rows,
    request: ExportRequest,
    *,
    now: datetime,
) -> list[list[Value]]:
    """The rows of an export, and a look for each person of whom something is shown in clear.

    ExportTooLarge, before any is read. They are read some at a time: what was opened for one lot is
    let go of before the next. 25,000 people in clear as XLSX take about 50 MB and 10 seconds.
    """
    if (await session.scalar(count_up_to(MOST_ROWS + 1, found)) or 0) > MOST_ROWS:
        raise ExportTooLarge(most=MOST_ROWS)
    rows: list[list[Value]] = []
    people = await session.stream(found.execution_options(yield_per=AT_ONCE))
    async for some in people.partitions():
        rows += await asyncio.to_thread(_rows, seal, some, request.reveal)
        note_looks(session, actor, some, request, now=now)
        await session.flush()
    return rows


def _rows(seal: RegisterSeal, found: Iterable[Any], reveal: Collection[str]) -> list[list[Value]]:
    return [_row(seal, reveal, *each) for each in found]


def _row(
    seal: RegisterSeal,
    reveal: Collection[str],
    entry: Entry,
    occupancy: Occupancy,
    dwelling_name: str,
) -> list[Value]:
    shown = shown_entry(seal, entry, occupancy, dwelling_name).model_dump()
    clear = identity_of(seal, entry).as_facts() if reveal else {}
    return [
        dwelling_name,
        *(clear[field] if field in reveal else shown[field] for field in CLEARED),
        SEXES[entry.sex],
        BELONGINGS[occupancy.belonging],
        occupancy.household,
        occupancy.starts_on,
        china_date(entry.verified_at),
        entry.stale_on,
    ]


CLEARED = ("name", "phone", "id_number")


def note_looks(
    session: AsyncSession,
    actor: Actor,
    found: Iterable[Any],
    request: ExportRequest,
    *,
    now: datetime,
) -> None:
    """One look for each person, whom it concerns; none where all is masked."""
    if not request.reveal or request.purpose is None:
        return
    for entry, _, _ in found:
        note_look(
            session,
            actor,
            subject_kind="register_entry",
            subject_id=entry.id,
            person_id=entry.person_id,
            district_id=entry.district_id,
            fields=request.reveal,
            purpose=request.purpose,
            reason=request.reason,
            now=now,
        )
