from shequ_api.base.registry import Module, Retention
from shequ_api.features.service_certificates.permissions import GRANTS, ServiceCertificatePermission
from shequ_api.features.service_certificates.personal import PERSONAL_DATA
from shequ_api.features.service_certificates.router import router, site_router

MODULE = Module(
    name="service_certificates",
    title="电子证明",
    router=router,
    site_router=site_router,
    permissions=ServiceCertificatePermission,
    grants=GRANTS,
    personal_data=PERSONAL_DATA,
    retention=[Retention("电子证明", "长期；注销时作废并删除姓名", "供任何人凭编号和查验码核对")],
)
