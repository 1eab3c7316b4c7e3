from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.identity import mandate_router, proof_router, router
from shequ_api.base.identity.permissions import GRANTS, LEVELS, IdentityPermission
from shequ_api.base.identity.personal import PERSONAL_DATA
from shequ_api.base.identity.proofs import forget_tries
from shequ_api.base.registry import Module
from shequ_api.kit.http.route import Router

routes = Router()
routes.include_router(router.router)
routes.include_router(proof_router.router)
routes.include_router(mandate_router.router)

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
)
