from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.people import login_router, router, sessions
from shequ_api.base.people.appointments import DatesUnfit, PostingTaken
from shequ_api.base.people.permissions import GRANTS, PeoplePermission
from shequ_api.base.people.service import PhoneTaken
from shequ_api.base.registry import Module
from shequ_api.kit.http.route import Router

routes = Router()
routes.include_router(login_router.router)
routes.include_router(router.router)

MODULE = Module(
    name="people",
    title="人员与身份",
    router=routes,
    permissions=PeoplePermission,
    grants=GRANTS,
    clockworks=[Clockwork("people.forget_revoked", timedelta(hours=1), sessions.forget_revoked)],
    constraints={
        "uq_persons_phone_index": PhoneTaken,
        "ex_postings_same": PostingTaken,
        "ck_postings_some_days": DatesUnfit,
    },
)
