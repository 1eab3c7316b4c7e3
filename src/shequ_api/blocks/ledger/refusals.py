"""How the ledger says no, and which broken constraint says which of it."""

from shequ_api.kit.errors import Absent, Malformed, NotNow, Refusal


class BalanceTooLow(NotNow):
    """Facts: `balance`, and `available`, which is what may leave the account now."""

    code, title = "balance_too_low", "余额不足"


class TransferKeyReused(NotNow):
    code, title = "transfer_key_reused", "这个编号已用于另一笔转账"


class HoldKeyReused(NotNow):
    code, title = "hold_key_reused", "这个编号已用于另一笔冻结"


class AccountKeyReused(NotNow):
    code, title = "account_key_reused", "这个编号已用于另一个账户"


class AlreadyReversed(NotNow):
    code, title = "already_reversed", "这笔转账已经冲正"


class ReversalIsFinal(NotNow):
    code, title = "reversal_is_final", "冲正不能再冲正"


class HoldEnded(NotNow):
    """Facts: `status`, how it ended."""

    code, title = "hold_ended", "这笔冻结已经结束"


class HoldExceeded(NotNow):
    """Facts: `held`."""

    code, title = "hold_exceeded", "入账数额超过了冻结数额"


class AccountsAlike(NotNow):
    code, title = "accounts_alike", "付方和收方不能是同一个账户"


class AccountsUnlike(NotNow):
    code, title = "accounts_unlike", "两个账户不在同一个账本或同一个区"


class AccountUnknown(Absent):
    code, title = "account_unknown", "没有这个账户"


class TransferUnknown(Absent):
    code, title = "transfer_unknown", "没有这笔转账"


class HoldUnknown(Absent):
    code, title = "hold_unknown", "没有这笔冻结"


class AmountUnfit(Malformed):
    code, title = "amount_unfit", "数额必须是大于零的整数"


class HoldTooShort(Malformed):
    code, title = "hold_too_short", "冻结的到期时间必须在现在之后"


CONSTRAINTS: dict[str, type[Refusal]] = {
    "ck_ledger_accounts_above_floor": BalanceTooLow,
    "uq_ledger_accounts_ledger_owner_key": AccountKeyReused,
    "ck_ledger_transfers_positive": AmountUnfit,
    "ck_ledger_transfers_two_accounts": AccountsAlike,
    "uq_ledger_transfers_key": TransferKeyReused,
    "uq_ledger_transfers_reverses_id": AlreadyReversed,
    "uq_ledger_transfers_hold_id": HoldEnded,
    "fk_ledger_transfers_debit_account_id_ledger_district_id": AccountsUnlike,
    "fk_ledger_transfers_credit_account_id_ledger_district_id": AccountsUnlike,
    "ck_ledger_holds_positive": AmountUnfit,
    "ck_ledger_holds_two_accounts": AccountsAlike,
    "ck_ledger_holds_lasts": HoldTooShort,
    "uq_ledger_holds_key": HoldKeyReused,
    "fk_ledger_holds_debit_account_id_ledger_district_id": AccountsUnlike,
    "fk_ledger_holds_credit_account_id_ledger_district_id": AccountsUnlike,
}
