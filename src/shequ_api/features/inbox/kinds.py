"""The kinds of messages, and the words of each. No text names anybody, nor repeats what somebody
wrote: it says that there is something to see, and which operation shows it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class MessageKind(StrEnum):
    """What is told. One that was ever told stays here: messages of it are kept for months."""

    GRID_VACANT = "grid_vacant"
    TICKET_ACCEPTED = "ticket_accepted"
    TICKET_DECLINED = "ticket_declined"
    TICKET_TRANSFERRED = "ticket_transferred"
    TICKET_ASSIGNED = "ticket_assigned"
    TICKET_SETTLED = "ticket_settled"
    INSPECTION_RETURNED = "inspection_returned"
    INSPECTION_REJECTED = "inspection_rejected"
    INSPECTION_APPROVAL_WITHDRAWN = "inspection_approval_withdrawn"
    INSPECTION_EDITED = "inspection_edited"
    CHECK_IN_WAITING = "check_in_waiting"
    CHECK_IN_ACCEPTED = "check_in_accepted"
    CHECK_IN_REJECTED = "check_in_rejected"
    RESIDENCY_VERIFIED = "residency_verified"
    RESIDENCY_REJECTED = "residency_rejected"
    RESIDENCY_EXPIRED = "residency_expired"
    RESIDENCY_REMOVED = "residency_removed"
    POSTING_ENDED = "posting_ended"
    WORK_HANDED_OVER = "work_handed_over"
    CONTRACT_ENDING = "property_contract_ending"
    TERM_ENDING = "committee_term_ending"


class Words(NamedTuple):
    """How a kind of message reads, what it is about, and the operation that opens that."""

    title: str
    text: str
    """With `{fields}` where something of a place or a day belongs."""
    about: str
    operation: str


K = MessageKind
APPOINT, REMIND = "请尽快任命或安排代班", "请提醒社区尽快安排人员"
"""What a vacancy calls for: of those who can appoint, and of those who cannot."""
WORDS: Mapping[MessageKind, Words] = {
    K.GRID_VACANT: Words(
        "网格空岗",
        "{community}“{grid}”自{since}起没有在岗的网格员，{call}。",
        "grid",
        "get_grid",
    ),
    K.TICKET_ACCEPTED: Words("诉求已接单", "社区已受理您的诉求。", "ticket", "get_ticket"),
    K.TICKET_DECLINED: Words(
        "诉求不予受理", "社区没有受理您的诉求，原因请见详情。", "ticket", "get_ticket"
    ),
    K.TICKET_TRANSFERRED: Words(
        "诉求已转交", "您的诉求已转交另一社区办理。", "ticket", "get_ticket"
    ),
    K.TICKET_ASSIGNED: Words("有诉求派给您", "请查看并办理。", "ticket", "get_ticket"),
    K.TICKET_SETTLED: Words("诉求已办结", "请查看办理结果并评价。", "ticket", "get_ticket"),
    K.INSPECTION_RETURNED: Words(
        "排查记录退回补正", "请按审核意见补正。", "inspection", "get_inspection"
    ),
    K.INSPECTION_REJECTED: Words(
        "排查记录未通过", "审核意见请见详情。", "inspection", "get_inspection"
    ),
    K.INSPECTION_APPROVAL_WITHDRAWN: Words(
        "排查记录撤回通过", "已通过的记录被撤回，请按审核意见补正。", "inspection", "get_inspection"
    ),
    K.INSPECTION_EDITED: Words(
        "排查记录被修改", "您填报的记录由他人修改，请核对。", "inspection", "get_inspection"
    ),
    K.CHECK_IN_WAITING: Words(
        "打卡待审核", "这次打卡需要人工审核，您可以补充说明。", "check_in", "get_check_in"
    ),
    K.CHECK_IN_ACCEPTED: Words("打卡审核通过", "您的打卡已通过审核。", "check_in", "get_check_in"),
    K.CHECK_IN_REJECTED: Words("打卡审核未通过", "审核意见请见详情。", "check_in", "get_check_in"),
    K.RESIDENCY_VERIFIED: Words(
        "住户登记已核实", "您已核实为该住房的住户。", "residency", "list_my_residencies"
    ),
    K.RESIDENCY_REJECTED: Words(
        "住户登记未通过",
        "您的住户登记没有通过核实，可以重新登记。",
        "residency",
        "list_my_residencies",
    ),
    K.RESIDENCY_EXPIRED: Words(
        "住户登记已失效",
        "您的住户登记在期限内无人核实，可以重新登记。",
        "residency",
        "list_my_residencies",
    ),
    K.RESIDENCY_REMOVED: Words(
        "住户关系已解除", "您不再是该住房的住户，原因请见详情。", "residency", "list_my_residencies"
    ),
    K.POSTING_ENDED: Words("任职已结束", "您的一项任职已经结束。", "posting", "list_my_postings"),
    K.WORK_HANDED_OVER: Words(
        "有工作移交给您", "有人离任，未完成的工作由您接手，请查看。", "posting", "list_tickets"
    ),
    K.CONTRACT_ENDING: Words(
        "物业合同即将到期",
        "“{compound}”的物业合同将于{ends_on}到期。",
        "compound",
        "get_compound_file",
    ),
    K.TERM_ENDING: Words(
        "业委会（管委会）任期即将届满",
        "“{compound}”的一届业委会（管委会）任期将于{ends_on}届满。",
        "compound",
        "get_compound_file",
    ),
}
"""Every kind has its words. A message keeps those that it was told in."""
