"""How a process is asked to end: by SIGINT (Ctrl-C), SIGTERM, or SIGHUP (its terminal closed)."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _end(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def end_through_finally() -> None:
    """Let SIGTERM and SIGHUP end this process as Ctrl-C does: through every `finally`."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _end)


@contextmanager
def asked_to_stop(
    stop: Callable[[], None], hurry: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Inside a running loop: the first signal calls `stop` in it instead of breaking into it.

    A second Ctrl-C calls `hurry`. Other repetitions mean nothing: a process that is stopped with
    its group is often asked by its parent once more.
    SIGHUP stays ignored where it was when the process started (`nohup`).
    """
    loop = asyncio.get_running_loop()
    held = {number: signal.getsignal(number) for number in SIGNALS}
    if held[signal.SIGHUP] == signal.SIG_IGN:
        del held[signal.SIGHUP]
    stopping = False

    def hear(number: int) -> None:
        nonlocal stopping
        if not stopping:
            stopping = True
            stop()
        elif number == signal.SIGINT:
            hurry()

    for number in held:
        loop.add_signal_handler(number, hear, number)
    try:
        yield
    finally:
        for number, handler in held.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Ignore the signals for the length of a short clean-up, in its child processes too."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held = {number: signal.signal(number, signal.SIG_IGN) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in held.items():
            signal.signal(number, handler)
