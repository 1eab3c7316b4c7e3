from shequ_api.base.registry import Module
from shequ_api.features.message_lines.reactions import REACTIONS

MODULE = Module(name="message_lines", title="消息条目", reactions=REACTIONS)
