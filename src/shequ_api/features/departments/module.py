from shequ_api.base.registry import Module, Retention
from shequ_api.features.departments.permissions import GRANTS, DepartmentPermission
from shequ_api.features.departments.personal import PERSONAL_DATA
from shequ_api.features.departments.router import router
from shequ_api.features.departments.service import DepartmentNameTaken, OfficerTaken

MODULE = Module(
    name="departments",
    title="部门",
    router=router,
    permissions=DepartmentPermission,
    grants=GRANTS,
    constraints={
        "uq_departments_district_id_name": DepartmentNameTaken,
        "pk_department_officers": OfficerTaken,
    },
    personal_data=PERSONAL_DATA,
    retention=[Retention("部门人员", "在任期间；注销时删除", "说明由谁代表部门派发事项")],
)
