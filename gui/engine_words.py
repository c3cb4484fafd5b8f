"""The engine's own words that the window shows, so that they are translated with the rest.

The engine knows no Qt and no languages; what it calls its methods is looked up here. A test fails
when a method is missing.
"""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

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
    return QCoreApplication.translate("providers", text)


def of_method(text: str) -> str:
    """Return a method's label or help in the language of the window."""
    return QCoreApplication.translate("methods", text)
