"""Settings, from the environment (prefix `SHEQU_`) or `.env`. Read by start-up only.

The environment is development only where it is said, or where the database is the embedded one
and the server listens on loopback; everything else is production, which refuses to start on any
of the problems that `refusals` lists.
"""

import hashlib
import secrets
from pathlib import Path
from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from shequ_api.kit.crypto import weak_secrets

KEY_NAMES = (
    *("token_key", "refresh_key", "field_key", "index_key", "code_key", "cursor_key"),
    "audit_key",
)
RING_NAMES = ("token_key", "field_key", "code_key", "audit_key")
"""What was made under an earlier one of these names its key, and stays good while we hold it."""
OneOrMore = Annotated[
    list[SecretStr], BeforeValidator(lambda given: given if isinstance(given, list) else [given])
]
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Shortcoming(NamedTuple):
    """Why production must not start, and what to do about it."""

    problem: str
    mend: str


class Settings(BaseSettings):
    """All that can be configured; `.env.example` shows every one."""

    model_config = SettingsConfigDict(env_prefix="SHEQU_", env_file=".env", extra="ignore")

    environment: Literal["auto", "development", "production"] = "auto"
    data_dir: Path = Path(".shequ")
    database_url: SecretStr | None = None
    migration_url: SecretStr | None = None
    pool_size: int = Field(default=4, ge=1, le=50)
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    public_url: str = "http://127.0.0.1:8000"
    allowed_hosts: list[str] = ["127.0.0.1", "localhost"]
    trusted_proxies: list[str] = ["127.0.0.1"]
    work_inside_serve: bool = True
    edge_interval_seconds: float = Field(default=0, ge=0, le=4)
    """How long to go on serving, not ready, before a stop: a balancer in front needs to notice."""
    show_docs: bool = False
    dev_login: bool = False
    quick_ways: bool = True
    """Whether hot routes have their quick ways (`kit.hot`)."""
    requests_per_minute: int = Field(default=600, ge=1)
    logins_per_minute: int = Field(default=60, ge=1)
    questions_per_minute: int = Field(default=60, ge=1)
    tickets_per_day: int = Field(default=10, ge=1)
    identical_tickets_per_day: int = Field(default=2, ge=1)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    token_key: SecretStr | None = None
    refresh_key: SecretStr | None = None
    field_key: SecretStr | None = None
    index_key: SecretStr | None = None
    code_key: SecretStr | None = None
    cursor_key: SecretStr | None = None
    audit_key: SecretStr | None = None
    previous_keys: dict[str, OneOrMore] = {}
    metrics_token: SecretStr | None = None

    wechat_url: str = "https://api.weixin.qq.com"
    wechat_app_id: str = ""
    wechat_app_secret: SecretStr = SecretStr("")
    wechat_push_token: SecretStr = SecretStr("")
    wechat_push_key: SecretStr = SecretStr("")
    """The EncodingAESKey (43 characters): with it, only encrypted pushes are read."""
    storage_url: str | None = None
    keep_detached: bool = False
    """Months that are older than their tables keep are left for the owner to archive and drop."""
    domain_verifications: dict[str, str] = {}

    @property
    def embedded(self) -> bool:
        """Whether we bring the database ourselves."""
        return self.database_url is None

    @property
    def development(self) -> bool:
        if self.environment == "auto":
            return self.embedded and self.host in LOOPBACK
        return self.environment == "development"

    def key(self, name: str) -> bytes:
        """A secret of 32 bytes or more. In development, one of its own is made and kept."""
        given: SecretStr | None = getattr(self, name)
        if given is not None:
            return given.get_secret_value().encode()
        if not self.development:
            raise ValueError(f"SHEQU_{name.upper()} is not set")
        return hashlib.sha256(f"{name}:{self._development_seed()}".encode()).digest()

    def keys(self, name: str) -> tuple[dict[str, bytes], str]:
        """Key id → secret, the current and those before it; and the id of the current."""
        earlier = self.previous_keys.get(name, [])
        held = [self.key(name), *(key.get_secret_value().encode() for key in earlier)]
        ids = {hashlib.sha256(b"key-id" + secret).hexdigest()[:8]: secret for secret in held}
        return ids, next(iter(ids))

    def _development_seed(self) -> str:
        path = self.data_dir / "development.key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            path.write_text(secrets.token_hex(32))
            path.chmod(0o600)
        return path.read_text()

    def refusals(self) -> list[Shortcoming]:
        """Why production must not start; empty in development and where all is well."""
        if self.development:
            return []
        checks = [*self._unfit_keys(), *self._open_doors(), *self._missing_outside()]
        return [Shortcoming(problem, mend) for broken, problem, mend in checks if broken]

    def _unfit_keys(self) -> list[tuple[bool, str, str]]:
        given = {name: getattr(self, name) for name in KEY_NAMES}
        for name, earlier in self.previous_keys.items():
            given |= {f"previous_keys[{name}][{i}]": key for i, key in enumerate(earlier)}
        if self.metrics_token is not None:
            given["metrics_token"] = self.metrics_token
        named = {f"SHEQU_{n.upper()}": k.get_secret_value() if k else "" for n, k in given.items()}
        mend = "openssl rand -base64 32（各不相同 / a different one for each）"
        unfit = bool(self.previous_keys.keys() - set(RING_NAMES))
        problem = "SHEQU_PREVIOUS_KEYS 含有不能保留旧值的名称 / names what can have no earlier key"
        return [
            *((True, weakness, mend) for weakness in weak_secrets(named)),
            (unfit, problem, " ".join(RING_NAMES)),
        ]

    def _open_doors(self) -> list[tuple[bool, str, str]]:
        everybody = "{} 含有 * / has *"
        return [
            (self.dev_login, "SHEQU_DEV_LOGIN 已打开 / is on", "SHEQU_DEV_LOGIN=false"),
            (
                "*" in self.allowed_hosts,
                everybody.format("SHEQU_ALLOWED_HOSTS"),
                """SHEQU_ALLOWED_HOSTS='["api.example.cn"]'""",
            ),
            (
                "*" in self.trusted_proxies,
                everybody.format("SHEQU_TRUSTED_PROXIES"),
                """SHEQU_TRUSTED_PROXIES='["10.0.0.2"]'""",
            ),
            (
                self.log_level == "DEBUG",
                "SHEQU_LOG_LEVEL=DEBUG 会记录个人信息 / logs personal data",
                "SHEQU_LOG_LEVEL=INFO",
            ),
        ]

    def _missing_outside(self) -> list[tuple[bool, str, str]]:
        wechat = urlsplit(self.wechat_url)
        unset = "{} 未设置 / is not set"
        platform = "mp.weixin.qq.com › 开发管理 › 开发设置"
        return [
            (
                self.embedded,
                "内嵌数据库只供单机使用 / the embedded database is for one desk",
                "SHEQU_DATABASE_URL=postgresql://…（应用角色 / app role），SHEQU_MIGRATION_URL",
            ),
            (not self.wechat_app_id, unset.format("SHEQU_WECHAT_APP_ID"), platform),
            (
                not self.wechat_app_secret.get_secret_value(),
                unset.format("SHEQU_WECHAT_APP_SECRET"),
                platform,
            ),
            (
                wechat.scheme != "https" or wechat.hostname in LOOPBACK,
                "SHEQU_WECHAT_URL 不是 https 或指向本机 / is not https, or is on loopback",
                "不设置即可 / leave it out",
            ),
            (
                not self.public_url.startswith("https://"),
                "SHEQU_PUBLIC_URL 不是 https / is not https",
                "SHEQU_PUBLIC_URL=https://…（码上印的域名 / the domain of the printed codes）",
            ),
            (
                self.storage_url is None,
                unset.format("SHEQU_STORAGE_URL"),
                "SHEQU_STORAGE_URL=s3://bucket/prefix, file:///folder",
            ),
        ]
