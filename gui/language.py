"""The language of the window: translations are loaded once, before anything is shown."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from gui.theme import ASSETS

log = logging.getLogger(__name__)
LANGUAGES = ("system", "en", "de")
TRANSLATIONS = ASSETS / "translations"


def language_of(wish: str, system: list[str] | None = None) -> str:
    """Return the language to use: the wish, or the first of the system's that there is.

    Parameters
    ----------
    wish : str
        One of `LANGUAGES`.
    system : list of str, optional
        The system's languages, best first, such as "de-AT"; asked of Qt if absent.
    """
    if wish != "system":
        return wish
    for name in QLocale.system().uiLanguages() if system is None else system:
        language = name.replace("_", "-").partition("-")[0]
        if language in LANGUAGES[1:]:
            return language
    return "en"


def install_language(wish: str) -> list[QTranslator]:
    """Translate all that is shown from now on, Qt's own words included.

    Numbers keep the decimal point in every language, as in file names, on the command line and in
    the sidecars.

    Returns
    -------
    list of QTranslator
        Those in force; the application owns them.
    """
    QLocale.setDefault(QLocale.c())
    app = QCoreApplication.instance()
    language = language_of(wish)
    if app is None or language == "en":
        return []
    qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    ours = [TRANSLATIONS / f"{name}_{language}.qm" for name in ("segue", "engine")]
    translators = []
    for path in (qt / f"qtbase_{language}.qm", *ours):
        translator = QTranslator(app)
        if translator.load(str(path)):
            app.installTranslator(translator)
            translators.append(translator)
        else:
            log.info("no translation in %s", path)
    return translators
