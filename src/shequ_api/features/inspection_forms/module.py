from shequ_api.base.registry import Module
from shequ_api.features.inspection_forms.permissions import GRANTS, FormPermission
from shequ_api.features.inspection_forms.personal import PERSONAL_DATA
from shequ_api.features.inspection_forms.router import router

MODULE = Module(
    name="inspection_forms",
    title="排查表",
    router=router,
    permissions=FormPermission,
    grants=GRANTS,
    personal_data=PERSONAL_DATA,
)
