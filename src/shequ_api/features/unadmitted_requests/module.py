from shequ_api.base.registry import Module, Retention
from shequ_api.features.unadmitted_requests.permissions import (
    GRANTS,
    UnadmittedRequestPermission,
)
from shequ_api.features.unadmitted_requests.personal import PERSONAL_DATA
from shequ_api.features.unadmitted_requests.router import router

MODULE = Module(
    name="unadmitted_requests",
    title="未准入退回",
    router=router,
    permissions=UnadmittedRequestPermission,
    grants=GRANTS,
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("未准入退回记录", "长期；注销后删除所写内容", "说明网格为何不承担这项工作"),
    ],
)
