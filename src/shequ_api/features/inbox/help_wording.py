"""The words of what is told to those who work on a ticket together."""

from collections.abc import Mapping

from shequ_api.features.inbox.kinds import MessageKind as K
from shequ_api.features.inbox.kinds import Words

PARTS, OWN = ("ticket", "list_ticket_subtasks"), ("own_subtasks", "list_my_ticket_subtasks")
"""What a message is about, and the operation that opens it."""
HELP_WORDS: Mapping[K, Words] = {
    K.TICKET_HELP_ASKED: Words(
        "请您协办诉求", "请查看并协助办理；不能协办的，请说明原因。", "ticket", "get_ticket"
    ),
    K.TICKET_HELP_DECLINED: Words(
        "协办被婉拒", "有人不能协办一件诉求，原因请见详情。", "ticket", "list_ticket_helpers"
    ),
    K.TICKET_HELP_OVER: Words("协办已结束", "您协办的一件诉求已不需要您协办。", *OWN),
    K.TICKET_SUBTASK_GIVEN: Words("有子任务交给您", "请查看并按期完成。", *PARTS),
    K.TICKET_SUBTASK_TAKEN: Words("子任务不必再办", "您的一项子任务已取消或转由他人办理。", *OWN),
    K.TICKET_SUBTASK_DONE: Words("子任务已完成", "您主办的一件诉求有子任务完成。", *PARTS),
    K.TICKET_SUBTASKS_DONE: Words(
        "必办子任务已全部完成", "您主办的一件诉求可以办结了。", "ticket", "get_ticket"
    ),
    K.TICKET_SUBTASK_REOPENED: Words("子任务退回重做", "原因请见详情。", *PARTS),
    K.TICKET_SUBTASK_OVERDUE: Words("子任务已超时", "一项子任务超过了期限，请立即处理。", *PARTS),
    K.TICKET_WITHDRAWN: Words(
        "诉求已撤回", "下单人撤回了您办理的一件诉求，不必再办理。", "ticket", "get_ticket"
    ),
}
