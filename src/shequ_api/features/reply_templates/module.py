from shequ_api.base.registry import Module, Retention
from shequ_api.features.reply_templates.permissions import GRANTS, ReplyTemplatePermission
from shequ_api.features.reply_templates.personal import PERSONAL_DATA
from shequ_api.features.reply_templates.router import router

MODULE = Module(
    name="reply_templates",
    title="常用语",
    router=router,
    permissions=ReplyTemplatePermission,
    grants=GRANTS,
    permission_titles={
        ReplyTemplatePermission.USE: "使用常用语",
        ReplyTemplatePermission.MANAGE: "设置常用语",
    },
    personal_data=PERSONAL_DATA,
    retention=[Retention("常用语", "长期；注销后不再显示姓名", "答复口径统一")],
)
