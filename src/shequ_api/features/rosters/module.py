from shequ_api.base.offering import Action, Head
from shequ_api.base.registry import Module, timed
from shequ_api.features.rosters.permissions import GRANTS, RosterPermission
from shequ_api.features.rosters.personal import PERSONAL_DATA
from shequ_api.features.rosters.reactions import REACTIONS
from shequ_api.features.rosters.refusals import OnTheRosterAlready
from shequ_api.features.rosters.router import router
from shequ_api.features.rosters.rules import KEPT_DAYS, LAPSE_DAYS
from shequ_api.features.rosters.service import lapse, let_go_over

MODULE = Module(
    name="rosters",
    title="楼栋党员公示",
    router=router,
    permissions=RosterPermission,
    grants=GRANTS,
    withheld={RosterPermission.REVEAL},
    reactions=REACTIONS,
    actions=[
        Action(
            key="rosters.of_place",
            head=Head.VIEW,
            title="楼栋党员公示",
            operation="list_building_roster",
            permission=None,
            parameters=("place_id",),
        )
    ],
    constraints={"uq_roster_entries_live": OnTheRosterAlready},
    personal_data=PERSONAL_DATA,
    retention=[
        timed("未获本人同意的公示提名", LAPSE_DAYS, "敏感个人信息，本人未同意即删除", lapse),
        timed("已结束的党员公示及本人的同意", KEPT_DAYS, "说明曾经本人同意，期满删除", let_go_over),
    ],
)
