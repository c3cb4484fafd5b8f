"""Whether things move that need not, for those whom that makes ill."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication

EFFECTS = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
)
FLASH_MS = 1060
"""Qt's own time of a blinking cursor."""


def is_calm(wish: str) -> bool:
    """Tell whether nothing should move that need not.

    Parameters
    ----------
    wish : str
        "on", "off", or "system": what the desktop says, as far as Qt knows it.
    """
    if wish == "system":
        return not QApplication.isEffectEnabled(Qt.UIEffect.UI_General)
    return wish == "on"


def apply_motion(wish: str) -> None:
    """Still the menus, lists, tool tips and the blinking cursor, or let them move again."""
    calm = is_calm(wish)
    for effect in EFFECTS:
        QApplication.setEffectEnabled(effect, not calm)
    QApplication.setCursorFlashTime(0 if calm else FLASH_MS)
    app = QCoreApplication.instance()
    assert app is not None
    app.setProperty("is_calm", calm)
