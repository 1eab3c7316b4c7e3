"""Every list asks little of the database, and no more for many lines than for one."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Posting
from shequ_api.base.privacy.seed import seed_policies
from shequ_api.features.compounds.rules import CommitteeKind
from shequ_api.kit.clock import china_date, utc_now
from tests.architecture.api import our_routes
from tests.base.audit.lines import watched
from tests.base.lines import lived_in
from tests.base.people.lines import staffed
from tests.base.places.drawing import polygon, ring
from tests.cast import HOME, Cast
from tests.conftest import Queries
from tests.features.codes.lines import scanned_far
from tests.features.patrol_plans.planned import Plans
from tests.features.patrol_tasks.lines import walked
from tests.features.patrols.field import API, OLD_HOSE, Field
from tests.features.points.earned import fund
from tests.features.register import street as register_street
from tests.features.register_imports.lines import brought

MOST, LINES = 7, 3
COMPOUND = f"{HOME}-c1"
BUILDINGS = [f"{COMPOUND}-b1", f"{COMPOUND}-b2", f"{HOME}-c2-b1"]
WHO = {
    "list_calendar_days": "resident",
    "list_looks_at_me": "resident",
    "list_access_looks": "auditor",
    "list_audit_entries": "district_administrator",
    "list_permissions": "resident",
    "list_roles": "resident",
    "list_custom_roles": "community_worker",
    "list_custom_role_editions": "community_worker",
    "list_residencies": "community_worker",
    "list_my_residencies": "resident",
    "list_my_invitations": "resident",
    "list_household": "resident",
    "list_my_proofs": "resident",
    "list_my_mandates": "resident",
    "list_mandate_uses": "same_building",
    "list_postings": "district_administrator",
    "list_my_postings": "micro_grid_worker",
    "list_absences": "community_worker",
    "list_my_absences": "micro_grid_worker",
    "list_grid_vacancies": "district_administrator",
    "list_organisations": "community_worker",
    "list_my_sessions": "micro_grid_worker",
    "list_my_merges": "micro_grid_worker",
    "list_places": "community_worker",
    "list_uncovered_dwellings": "community_worker",
    "list_place_changes": "community_worker",
    "list_grid_changes": "community_worker",
    "list_grids": "community_worker",
    "list_place_boundaries": "community_worker",
    "list_grid_boundaries": "community_worker",
    "list_place_codes": "community_worker",
    "list_scan_counts": "community_worker",
    "list_far_scans": "community_worker",
    "list_ticket_services": "resident",
    "list_tickets": "resident",
    "list_check_ins": "community_worker",
    "list_my_check_ins": "micro_grid_worker",
    "list_inspection_forms": "micro_grid_worker",
    "list_choice_lists": "micro_grid_worker",
    "list_inspections": "community_worker",
    "list_inspection_edits": "community_worker",
    "list_patrol_plans": "community_worker",
    "list_my_patrol_tasks": "micro_grid_worker",
    "list_patrol_tasks": "community_worker",
    "list_patrol_tallies": "community_worker",
    "list_unvisited_places": "community_worker",
    "list_grid_coverage": "community_worker",
    "list_points_card_lines": "resident",
    "list_earning_rules": "district_administrator",
    "list_charity_pools": "resident",
    "list_register_people": "community_worker",
    "list_register_premises": "community_worker",
    "list_register_corrections": "community_worker",
    "list_register_fact_kinds": "resident",
    "list_register_freshness": "community_worker",
    "list_stale_register": "community_worker",
    "list_dwelling_history": "community_worker",
    "list_pool_donations": "resident",
    "list_asset_kinds": "community_worker",
    "list_assets": "community_worker",
    "list_asset_records": "community_worker",
    "list_compound_endings": "community_worker",
    "list_consent_policies": "resident",
    "list_my_consents": "resident",
    "list_retention_rules": "resident",
    "list_register_imports": "community_worker",
    "list_register_import_lines": "community_worker",
}
"""Who asks for each list; a list that is new gets its line here, and its lines in `street`."""
ONE_ALONE = {
    *("list_charity_pools", "list_inspection_forms", "list_register_corrections"),
    *("list_consent_policies", "list_my_consents", "list_custom_role_editions"),
}
"""Lists with a line or two in the cast: a community's pool, the shipped form."""
QUESTIONS = {
    "list_calendar_days": {"from": "2026-10-01", "to": "2026-10-08"},
    "list_residencies": {"view": "verified"},
    "list_tickets": {"view": "reported"},
    "list_places": {"parent_id": "510108000000"},
    "list_grids": {"community_id": HOME},
    "list_charity_pools": {"community_id": HOME},
}


def lists() -> dict[str, str]:
    """Name and path of every GET that answers a list, whole or by the page."""
    found = {}
    for path, route in our_routes():
        if "GET" not in (route.methods or ()):
            continue
        model = route.response_model
        page = isinstance(model, type) and issubclass(model, BaseModel)
        fields = model.model_fields.keys() if page else set()
        if {"items", "next_cursor"} & set(fields) or getattr(model, "__origin__", None) is list:
            found[route.name] = path
    return found


def test_every_list_is_asked_here() -> None:
    assert lists().keys() == WHO.keys()


@pytest.fixture
async def street(client: AsyncClient, cast: Cast, session: AsyncSession) -> AsyncIterator[Cast]:
    """A community where there are some of each."""
    field = Field(client, cast)
    await fund(session, cast, "resident", 30, now=utc_now())
    await session.commit()
    await lived_in(session, cast)
    await staffed(session, cast)
    await watched(session, cast)
    rows = {"units": 1, "floors": 1, "dwellings_per_floor": LINES}
    new = {
        "local_code": "9",
        "name": "新院",
        "buildings": [{"local_code": "1", "name": "1栋", **rows}],
    }
    await sent(field, "community_worker", f"/places/{cast.places[HOME]}/compounds", **new)
    for number, building in enumerate(BUILDINGS):
        for kind, thing in _tree(field).items():
            path = f"/{kind.removesuffix('_id')}s/{thing}/name"
            await field.ask("community_worker", "PUT", path, json={"name": f"改名{number}"})
            boundary = {"geometry": polygon(ring(0.001)), "source": f"第{number}版"}
            path = path.replace("/name", "/boundary")
            await field.ask("community_worker", "PUT", path, json=boundary)
        place_id = str(cast.places[building])
        await kept_up(field, number, place_id)
        await sent(field, "community_worker", "/place-codes", place_id=place_id)
        ticket = {"service_code": "environment", "text": "楼道堆了垃圾", "place_id": place_id}
        await sent(field, "resident", "/tickets", **ticket)
        community_id = str(cast.places[HOME])
        gift = {"community_id": community_id, "amount_points": 5}
        await sent(field, "resident", "/charity/donations", **gift)
        await field.check_in(field.check_in_body())
        await field.inspected(OLD_HOSE)
        await listed_choices(field, number)
    await corrected(field)
    await scanned_far(session, utc_now())
    await register_street.fill(client, cast, session)
    await seed_policies(session, utc_now())
    await imported(session, cast)
    await walked(Plans(client, cast), session, BUILDINGS)
    yield cast


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


async def inspection_of(field: Field) -> str:
    found = await field.got("community_worker", "/inspections", limit=1)
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


def _tree(field: Field) -> dict[str, str]:
    places = field.cast.places
    return {"place_id": str(places[COMPOUND]), "grid_id": str(places[f"{HOME}-m01"])}


async def mandate_of(field: Field) -> str:
    given = await field.got("resident", "/me/mandates", limit=100)
    return str(given["items"][-1]["id"])


@pytest.mark.parametrize("name", WHO)
async def test_a_list_asks_little(
    client: AsyncClient, street: Cast, queries: Queries, name: str
) -> None:
    field = Field(client, street)
    path = (
        lists()[name]
        .removeprefix(API)
        .format(
            pool_id=await pool_of(field),
            mandate_id=await mandate_of(field),
            asset_id=await asset_of(field),
            import_id=await import_of(field),
            role_id=(await field.got("community_worker", "/access/custom-roles"))["items"][0]["id"],
            inspection_id=await inspection_of(field),
            dwelling_id=street.places[register_street.DOORS[0]],
            **_tree(field),
        )
    )
    question = {
        key: str(street.places.get(value, value)) for key, value in QUESTIONS.get(name, {}).items()
    }
    whole = await field.got(WHO[name], path, **question)  # signs in
    paged = isinstance(whole, dict) and "next_cursor" in whole
    asked = {}
    for limit in (1, LINES):
        with queries() as seen:
            page = {"limit": limit} if paged else {}
            answer = await field.got(WHO[name], path, **page, **question)
        lines = answer if isinstance(answer, list) else answer["items"]
        asked[limit] = len(seen)
        assert len(seen) <= MOST, "\n".join(seen)
    assert len(lines) >= (1 if name in ONE_ALONE else LINES)
    assert asked[LINES] <= asked[1], "one line more is one statement more"
