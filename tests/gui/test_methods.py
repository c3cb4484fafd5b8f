"""The ways between the clips: by key, menu, switch and list, and how many fit."""

import pytest
from PySide6.QtCore import QPoint, Qt

from gui.backend import MethodInfo
from tests.gui.fake_engine import CROSSFADE, LINE, FakeBackend

LABELS = [
    "VAE arc",
    "VAE drawn",
    "VAE line",
    "VAE transport",
    "Transport",
    "Mosaic",
    "Blend",
    "Crossfade",
]
EIGHT = [
    MethodInfo(label.lower().replace(" ", "-"), label, f"What {label} does.") for label in LABELS
]


def test_m_goes_round_the_methods(qtbot, window, settle, settings):
    for key in ("crossfade", "lerp"):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_M)
        assert window.controller.session.method == settings.method == key
        settle(window)


def test_the_menu_lists_the_methods_and_marks_the_one_in_use(window, settle):
    def marked():
        return {a.text(): a.isChecked() for a in window.menus._methods.actions()}

    assert marked() == {"VAE": True, "Crossfade": False}
    window.menus._methods.actions()[1].trigger()
    assert window.controller.session.method == "crossfade"
    assert marked() == {"VAE": False, "Crossfade": True}
    window.controller.set_method("lerp")
    assert marked() == {"VAE": True, "Crossfade": False}
    assert [a.toolTip() for a in window.menus._methods.actions()] == [LINE.help, CROSSFADE.help]
    settle(window)


@pytest.fixture
def eight(make_window):
    backend = FakeBackend()
    backend.method_list = EIGHT
    return make_window(backend, ["one.wav", "second.wav"])


@pytest.mark.parametrize("size", [(1024, 640), (1440, 900), (2560, 1440)])
def test_eight_methods_are_readable(eight, settle, size):
    eight.resize(*size)
    column = eight.morph
    for method in EIGHT:
        eight.controller.set_method(method.key)
        eight.grab()
        assert column.segments.isVisible() is not column.combo.isVisible()
        if column.combo.isVisible():
            assert column.combo.currentText() == method.label
            assert column.combo.toolTip() == method.help
            text = column.combo.fontMetrics().horizontalAdvance(method.label)
            assert column.combo.width() >= text + 2 + 10 + 22  # frame, padding, arrow
        else:
            button = column.segments.button(method.key)
            assert button.isChecked()
            assert button.toolTip() == method.help
            assert button.width() >= button.sizeHint().width()
    controls = [column.combo] if column.combo.isVisible() else [column.segments]
    for widget in (*controls, column.bar.even, column.bar.beyond, column.bar.detail):
        left = widget.mapTo(column, QPoint(0, 0)).x()
        assert 0 <= left <= left + widget.width() <= column.width()
        assert widget.width() >= widget.minimumSizeHint().width()
    settle(eight)


def test_with_room_for_them_the_methods_lie_side_by_side(eight):
    for width, is_wide in ((1440, False), (2560, True), (1024, False)):
        eight.resize(width, 900)
        eight.grab()
        assert eight.morph.segments.isVisible() is is_wide
