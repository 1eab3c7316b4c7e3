from shequ_api.base.offering import Action, Head
from shequ_api.base.registry import Module
from shequ_api.features.place_feed.router import router

MODULE = Module(
    name="place_feed",
    title="此处动态",
    router=router,
    actions=[
        Action(
            key="place_feed.read",
            head=Head.VIEW,
            title="最新动态",
            operation="list_place_feed",
            permission=None,
            parameters=("place_id",),
        )
    ],
)
