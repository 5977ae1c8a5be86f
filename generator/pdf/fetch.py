"""Which files a document may read: those inside given folders, and nothing from the network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit
from urllib.request import url2pathname

# Fixed, because the machine's own table of media types differs from one system to the next.
_MEDIA_TYPES = {
    ".css": "text/css",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".otf": "font/otf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}


class LocalFiles:
    """Reads `file:` addresses inside `allowed` folders and remembers, readably, each address it refused or missed.

    `seen` are the files that it was asked for.
    """

    def __init__(self, allowed: Sequence[Path]):
        self.allowed = [folder.resolve() for folder in allowed]
        self.seen: list[str] = []
        self.failures: list[str] = []
        self.failed_urls: list[str] = []

    def read(self, url: str) -> tuple[bytes, str]:
        """Return the bytes behind `url` and their media type; raises OSError when refused or missing."""
        try:
            if url.startswith("data:"):
                return _read_data(url)
            path = self._permitted(url)
            return path.read_bytes(), _MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream")
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            self.failed_urls.append(url)
            self.failures.append(f"cannot use {url}: {reason}")
            raise OSError(reason) from error

    def _permitted(self, url: str) -> Path:
        parts = urlsplit(url)
        if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
            raise ValueError("refused, documents are made without the network")
        path = Path(url2pathname(parts.path)).resolve()  # a symbolic link must not lead out of the folder
        self.seen.append(str(path))
        if not any(path.is_relative_to(folder) for folder in self.allowed):
            raise ValueError("refused, it is outside the folders documents may read")
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise ValueError("refused, it is not a file")
        return path


def _read_data(url: str) -> tuple[bytes, str]:
    """Decode a `data:` address (RFC 2397)."""
    head, comma, body = url.removeprefix("data:").partition(",")
    if not comma:
        raise ValueError("not a data: address")
    data = unquote_to_bytes(body)
    if head.endswith(";base64"):
        import base64

        data = base64.b64decode(data, validate=True)
    return data, head.removesuffix(";base64").split(";")[0] or "text/plain"
