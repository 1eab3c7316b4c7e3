"""Lines of messages (消息条目): which fact tells whom, and as what kind of message.

Nouns: line (a fact, the persons of it who are told, but for whoever did it). Whoever ordered or
wrote without a name is told without being named. The messages themselves are the inbox's. Announces
nothing.
"""
