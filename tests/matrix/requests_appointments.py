"""How to ask about counters and appointments."""

from typing import Any

from shequ_api.kit.clock import china_date, utc_now
from tests.matrix.asking import Ask, Operation, at, by, listed_at, mine, mine_listed, own_or
from tests.matrix.planting_appointments import HOURS, POLICY, hour
from tests.matrix.sites import Site

NOW = utc_now()
SOON, DAY = hour(NOW, 12).isoformat(), str(china_date(hour(NOW, 12)))
CONTENT: dict[str, Any] = {
    "name": "窗口",
    "serves": "办事",
    "policy": POLICY,
    "openings": HOURS,
}


def _desk(site: Site) -> Ask:
    body = {"begins_at": SOON, "person_id": site.worker}
    return Ask({"counter_id": site.of("counter")}, body=body)


def _changed(counter: str) -> Operation:
    def make(site: Site) -> Ask:
        return Ask({"counter_id": site.of(counter)}, body=CONTENT, headers={"If-Match": "*"})

    return at(make, counter)


def _day(counter: str) -> Operation:
    def make(site: Site) -> Ask:
        path = {"counter_id": site.of(counter), "day": DAY}
        return Ask(path, body={"openings": [{"starts": "09:00", "ends": "12:00"}]})

    return at(make, counter)


def _listed(site: Site) -> Ask:
    rows = frozenset({site.of("appointment"), site.of("held_appointment")})
    return Ask({"counter_id": site.of("counter")}, {"day": DAY, "limit": "100"}, rows=rows)


OPERATIONS: dict[str, Operation] = {
    "list_appointment_counters": listed_at("counter", place_id="community"),
    "get_appointment_counter": by("counter_id", "counter"),
    "list_appointment_slots": by("counter_id", "counter", first_day=DAY, last_day=DAY),
    "open_appointment_counter": at(
        lambda s: Ask(body={**CONTENT, "place_id": s.community}), "community"
    ),
    "change_appointment_counter": _changed("counter"),
    "change_appointment_counter:subdistrict": _changed("subdistrict_counter"),
    "set_appointment_day": _day("counter"),
    "set_appointment_day:subdistrict": _day("subdistrict_counter"),
    "close_appointment_counter": by("counter_id", "counter"),
    "close_appointment_counter:subdistrict": by("counter_id", "subdistrict_counter"),
    "make_appointment": by("counter_id", "counter", {"begins_at": SOON, "taking": "book"}),
    "list_my_appointments": mine_listed("appointment", "appointment"),
    "get_my_appointment": mine("appointment", "appointment_id", "appointment"),
    "confirm_appointment": own_or("held_appointment", "appointment_id", "held_appointment", None),
    "move_appointment": own_or("appointment", "appointment_id", "appointment", {"begins_at": SOON}),
    "cancel_appointment": own_or("appointment", "appointment_id", "appointment", None),
    "list_counter_appointments": at(_listed, "counter"),
    "book_appointment_at_desk": at(_desk, "counter"),
    "cancel_appointment_at_desk": at(
        lambda s: Ask({"appointment_id": s.of("todays_appointment")}),
        "todays_appointment",
    ),
    "mark_appointment_attendance": by("appointment_id", "todays_appointment", {"attended": True}),
}
