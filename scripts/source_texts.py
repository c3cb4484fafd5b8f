"""Which texts the expressions of a source file can become, without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

Template = tuple[str | None, ...]
"""Texts and, as None, what is filled in between."""
Function = ast.FunctionDef | ast.AsyncFunctionDef
FILLED: Template = (None,)
SHORTENED = [None, "…", None]
"""A long name; it fits where a short one does."""
LISTS = {"notes", "sentences"}
"""What is appended to lists of these names is a sentence."""


class Module:
    """One source file, and the texts that its expressions can become.

    Parameters
    ----------
    name : str
    path : Path
    modules : dict
        All modules by their names, for what is imported.
    """

    def __init__(self, name: str, path: Path, modules: dict[str, Module]) -> None:
        self.name, self._modules = name, modules
        self._tree = ast.parse(path.read_text("utf-8"))
        nodes = self.nodes = list(ast.walk(self._tree))
        self.classes = [n for n in nodes if isinstance(n, ast.ClassDef)]
        functions = [n for n in nodes if isinstance(n, Function)]
        self._functions: dict[str, list[Function]] = {}
        for function in functions:
            self._functions.setdefault(function.name, []).append(function)
        # Functions come after those they lie in, so that the innermost stays.
        self._owner = {id(n): function for function in functions for n in ast.walk(function)}
        imports = [n for n in nodes if isinstance(n, ast.ImportFrom)]
        self._homes = {alias.name: n.module or "" for n in imports for alias in n.names}

    def sentences(self, index_of: dict[str, int], without: set[str]) -> Iterator[ast.expr]:
        """Yield the expressions of what is said here, in the order of the source.

        Parameters
        ----------
        index_of : dict
            Which argument of a class is a sentence.
        without : set of str
            Modules, and functions as ``module:function``, that are left out.
        """
        calls = [n for n in self.nodes if isinstance(n, ast.Call)]
        for call in sorted(calls, key=lambda n: (n.lineno, n.col_offset)):
            function = self._owner.get(id(call))
            if without & {self.name, f"{self.name}:{function.name if function else ''}"}:
                continue
            match call:
                case ast.Call(ast.Name(name), args) if index_of.get(name, 99) < len(args):
                    yield args[index_of[name]]
                case ast.Call(ast.Attribute(ast.Name(name), "append"), [text]) if name in LISTS:
                    yield text

    def parts(self, expr: ast.expr) -> Iterator[Template]:
        """Yield a sentence, or the sentences that it is put together from and how that is done."""
        match expr:
            case ast.JoinedStr(parts) if not any(
                is_language(part.value) for part in parts if isinstance(part, ast.Constant)
            ):
                yield tuple(p.value if isinstance(p, ast.Constant) else None for p in parts)
                for part in parts:
                    if isinstance(part, ast.FormattedValue):
                        yield from self.texts(part)
            case _:
                yield from self.texts(expr)

    def texts(self, expr: ast.expr, seen: frozenset[int] = frozenset()) -> list[Template]:
        """Return every template that an expression can become; what is unknown is filled in."""
        if id(expr) in seen:  # a variable that is made of itself
            return []
        seen |= {id(expr)}
        match expr:
            case ast.Constant(str(text)):
                found = [(text,)]
            case ast.JoinedStr(parts):
                found = joined(self.texts(part, seen) for part in parts)
            case ast.FormattedValue(value, format_spec=None):
                found = self.texts(value, seen)
            case ast.BinOp(left, ast.Add(), right):
                found = joined([self.texts(left, seen), self.texts(right, seen)])
            case ast.IfExp(_, body, orelse):
                found = self.texts(body, seen) + self.texts(orelse, seen)
            case ast.BoolOp(values=values):
                found = [text for value in values for text in self.texts(value, seen)]
            case ast.Name(name):
                found = self._variable(name, self._owner.get(id(expr)), seen)
            case ast.Call(ast.Attribute(ast.Constant(str(text)), "join")) if is_language(text):
                found = [FILLED, (None, text, None)]
            case ast.Call(ast.Attribute(ast.Name(name), "get"), [_, default]):
                found = phrases(self._values(name, seen)) + self.texts(default, seen)
            case ast.Call(ast.Name(name)) | ast.Call(ast.Attribute(ast.Name("self"), name)):
                found = self._returned(name, seen)
            case _:
                found = []
        return list(dict.fromkeys(found)) or [FILLED]

    def _variable(
        self, name: str, function: Function | None, seen: frozenset[int]
    ) -> list[Template]:
        """Return what a name stands for: a variable, a parameter or a constant."""
        within = list(ast.walk(function)) if function else []
        found = self._assigned(name, within, seen)
        grown = [
            text
            for node in within
            if isinstance(node, ast.AugAssign) and ast.unparse(node.target) == name
            for text in self.texts(node.value, seen)
        ]
        if found:
            return found + joined([found, grown])
        if function and (passed := self._passed(name, function, seen)):
            return passed
        return phrases(self._assigned(name, self._tree.body, seen))

    def _assigned(
        self, name: str, nodes: Iterable[ast.AST], seen: frozenset[int]
    ) -> list[Template]:
        found: list[Template] = []
        for node in nodes:
            match node:
                case ast.Assign([ast.Name(target)], value) if target == name:
                    found += self.texts(value, seen)
                case ast.Assign([ast.Tuple(targets)], value):
                    names = [ast.unparse(target) for target in targets]
                    if name in names:
                        found += self._unpacked(value, names.index(name), seen)
        return found

    def _unpacked(self, expr: ast.expr, index: int, seen: frozenset[int]) -> list[Template]:
        """Return what stands at one place of a tuple."""
        match expr:
            case ast.Tuple(values):
                return self.texts(values[index], seen)
            case ast.Call(ast.Name(name)):
                return self._returned(name, seen, index)
        return []

    def _passed(self, name: str, function: Function, seen: frozenset[int]) -> list[Template]:
        """Return what a parameter is given in this module."""
        names = [arg.arg for arg in function.args.args if arg.arg != "self"]
        found: list[Template] = []
        for node in self.nodes if name in names else []:
            match node:
                case ast.Call(ast.Name(called) | ast.Attribute(attr=called), args):
                    if called == function.name and names.index(name) < len(args):
                        found += self.texts(args[names.index(name)], seen)
        return phrases(found)

    def _values(self, name: str, seen: frozenset[int]) -> list[Template]:
        """Return the values of a dictionary of this module."""
        found: list[Template] = []
        for node in self._tree.body:
            match node:
                case ast.Assign([ast.Name(target)], ast.Dict(_, values)) if target == name:
                    found += [text for value in values for text in self.texts(value, seen)]
        return found

    def _returned(
        self, name: str, seen: frozenset[int], index: int | None = None
    ) -> list[Template]:
        """Return what a function can answer, or what stands at one place of its answer."""
        home = self._modules.get(self._homes.get(name, ""))
        if name not in self._functions and home not in (None, self):
            return home._returned(name, seen, index)
        found: list[Template] = []
        for function in self._functions.get(name, []):
            for node in ast.walk(function):
                match node:
                    case ast.Return(ast.Tuple(values)) if index is not None:
                        found += self.texts(values[index], seen)
                    case ast.Return(ast.Constant(None)):
                        pass
                    case ast.Return(ast.expr() as value) if index is None:
                        found += self.texts(value, seen)
        return found


def joined(pieces: Iterable[list[Template]]) -> list[Template]:
    """Return each template that pieces make one after the other."""
    found = []
    for templates in product(*pieces):
        out: list[str | None] = []
        for part in (part for template in templates for part in template if part != ""):
            if part is None and out[-1:] == [None]:
                continue  # two things beside each other cannot be told apart
            if part is not None and out and out[-1] is not None:
                out[-1] += part
            else:
                out.append(part)
            if out[-3:] == SHORTENED:
                del out[-2:]
        found.append(tuple(out))
    return found


def is_language(text: str) -> bool:
    """Tell whether there is something to translate."""
    return any(c.isalpha() for c in text)


def phrases(templates: Iterable[Template]) -> list[Template]:
    """Return templates; a single word that is handed about is a name, and filled in."""
    return [t if None in t or " " in (t[0] or "") else FILLED for t in templates]
