"""People: who there is, how they sign in, and what they are appointed to.

Nouns: person, WeChat account (an openid of one mini-program), login session (one sign-in with its
rotating refresh token), organisation, posting (a person's dated role at a place or grid).
"""
