from shequ_api.base.files.personal import PERSONAL_DATA
from shequ_api.base.files.router import router
from shequ_api.base.registry import Module

MODULE = Module(name="files", title="照片与文件", router=router, personal_data=PERSONAL_DATA)
