"""When a ticket is helped with, and why help ends."""

from enum import StrEnum

from shequ_api.features.tickets.public import TicketState

WORKED_ON = frozenset({TicketState.ACCEPTED, TicketState.RESOLVING})
"""States of a ticket in which somebody works on it, and is helped."""


class HelpEnd(StrEnum):
    """Why somebody helps no more."""

    DECLINED = "declined"
    RELIEVED = "relieved"
    LEFT_OFFICE = "left_office"
    TICKET_ENDED = "ticket_ended"
    RETURNED = "returned"
    TRANSFERRED = "transferred"
    LEADS = "leads"
    """They have the ticket themselves now."""
    ACCOUNTS_MERGED = "accounts_merged"


END_TITLES = {
    HelpEnd.DECLINED: "婉拒",
    HelpEnd.RELIEVED: "不再需要",
    HelpEnd.LEFT_OFFICE: "离任",
    HelpEnd.TICKET_ENDED: "诉求已结束",
    HelpEnd.RETURNED: "诉求已退回社区",
    HelpEnd.TRANSFERRED: "诉求已转交其他社区",
    HelpEnd.LEADS: "转为主办",
    HelpEnd.ACCOUNTS_MERGED: "账号合并",
}
