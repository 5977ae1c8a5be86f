"""The mutants of a Python file: copies with one small change each, such as a slip of the hand would make."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_CALCULATED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.LShift: ast.RShift, ast.BitXor: ast.BitOr,
}  # fmt: skip
_KEY = re.compile(r"[A-Za-z_/][\w/-]*")  # a text that is a name for the program, not words for a person
_WORD_LIST = 20  # a set with more texts is a list of words: data, whose entries are not mutated


@dataclass(frozen=True)
class Mutant:
    """One change in a file: `new` replaces `start` to `end`. `lines` are those of the statement, from 1."""

    path: str
    start: int
    end: int
    new: str
    lines: tuple[int, int]
    function: tuple[int, int]
    difference: tuple[str, str]

    def apply(self, text: str) -> str:
        """Return the text of the file with the change."""
        return text[: self.start] + self.new + text[self.end :]


class _Condition(ast.expr):
    """The test of an `if` or `while` that is not a comparison, so it has nothing else to change."""

    _fields = ("test",)


def find_mutants(path: str, text: str) -> list[Mutant]:
    """Return all mutants of a file, in order of location; `path` is stored in each."""
    rows = text.splitlines(keepends=True)
    starts = [0]
    for row in rows:
        starts.append(starts[-1] + len(row))

    def offset(line: int, column: int) -> int:  # columns of the parser count bytes
        return starts[line - 1] + len(rows[line - 1].encode()[:column].decode())

    found = []
    for node, statement, function in _nodes(ast.parse(text)):
        start, end = offset(node.lineno, node.col_offset), offset(node.end_lineno, node.end_col_offset)
        for new in dict.fromkeys(_changes(node)):
            folded = "\n" * text.count("\n", start, end)  # no line below moves
            new = f"{new[:-1]}{folded})" if new.endswith(")") else new + folded
            left, right = starts[node.lineno - 1], starts[node.end_lineno]
            before = " ".join(text[left:right].split())
            after = " ".join((text[left:start] + new + text[end:right]).split())
            if before != after:
                found.append(Mutant(path, start, end, new, statement, function, (before, after)))
    return sorted(found, key=lambda mutant: (mutant.start, mutant.end, mutant.new))


def _nodes(tree: ast.Module) -> Iterator[tuple[ast.AST, tuple[int, int], tuple[int, int]]]:
    """Yield what may be changed, with the lines of its statement and of its function (0, 0: the whole file)."""

    def visit(node: ast.AST, statement: tuple[int, int], function: tuple[int, int]):
        if isinstance(node, ast.JoinedStr | ast.arg | ast.Import | ast.ImportFrom) or _is_text(node):
            return  # words for a person; positions inside an f-string are wrong before Python 3.12
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            last = body[0].lineno - 1 if isinstance(body, list) and body else node.end_lineno
            statement = (node.lineno, max(node.lineno, last))
        if isinstance(node, ast.FunctionDef):
            function = (node.lineno, node.end_lineno)
        if hasattr(node, "lineno"):
            yield node, statement, function
        if isinstance(node, ast.If | ast.While) and isinstance(node.test, ast.Name | ast.Attribute | ast.Call):
            yield ast.copy_location(_Condition(test=node.test), node.test), statement, function
        for name, value in ast.iter_fields(node):
            if name in ("decorator_list", "annotation", "returns"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from visit(child, statement, function)

    yield from visit(tree, (0, 0), (0, 0))


def _is_text(node: ast.AST) -> bool:
    """Whether a node is a docstring, the text of a rule, a list of names that only `import *` reads, or a type."""
    if isinstance(node, ast.Expr):
        value = node.value
        return isinstance(value, ast.Constant) or (isinstance(value, ast.Call) and _name(value.func) == "describe")
    if isinstance(node, ast.keyword):
        return node.arg == "strict"  # of zip: an assertion
    if isinstance(node, ast.Subscript):
        return _name(node.value) == "Literal"  # a type
    if isinstance(node, ast.Set):
        return len(node.elts) > _WORD_LIST
    return isinstance(node, ast.Assign) and _name(node.targets[0]) == "__all__"


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _changes(node: ast.AST) -> Iterator[str]:
    """Yield what could replace a node."""
    match node:
        case _Condition(test=test):
            yield f"(not ({ast.unparse(test)}))"
        case ast.Compare(ops=operators):
            for index, operator in enumerate(operators):
                if type(operator) in _COMPARED:
                    changed = [*operators[:index], _COMPARED[type(operator)](), *operators[index + 1 :]]
                    yield _with(node, ops=changed)
        case ast.BoolOp(op=operator, values=values):
            yield _with(node, op=ast.And() if isinstance(operator, ast.Or) else ast.Or())
            for index in range(len(values)):
                left = [*values[:index], *values[index + 1 :]]
                yield f"({ast.unparse(left[0])})" if len(left) == 1 else _with(node, values=left)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield f"({ast.unparse(operand)})"
        case ast.BinOp(op=operator) if type(operator) in _CALCULATED:
            yield _with(node, op=_CALCULATED[type(operator)]())
        case ast.Constant(value=bool(value)):
            yield str(not value)
        case ast.Constant(value=int(value)):
            yield from (f"({value + 1})", f"({value - 1})")
        case ast.Constant(value=float(value)):
            yield from (f"({value * 1.1 or 1.0:.6g})", f"({value * 0.9 or -1.0:.6g})")
        case ast.Constant(value=str(value)) if _KEY.fullmatch(value):
            yield repr(f"{value}X")
        case ast.Constant(value=bytes(value)) if len(value) < 20:
            yield repr(value + b"X")
        case ast.Continue():
            yield "break"
        case ast.Break():
            yield "continue"
        case ast.Return(value=ast.AST() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield "return None"
        case ast.Raise() | ast.Expr(value=ast.Call()):
            yield "pass"
        case ast.Call(args=args, keywords=keywords):
            if len(args) + len(keywords) > 1:
                for index in range(len(keywords)):
                    if keywords[index].arg == "strict":
                        continue  # of zip: an assertion
                    yield _with(node, keywords=[*keywords[:index], *keywords[index + 1 :]])
                if args:
                    yield _with(node, args=args[:-1])
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield _with(node, body=orelse, orelse=body)


def _with(node: ast.AST, **fields: object) -> str:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return f"({ast.unparse(changed)})"
