"""A community where there are some of each."""

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.privacy.seed import seed_policies
from shequ_api.kit.clock import utc_now
from tests.base.audit.lines import watched
from tests.base.lines import lived_in
from tests.base.people.lines import staffed
from tests.base.places.drawing import polygon, ring
from tests.cast import HOME, Cast
from tests.features.appointments.lines import booked
from tests.features.card_care.lines import frozen
from tests.features.card_gifts.lines import gifted
from tests.features.card_levels.lines import laddered
from tests.features.charity_pledges.lines import pledged_and_granted
from tests.features.codes.lines import scanned_far
from tests.features.family_cards.lines import pooled
from tests.features.five_codes.conftest import ENTRY, Press
from tests.features.grid_tasks.lines import given_whole
from tests.features.grid_tasks.whole import Whole
from tests.features.inbox.reading import told
from tests.features.knowledge_search.lines import answered
from tests.features.ledger_audit.lines import audited
from tests.features.listing import (
    COMPOUND,
    LINES,
    corrected,
    imported,
    kept_up,
    listed_choices,
    ruled,
    sent,
    tree_of,
)
from tests.features.mall.lines import sold
from tests.features.need_pools.lines import gathered
from tests.features.notices.lines import noticed
from tests.features.open_affairs.lines import laid_open
from tests.features.partner_settlements.lines import settled
from tests.features.patrol_plans.planned import Plans
from tests.features.patrol_tasks.lines import walked
from tests.features.patrols.field import OLD_HOSE, Field
from tests.features.performance_reviews.lines import reviewed
from tests.features.points.earned import fund
from tests.features.points_clawback.lines import indebted
from tests.features.points_lots.cards import lotted
from tests.features.points_matters.lines import issued
from tests.features.rectifications.lines import batched
from tests.features.register import street as register_street
from tests.features.register_answers.many import quarrelled
from tests.features.service_applications.lines import handed_in
from tests.features.services.lines import offered
from tests.features.task_admission.gate import Gate
from tests.features.task_admission.lines import given
from tests.features.ticket_clocks.lines import clocked
from tests.features.ticket_handling.lines import handled
from tests.features.ticket_intake.lines import taken_in
from tests.features.ticket_ratings.lines import ended
from tests.features.ticket_substates.lines import progressed
from tests.features.ticket_subtasks.lines import in_parts
from tests.features.ticket_talk.lines import talked
from tests.features.visits.arranged import Arranged
from tests.features.visits.lines import gone_round
from tests.features.volunteer_hours.lines import served

BUILDINGS = [f"{COMPOUND}-b1", f"{COMPOUND}-b2", f"{HOME}-c2-b1"]


async def fill(client: AsyncClient, cast: Cast, session: AsyncSession) -> None:
    """At least `LINES` of whatever has a list; the ids that lists are asked by are found among the
    cast's places."""
    field = Field(client, cast)
    await fund(session, cast, "resident", 30, now=utc_now())
    await session.commit()
    await lotted(session, cast, LINES)
    await indebted(session, cast, LINES)
    await lived_in(session, cast)
    await staffed(session, cast)
    await watched(session, cast)
    await _built(field)
    for number, building in enumerate(BUILDINGS):
        await _changed(field, number)
        await _used(field, number, str(cast.places[building]))
    await corrected(field)
    await scanned_far(session, utc_now())
    await register_street.fill(client, cast, session)
    await quarrelled(session, field, cast, LINES)
    await seed_policies(session, utc_now())
    await imported(session, cast)
    await ruled(field, LINES)
    await clocked(client, cast, LINES)
    await told(session, cast, "resident", LINES)
    await noticed(client, cast, session, LINES)
    await walked(Plans(client, cast), session, BUILDINGS)
    await batched(field)
    await given(Gate(client, cast))
    await given_whole(Whole(client, cast), session, LINES)
    await reviewed(client, cast, session)
    await handled(client, cast, session, LINES)
    await ended(client, cast, session, LINES)
    await gone_round(Arranged(client, cast), LINES)
    await taken_in(client, cast, session, LINES)
    await progressed(client, cast)
    await talked(client, cast, session, LINES)
    await audited(session, cast, LINES)
    await in_parts(client, cast, LINES)
    await _earned_and_offered(client, cast, session)


async def _earned_and_offered(client: AsyncClient, cast: Cast, session: AsyncSession) -> None:
    """What the points economy and the five codes list."""
    await issued(client, cast, session, LINES)
    await laddered(client, cast, LINES)
    await gifted(client, cast, session, LINES)
    await frozen(client, cast, session, LINES)
    await sold(client, cast, session, LINES)
    await settled(client, cast, session, LINES)
    await pooled(client, cast, session, LINES)
    await pledged_and_granted(client, cast, session, LINES)
    await served(session, cast, LINES)
    await booked(client, cast, LINES)
    await answered(client, cast, session, LINES)
    await offered(client, cast, LINES)
    await handed_in(client, cast, session, LINES)
    await gathered(client, cast, session, LINES)
    await laid_open(client, cast, LINES)
    await Press(client, cast, cast.places).put_out(ENTRY)


async def _built(field: Field) -> None:
    """A compound of one building."""
    rows = {"units": 1, "floors": 1, "dwellings_per_floor": LINES}
    new = {
        "local_code": "9",
        "name": "新院",
        "buildings": [{"local_code": "1", "name": "1栋", **rows}],
    }
    await sent(field, "community_worker", f"/places/{field.cast.places[HOME]}/compounds", **new)


async def _changed(field: Field, number: int) -> None:
    """Places and grids get another name and another boundary."""
    for kind, thing in tree_of(field).items():
        path = f"/{kind.removesuffix('_id')}s/{thing}/name"
        await field.ask("community_worker", "PUT", path, json={"name": f"改名{number}"})
        boundary = {"geometry": polygon(ring(0.001)), "source": f"第{number}版"}
        path = path.replace("/name", "/boundary")
        await field.ask("community_worker", "PUT", path, json=boundary)


async def _used(field: Field, number: int, place_id: str) -> None:
    """What people do at a building."""
    await kept_up(field, number, place_id)
    await sent(field, "community_worker", "/place-codes", place_id=place_id)
    ticket = {"service_code": "environment", "text": "楼道堆了垃圾", "place_id": place_id}
    await sent(field, "resident", "/tickets", **ticket)
    community_id = str(field.cast.places[HOME])
    gift = {"community_id": community_id, "amount_points": 5}
    await sent(field, "resident", "/charity/donations", **gift)
    await field.check_in(field.check_in_body())
    await field.inspected(OLD_HOSE)
    await listed_choices(field, number)
