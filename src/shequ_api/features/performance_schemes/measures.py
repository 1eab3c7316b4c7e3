"""What can be measured, and how each row counts. Pure: no session, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

LATE_BY = timedelta(days=7)
"""How long after a month what happened in it may still arrive or fall due."""
EPOCH = date(1970, 1, 1)
"""Of days that are kept as integers. A dwelling that nobody ever visited has 0."""


class MeasureSource(StrEnum):
    """What rows are of."""

    PATROL_TASK = "patrol_task"
    GRID_TASK = "grid_task"
    """A task for a whole grid: one row, whose `value` is the percent of its places visited."""
    INSPECTION = "inspection"
    CHECK_IN = "check_in"
    TICKET = "ticket"
    DWELLING = "dwelling"
    REGISTER_FACT = "register_fact"


class MeasureOutcome(StrEnum):
    """How a row counts."""

    ACHIEVED = "achieved"
    MISSED = "missed"
    EXCLUDED = "excluded"


OUTCOME_TITLES = {
    MeasureOutcome.ACHIEVED: "达成",
    MeasureOutcome.MISSED: "未达成",
    MeasureOutcome.EXCLUDED: "不计入",
}


class Goal(StrEnum):
    """How a target is reached."""

    RATE_AT_LEAST = "rate_at_least"
    RATE_AT_MOST = "rate_at_most"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Parameter:
    title: str
    least: int
    most: int
    usual: int


@dataclass(frozen=True, slots=True)
class Measure:
    """What can be measured. `says` is what workers read."""

    title: str
    source: MeasureSource
    goal: Goal
    says: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)


class MeasureKey(StrEnum):
    PATROL_TASKS_DONE = "patrol_tasks_done"
    PATROL_TASKS_MISSED = "patrol_tasks_missed"
    GRID_TASKS_DONE = "grid_tasks_done"
    INSPECTIONS_APPROVED = "inspections_approved"
    INSPECTIONS_SOUND = "inspections_sound"
    CHECK_INS_BELIEVED = "check_ins_believed"
    TICKETS_IN_TIME = "tickets_in_time"
    DWELLINGS_VISITED = "dwellings_visited"
    FACTS_CONFIRMED = "facts_confirmed"


_FAILED = Parameter("到场但未能完成的任务是否计入（0 不计入，1 计入）", 0, 1, 0)
_COVER = Parameter("代班网格的任务、住户是否计入（0 不计入，1 计入）", 0, 1, 1)
MEASURES: Mapping[MeasureKey, Measure] = {
    MeasureKey.PATROL_TASKS_DONE: Measure(
        "巡查任务完成率",
        MeasureSource.PATROL_TASK,
        Goal.RATE_AT_LEAST,
        "在规定时间内完成的巡查任务 ÷ 应完成的巡查任务；任务算在当天负责该网格的人名下",
        {"failed_counts": _FAILED, "cover_counts": _COVER},
    ),
    MeasureKey.PATROL_TASKS_MISSED: Measure(
        "巡查任务漏查率",
        MeasureSource.PATROL_TASK,
        Goal.RATE_AT_MOST,
        "逾期未做的巡查任务 ÷ 应完成的巡查任务，越低越好",
        {"failed_counts": _FAILED, "cover_counts": _COVER},
    ),
    MeasureKey.GRID_TASKS_DONE: Measure(
        "整格任务完成率",
        MeasureSource.GRID_TASK,
        Goal.RATE_AT_LEAST,
        "走访比例达到要求的整格任务 ÷ 应完成的整格任务；每个整格任务算一项，不按户折算，"
        "也不计入巡查任务完成率；算在截止当天负责该网格的人名下",
        {
            "reached": Parameter("走访比例达到百分之多少算达成", 1, 100, 100),
            "failed_counts": _FAILED,
            "cover_counts": _COVER,
        },
    ),
    MeasureKey.INSPECTIONS_APPROVED: Measure(
        "审核通过的排查数",
        MeasureSource.INSPECTION,
        Goal.COUNT,
        "本月填报并审核通过的排查表份数；目标按在岗工作日折算",
    ),
    MeasureKey.INSPECTIONS_SOUND: Measure(
        "排查质量合格率",
        MeasureSource.INSPECTION,
        Goal.RATE_AT_LEAST,
        "审核通过的排查表 ÷ 已有审核结论或已退回补正的排查表",
    ),
    MeasureKey.CHECK_INS_BELIEVED: Measure(
        "打卡可信率",
        MeasureSource.CHECK_IN,
        Goal.RATE_AT_LEAST,
        "可信度达到要求或经审核认可的打卡 ÷ 全部打卡；待审核的不计入",
        {"score": Parameter("可信度不低于", 1, 100, 60)},
    ),
    MeasureKey.TICKETS_IN_TIME: Measure(
        "工单按期办结率",
        MeasureSource.TICKET,
        Goal.RATE_AT_LEAST,
        "派给本人后在期限内办结的工单 ÷ 派给本人的工单；期限内改派的不计入",
        {"days": Parameter("办结期限（日，每日 24 小时）", 1, LATE_BY.days, 5)},
    ),
    MeasureKey.DWELLINGS_VISITED: Measure(
        "走访覆盖率",
        MeasureSource.DWELLING,
        Goal.RATE_AT_LEAST,
        "截至月末近若干天内有人走访过的住户 ÷ 月末所负责网格的全部住户",
        {
            "days": Parameter("近多少天内走访过", 1, 3650, 90),
            "served_days": Parameter("在岗工作日少于此数的不考核", 0, 23, 10),
            "cover_counts": _COVER,
        },
    ),
    MeasureKey.FACTS_CONFIRMED: Measure(
        "核实人房信息条数",
        MeasureSource.REGISTER_FACT,
        Goal.COUNT,
        "本月上门或填表核实的人房信息条数；每条在有效期内只计一次，本人住处的不计；"
        "同一天又由他人核实的算最后核实的人；目标按在岗工作日折算",
    ),
}
REASONS = {
    "open": "时间未到，尚未到期",
    "in_review": "正在审核或复核",
    "failed": "已到场并说明未能完成的原因",
    "cancelled": "任务已取消",
    "deleted": "填报已删除",
    "unweighed": "当时没有可信度规则",
    "handed_on": "期限内已改派他人或退回",
    "absent": "请假期间",
    "served_too_short": "本月在岗时间短",
    "by_hand": "经核实不计入",
    "covering": "代班网格不计入",
    "still_fresh": "有效期内已核实过",
    "own_home": "本人住处",
    "in_conflict": "与底册冲突，尚未处理",
    "withdrawn": "所依据的填报已退回、未通过或删除",
}
"""Why a row does not count."""
STATE_TITLES = {
    MeasureSource.PATROL_TASK: {
        "ready": "待执行",
        "completed": "已完成",
        "failed": "未能完成",
        "cancelled": "已取消",
        "missed": "逾期未做",
        "in_review": "打卡待审核",
    },
    MeasureSource.GRID_TASK: {
        "ready": "进行中",
        "completed": "已完成",
        "failed": "未能完成",
        "cancelled": "已取消",
        "missed": "到期未走访完",
    },
    MeasureSource.INSPECTION: {
        "received": "已填报，待审核",
        "edited": "已修改，待审核",
        "has_issues": "退回补正",
        "approved": "审核通过",
        "rejected": "审核未通过",
        "deleted": "已删除",
    },
    MeasureSource.CHECK_IN: {
        "none": "按可信度",
        "waiting": "待审核",
        "accepted": "审核认可",
        "rejected": "审核不认可",
    },
    MeasureSource.TICKET: {"open": "办理中", "settled": "已办结", "handed_on": "已改派或退回"},
    MeasureSource.DWELLING: {"dwelling": "住户"},
    MeasureSource.REGISTER_FACT: {
        "confirmed": "已核实",
        "still_fresh": "重复核实",
        "own_home": "核实本人住处",
        "in_conflict": "与底册冲突，待处理",
        "refuted": "经处理未采用",
        "withdrawn": "已撤回",
    },
}


class Verdict(NamedTuple):
    """How a row counts, and of one that does not, why."""

    outcome: MeasureOutcome
    reason: str | None = None


YES, NO = Verdict(MeasureOutcome.ACHIEVED), Verdict(MeasureOutcome.MISSED)


def left_out(reason: str) -> Verdict:
    return Verdict(MeasureOutcome.EXCLUDED, reason)


_PLAIN: Mapping[MeasureSource, Mapping[str, Verdict]] = {
    MeasureSource.PATROL_TASK: {
        "completed": YES,
        "missed": NO,
        "ready": left_out("open"),
        "cancelled": left_out("cancelled"),
        "in_review": left_out("in_review"),
    },
    MeasureSource.GRID_TASK: {
        "completed": YES,
        "ready": left_out("open"),
        "cancelled": left_out("cancelled"),
    },
    MeasureSource.INSPECTION: {
        "approved": YES,
        "rejected": NO,
        "has_issues": NO,
        "received": left_out("in_review"),
        "edited": left_out("in_review"),
        "deleted": left_out("deleted"),
    },
    MeasureSource.CHECK_IN: {"accepted": YES, "rejected": NO, "waiting": left_out("in_review")},
    MeasureSource.REGISTER_FACT: {
        "confirmed": YES,
        "refuted": NO,
        "still_fresh": left_out("still_fresh"),
        "own_home": left_out("own_home"),
        "in_conflict": left_out("in_conflict"),
        "withdrawn": left_out("withdrawn"),
    },
}


def judge(
    source: MeasureSource, state: str, value: int | None, parameters: Mapping[str, int], month: date
) -> Verdict:
    """How a row counts by what is known of it. `value`: a score, days, a day since `EPOCH`, or the
    percent of a grid."""
    plain = _PLAIN.get(source, {}).get(state)
    if plain is not None:
        return plain
    if source == MeasureSource.GRID_TASK and (value or 0) >= parameters["reached"]:
        return YES
    if source == MeasureSource.GRID_TASK and state == "missed":
        return NO
    if source in (MeasureSource.PATROL_TASK, MeasureSource.GRID_TASK):  # failed
        return NO if parameters["failed_counts"] else left_out("failed")
    if source == MeasureSource.CHECK_IN:
        if value is None:
            return left_out("unweighed")
        return YES if value >= parameters["score"] else NO
    if source == MeasureSource.TICKET:
        return _judge_ticket(state, value or 0, parameters["days"])
    since = (last_day(month) - EPOCH).days - parameters["days"]
    return YES if value is not None and value > since else NO


def _judge_ticket(state: str, days: int, limit: int) -> Verdict:
    if days >= limit:
        return NO
    return YES if state == "settled" else left_out("open" if state == "open" else "handed_on")


def last_day(month: date) -> date:
    """The last day of a month that is named by its first."""
    return next_month(month) - timedelta(days=1)


def next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
