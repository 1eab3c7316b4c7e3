"""At the door of somebody who had refused."""

from shequ_api.features.check_ins.public import spot_of_check_in
from shequ_api.features.visit_refusals import service
from shequ_api.features.visit_refusals.schemas import VisitAdmittance
from shequ_api.features.visits.public import Conductor, TheVisit, VisitView, view_of
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router

router = Router(tags=["visit_refusals"])


@router.post("/visits/{visit_id}/admittance")
async def admit_visit(
    body: VisitAdmittance, visit: TheVisit, actor: Conductor, session: Session, now: Now
) -> VisitView:
    """住户当面撤回谢绝: Let in after all, as whoever had refused says at the door; it begins."""
    spot = await spot_of_check_in(session, actor.person_id, body.check_in_id)
    await service.admit(
        session,
        actor,
        visit,
        spot,
        check_in_id=body.check_in_id,
        present_ids=body.present_ids,
        words=body.words,
        now=now,
    )
    return await view_of(session, visit, now)
