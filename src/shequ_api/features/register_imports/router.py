"""Files for the register: bringing them, looking at what they would do, applying them."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import Depends, File, Query, Response, UploadFile

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.audit.writing import note_taking
from shequ_api.base.register.sheets.columns import template_rows
from shequ_api.base.register.sheets.outcomes import LineOutcome
from shequ_api.features.register_imports import queries
from shequ_api.features.register_imports.models import ImportKind, ImportLine, RegisterImport
from shequ_api.features.register_imports.permissions import RegisterImportPermission
from shequ_api.features.register_imports.reporting import report_of
from shequ_api.features.register_imports.schemas import (
    ImportOrder,
    RegisterImportLine,
    RegisterImportView,
)
from shequ_api.features.register_imports.service import reception
from shequ_api.features.register_imports.subjects import SUBJECTS
from shequ_api.kit.crypto import FieldCipher
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.sheets import SHEET_ANSWERS, SheetFormat, sheet_answer
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(prefix="/register/imports", tags=["register_imports"])
Importer = Annotated[Actor, Depends(may(RegisterImportPermission.IMPORT))]
TheCipher = Annotated[FieldCipher, Depends(part(FieldCipher))]
SheetKind = Annotated[SheetFormat, Query(alias="format", description="What to open it with")]
AboutWhat = Annotated[ImportKind, Query(description="What the lines of the file are about")]
FILE = File(description="XLSX or CSV (UTF-8 or GB18030), at most 10 MB and 50,000 lines")


async def import_in_view(import_id: UUID, actor: AnyActor, session: Session) -> RegisterImport:
    """An import of the actor's scope; never waits for the job that works at it."""
    received = await session.scalar(queries.import_in_view(actor, import_id))
    if received is None:
        raise Absent
    return received


async def import_to_change(import_id: UUID, actor: AnyActor, session: Session) -> RegisterImport:
    """An import of the actor's scope, locked."""
    found = queries.import_in_view(actor, import_id).with_for_update()
    received = await session.scalar(found)
    if received is None:
        raise Absent
    return received


TheImport = Annotated[RegisterImport, Depends(import_in_view)]
ImportToChange = Annotated[RegisterImport, Depends(import_to_change)]


@router.get("/template", response_class=Response, responses=SHEET_ANSWERS)
async def get_import_template(
    _: Importer, kind: AboutWhat = ImportKind.PEOPLE, sheet_format: SheetKind = SheetFormat.XLSX
) -> Response:
    """下载导入模板: The columns that a file has, an example, and the words that it takes."""
    subject = SUBJECTS[kind]
    header, rows = template_rows(subject.columns)
    return sheet_answer(f"{subject.title}导入模板", sheet_format, header, rows, subject.notes())


@router.post("", status_code=201)
async def bring_register_import(
    actor: Importer,
    session: Session,
    cipher: TheCipher,
    now: Now,
    file: Annotated[UploadFile, FILE],
    kind: AboutWhat = ImportKind.PEOPLE,
) -> RegisterImportView:
    """上传人房信息: Hand in a file about people or about shops and firms; it is checked, changes
    nothing, and waits for a word.

    Answered at once as `received`. Ask `GET /register/imports/{import_id}` until it is `checked`,
    read its lines or its report, then order its application. The same file may be brought again:
    lines that change nothing come out as `unchanged`.
    """
    data = await file.read()
    name = reception.shown_name(file.filename)
    received = await reception.receive(
        session, cipher, actor, kind=kind, file_name=name, data=data, now=now
    )
    await session.flush()
    return RegisterImportView.model_validate(received)


@router.get("")
async def list_register_imports(
    actor: Importer, session: Session, paging: ThePaging
) -> Page[RegisterImportView]:
    """导入记录: The files of my community, the latest first."""
    order = [RegisterImport.created_at, RegisterImport.id]
    rows, cursor = await page_of(session, queries.import_lines_in_view(actor), order, paging)
    return Page(items=[RegisterImportView(**row) for row in rows], next_cursor=cursor)


@router.get("/{import_id}")
async def get_register_import(received: TheImport, _: Importer) -> RegisterImportView:
    """查看导入: Where a file stands, and how its lines come out.

    Ask every second or two while it is `received` or `applying`: 10,000 lines take about ten
    seconds to check.
    """
    return RegisterImportView.model_validate(received)


@router.get("/{import_id}/lines")
async def list_register_import_lines(
    received: TheImport,
    _: Importer,
    session: Session,
    paging: ThePaging,
    outcome: Annotated[LineOutcome | None, Query(description="Only these")] = None,
) -> Page[RegisterImportLine]:
    """逐行结果: What becomes of each line, in the file's order."""
    lines = queries.lines_of(received.id, outcome)
    order = [ImportLine.number]
    rows, cursor = await page_of(session, lines, order, paging, ascending=True)
    return Page(items=[RegisterImportLine(**row) for row in rows], next_cursor=cursor)


@router.get("/{import_id}/report", response_class=Response, responses=SHEET_ANSWERS)
async def get_register_import_report(
    received: TheImport,
    actor: Importer,
    session: Session,
    cipher: TheCipher,
    now: Now,
    sheet_format: SheetKind = SheetFormat.XLSX,
) -> Response:
    """下载核对结果: The file with two columns more, what became of each line and why; for whoever
    brought it, as long as it is kept."""
    if received.requested_by_id != actor.person_id:
        raise reception.NotYourFile
    data = await reception.file_of(session, cipher, received.id)
    outcomes = (await session.execute(queries.lines_of(received.id, None))).all()
    subject = SUBJECTS[received.kind]
    header, rows = await asyncio.to_thread(report_of, data, subject.titles, outcomes)
    note_taking(
        session,
        actor,
        "get_register_import_report",
        subject_ids=[received.id],
        parameters={"rows": str(len(rows)), "format": str(sheet_format)},
        now=now,
    )
    return await asyncio.to_thread(
        sheet_answer, f"{subject.title}核对结果", sheet_format, header, rows
    )


@router.post("/{import_id}/application")
async def apply_register_import(
    order: ImportOrder, received: ImportToChange, _: Importer, session: Session, now: Now
) -> RegisterImportView:
    """确认导入: Write a checked file into the register, whole or not at all.

    Answered at once as `applying`; ask until it is `applied`. It is `failed` where the register has
    changed since the check so that a line would come out otherwise: bring the file again.
    """
    reception.order(session, received, skip_refused=order.skip_refused, now=now)
    return RegisterImportView.model_validate(received)


@router.post("/{import_id}/withdrawal")
async def withdraw_register_import(received: ImportToChange, _: Importer) -> RegisterImportView:
    """撤回导入: Drop a file that was not applied."""
    return RegisterImportView.model_validate(reception.withdraw(received))
