"""Notice matters (通知待办): what offices must see to about notices.

Noun: review (a notice that waits for a second person). A matter of the inbox, opened and closed by
what the notice says of itself. Announces nothing.
"""
