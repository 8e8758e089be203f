"""How often a function calls ``say`` on each path that returns."""

from __future__ import annotations

import ast

Counts = set[int]
Ends = tuple[Counts, Counts]
"""Counts where the path goes on, and where it has returned."""
Fork = ast.If | ast.For | ast.While | ast.Try
TERMINAL = (ast.Raise, ast.Continue, ast.Break)


def counts(function: ast.FunctionDef, module: ast.Module) -> Counts:
    """The numbers of sayings with which ``function`` can return (2 stands for more than one)."""
    return _Reader(module).of(function, ())


class _Reader:
    def __init__(self, module: ast.Module) -> None:
        self.local = {n.name: n for n in module.body if isinstance(n, ast.FunctionDef)}

    def of(self, function: ast.FunctionDef, seen: tuple[str, ...]) -> Counts:
        go_on, returned = self.block(function.body, {0}, (*seen, function.name))
        return go_on | returned

    def block(self, body: list[ast.stmt], before: Counts, seen: tuple[str, ...]) -> Ends:
        now, returned = before, set()
        for statement in body:
            now, ended = self.statement(statement, now, seen)
            returned |= ended
        return now, returned

    def statement(self, node: ast.stmt, now: Counts, seen: tuple[str, ...]) -> Ends:
        if isinstance(node, ast.If | ast.For | ast.While | ast.Try):
            return self.fork(node, now, seen)
        if isinstance(node, ast.With):
            return self.block(node.body, now, seen)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            return now, set()
        now = self.plus(now, node, seen)
        if isinstance(node, ast.Return):
            return set(), now
        return (set(), set()) if isinstance(node, TERMINAL) else (now, set())

    def fork(self, node: Fork, now: Counts, seen: tuple[str, ...]) -> Ends:
        if isinstance(node, ast.If):
            now = self.plus(now, node.test, seen)
            return self.either(self.block(node.body, now, seen), self.block(node.orelse, now, seen))
        if isinstance(node, ast.Try):
            done = self.block([*node.body, *node.orelse, *node.finalbody], now, seen)
            for handler in node.handlers:
                done = self.either(done, self.block([*handler.body, *node.finalbody], now, seen))
            return done
        first = self.block(node.body, now, seen)
        again = self.block(node.body, now | first[0], seen)
        return self.either((now, set()), self.either(first, again))

    @staticmethod
    def either(one: Ends, other: Ends) -> Ends:
        return one[0] | other[0], one[1] | other[1]

    def plus(self, now: Counts, node: ast.AST, seen: tuple[str, ...]) -> Counts:
        """``now`` after the calls inside an expression; a helper of the module is looked into."""
        for call in (n for n in ast.walk(node) if isinstance(n, ast.Call)):
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            helper = self.local.get(name)
            if name == "say":
                now = {min(n + 1, 2) for n in now}
            elif helper is not None and name not in seen and not helper.decorator_list:
                more = self.of(helper, seen)
                now = {min(n + m, 2) for n in now for m in more} if more else now
        return now
