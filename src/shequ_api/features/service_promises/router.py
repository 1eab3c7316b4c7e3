"""Promises over HTTP."""

from uuid import UUID

from shequ_api.base.access.policies import AnyActor
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.earning_rules.public import RuleFact, rules_paying_for
from shequ_api.features.service_promises.schemas import ServicePromise
from shequ_api.features.service_promises.showing import limits_of, points_of
from shequ_api.features.ticket_clocks.public import SHIPPED, book_of
from shequ_api.features.ticket_services.public import offered
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router

router = Router(tags=["tickets"])
BY_TICKETS = (RuleFact.TICKET_SETTLED, RuleFact.TICKET_RATED)


@router.get("/communities/{community_id}/service-promises")
async def list_service_promises(
    community_id: UUID, _: AnyActor, session: Session, now: Now
) -> list[ServicePromise]:
    """服务承诺: Within which time a community answers and settles what is filed under each of its
    categories, and which points are earned; in the order of its categories."""
    place = await session.get(Place, community_id)
    if place is None or place.kind != PlaceKind.COMMUNITY or place.ended_at is not None:
        raise Absent
    book = await book_of(session, place.city_id or place.id, place.district_id)
    near_to_far = [each for each in (place.id, place.district_id, place.city_id) if each]
    district_id = place.district_id or place.id
    about = rules_paying_for(*BY_TICKETS, community_id=place.id, district_id=district_id, at=now)
    rules = (await session.scalars(about)).all()
    promises = []
    for row in await session.execute(offered(place)):
        edition = book.policy_at(near_to_far, row.code, now)
        promises.append(
            ServicePromise(
                service_code=row.code,
                service_title=row.title,
                limits=limits_of((edition and edition.content) or SHIPPED),
                policy_place_id=edition.place_id if edition else None,
                points=points_of(rules, row.code),
            )
        )
    return promises
