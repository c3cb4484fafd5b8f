"""The hints of the first minutes: each goes when it was followed or closed."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt

from export.demo import DEMO_PAIR
from gui.desk.hints import ALL_SEEN, NAMES, Hints
from tests.gui.features import feature


@pytest.fixture
def newcomer(make_window, backend, settings):
    """A window of someone who was never here, with the demo pair."""
    settings.hints_seen = ""
    return make_window(backend, DEMO_PAIR)


def visible_hints(window):
    row = feature(window, Hints).row
    return {name for name, hint in row.hints.items() if hint.isVisibleTo(window)}


def test_a_newcomer_sees_three_hints_and_others_none(newcomer, make_window, backend, settings):
    assert visible_hints(newcomer) == set(NAMES)
    settings.hints_seen = ALL_SEEN
    other = make_window(backend)
    assert visible_hints(other) == set()
    assert not feature(other, Hints).row.isVisible()


def test_moving_the_slider_ends_its_hint_for_ever(qtbot, newcomer, settings):
    newcomer.controller.set_alpha(0.3)  # not the user
    assert "slide" in visible_hints(newcomer)
    qtbot.keyClick(newcomer.alpha.track, Qt.Key.Key_Right)
    assert visible_hints(newcomer) == {"drop", "export"}
    assert settings.hints_seen == "slide"


def test_opening_a_song_ends_its_hint_and_the_demo_does_not(newcomer, settle):
    newcomer.commands.open_demo()
    settle(newcomer)
    assert "drop" in visible_hints(newcomer)
    newcomer.controller.open_clip(next(iter(newcomer.clips)), Path("mine.wav"))
    settle(newcomer)
    assert visible_hints(newcomer) == {"slide", "export"}


def test_asking_for_an_export_ends_its_hint(newcomer, monkeypatch):
    monkeypatch.setattr(newcomer.controller.session, "final", None, raising=False)
    newcomer.transport.export_clicked.disconnect(newcomer.commands.export)
    newcomer.transport.export_clicked.emit()
    assert visible_hints(newcomer) == {"drop", "slide"}


def test_a_cross_ends_a_hint_and_help_brings_them_back(qtbot, newcomer, settings):
    row = feature(newcomer, Hints).row
    for hint in row.hints.values():
        qtbot.mouseClick(hint.close_button, Qt.MouseButton.LeftButton)
    assert not row.isVisible()
    assert settings.hints_seen == ALL_SEEN
    newcomer.menus.actions["hints"].trigger()
    assert visible_hints(newcomer) == set(NAMES)
    assert settings.hints_seen == ""


@pytest.mark.parametrize("size", [(1024, 640), (1440, 900)])
def test_hints_cover_nothing_and_are_not_cut(qtbot, newcomer, size):
    newcomer.resize(*size)
    newcomer.grab()
    row = feature(newcomer, Hints).row
    place = QRect(row.mapTo(newcomer, QPoint(0, 0)), row.size())
    columns = [*newcomer.clips.values(), newcomer.morph]
    for widget in (*columns, newcomer.alpha, newcomer.transport, newcomer.status):
        other = QRect(widget.mapTo(newcomer, QPoint(0, 0)), widget.size())
        assert not place.intersects(other), type(widget)
    for hint in row.hints.values():
        assert hint.text.width() >= hint.text.sizeHint().width()


def test_junk_in_the_seen_hints_is_no_error(make_window, backend, settings):
    settings.hints_seen = "slide nonsense"
    assert visible_hints(make_window(backend)) == {"drop", "export"}
