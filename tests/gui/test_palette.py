import pytest

from gui.palette import DARK, LIGHT, PALETTES, contrast, mix


def test_contrast_of_black_and_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
@pytest.mark.parametrize("ground", ["window", "panel", "well", "control"])
@pytest.mark.parametrize("text", ["text", "secondary"])
def test_text_reaches_four_and_a_half_to_one(palette, ground, text):
    assert contrast(getattr(palette, text), getattr(palette, ground)) >= 4.5


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("text", "error_panel"),
        ("text", "info_panel"),
        ("on_primary", "primary"),
        ("text", "control_on"),
        ("a_text", "panel"),
        ("b_text", "panel"),
        ("secondary", "info_panel"),
        ("text", "control_hover"),
        ("on_primary", "secondary"),
        ("on_clip", "a"),
        ("on_clip", "b"),
        ("a_text", "well"),
        ("b_text", "well"),
        ("error", "window"),
        ("warning", "window"),
        ("error", "panel"),
        ("warning", "panel"),
    ],
)
def test_messages_and_buttons_reach_it_too(palette, text, ground):
    assert contrast(getattr(palette, text), getattr(palette, ground)) >= 4.5


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
@pytest.mark.parametrize("ground", ["window", "panel", "control"])
def test_the_ring_of_the_focus_stands_out(palette, ground):
    # WCAG asks 3:1 of what shows a state.
    assert contrast(palette.a_text, getattr(palette, ground)) >= 3


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
@pytest.mark.parametrize("alpha", [0.0, 0.25, 0.5, 0.75, 1.0])
def test_waveforms_stand_out_from_their_well(palette, alpha):
    # WCAG asks 3:1 of graphics.
    assert contrast(mix(palette.a, palette.b, alpha), palette.well) >= 2.5
    assert contrast(palette.error, palette.error_panel) >= 3


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
def test_a_mix_begins_at_a_and_ends_at_b(palette):
    def distance(x, y):
        return max(abs(int(x[i : i + 2], 16) - int(y[i : i + 2], 16)) for i in (1, 3, 5))

    assert distance(mix(palette.a, palette.b, 0.0), palette.a) <= 2
    assert distance(mix(palette.a, palette.b, 1.0), palette.b) <= 2
    for beyond in (-0.5, 1.5):
        end = min(1.0, max(0.0, beyond))
        assert mix(palette.a, palette.b, beyond) == mix(palette.a, palette.b, end)
