"""The preferences: what is chosen holds at once, and is remembered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QDoubleSpinBox

from gui import app
from gui.desk import preferences_control
from gui.desk.preferences_control import NO_DEVICE, OTHER, PreferencesControl
from gui.motion import apply_motion, is_calm
from gui.playback.device_watch import Wish
from gui.settings import Settings
from tests.gui.fake_engine import FakeBackend


@pytest.fixture(autouse=True)
def motion():
    yield
    apply_motion("off")


@pytest.fixture
def control(window):
    return next(f for f in window.features if isinstance(f, PreferencesControl))


@pytest.fixture
def dialog(qtbot, window, control):
    window.commands.run("preferences")
    qtbot.waitExposed(control.dialog)
    return control.dialog


def choose(dialog, name, value):
    """Choose an entry of a list as the hand does."""
    combo = dialog.controls[name]
    index = combo.findData(value)
    assert index >= 0, [combo.itemData(i) for i in range(combo.count())]
    combo.setCurrentIndex(index)
    combo.activated.emit(index)


def rows_of(control):
    return [row for section in control.sections() for row in section.rows]


def test_the_dialog_shows_what_the_settings_say(window, control, settings):
    settings.theme, settings.asks_to_save, settings.glide_s = "light", False, 3.5
    window.commands.run("preferences")
    controls = control.dialog.controls
    assert controls["theme"].currentData() == "light"
    assert not controls["asks_to_save"].isChecked()
    assert controls["glide_s"].value() == 3.5
    assert not control.dialog.isModal()


def test_every_row_shows_its_setting_and_changes_it(control, dialog, settings):
    for row in rows_of(control):
        widget, setting = dialog.controls[row.name], Settings.all().get(row.name)
        if setting is None or row.name == "start_model":
            continue
        before = getattr(settings, row.name)
        if isinstance(widget, QComboBox):
            index = (widget.currentIndex() + 1) % widget.count()
            choose(dialog, row.name, widget.itemData(index))
        elif isinstance(widget, QCheckBox):
            widget.click()
        else:
            assert isinstance(widget, QDoubleSpinBox)
            assert (widget.minimum(), widget.maximum()) == (setting.minimum, setting.maximum)
            widget.stepUp()
        assert getattr(settings, row.name) != before, row.name
        setattr(settings, row.name, before)
        dialog.refresh()


def test_every_option_of_a_list_is_one_the_setting_allows(control):
    for row in rows_of(control):
        setting = Settings.all().get(row.name)
        if setting is not None and setting.choices:
            assert {value for value, _ in row.options} == set(setting.choices), row.name


def test_the_theme_changes_at_once_both_ways(window, dialog, settings):
    choose(dialog, "theme", "light")
    assert window.theme.palette.name == "light"
    assert settings.theme == "light"
    assert window.menus.actions["theme_light"].isChecked()
    window.menus.actions["theme_dark"].trigger()
    assert dialog.controls["theme"].currentData() == "dark"


def test_the_provider_opens_the_model_again(window, dialog, settle, settings):
    backend = window.controller._backend
    first = window.controller.vae
    choose(dialog, "provider", "cpu")
    settle(window)
    assert settings.provider == backend._provider == "cpu"
    assert window.controller.vae is not first
    assert window.controller.vae.folder == first.folder


def test_a_model_is_opened_now_and_at_the_next_start(window, dialog, settle, settings):
    choose(dialog, "start_model", "/models/other")
    settle(window)
    assert window.controller.vae.name == "other"
    assert settings.start_model == "/models/other"
    choose(dialog, "start_model", "")
    settle(window)
    assert window.controller.vae.name == "fake"
    assert settings.start_model == ""


def test_another_folder_is_asked_for_and_offered(window, dialog, settle, settings, monkeypatch):
    monkeypatch.setattr(preferences_control, "ask_model_folder", lambda *_: None)
    choose(dialog, "start_model", OTHER)
    assert dialog.controls["start_model"].currentData() == ""
    assert settings.start_model == ""
    path = preferences_control.Path("/elsewhere/mine")
    monkeypatch.setattr(preferences_control, "ask_model_folder", lambda *_: path)
    choose(dialog, "start_model", OTHER)
    settle(window)
    assert settings.start_model == str(path)
    assert dialog.controls["start_model"].currentData() == str(path)
    assert window.controller.vae.name == "mine"


def test_a_start_model_that_is_gone_makes_way_for_the_one_that_comes_with_segue(
    make_window, settings, settle, caplog
):
    class Gone(FakeBackend):
        def load_model(self, folder=None):
            return super().load_model(folder or self.model_folder)

    backend = Gone()
    settings.start_model = "/models/bad"
    backend.set_model(preferences_control.Path("/models/bad"))
    window = make_window(backend, ["one.wav", "second.wav"])
    assert window.controller.vae.name == "fake"
    assert settings.start_model == ""
    text = window.morph.messages.refusal.text
    assert text.startswith("bad: not a model; choose another.")
    assert text.endswith("The model that comes with Segue is used instead.")
    caplog.clear()


def test_the_program_starts_with_the_wished_model_and_provider(monkeypatch, tmp_path):
    made = {}

    class Stop(BaseException):
        pass

    def window(backend, settings, theme):
        made["backend"] = backend
        raise Stop

    settings = Settings(tmp_path / "settings.ini")
    settings.start_model, settings.provider = "/models/mine", "cpu"
    monkeypatch.setattr(app, "Settings", lambda: settings)
    monkeypatch.setattr(app, "start_log", lambda: None)
    monkeypatch.setattr(app, "MainWindow", window)
    with pytest.raises(Stop):
        app.run([])
    assert made["backend"].model_folder == preferences_control.Path("/models/mine")
    assert made["backend"]._provider == "cpu"
    with pytest.raises(Stop):
        app.run([], preferences_control.Path("/models/asked"))
    assert made["backend"].model_folder == preferences_control.Path("/models/asked")


def test_a_device_is_chosen(window, control, dialog, monkeypatch):
    from engine.audio.devices import AudioDevice

    player = window.controller.player
    chosen = []
    monkeypatch.setattr(player, "choose", chosen.append)
    player.devices = [AudioDevice(3, "Loudspeaker", "ALSA", False)]
    player.device_changed.emit()
    choose(dialog, "device", 3)
    choose(dialog, "device", NO_DEVICE)
    assert chosen == [3, None]
    player.wish = Wish("Loudspeaker", "ALSA")
    player.wish_changed.emit()
    assert dialog.controls["device"].currentData() == 3
    player.wish = Wish("Headphones", "ALSA")
    player.wish_changed.emit()
    assert dialog.controls["device"].currentText() == "Headphones (not connected)"
    choose(dialog, "device", dialog.controls["device"].currentData())
    assert chosen == [3, None]


def test_the_latency_is_chosen_here_and_in_the_menu(window, dialog, settings):
    player = window.controller.player
    choose(dialog, "latency_ms", 300)
    assert (player.latency_s, settings.latency_ms) == (0.3, 300)
    player.set_latency(0.06)
    assert dialog.controls["latency_ms"].currentData() == 60


def test_the_colours_and_the_snapping_change_with_their_menus(window, dialog, settings):
    actions = window.menus.actions
    choose(dialog, "mel_colours", "viridis")
    assert actions["colours_viridis"].isChecked()
    assert settings.mel_colours == "viridis"
    choose(dialog, "snap", "zero")
    assert actions["snap_zero"].isChecked()
    assert settings.snap == "zero"
    actions["snap_off"].trigger()
    dialog.refresh()
    assert dialog.controls["snap"].currentData() == "off"


def test_reduced_motion_stills_the_lists_and_the_cursor(dialog):
    choose(dialog, "motion", "on")
    assert not QApplication.isEffectEnabled(Qt.UIEffect.UI_AnimateCombo)
    assert QApplication.cursorFlashTime() == 0
    choose(dialog, "motion", "off")
    assert QApplication.cursorFlashTime() > 0
    assert is_calm("on")
    assert not is_calm("off")


def test_points_that_snap_are_told_of_by_the_menu_too(window, dialog, settings):
    before = settings.curve_snaps
    dialog.controls["curve_snaps"].click()
    assert settings.curve_snaps is not before
    assert window.menus.actions["curve_snaps"].isChecked() is not before
    window.menus.actions["curve_snaps"].trigger()
    dialog.refresh()
    assert dialog.controls["curve_snaps"].isChecked() is before


def test_a_reset_takes_everything_back_and_leaves_the_session_alone(window, dialog, settings):
    settings.detail = 0.4
    choose(dialog, "theme", "light")
    choose(dialog, "motion", "on")
    dialog.controls["asks_to_save"].click()
    dialog.reset_button.click()
    assert (settings.theme, settings.motion, settings.asks_to_save) == ("system", "system", True)
    assert window.theme.mode == "system"
    assert dialog.controls["theme"].currentData() == "system"
    assert settings.detail == 0.4


def test_the_language_is_told_to_come_later(window, dialog, settings):
    choose(dialog, "language", "de")
    assert settings.language == "de"
    assert "starts again" in window.status.text()


def test_a_settings_file_gone_bad_is_told_in_the_window(qtbot, tmp_path, theme, backend, caplog):
    from gui.main_window import MainWindow

    path = tmp_path / "settings.ini"
    path.write_bytes(b"\0\1\2" * 50)
    window = MainWindow(backend, Settings(path), theme)
    window.show()
    window.start([])
    qtbot.waitUntil(lambda: bool(window.controller.methods))
    assert "settings.ini.bad" in window.morph.messages.refusal.text
    window.close()
    window.deleteLater()
    caplog.clear()


def test_keys_open_walk_and_close_it(qtbot, window, control):
    qtbot.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = control.dialog
    qtbot.waitUntil(lambda: dialog.focusWidget() is not None)
    seen = []
    for _ in range(2 * len(dialog.controls) + 4):
        focused = dialog.focusWidget()
        if focused in seen:
            break
        seen.append(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert set(seen) == {*dialog.controls.values(), dialog.reset_button, dialog.close_button}
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
