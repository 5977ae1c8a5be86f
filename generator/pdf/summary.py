"""What `inspect` runs in the confined reader (`generator.pdf.confined`): what a PDF is, and whether it conforms."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

import page  # noqa: F401  # imported before the process is limited
import pikepdf

from generator.pdf import CRITERIA, SOURCE
from generator.pdf.confined import UnreadablePdf
from generator.pdf.inspect import validation_report
from generator.pdf.streams import StreamProblem, bounded_bytes

_MAX_ATTACHED = 32 << 20  # bytes
_MAX_FINDINGS, _MAX_WORDS = 200, 500  # findings, and characters of one text


def answer(data: bytes) -> dict[str, Any]:
    """Return what a PDF is, as plain data. Raises UnreadablePdf if it, or a file attached to it, cannot be read."""
    try:
        # A truncated file could be repaired, but then an earlier revision of it would be described.
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
            about: dict[str, Any] = {
                "pages": len(pdf.pages),
                "title": str(pdf.docinfo.get("/Title", "not stated"))[:_MAX_WORDS],
                "form": "/AcroForm" in pdf.Root,
                **_carried(pdf),
            }
    except pikepdf.PasswordError:
        raise UnreadablePdf("the file is locked by a password; save it without one") from None
    except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError, RuntimeError) as error:
        why = f": {error}" if isinstance(error, StreamProblem) else ""
        raise UnreadablePdf(f"the file cannot be read as a PDF: it is damaged or cut off{why}") from None
    report = validation_report(data, form=about["form"])
    findings = [line[:_MAX_WORDS] for line in report.findings[:_MAX_FINDINGS]]
    if len(report.findings) > _MAX_FINDINGS:
        findings.append(f"and {len(report.findings) - _MAX_FINDINGS:,} more")
    return about | {
        "sha256": hashlib.sha256(data).hexdigest(),
        "profiles": report.profiles,
        "passed": report.passed,
        "validator": f"{report.validator} {report.version}",
        "findings": findings,
    }


def _carried(pdf: pikepdf.Pdf) -> dict[str, str | None]:
    """Return the hash of the source attached to the PDF, and its policy and version."""
    found: dict[str, str | None] = {"source": None, "policy": None}
    if SOURCE in pdf.attachments:
        found["source"] = hashlib.sha256(_attached(pdf, SOURCE)).hexdigest()
    if CRITERIA in pdf.attachments:
        about = json.loads(_attached(pdf, CRITERIA))
        found["policy"] = f"{str(about['policy'])[:_MAX_WORDS]}, version {str(about['version'])[:_MAX_WORDS]}"
    return found


def _attached(pdf: pikepdf.Pdf, name: str) -> bytes:
    return bounded_bytes(pdf.attachments[name].get_file().obj, _MAX_ATTACHED)
