"""Documents as they are kept: a PDF that does nothing but show its pages, read in a child process
and written anew. Who wrote it, and with what, stays behind; see docs/decisions/0064.
"""

import logging
import re
import unicodedata
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from shequ_api.base.files.queueing import Queue
from shequ_api.kit.children import HOSTILE_ENDS, ChildTooSlow, unpacked
from shequ_api.kit.errors import Malformed, Refusal, TooLarge, Unavailable
from shequ_api.kit.nursery import Nursery

MAX_BYTES = 10 * 2**20
MOST_PAGES = 50
MEDIA_TYPE = "application/pdf"
PATIENCE_SECONDS = 15.0
"""Wall clock for one child; its own bound on CPU time is lower."""

_CHILDREN = Nursery(Path(__file__).with_name("_rebuild_pdf.py"))
_log = logging.getLogger(__name__)


class NotADocument(Malformed):
    code, title = "not_a_document", "不是完整的 PDF 文件，请重新导出或另存为 PDF 后上传"


class DocumentTooLarge(TooLarge):
    code, title = "document_too_large", "文件超过 10 MB，请压缩或拆分后上传"


class DocumentTooLong(Malformed):
    code, title = "document_too_long", f"文件超过 {MOST_PAGES} 页，请拆分后分别上传"


class DocumentLocked(Malformed):
    code, title = "document_locked", "文件有密码或权限限制，请取消后另存再上传"


class DocumentActive(Malformed):
    """It holds scripts, other files, or actions that open or send something."""

    code, title = (
        "document_active",
        "文件含有脚本、附件、多媒体或提交动作，请用“打印”另存为 PDF 后上传",
    )


class DocumentTooBulky(Malformed):
    """A reader would need more memory than a phone has."""

    code, title = "document_too_bulky", "文件展开后过大，请降低扫描分辨率或拆分后上传"


class DocumentBusy(Unavailable):
    code, title = "document_busy", "正在处理的文件太多，请稍后再试"


_QUEUE = Queue(at_once=1, longest=8, full=DocumentBusy)
_REFUSALS: dict[str, type[Refusal]] = {
    "locked": DocumentLocked,
    "too_long": DocumentTooLong,
    "active": DocumentActive,
    "too_bulky": DocumentTooBulky,
}


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF that shows its pages."""

    title: str
    content: bytes = field(repr=False)
    pages: int
    sha256: str
    """Of `content`, in hex."""
    original_sha256: str


def known_as(title: str, raw: bytes) -> str:
    """By which the same document under the same title is known again, in hex."""
    return sha256(title.encode() + b"\0" + raw).hexdigest()


_NEVER_IN_NAMES = re.compile(r'[\\/:*?"<>|]')
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp"})
"""Unicode categories of what has no look of its own: line ends, and what turns a line around."""


MOST_SIGNS = 80
"""A file name has 255 bytes, and `.pdf` is behind it."""


def cleaned(title: str) -> str:
    """A title that is a file name everywhere, cut where it is too long for one, without the `.pdf`
    that it may end in."""
    seen = "".join(" " if unicodedata.category(char) in _UNSEEN else char for char in title)
    words = " ".join(_NEVER_IN_NAMES.sub(" ", seen).split())
    return re.sub(r"(?i)\.pdf$", "", words).strip(" .")[:MOST_SIGNS].strip(" .") or "文件"


async def rebuilt(title: str, raw: bytes) -> Document:
    """Raises `DocumentTooLarge` (over 10 MB), `NotADocument` (another kind, broken, cut off),
    `DocumentTooLong`, `DocumentLocked`, `DocumentActive`, `DocumentTooBulky`, `DocumentBusy`."""
    if len(raw) > MAX_BYTES:
        raise DocumentTooLarge
    if not raw.startswith(b"%PDF-"):
        raise NotADocument
    async with _QUEUE.place():
        try:
            code, answer, complaint = await _CHILDREN.run(data=raw, seconds=PATIENCE_SECONDS)
        except ChildTooSlow:
            raise DocumentBusy from None
    if code:
        _log.warning("document child ended with %s: %s", code, complaint[-500:])
        raise DocumentTooBulky if -code in HOSTILE_ENDS else DocumentBusy
    facts, content = unpacked(answer)
    if refused := facts.get("refused"):
        _log.info("document refused: %s %s", refused, facts.get("because", ""))
        raise _REFUSALS.get(refused, NotADocument)
    return Document(
        title=title,
        content=content,
        pages=facts["pages"],
        sha256=sha256(content).hexdigest(),
        original_sha256=known_as(title, raw),
    )
