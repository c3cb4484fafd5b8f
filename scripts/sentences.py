"""Write gui/engine_sentences.py: what the window shows of code that knows no languages.

The engine and the exports speak plain English, to the commands as to the window. Their sentences
are found in their source, so that the window can look them up in its own language.
"""

from __future__ import annotations

import ast
import json
import textwrap
from pathlib import Path

from engine.audio.key import Key
from scripts.source_texts import FILLED, Module, Template, is_language

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "gui" / "engine_sentences.py"
PACKAGES = ("engine", "export", "gui")
COMMANDS = {  # what only the commands say, and they speak English
    "engine.audio.fit",
    "engine.audio.track",
    "engine.mel.files:read_mel",
    "engine.mel.files:_checked",
    "engine.mel.files:_facts",
    "engine.mel.files:_read_npz",
    "engine.mel.files:_read_npy",
    "engine.mel.files:_read_png",
    "engine.mel.openexr:read_exr",
    "engine.morph.alpha:parse_curve",
    "engine.vae.providers:available_providers",
    "export.arguments",
    "export.cli",
    "export.clips:read_clips",
    "export.commands",
    "export.convert",
    "export.inputs",
    "export.reports",
    "export.sampling",
}
SENTENCE_OF = {
    "MorphError": 0,
    "ClipDecodeError": 1,
    "BadFieldError": 0,
    "Refused": 0,
    "Excerpt": 4,
    "Provider": 2,
}
"""Which argument of a class, and of its children, is a sentence."""
WIDTH = 100
HEADER = '''\
"""What the engine and the exports say, for the translators. Made by scripts/sentences.py.

Not to be edited: `make translations` writes it anew.
"""

from PySide6.QtCore import QT_TRANSLATE_NOOP

'''


def numbered(template: Template) -> str:
    """Return a template as it is translated, such as ``{0} is empty; choose another file.``."""
    text, n = "", 0
    for part in template:
        if part is None:
            text, n = f"{text}{{{n}}}", n + 1
        elif set(part) & set("{}"):
            raise ValueError(f"a brace in {part!r} would be taken for a field")
        else:
            text += part
    return text


def read_modules() -> dict[str, Module]:
    """Return all source files by the names of their modules."""
    modules: dict[str, Module] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if path != TARGET:
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                modules[name] = Module(name, path, modules)
    return modules


def sentence_arguments(modules: dict[str, Module]) -> dict[str, int]:
    """Return which argument of a class is a sentence, of all children of `SENTENCE_OF`, too."""
    index_of, n_known = dict(SENTENCE_OF), 0
    while len(index_of) > n_known:  # children of children
        n_known = len(index_of)
        for one in (one for module in modules.values() for one in module.classes):
            for base in (base.id for base in one.bases if isinstance(base, ast.Name)):
                if base in index_of:
                    index_of.setdefault(one.name, index_of[base])
    return index_of


def find_sentences() -> list[str]:
    """Return all templates, in the order of the source."""
    modules = read_modules()
    index_of = sentence_arguments(modules)
    templates = [
        template
        for module in modules.values()
        for expr in module.sentences(index_of, COMMANDS)
        for template in module.parts(expr)
        if template not in (("",), FILLED)
    ]
    keys = [(Key(tonic, mode, 1.0).name,) for mode in ("major", "minor") for tonic in range(12)]
    known = {
        node.value for node in modules["gui.engine_words"].nodes if isinstance(node, ast.Constant)
    }
    found = dict.fromkeys(numbered(template) for template in [*templates, *keys])
    return [text for text in found if text not in known]


def entry(text: str) -> str:
    """Return a line for the translators, wrapped as the formatter does."""
    quoted = json.dumps(text, ensure_ascii=False)
    for pattern in (
        "    QT_TRANSLATE_NOOP({}, {}),\n",
        "    QT_TRANSLATE_NOOP(\n        {}, {}\n    ),\n",
        "    QT_TRANSLATE_NOOP(\n        {},\n        {},\n    ),\n",
    ):
        made = pattern.format('"engine"', quoted)
        if max(map(len, made.splitlines())) <= WIDTH:
            return made
    parts = textwrap.wrap(text, WIDTH - 11, drop_whitespace=False, break_long_words=False)
    lines = "\n        ".join(json.dumps(part, ensure_ascii=False) for part in parts)
    return f'    QT_TRANSLATE_NOOP(\n        "engine",\n        {lines},\n    ),\n'


def generate() -> str:
    """Return the file's text."""
    found = find_sentences()
    sentences = [text for text in found if is_language(text)]
    joints = [text for text in found if not is_language(text)]
    return (
        HEADER
        + f"SENTENCES = (\n{''.join(map(entry, sentences))})\n"
        + f"JOINTS = {tuple(joints)!r}\n".replace("'", '"')
        + '"""Made of sentences, with nothing to translate of their own."""\n'
    )


if __name__ == "__main__":
    TARGET.write_text(generate(), "utf-8")
