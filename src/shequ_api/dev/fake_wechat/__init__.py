"""A fake of WeChat's mini-program platform, faithful to routes, shapes, limits and errors.

It is an ASGI app, reached over HTTP like the real host. `routes_*` answer as the platform does;
`control`, under `/_fake/`, plays the phone's part (a user taps login, shares a number) and
scripts bad days (`mishaps`): a busy system, a hang, a torn or endless answer.
"""
