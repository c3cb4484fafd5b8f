"""What the preferences do: each holds from the moment it is chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot as QtSlot

from gui.desk.preferences import PreferencesDialog, Row, Section
from gui.dialogs import ask_model_folder, present
from gui.feature import Feature, Shell
from gui.language import LANGUAGES
from gui.motion import apply_motion
from gui.settings import Settings

OTHER = "other"
"""The entry of the models that asks for a folder."""
SWITCHES = {"curve_snaps": "curve_snaps", "reloads": "reload_changed"}
CHOICES = {"theme": "theme_", "mel_colours": "colours_", "snap": "snap_"}
"""Rows that are commands of a menu as well, which know best what else is to be done."""
NO_DEVICE = -1
MISSING_DEVICE = -2
"""The entries of the devices for the system's default, and for one that is wished for."""


class PreferencesControl(Feature):
    """Opens the dialog and applies what is chosen in it; tells of a settings file gone bad."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.dialog: PreferencesDialog | None = None
        settings = shell.controller.settings
        self._appliers: dict[str, Callable[[Any], object]] = {
            "language": self._apply_language,
            "motion": apply_motion,
            "provider": self._apply_provider,
            "start_model": self._apply_model,
            "device": self._apply_device,
            "latency_ms": self._apply_latency,
        }
        apply_motion(settings.motion)
        shell.commands.add(preferences=self.show)
        shell.controller.models.listed.connect(self._refresh)
        shell.controller.model_changed.connect(self._on_model_changed)
        shell.controller.player.device_changed.connect(self._refresh)
        shell.controller.player.wish_changed.connect(self._refresh)
        shell.theme.changed.connect(self._refresh)

    @property
    def _settings(self) -> Settings:
        return self.shell.controller.settings

    def start(self) -> None:
        text = self._settings.trouble_text
        if text:
            self.shell.views.morph.messages.refusal.show_text(text)

    def shutdown(self) -> None:
        if self.dialog is not None:
            self.dialog.close()

    def show(self) -> None:
        """Open the dialog, or bring it to the front."""
        if self.dialog is None:
            self.dialog = PreferencesDialog(self.sections(), self._value, self.shell.window)
            self.dialog.changed.connect(self._on_changed)
            self.dialog.reset_requested.connect(self._on_reset)
        self._refresh()
        present(self.dialog)

    # -- the rows ---------------------------------------------------------------------------

    def sections(self) -> list[Section]:
        """Return every preference, in the order of the dialog."""
        return [
            Section(self.tr("Sound"), self._sound_rows()),
            Section(self.tr("Model"), self._model_rows()),
            Section(self.tr("Morph"), self._morph_rows()),
            Section(self.tr("Window"), self._window_rows()),
        ]

    def _sound_rows(self) -> tuple[Row, ...]:
        latencies = (
            (60, self.tr("Short, 60 ms")),
            (120, self.tr("Normal, 120 ms")),
            (300, self.tr("Safe, 300 ms")),
        )
        return (
            Row("device", self.tr("Sound device"), options=self._devices()),
            Row(
                "latency_ms",
                self.tr("Latency"),
                self.tr("Shorter answers sooner; safer does not stutter."),
                latencies,
            ),
        )

    def _model_rows(self) -> tuple[Row, ...]:
        cpu = self.tr("CPU only")
        return (
            Row(
                "start_model",
                self.tr("Model"),
                self.tr("Opened now, and from now on when Segue starts."),
                self._models(),
            ),
            Row(
                "provider",
                self.tr("Runs on"),
                self.tr("Takes effect at once: the model is opened again."),
                (("auto", self.tr("Graphics card if possible")), ("cpu", cpu)),
            ),
        )

    def _morph_rows(self) -> tuple[Row, ...]:
        begins = (
            ("off", self.tr("Anywhere")),
            ("beats", self.tr("On beats")),
            ("zero", self.tr("At zero crossings")),
        )
        return (
            Row("snap", self.tr("Excerpts begin"), options=begins),
            Row(
                "glide_s",
                self.tr("Glide time"),
                self.tr("How long the slider takes to a mark; 0 jumps."),
                unit="s",
                step=0.5,
            ),
            Row("curve_snaps", self.tr("Points of a curve snap to a grid")),
            Row("reloads", self.tr("Read changed files again without asking")),
        )

    def _window_rows(self) -> tuple[Row, ...]:
        system = self.tr("As the system")
        names = {"system": system, "en": "English", "de": "Deutsch"}
        themes = (("dark", self.tr("Dark")), ("light", self.tr("Light")))
        colours = (
            ("magma", self.tr("Magma")),
            ("viridis", self.tr("Viridis")),
            ("cividis", self.tr("Cividis")),
            ("grey", self.tr("Grey")),
        )
        motions = (("on", self.tr("On")), ("off", self.tr("Off")))
        return (
            Row("theme", self.tr("Theme"), options=(("system", system), *themes)),
            Row("mel_colours", self.tr("Colours of the mels"), options=colours),
            Row(
                "language",
                self.tr("Language"),
                self.tr("From the next start on."),
                tuple((key, names[key]) for key in LANGUAGES),
            ),
            Row(
                "motion",
                self.tr("Reduced motion"),
                self.tr("Nothing slides: menus, lists, and the slider on its way to a mark."),
                (("system", system), *motions),
            ),
            Row("asks_to_save", self.tr("Ask before unsaved work is closed")),
            Row(
                "autosaves",
                self.tr("Keep a copy of unsaved work, for after a crash"),
                self.tr("From the next start on."),
            ),
            Row(
                "is_single",
                self.tr("Open files in the window that is there already"),
                self.tr("From the next start on."),
            ),
        )

    def _devices(self) -> tuple[tuple[int, str], ...]:
        bridge = self.shell.controller.player
        has_many = len({device.host_api for device in bridge.devices}) > 1
        rows = [
            (d.index, f"{d.name} · {d.host_api}" if has_many else d.name) for d in bridge.devices
        ]
        if bridge.wish.name and bridge.wish.find(bridge.devices) is None:
            missing = self.tr("{name} (not connected)").format(name=bridge.wish.name)
            rows.append((MISSING_DEVICE, missing))
        return ((NO_DEVICE, self.tr("As the system")), *rows)

    def _models(self) -> tuple[tuple[str, str], ...]:
        models = self.shell.controller.models.models
        rows = [(str(folder), label) for folder, label in models]
        wished = self._settings.start_model
        if wished and wished not in dict(rows):
            rows.append((wished, Path(wished).name))
        first = ("", self.tr("The one that comes with Segue"))
        return (first, *rows, (OTHER, self.tr("Another folder…")))

    def _value(self, name: str) -> Any:
        """Return the present value of a row."""
        if name == "device":
            bridge = self.shell.controller.player
            if not bridge.wish.name:
                return NO_DEVICE
            wished = bridge.wish.find(bridge.devices)
            return MISSING_DEVICE if wished is None else wished.index
        return getattr(self._settings, name)

    # -- applying ---------------------------------------------------------------------------

    @QtSlot(str, object)
    def _on_changed(self, name: str, value: Any) -> None:
        actions = self.shell.views.menus.actions
        if name in CHOICES:
            actions[CHOICES[name] + value].trigger()
        elif name in SWITCHES:
            if actions[SWITCHES[name]].isChecked() != value:
                actions[SWITCHES[name]].trigger()
        elif name in Settings.all() and value != OTHER:
            setattr(self._settings, name, value)
        if name in self._appliers:
            self._appliers[name](value)
        self._refresh()

    @QtSlot()
    def _on_reset(self) -> None:
        rows = [row.name for section in self.sections() for row in section.rows]
        was = {name: self._value(name) for name in rows}
        defaults = {name: setting.default for name, setting in Settings.all().items()}
        for name in rows:
            value = defaults.get(name, NO_DEVICE)
            if value != was[name]:
                self._on_changed(name, value)

    def _apply_language(self, _: str) -> None:
        text = self.tr("The language changes when Segue starts again.")
        self.shell.controller.noted.emit(text)

    def _apply_provider(self, provider: str) -> None:
        models, vae = self.shell.controller.models, self.shell.controller.vae
        models.set_provider(provider)
        models.open(vae.folder if vae is not None else None)

    def _apply_model(self, folder: str) -> None:
        chosen: Path | None = Path(folder) if folder else None
        if folder == OTHER:
            chosen = ask_model_folder(self.shell.window, self._settings.model_folder)
            if chosen is None:
                return
            self._settings.model_folder = str(chosen.parent)
            self._settings.start_model = str(chosen)
        self.shell.controller.models.set_first(chosen)
        self.shell.commands.open_model(chosen)

    def _apply_device(self, index: int) -> None:
        if index != MISSING_DEVICE:
            self.shell.controller.player.choose(None if index == NO_DEVICE else index)

    def _apply_latency(self, latency_ms: int) -> None:
        self.shell.controller.player.set_latency(latency_ms / 1000)

    # -- what others changed ----------------------------------------------------------------

    @QtSlot()
    def _on_model_changed(self) -> None:
        controller = self.shell.controller
        wished = self._settings.start_model
        is_first = bool(wished) and controller.models.first == Path(wished)
        if controller.vae is None and controller.model_error and is_first:
            # This start, and the next ones, go on with the model that comes with Segue.
            text = self.tr("{sentence} The model that comes with Segue is used instead.")
            error = text.format(sentence=controller.model_error)
            self.shell.views.morph.messages.refusal.show_text(error)
            self._settings.start_model = ""
            controller.models.set_first(None)
            controller.models.open()
        self._refresh()

    @QtSlot()
    def _refresh(self) -> None:
        if self.dialog is not None:
            self.dialog.set_options("start_model", self._models())
            self.dialog.set_options("device", self._devices())
            self.dialog.refresh()
