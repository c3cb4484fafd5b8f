"""JSON from anywhere, read field by field: what is wrong becomes a sentence. No Qt."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
MAX_TEXT = 4096


class BadFieldError(ValueError):
    """A field is missing or holds something else; ``str()`` says which and what it must be."""


def parse(data: bytes) -> object:
    """Return what a JSON text holds.

    Raises
    ------
    ValueError
        If it is not UTF-8, not JSON, holds NaN or infinity, or nests too deep.
    """

    def refuse(word: str) -> None:
        raise ValueError(f"{word} is not JSON")

    try:
        parsed: object = json.loads(data.decode("utf-8-sig"), parse_constant=refuse)
    except RecursionError as e:
        raise ValueError("nested too deep") from e
    return parsed


class Fields:
    """One JSON object; each question says what the field must be. Unknown fields are no matter.

    Parameters
    ----------
    value : object
        What was parsed.
    where : str
        Its own name with a dot behind it, for the sentences.

    Raises
    ------
    BadFieldError
        From every method.
    """

    def __init__(self, value: object, where: str = "") -> None:
        if not isinstance(value, dict):
            raise BadFieldError(f"“{where.rstrip('.') or 'the file'}” is not a group of fields")
        self._value: dict[str, Any] = value
        self._where = where

    def _refusal(self, name: str, what: str) -> BadFieldError:
        return BadFieldError(f"“{self._where}{name}” is not {what}")

    def has(self, name: str) -> bool:
        """Tell whether the field is there and not null."""
        return self._value.get(name) is not None

    def number(self, name: str, low: float, high: float) -> float:
        """Return a finite number in [low, high]."""
        return _number(self._value.get(name), low, high, self._refusal(name, _range(low, high)))

    def whole(self, name: str, low: int, high: int) -> int:
        """Return a whole number in [low, high]."""
        value = self._value.get(name)
        if type(value) is not int or not low <= value <= high:
            raise self._refusal(name, f"a whole number from {low} to {high}")
        return value

    def flag(self, name: str) -> bool:
        """Return true or false."""
        value = self._value.get(name)
        if not isinstance(value, bool):
            raise self._refusal(name, "true or false")
        return value

    def text(self, name: str, *, max_length: int = MAX_TEXT) -> str:
        """Return a text without NUL that is not empty."""
        value = self._value.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= max_length or "\0" in value:
            raise self._refusal(name, f"a text of at most {max_length} letters")
        return value

    def group(self, name: str) -> Fields:
        """Return an object."""
        return Fields(self._value.get(name), f"{self._where}{name}.")

    def numbers(self, name: str, low: float, high: float, *, max_length: int) -> list[float]:
        """Return a list of numbers in [low, high]."""
        refusal = self._refusal(name, f"a list of at most {max_length} numbers")
        values = _list(self._value.get(name), max_length, refusal)
        where = self._refusal(name, f"a list of numbers, each {_range(low, high)}")
        return [_number(value, low, high, where) for value in values]

    def pairs(self, name: str, *, max_length: int) -> list[tuple[float, float]]:
        """Return a list of pairs of numbers."""
        refusal = self._refusal(name, f"a list of at most {max_length} pairs of numbers")
        pairs = [_list(v, 2, refusal) for v in _list(self._value.get(name), max_length, refusal)]
        if any(len(pair) != 2 for pair in pairs):
            raise refusal
        limit = 1e9
        return [
            (_number(x, -limit, limit, refusal), _number(y, -limit, limit, refusal))
            for x, y in pairs
        ]

    def texts(self, name: str, *, max_length: int) -> list[str]:
        """Return a list of texts."""
        refusal = self._refusal(name, f"a list of at most {max_length} texts")
        values = _list(self._value.get(name), max_length, refusal)
        if not all(isinstance(value, str) for value in values):
            raise refusal
        return values

    def maybe(self, name: str, read: Callable[[str], T]) -> T | None:
        """Return what ``read`` makes of the field; None if it is null or not there."""
        return read(name) if self.has(name) else None


def _range(low: float, high: float) -> str:
    return f"a number from {low:g} to {high:g}"


def _number(value: object, low: float, high: float, refusal: BadFieldError) -> float:
    # A bool is an int to Python, and an int may be too large for a float.
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refusal
    if not low <= value <= high or not math.isfinite(value):
        raise refusal
    return float(value)


def _list(value: object, max_length: int, refusal: BadFieldError) -> list[Any]:
    if not isinstance(value, list) or len(value) > max_length:
        raise refusal
    return value
