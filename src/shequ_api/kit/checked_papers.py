"""Papers that anybody may check: the number and the code that stand on them, and who guesses.

The number is told and typed, and has a check digit; the code is drawn by lot and lies in the QR
code. Wrong ones are counted by address, in this process's memory.
"""

import secrets
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from shequ_api.kit.check_digits import damm_digit
from shequ_api.kit.errors import Refusal, TooMany
from shequ_api.kit.http.limits import FixedWindow
from shequ_api.kit.http.plain_pages import Pairs, PlainPage, plain_page
from shequ_api.kit.short_codes import SIGNS

CODE_LENGTH, SERIAL_DIGITS = 18, 8
WRONG_A_MINUTE = 20


def fresh_code() -> str:
    """18 of 30 signs: 88 bits. Whoever guesses a billion a second needs some ten billion years."""
    return "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))


def fresh_number(district_code: str) -> str:
    """15 digits: the district's six, eight drawn by lot, a check digit."""
    digits = f"{district_code[:6]}{secrets.randbelow(10**SERIAL_DIGITS):0{SERIAL_DIGITS}d}"
    return digits + damm_digit(digits)


async def drawn(
    session: AsyncSession, column: InstrumentedAttribute[str], draw: Callable[[], str]
) -> str:
    """One that stands on no paper yet. (Two at the same instant break the constraint.)"""
    found = draw()
    while await session.scalar(select(column).where(column == found)) is not None:
        found = draw()
    return found


class TooManyWrongChecks(TooMany):
    code, title = "too_many_wrong_checks", "查验的错误太多，请一分钟后再试"


class WrongChecks:
    """Wrong codes by address. Only wrong ones are refused: behind one address may stand a whole
    mobile network."""

    lasting = True

    def __init__(self, per_minute: int = WRONG_A_MINUTE) -> None:
        self._wrong = FixedWindow(per_minute)

    def failed(self, address: str, unknown: Refusal) -> Refusal:
        """Count one more wrong code; what to answer: that it is none of ours, or to wait."""
        wait = self._wrong.hit(address)
        return unknown if wait is None else TooManyWrongChecks(retry_after=wait)


def check_page(title: str, state: str, *, holds: bool, office: str, facts: Pairs) -> PlainPage:
    """What a paper says, for browsers; one that does not hold (any more) is red."""
    lead = "请与出示的证明逐项核对，不一致的不要采信。" if holds else "这份证明现在不能作为凭证。"
    return plain_page(
        f"{title}：{state}",
        owner=office,
        lead=lead,
        facts=facts,
        foot="本页只显示证明上已有的内容",
        warning=not holds,
    )


def no_paper_page(refusal: Refusal) -> PlainPage:
    """Whoever guessed, or read the code in part."""
    return plain_page(
        refusal.title,
        owner="证明查验",
        lead="请对照证明重新扫码或输入；仍查不到的，请联系出具单位。",
        warning=True,
        status=refusal.status,
        headers=refusal.headers,
    )
