"""Templates get plain data: whatever is reached from it is data or on the list of what they may call."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import NoneType
from typing import Any

import jinja2.sandbox
import pytest
from click.testing import CliRunner
from markupsafe import Markup

from generator.cli.main import main
from generator.model.base import Part
from generator.model.votes import Standing, Vote
from generator.problem import Place
from generator.render import html
from generator.render.templates import TemplateProblem, environment, render_template
from generator.view import Document
from generator.view.template_data import TemplateData, TemplateFunction
from tests.conftest import documents

SCALARS = (str, Markup, int, bool, float, Decimal, date, NoneType)
TEXT = (
    "capitalize casefold count endswith find isalpha isdigit islower isupper join lower lstrip partition "
    "removeprefix removesuffix replace rfind rpartition rsplit rstrip split splitlines startswith strip title "
    "upper"
)
METHODS = {
    "str": TEXT,
    "Markup": TEXT,
    "date": "isoformat strftime",
    "list": "count index",
    "tuple": "count index",
    "dict": "get items keys values",
    "Palette": "tokens",
    "IndicationView": "roots",
    "DeviationsView": "here dropped_from",
}
REFUSED = object()
SECRET = "the secret of another file"


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text(SECRET)
    return path


def names_of(kind: type) -> set[str]:
    """Return every name that Python knows of a kind of value, and of its kind."""
    ours = {name for base in kind.__mro__ for name in [*vars(base), *getattr(base, "__annotations__", ())]}
    return {*ours, *dir(kind), *dir(type(kind)), *getattr(kind, "model_fields", ()), "__dict__", "__globals__", "mro"}


def attempt(reader: Callable, value: Any, name: str) -> Any:
    """Return what a template gets, or REFUSED."""
    try:
        return reader(value, name)
    except jinja2.sandbox.SecurityError:
        return REFUSED


def reached(sandbox: jinja2.Environment, start: dict[str, Any], seen: dict[int, Any]) -> tuple[list[str], set[str]]:
    """Walk all that a template can read and was not `seen` yet; return what is foreign, and all that can be called."""
    waiting, foreign, calls, names = list(start.items()), [], set(), {}
    while waiting:
        place, value = waiting.pop()
        kind = type(value)
        if id(value) in seen or (kind in SCALARS and kind in names):
            continue
        seen[id(value)] = value  # held, so that no other takes its place
        if kind is TemplateFunction:
            calls.add(place)
        elif kind is dict:
            waiting += [(f"{place}[{key}]", item) for key, item in [*value.items(), *enumerate(value)]]
        elif isinstance(value, (list, tuple)):
            waiting += [(f"{place}[]", item) for item in value]
        elif kind not in SCALARS and not issubclass(kind, (Part, TemplateData)):
            foreign.append(f"{place}: {kind.__name__}")
            continue
        for name in list(names.setdefault(kind, names_of(kind))):
            for found in (attempt(sandbox.getattr, value, name), attempt(sandbox.getitem, value, name)):
                if found is REFUSED:
                    names[kind].discard(name)  # for all values of its kind
                elif type(found) is TemplateFunction and found not in (value.values() if kind is dict else ()):
                    calls.add(f"{kind.__name__}.{name}")
                elif not isinstance(found, jinja2.Undefined):
                    waiting.append((f"{place}.{name}", found))
    return foreign, calls


def test_all_that_a_template_reaches_is_data_or_listed(first, demo, monkeypatch, tmp_path):
    listed = {f"{kind}.{name}" for kind, names in METHODS.items() for name in names.split()}
    words = {
        f"words[{name}]"
        for name in (
            "number",
            "period",
            "one_of",
            "us_date",
            "long_date",
            "measure",
            "duration",
            "recency",
            "interval",
            "limit",
            "units",
            "effective",
            "quantity",
            "share",
            "result_values",
        )
    }
    given = words | {"figures[decision]", "figures[evidence]", "citations[bibliography]", "_block", "_inline"}
    views = []
    monkeypatch.setattr(html, "render_template", lambda name, view, *rest: views.append(view) or "")
    vote = Vote(
        edition="north",
        version="1",
        content="0" * 64,
        who="A",
        role="chair",
        date=date(2026, 1, 2),
        vote="for",
        conflicts="none declared",
    )
    standing = Standing("0" * 64, 1, (vote,), (vote,), tmp_path, Place("a", 1, 1))
    for document in [*documents(first), *documents(demo)]:
        html.render_html(Document(document.resolved, document.kind, True, standing), tmp_path)
    assert len({view["document"].kind for view in views}) == 7
    sandbox = environment(tmp_path, None)
    every_call, seen = set(), {}
    for view in views:
        foreign, calls = reached(sandbox, view, seen)
        assert foreign == []
        every_call |= calls
    assert every_call <= listed | given
    assert given <= every_call and {"Palette.tokens", "IndicationView.roots"} <= every_call  # the walk found them
    assert all(
        sandbox.is_safe_callable(value) is (type(value) is TemplateFunction)
        for view in views
        for value in view.values()
    )


READS = [
    "document.resolved.source.path.parent.joinpath('{file}').read_text()",
    "document.resolved.source.path.parent.joinpath('{file}').write_text('x')",
    "document.resolved.source.path.parent.joinpath('{file}').unlink()",
    "document['resolved']['source']['path']",
    "policy.parse_raw('gASVIAAAAAAAAACMBXBvc2l4lIwGc3lzdGVt', proto='pickle', allow_pickle=true)",
    "policy.parse_file('{file}')",
    "policy['parse_file']('{file}')",
    "policy.model_copy(update={{'title': 'x'}}).title",
    "policy.model_construct(title='x').title",
    "policy.model_fields",
    "policy.model_fields_set",
    "policy.model_extra",
    "policy.copy()",
    "policy.__class__",
    "policy['__class__']",
    "policy.__init__.__globals__",
    "policy.__dict__",
    "policy._abc_impl",
    "publisher.palette.tokens.__self__",
    "publisher.palette.tokens._function",
    "publisher.palette.tokens.__func__.__globals__",
    "coverage.indications[0].roots.__globals__",
    "coverage.indications[0].criteria.leaves()",
    "coverage.__dataclass_fields__",
    "coverage.__replace__()",
    "words.__dict__",
    "words.Callable",
    "words.units.__globals__",
    "words.date",
    "figures._view",
    "figures.decision.__self__",
    "citations._references",
    "votes.file.read_text()",
    "_inline._function",
    "_inline.__self__",
    "''.__class__.__mro__[1].__subclasses__()",
    "''['__class__']",
    "[].__class__.__base__",
    "{{}}.__class__",
    "(1).__class__",
    "().__class__",
    "none.__class__",
    "true.__class__",
    "dates.effective.__class__",
    "dates.effective.today()",
    "cycler.__init__.__globals__",
    "cycler('a')",
    "lipsum.__globals__",
    "lipsum(n=100000)",
    "joiner.__init__.__globals__",
    "namespace.__init__.__globals__",
    "namespace.__class__",
    "namespace(a=1).__class__",
    "namespace(a=1)._Namespace__attrs",
    "dict.__base__",
    "dict.fromkeys('ab')",
    "dict(a=1).fromkeys('ab')",
    "range.__class__",
    "range(3).__class__",
    "self.__class__",
    "self._TemplateReference__context",
    "self.nothing()",
    "'{{0.__class__}}'.format(policy)",
    "'{{a.__class__}}'.format_map({{'a': policy}})",
    "('{{0.__class__}}' | safe).format(policy)",
    "policy | attr('__class__')",
    "policy | attr('model_copy')",
    "[policy] | map(attribute='__class__') | list",
    "[policy] | map(attribute='model_copy') | list",
    "[policy] | map('attr', '__class__') | list",
    "[policy] | selectattr('__class__') | list",
    "[policy] | sort(attribute='__class__')",
    "[policy] | groupby('__class__')",
    "[policy] | groupby('id') | map(attribute='__class__') | list",
    "[policy] | sum(attribute='__class__')",
    "[policy] | join(attribute='__class__')",
    "[policy] | unique(attribute='__class__') | list",
    "[policy] | map('upper') | attr('gi_frame')",
    "([policy] | map('upper')).gi_frame",
    "'%s' | format(policy)",
    "{{'a b': 1}} | xmlattr",
    "policy | pprint",
    "policy | tojson",
    "policy()",
    "policy.title()",
    "policy.title.upper.__self__",
    "policy.title.encode()",
    "policy.title.translate({{}})",
    "''.join.__call__",
    "undefined_name.x",
    "(undefined_name | default(policy)).__class__",
    "loop",
    "caller()",
    "context.environment",
    "environment.loader",
    "get_flashed_messages",
    "self.__init__.__globals__.__builtins__.__import__('os')",
    "[].append(1)",
    "{{}}.update({{'a': 1}})",
]
STATEMENTS = [
    "{{% for a in [1] %}}{{{{ loop.__class__ }}}}{{% endfor %}}",
    "{{% for a in [1] %}}{{{{ loop._iterable }}}}{{% endfor %}}",
    "{{% for a in [1] %}}{{{{ loop.__init__.__globals__ }}}}{{% endfor %}}",
    "{{% macro m() %}}{{% endmacro %}}{{{{ m.__init__.__globals__ }}}}",
    "{{% macro m() %}}{{% endmacro %}}{{{{ m._func }}}}",
    "{{% macro m() %}}{{{{ caller._environment }}}}{{% endmacro %}}{{% call m() %}}{{% endcall %}}",
    "{{% import 'components/text.html.j2' as t with context %}}{{{{ t._body_stream }}}}",
    "{{% import 'components/text.html.j2' as t with context %}}{{{{ t.__class__ }}}}",
    "{{% import 'components/text.html.j2' as t with context %}}{{{{ t.__init__.__globals__ }}}}",
    "{{% include '{file}' %}}",
    "{{% include '../secret.txt' %}}",
    "{{% include 'components/../../secret.txt' %}}",
    "{{% include '/etc/passwd' %}}",
    "{{% include 'file:///etc/passwd' %}}",
    "{{% include ['{file}', '../secret.txt'] %}}",
    "{{% include policy %}}",
    "{{% import '{file}' as x %}}",
    "{{% import '../secret.txt' as x %}}",
    "{{% from '../secret.txt' import x %}}",
    "{{% extends '{file}' %}}",
    "{{% extends '../../secret.txt' %}}",
    "{{% filter attr('__class__') %}}x{{% endfilter %}}",
    "{{% do [].append(1) %}}",
]


@pytest.mark.parametrize("attack", ["{{{{ " + read + " }}}}" for read in READS] + STATEMENTS)
def test_what_is_not_given_is_an_error_at_its_line(attack, secret, demo, tmp_path):
    """In the text of a document, where all the data is."""
    (tmp_path / "templates/components").mkdir(parents=True)
    template = tmp_path / "templates/components/masthead.html.j2"
    template.write_text("\n\n" + attack.format(file=secret))
    document = next(item for item in documents(demo) if item.kind == "coverage-policy")
    with pytest.raises(TemplateProblem) as raised:
        html.render_html(document, tmp_path)
    assert (raised.value.file, raised.value.line) == (str(template), 3)
    assert SECRET not in raised.value.message and secret.read_text() == SECRET


def test_the_command_says_where(root, secret):
    template = root / "policy/publishers/example-health-plan/templates/components/masthead.html.j2"
    template.parent.mkdir(parents=True)
    template.write_text("\n{{ document.resolved.source.path.parent.joinpath('" + str(secret) + "').read_text() }}")
    done = CliRunner().invoke(main, ["build", "--root", str(root), "--out", str(root / "build")])
    assert done.exit_code == 1
    assert (
        "policy/publishers/example-health-plan/templates/components/masthead.html.j2:2:1: error PUB-003: "
        "the template fails: there is no `resolved` here; available: kind, path, title, number, "
    ) in done.stderr
    assert not list((root / "build").rglob("*.pdf"))


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("{{ policy.title.upper() }}", "A TITLE"),
        ("{{ policy['title'] }}", "A TITLE"),
        ("{% for key, value in {'a': 1}.items() %}{{ key }}{{ value }}{% endfor %}", "a1"),
        ("{{ {'items': 2}['items'] }}{{ {'a': 1}.a }}{{ {'a': 1}.get('b', 3) }}", "213"),
        ("{{ day.isoformat() }} {{ day.year }}", "2026-01-02 2026"),
        (
            "{% for a in 'ab' %}{{ loop.cycle('x', 'y') }}{{ loop.index }}{{ loop.changed(a) }}{% endfor %}",
            "x1Truey2True",
        ),
        (
            "{% for a in [[1], [2]] recursive %}"
            "{% if a is iterable %}{{ loop(a) }}{% else %}{{ a }}{% endif %}{% endfor %}",
            "12",
        ),
        ("{% set ns = namespace(a=1) %}{% set ns.a = ns.a + 1 %}{{ ns.a }}", "2"),
        ("{% block a %}1{% endblock %}{{ self.a() }}", "11"),
        ("{% macro m(a) %}{{ a }}{{ caller() }}{% endmacro %}{% call m(1) %}2{% endcall %}", "12"),
        ("{{ nothing is defined }}{{ nothing | default('x') }}{{ policy.nothing is defined }}", "FalsexFalse"),
        ("{{ [2, 1] | sort | join }}{{ [{'a': 1}, {'a': 2}] | map(attribute='a') | sum }}", "123"),
        (
            "{{ 3 * 4 }}{{ 2 ** 10 }}{{ 'ab' * 2 }}{{ '%s' % 'x' }}{{ 7 // 2 }}{{ 7 % 2 }}{{ 1 / 2 }}",
            "121024ababx310.5",
        ),
        (
            "{% for group in [{'a': 1}, {'a': 1}] | groupby('a') %}"
            "{{ group.grouper }}{{ group.list | length }}{% endfor %}",
            "12",
        ),
        ("{{ range(3) | list }}{{ dict(a=1).a }}", "[0, 1, 2]1"),
    ],
)
def test_what_templates_need_works(tmp_path, text, printed):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/a.j2").write_text(text)

    class Title(Part):
        title: str

    view = {"policy": Title(title="A TITLE"), "day": date(2026, 1, 2)}
    assert render_template("a.j2", view, tmp_path) == printed


def test_a_view_with_something_foreign_is_refused(tmp_path):
    with pytest.raises(TypeError, match="not plain data for templates: path"):
        render_template("a.j2", {"path": tmp_path, "name": "x"}, tmp_path)


def test_a_record_that_holds_something_foreign_does_not_give_it(tmp_path):
    class Holder(Part):
        path: os.PathLike

    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/a.j2").write_text("{{ holder.path }}")
    with pytest.raises(TemplateProblem, match="Holder object' has no attribute 'path'"):
        render_template("a.j2", {"holder": Holder(path=tmp_path)}, tmp_path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
            "it takes more than 3 seconds",
        ),
        ("{{ 'x' * 10 ** 10 }}", ": it takes more than 256 MB of memory"),
        ("{{ 'x' | center(10 ** 10) }}", "memory"),
        ("{{ '%10000000000d' % 1 }}", "memory"),
        ("{{ ('x' * 10 ** 6).replace('x', 'y' * 10 ** 6) }}", "memory"),
        ("{{ range(100000) | join('x' * 10 ** 6) }}", "memory"),
        ("{{ [1] * 10 ** 9 }}", "memory"),
        ("{% set n = namespace(a='xx') %}{% for i in range(99) %}{% set n.a = n.a ~ n.a %}{% endfor %}", "memory"),
        ("{% set n = namespace(a=[1]) %}{% for i in range(99) %}{% set n.a = n.a + n.a %}{% endfor %}", "memory"),
        ("{{ 9 ** (9 ** 9) }}", "number is too large"),
        ("{% set n = namespace(a=9) %}{% for i in range(99) %}{% set n.a = n.a * n.a %}{% endfor %}", "is too large"),
        ("{{ range(10 ** 9) | list }}", "Range too big"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "recursion"),
        (
            "{% for a in range(99999) %}{% for b in range(99999) %}{{ 'x' * 999 }}{% endfor %}{% endfor %}",
            "memory|seconds",
        ),
    ],
)
def test_a_template_may_not_take_for_ever_or_fill_the_memory(tmp_path, text, says):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/a.j2").write_text("\n" + text)
    with pytest.raises(TemplateProblem, match=says) as raised:
        render_template("a.j2", {}, tmp_path)
    assert raised.value.file == str(tmp_path / "templates/a.j2")
    # the output of the last one may be too large only when it is joined, which is in no line
    assert raised.value.line == 2 or (says == "memory|seconds" and raised.value.line == 1)


def test_a_limit_that_is_exceeded_while_the_place_is_looked_up_keeps_it(tmp_path, monkeypatch):
    def exhausted(*_: object) -> None:
        raise MemoryError

    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/a.j2").write_text("one\n\n{{ 1 / 0 }}")
    monkeypatch.setattr("jinja2.environment.Environment.handle_exception", exhausted)
    with pytest.raises(TemplateProblem, match="memory") as raised:
        render_template("a.j2", {}, tmp_path)
    assert (raised.value.file, raised.value.line) == (str(tmp_path / "templates/a.j2"), 3)
