"""The panel of levels and colours, which lies over the morph's mel while it is wanted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.theme import Theme, tabular
from gui.views.histogram import Histogram
from gui.views.mel_display import HIGHEST_DB, LOWEST_DB, MAPS, MelDisplay
from gui.widgets.segments import Segments
from gui.widgets.thin_slider import ThinSlider
from gui.words import signed

WIDTH, MARGIN = 308, 8


class LevelsPanel(QFrame):
    """Floor and ceiling of the colours, and the colours; changes the display at once.

    Parameters
    ----------
    theme : Theme
    display : MelDisplay
    anchor : QWidget
        Whose upper right corner it takes.
    parent : QWidget
        What it may cover.

    Signals
    -------
    closed()
    """

    closed = Signal()

    def __init__(self, theme: Theme, display: MelDisplay, anchor: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._display, self._anchor = display, anchor
        self.setProperty("role", "message")
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
        self.close_button = QPushButton(self)
        self.close_button.setProperty("role", "close")
        self.close_button.setIcon(theme.icon("close", "secondary"))
        self.close_button.setIconSize(QSize(12, 12))
        self.close_button.setAccessibleName(self.tr("Close"))
        self.close_button.setToolTip(self.tr("Close (V or Esc)"))
        for button in (self.reset, self.close_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._numbers = [QLabel(self), QLabel(self)]
        self._compose()
        self._connect(theme)
        self.setFixedWidth(WIDTH)
        self.hide()
        self._on_display_changed()

    def _compose(self) -> None:
        title = QLabel(self.tr("Levels"), self)
        title.setProperty("role", "title")
        top = QHBoxLayout()
        top.addWidget(title)
        top.addStretch(1)
        top.addWidget(self.reset)
        top.addWidget(self.close_button)
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
        layout.addLayout(top)
        layout.addLayout(rows)
        layout.addWidget(self.colours, 0, Qt.AlignmentFlag.AlignLeft)

    def _connect(self, theme: Theme) -> None:
        self.histogram.levels_moved.connect(self._on_levels_moved)
        self.floor.valueChanged.connect(self._on_floor_moved)
        self.ceiling.valueChanged.connect(self._on_ceiling_moved)
        self.colours.chosen.connect(self._display.set_colours)
        self.reset.clicked.connect(self._on_reset)
        self.close_button.clicked.connect(self.close_panel)
        self._display.changed.connect(self._on_display_changed)
        self._theme = theme
        theme.changed.connect(self._on_theme_changed)
        self._anchor.installEventFilter(self)

    # -- coming and going ---------------------------------------------------------------------

    def open_panel(self) -> None:
        """Show it, and let the keys move the floor."""
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self.floor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def close_panel(self) -> None:
        """Put it away."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _place(self) -> None:
        corner = QPoint(self._anchor.width() - self.width() - MARGIN, MARGIN)
        parent = self.parentWidget()
        assert parent is not None
        place = self._anchor.mapTo(parent, corner)
        self.move(max(MARGIN, place.x()), place.y())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    # -- both directions ----------------------------------------------------------------------

    @Slot()
    def _on_theme_changed(self) -> None:
        self.close_button.setIcon(self._theme.icon("close", "secondary"))

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
