"""A small web page to listen to a series: one file, no network."""

from __future__ import annotations

import html
import urllib.parse
from collections.abc import Sequence
from typing import NamedTuple

STYLE = """
:root { color-scheme: dark }
body { margin: 2.5rem auto; padding: 0 1.5rem; max-width: 60rem; background: #15171c;
       color: #d6dae1; font: 16px/1.5 system-ui, sans-serif }
h1 { font-size: 1.4rem; margin-bottom: .2rem }
p, figcaption { color: #8a919e; margin: 0 0 1.5rem }
figure { display: grid; grid-template-columns: 10rem 1fr; gap: .3rem 1.2rem; margin: 0 0 1rem;
         padding: .8rem; border-radius: .6rem; background: #1d2027; align-items: center }
figure img { grid-row: span 2; width: 10rem; height: 5rem; border-radius: .3rem }
figcaption { color: inherit; margin: 0; align-self: end }
audio { width: 100%; align-self: start }
.sheet { width: 100%; margin-top: 1rem }
"""


class Row(NamedTuple):
    """One sound: its label, its WAV and the picture of its mel, both in the page's folder."""

    label: str
    sound: str
    picture: str


def listening_page(title: str, about: str, rows: Sequence[Row], sheet: str) -> str:
    """Return the page's HTML.

    Parameters
    ----------
    title, about : str
        Heading and the line under it.
    rows : sequence of Row
        In the order of listening.
    sheet : str
        File name of the contact sheet.
    """
    figures = "\n".join(_figure(row) for row in rows)
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{html.escape(title)}</title>
<style>{STYLE}</style>
<h1>{html.escape(title)}</h1>
<p>{html.escape(about)}</p>
{figures}
<img class="sheet" src="{_url(sheet)}" alt="Mel spectrograms of the whole series">
</html>
"""


def _figure(row: Row) -> str:
    label = html.escape(row.label)
    return f"""<figure>
<img src="{_url(row.picture)}" alt="Mel spectrogram, {label}">
<figcaption>{label}</figcaption>
<audio controls preload="none" src="{_url(row.sound)}" aria-label="{label}"></audio>
</figure>"""


def _url(name: str) -> str:
    return html.escape(urllib.parse.quote(name))
