from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class FormPermission(StrEnum):
    VIEW = "inspection_form:view"
    PUBLISH = "inspection_form:publish"


GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: {FormPermission.VIEW},
    Role.GENERAL_GRID_WORKER: {FormPermission.VIEW},
    Role.COMMUNITY_WORKER: set(FormPermission),
    Role.DISTRICT_ADMINISTRATOR: set(FormPermission),
}
