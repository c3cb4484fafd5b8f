from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import SpecMismatchError
from engine.spec import MelSpec


def test_defaults_are_the_report_s():
    spec = MelSpec()
    assert spec.n_frames(5 * spec.sample_rate) == 640
    assert spec.n_samples(640) / spec.sample_rate == 5.0
    assert spec.n_bins == 2049


@given(
    rate=st.integers(8000, 96000),
    overlap=st.integers(1, 64),
    hop=st.integers(1, 4096),
    n_mels=st.integers(1, 1024),
    top_db=st.floats(1, 200),
)
def test_json_round_trip(rate, overlap, hop, n_mels, top_db):
    spec = MelSpec(rate, hop * overlap, hop, n_mels, 0.0, rate / 2, top_db)
    assert MelSpec.from_json(spec.to_json()) == spec


@pytest.mark.parametrize(
    "fields",
    [
        {"n_mels": 0},
        {"hop_length": 300},
        {"fmax": 20000.0},
        {"fmin": -1.0},
        {"top_db": 0.0},
        {"sample_rate": -1},
    ],
)
def test_impossible_specs_are_refused(fields):
    with pytest.raises(SpecMismatchError):
        MelSpec(**fields)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"n_mels": 3, "colour": 1}', "null"])
def test_unreadable_text_is_refused(text):
    with pytest.raises(SpecMismatchError) as raised:
        MelSpec.from_json(text)
    assert "re-export" in raised.value.user_message
