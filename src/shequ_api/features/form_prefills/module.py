from shequ_api.base.registry import Module
from shequ_api.features.form_prefills.router import router

MODULE = Module(name="form_prefills", title="排查表预填", router=router)
