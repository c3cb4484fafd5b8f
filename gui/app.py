"""The program around the window: application, log, and the one funnel for errors."""

from __future__ import annotations

import logging
import logging.handlers
import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)

from export.demo import DEMO_PAIR
from gui.backend import Backend
from gui.language import install_language
from gui.main_window import MainWindow
from gui.projects.single_instance import SingleInstance
from gui.settings import Settings, log_path
from gui.signals import SignalWatcher
from gui.theme import Theme

log = logging.getLogger("segue")
LOG_BYTES, N_LOGS = 500_000, 3
LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def run(paths: list[Path], model_folder: Path | None = None, *, is_new: bool = False) -> int:
    """Show the window until it is closed.

    Parameters
    ----------
    paths : list of Path
        Clips for A and B, or a project; the demo pair if empty.
    model_folder : Path, optional
        The model to start with; the one that comes with Segue for listening if absent.

    is_new : bool
        Whether to open another window although one is open; with a model it always is another.

    Returns
    -------
    int
        The exit status.
    """
    app = create_application(sys.argv[:1])
    start_log()
    settings = Settings()
    install_language(settings.language)
    instance = SingleInstance() if settings.is_single and not is_new and not model_folder else None
    if instance is not None and instance.hand_over(paths):
        log.info("opened in the window that was there")
        return 0
    theme = Theme(settings.theme)
    first = model_folder or (Path(settings.start_model) if settings.start_model else None)
    try:
        window = MainWindow(Backend(first, settings.provider), settings, theme)
    except Exception:  # what is started from a menu has no terminal to complain in
        log.critical("the window cannot be made", exc_info=True)
        raise
    install_hooks()
    window.show()
    window.start(paths or list(DEMO_PAIR))
    log.info("window shown")
    watcher = SignalWatcher()
    if instance is not None:
        instance.serve(window)
    try:
        return app.exec()
    finally:
        watcher.close()
        if instance is not None:
            instance.close()


class QuietStyle(QProxyStyle):
    """Fusion, but menu letters are underlined only where the system asks for it."""

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returned: QStyleHintReturn | None = None,
    ) -> int:
        if hint == QStyle.StyleHint.SH_UnderlineShortcut:
            return 0
        return super().styleHint(hint, option, widget, returned)


def create_application(argv: list[str]) -> QApplication:
    """Return the application, with names that settings and logs are filed under."""
    QCoreApplication.setApplicationName("Segue")
    QCoreApplication.setOrganizationName("Segue")
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(argv)
    app.setStyle(QuietStyle("Fusion"))
    QGuiApplication.setApplicationDisplayName("Segue")
    QGuiApplication.setDesktopFileName("segue")
    return app


def start_log(folder: Path | None = None) -> Path | None:
    """Write the log to a file that cannot grow without end; None if that is not possible."""
    path = log_path() if folder is None else folder / "segue.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=LOG_BYTES, backupCount=N_LOGS, encoding="utf-8"
        )
    except OSError as e:
        log.warning("no log file: %s", e)
        return None
    handler.setFormatter(
        logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")
    )
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return path


def install_hooks() -> None:
    """Send every error that nobody caught to the log."""
    sys.excepthook = _on_exception
    threading.excepthook = _on_thread_exception
    qInstallMessageHandler(_on_qt_message)


def _on_exception(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        QCoreApplication.quit()
        return
    log.critical("unexpected error", exc_info=(kind, error, trace))


def _on_thread_exception(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        _on_exception(args.exc_type, args.exc_value, args.exc_traceback)


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger("qt").log(LEVELS.get(kind, logging.INFO), "%s: %s", context.category, message)
