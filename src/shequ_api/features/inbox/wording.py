"""The words of each kind of message. No text names anybody, nor repeats what somebody wrote: it
says that there is something to see, and which operation shows it."""

from collections.abc import Mapping

from shequ_api.features.inbox.help_wording import HELP_WORDS
from shequ_api.features.inbox.kinds import MessageKind, Words
from shequ_api.features.inbox.mall_wording import MALL_WORDS
from shequ_api.features.inbox.need_wording import NEED_WORDS
from shequ_api.features.inbox.points_wording import POINTS_WORDS
from shequ_api.features.inbox.question_wording import QUESTION_WORDS
from shequ_api.features.inbox.roster_wording import ROSTER_WORDS
from shequ_api.features.inbox.service_wording import SERVICE_WORDS

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
    K.TICKET_APPEALED: Words(
        "有诉求申请复核",
        "下单人对一件不予受理的诉求申请复核，请作出决定。",
        "ticket",
        "list_ticket_appeals",
    ),
    K.TICKET_APPEAL_OVERDUE: Words(
        "诉求复核已逾期",
        "一件诉求的复核超过了期限，请尽快作出决定。",
        "ticket",
        "list_ticket_appeals",
    ),
    K.TICKET_APPEAL_DECIDED: Words(
        "诉求复核有结论",
        "上级已复核您的诉求，结论和理由请见详情。",
        "ticket",
        "get_ticket_appeal",
    ),
    K.TICKET_CATEGORISED: Words(
        "诉求分类已调整", "社区调整了您的诉求的分类，请查看。", "ticket", "get_ticket"
    ),
    K.TICKET_PROGRESSED: Words(
        "诉求有新进展", "您的诉求有新的办理进展，请查看。", "ticket", "get_ticket_timeline"
    ),
    K.TICKET_UNATTENDED: Words(
        "诉求等待派单", "一件诉求还没有办理人，请派单。", "ticket", "get_ticket"
    ),
    K.TICKET_TRANSFERRED: Words(
        "诉求已转交", "您的诉求已转交另一社区办理。", "ticket", "get_ticket"
    ),
    K.TICKET_ASSIGNED: Words("有诉求派给您", "请查看并办理。", "ticket", "get_ticket"),
    K.TICKET_OFFERED: Words(
        "有诉求可抢单", "有一件诉求等待接办，先到先得。", "ticket", "list_ticket_offers"
    ),
    K.TICKET_TAKEN: Words(
        "诉求已转由他人办理", "您办理的一件诉求已转由他人办理。", "ticket", "get_ticket"
    ),
    K.TICKET_RETURNED: Words(
        "诉求已收回", "您办理的一件诉求已收回，由社区重新派单。", "ticket", "get_ticket"
    ),
    K.TICKET_ARBITRATION_AWAITED: Words(
        "有诉求等待裁定", "一件诉求多次退转，请裁定由谁办理。", "ticket", "list_ticket_arbitrations"
    ),
    K.TICKET_URGED: Words("诉求被催办", "下单人在催办，请尽快办理。", "ticket", "get_ticket"),
    K.TICKET_SUPERVISED: Words(
        "诉求被督办", "上级督办一件诉求，请在期限内答复。", "ticket", "list_ticket_supervisions"
    ),
    K.SUPERVISION_ANSWERED: Words(
        "督办已答复", "您督办的一件诉求已有答复。", "ticket", "list_ticket_supervisions"
    ),
    K.SUPERVISION_OVERDUE: Words(
        "督办逾期未答复",
        "一件被督办的诉求超过了答复期限，请立即答复。",
        "ticket",
        "list_ticket_supervisions",
    ),
    K.SUPERVISION_CLOSED: Words(
        "督办已结束",
        "一件诉求的督办已经结束，原因请见详情。",
        "ticket",
        "list_ticket_supervisions",
    ),
    K.TICKET_CALL_ENDED: Words(
        "吹哨已结束",
        "一件诉求已转交其他社区，本级不必再到场；仍需协调的，由新社区重新吹哨。",
        "ticket_call",
        "get_ticket_call",
    ),
    K.TICKET_CALLED: Words(
        "诉求吹哨", "一件诉求需要本级到场协调，请在期限内答复。", "ticket", "list_ticket_calls"
    ),
    K.TICKET_SETTLED: Words("诉求已办结", "请查看办理结果并评价。", "ticket", "get_ticket"),
    K.TICKETS_BLOCKED: Words(
        "暂停提交诉求",
        "您在一个社区暂时不能提交诉求，原因、期限和申诉方式请见详情。",
        "ticket_block",
        "list_my_ticket_blocks",
    ),
    K.TICKET_BLOCK_APPEALED: Words(
        "有提交限制的申诉",
        "有居民对提交限制提出申诉，请处理。",
        "ticket_block",
        "list_ticket_blocks",
    ),
    K.TICKET_BLOCK_DECIDED: Words(
        "提交限制有处理结果", "结果请见详情。", "ticket_block", "list_my_ticket_blocks"
    ),
    K.ANONYMOUS_TICKET_NEWS: Words(
        "匿名诉求有新进展", "请在“我的诉求”中查看。", "own_tickets", "list_tickets"
    ),
    K.ANONYMOUS_CONTENT_NEWS: Words(
        "匿名发布的内容审核有结果",
        "您匿名发布的内容有了审核结果，请在“我的内容审核”中查看；未通过的可以申诉，不必署名。",
        "own_content_checks",
        "list_my_content_checks",
    ),
    K.TICKET_REPORTER_OPENED: Words(
        "匿名诉求的下单人被查实",
        "有权查实的工作人员查看了您一件匿名诉求的下单人，时间、身份和理由见诉求详情。",
        "own_tickets",
        "list_tickets",
    ),
    K.TICKET_REOPENED: Words(
        "诉求重新办理", "一件已办结的诉求重新办理，请查看。", "ticket", "get_ticket"
    ),
    K.TICKET_MERGED: Words(
        "诉求已并单", "您的诉求与他人反映的是同一件事，已合并办理。", "ticket", "get_ticket"
    ),
    K.TICKET_UNMERGED: Words(
        "诉求已拆回", "您的诉求已从合并中拆回，单独办理。", "ticket", "get_ticket"
    ),
    K.TICKET_SPLIT: Words(
        "诉求已拆单", "您反映的几件事已拆成几单，分别办理。", "ticket", "get_ticket"
    ),
    K.TICKET_RATING_AWAITED: Words(
        "请评价办理结果",
        "您反映或附议的诉求已办结，欢迎评价；也可以不评价。",
        "ticket",
        "get_ticket_rating_summary",
    ),
    K.SUPPORTED_TICKET_NEWS: Words(
        "附议或关注的诉求有进展", "请查看办理进展。", "ticket", "get_public_ticket"
    ),
    K.INCIDENT_ANSWERED: Words(
        "您反映的事情已有统一答复",
        "您的诉求属于一起已公布的事件，请查看答复。",
        "incident",
        "get_incident",
    ),
    K.INCIDENT_CHANGED: Words(
        "统一答复有更新",
        "您反映的事件有新的答复或预计时间，请查看。",
        "incident",
        "get_incident",
    ),
    K.INCIDENT_RELEASED: Words(
        "您的诉求单独办理",
        "您的诉求不再随一起已公布的事件办理，将单独办理，无需重新提交。",
        "incident",
        "get_incident",
    ),
    K.INCIDENT_OVERDUE: Words(
        "批量事件待更新",
        "“{title}”已过预计结束时间，或一周没有更新，请更新预计时间，或宣布解决、取消；逾期将自动结束。",
        "incident",
        "get_incident",
    ),
    K.TICKET_REPLIED: Words("诉求有新留言", "请查看并回复。", "ticket", "list_ticket_messages"),
    K.CONTENT_HIDDEN: Words(
        "内容未通过审核",
        "您发布的内容未通过审核，原因请见详情，可以申诉。",
        "content_check",
        "get_content_check",
    ),
    K.CONTENT_DECIDED: Words(
        "内容审核有结果",
        "工作人员已审核您发布的内容，请见详情。",
        "content_check",
        "get_content_check",
    ),
    K.TICKET_DUE_SOON: Words(
        "诉求即将超时", "一件诉求的办理时限将到，请尽快处理。", "ticket", "get_ticket_clocks"
    ),
    K.TICKET_OVERDUE: Words(
        "诉求已超时", "一件诉求超过了办理时限，请立即处理。", "ticket", "get_ticket_clocks"
    ),
    K.RETURN_VISIT_WAITING: Words(
        "有待回访", "有人对办理结果不满意，请由未经办的人回访。", "return_visit", "get_return_visit"
    ),
    K.RETURN_VISIT_OVERDUE: Words(
        "回访已逾期", "一次回访过了期限还没有结果，请尽快回访。", "return_visit", "get_return_visit"
    ),
    K.TICKET_PAUSED: Words(
        "诉求暂停计时", "原因和最迟恢复时间请见详情。", "ticket", "get_ticket_clocks"
    ),
    K.TICKET_RESUMED: Words(
        "诉求恢复计时", "暂停已经结束，请继续办理。", "ticket", "get_ticket_clocks"
    ),
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
    K.PERFORMANCE_SHOWN: Words(
        "月度考核已公示",
        "请核对计算过程和每条明细，有异议可在期限内申诉。",
        "performance_review",
        "get_performance_review",
    ),
    K.PERFORMANCE_DISPUTE_ANSWERED: Words(
        "考核申诉有答复", "请查看答复。", "performance_dispute", "get_performance_dispute"
    ),
    K.PERFORMANCE_ADJUSTED: Words(
        "已定稿的考核有补记",
        "以前月份的一条记录有变化，差额计入下一个未定稿的月份，明细请见该月考核的补记。",
        "own_performance_reviews",
        "list_my_performance_reviews",
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
    K.NOTICE_WAITS: Words("有通知等待复核", "请另一人复核后发布。", "notice", "get_notice"),
    K.TEMPLATE_FAULTY: Words(
        "订阅消息模板不可用",
        "“{template}”被微信拒收，请核对模板编号、字段与页面后重新保存。",
        "subscription_template",
        "get_subscription_template",
    ),
    K.POINTS_CLAWED_BACK: Words(
        "积分已扣回",
        "一项审核通过被撤回，相应积分已扣回；不足的部分如需抵扣，请看待抵扣的积分。",
        "points_card",
        "list_points_debts",
    ),
    K.POINTS_EXPIRING: Words(
        "积分即将到期",
        "您有 {points} 积分将于{expires_on:%Y年%m月%d日}到期，请及时使用。",
        "points_card",
        "get_points_card",
    ),
    **SERVICE_WORDS,
    **HELP_WORDS,
    **MALL_WORDS,
    **NEED_WORDS,
    **POINTS_WORDS,
    **QUESTION_WORDS,
    **ROSTER_WORDS,
}
"""Every kind has its words. A message keeps those that it was told in."""
