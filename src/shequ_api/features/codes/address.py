"""The public address: what is printed on plates, and WeChat's proof that the domain is ours."""

from collections.abc import Mapping

FOLDER = "/q/"


class PublicAddress:
    """`https://<domain>`, and the verification files (name → content) that lie under it.

    WeChat wants them in the deepest directory of the rule for scanned links, which is `/q/`.
    """

    def __init__(self, url: str, verifications: Mapping[str, str]) -> None:
        self.prefix = url.rstrip("/") + FOLDER
        self._verifications = {
            name.removesuffix(".txt"): content for name, content in verifications.items()
        }

    def of(self, code: str) -> str:
        """What a plate's QR code says."""
        return self.prefix + code

    def verification(self, name: str) -> str | None:
        """The content of `/q/<name>.txt`."""
        return self._verifications.get(name)
