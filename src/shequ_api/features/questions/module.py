from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.offering import Action, Head
from shequ_api.base.registry import Module, Retention
from shequ_api.features.questions.passing_on import look_at_days
from shequ_api.features.questions.permissions import GRANTS, QuestionPermission
from shequ_api.features.questions.personal import PERSONAL_DATA
from shequ_api.features.questions.reactions import REACTIONS
from shequ_api.features.questions.refusals import QuestionDiffers
from shequ_api.features.questions.router import router
from shequ_api.features.questions.schemas import fits_topic
from shequ_api.features.questions.writings import WRITINGS

MODULE = Module(
    name="questions",
    title="码上问",
    router=router,
    permissions=QuestionPermission,
    grants=GRANTS,
    clockworks=[Clockwork("questions.pass_on_late", timedelta(minutes=30), look_at_days)],
    reactions=REACTIONS,
    actions=[
        Action(
            key="questions.ask",
            head=Head.ASK,
            title="我要提问",
            operation="ask_question",
            permission=QuestionPermission.ASK,
            parameters=("place_id",),
            takes={"topic": fits_topic},
        )
    ],
    constraints={"pk_questions": QuestionDiffers},
    personal_data=PERSONAL_DATA,
    writings=WRITINGS,
    retention=[Retention("提问与答复", "长期；本人注销时删除所写内容和答复", "咨询可追溯")],
)
