from shequ_api.base.registry import Module, Retention
from shequ_api.features.volunteer_certificates.permissions import GRANTS, CertificatePermission
from shequ_api.features.volunteer_certificates.personal import PERSONAL_DATA
from shequ_api.features.volunteer_certificates.reactions import REACTIONS
from shequ_api.features.volunteer_certificates.router import router, site_router

MODULE = Module(
    name="volunteer_certificates",
    title="志愿服务证明",
    router=router,
    site_router=site_router,
    permissions=CertificatePermission,
    grants=GRANTS,
    reactions=REACTIONS,
    personal_data=PERSONAL_DATA,
    retention=[Retention("志愿服务证明", "长期；注销时作废并删除姓名", "供任何人凭码查验真伪")],
)
