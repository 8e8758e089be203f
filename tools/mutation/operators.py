"""The small mistakes that are tried: each a place in the source, and what stands there instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

LESS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
SUMS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
LOOKUPS = {"__lt": "__lte", "__lte": "__lt", "__gt": "__gte", "__gte": "__gt"}
NARROWING = {"filter", "exclude"}
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Place:
    """Where a node hangs: the field of its parent, and its number there."""

    parent: ast.AST
    field: str
    number: int | None

    def put(self, node: ast.AST) -> None:
        if self.number is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.number] = node


@dataclass(frozen=True)
class Mutant:
    file: str
    name: str
    """The qualified name of the function, or of what the module sets to a value."""
    is_value: bool
    """Of the module itself: read when it is imported."""
    first: int
    last: int
    """The lines of the statement."""
    before: str
    after: str
    place: Place
    old: ast.AST
    new: ast.AST

    @contextmanager
    def made(self) -> Iterator[None]:
        """The tree of the module has this one mistake, and afterwards is as it was."""
        self.place.put(self.new)
        try:
            yield
        finally:
            self.place.put(self.old)

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.file, self.name, self.before, self.after


@dataclass(frozen=True)
class Inside:
    file: str
    name: str
    is_value: bool


def bound(statement: ast.Assign | ast.AnnAssign) -> str:
    """The name that is given a value."""
    return ast.unparse(
        statement.target if isinstance(statement, ast.AnnAssign) else statement.targets[0]
    )


def mutants(file: str, tree: ast.Module) -> Iterator[Mutant]:
    for statement in tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            place = Place(statement, "value", None)
            inside = Inside(file, bound(statement), is_value=True)
            yield from _walk(inside, statement, place, statement.value)
        elif isinstance(statement, FUNCTIONS | ast.ClassDef):
            yield from _inside(file, statement, "")


def _inside(file: str, node: ast.stmt, outer: str) -> Iterator[Mutant]:
    """Of the functions of a class or module; what a function holds belongs to it."""
    name = f"{outer}{getattr(node, 'name', '')}"
    if isinstance(node, FUNCTIONS):
        for number, statement in enumerate(node.body):
            place = Place(node, "body", number)
            yield from _walk(Inside(file, name, is_value=False), statement, place, statement)
    elif isinstance(node, ast.ClassDef):
        for statement in node.body:
            yield from _inside(file, statement, f"{name}.")


def _walk(inside: Inside, statement: ast.stmt, place: Place, node: ast.AST) -> Iterator[Mutant]:
    """The mistakes at ``node`` and below it."""
    if isinstance(node, ast.stmt):
        statement = node
    for new in _instead(node):
        first, last = _lines(statement)
        ast.copy_location(new, node)
        ast.fix_missing_locations(new)
        yield Mutant(
            inside.file, inside.name, inside.is_value, first, last, _short(node), _short(new),
            place, node, new,
        )  # fmt: skip
    for field, value in ast.iter_fields(node):
        if _is_left_alone(node, field):
            continue
        if isinstance(value, ast.AST):
            yield from _walk(inside, statement, Place(node, field, None), value)
        elif isinstance(value, list):
            for number, one in enumerate(value):
                if isinstance(one, ast.AST):
                    yield from _walk(inside, statement, Place(node, field, number), one)


def _lines(statement: ast.stmt) -> tuple[int, int]:
    """Of what is run when the statement begins: not of the block it opens."""
    body = getattr(statement, "body", None)
    if body and isinstance(statement, ast.If | ast.For | ast.While | ast.With | ast.Try):
        return statement.lineno, max(statement.lineno, body[0].lineno - 1)
    return statement.lineno, statement.end_lineno or statement.lineno


def _is_left_alone(node: ast.AST, field: str) -> bool:
    """Words for people, types, and what a name is bound to at the definition."""
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, FUNCTIONS) and field in {"args", "decorator_list", "returns"}:
        return True
    if isinstance(node, ast.Raise):  # the sentence it says
        return True
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "cast":
        return True
    return field in {"annotation", "ctx", "op", "ops", "type_comment"}


def _instead(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare():
            yield from _compared(node)
        case ast.BoolOp():
            for rest in _each_left_out(node.values):
                yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
        case ast.UnaryOp(op=ast.Not() | ast.Invert()):
            yield node.operand
        case ast.If() | ast.While() | ast.IfExp():
            yield from _decided(node)
        case ast.comprehension(ifs=[_]):
            yield ast.comprehension(node.target, node.iter, [], node.is_async)
        case ast.Raise() | ast.Expr(value=ast.Call()):
            yield ast.Pass()
        case ast.Call():
            yield from _calls(node)
        case ast.expr():
            yield from _values(node)


def _values(node: ast.expr) -> Iterator[ast.AST]:
    match node:
        case ast.BinOp() if type(node.op) in SUMS and not _is_text(node.left):
            yield ast.BinOp(node.left, SUMS[type(node.op)](), node.right)
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(value=int()):
            yield ast.Constant(node.value + 1)
        case ast.Set() if len(node.elts) > 1:
            yield from map(ast.Set, _each_left_out(node.elts))
        case ast.Name() if node.id in NAMES and isinstance(node.ctx, ast.Load):
            yield ast.Name(NAMES[node.id], ast.Load())


def _compared(node: ast.Compare) -> Iterator[ast.AST]:
    for number, one in enumerate(node.ops):
        ops = [*node.ops]
        ops[number] = LESS[type(one)]()
        yield ast.Compare(node.left, ops, node.comparators)


def _each_left_out(nodes: list[ast.expr]) -> Iterator[list[ast.expr]]:
    for number in range(len(nodes)):
        yield [*nodes[:number], *nodes[number + 1 :]]


def _decided(node: ast.If | ast.While | ast.IfExp) -> Iterator[ast.AST]:
    """The other way round, where no smaller mistake in the condition says the same."""
    if isinstance(node.test, ast.Compare | ast.UnaryOp):
        return
    test = ast.UnaryOp(ast.Not(), node.test)
    if isinstance(node, ast.IfExp):
        yield ast.IfExp(test, node.body, node.orelse)
    elif isinstance(node, ast.While):
        yield ast.While(test, node.body, node.orelse)
    else:
        yield ast.If(test, node.body, node.orelse)


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    """A condition of a query left out, or its border moved."""
    for number, given in enumerate(node.keywords):
        end = "__" + (given.arg or "").rpartition("__")[2]
        if end in LOOKUPS and given.arg:
            name = given.arg.removesuffix(end) + LOOKUPS[end]
            keywords = [*node.keywords]
            keywords[number] = ast.keyword(name, given.value)
            yield ast.Call(node.func, node.args, keywords)
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in NARROWING:
        return
    given_count = len(node.args) + len(node.keywords)
    if given_count == 1:
        yield ast.Call(ast.Attribute(node.func.value, "all", ast.Load()), [], [])
    for number in range(len(node.keywords) if given_count > 1 else 0):
        keywords = [*node.keywords[:number], *node.keywords[number + 1 :]]
        yield ast.Call(node.func, node.args, keywords)
    for number in range(len(node.args) if given_count > 1 else 0):
        args = [*node.args[:number], *node.args[number + 1 :]]
        yield ast.Call(node.func, args, node.keywords)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _short(node: ast.AST) -> str:
    """On one line; of what opens a block, only its head."""
    return ast.unparse(node).partition("\n")[0]
