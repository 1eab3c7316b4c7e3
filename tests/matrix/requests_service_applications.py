"""How to ask for drafts, applications and certificates of services."""

from typing import Any

from shequ_api.kit.ids import new_id
from tests.matrix.asking import Ask, Case, Operation, at, by, listed, mine, mine_listed
from tests.matrix.requests_residency import mandated
from tests.matrix.sites import Site

ANY = {"If-Match": "*"}
REASON = {"reason": "原因"}


def _content(site: Site, **more: Any) -> dict[str, Any]:
    return {
        "service_id": site.of("hall_service") or str(new_id()),
        "edition": 1,
        "place_id": site.community,
        "answers": {},
        "materials": [],
        **more,
    }


def _saved(site: Site) -> Ask:
    return Ask({"draft_id": str(new_id())}, body=_content(site, organisation_id=None))


def _assisted(site: Site) -> Ask:
    body = _content(site, person_id=site.of("settled"), channel="door")
    return Ask({"draft_id": str(new_id())}, body=body)


def _checked(site: Site) -> Ask:
    number, code = site.of("service_certificate_number"), site.of("service_certificate_code")
    return Ask({"number": number, "code": code})


def _named(site: Site) -> Ask:
    said = {"holder_name": "某人", "said": None, "reason": "更正"}
    return Ask({"certificate_id": site.of("service_certificate")}, body=said)


def _own_draft(body: Any = None, kind: str = "application_draft") -> Operation:
    return mine(kind, "draft_id", "application_draft", body)


def _listed_mine(kind: str, others: str) -> Operation:
    """Of those who have such."""

    def rows(case: Case) -> str:
        return case.own(kind) if case.inside else case.site.of(others)

    return Operation(lambda _: [Ask(query={"limit": "100"})], rows)


def _for_another(kind: str, others: str, name: str, body: Any = None, **more: str) -> Operation:
    """A thing of whom one acts for; outside, by somebody else's mandate."""

    def make(case: Case) -> list[Ask]:
        thing = case.own(kind) if case.inside else case.site.of(others)
        headers = mandated(case)
        asks = [Ask({name: thing}, body=body, headers=headers | more)]
        return asks if thing and all(headers.values()) else []

    return Operation(make)


def _listed_for_another(kind: str) -> Operation:
    def make(case: Case) -> list[Ask]:
        headers = mandated(case)
        rows = frozenset({case.own(kind)}) if case.inside else frozenset()
        return [Ask(headers=headers, rows=rows)] if all(headers.values()) else []

    return Operation(make)


def _save_for(case: Case) -> list[Ask]:
    body = _content(case.world.sites["home"], organisation_id=None)
    headers = mandated(case)
    path = {"draft_id": str(new_id())}
    return [Ask(path, body=body, headers=headers)] if all(headers.values()) else []


CERTIFICATE = "service_certificate"
ELDERS = "elders_certificate", CERTIFICATE, "certificate_id"
ELDERS_DRAFT = "elders_draft", "application_draft", "draft_id"
ELDERS_APPLICATION = "elders_application", "service_application", "application_id"
SUBMISSION = {"signature_photo_id": None}
SUPPLEMENT: dict[str, Any] = {"answers": None, "materials": [], "note": None}
OWN = "application_id", "service_application"
OPERATIONS = {
    "list_my_service_drafts": mine_listed("application_draft", "application_draft"),
    "save_service_draft": at(_saved, "community", "hall_service"),
    "save_assisted_service_draft": at(_assisted, "community", "hall_service", "settled"),
    "get_service_draft": _own_draft(),
    "get_draft_knowledge": _own_draft(),
    "discard_service_draft": _own_draft(),
    "ask_draft_confirmation": _own_draft(kind="assisted_draft"),
    "submit_service_draft": _own_draft(SUBMISSION),
    "list_my_service_applications": mine_listed("service_application", "service_application"),
    "list_filed_service_applications": _listed_mine("filed_application", "handled_application"),
    "get_my_service_application": mine("service_application", *OWN),
    "supplement_service_application": mine(
        "returned_application",
        "application_id",
        "returned_application",
        SUPPLEMENT,
    ),
    "withdraw_service_application": mine("service_application", *OWN, {"reason": None}),
    "list_service_applications": listed("service_application"),
    "list_due_service_applications": listed("accepted_application"),
    "list_handled_service_applications": _listed_mine("filed_application", "handled_application"),
    "get_service_application": by(*OWN),
    "reveal_application_answers": by(*OWN, {"purpose": "counter", "reason": None}),
    "claim_service_application": by(*OWN, {"take_over": False}),
    "release_service_application": by(*OWN),
    "accept_service_application": by(*OWN, {"note": None}),
    "return_service_application": by(*OWN, {"materials": [], **REASON}),
    "decline_service_application": by(*OWN, REASON),
    "grant_service_application": by(
        "application_id", "accepted_application", {"note": None, "certified": None}
    ),
    "refuse_service_application": by(
        "application_id", "accepted_application", {**REASON, "objection": "复议"}
    ),
    "list_my_service_applications:organisation": mine_listed(
        "service_application", "service_application", organisation="true"
    ),
    "list_my_service_certificates:organisation": mine_listed(
        CERTIFICATE, CERTIFICATE, organisation="true"
    ),
    "list_my_service_certificates": mine_listed(CERTIFICATE, CERTIFICATE),
    "get_my_service_certificate": mine(CERTIFICATE, "certificate_id", CERTIFICATE),
    "print_service_certificate": mine(CERTIFICATE, "certificate_id", CERTIFICATE),
    "show_service_certificate_name": mine(
        CERTIFICATE, "certificate_id", CERTIFICATE, {"name_shown": "full"}
    ),
    "list_service_certificates": listed(CERTIFICATE),
    "revoke_service_certificate": by("certificate_id", CERTIFICATE, REASON),
    "replace_service_certificate": at(_named, CERTIFICATE),
    "check_service_certificate": at(_checked, CERTIFICATE),
    "show_service_certificate_page": at(_checked, CERTIFICATE),
    "list_my_service_drafts:for_another": _listed_for_another("elders_draft"),
    "save_service_draft:for_another": Operation(_save_for),
    "get_service_draft:for_another": _for_another(*ELDERS_DRAFT),
    "get_draft_knowledge:for_another": _for_another(*ELDERS_DRAFT),
    "discard_service_draft:for_another": _for_another(*ELDERS_DRAFT),
    "submit_service_draft:for_another": _for_another(*ELDERS_DRAFT, SUBMISSION, **ANY),
    "list_my_service_applications:for_another": _listed_for_another("elders_application"),
    "get_my_service_application:for_another": _for_another(*ELDERS_APPLICATION),
    "supplement_service_application:for_another": _for_another(
        "elders_returned", "returned_application", "application_id", SUPPLEMENT
    ),
    "withdraw_service_application:for_another": _for_another(*ELDERS_APPLICATION, {"reason": None}),
    "list_my_service_certificates:for_another": _listed_for_another("elders_certificate"),
    "get_my_service_certificate:for_another": _for_another(*ELDERS),
    "print_service_certificate:for_another": _for_another(*ELDERS),
}
