"""The theme that is in force: palette, style sheet, icons, and when they change."""

from __future__ import annotations

from pathlib import Path
from string import Template

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
    QPixmapCache,
)
from PySide6.QtSvg import QSvgRenderer

from gui.palette import DARK, LIGHT, Palette

ASSETS = Path(__file__).resolve().parents[1] / "assets"
STYLE = Path(__file__).with_name("style.qss")
ICON_SIZE = 20
MODES = ("system", "dark", "light")


class Theme(QObject):
    """Chooses the palette from the user's wish and the system's setting.

    Parameters
    ----------
    mode : str
        "system", "dark" or "light".

    Signals
    -------
    changed()
        The palette is another one; draw again.
    """

    changed = Signal()

    def __init__(self, mode: str = "system", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mode = mode if mode in MODES else "system"
        self.palette = self._wanted()
        self._icons: dict[tuple[str, str], QIcon] = {}
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._on_system_changed)

    @property
    def mode(self) -> str:
        """The user's wish: "system", "dark" or "light"."""
        return self._mode

    def set_mode(self, mode: str) -> None:
        """Follow the system, or be dark or light."""
        self._mode = mode
        self._refresh()

    @Slot()
    def _on_system_changed(self) -> None:
        self._refresh()

    def _refresh(self) -> None:
        wanted = self._wanted()
        if wanted is not self.palette:
            self.palette = wanted
            self._icons.clear()
            self.changed.emit()

    def _wanted(self) -> Palette:
        if self._mode != "system":
            return DARK if self._mode == "dark" else LIGHT
        # Unknown (a bare window manager) counts as dark: spectrograms read best on it.
        light = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light
        return LIGHT if light else DARK

    def style_sheet(self) -> str:
        """Return the window's style sheet in the current palette."""
        roles = {field: getattr(self.palette, field) for field in Palette.__slots__}
        roles["icons"] = (ASSETS / "icons").as_posix()
        return Template(STYLE.read_text("utf-8")).substitute(roles)

    def qt_palette(self) -> QPalette:
        """Return the palette for what the style sheet does not reach, such as file dialogs."""
        p, role = self.palette, QPalette.ColorRole
        qt = QPalette()
        pairs = {
            role.Window: p.window,
            role.WindowText: p.text,
            role.Base: p.well,
            role.AlternateBase: p.panel,
            role.Text: p.text,
            role.Button: p.control,
            role.ButtonText: p.text,
            role.ToolTipBase: p.info_panel,
            role.ToolTipText: p.text,
            role.PlaceholderText: p.secondary,
            role.Highlight: p.a,
            role.HighlightedText: p.on_clip,
        }
        for key, colour in pairs.items():
            qt.setColor(key, QColor(colour))
        for key in (role.WindowText, role.Text, role.ButtonText):
            qt.setColor(QPalette.ColorGroup.Disabled, key, QColor(p.disabled))
        return qt

    def icon(self, name: str, role: str = "text") -> QIcon:
        """Return ``assets/icons/<name>.svg`` in a colour of the palette, greyed when disabled."""
        colour = getattr(self.palette, role)
        if (name, colour) not in self._icons:
            icon = self._icons[name, colour] = QIcon()
            for scale in (1, 2):
                normal = svg_pixmap(name, colour, ICON_SIZE, scale)
                disabled = svg_pixmap(name, self.palette.disabled, ICON_SIZE, scale)
                icon.addPixmap(normal, QIcon.Mode.Normal)
                icon.addPixmap(disabled, QIcon.Mode.Disabled)
        return self._icons[name, colour]


def svg_pixmap(name: str, colour: str, size: int, scale: float = 1.0) -> QPixmap:
    """Draw an icon in one colour, ``size`` logical pixels at ``scale``."""
    key = f"segue/{name}/{colour}/{size}/{scale}"
    pixmap = QPixmap()
    if QPixmapCache.find(key, pixmap):
        return pixmap
    text = (ASSETS / "icons" / f"{name}.svg").read_text("utf-8").replace("currentColor", colour)
    pixmap = QPixmap(QSize(round(size * scale), round(size * scale)))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    QPixmapCache.insert(key, pixmap)
    return pixmap


def tabular(font: QFont) -> QFont:
    """Return the font with digits of equal width, for numbers that change in place."""
    result = QFont(font)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result
