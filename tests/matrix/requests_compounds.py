"""How to ask about the governance files of compounds."""

from tests.matrix.asking import Ask, by, listed, once

CODE = "91350100M000100Y43"
LOOK = {"purpose": "contact", "reason": "通知检修"}
END = {"ends_on": "2026-03-01", "reason": "业主大会决定"}
CONTRACT = {
    "firm_name": "物业公司",
    "credit_code": CODE,
    "starts_on": "2030-01-01",
    "ends_on": "2033-01-01",
}
TERM = {
    "kind": "compound_committee",
    "name": "管委会",
    "starts_on": "2030-01-01",
    "ends_on": "2033-01-01",
}

OPERATIONS = {
    "get_open_compound_file": by("place_id", "compound"),
    "get_compound_file": by("place_id", "compound"),
    "sign_property_contract": by("place_id", "compound", CONTRACT),
    "set_management_mode": by("place_id", "compound", {"mode": "trust", "starts_on": "2030-01-01"}),
    "found_committee": by("place_id", "compound", TERM),
    "end_property_contract": by("contract_id", "property_contract", END),
    "end_committee": by("committee_id", "committee", END),
    "seat_committee_member": by("committee_id", "committee", {"name": "新人", "title": "member"}),
    "end_committee_member": by("member_id", "committee_seat", END),
    "reveal_contract_contact": by("contract_id", "property_contract", LOOK),
    "reveal_member_contact": by("member_id", "committee_seat", LOOK),
    "list_compound_endings": listed("property_contract", within_days="100"),
    "rename_property_firm": once(lambda _: Ask({"credit_code": CODE}, body={"name": "新名"})),
}
