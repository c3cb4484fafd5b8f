"""The panel of levels and colours, which lies over the morph's mel while it is wanted."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.theme import Theme, tabular
from gui.views.histogram import Histogram
from gui.views.mel_display import HIGHEST_DB, LOWEST_DB, MAPS, MelDisplay
from gui.widgets.floating_panel import FloatingPanel
from gui.widgets.segments import Segments
from gui.widgets.thin_slider import ThinSlider
from gui.words import signed

WIDTH = 308


class LevelsPanel(FloatingPanel):
    """Floor and ceiling of the colours, and the colours; changes the display at once.

    Parameters
    ----------
    theme : Theme
    display : MelDisplay
    anchor : QWidget
        Whose upper right corner it takes.
    parent : QWidget
        What it may cover.
    """

    def __init__(self, theme: Theme, display: MelDisplay, anchor: QWidget, parent: QWidget) -> None:
        super().__init__(theme, "V", anchor, parent)
        self.title.setText(self.tr("Levels"))
        self._display = display
        self.setAccessibleName(self.tr("Levels and colours of the mel spectrograms"))
        self.histogram = Histogram(theme, self)
        self.histogram.setFixedHeight(84)
        self.floor = ThinSlider(theme, LOWEST_DB, HIGHEST_DB, default=LOWEST_DB, parent=self)
        self.ceiling = ThinSlider(theme, LOWEST_DB, HIGHEST_DB, default=HIGHEST_DB, parent=self)
        self.floor.setAccessibleName(self.tr("Level of the darkest colour, in decibels"))
        self.ceiling.setAccessibleName(self.tr("Level of the brightest colour, in decibels"))
        names = {
            "magma": self.tr("Magma"),
            "viridis": self.tr("Viridis"),
            "cividis": self.tr("Cividis"),
            "grey": self.tr("Grey"),
        }
        choices = [(name, names[name], "") for name in MAPS]
        self.colours = Segments(self.tr("Colours"), choices, self)
        self.reset = QPushButton(self.tr("Reset"), self)
        self.reset.setProperty("role", "link")
        self.reset.setToolTip(self.tr("All levels, in the first colours"))
        self.reset.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._numbers = [QLabel(self), QLabel(self)]
        self._compose()
        self._connect()
        self.setTabOrder(self.reset, self.close_button)
        self.setFixedWidth(WIDTH)
        self._on_display_changed()

    def _compose(self) -> None:
        self.header.insertWidget(self.header.count() - 1, self.reset)
        rows = QGridLayout()
        rows.setHorizontalSpacing(8)
        rows.setVerticalSpacing(4)
        rows.addWidget(self.histogram, 0, 0)
        for row, (slider, number) in enumerate(
            zip((self.floor, self.ceiling), self._numbers, strict=True), 1
        ):
            number.setProperty("role", "secondary")
            number.setFont(tabular(number.font()))
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            number.setFixedWidth(QFontMetrics(self.font()).horizontalAdvance("−80 dB") + 4)
            rows.addWidget(slider, row, 0)
            rows.addWidget(number, row, 1)
        rows.setColumnStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(self.header)
        layout.addLayout(rows)
        layout.addWidget(self.colours, 0, Qt.AlignmentFlag.AlignLeft)

    def _connect(self) -> None:
        self.histogram.levels_moved.connect(self._on_levels_moved)
        self.floor.valueChanged.connect(self._on_floor_moved)
        self.ceiling.valueChanged.connect(self._on_ceiling_moved)
        self.colours.chosen.connect(self._display.set_colours)
        self.reset.clicked.connect(self._on_reset)
        self._display.changed.connect(self._on_display_changed)

    def open_panel(self) -> None:
        """Show it, and let the keys move the floor."""
        super().open_panel()
        self.floor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # -- both directions ----------------------------------------------------------------------

    @Slot()
    def _on_display_changed(self) -> None:
        display = self._display
        levels = (display.floor_db, display.ceiling_db)
        self.histogram.set_levels(*levels, display.colours)
        self.colours.set_key(display.colours)
        for slider, number, db in zip(
            (self.floor, self.ceiling), self._numbers, levels, strict=True
        ):
            slider.blockSignals(True)
            slider.setValue(round(db))
            slider.blockSignals(False)
            slider.update()
            number.setText(f"{signed(db, 0)} dB")

    @Slot(float, float)
    def _on_levels_moved(self, floor_db: float, ceiling_db: float) -> None:
        self._display.set_levels(floor_db, ceiling_db)

    @Slot(int)
    def _on_floor_moved(self, floor_db: int) -> None:
        self._display.set_levels(floor_db, self._display.ceiling_db)
        self._on_display_changed()  # the slider may have asked for too much

    @Slot(int)
    def _on_ceiling_moved(self, ceiling_db: int) -> None:
        self._display.set_levels(self._display.floor_db, ceiling_db)
        self._on_display_changed()

    @Slot()
    def _on_reset(self) -> None:
        self._display.set_levels(LOWEST_DB, HIGHEST_DB)
        self._display.set_colours(MAPS[0])
