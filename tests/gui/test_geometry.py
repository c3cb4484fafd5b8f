"""The window fits on its screen."""

import pytest
from PySide6.QtCore import QByteArray, QRect, QSize
from PySide6.QtWidgets import QWidget

from gui import geometry


@pytest.mark.parametrize(
    ("available", "size"),
    [
        ((2560, 1440), (1440, 900)),
        ((1440, 875), (1325, 788)),
        ((1366, 728), (1257, 655)),
        ((800, 400), (736, 360)),
    ],
)
def test_the_first_size_leaves_room_for_frame_and_panels(available, size):
    assert geometry.first_size(QSize(*available)) == QSize(*size)


@pytest.mark.parametrize(
    ("wanted", "fitted"),
    [
        (QRect(100, 100, 1000, 700), QRect(100, 100, 1000, 700)),
        (QRect(0, 0, 1440, 900), QRect(8, 32, 1424, 835)),
        (QRect(2000, 900, 1000, 700), QRect(432, 167, 1000, 700)),
    ],
)
def test_a_window_is_shrunk_and_moved_onto_the_screen(wanted, fitted):
    assert geometry.fitted(wanted, QRect(0, 0, 1440, 875)) == fitted


def test_a_saved_geometry_is_restored_as_far_as_it_fits(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    available = window.screen().availableGeometry()
    window.setGeometry(QRect(available.topLeft(), available.size() + QSize(600, 300)))
    saved = window.saveGeometry()
    other = QWidget()
    qtbot.addWidget(other)
    geometry.restore(other, saved)
    frame = QRect(other.geometry().topLeft(), other.size() + QSize(8, 8))
    assert available.contains(frame)


@pytest.mark.parametrize("saved", [QByteArray(), QByteArray(b"junk")])
def test_without_a_saved_geometry_the_first_size_is_taken(qtbot, saved):
    window = QWidget()
    qtbot.addWidget(window)
    geometry.restore(window, saved)
    assert window.size() == geometry.first_size(window.screen().availableGeometry().size())
