"""Findings that need no connection: environment, keys, the signing library, WeChat."""

from cryptography.hazmat.backends.openssl.backend import backend

from shequ_api.cli import development
from shequ_api.cli.checks.finding import Finding, broken, note, well
from shequ_api.kit.crypto import FieldCipher, KeyRing
from shequ_api.kit.tokens import backend_faults
from shequ_api.settings import KEY_NAMES, LOOPBACK, Settings

LIBRARY_MEND = "pip install --force-reinstall 'python-jose[cryptography]' cryptography"


def configuration_findings(settings: Settings) -> list[Finding]:
    """What settings and libraries say by themselves."""
    refused = [broken("配置 settings", *shortcoming) for shortcoming in settings.refusals()]
    return [_environment(settings), *refused, *_keys(settings), *_libraries(), *_wechat(settings)]


def _environment(settings: Settings) -> Finding:
    subject = "环境 environment"
    if not settings.development:
        return well(subject, "生产 / production")
    if settings.host not in LOOPBACK:
        return note(
            subject,
            f"开发，但监听 {settings.host} / development, yet reachable from other machines",
            "SHEQU_HOST=127.0.0.1, SHEQU_ENVIRONMENT=production",
        )
    return well(subject, "开发 / development")


def _keys(settings: Settings) -> list[Finding]:
    subject = "密钥 keys"
    given = [name for name in KEY_NAMES if getattr(settings, name) is not None]
    if not settings.development:
        return [well(subject, f"{len(given)} / {len(KEY_NAMES)}")]
    seed = settings.data_dir / "development.key"
    if seed.exists() and seed.stat().st_mode & 0o077:
        problem = f"他人可读 / others may read {seed}"
        return [broken(subject, problem, f"chmod 600 {seed}")]
    made = len(KEY_NAMES) - len(given)
    text = f"{len(given)} 个已配置，{made} 个开发时自动生成 / {made} made for development"
    return [well(subject, text)]


def _libraries() -> list[Finding]:
    subject = "密码库 cryptography"
    faults = [broken(subject, fault, LIBRARY_MEND) for fault in backend_faults()]
    cipher = FieldCipher(KeyRing({"probe": bytes(range(32))}, "probe"))
    if cipher.open(cipher.seal("试", binding="probe"), binding="probe") != "试":
        faults.append(broken(subject, "封存后打不开 / what is sealed does not open", LIBRARY_MEND))
    return faults or [well(subject, f"{backend.openssl_version_text()}, python-jose HS256")]


def _wechat(settings: Settings) -> list[Finding]:
    subject = "微信 WeChat"
    if development.wants_fake_wechat(settings):
        text = "开发用模拟平台随 serve 启动 / serve starts the fake platform"
        mend = "SHEQU_WECHAT_APP_ID, SHEQU_WECHAT_APP_SECRET（真实小程序 / a real mini-program）"
        return [note(subject, text, mend)]
    if settings.wechat_app_id and settings.wechat_app_secret.get_secret_value():
        return [well(subject, f"{settings.wechat_app_id} @ {settings.wechat_url}")]
    if not settings.development:
        return []  # among the refusals
    text = "小程序凭证不全 / the credentials of the mini-program are not whole"
    return [broken(subject, text, "SHEQU_WECHAT_APP_ID, SHEQU_WECHAT_APP_SECRET")]
