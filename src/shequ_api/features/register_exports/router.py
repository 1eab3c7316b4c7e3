"""Taking a part of the register away."""

from typing import Annotated

from fastapi import Depends, Response

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.access.walls import enter_scope
from shequ_api.base.audit.writing import note_taking
from shequ_api.base.places.models import Place
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.features.register_exports import service
from shequ_api.features.register_exports.permissions import RegisterExportPermission
from shequ_api.features.register_exports.schemas import ExportRequest
from shequ_api.features.register_exports.tables import TABLES
from shequ_api.kit.aside import aside
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.http.sheets import SHEET_ANSWERS, sheet_answer

router = Router(tags=["register_exports"])
Exporter = Annotated[Actor, Depends(may(RegisterExportPermission.EXPORT))]
TheSeal = Annotated[RegisterSeal, Depends(part(RegisterSeal))]


def _is_ours(actor: Actor, place: Place | None) -> bool:
    return place is not None and place.ended_at is None and actor.covers(place)


@router.post("/register/exports", response_class=Response, responses=SHEET_ANSWERS)
@unkeyed
async def export_register(
    request: ExportRequest, actor: Exporter, session: Session, seal: TheSeal, now: Now
) -> Response:
    """导出人房信息: The people, or the shops and firms, of my community or of one of its compounds
    or buildings, as a sheet that an import reads: masked, or in clear with a purpose, each look
    logged."""
    service.check_request(actor, request)
    place = await session.get(Place, request.place_id) if request.place_id else None
    if request.place_id is not None and not _is_ours(actor, place):
        raise Absent
    await enter_scope(session, actor, RegisterExportPermission.EXPORT)
    table = TABLES[request.kind]
    found = table.found(actor, place)
    rows = await service.sheet_rows(session, seal, actor, found, request, now=now)
    said = {"rows": str(len(rows)), "format": str(request.format), "kind": str(request.kind)}
    if request.reveal:
        said["reveal"] = ",".join(sorted(request.reveal))
    where = place.id if place is not None else actor.acting and actor.acting.scope.id
    note_taking(
        session,
        actor,
        "export_register",
        subject_ids=[where] if where else [],
        parameters=said,
        now=now,
    )
    return await aside(session, sheet_answer, table.title, request.format, table.header, rows)
