"""What a morph is made with, besides alpha and the method: detail, texture, switches."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtCore import Slot as QtSlot
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gui import words
from gui.backend import MethodInfo
from gui.theme import Theme, tabular
from gui.widgets.thin_slider import ThinSlider

SLIDER_MIN, SLIDER_MAX = 60, 140
SPACING, NARROW_SPACING = 8, 4
NARROW, NARROW_WITH_TEXTURE = 430, 520
"""Below this width the switches say less."""


class MorphBar(QWidget):
    """A slider for the detail, three switches, and a button where the method draws.

    Signals
    -------
    detail_moved(float)
        The user moved it, in [0, 1].
    even_toggled(bool), beyond_toggled(bool), match_toggled(bool)
    texture_wished()
        The detail is to be drawn anew.
    """

    detail_moved = Signal(float)
    even_toggled = Signal(bool)
    beyond_toggled = Signal(bool)
    match_toggled = Signal(bool)
    texture_wished = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_folded = False
        self._methods: list[MethodInfo] = []
        self._name = QLabel(self.tr("Detail"), self)
        self._name.setProperty("role", "secondary")
        self.detail = ThinSlider(theme, 0, 100, default=100, parent=self)
        self.detail.setSingleStep(5)
        self.detail.setMinimumWidth(SLIDER_MIN)
        self.detail.setMaximumWidth(SLIDER_MAX)
        self.detail.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.detail.setAccessibleName(self.tr("Detail"))
        self._name.setBuddy(self.detail)
        self._number = QLabel(self)
        self._number.setProperty("role", "secondary")
        self._number.setFont(tabular(self._number.font()))
        self._number.setFixedWidth(40)
        self._make_switches()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        row.addWidget(self._name)
        row.addWidget(self.detail, 1)
        row.addWidget(self._number)
        row.addStretch(1)
        for button in (self.texture, self.even, self.beyond, self.match):
            row.addWidget(button)
        self.detail.valueChanged.connect(self._on_detail_changed)
        self.even.toggled.connect(self.even_toggled)
        self.beyond.toggled.connect(self.beyond_toggled)
        self.match.toggled.connect(self.match_toggled)
        self.texture.clicked.connect(self.texture_wished)
        theme.changed.connect(self._fold)
        self._show_number()
        self.show_method(None, [])
        self._fold()

    def _make_switches(self) -> None:
        self.texture = self._switch(self.tr("Texture"), "")
        self.texture.setCheckable(False)
        self.texture.setAccessibleName(self.tr("New texture"))
        self.texture.hide()
        self.set_texture(0)
        self.even = self._switch(
            self.tr("Even steps"),
            self.tr("Even steps: equal moves of the slider are equal steps of what you hear (E)"),
        )
        self.beyond = self._switch(self.tr("Beyond"), "")
        self.match = self._switch(
            self.tr("Match"),
            self.tr(
                "Match B to A: its tempo, bars and key; the file stays as it is (T).\n"
                "The menu Morph says what is matched."
            ),
        )

    def _switch(self, name: str, help: str) -> QPushButton:
        button = QPushButton(name, self)
        button.setProperty("role", "switch")
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(help)
        button.setAccessibleName(name)
        return button

    def set_detail(self, detail: float) -> None:
        """Show how much detail is given back, telling nobody."""
        was_blocked = self.detail.blockSignals(True)
        self.detail.setValue(round(100 * detail))
        self.detail.blockSignals(was_blocked)
        self._show_number()

    def set_even(self, is_even: bool) -> None:
        """Show whether the steps are even, telling nobody."""
        _set_checked(self.even, is_even)

    def set_beyond(self, is_beyond: bool) -> None:
        """Show whether alpha may leave the clips, telling nobody."""
        _set_checked(self.beyond, is_beyond)

    def set_match(self, is_matching: bool) -> None:
        """Show whether B is matched to A, telling nobody."""
        _set_checked(self.match, is_matching)
        self._show_match_icon()

    def set_texture(self, texture: int) -> None:
        """Tell which texture is drawn."""
        number = words.texture(texture)
        help = self.tr("New texture: the fine detail is drawn anew (R). Now it is {texture}")
        self.texture.setToolTip(help.format(texture=number))
        self.texture.setAccessibleDescription(number)

    def show_method(self, method: MethodInfo | None, methods: list[MethodInfo]) -> None:
        """Grey what this method does not listen to, and say why."""
        has_detail = method is None or method.has_detail
        text = self.tr("How much of the clips' own detail is given back; 0 % is the model alone")
        if method and not has_detail:
            labels = ", ".join(m.label for m in methods if m.has_detail)
            reason = self.tr("{label} does without. Detail is for: {labels}")
            text = reason.format(label=method.label, labels=labels)
        for widget in (self._name, self.detail, self._number):
            widget.setEnabled(has_detail)
            widget.setToolTip(text)
        text = self.tr("Beyond: the slider goes on behind both clips, from −50 % to 150 % (B)")
        if method and not method.goes_beyond:
            reason = self.tr("{label} stays at the nearest clip.")
            text = f"{text}\n{reason.format(label=method.label)}"
        self.beyond.setToolTip(text)
        self.texture.setVisible(method is not None and method.draws_detail)
        self._fold()

    @QtSlot(int)
    def _on_detail_changed(self, value: int) -> None:
        self._show_number()
        self.detail_moved.emit(value / 100)

    def _show_number(self) -> None:
        self._number.setText(f"{self.detail.value()} %")
        self.detail.setAccessibleDescription(self._number.text())

    # -- narrow windows ---------------------------------------------------------------------

    @property
    def is_narrow(self) -> bool:
        """Whether the switches must say less."""
        return self.width() < (NARROW if self.texture.isHidden() else NARROW_WITH_TEXTURE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_folded != self.is_narrow or not event.oldSize().isValid():
            self._fold()

    @QtSlot()
    def _fold(self) -> None:
        """Say as much as there is room for."""
        self._is_folded = self.is_narrow
        self.even.setText(self.tr("Even") if self.is_narrow else self.tr("Even steps"))
        self.match.setText("" if self.is_narrow else self.tr("Match"))
        self.texture.setText("" if self.is_narrow else self.tr("Texture"))
        for button in (self.texture, self.even, self.beyond, self.match):
            button.setProperty("kind", "narrow" if self.is_narrow else "")
            button.style().polish(button)
            button.setIcon(button.icon())  # else it keeps the size it had
        self._show_match_icon()
        icon = self._theme.icon("texture", "secondary")
        self.texture.setIcon(icon if self.is_narrow else QIcon())
        # The row was laid out for the old words just before.
        layout = self.layout()
        assert layout is not None
        is_crowded = self.is_narrow and not self.texture.isHidden()
        layout.setSpacing(NARROW_SPACING if is_crowded else SPACING)
        layout.activate()

    def _show_match_icon(self) -> None:
        role = "text" if self.match.isChecked() else "secondary"
        self.match.setIcon(self._theme.icon("match", role) if self.is_narrow else QIcon())


def _set_checked(button: QPushButton, is_on: bool) -> None:
    was_blocked = button.blockSignals(True)
    button.setChecked(is_on)
    button.blockSignals(was_blocked)
