from shequ_api.base.registry import Module, Retention
from shequ_api.features.appraisal_closing.freezing import ReopeningAsked
from shequ_api.features.appraisal_closing.permissions import GRANTS, AppraisalClosingPermission
from shequ_api.features.appraisal_closing.personal import PERSONAL_DATA
from shequ_api.features.appraisal_closing.router import router

MODULE = Module(
    name="appraisal_closing",
    title="考核申诉与定稿",
    router=router,
    permissions=AppraisalClosingPermission,
    grants=GRANTS,
    permission_titles={
        AppraisalClosingPermission.ANSWER: "查看和答复考核申诉",
        AppraisalClosingPermission.FREEZE: "考核定稿和重新打开",
    },
    constraints={"uq_appraisal_reopenings_waiting": ReopeningAsked},
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("考核申诉、答复与定稿", "长期；注销时删除所写内容", "说明考核为何更正"),
    ],
)
