from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.identity import mandate_router, proof_router, record_router, router
from shequ_api.base.identity.expiring import drop_evidence, drop_proofs
from shequ_api.base.identity.permissions import GRANTS, LEVELS, IdentityPermission
from shequ_api.base.identity.personal import PERSONAL_DATA
from shequ_api.base.identity.photo_holds import PHOTO_HOLDS
from shequ_api.base.identity.proofs import forget_tries
from shequ_api.base.identity.sealed import SEALED
from shequ_api.base.identity.words import WORDS
from shequ_api.base.registry import Module, Retention, timed
from shequ_api.kit.http.route import Router

routes = Router()
routes.include_router(router.router)
routes.include_router(proof_router.router)
routes.include_router(mandate_router.router)
routes.include_router(record_router.router)

PROOF_DAYS = EVIDENCE_DAYS = 3 * 365

MODULE = Module(
    name="identity",
    title="我的身份",
    router=routes,
    permissions=IdentityPermission,
    grants=GRANTS,
    withheld=set(IdentityPermission),
    levels=LEVELS,
    clockworks=[Clockwork("identity.forget_tries", timedelta(hours=1), forget_tries)],
    personal_data=PERSONAL_DATA,
    retention=[
        timed("已失效的身份核验记录", PROOF_DAYS, "供本人与社区查证核验经过", drop_proofs),
        timed(
            "已结束的代办授权的凭证与说明",
            EVIDENCE_DAYS,
            "处理代办争议（一般诉讼时效三年）",
            drop_evidence,
        ),
        Retention("身份码与核验次数", "身份码 5 分钟，次数 24 小时", "防止冒用和猜测"),
        Retention("代办授权及使用记录", "长期；到期后只剩编号和日期", "说明谁为谁办理过什么"),
    ],
    photo_holds=PHOTO_HOLDS,
    words=WORDS,
    sealed=SEALED,
)
