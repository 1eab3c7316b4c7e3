"""The rows of an export, and the looks that it is."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.audit.looks import note_look
from shequ_api.base.register.queries import Rows, count_up_to
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.features.register.public import REVEAL
from shequ_api.features.register_exports.schemas import ExportRequest
from shequ_api.features.register_exports.tables import TABLES
from shequ_api.kit.errors import Forbidden, Malformed
from shequ_api.kit.sheets.writing import Value

MOST_ROWS, AT_ONCE = 25_000, 1_000


class RevealNotAllowed(Forbidden):
    code, title = "permission_missing", "没有查看未脱敏信息的权限"


class PurposeNeeded(Malformed):
    code, title = "purpose_needed", "导出未脱敏的信息，请选择用途并说明原因"


class FieldsUnfit(Malformed):
    code, title = "export_fields_unfit", "这份导出里没有要求查看的信息项"


class ExportTooLarge(Malformed):
    code, title = "export_too_large", f"一次最多导出 {MOST_ROWS} 行，请按小区或楼栋分别导出"


def check_request(actor: Actor, request: ExportRequest) -> None:
    """FieldsUnfit; PurposeNeeded; RevealNotAllowed where the actor may not reveal."""
    if not request.reveal:
        return
    if not actor.may(REVEAL):
        raise RevealNotAllowed(permission=str(REVEAL))
    if set(request.reveal) - set(TABLES[request.kind].masked):
        raise FieldsUnfit
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
    """The rows of an export, and a look for each of which something is shown in clear.

    ExportTooLarge, before any is read. They are read some at a time: what was opened for one lot is
    let go of before the next. 25,000 people in clear as XLSX take about 50 MB and 10 seconds.
    """
    if (await session.scalar(count_up_to(MOST_ROWS + 1, found)) or 0) > MOST_ROWS:
        raise ExportTooLarge(most=MOST_ROWS)
    rows: list[list[Value]] = []
    things = await session.stream(found.execution_options(yield_per=AT_ONCE))
    async for some in things.partitions():
        rows += await asyncio.to_thread(_rows, seal, some, request)
        note_looks(session, actor, some, request, now=now)
        await session.flush()
    return rows


def _rows(seal: RegisterSeal, found: Iterable[Any], request: ExportRequest) -> list[list[Value]]:
    table = TABLES[request.kind]
    return [table.row(seal, request.reveal, *each) for each in found]


def note_looks(
    session: AsyncSession,
    actor: Actor,
    found: Iterable[Any],
    request: ExportRequest,
    *,
    now: datetime,
) -> None:
    """One look for each person, whom it concerns, or premises; none where all is masked."""
    if not request.reveal or request.purpose is None:
        return
    for thing, *_ in found:
        note_look(
            session,
            actor,
            subject_kind=TABLES[request.kind].subject_kind,
            subject_id=thing.id,
            person_id=getattr(thing, "person_id", None),
            district_id=thing.district_id,
            fields=request.reveal,
            purpose=request.purpose,
            reason=request.reason,
            now=now,
        )
