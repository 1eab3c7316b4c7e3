"""Some of each, for lists: batches of hazards that were found, and waivers of them."""

from datetime import timedelta

from shequ_api.kit.clock import china_date, utc_now
from tests.features.patrols.field import Field

STAFF = "community_worker"


async def batched(field: Field) -> None:
    """Three batches, the last with the most items, and three waivers."""
    found = (await field.got(STAFF, "/hazards"))["items"]
    day = china_date(utc_now()).isoformat()
    last = (china_date(utc_now()) + timedelta(days=3)).isoformat()
    shares = (found[:1], found[1:2], found[2:])
    for number, share in enumerate(shares):
        body = {
            "title": f"第{number}批",
            "firm_name": "燃气公司",
            "notice": "请留人在家",
            "starts_on": day,
            "ends_on": last,
            "hazard_ids": [each["id"] for each in share],
        }
        answer = await field.ask(STAFF, "POST", "/rectification-batches", json=body)
        assert answer.status_code == 201, answer.text
    for one in found[:3]:
        why = {"kind": "false_alarm", "reason": "误填"}
        asked = await field.ask(STAFF, "POST", f"/hazards/{one['id']}/waiver", json=why)
        assert asked.status_code == 201, asked.text


async def batch_of(field: Field) -> str:
    """The batch with the most items."""
    found = (await field.got(STAFF, "/rectification-batches"))["items"]
    return str(max(found, key=lambda batch: batch["waiting"])["id"])
