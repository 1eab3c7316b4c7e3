from typing import Any

from shequ_api.base.registry import Module, Retention, timed
from shequ_api.blocks.forms.hiding import TABLE
from shequ_api.blocks.forms.models import SealedAnswers
from shequ_api.features.register_answers.forgetting import drop_old
from shequ_api.features.register_answers.personal import PERSONAL_DATA
from shequ_api.features.register_answers.reactions import REACTIONS
from shequ_api.kit.sealed import Sealed

SAID_DAYS = 180


def _binding(row: Any) -> str:
    return f"{TABLE}/{row.submission_id}/{row.number}"


MODULE = Module(
    name="register_answers",
    title="人房信息：排查回写",
    reactions=REACTIONS,
    personal_data=PERSONAL_DATA,
    sealed=[Sealed(SealedAnswers.sealed, "number", bind=_binding)],
    retention=[
        timed(
            "排查表中填写的姓名、电话等个人信息",
            SAID_DAYS,
            "审核与更正；之后只留在底册",
            drop_old,
        ),
        Retention(
            "排查内容写入底册的记录",
            "长期；不含所填内容，注销后不再显示处理说明",
            "说明底册内容由哪次排查而来，以便撤回",
        ),
    ],
)
