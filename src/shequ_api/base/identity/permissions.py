from enum import StrEnum

from shequ_api.base.access.levels import IdentityLevel, Levels
from shequ_api.base.access.roles import Grants, Role


class IdentityPermission(StrEnum):
    PROVE_MYSELF = "identity_proof:claim"
    PROVE = "identity_proof:record"
    REVOKE_PROOF = "identity_proof:revoke"
    RECORD_PERSON = "person:record"
    GIVE_MANDATE = "mandate:give"
    RECORD_MANDATE = "mandate:record"
    MERGE_RECORD = "person_record:merge"


_OWN = {IdentityPermission.PROVE_MYSELF, IdentityPermission.GIVE_MANDATE}
_AT_THE_DOOR = {
    IdentityPermission.RECORD_PERSON,
    IdentityPermission.RECORD_MANDATE,
    IdentityPermission.MERGE_RECORD,
}
_AT_THE_COUNTER = {IdentityPermission.PROVE, IdentityPermission.REVOKE_PROOF}

GRANTS: Grants = {
    Role.RESIDENT: _OWN,
    Role.MICRO_GRID_WORKER: _AT_THE_DOOR,
    Role.GENERAL_GRID_WORKER: _AT_THE_DOOR,
    Role.GRID_CHIEF: _AT_THE_DOOR | _AT_THE_COUNTER,
    Role.COMMUNITY_WORKER: _AT_THE_DOOR | _AT_THE_COUNTER,
}
LEVELS: Levels = {
    IdentityPermission.PROVE_MYSELF: IdentityLevel.DWELLING,
    IdentityPermission.GIVE_MANDATE: IdentityLevel.PHONE,
}
