"""The words of a final account: sums and rounded counts, no person."""

from datetime import date


def account_title(pool_title: str) -> str:
    return f"公益池“{pool_title}”结项公示"


def account_text(
    *,
    opened_on: date,
    closed_on: date,
    reason: str,
    granted_points: int,
    households: str,
    rest_points: int,
) -> str:
    """What reached households, and what became of the rest; `households` as the public is told."""
    helped = f"累计帮扶家庭 {households}，发放 {granted_points} 积分。"
    lines = [
        f"设立于 {opened_on:%Y年%m月%d日}，关闭于 {closed_on:%Y年%m月%d日}，原因：{reason}。",
        helped if granted_points else "没有发放过积分。",
        f"结余 {rest_points} 积分，已转入社区公益池。" if rest_points else "没有结余。",
        "为保护受助家庭，不公开受助人信息。",
    ]
    return "\n".join(lines)
