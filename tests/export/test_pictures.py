"""Mels to pictures: the right way up, in the right colours, with true axes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.spec import MelSpec
from export import spectrogram
from export.spectrogram import (
    MAGMA,
    PANEL_H,
    PANEL_W,
    draw_contact_sheet,
    height_of,
    time_ticks,
    write_contact_sheet,
    write_mel_png,
)
from tests.export.refusals import refused

SPEC = MelSpec()
COLOURS = np.loadtxt(MAGMA, np.uint8, delimiter=",")


def pixels(path):
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def test_low_frequencies_lie_at_the_bottom_and_time_runs_right(tmp_path):
    mel = np.zeros((512, 640), np.float32)
    mel[0, 10] = 1
    found = pixels(write_mel_png(tmp_path / "mel.png", mel))
    assert found.shape == (512, 640, 3)
    brightest = found.sum(axis=2).argmax()
    assert np.unravel_index(brightest, (512, 640)) == (511, 10)


def test_each_level_has_its_colour(tmp_path):
    levels = np.linspace(0, 1, 256, dtype=np.float32)[:, None]
    found = pixels(write_mel_png(tmp_path / "mel.png", levels))
    np.testing.assert_array_equal(found[::-1, 0], COLOURS)


def test_levels_out_of_range_do_not_wrap_around(tmp_path):
    mel = np.array([[-0.5, 1.5, np.nan]], np.float32)
    found = pixels(write_mel_png(tmp_path / "mel.png", mel))
    np.testing.assert_array_equal(found[0], COLOURS[[0, 255, 0]])


def panels(sheet):
    """Find the panels by their brightest pixel: each mel here is one bright cell."""
    bright = (np.asarray(sheet) == COLOURS[255]).all(axis=2)
    bright[:, -spectrogram.BAR_LABEL_W - spectrogram.BAR_W - spectrogram.MARGIN :] = False
    return np.argwhere(bright)


def test_the_sheet_is_the_right_way_up():
    mel = np.zeros((PANEL_H, PANEL_W), np.float32)
    mel[0, 0] = 1
    sheet = draw_contact_sheet([("low and early", mel)], SPEC, 5.0)
    ((y, x),) = panels(sheet)
    assert x == spectrogram.MARGIN + spectrogram.AXIS_W
    assert y == spectrogram.MARGIN + spectrogram.LABEL_H + PANEL_H - 1


def test_many_mels_fill_even_rows():
    mel = np.zeros((PANEL_H, PANEL_W), np.float32)
    mel[-1, 0] = 1
    sheet = draw_contact_sheet([(str(i), mel) for i in range(7)], SPEC, 5.0)
    found = panels(sheet)
    assert len(found) == 7
    assert [int((found[:, 0] == y).sum()) for y in np.unique(found[:, 0])] == [4, 3]


def test_a_long_label_stays_over_its_panel():
    mel = np.zeros((8, 8), np.float32)
    short = np.asarray(draw_contact_sheet([("", mel)] * 2, SPEC, 5.0))
    long = np.asarray(draw_contact_sheet([("x" * 500, mel), ("", mel)], SPEC, 5.0))
    changed = np.argwhere((short != long).any(axis=2))
    left = spectrogram.MARGIN + spectrogram.AXIS_W
    assert left - 1 <= changed[:, 1].min()
    assert changed[:, 1].max() <= left + PANEL_W


def test_frequencies_lie_where_slaney_puts_them():
    # Slaney's mel by hand: 200/3 Hz a mel up to 1 kHz (15 mel), then 27 mel for a factor of 6.4.
    top = 15 + 27 * math.log(16.384) / math.log(6.4)
    assert height_of(0, SPEC) == 0
    assert height_of(500, SPEC) == pytest.approx(7.5 / top)
    assert height_of(1000, SPEC) == pytest.approx(15 / top)
    assert height_of(6400, SPEC) == pytest.approx(42 / top)
    assert height_of(16384, SPEC) == pytest.approx(1)


@given(st.floats(0.01, 600))
def test_time_ticks_are_round_and_few(seconds):
    ticks = time_ticks(seconds)
    assert ticks[0] == 0
    assert 2 <= len(ticks) <= 8
    assert ticks[-1] <= seconds * (1 + 1e-6)
    step = ticks[1]
    assert ticks == pytest.approx([i * step for i in range(len(ticks))])
    assert f"{step:e}"[0] in "125"


def test_five_seconds_have_six_ticks():
    assert time_ticks(5.0) == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("seconds", [0.1, 5.0, 600.0])
@pytest.mark.parametrize("spec", [SPEC, MelSpec(22050, 2048, 512, 128, 20.0, 8000.0)])
def test_any_spec_and_length_can_be_drawn(tmp_path, seconds, spec):
    mel = np.zeros((spec.n_mels, 7), np.float32)
    path = write_contact_sheet(tmp_path / "sheet.png", [("x", mel)], spec, seconds)
    assert pixels(path).shape[0] > PANEL_H


def test_pictures_obey_the_rules_of_files(tmp_path):
    mel = np.zeros((4, 4), np.float32)
    with refused("does not end in .png"):
        write_mel_png(tmp_path / "mel.jpg", mel)
    path = write_mel_png(tmp_path / "mel.png", mel)
    with refused("exists already"):
        write_mel_png(path, mel)
    write_mel_png(path, mel, overwrite=True)
    with pytest.raises(ValueError, match="at least one"):
        draw_contact_sheet([], SPEC, 5.0)
