from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.offering import Action, Head
from shequ_api.base.registry import Module, Retention
from shequ_api.features.knowledge.permissions import GRANTS, KnowledgePermission
from shequ_api.features.knowledge.personal import PERSONAL_DATA
from shequ_api.features.knowledge.queries import has_topic
from shequ_api.features.knowledge.router import router
from shequ_api.features.knowledge.service import ArticleChanged, tell_stale

MODULE = Module(
    name="knowledge",
    title="知识库",
    router=router,
    permissions=KnowledgePermission,
    grants=GRANTS,
    clockworks=[Clockwork("knowledge.tell_stale", timedelta(hours=3), tell_stale)],
    actions=[
        Action(
            key="knowledge.read",
            head=Head.ASK,
            title="常见问题",
            operation="list_knowledge_articles",
            permission=KnowledgePermission.READ,
            parameters=("place_id",),
            takes={"topic": has_topic},
        )
    ],
    constraints={"pk_knowledge_terms": ArticleChanged, "pk_knowledge_editions": ArticleChanged},
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("知识库及其历次版本", "长期；注销后不再显示姓名", "答复有据可查"),
        Retention("对知识的评价", "长期；本人注销时删除", "改进答复"),
    ],
    words={"评价": {"helpful": "有用", "not_helpful": "没用", "wrong": "有误"}},
)
