"""What each list is asked with; by whom, says `list_askers`."""

from pydantic import BaseModel

from tests.architecture.api import our_routes
from tests.cast import HOME
from tests.features.appointments.hall import day_after

ONE_ALONE = {
    *("list_charity_pools", "list_inspection_forms", "list_register_corrections"),
    "list_my_supported_pools",
    *("list_consent_policies", "list_my_consents", "list_custom_role_editions"),
    "list_task_caps",
    *("list_five_code_catalogues", "list_five_code_editions", "list_knowledge_editions"),
}
"""Lists with a line or two in the cast: a community's pool, the shipped form."""
QUESTIONS = {
    "list_knowledge_articles": {"place_id": HOME},
    "list_services": {"place_id": HOME},
    "list_service_themes": {"place_id": HOME},
    "list_calendar_days": {"from": "2026-10-01", "to": "2026-10-08"},
    "list_residencies": {"view": "verified"},
    "list_tickets": {"view": "reported"},
    "list_places": {"parent_id": "510108000000"},
    "list_grids": {"community_id": HOME},
    "list_charity_pools": {"community_id": HOME},
    "list_clawback_policies": {"district_id": "510108000000"},
    "list_my_card_gifts": {"side": "given"},
    "list_volunteer_policies": {"district_id": "510108000000"},
    "list_volunteers": {"place_id": HOME, "period": "ever"},
    "list_alliance_partners": {"community_id": HOME},
    "list_partner_terms": {"community_id": HOME},
    "list_mall_goods": {"community_id": HOME},
    "list_counter_appointments": {"day": str(day_after(2))},
    "list_performance_trials": {"scheme_id": "performance_scheme"},
    "list_performance_rows": {"measure": "patrol_tasks_done"},
}
NAMED = {
    "budget": "points_budget",
    "partner": "partner",
    "goods": "goods",
    "statement": "statement",
    "rule": "routing_rule",
    "review": "performance_review",
    "month": "performance_month",
    "notice": "notice",
    "ticket": "ended_ticket",
    "incident": "incident",
    "substate": "substate",
    "label": "label",
    "assignment": "grid_assignment",
    "task": "grid_task",
    "account": "ledger_account",
    "counter": "appointment_counter",
    "service": "service",
    "need_pool": "need_pool",
    "disclosure": "disclosure",
    "pledge": "unit_pledge",
    "share": "income_share",
}
SEALED = {"ticket": "sealed_ticket"}
HELPED = {"ticket": "helped_ticket"}
OF_ANOTHER = {
    "list_five_code_editions": {"place": HOME},
    "list_knowledge_editions": {"article": "article"},
    "list_place_disclosures": {"place": HOME},
    "list_place_feed": {"place": HOME},
    "list_disclosure_categories": {"place": HOME},
    "list_building_roster": {"place": f"{HOME}-c1"},
    "list_serving_staff": {"place": f"{HOME}-c1"},
    "list_ticket_helpers": HELPED,
    "list_ticket_subtasks": HELPED,
    "list_ticket_messages": {"ticket": "talked_ticket"},
    "list_ticket_notes": {"ticket": "talked_ticket"},
    "get_ticket_trail": {"ticket": "progressed_ticket"},
    "list_ticket_substate_changes": {"ticket": "progressed_ticket"},
    "list_ticket_attributes": SEALED,
    "list_openings_of_ticket": SEALED,
    "list_service_promises": {"community": HOME},
}
"""Of other things than most."""


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
