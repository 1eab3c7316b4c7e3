from shequ_api.base.registry import Module

MODULE = Module(name="earning_records", title="得分记录")
