"""The rows of an export, and the looks that it is."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.audit.looks import note_look
from shequ_api.base.audit.purposes import Purpose
from shequ_api.features.register.public import (
    REVEAL,
    RegisterSeal,
    identity_of,
    shown_entry,
)
from shequ_api.features.register_exports.schemas import ExportRequest
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden, Malformed
from shequ_api.kit.sheets.writing import Value

MOST_ROWS = 5_000
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


def sheet_rows(
    seal: RegisterSeal, found: Collection[Any], reveal: Collection[str]
) -> Iterable[list[Value]]:
    """A row for each `(Entry, Occupancy, dwelling name)`. ExportTooLarge."""
    if len(found) > MOST_ROWS:
        raise ExportTooLarge(most=MOST_ROWS)
    for entry, occupancy, dwelling_name in found:
        shown = shown_entry(seal, entry, occupancy, dwelling_name).model_dump()
        clear = identity_of(seal, entry).as_facts() if reveal else {}
        said = {field: clear[field] if field in reveal else shown[field] for field in CLEARED}
        yield [
            dwelling_name,
            *said.values(),
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
    *,
    fields: Collection[str],
    purpose: Purpose,
    reason: str,
    now: datetime,
) -> None:
    """One look for each person, whom it concerns."""
    for entry, _, _ in found:
        note_look(
            session,
            actor,
            subject_kind="register_entry",
            subject_id=entry.id,
            person_id=entry.person_id,
            district_id=entry.district_id,
            fields=fields,
            purpose=purpose,
            reason=reason,
            now=now,
        )
