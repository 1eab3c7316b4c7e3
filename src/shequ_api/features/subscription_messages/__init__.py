"""Subscription messages (订阅消息): what a person is told, carried out to WeChat.

Nouns: template (WeChat's, as data: its keys, and what of ours fills them), answer (of a person to
being asked; an accept is the credit for one send), send (one message to one person's phone:
waiting, sending, and what came of it), round (a notice's way to all whom it is addressed to, lot by
lot), pause (WeChat is away: nobody is sent anything for a while). One accept is one send, the
oldest first; what came of a call that broke off is not known, and not done again, but in an
emergency; see docs/decisions/0034. Hears of what is told to a person in the inbox, and of notices;
announces nothing.
"""
