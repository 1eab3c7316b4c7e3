"""The public address at which certificates are checked."""

FOLDER = "/c/"


class CertificateAddress:
    """`https://<domain>/c/<code>`."""

    def __init__(self, url: str) -> None:
        self._prefix = url.rstrip("/") + FOLDER

    def of(self, code: str) -> str:
        """What a certificate's QR code says."""
        return self._prefix + code
