"""Textures: another seed for the detail that a method draws, in the window."""

import itertools
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt

from gui.backend import Backend
from gui.document import MAX_TEXTURE
from gui.exports.drag_out import DragOut
from gui.exports.export_job import ExportChoice
from gui.projects.history import History
from tests.gui.fake_engine import CROSSFADE, DRAWN, LINE, FakeBackend

CLIPS = ["one.wav", "second.wav"]


@pytest.fixture
def backend():
    backend = FakeBackend()
    backend.method_list = [LINE, DRAWN, CROSSFADE]
    return backend


@pytest.fixture
def drawing(window, settle):
    """A window with a method that draws."""
    window.controller.set_method("drawn")
    settle(window)
    return window


def press(qtbot, window):
    qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_R)


def test_the_button_the_key_and_the_menu_draw_anew_and_undo_goes_back(
    qtbot, drawing, backend, settle
):
    session, bar = drawing.controller.session, drawing.morph.bar
    history = drawing.findChild(History)
    n_steps = history.stack.count()
    ways = [
        lambda: qtbot.mouseClick(bar.texture, Qt.MouseButton.LeftButton),
        lambda: press(qtbot, drawing),
        drawing.menus.actions["texture"].trigger,
    ]
    for texture, way in enumerate(ways, start=1):
        was = session.sound
        way()
        assert session.texture == texture
        assert not session.is_final
        assert bar.texture.accessibleDescription() == f"texture {texture}"
        assert bar.texture.toolTip().endswith(f"(R). Now it is texture {texture}")
        assert f"texture {texture}" in drawing.alpha.memory.button("I").toolTip()
        settle(drawing)
        assert session.sound is not was
        assert session.request.seed == backend.seeds[-1] == texture
    assert history.stack.count() - n_steps == 3, "each is a step of its own"
    for texture in (2, 1, 0):
        assert drawing.menus.actions["undo"].text() == "Undo Draw another texture"
        drawing.commands.run("undo")
        assert session.texture == texture
        settle(drawing)
        assert backend.seeds[-1] == texture
    assert bar.texture.accessibleDescription() == "texture 0"
    drawing.commands.run("redo")
    assert session.texture == 1
    settle(drawing)


def test_after_the_last_texture_comes_the_first(drawing, settle):
    drawing.controller.set_texture(MAX_TEXTURE)
    drawing.controller.new_texture()
    assert drawing.controller.session.texture == 0
    settle(drawing)


def test_methods_that_draw_nothing_have_no_texture(qtbot, drawing, settle):
    session, bar, action = drawing.controller.session, drawing.morph.bar, drawing.menus.actions
    assert bar.texture.isVisible()
    assert action["texture"].isEnabled()
    for key in ("lerp", "crossfade"):
        drawing.controller.set_method(key)
        assert not bar.texture.isVisible()
        assert not action["texture"].isEnabled()
        press(qtbot, drawing)
        drawing.commands.run("texture")
        assert session.texture == 0
        settle(drawing)
    drawing.controller.set_method("drawn")
    assert bar.texture.isVisible()
    assert action["texture"].isEnabled()
    settle(drawing)


def test_the_first_method_that_is_shown_may_draw(make_window, backend, settings):
    settings.method = "drawn"
    window = make_window(backend, CLIPS)
    assert window.morph.bar.texture.isVisible()
    assert window.menus.actions["texture"].isEnabled()


def test_where_nothing_is_drawn_another_texture_keeps_the_sound(window, backend, settle):
    controller, session = window.controller, window.controller.session
    before, n_rendered = session.sound, len(backend.rendered)
    controller.set_texture(5)
    assert session.is_final
    window.commands.run("undo")
    assert session.texture == 0
    window.commands.run("redo")
    assert session.texture == 5
    controller.switch_bank()  # whose texture is 0
    assert session.texture == 0
    controller.switch_bank()
    settle(window)
    assert session.is_final
    assert session.sound is before
    assert len(backend.rendered) == n_rendered
    controller.set_method("drawn")
    settle(window)
    assert backend.seeds[-1] == 5
    controller.set_method("lerp")
    settle(window)
    assert backend.seeds[-1] == 0


def test_each_memory_has_its_texture(drawing, backend, settle):
    controller, session = drawing.controller, drawing.controller.session
    controller.copy_bank()
    controller.new_texture()
    settle(drawing)
    first = session.sound
    controller.switch_bank()
    settle(drawing)
    assert (session.texture, backend.seeds[-1]) == (0, 0)
    assert drawing.morph.bar.texture.accessibleDescription() == "texture 0"
    assert "texture 1" in drawing.alpha.memory.button("I").toolTip()
    controller.switch_bank()
    assert session.texture == 1
    assert session.is_final  # it was kept
    assert session.sound.samples is first.samples
    settle(drawing)


def test_swapping_keeps_the_texture(drawing, settle):
    drawing.controller.set_texture(3)
    drawing.controller.swap()
    assert drawing.controller.session.texture == 3
    settle(drawing)


def test_a_new_window_begins_with_the_first_texture(make_window, backend, settings, settle):
    settings.method = "drawn"
    first = make_window(backend, CLIPS)
    first.controller.set_texture(3)
    settle(first)
    first.close()
    assert make_window(FakeBackend(), CLIPS).controller.session.texture == 0


# -- models -----------------------------------------------------------------------------------


def test_a_model_that_cannot_draw_is_told_in_the_method_s_tip(qtbot, make_window, backend, settle):
    backend.has_refiner = False
    window = make_window(backend, CLIPS)
    window.controller.set_method("drawn")
    settle(window)
    said = "Draws.\nThe model fake cannot draw: this is its middle without any detail drawn."
    assert window.morph.combo.toolTip() == said
    assert window.morph.segments.button("drawn").toolTip() == said
    assert window.menus._methods.actions()[1].toolTip() == said
    assert not window.morph.bar.texture.isVisible()
    press(qtbot, window)
    assert window.controller.session.texture == 0


def test_another_model_may_not_draw(qtbot, drawing, backend, settle):
    drawing.controller.set_texture(3)
    settle(drawing)
    drawing.commands.open_model(Path("/models/other"))  # the fake one has no refiner
    qtbot.waitUntil(lambda: drawing.controller.vae.name == "other")
    settle(drawing)
    assert not drawing.morph.bar.texture.isVisible()
    assert not drawing.menus.actions["texture"].isEnabled()
    assert "The model other cannot draw" in drawing.morph.combo.toolTip()
    assert drawing.controller.session.method == "drawn"
    assert backend.seeds[-1] == 0
    drawing.status._timer.stop()


# -- files ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["alpha", "series", "whole", "transition"])
def test_what_is_written_has_the_texture(qtbot, drawing, backend, settle, tmp_path, kind):
    controller = drawing.controller
    controller.set_texture(4)
    controller.export(ExportChoice(tmp_path / "x.wav", kind))
    controller.set_method("lerp")
    controller.export(ExportChoice(tmp_path / "y.wav", kind))
    qtbot.waitUntil(lambda: len(backend.written) == 2)
    orders = {order.path.name: order for order in backend.orders}
    assert orders["x.wav"].request.seed == 4
    assert orders["x.wav"].result is None, "the sound of the first texture is not it"
    assert orders["y.wav"].request.seed == 0
    settle(drawing)
    qtbot.waitUntil(lambda: not controller.exporter.jobs)
    drawing.status._timer.stop()


def test_another_texture_is_another_file_to_drag(drawing, settle):
    (feature,) = (f for f in drawing.features if isinstance(f, DragOut))
    controller, first = drawing.controller, feature._key()
    controller.new_texture()
    assert feature._key() != first
    controller.set_texture(0)
    assert feature._key() == first
    controller.set_method("lerp")
    plain = feature._key()
    controller.set_texture(2)
    assert feature._key() == plain
    settle(drawing)


# -- the bar ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "text"), [((1024, 640), ""), ((1440, 900), "Texture")])
def test_there_is_room_for_the_button(drawing, settle, size, text):
    bar = drawing.morph.bar
    for method in ("lerp", "drawn"):
        drawing.controller.set_method(method)
        drawing.resize(*size)
        drawing.grab()
        widgets = [bar._name, bar.detail, bar._number, bar.even, bar.beyond, bar.match]
        if method == "drawn":
            widgets.insert(3, bar.texture)
            assert bar.texture.text() == text
        ends = [(w.mapTo(bar, QPoint()).x(), w.width()) for w in widgets]
        for (x, width), (after, _) in itertools.pairwise(ends):
            assert x + width <= after
        assert ends[-1][0] + ends[-1][1] <= bar.width()
        assert all(w.width() >= w.minimumSizeHint().width() for w in widgets)
    assert bar.texture.accessibleName() == "New texture"
    settle(drawing)


def test_the_other_methods_bar_is_as_it_was(drawing, settle):
    bar = drawing.morph.bar
    drawing.resize(1300, 800)
    drawing.grab()
    assert bar.is_narrow
    drawing.controller.set_method("lerp")
    drawing.grab()
    assert not bar.is_narrow
    assert (bar.even.text(), bar.layout().spacing()) == ("Even steps", 8)
    settle(drawing)


def test_tab_reaches_the_button(qtbot, drawing):
    bar = drawing.morph.bar
    bar.detail.setFocus()
    qtbot.keyClick(bar.detail, Qt.Key.Key_Tab)
    assert drawing.focusWidget() is bar.texture
    qtbot.keyClick(bar.texture, Qt.Key.Key_Space)
    assert drawing.controller.session.texture == 1
    qtbot.waitUntil(lambda: drawing.controller.session.is_final)


def test_what_the_engine_says_of_its_methods_is_known():
    methods = {method.key: method for method in Backend().methods()}
    assert [key for key, method in methods.items() if method.draws_detail] == ["drawn"]
