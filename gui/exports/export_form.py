"""The controls of the export dialog, filled from the session and the settings."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QStyledItemDelegate,
    QWidget,
)

from export.formats import FORMATS
from gui import words
from gui.session import Session
from gui.settings import Settings

MODEL_RATE = 32_768
"""In Hz; the window takes no other models."""
SPACING = 8
LABEL_WIDTH, NUMBER_WIDTH = 88, 88


class ExportForm(QWidget):
    """Rows of labels and controls; rows without meaning for what is chosen are hidden.

    Parameters
    ----------
    session : Session
    settings : Settings
        Where the last choices are remembered; see `remember`.
    """

    def __init__(self, session: Session, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self._rows = QFormLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setHorizontalSpacing(12)
        self._rows.setVerticalSpacing(SPACING)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._make_what()
        self._make_sound()
        self._make_place()
        self._fill()

    # -- building ---------------------------------------------------------------------------

    def _make_what(self) -> None:
        self.kind = self._combo(self.tr("What"))
        self._row(self.tr("&What"), self.kind)
        self.steps = QSpinBox(self)
        self.steps.setRange(2, 100)
        self.steps.setAccessibleName(self.tr("Steps"))
        self.even = QCheckBox(self.tr("&Even steps"), self)
        self.even.setToolTip(self.tr("Make equal steps of alpha equal steps of what is heard"))
        self._series = self._row(self.tr("S&teps"), self.steps, self.even)
        self.zone = QDoubleSpinBox(self)
        self.zone.setRange(1, 60)
        self.zone.setDecimals(1)
        self.zone.setSuffix(self.tr(" s"))
        for number in (self.steps, self.zone):
            number.setFixedWidth(NUMBER_WIDTH)
            number.lineEdit().setTextMargins(6, 0, 0, 0)  # the style sheet cannot
        self.zone.setAccessibleName(self.tr("Length of the morph between the files"))
        self.zone_place = self._combo(self.tr("Where the morph lies"))
        self._transition = self._row(self.tr("&Morph for"), self.zone, self.zone_place)
        self.range = self._combo(self.tr("Which seconds"))
        self._range = self._row(self.tr("&Range"), self.range)

    def _make_sound(self) -> None:
        self.format = self._combo(self.tr("Format"))
        self.bits = self._combo(self.tr("Bits of a sample"))
        self._row(self.tr("&Format"), self.format, self.bits)
        self.rate = self._combo(self.tr("Sample rate"))
        self._row(self.tr("Sample r&ate"), self.rate)
        self.loudness = self._combo(self.tr("Loudness"))
        self.loudness.setToolTip(
            self.tr("With a target no peak passes −1 dB; what that does not allow stays quieter")
        )
        self._row(self.tr("&Loudness"), self.loudness)
        self.png = QCheckBox(self.tr("&PNG picture"), self)
        self.exr = QCheckBox(self.tr("E&XR, exact"), self)
        self.png.setToolTip(self.tr("A picture of the mel spectrogram beside the sound"))
        self.exr.setToolTip(self.tr("The mel spectrogram with all its numbers beside the sound"))
        self._pictures = self._row(self.tr("Spectrogram"), self.png, self.exr)

    def _make_place(self) -> None:
        self.name = QLineEdit(self)
        self.name.setAccessibleName(self.tr("File name"))
        self._row(self.tr("&Name"), self.name)
        self.folder = QLineEdit(self)
        self.folder.setAccessibleName(self.tr("Folder"))
        self.browse = QPushButton(self.tr("&Browse…"), self)
        self.browse.setAutoDefault(False)
        self._row(self.tr("Fol&der"), self.folder, self.browse)

    def _combo(self, name: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setAccessibleName(name)
        combo.setItemDelegate(QStyledItemDelegate(combo))
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(8)
        return combo

    def _row(self, label: str, *controls: QWidget) -> QWidget:
        """Add a row; the last control that can grow takes what is left."""
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        for control in controls:
            grows = isinstance(control, QComboBox | QLineEdit)
            row.addWidget(control, int(grows))
        if not any(isinstance(control, QComboBox | QLineEdit) for control in controls):
            row.addStretch(1)
        text = QLabel(label, self)
        text.setBuddy(controls[0])
        text.setMinimumWidth(LABEL_WIDTH)
        self._rows.addRow(text, holder)
        return holder

    # -- filling ----------------------------------------------------------------------------

    def _fill(self) -> None:
        session, settings = self._session, self._settings
        shares = words.shares(session.alpha, sound=session.used_sound)
        kinds = [("alpha", self.tr("The morph at {shares}").format(shares=shares))]
        if session.curve is not None:
            kinds.append(("curve", self.tr("The morph along the curve")))
        kinds += [
            ("series", self.tr("A series of morphs from A to B, in a folder")),
            ("transition", self.tr("A transition: file A, the morph, file B")),
            ("whole", self.tr("The morph of both whole files")),
        ]
        kind = "curve" if settings.export_kind == "alpha" and session.is_curve else None
        _fill(self.kind, kinds, kind or settings.export_kind)
        places = [
            ("ends", self.tr("A's end and B's beginning")),
            ("excerpts", self.tr("from excerpt A into excerpt B")),
        ]
        _fill(self.zone_place, places, settings.export_zone_place)
        self.steps.setValue(settings.export_steps)
        self.even.setChecked(settings.export_is_even)
        self.zone.setValue(settings.export_zone_s)
        length = f"{session.length_s:.2f} s"
        ranges: list[tuple[Any, str]] = [(None, self.tr("All, {length}").format(length=length))]
        if session.loop is not None:
            start, stop = (words.clock(at, 2) for at in session.loop)
            loop = self.tr("The loop, {start} – {stop}").format(start=start, stop=stop)
            ranges.append((session.loop, loop))
        _fill(self.range, ranges, None)
        _fill(self.format, [(f.suffix, f.label) for f in FORMATS.values()], settings.export_suffix)
        none = self.tr("Leave it as it is")
        targets = {-14.0: self.tr("streaming"), -16.0: self.tr("podcasts")}
        targets[-23.0] = self.tr("broadcasting")
        lufs = [(at, f"{words.signed(at, 0)} LUFS ({name})") for at, name in targets.items()]
        _fill(self.loudness, [(0.0, none), *lufs], settings.export_lufs)
        self.png.setChecked(settings.export_png)
        self.exr.setChecked(settings.export_exr)
        self.fit()

    def fit(self) -> None:
        """Show the rows and the choices that what is chosen has."""
        kind, settings = self.kind.currentData(), self._settings
        for row, kinds in (
            (self._series, ("series",)),
            (self._transition, ("transition",)),
            (self._range, ("alpha", "curve")),
            (self._pictures, ("alpha", "curve", "transition", "whole")),
        ):
            self._rows.setRowVisible(row, kind in kinds)
        names = {
            "PCM_24": self.tr("24 bits"),
            "PCM_16": self.tr("16 bits, dithered"),
            "FLOAT": self.tr("32 bits, float"),
        }
        subtypes = FORMATS[self.format.currentData()].subtypes
        if len(subtypes) == 1:
            _fill(self.bits, [(subtypes[0], self.tr("compressed"))], subtypes[0])
        else:
            wanted = self.bits.currentData() or settings.export_subtype
            if wanted not in names:
                wanted = settings.export_subtype
            _fill(self.bits, [(key, names[key]) for key in subtypes], wanted)
        self.bits.setEnabled(len(subtypes) > 1)
        own = self._own_rate() if kind == "transition" else MODEL_RATE
        as_is = self.tr("{rate}, as it is")
        if kind == "transition":
            as_is = self.tr("{rate}, as the files")
        rates = [(0, as_is.format(rate=_khz(own)))]
        rates += [(hz, _khz(hz)) for hz in (44_100, 48_000, 96_000) if hz != own]
        wanted_rate = self.rate.currentData()
        _fill(self.rate, rates, settings.export_rate if wanted_rate is None else wanted_rate)

    def _own_rate(self) -> int:
        clips = [state.clip for state in self._session.slots.values()]
        return max((clip.info.sample_rate for clip in clips if clip), default=MODEL_RATE)

    def remember(self) -> None:
        """Keep the choices for the next time."""
        settings = self._settings
        settings.export_kind = self.kind.currentData()
        settings.export_suffix = self.format.currentData()
        if self.bits.isEnabled():
            settings.export_subtype = self.bits.currentData()
        settings.export_rate = self.rate.currentData()
        settings.export_lufs = self.loudness.currentData()
        settings.export_steps = self.steps.value()
        settings.export_is_even = self.even.isChecked()
        settings.export_zone_s = self.zone.value()
        settings.export_zone_place = self.zone_place.currentData()
        settings.export_png = self.png.isChecked()
        settings.export_exr = self.exr.isChecked()

    def inputs(self) -> list[QWidget]:
        """Return all controls in their order."""
        kinds = (QComboBox, QAbstractSpinBox, QCheckBox, QLineEdit, QPushButton)
        found = [w for w in self.findChildren(QWidget) if isinstance(w, kinds)]
        return [w for w in found if not isinstance(w.parent(), QAbstractSpinBox)]


def _fill(combo: QComboBox, choices: list[tuple[Any, str]], wanted: object) -> None:
    """Offer choices; the first is on if the wanted one is not among them."""
    blocked = QSignalBlocker(combo)
    combo.clear()
    for value, text in choices:
        combo.addItem(text, value)
    values = [value for value, _ in choices]
    combo.setCurrentIndex(values.index(wanted) if wanted in values else 0)
    blocked.unblock()


def _khz(hz: int) -> str:
    return f"{hz / 1000:g} kHz"
