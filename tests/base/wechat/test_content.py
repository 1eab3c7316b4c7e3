"""Content checks of WeChatClient against the fake platform over real HTTP."""

import pytest

from shequ_api.base.wechat.client import MEDIA_CHECK, TEXT_CHECK, WeChatClient
from shequ_api.base.wechat.errors import WeChatRateLimited, WeChatUnavailable
from shequ_api.base.wechat.pieces import LONGEST, OVERLAP, pieces_of
from shequ_api.base.wechat.protocol import MediaKind, Suggestion, Verdict
from tests.serving import Hand, MovingClock

BAD, DOUBTFUL = "违规样例", "可疑样例"
URL = "https://example.test/photo"


async def seen(wechat: WeChatClient, hand: Hand, user: str = "anna") -> str:
    """The user opens the mini-program."""
    return (await wechat.session_of(await hand.login_code(user))).openid


async def test_the_worst_piece_of_a_long_text_decides(wechat: WeChatClient, hand: Hand) -> None:
    openid = await seen(wechat, hand)
    assert await wechat.check_text(openid, "楼道灯不亮") == Verdict(Suggestion.PASS, 100)
    filler = "好" * (LONGEST - 2)
    cut = await wechat.check_text(openid, filler + BAD + "好" * LONGEST + DOUBTFUL)
    assert cut == Verdict(Suggestion.RISKY, 20006), "a word that lies across two pieces is seen"


@pytest.mark.parametrize("length", [0, 1, LONGEST, LONGEST + 1, 3 * LONGEST])
def test_pieces_hold_all_of_a_text(length: int) -> None:
    text = "".join(chr(0x4E00 + n % 5000) for n in range(length))
    pieces = pieces_of(text)
    assert all(len(piece) <= LONGEST for piece in pieces)
    assert pieces[0] + "".join(piece[OVERLAP:] for piece in pieces[1:]) == text


async def test_who_was_not_seen_for_two_hours_is_not_judged(
    wechat: WeChatClient, hand: Hand, clock: MovingClock
) -> None:
    openid = await seen(wechat, hand)
    assert await wechat.check_media(openid, URL, MediaKind.IMAGE) is not None
    clock.move(hours=2, seconds=1)
    assert await wechat.check_text(openid, "在吗") is None
    assert await wechat.check_media(openid, URL, MediaKind.IMAGE) is None
    assert await wechat.check_text("nobody", "在吗") is None


@pytest.mark.parametrize(
    ("mishap", "refusal"),
    [
        ({"kind": "errcode", "errcode": 45009}, WeChatRateLimited),
        ({"kind": "errcode", "errcode": 45011}, WeChatRateLimited),
        ({"kind": "errcode", "errcode": 40129}, WeChatUnavailable),
        ({"kind": "garbage"}, WeChatUnavailable),
        ({"kind": "status", "status": 502}, WeChatUnavailable),
        ({"kind": "drip", "seconds": 5.0}, WeChatUnavailable),
    ],
)
@pytest.mark.parametrize("path", [TEXT_CHECK, MEDIA_CHECK])
async def test_bad_days_are_refusals_and_never_a_pass(
    wechat: WeChatClient, hand: Hand, mishap: dict[str, object], refusal: type[Exception], path: str
) -> None:
    openid = await seen(wechat, hand)
    await hand.mishap(**mishap, path=path, times=9)  # type: ignore[arg-type]  # as the table says
    with pytest.raises(refusal):
        if path == TEXT_CHECK:
            await wechat.check_text(openid, "在吗")
        else:
            await wechat.check_media(openid, URL, MediaKind.IMAGE)
