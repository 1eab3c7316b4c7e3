"""How to ask about sign-ins, partners and postings."""

from shequ_api.kit.clock import china_date, utc_now
from tests.cast import MEMBERS
from tests.matrix.asking import Ask, Case, Operation, at, by, has, listed, once
from tests.matrix.roles import GRID_WORKERS
from tests.matrix.sites import Site

NEWCOMER = "13900000005"
TODAY = china_date(utc_now()).isoformat()
HELD_AT = {
    "micro_grid_worker": ("grid_id", "grid"),
    "general_grid_worker": ("grid_id", "general_grid"),
    "grid_chief": ("grid_id", "total_grid"),
    "partner": ("place_id", "community"),
    "committee_member": ("place_id", "compound"),
    "community_worker": ("place_id", "community"),
    "subdistrict_administrator": ("place_id", "subdistrict"),
    "department_officer": ("place_id", "subdistrict"),
    "district_administrator": ("place_id", "district"),
    "auditor": ("place_id", "district"),
    "city_administrator": ("place_id", "city"),
}
"""Role → the field that names where it is held, and which of a site's places that is."""


async def _log_in(case: Case) -> list[Ask]:
    code = await case.world.hand.login_code(case.role) if case.inside else "unheard-of"
    return [Ask(body={"code": code})]


def _refresh(case: Case) -> list[Ask]:
    token = case.world.refresh.get(case.role) if case.inside else "A" * 54
    return [Ask(body={"refresh_token": token})] if token else []


def _appoint(role: str, held_at: str | None = None) -> Operation:
    field, where = HELD_AT[role]
    where = held_at or where

    def make(case: Case) -> list[Ask]:
        if not has(case.site, where) or (role == "partner" and not has(case.site, "organisation")):
            return []
        starts = {"role": role, "starts_on": TODAY}
        if role == "partner":
            starts["organisation_id"] = case.site.of("organisation")
        elif role in GRID_WORKERS:
            starts["duty"] = "deputy"
        return [Ask(body={"phone": NEWCOMER, field: case.site.of(where), **starts})]

    return Operation(make)


def _myself(case: Case) -> Ask:
    phones = {member.key: member.phone for member in MEMBERS}
    starts = {"role": "micro_grid_worker", "starts_on": TODAY}
    phone = phones.get(case.role, NEWCOMER)
    return Ask(body={"phone": phone, "grid_id": case.site.grid, **starts})


def _appoint_to(custom_role: str) -> Operation:
    """Into a role of the community's own."""

    def ask(site: Site) -> Ask:
        role = {"role": "custom", "custom_role_id": site.of(custom_role)}
        held = {"place_id": site.community, "starts_on": TODAY}
        return Ask(body={"phone": NEWCOMER, **role, **held})

    return at(ask, "community", custom_role)


OPERATIONS = {
    "appoint_person:custom": _appoint_to("custom_role"),
    "appoint_person:custom_beyond": _appoint_to("custom_role_beyond"),
    "log_in_with_wechat": Operation(_log_in),
    "refresh_tokens": Operation(_refresh),
    "log_out": once(lambda _: Ask()),
    "register_organisation": at(
        lambda s: Ask(
            body={"name": "便民店", "partner_kind": "business", "community_id": s.community}
        ),
        "community",
    ),
    **{f"appoint_person:{role}": _appoint(role) for role in HELD_AT},
    "appoint_person:auditor_of_subdistrict": _appoint("auditor", "subdistrict"),
    "appoint_person:oneself": once(_myself),
    "list_postings": listed("posting"),
    "list_postings:staff": listed("posting_of_community_worker"),
    "end_posting": by("posting_id", "posting"),
    **{
        f"end_posting:{role}": by("posting_id", f"posting_of_{role}")
        for role in ("community_worker", "subdistrict_administrator", "district_administrator")
    },
}
