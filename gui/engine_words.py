"""The engine's own words that the window shows, so that they are translated with the rest.

The engine knows no Qt and no languages; what it calls its methods is looked up here, and what it
says. A test fails when a method is missing, or a sentence.
"""

from __future__ import annotations

import functools
import re

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from gui.engine_sentences import JOINTS, SENTENCES

FIELD = re.compile(r"\{(\d+)\}")
MAX_DEPTH = 3
"""A sentence in a sentence in a sentence."""
TEMPLATES = tuple(map(str, SENTENCES))
METHODS = (
    QT_TRANSLATE_NOOP("methods", "VAE arc"),
    QT_TRANSLATE_NOOP(
        "methods",
        "The model's latents mixed along an arc, with both clips' detail: sharp all the way.",
    ),
    QT_TRANSLATE_NOOP("methods", "VAE drawn"),
    QT_TRANSLATE_NOOP(
        "methods",
        "The model's middle with its fine detail drawn anew, where that of neither clip belongs.",
    ),
    QT_TRANSLATE_NOOP("methods", "VAE line"),
    QT_TRANSLATE_NOOP(
        "methods", "The model's latents mixed along a straight line: a softer, dreamier middle."
    ),
    QT_TRANSLATE_NOOP("methods", "VAE transport"),
    QT_TRANSLATE_NOOP(
        "methods",
        "Pitches glide from A to B, and the model mixes the sounds where they meet; with models of "
        "fixed length as VAE arc.",
    ),
    QT_TRANSLATE_NOOP("methods", "Transport"),
    QT_TRANSLATE_NOOP(
        "methods",
        "The partials of A glide to those of B: a portamento of everything, without the model.",
    ),
    QT_TRANSLATE_NOOP("methods", "Mosaic"),
    QT_TRANSLATE_NOOP(
        "methods",
        "Notes and beats of A give way to those of B one by one, each in its own sound.",
    ),
    QT_TRANSLATE_NOOP("methods", "Blend"),
    QT_TRANSLATE_NOOP("methods", "The two spectrograms averaged in decibels, without the model."),
    QT_TRANSLATE_NOOP("methods", "Crossfade"),
    QT_TRANSLATE_NOOP("methods", "Both clips at once at equal power, as a DJ's fader does."),
)
PROVIDERS = (
    QT_TRANSLATE_NOOP("providers", "Running on the NVIDIA GPU."),
    QT_TRANSLATE_NOOP("providers", "Running on the CPU: no NVIDIA GPU or driver was found."),
    QT_TRANSLATE_NOOP("providers", "Running on the CPU: the CPU was asked for."),
    QT_TRANSLATE_NOOP("providers", "Running on the CPU: this build of ONNX Runtime has no CUDA."),
)


def of_provider(text: str) -> str:
    """Return why the model runs where it runs; what is not known here stays as it is."""
    known = QCoreApplication.translate("providers", text)
    return of_engine(text) if known == text else known


def of_method(text: str) -> str:
    """Return a method's label or help in the language of the window."""
    return QCoreApplication.translate("methods", text)


def of_engine(text: str) -> str:
    """Return a sentence of the engine or the exports in the language of the window.

    What is filled in, such as a file's name, stays as it is, and so does all that is not known.
    """
    if QCoreApplication.translate("engine", TEMPLATES[0]) == TEMPLATES[0]:  # it is English
        return text
    translated = _translated(text, MAX_DEPTH)
    return text if translated is None else translated


def _translated(text: str, depth: int) -> str | None:
    """Return what a known sentence is in the language of the window, or None."""
    for template, parts in _templates():
        found = _values(text, parts)
        if found is None:
            continue
        values = [
            value if n == 0 and template not in JOINTS else _filled(value, depth - 1)
            for n, value in enumerate(found)
        ]  # what comes first is a name
        if template in JOINTS and values[-1] == found[-1]:
            continue  # what stands behind a name is no sentence
        said = FIELD.split(QCoreApplication.translate("engine", template))
        said[1::2] = [values[int(n)] for n in said[1::2]]
        return "".join(said)
    return None


def _values(text: str, parts: list[str]) -> list[str] | None:
    """Return what stands between the parts of a text, or None if it has not these parts.

    As a regular expression would, but in a time that no file name can make long.
    """
    if len(parts) == 1:
        return [] if text == parts[0] else None
    first, *middle, last = parts
    if not (text.startswith(first) and text.endswith(last)):
        return None
    values, start, end = [], len(first), len(text) - len(last)
    for part in middle:
        stop = text.find(part, start)
        if stop < 0:
            return None
        values.append(text[start:stop])
        start = stop + len(part)
    return [*values, text[start:end]] if start <= end else None


def _filled(value: str, depth: int) -> str:
    """Return what is filled into a sentence, translated if it is another one."""
    if depth == 0:
        return value
    # In the middle of another one, a sentence has lost its full stop.
    for text, end in ((value, ""), (f"{value}.", ".")):
        translated = _translated(text, depth)
        if translated is not None:
            return translated.removesuffix(end)
    return value


@functools.cache
def _templates() -> list[tuple[str, list[str]]]:
    """Return every template and its parts, the one that says most first."""
    split = [(template, FIELD.split(template)[::2]) for template in TEMPLATES + JOINTS]
    return sorted(split, key=lambda one: sum(map(len, one[1])), reverse=True)
