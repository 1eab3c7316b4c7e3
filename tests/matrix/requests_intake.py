"""How to ask about the intake of tickets: anonymous ones, categories, limits, entries."""

from datetime import timedelta

from shequ_api.kit.clock import utc_now
from tests.base.files.sounds import wav
from tests.matrix.asking import Ask, Operation, at, by, listed, listed_at, mine, mine_listed, once

WHY = {"reason": "需要联系本人"}
WEEK = (utc_now() + timedelta(days=7)).isoformat()
GARDEN = {"title": "小花园", "description": "花草"}
OPERATIONS: dict[str, Operation] = {
    "open_ticket_reporter": by("ticket_id", "sealed", WHY),
    "list_openings_of_ticket": listed_at("opening", {"ticket_id": "sealed"}),
    "list_openings_of_ticket:reported": mine("sealed", "ticket_id", "sealed"),
    "list_ticket_reporter_openings": listed("opening"),
    "get_ticket_seal_term": by("place_id", "district"),
    "set_ticket_seal_term": by("place_id", "district", {"days": 400}),
    "get_ticket:sealed": mine("sealed", "ticket_id", "sealed"),
    "upload_voice": once(lambda _: Ask(files={"file": ("a.wav", wav(1), "audio/wav")})),
    "get_ticket_service": once(lambda _: Ask({"service_code": "noise"})),
    "define_ticket_service": once(lambda _: Ask({"service_code": "garden"}, body=GARDEN)),
    "arrange_ticket_services": at(
        lambda s: Ask({"community_id": s.community}, body={"services": [{"code": "noise"}]}),
        "community",
    ),
    "list_ticket_attributes": by("ticket_id", "ticket"),
    "categorise_ticket": by("ticket_id", "ticket", {"service_code": "noise", **WHY}),
    "list_tickets:uncategorised": listed("unsorted", view="uncategorised"),
    "get_ticket_limits": by("place_id", "community"),
    "set_ticket_limits": by("place_id", "community", {"per_day": 9, "identical_per_day": 1}),
    "block_ticket_reporter": by("ticket_id", "ticket", {"reason": "多次失实", "ends_at": WEEK}),
    "list_ticket_blocks": listed(
        lambda case: frozenset({case.site.of("block"), case.site.of("appealed")}) - {""}
    ),
    "lift_ticket_block": by("block_id", "block", WHY),
    "decide_ticket_block_appeal": by("block_id", "appealed", {"upheld": True, **WHY}),
    "list_my_ticket_blocks": mine_listed("block", "block"),
    "appeal_ticket_block": mine("block", "block_id", "block", {"text": "不对"}),
    "enter_ticket_for_another": at(
        lambda s: Ask(
            body={
                "channel": "meeting",
                "place_id": s.place,
                "service_code": "noise",
                "text": "晚上吵",
            }
        ),
        "place",
    ),
    "get_ticket_petitioner": by("ticket_id", "entered"),
    "reveal_ticket_petitioner": at(
        lambda s: Ask({"ticket_id": s.of("entered")}, body={"reason": "核实"}, shows_phones=True),
        "entered",
    ),
}
