"""How to ask about oneself."""

from datetime import timedelta

from shequ_api.kit.clock import china_date, utc_now
from tests.cast import MEMBERS
from tests.matrix.asking import Ask, Case, Operation, at, by, mine, mine_listed, once
from tests.matrix.planting_identity import ID_NUMBER, NAME
from tests.matrix.planting_people_covers import CODES, CODES_OF_STAFF
from tests.matrix.planting_residency import settled_code
from tests.matrix.requests_people import NEWCOMER
from tests.matrix.sites import Site


async def _bind(case: Case) -> list[Ask]:
    if case.nowhere:
        return [Ask(body={"code": "unheard-of"})]
    if not (case.inside or case.site.phones):
        return []
    number = "13600000001" if case.inside else case.site.phones["inhabitant"]
    return [Ask(body={"code": await case.world.hand.phone_code(number)})]


def _at_the_counter(case: Case) -> list[Ask]:
    if not (case.nowhere or case.site.claimed):
        return []
    phone = case.site.phones.get("inhabitant", "13599999999")
    return [Ask(body={"phone": phone, "name": "金丝居民"})]


def _myself(case: Case) -> Ask:
    phones = {member.key: member.phone for member in MEMBERS}
    return Ask(body={"phone": phones.get(case.role, NEWCOMER), "name": "金丝自己"})


def _prove(case: Case) -> Ask:
    body = {"name": NAME, "id_number": ID_NUMBER}
    return Ask(body=body, traced=case.role == "proved")


def _days() -> dict[str, str]:
    today = china_date(utc_now())
    return {"starts_on": str(today), "ends_on": str(today + timedelta(days=30))}


def _mandate(case: Case) -> list[Ask]:
    phone = NEWCOMER if case.inside else "13599999999"
    return [Ask(body={"agent_phone": phone, "permissions": ["ticket:file"], **_days()})]


def _record_mandate(site: Site) -> Ask:
    said = {"evidence_kind": "counter", "note": "本人当面说明", "permissions": ["ticket:file"]}
    return Ask(body={"principal_id": site.of("recorded"), **said, **_days()})


def _record_person(site: Site) -> Ask:
    body = {"name": "金丝奶奶", "belonging": "family", "starts_on": "2026-01-01"}
    return Ask(body={"dwelling_id": site.spare, **body})


def _find_records(case: Case) -> list[Ask]:
    """Whoever shows their code is known by it; who was entered elsewhere is not found by it."""
    if not (record := case.site.of("recorded")):
        return []
    told = {record, f"canary-{case.site.key}-recorded"}
    secret = frozenset() if case.inside else frozenset(told)
    return [Ask(body={"code": settled_code(case.site)}, secret=secret)]


def _merge_record(case: Case) -> list[Ask]:
    if not (record := case.site.of("recorded")):
        return []
    code = settled_code(case.world.sites["home"] if case.nowhere else case.site)
    return [Ask(body={"person_id": record, "code": code, "reason": "nickname"})]


def _merge_into_myself(case: Case) -> Ask:
    record = case.world.sites["home"].of("recorded")
    code = CODES_OF_STAFF.get(case.role, CODES[1])
    return Ask(body={"person_id": record, "code": code, "reason": "nickname"})


OPERATIONS = {
    "get_me": once(lambda _: Ask()),
    "replace_my_profile": once(lambda _: Ask(body={"name": "新名"})),
    "bind_my_phone": Operation(_bind),
    "show_identity_code": once(lambda _: Ask()),
    "prove_my_identity": once(_prove),
    "list_my_proofs": mine_listed("proof", "proof"),
    "record_proof": Operation(_at_the_counter),
    "record_proof:oneself": once(_myself),
    "revoke_proof": by("proof_id", "proof", {"reason": "核验有误"}),
    "record_person": at(_record_person, "spare"),
    "give_mandate": Operation(_mandate),
    "list_my_mandates": mine_listed("mandate", "mandate"),
    "list_mandate_uses": mine("mandate", "mandate_id", "mandate"),
    "revoke_my_mandate": mine("mandate", "mandate_id", "mandate"),
    "record_mandate": at(_record_mandate, "recorded"),
    "revoke_mandate": by("mandate_id", "mandate"),
    "find_person_records": Operation(_find_records),
    "merge_person_record": Operation(_merge_record),
    "merge_person_record:oneself": once(_merge_into_myself),
}
FACTS = {"phone_taken": frozenset({"ways_out"})}
