"""WeChat's refusals in our words, and which errcode means which.

Codes: developers.weixin.qq.com, pages api_code2session, api_getphonenumber,
api_getunlimitedqrcode. What is in no table is WeChat's fault or our configuration's: 503.
"""

from collections.abc import Mapping

from shequ_api.kit.errors import (
    Forbidden,
    Malformed,
    NotNow,
    Refusal,
    TooMany,
    Unavailable,
    Unknown,
)

BUSY = frozenset({-1, 45011})
"""System busy, per-minute limit: worth a short pause and another try."""
TOKEN_STALE = frozenset({40001, 40014, 42001})
"""Access token not the latest, illegal or expired: worth a fresh one, once."""


class CodeRefused(Unknown):
    code, title = "wechat_code_refused", "微信登录凭证无效、过期或已使用，请重新登录"


class LoginBlocked(Forbidden):
    code, title = "wechat_login_blocked", "微信判定该用户存在风险，已拦截本次登录"


class PhoneCodeRefused(Malformed):
    code, title = "wechat_phone_code_refused", "手机号凭证无效、过期或已使用，请重新授权手机号"


class PhoneCountryNotServed(Malformed):
    code, title = "phone_country_not_served", "目前只支持中国大陆（+86）手机号"


class CodePictureRefused(Malformed):
    code, title = "wechat_code_picture_refused", "小程序码的参数不符合微信规则"


class PageNotPublished(NotNow):
    code, title = "wechat_page_not_published", "小程序页面尚未发布，暂时不能生成小程序码"


class WeChatRateLimited(TooMany):
    code, title = "wechat_rate_limited", "微信接口调用过于频繁，请一分钟后再试"


class WeChatUnavailable(Unavailable):
    code, title = "wechat_unavailable", "微信服务暂时不可用，请稍后再试"


SENT, REFUSED = 0, 43101
UNREACHABLE = frozenset({40003, 43104})
FAULTY = frozenset({40037, 41030, 47001, 47003, 48001})
"""Of subscription messages: template, page or arguments."""
NOT_JUDGED = frozenset({40003, 43104, 61010})
"""Of content checks: no such openid, another app's, not seen for two hours."""
Refusals = Mapping[int, type[Refusal]]

LOGIN_REFUSALS: Refusals = {
    40029: CodeRefused,
    40163: CodeRefused,
    40226: LoginBlocked,
    45011: WeChatRateLimited,
}
PHONE_REFUSALS: Refusals = {
    40029: PhoneCodeRefused,
    40163: PhoneCodeRefused,
    # Our own appid has just earned an access token, so it is the code that is another app's.
    40013: PhoneCodeRefused,
    45011: WeChatRateLimited,
}
PICTURE_REFUSALS: Refusals = {
    40097: CodePictureRefused,
    40129: CodePictureRefused,
    40169: CodePictureRefused,
    85096: CodePictureRefused,
    41030: PageNotPublished,
    45009: WeChatRateLimited,
    45011: WeChatRateLimited,
}
CONTENT_REFUSALS: Refusals = {45009: WeChatRateLimited, 45011: WeChatRateLimited}
