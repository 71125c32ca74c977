# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small faults that can be put into a line of Python, as somebody tired would: each is another text of the file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OPPOSITE: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
}
# What is told of the program to who keeps it, and what only checkers of types read, does nothing to be seen.
TOLD = ("log", "logging")


@dataclass(frozen=True)
class Mutant:
    """A fault: the file, its line (from 1), what is there and what stands there instead, and the whole text then."""

    path: Path
    line: int
    before: str
    after: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.before} → {self.after}"


def mutants_of(path: Path, root: Path) -> list[Mutant]:
    """All of them for a file, in order."""
    text = (root / path).read_text(encoding="utf-8")
    return list(_Reader(path, text).found())


class _Reader:
    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._content = text.encode()
        self._starts = [0]
        for line in self._content.split(b"\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._tree = ast.parse(text)

    def found(self) -> Iterator[Mutant]:
        waiting: list[ast.AST] = [self._tree]
        while waiting:
            node = waiting.pop(0)
            if isinstance(node, ast.AnnAssign):
                waiting += [node.value] if node.value else []
                continue
            if _is_left_alone(node):
                continue
            yield from self._of(node)
            if isinstance(node, ast.FunctionDef):
                waiting += node.body
            else:
                waiting += ast.iter_child_nodes(node)

    def _of(self, node: ast.AST) -> Iterator[Mutant]:
        match node:
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                yield from self._between(left, right, op)
            case ast.BoolOp(op=op, values=[first, second, *_]):
                yield from self._between(first, second, op)
            case ast.BinOp(left=left, op=op, right=right):
                yield from self._between(left, right, op)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield self._put(node, self._text(operand))
            case ast.Constant(value=bool(value)):
                yield self._put(node, str(not value))
            case ast.Constant(value=int() | float() as value):
                yield self._put(node, str(value + 1))
            case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
                yield self._put(test, f"(not ({self._text(test)}))")
            case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
                yield self._put(value, "None")
            case ast.Raise() | ast.Expr(value=ast.Call()):
                yield self._put(node, "pass")
            case ast.Continue():
                yield self._put(node, "break")
            case ast.Break():
                yield self._put(node, "continue")

    def _between(self, left: ast.expr, right: ast.expr, op: ast.AST) -> Iterator[Mutant]:
        """The sign between two terms turned into its opposite."""
        signs = OPPOSITE.get(type(op))
        start, end = self._end(left), self._start(right)
        gap = self._content[start:end].decode()
        if signs is None or gap.count(signs[0]) != 1:
            return
        at = start + len(gap[: gap.index(signs[0])].encode())
        yield self._made(at, at + len(signs[0]), signs[1])

    def _put(self, node: ast.AST, text: str) -> Mutant:
        return self._made(self._start(node), self._end(node), text)

    def _made(self, start: int, end: int, text: str) -> Mutant:
        before = self._content[start:end].decode()
        whole = (self._content[:start] + text.encode() + self._content[end:]).decode()
        line = self._content[:start].count(b"\n") + 1
        return Mutant(self._path, line, _short(before), _short(text), whole)

    def _text(self, node: ast.AST) -> str:
        return self._content[self._start(node) : self._end(node)].decode()

    def _start(self, node: ast.AST) -> int:
        return self._starts[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined, no-any-return]

    def _end(self, node: ast.AST) -> int:
        return self._starts[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined, no-any-return]


def _is_left_alone(node: ast.AST) -> bool:
    """What no test could see: messages to the log, imports for types, assertions that checkers ask for."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
            return name in TOLD
        case ast.If(test=ast.Name(id="TYPE_CHECKING")) | ast.Import() | ast.ImportFrom() | ast.Assert():
            return True
        case ast.JoinedStr() | ast.arguments():
            return True
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
            return True
    return False


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else f"{flat[:59]}…"
