"""The preferences dialog: built from a list of rows, without OK: what is chosen holds at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from gui.settings import Setting, Settings

SIZE = (620, 560)
LABEL_WIDTH = 180
COMBO_CHARACTERS = 24


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One preference.

    Parameters
    ----------
    name : str
        Of the setting, or of something the reader of the values knows.
    label, help : str
        The help is shown below the control and read out with it.
    options : tuple of (value, text)
        Of a list; without them a switch, or a number in the setting's range.
    unit : str
        After a number.
    step : float
        Of a number.
    """

    name: str
    label: str
    help: str = ""
    options: tuple[tuple[Any, str], ...] = ()
    unit: str = ""
    step: float = 0.1


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """A heading and its rows."""

    title: str
    rows: tuple[Row, ...]


class PreferencesDialog(QDialog):
    """Shows the rows; stays open beside the window.

    Parameters
    ----------
    sections : list of Section
    read : callable
        The present value of a row by its name.

    Signals
    -------
    changed(str, object)
        The user gave this row another value.
    reset_requested()
        All rows should have their defaults.
    """

    changed = Signal(str, object)
    reset_requested = Signal()

    def __init__(
        self, sections: list[Section], read: Callable[[str], Any], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preferences"))
        self._read = read
        self.controls: dict[str, QWidget] = {}
        body = QWidget()
        body.setProperty("role", "page")
        self._grid = QGridLayout(body)
        self._grid.setContentsMargins(20, 12, 20, 12)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)
        for section in sections:
            self._add_section(section)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        scroll = QScrollArea(self)
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addLayout(self._make_buttons())
        self.resize(*SIZE)
        self.refresh()

    def _make_buttons(self) -> QHBoxLayout:
        self.reset_button = QPushButton(self.tr("Reset to defaults"), self)
        self.reset_button.setAutoDefault(False)
        self.close_button = QPushButton(self.tr("Close"), self)
        self.close_button.setAutoDefault(False)
        self.reset_button.clicked.connect(self.reset_requested)
        self.close_button.clicked.connect(self.close)
        row = QHBoxLayout()
        row.setContentsMargins(20, 12, 20, 16)
        row.addWidget(self.reset_button)
        row.addStretch(1)
        row.addWidget(self.close_button)
        return row

    # -- building ---------------------------------------------------------------------------

    def _add_section(self, section: Section) -> None:
        title = QLabel(section.title)
        title.setProperty("role", "title")
        row = self._grid.rowCount()
        if self.controls:
            self._grid.setRowMinimumHeight(row, 12)
        self._grid.addWidget(title, row + 1, 0, 1, 2)
        for declared in section.rows:
            self._add_row(declared)

    def _add_row(self, declared: Row) -> None:
        control = self._make_control(declared)
        control.setAccessibleDescription(declared.help)
        self.controls[declared.name] = control
        row = self._grid.rowCount()
        if isinstance(control, QCheckBox):
            self._grid.addWidget(control, row, 0, 1, 2)
        else:
            label = QLabel(declared.label)
            label.setBuddy(control)
            control.setAccessibleName(declared.label)
            self._grid.addWidget(label, row, 0)
            self._grid.addWidget(control, row, 1)
        if declared.help:
            help_label = QLabel(declared.help)
            help_label.setProperty("role", "secondary")
            help_label.setWordWrap(True)
            help_label.setTextFormat(Qt.TextFormat.PlainText)
            help_label.setContentsMargins(0, 0, 0, 6)
            self._grid.addWidget(help_label, row + 1, 1)

    def _make_control(self, row: Row) -> QWidget:
        if row.options:
            combo = QComboBox()
            combo.setObjectName(row.name)
            combo.setItemDelegate(QStyledItemDelegate(combo))
            combo.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            combo.setMinimumContentsLength(COMBO_CHARACTERS)
            _fill(combo, row.options)
            combo.activated.connect(self._on_activated)
            return combo
        setting = Settings.all()[row.name]
        if isinstance(setting.default, bool):
            switch = QCheckBox(row.label)
            switch.setObjectName(row.name)
            switch.clicked.connect(self._on_clicked)
            return switch
        return self._make_number(row, setting)

    def _make_number(self, row: Row, setting: Setting[float]) -> QDoubleSpinBox:
        number = QDoubleSpinBox()
        number.setObjectName(row.name)
        number.setRange(setting.minimum, setting.maximum)
        number.setSingleStep(row.step)
        number.setDecimals(2 if row.step < 0.1 else 1)
        number.setSuffix(f" {row.unit}" if row.unit else "")
        number.setStepType(QAbstractSpinBox.StepType.DefaultStepType)
        number.setKeyboardTracking(False)
        number.lineEdit().setTextMargins(6, 0, 0, 0)
        number.valueChanged.connect(self._on_number_changed)
        return number

    # -- showing ----------------------------------------------------------------------------

    def set_options(self, name: str, options: tuple[tuple[Any, str], ...]) -> None:
        """Offer other choices in a list."""
        combo = self.controls[name]
        assert isinstance(combo, QComboBox)
        if [(combo.itemData(i), combo.itemText(i)) for i in range(combo.count())] != list(options):
            _fill(combo, options)
        self._show(name)

    @Slot()
    def refresh(self) -> None:
        """Show the present values, telling nobody."""
        for name in self.controls:
            self._show(name)

    def _show(self, name: str) -> None:
        control, value = self.controls[name], self._read(name)
        was_blocked = control.blockSignals(True)
        if isinstance(control, QComboBox):
            control.setCurrentIndex(control.findData(value))
        elif isinstance(control, QCheckBox):
            control.setChecked(value)
        elif isinstance(control, QDoubleSpinBox):
            control.setValue(value)
        control.blockSignals(was_blocked)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate:
            self.refresh()  # menus change some of the settings, too
        return super().event(event)

    # -- asking -----------------------------------------------------------------------------

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        combo = self.sender()
        assert isinstance(combo, QComboBox)
        self.changed.emit(combo.objectName(), combo.itemData(index))

    @Slot(bool)
    def _on_clicked(self, is_on: bool) -> None:
        self.changed.emit(self.sender().objectName(), is_on)

    @Slot(float)
    def _on_number_changed(self, value: float) -> None:
        self.changed.emit(self.sender().objectName(), value)


def _fill(combo: QComboBox, options: tuple[tuple[Any, str], ...]) -> None:
    was_blocked = combo.blockSignals(True)
    combo.clear()
    for value, text in options:
        combo.addItem(text, value)
    combo.blockSignals(was_blocked)
