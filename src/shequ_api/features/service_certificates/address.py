"""The public address at which certificates are checked."""

from typing import Any

FOLDER = "/z/"


class ServiceCertificateAddress:
    """`https://<domain>/z/<number>/<code>`."""

    def __init__(self, url: str) -> None:
        self._prefix = url.rstrip("/") + FOLDER

    def of(self, certificate: Any) -> str:
        """What a certificate's QR code says."""
        return f"{self._prefix}{certificate.number}/{certificate.code}"
