"""The focus that is seen, and a small window in which nothing is cut."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.desk import help_control
from gui.theme import Theme
from gui.widgets.thin_slider import ThinSlider
from tests.gui.features import opened
from tests.gui.room import cut

DIALOGS = ("preferences", "keys", "about", "log")


@pytest.fixture(autouse=True)
def log_file(tmp_path, monkeypatch):
    monkeypatch.setattr(help_control, "log_path", lambda: tmp_path / "segue.log")


def styled(theme, widget):
    """Show a widget in the window's style, beside another that can have the focus."""
    top = QWidget()
    top.setObjectName("top")
    QApplication.setPalette(theme.qt_palette())
    top.setStyleSheet(theme.style_sheet())
    layout = QVBoxLayout(top)
    layout.addWidget(widget)
    other = QPushButton("other")
    layout.addWidget(other)
    return top, other


def with_role(role):
    def make(_):
        button = QPushButton("Play")
        button.setProperty("role", role)
        return button

    return make


CONTROLS = {
    **{
        role: with_role(role)
        for role in ("", "icon", "primary", "round", "segment", "switch", "link", "close", "loop")
    },
    "switch box": lambda _: QCheckBox("Snap"),
    "list": lambda _: QComboBox(),
    "field": lambda _: QLineEdit(),
    "number": lambda _: QDoubleSpinBox(),
    "slider": lambda theme: ThinSlider(theme, 0, 100, default=50),
}


@pytest.mark.parametrize("mode", ["dark", "light"])
@pytest.mark.parametrize("kind", CONTROLS)
def test_the_focus_is_seen(qtbot, mode, kind):
    theme = Theme(mode)
    widget = CONTROLS[kind](theme)
    top, other = styled(theme, widget)
    qtbot.addWidget(top)
    top.show()
    top.activateWindow()
    qtbot.waitUntil(top.isActiveWindow)
    other.setFocus()
    QApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))
    before = widget.grab().toImage()
    widget.setFocus()
    assert widget.hasFocus()
    after = widget.grab().toImage()
    n_changed = sum(
        before.pixel(x, y) != after.pixel(x, y)
        for x in range(before.width())
        for y in range(before.height())
    )
    # More than a blinking cursor, which is a line a pixel wide.
    assert n_changed > 1.5 * (widget.height() + 2), n_changed


@pytest.mark.parametrize("has_hints", [True, False])
def test_nothing_is_cut_at_1024_by_640(window, has_hints):
    if has_hints:
        window.commands.run("hints")
    window.resize(1024, 640)
    window.grab()
    QApplication.processEvents()  # what folds asks for another layout
    assert (window.width(), window.height()) == (1024, 640)
    assert cut(window) == []


@pytest.mark.parametrize("name", DIALOGS)
def test_the_dialogs_fit_into_1024_by_640(qtbot, window, name):
    dialog = opened(qtbot, window, name)
    dialog.grab()
    assert dialog.width() <= 1000
    assert dialog.height() <= 600
    assert cut(dialog) == []
    dialog.close()
