"""WeChat, as far as the community needs it: who logs in, with which phone number, and pictures of
mini-program codes. `protocol` says what is asked of it, `client` asks the real platform (or, by
another base address, the development fake), `errors` are its refusals in our words.
"""
