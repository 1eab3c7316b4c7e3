from shequ_api.base.offering import Action, Head
from shequ_api.base.registry import Module, Retention
from shequ_api.features.charity_pledges.permissions import GRANTS, LEVELS, PledgePermission
from shequ_api.features.charity_pledges.personal import PERSONAL_DATA
from shequ_api.features.charity_pledges.reactions import REACTIONS
from shequ_api.features.charity_pledges.router import router
from shequ_api.features.charity_pledges.service.making import PledgeStands

MODULE = Module(
    name="charity_pledges",
    title="公益认捐",
    router=router,
    permissions=PledgePermission,
    grants=GRANTS,
    levels=LEVELS,
    reactions=REACTIONS,
    actions=[
        Action(
            key="charity_pledges.pledge",
            head=Head.ORDER,
            title="一分钱公益",
            operation="make_unit_pledge",
            permission=PledgePermission.PLEDGE,
        )
    ],
    constraints={
        "uq_charity_unit_pledges_one_giver_id": PledgeStands,
        "uq_charity_unit_pledges_one_partner_id": PledgeStands,
        "uq_charity_income_shares_one": PledgeStands,
    },
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("公益认捐与收益入池的约定和明细", "长期；注销后认捐停止", "公开账目的依据"),
    ],
)
