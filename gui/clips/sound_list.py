"""The paths of sound files as a list that can be searched; ten thousand are no burden."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gui.widgets.elided_label import plain_tip

Index = QModelIndex | QPersistentModelIndex


class SoundList(QAbstractListModel):
    """Paths whose names hold what is searched for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._paths: list[Path] = []
        self._keys: list[str] = []
        self._shown: list[int] = []
        self._needles: list[str] = []
        self._root = ""

    @property
    def n_all(self) -> int:
        """How many there are, whatever is searched for."""
        return len(self._paths)

    def clear(self) -> None:
        """Forget all."""
        self.beginResetModel()
        self._paths, self._keys, self._shown = [], [], []
        self.endResetModel()

    def set_root(self, root: str) -> None:
        """Name folders from here."""
        self._root = root

    def add(self, paths: list[Path]) -> None:
        """Take more paths."""
        keys = [str(path).casefold() for path in paths]
        first = len(self._paths)
        shown = [first + i for i, key in enumerate(keys) if self._is_wanted(key)]
        if shown:
            n = len(self._shown)
            self.beginInsertRows(QModelIndex(), n, n + len(shown) - 1)
        self._paths += paths
        self._keys += keys
        self._shown += shown
        if shown:
            self.endInsertRows()

    def search(self, text: str) -> None:
        """Show only paths that hold all these words."""
        self.beginResetModel()
        self._needles = text.casefold().split()
        self._shown = [i for i, key in enumerate(self._keys) if self._is_wanted(key)]
        self.endResetModel()

    def _is_wanted(self, key: str) -> bool:
        return all(needle in key for needle in self._needles)

    def path_at(self, row: int) -> Path:
        """Return the path of a row."""
        return self._paths[self._shown[row]]

    def rowCount(self, _: Index = QModelIndex()) -> int:  # noqa: B008 (as Qt has it)
        return len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(str(self.path_at(index.row())))
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        path = self.path_at(index.row())
        folder = os.path.relpath(path.parent, self._root) if self._root else "."
        folder = str(path.parent) if folder.startswith("..") else folder
        name = path.name if folder == "." else f"{path.name}  ·  {folder}"
        return " ".join(name.split())
