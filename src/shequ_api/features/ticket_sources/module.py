from shequ_api.base.registry import Module

MODULE = Module(name="ticket_sources", title="工单来源")
