from shequ_api.base.registry import Module, Retention
from shequ_api.features.ticket_talk import note_router, router
from shequ_api.features.ticket_talk.permissions import GRANTS, TalkPermission
from shequ_api.features.ticket_talk.personal import PERSONAL_DATA
from shequ_api.features.ticket_talk.photo_holds import PHOTO_HOLDS
from shequ_api.features.ticket_talk.reactions import REACTIONS
from shequ_api.features.ticket_talk.service import MessageDiffers
from shequ_api.features.ticket_talk.writings import WRITINGS
from shequ_api.kit.http.route import Router

routes = Router()
routes.include_router(router.router)
routes.include_router(note_router.router)

MODULE = Module(
    name="ticket_talk",
    title="诉求沟通",
    router=routes,
    permissions=TalkPermission,
    grants=GRANTS,
    permission_titles={TalkPermission.REPLY: "回复下单人"},
    reactions=REACTIONS,
    constraints={"pk_ticket_messages": MessageDiffers},
    personal_data=PERSONAL_DATA,
    photo_holds=PHOTO_HOLDS,
    writings=WRITINGS,
    retention=[
        Retention("诉求留言与内部备注", "长期；本人注销时删除所写内容和照片", "诉求办理可追溯"),
    ],
)
