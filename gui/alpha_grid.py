"""The grid that alpha is moved on: thousandths, and the larger steps of the keys. No widgets."""

from __future__ import annotations

STEPS = 1000
FINE_STEP, STEP, BIG_STEP = 1, 10, 100
"""Alpha's grid is a thousandth; keys move it by so many of them, the larger two onto hundredths."""
AHEAD = (1, 2, 3, 4, 5, BIG_STEP // STEP)
"""How many key steps away it is worth having the mel before the hand asks."""


def on_grid(thousandths: int) -> int:
    """Return the nearest alpha that the keys stop at, in thousandths."""
    return round(thousandths / STEP) * STEP


def stepped(thousandths: int, n_steps: int) -> int:
    """Return an alpha moved by thousandths; larger steps land on hundredths."""
    moved = thousandths + n_steps
    return moved if abs(n_steps) < STEP else on_grid(moved)


def steps_around(alpha: float, lowest: float, highest: float) -> tuple[float, ...]:
    """Return where the keys would take alpha from here, the nearest first."""
    here = round(alpha * STEPS)
    steps = [sign * n * STEP for n in AHEAD for sign in (1, -1)]
    alphas = [on_grid(here + step) / STEPS for step in steps]
    return tuple(alpha for alpha in alphas if lowest <= alpha <= highest)
