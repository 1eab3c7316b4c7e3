from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class ReplyTemplatePermission(StrEnum):
    USE = "reply_template:use"
    MANAGE = "reply_template:manage"


_USE = {ReplyTemplatePermission.USE}
_MANAGE = {ReplyTemplatePermission.USE, ReplyTemplatePermission.MANAGE}

GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: _USE,
    Role.GENERAL_GRID_WORKER: _USE,
    Role.GRID_CHIEF: _USE,
    Role.COMMUNITY_WORKER: _MANAGE,
    Role.SUBDISTRICT_ADMINISTRATOR: _MANAGE,
    Role.DISTRICT_ADMINISTRATOR: _MANAGE,
    Role.DEPARTMENT_OFFICER: _USE,
}
