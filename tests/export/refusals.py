"""Expect an error whose sentence for the user says something."""

from __future__ import annotations

import contextlib
import re

import pytest

from engine.errors import ExportError


def is_one_sentence(text):
    return text.endswith(".") and not re.search(r"\. [A-Z]", text) and text.isprintable()


@contextlib.contextmanager
def refused(words):
    with pytest.raises(ExportError) as caught:
        yield
    said = caught.value.user_message
    assert re.search(words, said), said
    assert is_one_sentence(said), said
