from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, Retention
from shequ_api.features.compounds import committee_router, router
from shequ_api.features.compounds.jobs import tell_endings
from shequ_api.features.compounds.permissions import GRANTS, CompoundPermission
from shequ_api.features.compounds.personal import PERSONAL_DATA
from shequ_api.features.compounds.sealed import SEALED
from shequ_api.features.compounds.service import (
    ContractsOverlap,
    DirectorTwice,
    MemberTwice,
    ModesOverlap,
    TermsOverlap,
)
from shequ_api.kit.http.route import Router

routes = Router()
routes.include_router(router.router)
routes.include_router(committee_router.router)

MODULE = Module(
    name="compounds",
    title="小区治理档案",
    router=routes,
    permissions=CompoundPermission,
    grants=GRANTS,
    withheld={CompoundPermission.REVEAL},
    clockworks=[Clockwork("compounds.tell_endings", timedelta(hours=1), tell_endings)],
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("物业与业委会信息", "长期；注销后不再显示由谁登记", "说明小区当时由谁管理"),
    ],
    sealed=SEALED,
    constraints={
        "ex_property_contracts_days": ContractsOverlap,
        "ex_management_modes_days": ModesOverlap,
        "ex_committees_days": TermsOverlap,
        "ex_committee_members_days": MemberTwice,
        "ex_committee_members_director": DirectorTwice,
    },
)
