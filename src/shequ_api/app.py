"""The application: modules, parts and edge put together."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.policies import Recogniser
from shequ_api.base.audit.seals import Seals
from shequ_api.base.audit.witness import AuditWitness
from shequ_api.base.events.worker import LONG_LAG_SECONDS, Worker, lag_seconds
from shequ_api.base.files.owners import OwnerSeal
from shequ_api.base.files.showing import Showcase
from shequ_api.base.files.storage import Storage
from shequ_api.base.identity.levels import level_of
from shequ_api.base.identity.mandates import mandate_of
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.people.recognition import Recognition
from shequ_api.base.people.sessions import Doorman
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.registry import PersonalData, Registry
from shequ_api.base.residency.register import RegisterMatcher
from shequ_api.base.rights.searching import Searches
from shequ_api.base.wechat.client import WeChatApp, WeChatClient
from shequ_api.base.wechat.protocol import WeChat
from shequ_api.base.wechat.pushes import PushDoor
from shequ_api.features.codes.address import PublicAddress
from shequ_api.features.codes.attempts import Attempts
from shequ_api.features.codes.landing import Landing
from shequ_api.features.codes.rules import CodeSigner
from shequ_api.features.content_checks.authors import AuthorSeal
from shequ_api.features.five_codes.front import FrontDoor
from shequ_api.features.five_codes.outlook import Outlook
from shequ_api.features.pick_up_codes.codes import StallKeys
from shequ_api.features.register_residents.matching import RegisterBook
from shequ_api.features.service_certificates.address import ServiceCertificateAddress
from shequ_api.features.service_certificates.refusals import ServiceChecks
from shequ_api.features.ticket_limits.counting import Limits
from shequ_api.features.tickets.anonymity import ReporterSeal
from shequ_api.features.volunteer_certificates.address import CertificateAddress
from shequ_api.features.volunteer_certificates.refusals import Checks
from shequ_api.kit import chinese, migrations
from shequ_api.kit.bodies import BodyCodes
from shequ_api.kit.clock import utc_now
from shequ_api.kit.crypto import BlindIndex, FieldCipher, KeyRing, derive, normalise_phone
from shequ_api.kit.db import Database, open_database
from shequ_api.kit.hot.pool import HotPool
from shequ_api.kit.http.docs import docs_routes
from shequ_api.kit.http.door import Door
from shequ_api.kit.http.health import Readiness, health_routes
from shequ_api.kit.http.hosts import KnownHosts
from shequ_api.kit.http.idempotency import PrincipalCodes
from shequ_api.kit.http.limits import FixedWindow
from shequ_api.kit.http.middleware import Edge
from shequ_api.kit.http.openapi import describe
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.http.problems import render_problems
from shequ_api.kit.http.refusing import Reading, Surroundings
from shequ_api.kit.http.switchboard import switch
from shequ_api.kit.http.witness import Witness
from shequ_api.kit.model import Base
from shequ_api.kit.outbound import Outbound
from shequ_api.kit.pages import CursorKey
from shequ_api.kit.short_codes import ShortCodes
from shequ_api.kit.tokens import Signer
from shequ_api.modules import MODULES
from shequ_api.overview import DESCRIPTION
from shequ_api.settings import Settings

PREFIX = "/api/v1"
UPLOAD_PATHS = tuple(
    f"{PREFIX}/{each}" for each in ("files", "voices", "documents", "register/imports")
)
LOGIN_PATHS = (f"{PREFIX}/auth/wechat-logins", f"{PREFIX}/auth/refreshes")
OPENAPI = "/openapi.json"


def gather_parts(settings: Settings, database_url: str) -> Parts:
    """Everything long-lived, built once."""
    registry = Registry(MODULES)
    seals = Seals(KeyRing(*settings.keys("audit_key")))
    index = BlindIndex(derive(settings.key("index_key"), "people/phone"), normalise_phone)
    cipher = FieldCipher(KeyRing(*settings.keys("field_key")))
    book = PhoneBook(cipher, index)
    register_seal = RegisterSeal(cipher, settings.key("index_key"))
    database = open_database(
        database_url,
        pool_size=settings.pool_size,
        hearing=registry.hearing,
        registry=registry,
        seals=seals,
        phone_book=book,
        register_seal=register_seal,
        body_codes=BodyCodes(derive(settings.key("index_key"), "bodies")),
    )
    signer = Signer(*settings.keys("token_key"), "shequ", "shequ-api")
    doorman = Doorman(signer, settings.key("refresh_key"))
    recognition = Recognition(doorman, registry.roles)
    parts = Parts(
        registry,
        registry.constraints,
        database,
        doorman,
        cipher,
        book,
        registry.roles,
        registry.levels,
        seals,
        register_seal,
        Recogniser(recognition.recognise, level_of, mandate_of, recognition.actor_of),
        CursorKey(settings.key("cursor_key")),
        Worker(database, registry.hearing),
        Storage(settings.storage_url or f"file://{settings.data_dir.resolve()}/files"),
        Showcase(derive(settings.key("code_key"), "files/showcase"), PREFIX),
        CodeSigner(KeyRing(*settings.keys("code_key"))),
        Searches(questions_per_minute=settings.questions_per_minute),
        Limits(settings.tickets_per_day, settings.identical_tickets_per_day),
        ShortCodes(derive(settings.key("index_key"), "short-codes")),
    )
    _add_front_door(parts, registry, book, database_url if settings.quick_ways else None)
    _add_public(parts, settings)
    _add_blind(parts, cipher, settings)
    _add_wechat(parts, settings)
    parts.add(AuditWitness(), kind=Witness)
    database.sessions.kw["info"].update(parts=parts, keep_detached=settings.keep_detached)
    parts.add(RegisterBook(register_seal), kind=RegisterMatcher)
    return parts


def _add_front_door(parts: Parts, registry: Registry, book: PhoneBook, hot: str | None) -> None:
    """What a place offers, with a scan and without; where the quick ways of hot routes ask."""
    if hot is not None:
        parts.add(HotPool(hot, parts=parts))
    front_door = FrontDoor(registry)
    parts.add(front_door)
    parts.add(Outlook(registry.landing))
    parts.add(Landing(front_door, registry.landing, book))


def _add_public(parts: Parts, settings: Settings) -> None:
    """Where what is printed leads to, and how often wrong codes may be tried there."""
    parts.add(PublicAddress(settings.public_url, settings.domain_verifications))
    parts.add(CertificateAddress(settings.public_url))
    parts.add(ServiceCertificateAddress(settings.public_url))
    parts.add(Attempts())
    parts.add(Checks())
    parts.add(ServiceChecks())


def _add_blind(parts: Parts, cipher: FieldCipher, settings: Settings) -> None:
    """What finds or tells things that name nobody, each by a key of its own."""
    index_key = settings.key("index_key")

    def index(purpose: str) -> BlindIndex:
        return BlindIndex(derive(index_key, purpose), str)

    parts.add(StallKeys(KeyRing(*settings.keys("code_key"))))

    parts.add(PrincipalCodes(index("idempotency")))
    parts.add(ReporterSeal(cipher, index("tickets/reporter")))
    parts.add(OwnerSeal(index("files/owner")))
    parts.add(AuthorSeal(index("content_checks/author")))


def _add_wechat(parts: Parts, settings: Settings) -> None:
    wechat_app = WeChatApp(
        settings.wechat_app_id,
        settings.wechat_app_secret.get_secret_value(),
        fetches_from=settings.public_url.rstrip("/"),
    )
    outbound = Outbound(settings.wechat_url)
    parts.add(wechat_app)
    token, key = settings.wechat_push_token, settings.wechat_push_key
    parts.add(PushDoor(token.get_secret_value(), key.get_secret_value(), wechat_app.appid))
    parts.add(outbound)
    parts.add(WeChatClient(outbound, wechat_app, utc_now), kind=WeChat)


async def close_parts(parts: Parts) -> None:
    """Let go of what the parts hold open."""
    await parts.get(Outbound).aclose()
    if (pool := parts.find(HotPool)) is not None:
        await pool.close()
    await parts.get(Database).close()


@asynccontextmanager
async def open_parts(settings: Settings, database_url: str) -> AsyncIterator[Parts]:
    """Gathered parts for the length of a block: for commands that serve nothing."""
    parts = gather_parts(settings, database_url)
    try:
        yield parts
    finally:
        await close_parts(parts)


def create_app(settings: Settings, parts: Parts) -> FastAPI:
    """The ASGI application over gathered parts."""
    registry, database = parts.get(Registry), parts.get(Database)
    readiness = _readiness(database)
    documented = settings.development or settings.show_docs
    token = settings.metrics_token
    app = FastAPI(
        title="shequ_api",
        version="1.0.0",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,  # FastAPI would make it in the loop: see kit/http/docs
        redirect_slashes=False,
        lifespan=_lifespan(settings, parts, readiness),
        routes=[
            *health_routes(readiness, metrics_token=token.get_secret_value() if token else None),
            *(docs_routes("社区治理后端", OPENAPI) if documented else []),
        ],
    )
    app.state.parts = parts
    app.state.readiness = readiness
    switchboard = switch(app)
    for module in registry.modules:
        if module.router is not None:
            switchboard.include(module.router, PREFIX)
        if module.site_router is not None:
            switchboard.include(module.site_router)
    render_problems(app)
    _document(app, registry)
    if (pool := parts.find(HotPool)) is not None:
        app.add_middleware(Door, routes=switchboard.routes(), asks=pool)
    app.add_middleware(KnownHosts, allowed_hosts=settings.allowed_hosts)
    logins = FixedWindow(settings.logins_per_minute).hit
    app.add_middleware(
        Edge,
        limiter=FixedWindow(settings.requests_per_minute).hit,
        narrow=dict.fromkeys(LOGIN_PATHS, logins),
        upload_paths=UPLOAD_PATHS,
    )
    return app


def _document(app: FastAPI, registry: Registry) -> None:
    titles = {"auth": "登录与退出"} | {m.name: m.title for m in registry.modules if m.router}
    describe(
        app,
        titles=titles,
        level_of=lambda permission: registry.levels.needed_for(permission).name.lower(),
        refusals_of=Reading(
            Surroundings(
                recognising=(Recognition.recognise, Recognition.actor_of, Signer.verify),
                stand_ins={WeChat: WeChatClient, RegisterMatcher: RegisterBook},
                by_model=registry.constraints.by_model(Base),
                by_attribute=registry.constraints.by_attribute(Base),
                registered={PersonalData: {"merge": [d.merge for d in registry.personal_data]}},
            )
        ).of_route,
    )


def _readiness(database: Database) -> Readiness:
    """Its one connection is its own: requests that hold all others do not make us look dead."""
    expected = migrations.head()
    url = database.engine.url.render_as_string(hide_password=False)

    async def database_answers(session: AsyncSession) -> bool:
        return bool(await session.scalar(text("SELECT NOT pg_is_in_recovery()")))

    async def schema_fits(session: AsyncSession) -> bool:
        return await migrations.revision_of(session) == expected

    async def jobs_flow(session: AsyncSession) -> bool:
        return await lag_seconds(session, utc_now()) < LONG_LAG_SECONDS

    return Readiness(
        open_database(url, pool_size=1, application="shequ-health"),
        {"database": database_answers, "schema": schema_fits, "jobs": jobs_flow},
    )


def _lifespan(
    settings: Settings, parts: Parts, readiness: Readiness
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await asyncio.to_thread(chinese.warm)
        worker = parts.get(Worker)
        task = asyncio.create_task(worker.run()) if settings.work_inside_serve else None
        try:
            yield
        finally:
            readiness.stopping = True
            worker.stop()
            if task is not None:
                await task
            await readiness.close()
            await close_parts(parts)

    return lifespan
