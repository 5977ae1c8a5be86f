"""Which files a document may read: those inside given folders, and nothing from the network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit
from urllib.request import url2pathname

from generator.files.reading import is_left_behind, read_file
from generator.files.svg import svg_problem

# Fixed, because the table of media types differs from one machine to the next.
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
_NO_PICTURES = ("text/css", "font/otf", "font/ttf")


class LocalFiles:
    """Reads `file:` addresses inside `allowed` folders; records a message for each address refused or not found.

    `seen` are the requested files.
    """

    def __init__(self, allowed: Sequence[Path]):
        self.allowed = [folder.resolve() for folder in allowed]
        self.seen: list[str] = []
        self.failures: list[str] = []
        self.failed_urls: list[str] = []

    def read(self, url: str) -> tuple[bytes, str]:
        """Return the bytes at `url` and their media type; raises OSError when refused or missing."""
        try:
            if url.startswith("data:"):
                return _checked(*_read_data(url))
            path = self._permitted(url)
            return _checked(read_file(path), _MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream"))
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            self.failed_urls.append(url)
            self.failures.append(f"cannot use {url}: {reason}")
            raise OSError(reason) from error

    def _permitted(self, url: str) -> Path:
        parts = urlsplit(url)
        if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
            raise ValueError("refused, documents are rendered without network access")
        path = Path(url2pathname(parts.path)).resolve()  # a symbolic link must not lead outside the folder
        self.seen.append(str(path))
        folder = next((folder for folder in self.allowed if path.is_relative_to(folder)), None)
        if folder is None:
            raise ValueError("refused, it is outside the folders that documents may read")
        if any(map(is_left_behind, path.relative_to(folder).parts)):
            raise ValueError("refused, hidden files and backups are not part of the source")
        return path


def _checked(data: bytes, media_type: str) -> tuple[bytes, str]:
    """Reject a drawing that is not plain; any XML counts, because WeasyPrint tries to read unknown images as SVG."""
    is_xml = data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\0<", b"\xff\xfe", b"\xfe\xff"))
    is_drawing = media_type == "image/svg+xml" or (is_xml and media_type not in _NO_PICTURES)
    if is_drawing and (wrong := svg_problem(data)):
        raise ValueError(wrong)
    return data, media_type


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
