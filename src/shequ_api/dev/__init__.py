"""What exists in development only: the fake WeChat, the development login, the demo's story.

No wheel and no image holds this package, and nothing outside start-up and tests imports it.
"""
