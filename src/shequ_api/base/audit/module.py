from shequ_api.base.audit import sealing
from shequ_api.base.audit.permissions import GRANTS, AuditPermission
from shequ_api.base.audit.personal import PERSONAL_DATA
from shequ_api.base.audit.router import router
from shequ_api.base.audit.words import WORDS
from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, Retention

MODULE = Module(
    name="audit",
    title="操作与查看日志",
    router=router,
    permissions=AuditPermission,
    grants=GRANTS,
    withheld=set(AuditPermission),
    clockworks=[Clockwork("audit.seal", sealing.EVERY, sealing.keep_sealed)],
    personal_data=PERSONAL_DATA,
    words=WORDS,
    retention=[
        Retention(
            "查看日志",
            "37 个月",
            "证明谁因何看过谁的信息，本人可查；查看理由系工作人员所写，作为证据不可改动，注销后仍保留至期满",
        ),
        Retention("操作日志", "长期", "证明谁做了什么；只有编号，没有内容"),
    ],
)
