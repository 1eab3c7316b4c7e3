"""A phone with our mini-program on it: signs in through WeChat, keeps tokens, sends requests."""

import hashlib
from typing import Any
from uuid import UUID

import httpx

API = "/api/v1"


class StoryBroken(Exception):
    """A step did not hold: what was asked, and what was answered."""


class World:
    """Where the servers are, and the name of this run."""

    def __init__(self, http: httpx.AsyncClient, wechat: httpx.AsyncClient, run: str) -> None:
        self.http = http
        self.wechat = wechat
        self.run = run

    def made_id(self, name: str) -> UUID:
        """A UUIDv7 that the same run makes again: its time is the run's, its rest the name's."""
        head = hashlib.sha256(self.run.encode()).digest()
        tail = hashlib.sha256(f"{self.run}/{name}".encode()).digest()
        raw = bytearray(b"\x01\x9a" + head[:4] + tail[:10])
        raw[6] = 0x70 | raw[6] & 0x0F
        raw[8] = 0x80 | raw[8] & 0x3F
        return UUID(bytes=bytes(raw))

    async def wechat_code(self, kind: str, **facts: str) -> str:
        """What WeChat gives the phone: a login code or a phone code."""
        answer = await self.wechat.post(f"/_fake/{kind}_codes", json=facts)
        return str(answer.json()["code"])


class Phone:
    """One person's phone."""

    def __init__(self, world: World, user: str, name: str, number: str) -> None:
        self.world = world
        self.user = user
        self.name = name
        self.number = number
        self.person_id = ""
        self._access = ""
        self._refresh = ""

    async def sign_in(self) -> dict[str, Any]:
        """wx.login → our API → tokens; then the phone number and the name, once."""
        code = await self.world.wechat_code("login", user=self.user)
        pair = await self._ask("POST", "/auth/wechat-logins", {"code": code}, expect={201})
        self._access, self._refresh = pair["access_token"], pair["refresh_token"]
        me: dict[str, Any] = await self.get("/me")
        if me["phone"] is None:
            phone_code = await self.world.wechat_code("phone", phone=self.number)
            me = await self.put("/me/phone", code=phone_code)
        if me["name"] != self.name:
            me = await self.put("/me/profile", name=self.name)
        self.person_id = me["id"]
        return me

    async def get(self, path: str, **query: Any) -> Any:
        return await self._ask("GET", path, None, query=query, expect={200})

    async def find(self, path: str) -> Any:
        """What is there; None where nothing is yet."""
        found = await self._ask("GET", path, None, query={}, expect={200, 404})
        return None if found.get("status") == 404 else found

    async def put(self, path: str, **body: Any) -> Any:
        return await self._ask("PUT", path, body, expect={200, 201})

    async def post(self, path: str, key: str, **body: Any) -> Any:
        """A POST that may be repeated: its key is the run's and `key`."""
        headers = {"Idempotency-Key": f"{self.world.run}/{key}"}
        return await self._ask("POST", path, body, headers=headers, expect={200, 201})

    async def found(self, path: str, key: str, *, match: int | None = None, **body: Any) -> Any:
        """A POST that happens once on this data, whichever run it was: what is founded stays.
        `match`: of what was read, where that has versions."""
        headers = {"Idempotency-Key": f"founding/{key}"}
        if match is not None:
            headers["If-Match"] = f'"v{match}"'
        return await self._ask("POST", path, body, headers=headers, expect={200, 201})

    async def ask(self, path: str, **body: Any) -> Any:
        """A POST without a key: it may happen twice without harm."""
        return await self._ask("POST", path, body, expect={200, 201})

    async def refused(self, status: int, method: str, path: str, **body: Any) -> dict[str, Any]:
        """A request that must be refused with this status; gives the problem."""
        problem: dict[str, Any] = await self._ask(method, path, body, expect={status})
        return problem

    async def refused_with_key(
        self, status: int, path: str, key: str, **body: Any
    ) -> dict[str, Any]:
        """A POST under a key that must be refused with this status; gives the problem."""
        headers = {"Idempotency-Key": f"{self.world.run}/{key}"}
        problem: dict[str, Any] = await self._ask(
            "POST", path, body, headers=headers, expect={status}
        )
        return problem

    async def fetch(self, path: str, **query: Any) -> httpx.Response:
        """A GET whose answer is no JSON."""
        answer = await self.world.http.get(API + path, params=query, headers=self._headers())
        if answer.status_code != 200:
            raise StoryBroken(f"GET {path} → {answer.status_code} {answer.text[:500]}")
        return answer

    async def upload(self, picture: bytes) -> str:
        """wx.uploadFile; gives the file's id."""
        files = {"file": ("photo.jpg", picture, "image/jpeg")}
        answer = await self.world.http.post(f"{API}/files", files=files, headers=self._headers())
        if answer.status_code != 201:
            raise StoryBroken(f"POST /files → {answer.status_code} {answer.text[:500]}")
        return str(answer.json()["id"])

    async def _ask(
        self,
        method: str,
        path: str,
        body: Any,
        *,
        expect: set[int],
        query: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Any:
        answer = await self.world.http.request(
            method,
            API + path,
            json=body,
            params=query,
            headers=self._headers() | (headers or {}),
        )
        if answer.status_code not in expect:
            raise StoryBroken(f"{method} {path} → {answer.status_code} {answer.text[:800]}")
        return answer.json() if answer.content else None

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._access}"} if self._access else {}
