"""Some of each thing of a community, for lists to show; and the ids by which lists are asked."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Posting
from shequ_api.features.compounds.rules import CommitteeKind
from shequ_api.kit.clock import china_date, utc_now
from tests.cast import HOME, Cast
from tests.features.patrols.field import OLD_HOSE, Field
from tests.features.register_imports.lines import brought

COMPOUND = f"{HOME}-c1"
LINES = 3
"""Of each thing."""


async def listed_choices(field: Field, number: int) -> None:
    """One more choice list that forms may share."""
    path = f"/inspection-choice-lists/list_{number}/versions/1"
    said = {"title": "选项", "choices": [{"key": "yes", "label": "是"}]}
    await field.ask("community_worker", "PUT", path, json=said)


async def corrected(field: Field) -> None:
    """An inspection that was edited again and again."""
    path = f"/inspections/{await inspection_of(field)}/edits"
    for number in range(2, LINES + 2):
        said = {"answers": OLD_HOSE | {"note": f"第{number}次"}, "reason": "看错了"}
        answer = await field.ask("micro_grid_worker", "PUT", f"{path}/{number}", json=said)
        assert answer.status_code == 201, answer.text


async def inspection_of(field: Field, **query: Any) -> str:
    found = await field.got("community_worker", "/inspections", limit=1, **query)
    return str(found["items"][0]["id"])


async def imported(session: AsyncSession, cast: Cast) -> None:
    """Files for the register of the community."""
    worker = cast.people["community_worker"]
    posting_id = await session.scalar(select(Posting.id).where(Posting.person_id == worker))
    assert posting_id
    await brought(
        session,
        community_id=cast.places[HOME],
        district_id=cast.places["510108000000"],
        person_id=worker,
        posting_id=posting_id,
    )


async def sent(field: Field, who: str, path: str, **body: Any) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    answer = await field.ask(who, "POST", path, dress=key, json=body)
    assert answer.status_code == 201, answer.text


async def kept_up(field: Field, number: int, place_id: str) -> None:
    """Assets, what was found at the first, and committees that end soon."""
    who, compound = "community_worker", field.cast.places[COMPOUND]
    light = {"kind_code": "street_light", "place_id": place_id}
    await sent(field, who, "/assets", items=[light])
    asset_id = await asset_of(field)
    await sent(field, who, f"/assets/{asset_id}/inspections", sound=True)
    today = china_date(utc_now())
    days = {"starts_on": f"{2000 + number}-01-01", "ends_on": str(today + timedelta(days=1))}
    if number < len(CommitteeKind):
        term = {"kind": list(CommitteeKind)[number], "name": f"第{number}届"}
        await sent(field, who, f"/compounds/{compound}/committees", **term, **days)
        return
    firm = {"firm_name": "物业公司", "credit_code": "91350100M000100Y43"}
    await sent(field, who, f"/compounds/{compound}/property-contracts", **firm, **days)


async def asset_of(field: Field) -> str:
    assets = await field.got("community_worker", "/assets", limit=1)
    return str(assets["items"][0]["id"])


async def import_of(field: Field) -> str:
    imports = await field.got("community_worker", "/register/imports", limit=1)
    return str(imports["items"][0]["id"])


async def pool_of(field: Field) -> str:
    community_id = str(field.cast.places[HOME])
    pools = await field.got("resident", "/charity/pools", community_id=community_id)
    return str(pools["items"][0]["id"])


def tree_of(field: Field) -> dict[str, str]:
    places = field.cast.places
    return {"place_id": str(places[COMPOUND]), "grid_id": str(places[f"{HOME}-m01"])}


async def mandate_of(field: Field) -> str:
    given = await field.got("resident", "/me/mandates", limit=100)
    return str(given["items"][-1]["id"])


async def ruled(field: Field, times: int) -> None:
    """A district that changes its mind about vacancies."""
    path = f"/places/{field.cast.places['510108000000']}/vacancy-rule"
    for number in range(times):
        days = {"community_days": number + 1, "subdistrict_days": 20, "district_days": 30}
        dress = {"If-Match": f'"v{number}"'}
        answer = await field.ask("district_administrator", "PUT", path, dress=dress, json=days)
        assert answer.status_code == 200, answer.text
