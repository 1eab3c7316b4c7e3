from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.offering import Action, Head
from shequ_api.base.registry import Module, Retention
from shequ_api.features.questions.permissions import GRANTS, QuestionPermission
from shequ_api.features.questions.personal import PERSONAL_DATA
from shequ_api.features.questions.router import router
from shequ_api.features.questions.service import QuestionDiffers, pass_on_late
from shequ_api.features.questions.writings import WRITINGS

MODULE = Module(
    name="questions",
    title="码上问",
    router=router,
    permissions=QuestionPermission,
    grants=GRANTS,
    clockworks=[Clockwork("questions.pass_on_late", timedelta(minutes=30), pass_on_late)],
    actions=[
        Action(
            key="questions.ask",
            head=Head.ASK,
            title="我要提问",
            operation="ask_question",
            permission=QuestionPermission.ASK,
            parameters=("place_id",),
        )
    ],
    constraints={"pk_questions": QuestionDiffers},
    personal_data=PERSONAL_DATA,
    writings=WRITINGS,
    retention=[Retention("提问与答复", "长期；本人注销时删除所写内容和答复", "咨询可追溯")],
)
