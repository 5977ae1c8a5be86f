"""A tiny root, made by the tests: one policy, a publisher with two documents, and templates of a page each.

Its templates are its own, so that what is tested is the engine and not what documents look like.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from datetime import date, timedelta
from pathlib import Path

from generator.cli.entry import main

POLICY = """format: 1
id: {id}
title: A tiny policy
short_title: Tiny
version: "1.0"
status: approved
dates: {{effective: {effective}, next_review: {review}}}
history:
  - {{date: 2026-06-01, version: "1.0", action: New, explanation: First}}
coverage:
  summary: The service is medically necessary for some patients.
  indications:
    - id: back-pain
      title: Back pain
      position: medically-necessary
      statement: The service is medically necessary when the criteria are met.
      criteria: {{id: severity, statement: Pain is severe.}}
  other_uses: {{position: investigational, statement: All other uses are investigational.}}
codes: []
evidence:
  grading: {{system: Example grades, levels: [{{level: I, meaning: Trials}}]}}
  cohorts: [{{id: pivotal, name: Pivotal trial, participants: 20, description: Adults}}]
  studies:
    - {{id: smith-2024, citation: smith2024, design: Trial, n: 20, cohorts: [pivotal], level: I, goal: Pain,
       results: [{{finding: It helped.}}]}}
  limitations: [There is one study.]
references:
  - {{id: smith2024, type: article-journal, author: [{{family: Smith, given: A}}], title: Pain, issued: 2024-03,
     DOI: 10.1000/abc.1}}
editions:
  - {{id: north, publisher: north}}
"""
PUBLISHER = """id: north
name: North Plan
tagline: Tiny
contact: None.
disclaimer: [This is a test.]
positions:
  medically-necessary: {label: Necessary, meaning: Covered.}
  not-medically-necessary: {label: Not necessary, meaning: Not covered.}
  investigational: {label: Investigational, meaning: Not covered.}
  covered-in-study: {label: In a study, meaning: Covered in the study.}
  not-addressed: {label: Not addressed, meaning: No position.}
attestation: I attest.
privacy_notice: Private.
submission: Send it.
documents:
  coverage-policy: {kind: Coverage Policy, sections: [{id: coverage, title: Coverage}]}
  billing-article: {kind: Billing Article, sections: [{id: codes, title: Codes}]}
"""
_MORE = ("  lcd-draft: {kind: Proposed Local Coverage Determination, sections: [{id: coverage, title: Coverage}]}\n",)
_PAGE = """<!DOCTYPE html>
<html lang="en-US"><head><meta charset="utf-8"><title>{{ document.title }}</title></head>
<body><h1>{{ policy.title }}</h1>%s</body></html>
"""
TEMPLATES = {
    "coverage-policy": _PAGE % "<p>{{ policy.coverage.summary }}</p><p>{{ document.mark }}</p>",
    "billing-article": _PAGE % "<p>{{ policy.short_title }}</p>",
    "lcd-draft": _PAGE % "<p>{{ policy.coverage.other_uses.statement }}</p>",
}


def current_dates() -> dict[str, str]:
    """Return dates for `make_root` with which no rule finds fault, on whatever day the tests run."""
    today = date.today()
    return {"effective": today.isoformat(), "review": (today + timedelta(days=200)).isoformat()}


def make_root(
    root: Path,
    policies: tuple[str, ...] = ("tiny",),
    review: str = "2027-06-30",
    effective: str = "2026-07-01",
    documents: int = 2,
) -> Path:
    """Write a root with these policies; each gives two documents of one page, or three."""
    (root / "policy" / "publishers").mkdir(parents=True, exist_ok=True)
    (root / "policy" / "publishers" / "north.yaml").write_text(PUBLISHER + "".join(_MORE[: documents - 2]))
    for name in policies:
        (root / "policy" / f"{name}.yaml").write_text(POLICY.format(id=name, review=review, effective=effective))
    for kind, text in TEMPLATES.items():
        (root / "templates" / kind).mkdir(parents=True, exist_ok=True)
        (root / "templates" / kind / "document.html.j2").write_text(text)
    return root


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text in a file; it must be there."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def run(*words: object, cwd: Path, timeout: float = 120, **environment: str) -> subprocess.CompletedProcess:
    """Run the command as a user does."""
    command = [sys.executable, "-m", "generator", *map(str, words)]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=timeout, check=False, env=os.environ | environment
    )


def call(*words: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess:
    """Run the command in this process, from its entry point on.

    For tests of what a command does and says: Python needs a second to start, import and prepare the workers, and here
    it needs it once. What depends on a process of its own (its streams, signals, imports, death) is tested by `run`.
    """
    said, errors, code = io.StringIO(), io.StringIO(), 0
    before = dict(os.environ), list(sys.path), list(sys.argv)
    sys.argv[:] = ["policypress", *map(str, words)]
    os.environ.update(environment)
    try:
        with chdir(cwd), redirect_stdout(said), redirect_stderr(errors):
            main()
    except SystemExit as end:
        code = end.code
    finally:
        os.environ.clear()
        os.environ.update(before[0])
        sys.path[:], sys.argv[:] = before[1:]
    return subprocess.CompletedProcess(words, code, said.getvalue(), errors.getvalue())


def published(out: Path) -> dict[str, bytes]:
    """Return every file that a reader sees, by its path."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and ".policypress" not in path.parts
    }
