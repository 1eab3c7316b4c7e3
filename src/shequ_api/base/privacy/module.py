from datetime import timedelta

from shequ_api.base.events.facts import Clockwork, Reaction
from shequ_api.base.privacy import service
from shequ_api.base.privacy.events import ConsentWithdrawn, ErasureDue
from shequ_api.base.privacy.expiring import expire
from shequ_api.base.privacy.permissions import GRANTS, LEVELS, PrivacyPermission
from shequ_api.base.privacy.personal import PERSONAL_DATA
from shequ_api.base.privacy.reactions import erase_person, forget_with_consent
from shequ_api.base.privacy.router import router
from shequ_api.base.registry import Module, Retention

MODULE = Module(
    name="privacy",
    title="个人信息保护",
    router=router,
    permissions=PrivacyPermission,
    grants=GRANTS,
    withheld=set(PrivacyPermission),
    levels=LEVELS,
    reactions=[
        Reaction("privacy.erase_person", ErasureDue, erase_person),
        Reaction("privacy.forget_ages", ConsentWithdrawn, forget_with_consent),
    ],
    clockworks=[
        Clockwork("privacy.announce_due", timedelta(minutes=10), service.announce_due),
        Clockwork("privacy.expire", timedelta(days=1), expire),
    ],
    retention=[
        Retention("同意与撤回记录", "账号存续期间；注销后仅留版本与时间", "证明处理有合法依据"),
        Retention("注销清单（只含编号和日期，存于数据库之外）", "长期", "从备份恢复后再次删除"),
    ],
    constraints={
        "pk_consent_policies": service.VersionNotNext,
        "uq_erasures_live": service.ErasureAsked,
    },
    personal_data=PERSONAL_DATA,
)
