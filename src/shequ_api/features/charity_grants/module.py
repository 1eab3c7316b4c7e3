from shequ_api.base.offering import Action, Head
from shequ_api.base.registry import Module, Retention, timed
from shequ_api.features.charity_grants.forgetting import KEPT_DAYS, drop_old
from shequ_api.features.charity_grants.jobs import CLOCKWORKS
from shequ_api.features.charity_grants.permissions import (
    GRANTS,
    HELD_ONLY_AT,
    LEVELS,
    GrantPermission,
)
from shequ_api.features.charity_grants.personal import PERSONAL_DATA
from shequ_api.features.charity_grants.photo_holds import PHOTO_HOLDS
from shequ_api.features.charity_grants.router import router
from shequ_api.features.charity_grants.sealing import SEALED
from shequ_api.features.charity_grants.service.delivering import DeliveryDiffers

MODULE = Module(
    name="charity_grants",
    title="公益帮扶",
    router=router,
    permissions=GrantPermission,
    grants=GRANTS,
    levels=LEVELS,
    withheld={GrantPermission.REVEAL, GrantPermission.APPROVE, GrantPermission.CONFIRM},
    held_only_at=HELD_ONLY_AT,
    clockworks=CLOCKWORKS,
    actions=[
        Action(
            key="charity_grants.mine",
            head=Head.VIEW,
            title="我的帮扶",
            operation="list_my_charity_grants",
            permission=GrantPermission.RECEIVE,
        )
    ],
    constraints={"uq_charity_proposals_delivery": DeliveryDiffers},
    personal_data=PERSONAL_DATA,
    sealed=SEALED,
    retention=[
        timed(
            "帮扶提名中的困难情况、用途、领取人和见证人姓名",
            KEPT_DAYS,
            "办结后复核；之后只留金额和经办记录",
            drop_old,
        ),
        Retention(
            "帮扶记录与照片",
            "长期；注销后不再显示情况与姓名",
            "公益池账目的依据",
        ),
    ],
    photo_holds=PHOTO_HOLDS,
)
