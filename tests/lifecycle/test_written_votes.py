"""`approve` and `revise --write` on files as people and editors leave them: the row is added, all else stays."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from generator.lifecycle.approvals import read_approvals
from generator.source.policies import load_policy
from tests.lifecycle.test_lifecycle import change, repository, root, run  # noqa: F401

VOTE = (
    '{edition: model, version: "0.1", content: "' + "0" * 64 + '", who: Z. Old, role: Chair, date: 2026-01-02, '
    "vote: for, conflicts: none}"
)
BLOCK, QUOTED = "conflicts: |\n      none", "conflicts: 'none  # declared'  # two spaces"
POLICY = "policy/knee-arthroscopy.yaml"


def approve(root: Path, *words: str, code: int = 0, who: str = "A. Member") -> str:  # noqa: F811
    return run(root, "approve", "knee-arthroscopy", "--who", who, "--role", "Chair", *words, code=code)


def votes(root: Path) -> Path:  # noqa: F811
    return root / "policy" / "approvals" / "knee-arthroscopy.yaml"


def block_vote(pad: str, last: str = "conflicts: none") -> str:
    keys = [part.strip() for part in VOTE.strip("{}").split(",")][:-1]
    return "\n".join(f"{pad}{'  ' if number else '- '}{line}" for number, line in enumerate([*keys, last])) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        f"format: 1\npolicy: knee-arthroscopy\nvotes:\n{block_vote('')}# the end\n",
        f"format: 1\nvotes:\n{block_vote('    ')}\n# the policy\npolicy: knee-arthroscopy\nquorum: 1\n",
        f"votes: [{VOTE}]  # flow\nformat: 1\npolicy: knee-arthroscopy\n",
        f"votes: [\n  {VOTE},\n  # more\n]\nformat: 1\npolicy: knee-arthroscopy\n",
        "votes: []  # none yet\nformat: 1\npolicy: knee-arthroscopy\n",
        "format: 1\npolicy: knee-arthroscopy\nquorum: 1",
        f"format: 1\npolicy: knee-arthroscopy\n'votes':\n{block_vote('  ', BLOCK)}".rstrip(),
        "{format: 1, policy: knee-arthroscopy}",
        f"\ufeff---\nformat: 1\npolicy: knee-arthroscopy\nvotes:\n{block_vote(' ')}...\n".replace("\n", "\r\n"),
        f"format: 1\npolicy: knee-arthroscopy\nvotes:\n{block_vote('', QUOTED)}",
    ],
)
def test_a_vote_is_added_in_every_layout(root, text):  # noqa: F811
    votes(root).parent.mkdir()
    votes(root).write_bytes(text.encode())
    before, _ = read_approvals("knee-arthroscopy", root)
    approve(root)
    data = votes(root).read_bytes()
    after, _ = read_approvals("knee-arthroscopy", root)
    assert after.votes[:-1] == before.votes and after.votes[-1].who == "A. Member"
    kept = [line for line in text.splitlines() if line not in data.decode().splitlines()]
    assert len(kept) <= 1 and data.startswith(b"\xef\xbb\xbf") == text.startswith("\ufeff")
    assert ("\r\n" in text) == (0 < data.count(b"\r\n") == data.count(b"\n"))


def test_six_members_vote_at_once(root):  # noqa: F811
    command = [sys.executable, "-m", "generator", "approve", "knee-arthroscopy", "--root", str(root), "--role", "Chair"]
    voting = [
        subprocess.Popen([*command, "--who", f"Member {name}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for name in "ABCDEF"
    ]
    said = [process.communicate(timeout=300) for process in voting]
    assert [process.returncode for process in voting] == [0] * 6, said
    found, _ = read_approvals("knee-arthroscopy", root)
    assert sorted(vote.who for vote in found.votes) == [f"Member {name}" for name in "ABCDEF"]
    assert "approved (6 for" in run(root, "approve", "knee-arthroscopy")
    assert not list((root / "policy").rglob(".*"))


@pytest.mark.parametrize("option", ["--who", "--role", "--conflicts"])
@pytest.mark.parametrize(
    "words, said",
    [
        ("", "is empty"),
        (" \t ", "is empty"),
        ("\u00a0", "is empty"),
        ("\u200b", "U+200B"),
        ("a\nb", "U+000A"),
        ("a\tb", "U+0009"),
        ("a\x1b[31m", "U+001B"),
        ("a\u2028b", "U+2028"),
        ("a\x85b", "U+0085"),
        ("\u202eb.A", "U+202E"),
        ("a\udcff", "U+DCFF"),
        ("a\U000e0041", "U+E0041"),
        ("\u0410. Member", "looks like `A`"),
    ],
)
def test_words_that_no_line_can_show_are_refused_before_anything_is_written(root, option, words, said):  # noqa: F811
    more = ["--who", "A. Member", "--role", "Chair", "--conflicts", "none"]
    more[more.index(option) + 1] = words
    output = run(root, "approve", "knee-arthroscopy", *more, code=2)
    assert option in output and said in output
    assert not votes(root).parent.exists()


def test_the_same_words_in_the_file_are_refused_at_their_place(root):  # noqa: F811
    approve(root)
    text = votes(root).read_text()
    number = next(at for at, line in enumerate(text.splitlines(), 1) if "who:" in line)
    votes(root).write_text(text.replace('"A. Member"', '"A.\\u202e Member"'))
    assert f"policy/approvals/knee-arthroscopy.yaml:{number}:" in run(root, "approve", "knee-arthroscopy", code=1)


@pytest.mark.parametrize("other", ["A.  Member", " a. MEMBER", "A.\u00a0Member"])
def test_names_that_look_alike_are_one_voter(root, other):  # noqa: F811
    approve(root)
    output = approve(root, "--vote", "against", who=other)
    assert "counted as the same person as A. Member" in output and "(0 for, 1 against" in output
    assert "(1 for, 1 against" in approve(root, who="B. Member")


def test_a_name_is_one_voter_however_its_accents_are_typed(root):  # noqa: F811
    approve(root, who="José Núñez")
    assert "(1 for, 0 against" in approve(root, who="Jose\u0301 Nu\u0301n\u0303ez")
    assert {vote.who for vote in read_approvals("knee-arthroscopy", root)[0].votes} == {"José Núñez"}


def test_a_vote_has_no_day_in_the_future(root):  # noqa: F811
    today = date.today()
    output = approve(root, "--date", (today + timedelta(days=1)).isoformat(), code=2)
    assert "Invalid value for --date" in output and "is in the future" in output and not votes(root).exists()
    approve(root, "--date", today.isoformat())
    text = votes(root).read_text()
    number = next(at for at, line in enumerate(text.splitlines(), 1) if "date:" in line)
    late = (today + timedelta(days=3)).isoformat()
    votes(root).write_text(text.replace(today.isoformat(), late))
    output = run(root, "approve", "knee-arthroscopy", code=1)
    assert f"policy/approvals/knee-arthroscopy.yaml:{number}:" in output and late in output and "future" in output


ROW = '  - date: DAY\n    version: "0.1"\n    action: New\n    explanation: First draft.\n'
HISTORY = "history:                           # newest first; `policypress revise` drafts the next row\n"
FLOW = '{date: DAY, version: "0.1", action: New, explanation: First draft.}'


@pytest.mark.parametrize(
    "old, new",
    [
        ('\nversion: "0.1"\n', "\nversion: >-  # folded\n  0.1\n"),
        ('\nversion: "0.1"\n', "\nversion: !!str 0.1\n"),
        ('\nversion: "0.1"\n', "\nversion:\n  '0.1'\n"),
        (HISTORY, "'history' :  # newest first\n\n  # the first row\n"),
        (HISTORY + ROW, "history:\n" + ROW.replace("\n  ", "\n")[2:]),
        (HISTORY + ROW, "history:\n" + ROW.replace("  - date", "      -    date").replace("\n    ", "\n           ")),
        (HISTORY + ROW, f"history: [{FLOW}]  # flow\n"),
        (HISTORY + ROW, f"history: [\n  {FLOW},  # first\n  # end\n]\n"),
        (HISTORY + ROW, f"history: !!seq\n- {FLOW}\n"),
        (HISTORY + ROW, "history: []  # none\n"),
        (HISTORY + ROW, ""),
        (ROW, ROW.replace("First draft.", "|+\n      First draft.\n\n")),
        (ROW, ROW.replace("First draft.", "'It''s: the   first # draft.'")),
    ],
)
def test_a_row_is_written_into_every_layout(repository, old, new):  # noqa: F811
    day = date.today().isoformat()
    change(repository, old.replace("DAY", day), new.replace("DAY", day))
    file = repository / POLICY
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    commit(repository)
    file.write_bytes(file.read_bytes().replace(b"An active infection is", b"An infection is"))
    before, rows = file.read_bytes(), load_policy(file, repository).policy.history
    run(repository, "revise", "--write")
    run(repository, "revise", "--check")
    after, found = file.read_bytes(), load_policy(file, repository).policy
    assert after.startswith(b"\xef\xbb\xbf") and after.count(b"\r\n") == after.count(b"\n")
    assert (found.version, found.history[0].version, found.history[1:]) == ("1.0", "1.0", rows)
    gone = set(before.splitlines()) - set(after.splitlines())
    assert all(line.startswith((b"version:", b"history: [", b"  0.1", b"  '0.1'")) for line in gone) and len(gone) <= 2
    assert {line.partition(b"#")[2] for line in before.splitlines()} <= {
        line.partition(b"#")[2] for line in after.splitlines()
    }


def test_a_history_at_the_end_of_a_file_without_a_last_line_break(repository):  # noqa: F811
    file = repository / POLICY
    text = file.read_text()
    start = text.index(HISTORY)
    end = text.index("references:", start)
    file.write_text((text[:start] + text[end:].rstrip() + "\n" + text[start:end]).rstrip())
    commit(repository)
    change(repository, "An active infection is present.", "An infection is present.")
    before = file.read_text()
    run(repository, "revise", "--write")
    run(repository, "revise", "--check")
    head, _, rest = file.read_text().partition(HISTORY)
    assert head == before.partition(HISTORY)[0].replace('\nversion: "0.1"', '\nversion: "1.0"')
    assert rest.endswith(before.partition(HISTORY)[2])


def commit(root: Path) -> None:  # noqa: F811
    name = ["-c", "user.name=n", "-c", "user.email=n@example.com"]
    for words in (["add", "-A"], [*name, "commit", "-qm", "next"]):
        subprocess.run(["git", "-C", str(root), *words], check=True)


def test_several_policies_are_revised_all_or_none(repository):  # noqa: F811
    run(repository, "new", "hip-pain")
    commit(repository)
    other = repository / "policy" / "hip-pain.yaml"
    change(repository, "An active infection is present.", "An infection is present.")
    other.write_text(other.read_text().replace("An active infection is present.", "An infection is present."))
    before = {path: path.read_bytes() for path in (other, repository / POLICY)}
    output = run(repository, "revise", "--write", "--version", "1.\u00e9", code=1)
    assert output.count("error SCHEMA") >= 2 and "hip-pain.yaml" in output and "knee-arthroscopy.yaml" in output
    assert {path: path.read_bytes() for path in before} == before
    run(repository, "revise", "--write")
    run(repository, "revise", "--check")


@pytest.mark.parametrize(
    "command, option, file",
    [("new", "--title", "policy/hip-pain.yaml"), ("publisher new", "--name", "policy/publishers/hip-pain.yaml")],
)
def test_a_new_file_is_read_before_it_is_written(root, command, option, file):  # noqa: F811
    for title in ("", "a\nb", "a\u2028b"):
        output = run(root, *command.split(), "hip-pain", option, title, code=2)
        assert (f"{option} is empty" if not title else f"Invalid value for {option}") in output
    assert "YAML-013" in run(root, *command.split(), "hip-pain", option, "Hip p\u0430in", code=1)
    assert not (root / file).exists()
    run(root, *command.split(), "hip-pain", option, 'Hip: "pain" # \\')
    assert 'Hip: \\"pain\\" # \\\\' in (root / file).read_text()
