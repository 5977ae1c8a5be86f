"""The only module that imports WeasyPrint: loads it, lays out a document, and writes the PDF.

When something is missing, WeasyPrint continues and reports it only in its log; here every such line is a failure.
"""

from __future__ import annotations

import contextlib
import ctypes.util
import functools
import gc
import io
import logging
import os
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from generator.pdf import Attachment, PageLabels, RenderedPdf, RenderProblems
from generator.pdf.finish import finish
from generator.pdf.streams import without_line_ends
from generator.pdf.weasyprint.drawn_lines import redrawing
from generator.pdf.weasyprint.fetch import LocalFiles
from generator.pdf.weasyprint.layout import layout_findings
from generator.pdf.weasyprint.line_numbers import WANTED, number_lines
from generator.pdf.weasyprint.lines import remembering
from generator.pdf.weasyprint.quick import quicken
from generator.pdf.weasyprint.scripts import readable_scripts
from generator.pdf.weasyprint.styles import prepared
from generator.pdf.weasyprint.tag_origins import TagRecord, recording
from generator.pdf.weasyprint.versions import check_versions
from generator.pdf.xmp import with_pdf_ua
from generator.problem import MachineProblem

_EMPTY_FONTCONFIG = Path(__file__).with_name("fonts.conf")
_PANGO_MISSING = (
    "WeasyPrint cannot load Pango. Debian/Ubuntu: apt-get install libpangoft2-1.0-0 libharfbuzz-subset0; "
    "macOS: brew install pango; Windows: see WeasyPrint's first steps. ({reason})"
)
_SUBSET_MISSING = (
    "harfbuzz-subset (4.1 or later) is missing; without it PDFs are not reproducible. "
    "Debian/Ubuntu: apt-get install libharfbuzz-subset0; macOS: brew install harfbuzz."
)
_MAX_PIXELS = 40_000_000  # a page at 600 dpi; decompressed it takes 160 MB
_MUCH_GARBAGE = 100_000  # objects; a page leaves 9,000
_SVG = "{http://www.w3.org/2000/svg}"
_USE, _HREF = _SVG + "use", "{http://www.w3.org/1999/xlink}href"
_REFERENCES = {_SVG + name for name in ("pattern", "mask", "marker", "filter", "symbol", "image")}
_one_render_at_a_time = threading.Lock()


@functools.cache
def load() -> Any:
    """Import WeasyPrint once, isolated from the machine's fonts, and return the module.

    Raises MachineProblem where Pango or harfbuzz-subset cannot be loaded, or a patched library has another version.
    """
    check_versions()
    # fontconfig reads this when the library starts, so it must be set before the import.
    os.environ["FONTCONFIG_FILE"] = str(_EMPTY_FONTCONFIG)
    try:
        # WeasyPrint prints advice and the warning "no fonts configured"; neither is meant for the user.
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(), _quick_library_lookup():
            warnings.simplefilter("ignore")
            import PIL.Image
            import weasyprint
            from weasyprint.text import ffi
    except OSError as error:
        raise MachineProblem(_PANGO_MISSING.format(reason=str(error).splitlines()[0])) from error
    if ffi.harfbuzz_subset is None or not ffi.harfbuzz.hb_version_atleast(4, 1, 0):
        raise MachineProblem(_SUBSET_MISSING)
    PIL.Image.MAX_IMAGE_PIXELS = _MAX_PIXELS // 2  # Pillow raises an error above twice this number
    quicken()
    gc.collect()
    gc.freeze()  # the imported modules live as long as the process: never scan them again
    return weasyprint


@contextlib.contextmanager
def _quick_library_lookup() -> Iterator[None]:
    """Keep ctypes from starting gcc, ld, and ldconfig 86 times; on Linux the plain `.so` names load anyway."""
    if sys.platform != "linux":
        yield
        return
    find_library = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = find_library


def render(
    html: str,
    *,
    stylesheets: Sequence[Path],
    base_dir: Path,
    allowed: Sequence[Path],
    attachments: Sequence[Attachment],
    forms: bool,
    page_labels: Sequence[PageLabels],
) -> RenderedPdf:
    """Implement `generator.pdf.render_pdf`, which documents the contract."""
    if missing := [path for path in stylesheets if not path.is_file()]:
        raise RenderProblems([f"style sheet {path} is missing" for path in missing])
    weasyprint = load()
    files = LocalFiles(allowed)
    options = {
        "pdf_variant": "pdf/a-3a",
        "pdf_forms": forms,
        "attachments": [_to_weasyprint(weasyprint, attachment) for attachment in attachments],
    }
    with _one_render_at_a_time, _collected_log() as log, _garbage_collection_off():
        finisher = functools.partial(finish, attachments=attachments, page_labels=page_labels)
        data, pages, messages = _written(weasyprint, html, stylesheets, base_dir, files, log, finisher, options)
    if messages:
        raise RenderProblems(list(dict.fromkeys(messages)))
    return RenderedPdf(without_line_ends(data), pages)


def _written(
    weasyprint: Any,
    html: str,
    stylesheets: Sequence[Path],
    base_dir: Path,
    files: LocalFiles,
    log: list[str],
    finisher: Callable[[Any, TagRecord], None],
    options: dict[str, Any],
) -> tuple[bytes, int, list[str]]:
    """Return a PDF's bytes, its number of pages, and what is wrong with it.

    A function of its own: the garbage it leaves can be collected when it has returned, and not before.
    """
    with recording() as record:
        fetcher = _fetcher(files)
        source = weasyprint.HTML(string=html, base_url=str(base_dir.resolve()) + os.sep, url_fetcher=fetcher)
        if refers := _svg_references(source.etree_element):
            raise RenderProblems(refers)
        styles = prepared(stylesheets, files, fetcher, log)
        fonts = {"font_config": styles.fonts, "stylesheets": styles.sheets}
        # Inside out: scripts that need their text around a line, then the line as it was drawn before.
        with remembering(styles.lines, styles.fonts), redrawing(styles.drawn, styles.fonts), readable_scripts(html):
            document = source.render(**fonts, **options)
            if source.etree_element.find("body").get(WANTED) is not None:
                number_lines(document, lambda text: weasyprint.HTML(string=text).render(**fonts))
            _identify_as_pdf_ua(document.metadata)
            data = document.write_pdf(finisher=lambda _, pdf: finisher(pdf, record), **options)
    messages = [
        *files.failures,
        *_missing_glyphs(document, source.etree_element),
        *_missing_alternatives(source.etree_element),
        *layout_findings(document.pages),
        *(line for line in log if not _said_otherwise(line, files)),
    ]
    return data, len(document.pages), messages


def _identify_as_pdf_ua(metadata: Any) -> None:
    """Add the PDF/UA-1 claim to a PDF/A document's XMP, in the same rdf:RDF (readers ignore a second one)."""
    plain = metadata.generate_rdf_metadata
    metadata.generate_rdf_metadata = lambda *args: with_pdf_ua(plain(*args))


def _to_weasyprint(weasyprint: Any, attachment: Attachment) -> Any:
    return weasyprint.Attachment(
        string=attachment.data,
        name=attachment.name,
        description=attachment.description,
        created=attachment.modified,
        modified=attachment.modified,
        relationship=attachment.relationship,
    )


def _fetcher(files: LocalFiles) -> Any:
    """Wrap `files` in the class that WeasyPrint requires."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]  # of a library without types
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            data, media_type = files.read(url)
            return URLFetcherResponse(url, data, {"Content-Type": media_type})

    return Fetcher()


class _ListHandler(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, entry: logging.LogRecord) -> None:
        self.lines.append(" ".join(entry.getMessage().split()))


@contextlib.contextmanager
def _collected_log() -> Iterator[list[str]]:
    handler = _ListHandler()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        yield handler.lines
    finally:
        logger.removeHandler(handler)


@contextlib.contextmanager
def _garbage_collection_off() -> Iterator[None]:
    """Disable the garbage collector while millions of boxes are created (0.9 x the time), then collect once.

    Where it is already disabled, as in the build's workers, only a lot of garbage is collected at once: what runs next,
    such as the validator, then reuses the memory of a long document's boxes (28 pages: 18 MiB less).
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on or gc.get_count()[0] > _MUCH_GARBAGE:
            gc.collect()
        if was_on:
            gc.enable()


def _missing_glyphs(document: Any, root: Any) -> list[str]:
    """Name each character that was printed as .notdef: Pango tried every fallback font before it gave up."""
    found = {(code, font.family) for font in document.fonts.values() for code in font.missing}
    text = " ".join("".join(root.itertext()).split()) if found else ""
    return [
        f"no bundled font has U+{code:04X} {chr(code)!r} (needed in {family}{_excerpt(text, chr(code))})"
        for code, family in sorted(found)
    ]


def _excerpt(text: str, character: str) -> str:
    position = text.find(character)
    return f": …{text[max(position - 25, 0) : position + 25]}…" if position >= 0 else ""


def _svg_references(root: Any) -> list[str]:
    """Name each element of an inline drawing that uses elements which use others: they may form a loop.

    A figure's letters are shapes that are reused, one level deep.
    """
    found = [
        f"an inline svg has a <{element.tag.removeprefix(_SVG)}>; draw its shapes in place"
        for element in root.iter()
        if isinstance(element.tag, str) and element.tag in _REFERENCES
    ]
    used = set()
    for element in root.iter(_USE):
        address = element.get(_HREF) or element.get("href") or ""
        used.add(address.removeprefix("#"))
        if not address.startswith("#"):
            found.append(f"an inline svg uses {address!r}, which is not in the document")
    return found + [
        f"an inline svg uses {element.get('id')!r}, which uses others"
        for element in root.iter()
        if element.get("id") in used and next(element.iter(_USE), None) is not None
    ]


def _missing_alternatives(root: Any) -> list[str]:
    """Name each image without a text alternative for a reader who cannot see it (ISO 14289-1, 7.3).

    `alt=""` and `aria-hidden="true"` are right for decoration, which is tagged as an artifact.
    """
    messages = []
    for image in root.iter():
        if image.tag not in ("img", _SVG + "svg") or image.get("aria-hidden") == "true":
            continue
        if image.tag == "img" and image.get("alt") is None:
            messages.append(f"image {image.get('src', '')!r} has no alt text")
        if image.tag != "img" and not (image.findtext(_SVG + "title") or "").strip():
            messages.append("an inline svg has no title")
    return messages


def _said_otherwise(line: str, files: LocalFiles) -> bool:
    """Return whether a log line repeats what our own checks above report better (or rightly do not report)."""
    return (
        line.startswith(".notdef glyph rendered")
        or line.endswith("has no required alt description")
        or any(url in line for url in files.failed_urls)
    )
