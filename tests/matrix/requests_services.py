"""How to ask for services and their guides."""

from tests.features.services.hall import guide
from tests.matrix.asking import Ask, Case, Operation, at, by, listed, listed_at, once
from tests.matrix.requests_residency import mandated
from tests.matrix.sites import Site

ANY = {"If-Match": "*"}


def _at_a_community(site: Site) -> Ask:
    return Ask(query={"place_id": site.community})


def _rewritten(site: Site) -> Ask:
    return Ask({"service_id": site.of("service")}, body=guide(), headers=ANY)


def _published(site: Site) -> Ask:
    return Ask({"service_id": site.of("service_draft")}, headers=ANY)


def _eligible_for(case: Case) -> list[Ask]:
    headers, service = mandated(case), case.world.sites["home"].of("service")
    return [Ask({"service_id": service}, headers=headers)] if all(headers.values()) else []


OPERATIONS = {
    "list_services": listed_at("service", place_id="community"),
    "list_service_themes": at(_at_a_community, "community"),
    "get_service": by("service_id", "service"),
    "get_service:draft": by("service_id", "service_draft"),
    "get_service_eligibility": by("service_id", "service"),
    "get_service_eligibility:for_another": Operation(_eligible_for),
    "list_service_facts": once(lambda _: Ask()),
    "list_kept_services": listed("service_draft"),
    "write_service": once(lambda _: Ask(body=guide())),
    "get_kept_service": by("service_id", "service_draft"),
    "rewrite_service": at(_rewritten, "service"),
    "list_service_editions": by("service_id", "service"),
    "publish_service": at(_published, "service_draft"),
    "withdraw_service": by("service_id", "service", {"reason": "改由街道办理"}),
}
