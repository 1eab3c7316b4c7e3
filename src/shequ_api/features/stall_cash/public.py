"""What other features may ask of cash at stalls."""

from shequ_api.features.stall_cash.service import CashAccounts as CashAccounts
from shequ_api.features.stall_cash.service import cash_accounts as cash_accounts
from shequ_api.features.stall_cash.service import take_cash as take_cash
