"""Benchmarks: hot paths as a share of their limit, measured side by side in one run.

The limit of a path is the same SQL, recorded from the application, run by raw asyncpg behind a bare
ASGI app on the same server, loop, pool size and load. `python -m benchmarks` (`make bench`).
"""
