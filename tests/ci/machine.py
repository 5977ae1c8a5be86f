"""A CI machine, played: a clone of a real repository, and small scripts in the place of `make setup`, gh and curl."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

CI = Path(__file__).resolve().parents[2] / "docs" / "ci"
_TOOLS = {
    "make": """#!/bin/sh
[ "$*" = setup ] || { echo "make $*: not played" >&2; exit 9; }
mkdir -p .venv/bin && ln -sf "$POLICYPRESS" .venv/bin/policypress
""",
    "apt-get": "#!/bin/sh\n",
    # gh: releases and one pull request's comment are files in $STORE
    "gh": """#!/bin/sh
set -eu
echo "gh $*" >>"$STORE/log"
case "$1 $2" in
    "release list") [ ! -e "$STORE/releases" ] || tail -n 1 "$STORE/releases" ;;
    "release download") [ "$4 $5" = "--pattern documents.tar.gz" ] && cp "$STORE/$3/documents.tar.gz" . ;;
    "release create")
        tag=$3; mkdir "$STORE/$tag"; cp "$4" "$5" "$STORE/$tag/"; echo "$tag" >>"$STORE/releases" ;;
    "pr comment") [ "$4" = --body-file ] && cp "$5" "$STORE/comment" ;;
    "api --method") [ "$3 $4" = "PATCH repos/acme/policies/issues/comments/77" ] && cp "${6#body=@}" "$STORE/comment" ;;
    "api repos/acme/policies/issues/5/comments") [ ! -e "$STORE/comment" ] || echo 77 ;;
    *) echo "gh $*: not played" >&2; exit 9 ;;
esac
""",
    # curl: the package registry and one merge request's notes are files in $STORE
    "curl": """#!/bin/sh
set -eu
echo "curl $*" >>"$STORE/log"
for url; do :; done
case "$*" in
    *--write-out*)
        if [ -e "$STORE/latest/documents.tar.gz" ]; then cp "$STORE/latest/documents.tar.gz" . && printf 200
        else printf "${ABSENT:-404}"; fi ;;
    *--upload-file*) version=$(basename "$(dirname "$url")"); mkdir -p "$STORE/$version"
        cp documents.tar.gz "$STORE/$version/" ;;
    *"?sort=asc"*) if [ -e "$STORE/comment" ]; then echo '[{"id": 3, "body": "Hello"},
        {"id": 77, "body": "<!-- policypress --> old"}]'; else echo '[{"id": 3, "body": "Hello"}]'; fi ;;
    *"--request POST"*/notes|*"--request PUT"*/notes/77) cp changes/comment.md "$STORE/comment" ;;
    *) echo "curl $*: not played" >&2; exit 9 ;;
esac
""",
}


class Failed(Exception):
    """A step ended with another code than 0; the message is what it said."""


class Machine:
    """Runs the jobs of both workflow files; `store` is what the service keeps."""

    def __init__(self, folder: Path, root: str = "."):
        self.root = root
        self.folder, self.store, self.bin = folder, folder / "store", folder / "bin"
        self.store.mkdir(parents=True)
        self.bin.mkdir()
        for name, text in _TOOLS.items():
            (self.bin / name).write_text(text)
            (self.bin / name).chmod(0o755)
        self.environment = {
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "STORE": str(self.store),
            "HOME": str(folder),
            "POLICYPRESS": str(Path(sys.executable).parent / "policypress"),
            "GITHUB_REPOSITORY": "acme/policies",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "LC_ALL": "C.UTF-8",
        }

    def clone(self, repository: Path, revision: str, name: str) -> Path:
        """Return a fresh checkout, as a CI job gets it."""
        place = self.folder / name
        subprocess.run(["git", "clone", "-q", repository, place], check=True)
        subprocess.run(["git", "-c", "advice.detachedHead=false", "checkout", "-q", revision], cwd=place, check=True)
        return place

    def github(
        self, job: str, place: Path, conditions: dict[str, bool], values: dict[str, str], only: str | None = None
    ) -> None:
        """Run the steps of a job of github.yml, or the one that is named `only`. Raises Failed.

        Each condition and expression of the steps has to be known.
        """
        file: dict[str, Any] = yaml.safe_load((CI / "github.yml").read_text(encoding="utf-8"))
        assert file["defaults"]["run"]["shell"] == "bash"
        plan = file["jobs"][job]
        summary = place / "summary.md"
        for step in plan["steps"]:
            if "run" not in step or (only and step["name"] != only):
                continue
            if "if" in step and not conditions[step["if"]]:
                continue
            given = file["env"] | {"ROOT": self.root} | plan.get("env", {}) | step.get("env", {})
            more = {
                key: re.sub(r"\$\{\{ *(.*?) *\}\}", lambda found: values[found[1]], value)
                for key, value in given.items()
            }
            assert "${{" not in step["run"], "expressions go through env, where nothing can be injected"
            more["GITHUB_STEP_SUMMARY"] = str(summary)
            self._run(["bash", "-eo", "pipefail", "-c", step["run"]], place, more)

    def gitlab(self, job: str, place: Path, variables: dict[str, str]) -> None:
        """Run the script of a job of gitlab.yml in one shell, as the runner does. Raises Failed."""
        file: dict[str, Any] = yaml.safe_load((CI / "gitlab.yml").read_text(encoding="utf-8"))
        lines = [*file["default"]["before_script"], *file[job]["script"]]
        more = dict(variables) | file["variables"] | {"ROOT": self.root}
        for key, value in file[job].get("variables", {}).items():
            more[key] = re.sub(r"\$(\w+)", lambda found: more[found[1]], value)
        self._run(["bash", "-c", "set -eo pipefail\n" + "\n".join(lines)], place, more)

    def _run(self, command: list[str], place: Path, more: dict[str, str]) -> None:
        done = subprocess.run(
            command, cwd=place, env=self.environment | more, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        if done.returncode:
            raise Failed(f"{command[-1]}\n{done.stdout}{done.stderr}")
        self.said = done.stdout + done.stderr
