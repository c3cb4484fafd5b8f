"""Waveforms: what is drawn is what is there, at every zoom."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gui.views.envelope import column_peaks
from gui.views.waveform_view import WaveformView

RATE = 32768


@settings(max_examples=60, deadline=None)
@given(
    n_samples=st.integers(1, 3000),
    n_columns=st.integers(1, 200),
    start=st.floats(-100, 2900),
    per_column=st.floats(1.0, 40),
)
def test_each_column_has_the_extremes_of_its_own_samples(n_samples, n_columns, start, per_column):
    samples = np.random.default_rng(n_samples).standard_normal(n_samples).astype(np.float32)
    end = start + n_columns * per_column
    first, peaks = column_peaks(samples, start, end, n_columns)
    edges = np.linspace(start, end, n_columns + 1)
    numbers = np.arange(n_samples)
    for column in range(n_columns):
        # A sample exactly at an edge belongs to the column that begins there.
        left, right = edges[column] - 1e-6, edges[column + 1] - 1e-6
        inside = samples[(numbers >= left) & (numbers < right)]
        if first <= column < first + len(peaks):
            assert peaks[column - first].tolist() == [inside.min(), inside.max()]
        else:
            assert not len(inside)


@pytest.fixture
def view(qtbot, theme):
    view = WaveformView(theme)
    qtbot.addWidget(view)
    view.resize(400, 201)
    view.set_colour("#4cc3e8")
    view.show()
    return view


def painted(view):
    """Return the rows of each column that are not the well's, shape (height, width)."""
    image = view.grab().toImage()
    well = view.theme.palette.well
    return np.array(
        [
            [image.pixelColor(x, y).name() != well for x in range(image.width())]
            for y in range(image.height())
        ]
    )


def test_the_pixels_of_a_column_reach_from_minimum_to_maximum(view):
    samples = np.random.default_rng(0).uniform(-0.3, 0.9, 40_000).astype(np.float32)
    samples[12_345], samples[23_456] = 1.0, -0.95
    view.set_samples(samples, RATE)
    rows = painted(view)
    per_column = samples.reshape(400, 100)
    for column in range(10, 390):
        drawn = np.flatnonzero(rows[:, column])
        top, bottom = (
            (1 - v) / 2 * 201 for v in (per_column[column].max(), per_column[column].min())
        )
        assert drawn[0] == pytest.approx(top, abs=1.01)
        assert drawn[-1] == pytest.approx(bottom, abs=1.01)
        assert len(drawn) == drawn[-1] - drawn[0] + 1


def test_silence_is_a_line(view):
    view.set_samples(np.zeros(40_000, np.float32), RATE)
    assert painted(view)[:, 10:390].sum(axis=0).tolist() == [1] * 380


def test_near_by_a_line_goes_through_the_samples_and_each_is_a_dot(view):
    samples = np.zeros(RATE, np.float32)
    samples[8::16] = 0.8
    view.set_samples(samples, RATE)
    view.axis.show(0.5, 0.5 + 32 / RATE)  # ends at SHORTEST_S
    spacing = 400 / (view.axis.span_s * RATE)
    rows = painted(view)
    peak_row, zero_row = round(100.5 - 0.8 * 99.5), 100
    n = int(np.ceil(view.axis.start_s * RATE)) + 40
    n += (8 - n) % 16
    x = round(view.x_of(n / RATE))
    assert rows[peak_row - 1 : peak_row + 2, x].any()
    assert not rows[: peak_row - 3, x].any()
    between = round(x + 8 * spacing)
    assert rows[zero_row, between]
    # No filled envelope: below the line of a positive sound is nothing.
    assert not rows[zero_row + 4 :, 20:380][: 201 - zero_row - 20].any()


def test_dots_appear_where_samples_are_far_apart(view):
    view.set_samples(np.zeros(4000, np.float32), 1000)
    view.axis.show(1.0, 1.02)
    thick = painted(view)[:180, 10:390].sum(axis=0)  # the scroll bar is below
    assert (thick <= 3).sum() > 200
    # A sample each millisecond, 20 px apart: 19 of them between 10 and 390.
    assert sum(np.diff((thick >= 4).astype(int)) == 1) == 19
