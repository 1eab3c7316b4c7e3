"""A subdistrict's counter: it stands in one community and serves them all."""

import re
from typing import Any

from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.features.appointments.models import Counter
from shequ_api.features.appointments.queries import offered_in
from tests.cast import HOME, NEIGHBOUR
from tests.features.appointments.hall import API, OPEN, POLICY, Hall, at, day_after
from tests.features.knowledge_search.test_reading import Explained

ABOVE = "subdistrict_administrator"
UNKNOWN = "appointment_person_unknown"
# Each needs a resource of its own: the constraint is not what is looked at.
_CROWD = text("""
    WITH resources AS (
      INSERT INTO booking_resources
      SELECT (jsonb_populate_record(resource, jsonb_build_object('id', gen_random_uuid()))).*
      FROM generate_series(1, :many), booking_resources AS resource
        JOIN appointment_counters ON resource_id = resource.id
      WHERE appointment_counters.id = :like RETURNING id)
    INSERT INTO appointment_counters
    SELECT (jsonb_populate_record(like_it, jsonb_build_object('id', gen_random_uuid(),
      'resource_id', resources.id, 'whole_subdistrict', random() < 0.1,
      'made_at', like_it.made_at - random() * interval '300 days'))).*
    FROM appointment_counters AS like_it, resources WHERE like_it.id = :like""")


async def test_it_is_changed_by_the_subdistrict_alone(hall: Hall) -> None:
    counter = await hall.counter(by=ABOVE)
    path = f"{API}/{counter['id']}"
    content = {"name": "窗口", "serves": "办事", "policy": POLICY, "openings": OPEN}
    asked: tuple[tuple[str, str, Any], ...] = (
        ("PUT", path, content),
        ("PUT", f"{path}/days/{day_after(2)}", {"openings": []}),
        ("POST", f"{path}/closing", None),
    )
    for method, where, body in asked:
        match = {"If-Match": '"v1"'}
        for by in ("community_worker", "grid_chief"):
            refused = await hall.ask(method, where, by, body, headers=dict(match))
            assert (refused.status_code, refused.json()["code"]) == (403, "subdistrict_counter")
        done = await hall.ask(method, where, ABOVE, body, headers=dict(match))
        assert done.status_code == 200, done.text


async def test_each_community_books_there_for_its_own(hall: Hall, session: AsyncSession) -> None:
    of_all, own = await hall.counter(by=ABOVE), await hall.counter()
    ours = {"begins_at": at(10), "person_id": str(hall.cast.people["same_building"])}
    theirs = {"begins_at": at(11), "person_id": str(hall.cast.people["far_resident"])}

    async def booked(counter: dict[str, Any], by: str, body: Any) -> tuple[int, str | None]:
        answer = await hall.ask("POST", f"{API}/{counter['id']}/desk-appointments", by, body)
        return answer.status_code, answer.json().get("code")

    assert await booked(of_all, "community_worker", ours) == (201, None)
    assert await booked(of_all, "community_worker", theirs) == (422, UNKNOWN)
    assert (await booked(of_all, "far_community_worker", theirs))[0] == 404
    # As if both communities lay in one subdistrict.
    neighbour = await session.get_one(Place, hall.cast.places[NEIGHBOUR])
    moved = update(Counter).values(subdistrict_id=neighbour.subdistrict_id)
    await session.execute(moved)
    await session.commit()
    assert await booked(of_all, "far_community_worker", theirs) == (201, None)
    assert await booked(of_all, "far_community_worker", ours) == (422, UNKNOWN)
    assert (await booked(own, "far_community_worker", theirs))[0] == 404
    path = f"{API}/{of_all['id']}/appointments?day={day_after(2)}"
    assert (await hall.ask("GET", path, "far_community_worker")).status_code == 404


async def test_the_list_is_read_from_its_two_indexes(hall: Hall, session: AsyncSession) -> None:
    """Pages go on from one to the other in one order, and of each no more is read than a page."""
    made = [(await hall.counter(by=by))["id"] for by in (ABOVE, "community_worker") * 2]
    found, more = list[str](), ""
    for _ in made:
        page = (await hall.ask("GET", f"{API}?limit=1{more}", "resident")).json()
        found += [each["id"] for each in page["items"]]
        more = f"&cursor={page['next_cursor']}"
    assert page["next_cursor"] is None
    assert found == made[::-1]
    home = await session.get_one(Place, hall.cast.places[HOME])
    assert home.subdistrict_id is not None
    await session.execute(_CROWD, {"like": made[1], "many": 3000})
    lines, order = offered_in(home.id, home.subdistrict_id, only=None, after=None, most=21)
    newest = lines.order_by(*(each.desc() for each in order)).limit(21)
    plan = "\n".join(await session.scalars(Explained(newest)))
    assert re.findall(r"ix_appointment_counters_\w+", plan) == [
        "ix_appointment_counters_offered",
        "ix_appointment_counters_offered_above",
    ]
    read = re.findall(r"rows=(\d+)\.?\d* loops=1", plan)
    assert max(int(each) for each in read) <= 42, plan
