"""What comes back of subscription messages (订阅回执).

Nouns: push (of WeChat's own: a person answered, switched a template off or on in its settings, a
message arrived or did not), twin (the two tellings of one tap, by the mini-program and by WeChat:
one counts), send counts (what came of carrying a notice out, for the office; no names). A push that
comes again is the same. Announces nothing.
"""
