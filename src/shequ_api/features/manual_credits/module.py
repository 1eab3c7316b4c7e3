from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, Retention
from shequ_api.features.manual_credits import limits_router, router
from shequ_api.features.manual_credits.permissions import GRANTS, CreditPermission
from shequ_api.features.manual_credits.personal import PERSONAL_DATA
from shequ_api.features.manual_credits.photo_holds import PHOTO_HOLDS
from shequ_api.features.manual_credits.service.closing import lapse
from shequ_api.kit.http.route import Router

ROUTER = Router()
for _each in (router.router, limits_router.router):
    ROUTER.include_router(_each)

MODULE = Module(
    name="manual_credits",
    title="人工补发积分",
    router=ROUTER,
    permissions=CreditPermission,
    grants=GRANTS,
    personal_data=PERSONAL_DATA,
    photo_holds=PHOTO_HOLDS,
    clockworks=[Clockwork("manual_credits.lapse", timedelta(minutes=10), lapse)],
    retention=[
        Retention("人工补发积分", "长期；注销时删除所写文字", "说明积分的来由，供核对与审计"),
    ],
)
