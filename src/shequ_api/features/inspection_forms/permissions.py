from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class FormPermission(StrEnum):
    VIEW = "inspection_form:view"
    PUBLISH = "inspection_form:publish"


GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: {FormPermission.VIEW},
    Role.GENERAL_GRID_WORKER: {FormPermission.VIEW},
    Role.GRID_CHIEF: set(FormPermission),
    Role.COMMUNITY_WORKER: set(FormPermission),
    Role.SUBDISTRICT_ADMINISTRATOR: {FormPermission.VIEW},
    Role.DISTRICT_ADMINISTRATOR: set(FormPermission),
}
