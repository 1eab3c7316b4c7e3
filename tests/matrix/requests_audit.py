"""How to ask about the two logs, rights, and roles of a community's own."""

from tests.matrix.asking import Ask, at, by, listed, mine_listed, once

RIGHT = "place:establish"
MANAGER = "holder_of_subdistrict_administrator"

OPERATIONS = {
    "list_looks_at_me": mine_listed("look", "look"),
    "list_access_looks": listed("look"),
    "list_audit_entries": listed("audit_entry"),
    "list_permissions": once(lambda _: Ask()),
    "list_roles": once(lambda _: Ask()),
    "explain_access": at(
        lambda s: Ask(body={"person_id": s.of(MANAGER), "operation": "get_me"}), MANAGER
    ),
    "find_person_by_phone": at(
        lambda s: Ask(
            body={"phone": s.phones["worker"], "purpose": "audit"}, rows=frozenset({s.worker})
        ),
        *("worker", "grid"),
    ),
    "make_custom_role": at(
        lambda s: Ask(
            body={
                "title": "夜间值班",
                "held_kind": "community",
                "permissions": [RIGHT],
                "place_id": s.community,
            }
        ),
        "community",
    ),
    "list_custom_roles": listed("custom_role"),
    "get_custom_role": by("role_id", "custom_role"),
    "list_custom_role_editions": by("role_id", "custom_role"),
    "change_custom_role": at(
        lambda s: Ask(
            {"role_id": s.of("custom_role")},
            body={"title": "值班", "permissions": [RIGHT]},
            headers={"If-Match": "*"},
        ),
        "custom_role",
    ),
    "retire_custom_role": by("role_id", "custom_role"),
}
