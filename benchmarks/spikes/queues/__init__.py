"""Our jobs table beside pgqueuer, on one embedded PostgreSQL, in one run.

pgqueuer is no dependency of the project: it is installed in a scratch environment.

    python3.11 -m venv /tmp/spike
    /tmp/spike/bin/pip install -r requirements/runtime.in pgqueuer==1.6.0
    PYTHONPATH=src /tmp/spike/bin/python -m benchmarks.spikes.queues --data /tmp/spike-pg

`--part` runs one of the parts alone. The figures, and what was made of them, are in
`docs/decisions/0005-jobs-in-our-own-table.md`.
"""
