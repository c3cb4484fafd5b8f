from __future__ import annotations

import hypothesis
import pytest

from engine.librosa_import import import_librosa

# A time limit per example fails on a busy machine and says nothing about the code.
hypothesis.settings.register_profile("segue", deadline=None)
hypothesis.settings.load_profile("segue")


@pytest.fixture(scope="session")
def librosa():
    return import_librosa()
