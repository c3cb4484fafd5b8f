"""What the engine and the exports say is found in their source, and said in German."""

import ast
import itertools
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from engine.audio.clip import load_clip, probe
from engine.audio.key import Key
from engine.audio.tempo import NO_BEAT, Tempo
from engine.errors import AudioDeviceError, MorphError
from engine.morph.align import AlignOptions, Analysis, plan_alignment
from engine.vae.store import load_model
from export.files import check_target, write_file
from export.folders import check_folder
from export.order import Done
from export.sound import SoundOptions, export_sound
from gui import words
from gui.engine_sentences import JOINTS, SENTENCES
from gui.engine_words import of_engine, of_provider
from gui.exports.export_control import ExportControl
from gui.exports.export_progress import DoneRow
from gui.playback.device_watch import Attempt, Wish, open_player
from gui.projects.project_reader import read_project
from gui.session import Slot
from scripts import sentences
from scripts.source_texts import FILLED
from tests.gui.fake_engine import FOUND, FakeBackend
from tests.gui.features import feature

NASTY = ("{0}", "a{b}\nc", "🎵", r"(.*)\d+[x]$|^", "", "“ä” %s {9}", "\0\\1\\g<0>", "}{")
FIELD = re.compile(r"\{(\d+)\}")


def filled(template, values):
    """Fill in by hand, not as the program does it."""
    return "".join(
        values[int(part)] if i % 2 else part for i, part in enumerate(FIELD.split(template))
    )


# -- the list -------------------------------------------------------------------------------


def test_the_list_is_what_the_source_says_now():
    assert sentences.TARGET.read_text("utf-8") == sentences.generate(), "run: make translations"


def test_every_sentence_of_the_engine_is_read_off_its_source():
    # What is not understood would be shown in English, and no other test would tell.
    modules = sentences.read_modules()
    index_of = sentences.sentence_arguments(modules)
    not_understood = {
        (name, ast.unparse(expr))
        for name, module in modules.items()
        if not name.startswith("gui.")
        for expr in module.sentences(index_of, sentences.COMMANDS)
        if set(module.parts(expr)) == {FILLED}
    }
    assert not_understood == {
        ("engine.audio.clip", "excerpt.level_note"),  # read where the excerpt is made
        ("export.folders", "said"),  # another error's, with another path
    }


def test_what_is_left_out_is_still_there():
    modules = sentences.read_modules()
    for name in sentences.COMMANDS:
        module, _, function = name.partition(":")
        assert module in modules, name
        assert not function or f"def {function}(" in (
            sentences.ROOT / f"{module.replace('.', '/')}.py"
        ).read_text("utf-8"), name


def test_sentences_put_together_elsewhere_are_found():
    assert "“{0}” is a pipe, not a file; choose a sound file saved on disk." in SENTENCES
    assert "{0} was not written: {1}; choose another folder." in SENTENCES
    assert "{0} was not written: the disk is read-only; choose another folder." in SENTENCES
    assert "{0} samples far over full scale were clipped." in SENTENCES
    assert "“{0}” is not a whole number from {1} to {2}" in SENTENCES
    assert "Turned up by {0} dB, its peaks held down by up to {1} dB, to {2} LUFS." in SENTENCES


def test_what_only_the_commands_say_is_not():
    assert not [s for s in SENTENCES if "--walk" in s or "There is no file or command" in s]


# -- translated -----------------------------------------------------------------------------


@pytest.mark.parametrize("shift", range(len(NASTY)))
def test_what_is_filled_in_stays_as_it_is(german, shift):
    cycle = list(itertools.islice(itertools.cycle(NASTY), shift, shift + 10))
    for template in SENTENCES:
        translated = QCoreApplication.translate("engine", template)
        assert translated != template
        assert of_engine(filled(template, cycle)) == filled(translated, cycle), template


@pytest.mark.parametrize(
    "text",
    [
        *NASTY,
        "",
        "Nobody has said this.",
        "one: two",
        "one; two.",
        "“x” is empty; choose another file. Or not.",
        "The clips could not be compared. Really.",
        "x\nThe clips could not be compared.",
        ": " * 5000,
        " was not written: " * 1000,
    ],
)
def test_what_is_not_known_stays_as_it_is(german, text):
    assert of_engine(text) == text


def test_a_sentence_in_a_sentence_is_translated_too(german):
    text = "my model: The model's latent shape cannot be read; export it again."
    assert of_engine(text) == (
        "my model: Die Form der Latenten des Modells ist nicht lesbar; neu exportieren."
    )
    text = "A: C♯ minor (sure); B: no key."
    assert of_engine(text) == "A: cis-Moll (sicher); B: keine Tonart."
    text = "“p” is damaged: “a.curve” is no curve (A curve's times are 0 or more seconds, not -1)."
    text += " Mend that field, or open an older copy of the file."
    assert "(Die Zeiten einer Kurve sind 0 oder mehr Sekunden, nicht -1)." in of_engine(text)


def test_english_stays_english(qapp):
    for template in SENTENCES + JOINTS:
        assert of_engine(template) is template


# -- what really is said --------------------------------------------------------------------


def spoil(folder):
    """Yield what the engine, the exports and the window refuse, and a word of the answer."""
    text, empty, short = (folder / name for name in ("t{0}.wav", "empty.wav", "short.wav"))
    text.write_text("no sound " * 100)
    empty.touch()
    soundfile.write(short, np.ones(441), 44100)
    project = folder / "a.segue"
    project.write_text('{"format": "segue-project", "version": "one"}')
    args = {"n_samples": 44100, "sample_rate": 44100}
    yield lambda: probe(text), f"„{text.name}“ ist beschädigt oder kein Ton"
    yield lambda: probe(empty), "„empty.wav“ ist leer"
    yield lambda: probe(folder), "ist ein Ordner"
    yield lambda: probe(folder / "gone.wav"), "„gone.wav“ wurde nicht gefunden"
    yield lambda: probe(Path("http://example.org/a.mp3")), "liegt im Netz"
    yield lambda: load_clip(short, **args), "ist nur 10 ms lang"
    yield lambda: check_target(text, suffix=(".wav", ".flac")), "Das gibt es schon"
    yield lambda: check_target(text, suffix=(".ogg", ".flac")), "endet nicht auf .ogg oder .flac"
    yield lambda: check_target(folder / "no" / "a.wav", suffix=".wav"), "Den Ordner gibt es nicht"
    yield lambda: write_file(folder, b"", suffix=""), "Das ist ein Ordner; eine Datei"
    yield lambda: check_folder(folder), "liegen Dateien; einen neuen Ordner angeben"
    yield lambda: load_model(folder), f"Dem Modellordner {folder} fehlt encoder.onnx"
    yield lambda: read_project(text), "ist kein Projekt von Segue oder ein beschädigtes"
    yield lambda: read_project(project), "„version“ ist keine ganze Zahl von 1 bis 1000000."


def test_what_is_refused_is_said_in_german(german, tmp_path):
    for fail, said in spoil(tmp_path):
        with pytest.raises(MorphError) as caught:
            fail()
        assert said in words.sentence(caught.value)
        assert said not in caught.value.user_message  # the log keeps its English


def test_what_was_found_is_said_in_german(german):
    found = Analysis(Tempo(98.2, np.arange(4.0), 0.0, 1.0, 1.0), Key(0, "major", 1.0))
    not_found = Analysis(NO_BEAT, Key(11, "minor", 0.3))
    options = AlignOptions("to-a", match_downbeat=True, match_key=True)
    plans = [plan_alignment(found, b, options) for b in (found, not_found)]
    for plan in plans:
        for text in plan.sentences:
            assert of_engine(text) != text
    assert words.matched(plans[0], "A") == "98.2 BPM (sicher) · C-Dur (sicher)"
    assert words.matched(plans[1], "B") == "−2 HT · keine Schläge · h-Moll (ziemlich sicher)"


def test_what_was_done_to_the_level_is_said_in_german(german, qtbot, theme, tmp_path):
    path = tmp_path / "a.wav"
    tone = 0.1 * np.sin(2 * np.pi * 440 * np.arange(44100) / 44100).astype(np.float32)
    said = export_sound(path, tone, 44100, SoundOptions(target_lufs=-20.0), sidecar={})
    job = SimpleNamespace(name="a.wav", done=Done(path, said))
    parent = QWidget()
    qtbot.addWidget(parent)
    text = DoneRow(job, theme, parent).text.text()
    assert re.fullmatch(r"a\.wav gespeichert\. Um [\d.]+ dB angehoben, auf -20\.0 LUFS\.", text)


def test_a_gpu_that_does_not_start_is_said_in_german(german):
    text = "Running on the CPU: CUDA did not start (no {such} device)."
    assert of_provider(text) == "Läuft auf der CPU: CUDA startete nicht (no {such} device)."


# -- the window -----------------------------------------------------------------------------


class BrokenFiles(FakeBackend):
    """Reads headers and clips as the program does."""

    def probe(self, path):
        return probe(path)


def test_a_broken_file_is_refused_in_german(german, make_window, tmp_path):
    path = tmp_path / "broken.flac"
    path.write_bytes(b"fLaC" + bytes(200))
    window = make_window(BrokenFiles(), [path])
    text = window.clips[Slot.A].messages.error.text
    assert text.startswith("„broken.flac“ ist beschädigt oder kein Ton; eine Datei in WAV,")


class ShortFiles(FakeBackend):
    """Notes what the engine notes of short files."""

    def load_clip(self, path, *args, **kwargs):
        clip = super().load_clip(path, *args, **kwargs)
        short = load_clip(path, n_samples=88200, sample_rate=44100)
        object.__setattr__(clip, "notes", short.notes)
        return clip


def test_a_note_on_a_clip_is_german_and_its_own_stays_english(german, make_window, tmp_path):
    path = tmp_path / "short.wav"
    soundfile.write(path, np.full((44100, 4), 0.1), 44100)
    window = make_window(ShortFiles(), [path])
    assert window.clips[Slot.A].messages.note.text == (
        "Die 4 Kanäle wurden zu einem gemischt.\n"
        "Die Datei ist kürzer als der Ausschnitt; 1.00 s Stille folgen."
    )
    assert window.controller.session.slots[Slot.A].clip.notes[0].startswith("Its 4 channels")


def test_what_was_matched_is_german_and_english_beside_a_file(
    german, make_window, backend, qtbot, settle
):
    window = make_window(backend, ["one.wav", "second.wav"])
    noted = []
    window.controller.aligner.noted.connect(noted.append)
    window.commands.run("match")
    settle(window)
    line = window.clips[Slot.B].line_2
    assert "93.0 BPM (ziemlich sicher)" in line.full_text
    assert "B wird 5 % schneller gespielt." in line.toolTip()
    assert noted[-1].endswith("B wird 5 % schneller gespielt.")
    assert set(FOUND) <= set(window.controller.session.slots[Slot.B].clip.notes)


def test_an_export_that_is_refused_is_refused_in_german(german, make_window, backend, tmp_path):
    window = make_window(backend, ["one.wav", "second.wav"])
    window.commands.run("export")
    dialog = feature(window, ExportControl).dialog
    dialog.form.folder.setText(str(tmp_path / "no"))
    dialog.form.name.setText("a")
    dialog._on_accepted()
    assert "wurde nicht geschrieben: Den Ordner gibt es nicht;" in dialog.refusal.text
    dialog.reject()


def test_a_device_that_is_missing_is_said_in_german(german):
    class Missing:
        def open(self, _=None):
            raise AudioDeviceError("No sound device was found; connect one, then try again.")

    opened = open_player(Missing(), FakeBackend(), Attempt(Wish(), 0.1))
    assert opened.reason.startswith("Es wurde kein Audiogerät gefunden;")


def test_a_name_that_is_a_word_of_the_engine_stays_a_name(german):
    said = of_engine("“C major” holds no sound; choose another file.")
    assert "C major" in said
