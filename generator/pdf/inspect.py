"""Whether a finished PDF may be published: the validator's findings and our own, and a summary for the manifest."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import page

_PDF_A_CLAIM = re.compile(rb"""pdfaid:conformance(?:=["']|>)([ABU])""")
_MAX_REPEATS = 3


@dataclass(frozen=True)
class Inspection:
    """What was checked, by which validator, and what was found. `profiles` are names such as `PDF/UA-1`."""

    validator: str
    version: str
    profiles: tuple[str, ...]
    findings: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Return whether nothing was found."""
        return not self.findings

    def summary(self) -> dict[str, object]:
        """Return the entry for the manifest: plain JSON data."""
        return {
            "validator": self.validator,
            "version": self.version,
            "profiles": list(self.profiles),
            "passed": self.passed,
        }


def inspect_pdf(data: bytes, *, form: bool) -> list[str]:
    """Return what is wrong with the PDF `data`, one line per finding; empty when it may be published."""
    return list(validation_report(data, form=form).findings)


def validation_report(data: bytes, *, form: bool) -> Inspection:
    """Validate `data` and check its structure.

    A document must pass PDF/UA-1 and PDF/A-3a. A form must pass PDF/UA-1, and PDF/A-3 if it claims conformance.
    """
    import page
    import pikepdf

    from generator.pdf.checks import structural_findings

    levels = ["ua1"] if form else ["ua1", "3a"]
    structural: list[str] = []
    try:
        # A file that a viewer must repair first may not be published.
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
            try:
                structural = structural_findings(pdf)
            except (AttributeError, IndexError, KeyError, TypeError, ValueError, RuntimeError) as error:
                # An object has a different type than the standard requires.
                structural.append(f"the structure is damaged: {error}")
            metadata = pdf.Root.get("/Metadata")
            claimed = _PDF_A_CLAIM.search(metadata.read_bytes() if isinstance(metadata, pikepdf.Stream) else b"")
        if form and claimed:
            levels.append("3" + claimed[1].decode().lower())
    except pikepdf.PdfError as error:
        structural.append(f"the file cannot be opened: {error}")
    findings = [line for level in levels for line in _validator_findings(level, data)] + structural
    return Inspection("page-validation", page.__version__, tuple(map(_profile_name, levels)), tuple(findings))


def _profile_name(level: str) -> str:
    return "PDF/UA-1" if level == "ua1" else f"PDF/A-{level}"


def _validator_findings(level: str, data: bytes) -> list[str]:
    import page

    try:
        report = page.validate_pdf_bytes(data, profile=page.ValidationProfile(level))
    except page.PageError as error:
        return [f"{_profile_name(level)}: the validator cannot read the file: {error}"]
    return _failures(_profile_name(level), report)


def _failures(profile: str, report: page.ValidationReport) -> list[str]:
    """One line per failure; after the first few of a rule only their number, to keep the list readable."""
    by_rule: dict[str, list[str]] = {}
    for failure in report.failures:
        by_rule.setdefault(failure.rule_id, []).append(failure.message)
    lines: list[str] = []
    for rule, messages in by_rule.items():
        lines += [f"{profile}: {rule}: {message}" for message in messages[:_MAX_REPEATS]]
        if len(messages) > _MAX_REPEATS:
            lines.append(f"{profile}: {rule}: and {len(messages) - _MAX_REPEATS} more")
    if not report.is_compliant and not lines:
        lines.append(f"{profile}: the validator reports failure without a reason")
    return lines
