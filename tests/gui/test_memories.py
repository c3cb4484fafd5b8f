"""Two memories of how a morph is made."""

import pytest
from PySide6.QtCore import Qt

from engine.morph.alpha import shaped_curve
from gui import words
from gui.document import MorphSettings


@pytest.fixture
def two(window, settle):
    """A window whose memories differ in everything; the first is heard."""
    controller = window.controller
    controller.switch_bank()
    controller.set_alpha(0.9)
    controller.set_method("lerp")
    controller.set_detail(0.3)
    controller.set_even(True)
    settle(window)
    controller.switch_bank()
    settle(window)
    return window


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(window.focusWidget() or window, key, modifier)


def test_the_switch_the_key_and_the_menu_go_there_and_back(qtbot, two, settle):
    session, switch = two.controller.session, two.alpha.memory
    ways = [
        lambda: qtbot.mouseClick(switch.button("II"), Qt.MouseButton.LeftButton),
        lambda: press(qtbot, two, Qt.Key.Key_I),
        two.menus.actions["memory"].trigger,
        two.controller.switch_bank,
    ]
    for way in ways:
        was = session.bank
        way()
        assert session.bank == switch.bank == 1 - was
        assert session.alpha == two.alpha.alpha == (0.9 if session.bank else 0.5)
        assert two.morph.bar.even.isChecked() is bool(session.bank)
        settle(two)
        assert session.sound.alpha == session.alpha
    qtbot.mouseClick(switch.button("I"), Qt.MouseButton.LeftButton)
    assert session.bank == 0  # it is down already


def test_a_morph_that_was_heard_comes_back_at_once(two, settle):
    backend, session = two.controller._backend, two.controller.session
    first = session.sound
    two.controller.switch_bank()
    settle(two)
    n_rendered = len(backend.rendered)
    seen = []
    two.controller.result_changed.connect(lambda: seen.append(session.is_final))
    two.controller.switch_bank()
    assert session.is_final
    assert seen[-1]
    assert session.sound.samples is first.samples
    assert session.mel.mel_norm is first.mel_norm
    assert two.morph.line_2.full_text.startswith("final")
    settle(two)
    assert len(backend.rendered) - n_rendered <= 1
    assert session.sound.samples is first.samples


def test_after_a_change_the_memory_is_rendered_anew(two, settle):
    session = two.controller.session
    two.controller.switch_bank()
    settle(two)
    # The same settings with other clips are another morph.
    for state in session.slots.values():
        state.source = type(state.source)(**vars(state.source))
    two.controller.switch_bank()
    assert not session.is_final
    settle(two)
    assert session.is_final
    assert session.request.a is session.slots[next(iter(session.slots))].source


def test_a_memory_with_a_curve(window, settle):
    controller, curve = window.controller, shaped_curve("ramp", 5.0)
    controller.switch_bank()
    controller.set_curve(curve)
    settle(window)
    controller.switch_bank()
    assert not window.morph.curve.isVisible()
    assert window.alpha.number.text() == "α 0.50"
    settle(window)
    controller.switch_bank()
    assert window.morph.curve.isVisible()
    assert window.alpha.number.text().endswith("follows the curve")
    settle(window)
    assert controller.session.sound.alpha == curve


def test_copying_makes_them_the_same(qtbot, two, settle):
    press(qtbot, two, Qt.Key.Key_I, Qt.KeyboardModifier.ShiftModifier)
    session = two.controller.session
    assert session.other == session.settings()
    assert "Both memories hold this morph now, α 0.50." in two.status.text()
    sound = session.sound
    two.controller.switch_bank()
    assert session.sound is sound  # nothing to hear anew
    settle(two)


def test_the_tool_tips_say_what_they_hold(two):
    switch = two.alpha.memory
    assert switch.button("I").toolTip() == "Memory I: VAE, α 0.50, detail 100 %".replace(
        "VAE", two.controller.methods[0].label if two.controller.method else "slerp"
    )
    assert switch.button("II").toolTip() == (
        "Hear memory II: VAE, α 0.90, detail 30 %, even steps (I)"
    )
    two.controller.set_alpha(0.123)
    assert "α 0.123" in switch.button("I").toolTip()


def test_settings_in_words():
    morph = MorphSettings(0.42, shaped_curve("ramp", 5.0), True, "lerp", 0.5, True)
    assert words.settings(morph, "VAE") == "VAE, curve, detail 50 %, even steps"
    other = MorphSettings(texture=3)
    assert words.settings(other, "VAE") == "VAE, α 0.50, detail 100 %, texture 3"


# -- the match switch -----------------------------------------------------------------------


def test_the_match_switch_and_the_command_agree(qtbot, window, settle):
    session, switch = window.controller.session, window.morph.bar.match
    ways = [
        lambda: qtbot.mouseClick(switch, Qt.MouseButton.LeftButton),
        lambda: press(qtbot, window, Qt.Key.Key_T),
    ]
    for way in ways:
        was = session.is_matching
        way()
        assert session.is_matching is not was
        assert switch.isChecked() is session.is_matching
        assert window.menus.actions["match"].isChecked() is session.is_matching
        settle(window)


def test_in_a_narrow_window_the_switches_say_less_and_fit(qtbot, window):
    bar = window.morph.bar
    assert (bar.even.text(), bar.match.text()) == ("Even steps", "Match")
    window.resize(1024, 640)
    qtbot.waitUntil(lambda: bar.is_narrow)
    assert (bar.even.text(), bar.match.text()) == ("Even", "")
    assert not bar.match.icon().isNull()
    assert bar.match.accessibleName() == "Match"
    qtbot.waitUntil(lambda: bar.match.width() == bar.match.sizeHint().width())
    for button in (bar.even, bar.beyond, bar.match):
        text = button.fontMetrics().horizontalAdvance(button.text())
        assert button.width() >= text + 2 * (5 + 1)  # padding and border
        assert bar.rect().contains(button.geometry())
    assert window.morph.curve_button.text() == ""
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: not bar.is_narrow)
    assert bar.match.text() == "Match"
    assert window.morph.curve_button.text() == "Curve"


def test_another_length_stretches_the_curves_of_both_memories(window, settle):
    controller, session = window.controller, window.controller.session
    controller.set_curve(shaped_curve("triangle", 5.0))
    controller.switch_bank()
    settle(window)
    controller.set_length(10.0)
    settle(window)
    assert [t for t, _ in session.other.curve.points] == [0, 5, 10]
    controller.switch_bank()
    settle(window)
    assert session.curve == shaped_curve("triangle", 10.0)
    window.commands.run("undo")
    window.commands.run("undo")
    settle(window)
    assert (session.length_s, session.bank) == (5.0, 1)
    assert session.other.curve == shaped_curve("triangle", 5.0)
