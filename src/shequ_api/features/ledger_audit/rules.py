"""What the ledgers and their accounts are called, and how long a report may be."""

from shequ_api.blocks.ledger.models import Ledger

LEDGER_TITLES = {
    Ledger.POINTS: "积分",
    Ledger.MONEY: "资金",
    Ledger.VOLUNTEER_HOURS: "志愿时长",
}
UNITS = {Ledger.POINTS: "分", Ledger.MONEY: "人民币分", Ledger.VOLUNTEER_HOURS: "分钟"}
LONGEST_DAYS = 366
"""Of a reconciliation."""


def owner_kind(owner_key: str) -> str:
    """Of what noun an account's owner is: never which one."""
    return owner_key.partition("/")[0]
