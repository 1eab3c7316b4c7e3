from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, Retention
from shequ_api.features.ticket_ratings.endings import archive_due, remind_due
from shequ_api.features.ticket_ratings.permissions import GRANTS, RatingPermission
from shequ_api.features.ticket_ratings.personal import PERSONAL_DATA
from shequ_api.features.ticket_ratings.reactions import REACTIONS
from shequ_api.features.ticket_ratings.router import router
from shequ_api.features.ticket_ratings.rules import RELATION_TITLES
from shequ_api.features.ticket_ratings.terms import TermsJustChanged
from shequ_api.features.ticket_ratings.writings import WRITINGS
from shequ_api.kit.errors import NotNow


class RatedAlready(NotNow):
    """Sent twice at the same moment: the other was first."""

    code, title = "rated_already", "您刚刚已经评价过"


MODULE = Module(
    name="ticket_ratings",
    title="诉求评价",
    router=router,
    permissions=RatingPermission,
    grants=GRANTS,
    reactions=REACTIONS,
    clockworks=[
        Clockwork("ticket_ratings.archive", timedelta(minutes=10), archive_due),
        Clockwork("ticket_ratings.remind", timedelta(minutes=10), remind_due),
    ],
    constraints={
        "uq_ticket_ratings_ticket_id_round_person_id": RatedAlready,
        "uq_ticket_ratings_reporter": RatedAlready,
        "pk_ticket_ending_rules": TermsJustChanged,
    },
    personal_data=PERSONAL_DATA,
    writings=WRITINGS,
    retention=[Retention("诉求评价", "长期；本人注销时删除评语", "办理质量可追溯")],
    words={"评价关系": RELATION_TITLES},
)
