from shequ_api.base.offering import Action, Head
from shequ_api.base.registry import Module
from shequ_api.features.today.router import router

MODULE = Module(
    name="today",
    title="今日工作",
    router=router,
    actions=[
        Action(
            key="today.open",
            head=Head.HANDLE,
            title="今日工作",
            operation="get_today",
            permission=None,
        )
    ],
)
