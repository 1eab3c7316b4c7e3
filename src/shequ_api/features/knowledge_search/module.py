from shequ_api.base.offering import Action, Head
from shequ_api.base.registry import Module, Retention, timed
from shequ_api.features.knowledge_search.permissions import GRANTS, KnowledgeSearchPermission
from shequ_api.features.knowledge_search.personal import PERSONAL_DATA
from shequ_api.features.knowledge_search.router import router
from shequ_api.features.knowledge_search.service import forget_misses

MODULE = Module(
    name="knowledge_search",
    title="知识搜索",
    router=router,
    permissions=KnowledgeSearchPermission,
    grants=GRANTS,
    actions=[
        Action(
            key="knowledge.search",
            head=Head.ASK,
            title="搜一搜",
            operation="search_knowledge",
            permission=KnowledgeSearchPermission.SEARCH,
            parameters=("place_id",),
        )
    ],
    personal_data=PERSONAL_DATA,
    retention=[
        timed("没有搜到的词（不记录由谁搜索）", 180, "补充知识库", forget_misses),
        Retention("同义词", "长期；注销后不再显示姓名", "搜索更准确"),
    ],
)
