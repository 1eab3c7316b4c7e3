from shequ_api.base.registry import Module

MODULE = Module(name="register_sheets", title="人房信息：住户表格")
