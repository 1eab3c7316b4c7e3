"""Publishing terms."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.locking import keep_still
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.partner_terms import queries
from shequ_api.features.partner_terms.models import PartnerTerms
from shequ_api.features.partner_terms.schemas import PartnerTermsDraft
from shequ_api.kit.errors import Malformed
from shequ_api.kit.ids import new_id

TERMS_OF = frozenset({PlaceKind.COMMUNITY, PlaceKind.DISTRICT})


class TermsPlaceUnfit(Malformed):
    code, title = "terms_place_unfit", "条款属于一个社区或一个区"


async def publish(
    session: AsyncSession, actor: Actor, place: Place, draft: PartnerTermsDraft, *, now: datetime
) -> PartnerTerms:
    """The next edition of a place's terms; what was signed keeps its own."""
    if place.kind not in TERMS_OF:
        raise TermsPlaceUnfit
    await keep_still(session, place.id)  # two at once are numbered one after the other
    number = (await session.scalars(queries.last_number(place.id))).one()
    terms = PartnerTerms(
        id=new_id(),
        place_id=place.id,
        district_id=place.district_id,
        number=number + 1,
        title=draft.title,
        text=draft.text,
        published_by_id=actor.person_id,
        published_at=now,
    )
    session.add(terms)
    await session.flush()
    return terms
