"""Planning and rendering side by side: documents are handed over as they are planned, and errors come first."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from datetime import date
from pathlib import Path

import pytest

from engine.tiny import current_dates, edit, make_root
from generator.engine import plan
from generator.engine.build import Request, build
from generator.engine.tasks import render_document
from generator.problem import SourceProblems


class Watching(Executor):
    """Notes how many documents were planned when it is given one; renders it at once, or never if it is `idle`."""

    def __init__(self, planned: list[str]):
        self.planned, self.seen, self.futures, self.idle = planned, [], [], False

    def submit(self, function, /, *args, **kwargs) -> Future:
        """Take a document."""
        assert function is render_document
        self.seen.append((args[0].path, len(self.planned)))
        future: Future = Future()
        self.futures.append(future)
        if not self.idle:
            future.set_result(function(*args, **kwargs))
        return future


@pytest.fixture
def watching(monkeypatch) -> Watching:
    """An executor with a list of what was planned."""
    planned: list[str] = []
    thorough = plan.plan_document

    def noted(document, *rest):
        planned.append(document.path)
        return thorough(document, *rest)

    monkeypatch.setattr(plan, "plan_document", noted)
    return Watching(planned)


def test_a_document_is_rendered_while_the_next_is_planned_the_long_ones_first(tmp_path: Path, watching):
    root = make_root(tmp_path, ("one", "two"), **current_dates())
    outcome = build(Request(root, root / "build"), date.today(), executor=watching)
    assert watching.seen == [
        ("one/north/coverage-policy.pdf", 1),
        ("two/north/coverage-policy.pdf", 2),
        ("one/north/billing-article.pdf", 3),
        ("two/north/billing-article.pdf", 4),
    ]
    assert len(outcome.rendered) == 4


def test_no_document_is_planned_where_a_policy_has_an_error(tmp_path: Path, watching):
    root = make_root(tmp_path, ("one", "two"), **current_dates())
    edit(root / "policy" / "two.yaml", "n: 20", "n: 21")
    with pytest.raises(SourceProblems) as raised:
        build(Request(root, root / "build"), date.today(), executor=watching)
    assert {item.place.file for item in raised.value.problems if item.severity == "error"} == {"policy/two.yaml"}
    assert not watching.planned and not watching.seen


def test_a_template_that_fails_calls_back_what_waits(tmp_path: Path, watching):
    root = make_root(tmp_path, **current_dates())
    edit(root / "templates" / "billing-article" / "document.html.j2", "{{ policy.short_title }}", "{{ nothing }}")
    watching.idle = True
    with pytest.raises(SourceProblems) as raised:
        build(Request(root, root / "build"), date.today(), executor=watching)
    (problem,) = raised.value.problems
    assert problem.rule == "PUB-003" and problem.place.file == "templates/billing-article/document.html.j2"
    assert [future.cancelled() for future in watching.futures] == [True]
    assert not (root / "build" / "manifest.json").exists()


def test_a_template_that_fails_calls_back_the_policies_that_wait(tmp_path: Path, watching):
    root = make_root(tmp_path, ("one", "two", "three"), **current_dates())
    watching.submit = lambda function, *args: _failed(watching, SourceProblems([]))
    with pytest.raises(SourceProblems):
        build(Request(root, root / "build"), date.today(), executor=watching)
    assert [future.cancelled() for future in watching.futures] == [False, True, True]


def _failed(watching: Watching, error: Exception) -> Future:
    """Return a future that failed, if it is the first; the others wait."""
    future: Future = Future()
    if not watching.futures:
        future.set_exception(error)
    watching.futures.append(future)
    return future


def test_shards_part_the_same_documents_whatever_order_they_are_planned_in(tmp_path: Path, watching):
    root = make_root(tmp_path, ("one", "two"), **current_dates())
    made = [
        build(Request(root, root / f"build{number}", shard=(number, 3)), date.today(), executor=watching).rendered
        for number in (1, 2, 3)
    ]
    assert sorted(path for part in made for path in part) == sorted(set(watching.planned))
    assert [len(part) for part in made] == [2, 1, 1]
