from shequ_api.base.events.facts import Errand
from shequ_api.base.registry import Module, Retention
from shequ_api.features.content_checks import router, word_router
from shequ_api.features.content_checks.errand import ask_platform
from shequ_api.features.content_checks.permissions import GRANTS, ContentPermission
from shequ_api.features.content_checks.personal import PERSONAL_DATA
from shequ_api.features.content_checks.photo_holds import PHOTO_HOLDS
from shequ_api.features.content_checks.reactions import REACTIONS
from shequ_api.kit.http.route import Router

routes = Router()
routes.include_router(router.router)
routes.include_router(word_router.router)

MODULE = Module(
    name="content_checks",
    title="内容安全审核",
    router=routes,
    permissions=ContentPermission,
    grants=GRANTS,
    permission_titles={
        ContentPermission.JUDGE: "审核居民发布的内容",
        ContentPermission.WORDS: "维护敏感词库",
    },
    reactions=REACTIONS,
    errands=[Errand("content_checks.ask_platform", ask_platform)],
    personal_data=PERSONAL_DATA,
    photo_holds=PHOTO_HOLDS,
    retention=[
        Retention("内容审核记录", "与所审核的内容同期；注销时删除申诉内容", "说明为何隐藏或公开"),
    ],
)
