from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class NeedRatingPermission(StrEnum):
    RATE = "need_pool_rating:give"


GRANTS: Grants = {Role.RESIDENT: {NeedRatingPermission.RATE}}
