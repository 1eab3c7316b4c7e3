"""How to ask about the ledgers."""

from datetime import timedelta

from shequ_api.kit.clock import china_date, utc_now
from tests.matrix.asking import Ask, by, listed, once

KIND = "audited"
LONG_AGO = (china_date(utc_now()) - timedelta(days=10)).isoformat()

OPERATIONS = {
    "list_ledger_proofs": once(lambda _: Ask(query={"limit": "100"})),
    "get_ledger_proof": by("proof_id", "ledger_proof"),
    "get_trial_balance": once(lambda _: Ask()),
    "get_ledger_reconciliation": once(
        lambda _: Ask(query={"ledger": "points", "from": LONG_AGO, "to": LONG_AGO})
    ),
    "list_ledger_accounts": listed("ledger_account", kind=KIND),
    "get_ledger_account": by("account_id", "ledger_account"),
    "list_ledger_account_lines": by("account_id", "ledger_account", limit="100"),
}
