from datetime import timedelta

from shequ_api.base.events.facts import Clockwork, Reaction
from shequ_api.base.files import document_router, parts_router, router, voice_router
from shequ_api.base.files.erasing import drop_content, expire_unused
from shequ_api.base.files.events import PhotoErased
from shequ_api.base.files.parts import GIVEN_UP_AFTER, give_up
from shequ_api.base.files.personal import PERSONAL_DATA
from shequ_api.base.registry import Module, Retention, timed
from shequ_api.kit.http.route import Router

routes = Router()
routes.include_router(router.router)
routes.include_router(parts_router.router)
routes.include_router(voice_router.router)
routes.include_router(document_router.router)

UNUSED_DAYS = 90
"""Longer than a phone without a network keeps what it is to send."""

MODULE = Module(
    name="files",
    title="照片与文件",
    router=routes,
    clockworks=[Clockwork("files.give_up_parts", timedelta(days=1), give_up)],
    personal_data=PERSONAL_DATA,
    reactions=[Reaction("files.drop_content", PhotoErased, drop_content)],
    retention=[
        timed("未传完的照片", GIVEN_UP_AFTER.days, "供网络不好时接着上传"),
        timed(
            "未用于任何记录的照片、语音和文件", UNUSED_DAYS, "供随后提交事项时使用", expire_unused
        ),
        Retention(
            "事项上的照片、语音和文件",
            "与事项记录同期；本人注销时删除，履职取证和公开的除外",
            "办理与核实",
        ),
    ],
)
