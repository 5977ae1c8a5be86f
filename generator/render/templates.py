"""Templates: the only module that uses Jinja. Undefined names are errors, and output is escaped."""

from __future__ import annotations

import contextlib
import functools
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment, safe_range
from markupsafe import Markup

from generator.files.limits import TimeLimit, bounded
from generator.files.paths import publisher_templates, templates_dir
from generator.files.reading import is_left_behind, is_there
from generator.files.signatures import signature
from generator.problem import SourceProblems
from generator.render.sandbox import FILTERS, LOOP, NOTHING, read, readable, refuse_large
from generator.source.yaml_slips import CONFLICT
from generator.view.template_data import TemplateData, TemplateFunction
from generator.wording import phrases as words
from generator.wording.citations import without_citations

# Limits for one document's templates; the largest that we know take one second and 30 MB.
_SECONDS, _MEGABYTES = 3, 256


class TemplateProblem(Exception):
    """A template cannot be rendered: the file, the line, and what is wrong."""

    def __init__(self, file: str, line: int, message: str):
        self.file, self.line, self.message = file, line, message
        super().__init__(f"{file}:{line}: {message}")


def render_template(name: str, view: dict[str, Any], root: Path, publisher: str | None = None) -> str:
    """Return a template's output: the publisher's, the root's, or the shipped template. Raises TemplateProblem.

    Raises TypeError when the view contains something that is not plain data.
    """
    if foreign := [key for key, value in view.items() if readable(type(value)) is None]:
        raise TypeError(f"not plain data for templates: {', '.join(foreign)}")
    file = "template"
    try:
        with bounded(_SECONDS, _MEGABYTES):
            template = environment(root, publisher).get_template(name)
            file = template.filename or file
            return template.render(view)
    except SourceProblems:
        raise
    except Exception as error:  # from Jinja, or from the template itself, such as a division by zero
        raise _located(error, file) from error


class _Templates(jinja2.FileSystemLoader):
    """Finds templates; a loaded one is read again when its file changes or another takes precedence over it."""

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return a template's text, its file, and a function that tells whether both are still current."""
        if any(map(is_left_behind, template.split("/"))):  # no build would notice its changes
            raise jinja2.TemplateNotFound(template, f"{template}: hidden files and backups are not part of the source")
        places = [os.path.join(folder, template) for folder in self.searchpath]
        before = [signature(place) for place in places]
        file = next((place for place in places if is_there(place)), None)
        if file and not os.path.isfile(file):  # if skipped, the next one's words would be printed
            raise jinja2.TemplateSyntaxError("this is not a file", 1, template, file)
        try:
            text, found, _ = super().get_source(environment, template)
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise jinja2.TemplateSyntaxError("this file is not UTF-8 text", line, template, file) from None
        if conflict := re.search(CONFLICT, text):
            line = text[: conflict.start()].count("\n") + 1
            raise jinja2.TemplateSyntaxError("this is an unresolved merge conflict", line, template, file)
        return text, found, lambda: [signature(place) for place in places] == before


class _Compiled(jinja2.BytecodeCache):
    """Compiled templates, kept for the life of the process and shared by the environments of all publishers."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Set a template's code if the same source was compiled before."""
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Store a template's code."""
        self._code[bucket.key, bucket.checksum] = bucket.code


_compiled = _Compiled()


class _Sandbox(SandboxedEnvironment):
    """Lets templates read and call what `generator.render.sandbox` lists and what Jinja itself creates for them."""

    intercepted_binops = frozenset({"*", "**", "/", "//", "%"})

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return `obj.attribute`, or a dict's item, if a template may read it."""
        found = self._read(obj, attribute)
        return self._item(obj, attribute) if found is NOTHING else found

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return `obj[argument]`, or the attribute of that name if a template may read it."""
        found = self._item(obj, argument)
        if isinstance(found, jinja2.Undefined) and isinstance(argument, str):
            attribute = self._read(obj, argument)
            return found if attribute is NOTHING else attribute
        return found

    def _read(self, obj: Any, name: str) -> Any:
        found = read(obj, name)
        if found is not NOTHING or readable(type(obj)) is not None:
            return found
        if isinstance(obj, jinja2.runtime.LoopContext):
            if name in ("cycle", "changed"):
                return TemplateFunction(getattr(obj, name))
            return getattr(obj, name) if name in LOOP else NOTHING
        if isinstance(obj, (jinja2.utils.Namespace, jinja2.environment.TemplateModule)) and not name.startswith("_"):
            return getattr(obj, name, NOTHING)
        if isinstance(obj, jinja2.runtime.BlockReference) and name == "super":
            return obj.super
        if isinstance(obj, jinja2.Undefined):
            obj._fail_with_undefined_error()
        return NOTHING

    def _item(self, obj: Any, key: Any) -> Any:
        if isinstance(obj, jinja2.Undefined):
            obj._fail_with_undefined_error()
        if isinstance(obj, (dict, list, tuple, str, jinja2.runtime.TemplateReference)):
            with contextlib.suppress(TypeError, LookupError):
                return obj[key]
        if any(key in vars(base) for base in type(obj).__mro__):
            raise SecurityError(f"templates may not use `{key}` of a {type(obj).__name__}")
        names = readable(type(obj)) if isinstance(obj, TemplateData) else None
        hint = f"there is no `{key}` here; available: {', '.join(names)}" if names else None
        return self.undefined(hint, obj=obj, name=key)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return False: everything is read through `getattr` and `getitem`."""
        return False

    def is_safe_callable(self, obj: Any) -> bool:
        """Return whether a template may call an object: what it was given, its macros, loops, and blocks."""
        return isinstance(
            obj,
            (
                TemplateFunction,
                jinja2.runtime.Macro,
                jinja2.runtime.LoopContext,
                jinja2.runtime.BlockReference,
                jinja2.Undefined,
            ),
        )

    def call_binop(self, context: jinja2.runtime.Context, operator: str, left: Any, right: Any) -> Any:
        """Return the result of an operation; the size of integers is limited."""
        refuse_large(operator, left, right)
        return self.binop_table[operator](left, right)


@functools.cache
def environment(root: Path, publisher: str | None) -> jinja2.Environment:
    """Return a publisher's Jinja environment: its own templates, then the root's, then the shipped ones."""
    own = [publisher_templates(publisher, root)] if publisher else []
    folders = [*own, root / "templates", templates_dir()]
    env = _Sandbox(
        loader=_Templates(folders),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        finalize=_uncited,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        bytecode_cache=_compiled,
    )
    env.globals = {
        "dict": TemplateFunction(dict),
        "namespace": TemplateFunction(jinja2.utils.Namespace),
        "range": TemplateFunction(safe_range),
    }
    env.filters = {name: env.filters[name] for name in FILTERS} | {
        "block": _block,
        "inline": _inline,
        "us_date": words.us_date,
        "long_date": words.long_date,
        "css_string": css_string,
        "trim_dot": lambda text: text.removesuffix("."),
    }
    return env


@jinja2.pass_context
def _block(context: jinja2.runtime.Context, text: str) -> Markup:
    html: Markup = context["_block"](text)
    return html


@jinja2.pass_context
def _inline(context: jinja2.runtime.Context, text: str) -> Markup:
    html: Markup = context["_inline"](text)
    return html


def _uncited(value: Any) -> Any:
    """Return what a template prints, without citations: they are numbers in `block` and `inline` text only.

    Headers, titles, and the names of fields have no room for numbers that lead to a list.
    """
    is_raw = isinstance(value, str) and not isinstance(value, Markup)
    return without_citations(value) if is_raw and "@" in value else value


def css_string(text: str) -> Markup:
    """Return a text as a CSS string (CSS Syntax 3, 4.3.5), escaped so that it can close neither string nor style.

    Letters of all scripts stay letters, so that a document's scripts can be detected in its HTML.
    """
    escaped = re.sub(r"[^\w .,:;()/-]", lambda match: f"\\{ord(match[0]):x} ", without_citations(text))
    return Markup(f'"{escaped}"')


def _places(error: BaseException) -> list[tuple[str, int]]:
    """Return the templates that an error went through, each with the line, innermost last."""
    trace, found = error.__traceback__, []
    while trace is not None:
        name, template = trace.tb_frame.f_code.co_filename, trace.tb_frame.f_globals.get("__jinja_template__")
        if name.endswith(".j2"):
            found.append((name, template.get_corresponding_lineno(trace.tb_lineno) if template else trace.tb_lineno))
        trace = trace.tb_next
    return found


def _located(error: Exception, file: str) -> TemplateProblem:
    # A limit that is exceeded while Jinja puts the template's lines into the traceback leaves an error without them, in
    # the context of one that has the lines of the compiled code.
    places = _places(error) or (_places(error.__context__) if error.__context__ else [])
    # Memory that runs out when the parts of the output are joined does so in no line of the template.
    file, line = places[-1] if places else (file, 1)
    if isinstance(error, jinja2.TemplateSyntaxError):
        file, line = error.filename or error.name or file, error.lineno
    if isinstance(error, MemoryError):
        return TemplateProblem(file, line, f"it takes more than {_MEGABYTES} MB of memory")
    if isinstance(error, TimeLimit):
        return TemplateProblem(file, line, str(error))
    message = error.message if isinstance(error, jinja2.TemplateError) else f"{type(error).__name__}: {error}"
    return TemplateProblem(file, line, message or type(error).__name__)
