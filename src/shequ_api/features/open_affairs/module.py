from shequ_api.base.registry import Module, Retention
from shequ_api.features.open_affairs.landing import ACTIONS, SHOWN_HERE
from shequ_api.features.open_affairs.permissions import GRANTS, OpenAffairsPermission
from shequ_api.features.open_affairs.personal import PERSONAL_DATA
from shequ_api.features.open_affairs.photo_holds import PHOTO_HOLDS
from shequ_api.features.open_affairs.reactions import REACTIONS
from shequ_api.features.open_affairs.refusals import CategoryCodeTaken, DisclosureBeingChanged
from shequ_api.features.open_affairs.router import router

MODULE = Module(
    name="open_affairs",
    title="公开事项",
    router=router,
    permissions=OpenAffairsPermission,
    grants=GRANTS,
    reactions=REACTIONS,
    actions=ACTIONS,
    landing=[SHOWN_HERE],
    constraints={
        "uq_disclosure_categories_owned": CategoryCodeTaken,
        "pk_disclosure_editions": DisclosureBeingChanged,
        "pk_disclosure_drafts": DisclosureBeingChanged,
    },
    personal_data=PERSONAL_DATA,
    photo_holds=PHOTO_HOLDS,
    retention=[
        Retention("公示及历次更正", "长期；注销后不再显示编写人姓名", "说明当时公开了什么"),
    ],
)
