from shequ_api.base.registry import Module
from shequ_api.features.ledger_audit.permissions import GRANTS, LedgerAuditPermission
from shequ_api.features.ledger_audit.router import router

MODULE = Module(
    name="ledger_audit",
    title="账本审计",
    router=router,
    permissions=LedgerAuditPermission,
    grants=GRANTS,
    withheld=set(LedgerAuditPermission),
)
