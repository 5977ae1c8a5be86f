"""A small policy with cases, for the tests of this folder: thresholds, a choice, a condition, an exclusion, a limit."""

from __future__ import annotations

import textwrap
from pathlib import Path

from generator.cases.run import Report, run_policy
from generator.problem import SourceProblems
from generator.source.policies import Source, load_policy

HERE = Path(__file__).parent
CLEAN = (HERE.parent / "rules" / "clean.yaml").read_text(encoding="utf-8")
COVERAGE = """\
coverage:
  summary: Covered for adults.
  indications:
    - id: pain
      title: Pain
      position: medically-necessary
      statement: Covered when met.
      criteria:
        id: all
        all:
          - id: adult
            statement: The patient is an adult.
            measure: {name: Age, operator: ">=", value: 18, unit: years}
          - id: care
            statement: Care has failed for 6 months, with 2 or more visits.
            duration: {operator: ">=", value: 6, unit: month, of: care}
            limit: {count: 4, unit: visits, per: month}
          - id: imaging
            any:
              - {id: mri, statement: MRI shows it.}
              - {id: scan, statement: A scan shows it.}
          - id: quit
            statement: The patient has quit smoking.
            applies_when: {id: smoker, statement: The patient smoked.}
          - id: nothing-else
            none:
              - {id: fracture, statement: A fracture explains it.}
    - id: headache
      title: Headache
      position: investigational
      statement: Not covered.
  exclusions:
    absolute:
      - {id: infection, statement: An infection is active.}
  limits:
    - {count: 2, unit: trials, per: patient}
  other_uses: {position: investigational, statement: Nothing else.}
"""
ALL_MET = """\
  - id: all-met
    title: Everything is met
    use: pain
    answers:
      adult: 30
      care: {duration: 8 months, limit: 3}
      mri: met
      scan: met
      smoker: met
      quit: met
      fracture: absent
      infection: absent
    limits: {trials-per-patient: 1}
    expect: covered
"""


def policy_text(coverage: str = COVERAGE, editions: str = "") -> str:
    """Return the text of the policy `clean` with this coverage and these editions."""
    head, _, rest = CLEAN.partition("\ncoverage:\n")
    lines = rest.splitlines()
    end = next(at for at, line in enumerate(lines) if line[:1].strip())
    tail = "\n".join(lines[end:]).partition("\neditions:")[0]
    return f"{head}\n{coverage}{tail}\n{editions}"


def write(root: Path, cases: str | None, coverage: str = COVERAGE, editions: str = "") -> Source:
    """Write the policy and its cases below a root; return the policy."""
    (root / "policy" / "cases").mkdir(parents=True, exist_ok=True)
    path = root / "policy" / "clean.yaml"
    path.write_text(policy_text(coverage, editions), encoding="utf-8")
    if cases is not None:
        text = f"format: 1\npolicy: clean\ncases:\n{cases}"
        (root / "policy" / "cases" / "clean.yaml").write_text(text, encoding="utf-8")
    return load_policy(path, root)


def case(text: str) -> str:
    """Return a case, based on the one in which everything is met, below it."""
    return ALL_MET + textwrap.indent("- id: other\n" + textwrap.indent(textwrap.dedent(text), "  "), "  ") + "\n"


def run(root: Path, cases: str, coverage: str = COVERAGE, editions: str = "") -> Report:
    """Run cases on the policy."""
    found = run_policy(write(root, cases, coverage, editions), root)
    assert found is not None
    return found


def problems(root: Path, cases: str, coverage: str = COVERAGE, editions: str = "") -> list[str]:
    """Return what is wrong with cases, each as line:column, rule, message and hint."""
    try:
        found = list(run(root, cases, coverage, editions).problems)
    except SourceProblems as error:
        found = error.problems
    return [f"{item.place.line}:{item.place.column} {item.rule} {item.message} | {item.hint}" for item in found]
