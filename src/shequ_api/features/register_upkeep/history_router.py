"""Looking back: what is over at a dwelling."""

from shequ_api.features.register.public import Reader, TheDwelling, TheSeal, Walled
from shequ_api.features.register_upkeep.history import dwelling_history
from shequ_api.features.register_upkeep.history_schemas import DwellingHistoryLine
from shequ_api.features.register_upkeep.history_showing import shown_history
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["register_upkeep"])


@router.get("/register/dwellings/{dwelling_id}/history")
async def list_dwelling_history(
    actor: Reader, dwelling: TheDwelling, session: Walled, seal: TheSeal, paging: ThePaging
) -> Page[DwellingHistoryLine]:
    """住户历史: Who lived in a dwelling as what from when until when, and what was recorded of it
    before: the latest first, masked. Who lives there now: `GET /register/dwellings/{dwelling_id}`.
    """
    lines, order = dwelling_history(actor, dwelling)
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[shown_history(seal, row) for row in rows], next_cursor=cursor)
