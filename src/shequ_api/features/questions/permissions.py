from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class QuestionPermission(StrEnum):
    ASK = "question:ask"
    ANSWER = "question:answer"


_ANSWER = {QuestionPermission.ANSWER}

GRANTS: Grants = {
    Role.RESIDENT: {QuestionPermission.ASK},
    Role.GRID_CHIEF: _ANSWER,
    Role.COMMUNITY_WORKER: _ANSWER,
    Role.SUBDISTRICT_ADMINISTRATOR: _ANSWER,
}
