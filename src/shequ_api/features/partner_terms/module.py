from shequ_api.base.registry import Module, Retention
from shequ_api.features.partner_terms.permissions import GRANTS, PartnerTermsPermission
from shequ_api.features.partner_terms.personal import PERSONAL_DATA
from shequ_api.features.partner_terms.router import router

MODULE = Module(
    name="partner_terms",
    title="合伙人合作条款",
    router=router,
    permissions=PartnerTermsPermission,
    grants=GRANTS,
    personal_data=PERSONAL_DATA,
    retention=[Retention("合作条款各版本", "长期", "已签协议以当时的条款为准")],
)
