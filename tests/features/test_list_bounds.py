"""Every list asks little of the database, and no more for many lines than for one."""

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.privacy.seed import seed_policies
from shequ_api.kit.clock import utc_now
from tests.architecture.api import our_routes
from tests.base.audit.lines import watched
from tests.base.lines import lived_in
from tests.base.people.lines import staffed
from tests.base.places.drawing import polygon, ring
from tests.cast import HOME, Cast
from tests.conftest import Queries
from tests.features.appraisals.lines import appraised
from tests.features.codes.lines import scanned_far
from tests.features.inbox.reading import told
from tests.features.listing import (
    COMPOUND,
    LINES,
    asset_of,
    corrected,
    import_of,
    imported,
    inspection_of,
    kept_up,
    listed_choices,
    mandate_of,
    pool_of,
    ruled,
    sent,
    tree_of,
)
from tests.features.patrol_plans.planned import Plans
from tests.features.patrol_tasks.lines import walked
from tests.features.patrols.field import API, OLD_HOSE, Field
from tests.features.points.earned import fund
from tests.features.rectifications.lines import batch_of, batched
from tests.features.register import street as register_street
from tests.features.register_answers.many import quarrelled
from tests.features.task_admission.gate import Gate
from tests.features.task_admission.lines import given
from tests.features.visits.arranged import Arranged
from tests.features.visits.lines import gone_round, round_of

MOST = 7
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
    "list_vacancy_rule_editions": "resident",
    "list_my_messages": "resident",
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
    "list_hazards": "community_worker",
    "list_hazard_counts": "community_worker",
    "list_hazard_deadlines": "community_worker",
    "list_hazard_waivers": "community_worker",
    "list_rectification_batches": "community_worker",
    "list_rectification_items": "community_worker",
    "list_departments": "district_administrator",
    "list_task_types": "resident",
    "list_task_type_requests": "district_administrator",
    "list_assigned_tasks": "community_worker",
    "list_task_loads": "community_worker",
    "list_unadmitted_requests": "community_worker",
    "list_patrol_plans": "community_worker",
    "list_my_patrol_tasks": "micro_grid_worker",
    "list_patrol_tasks": "community_worker",
    "list_patrol_tallies": "community_worker",
    "list_appraisal_measures": "resident",
    "list_appraisal_schemes": "community_worker",
    "list_appraisal_months": "community_worker",
    "list_appraisal_trials": "community_worker",
    "list_appraisals": "community_worker",
    "list_my_appraisals": "micro_grid_worker",
    "list_appraisal_rows": "micro_grid_worker",
    "list_disputes_of_appraisal": "micro_grid_worker",
    "list_appraisal_disputes": "community_worker",
    "list_unvisited_places": "community_worker",
    "list_grid_coverage": "community_worker",
    "list_points_card_lines": "resident",
    "list_earning_rules": "district_administrator",
    "list_charity_pools": "resident",
    "list_register_people": "community_worker",
    "list_register_premises": "community_worker",
    "list_register_corrections": "community_worker",
    "list_register_conflicts": "community_worker",
    "list_form_prefills": "micro_grid_worker",
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
    "list_visit_purposes": "resident",
    "list_visits": "community_worker",
    "list_visit_rounds": "community_worker",
    "list_round_visits": "community_worker",
    "list_my_joint_visits": "partner",
    "list_my_home_visits": "resident",
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
    "list_appraisal_trials": {"scheme_id": "appraisal_scheme"},
    "list_appraisal_rows": {"measure": "patrol_tasks_done"},
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
        for kind, thing in tree_of(field).items():
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
    await quarrelled(session, field, cast, LINES)
    await seed_policies(session, utc_now())
    await imported(session, cast)
    await ruled(field, LINES)
    await told(session, cast, "resident", LINES)
    await walked(Plans(client, cast), session, BUILDINGS)
    await batched(field)
    await given(Gate(client, cast))
    await appraised(client, cast, session)
    await gone_round(Arranged(client, cast), LINES)
    yield cast


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
            inspection_id=await inspection_of(field, state="edited"),
            version_id=await field.version_id(),
            round_id=await round_of(Arranged(client, street)),
            batch_id=await batch_of(field),
            dwelling_id=street.places[register_street.DOORS[0]],
            appraisal_id=street.places["appraisal"],
            month_id=street.places["appraisal_month"],
            **tree_of(field),
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
