from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class AssetPermission(StrEnum):
    VIEW = "asset:view"
    INSPECT = "asset:inspect"
    MANAGE = "asset:manage"
    DEFINE_KIND = "asset_kind:define"


_FIELD = {AssetPermission.VIEW, AssetPermission.INSPECT}
_DESK = _FIELD | {AssetPermission.MANAGE}

GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: _FIELD,
    Role.GENERAL_GRID_WORKER: _DESK,
    Role.GRID_CHIEF: _DESK,
    Role.COMMUNITY_WORKER: _DESK,
    Role.SUBDISTRICT_ADMINISTRATOR: {AssetPermission.VIEW, AssetPermission.MANAGE},
    Role.DISTRICT_ADMINISTRATOR: {AssetPermission.VIEW, AssetPermission.MANAGE},
    Role.CITY_ADMINISTRATOR: {AssetPermission.VIEW, AssetPermission.DEFINE_KIND},
    Role.DEPARTMENT_OFFICER: {AssetPermission.VIEW},
}
