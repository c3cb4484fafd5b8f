"""Projects in the window: opened, saved, and asked for before something is lost."""

import json
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMessageBox

import gui.projects.missing_clips
import gui.projects.project_control
from gui.projects import project_dialogs
from gui.projects.history import History
from gui.projects.project import write_project
from gui.projects.project_control import ProjectControl
from gui.projects.project_dialogs import Answer, SaveDialog
from gui.projects.project_reader import read_project
from gui.session import Slot
from gui.signals import ENDING
from tests.gui.fake_engine import FakeBackend


@pytest.fixture
def clips(tmp_path):
    paths = [tmp_path / name for name in ("first.wav", "second.wav", "third.wav")]
    for path in paths:
        path.write_bytes(path.name.encode() * 100)
    return paths


@pytest.fixture
def window(make_window, backend, clips, settings):
    settings.asks_to_save = True
    window = make_window(backend, clips[:2])
    yield window
    settings.asks_to_save = False


@pytest.fixture
def project(window):
    return window.findChild(ProjectControl)


@pytest.fixture
def history(window):
    return window.findChild(History)


@pytest.fixture
def answer(monkeypatch):
    """Answer the question about changes; what was asked is in the list."""
    asked = []

    def set_answer(answer):
        def ask(_, name):
            asked.append(name)
            return answer

        monkeypatch.setattr(gui.projects.project_control, "ask_unsaved", ask)
        return asked

    set_answer(None)
    return set_answer


@pytest.fixture
def choose(monkeypatch):
    """Answer the file dialogs."""

    def set_paths(*, target=None, project=None, clip=None):
        monkeypatch.setattr(gui.projects.project_control, "ask_target", lambda *_: target)
        monkeypatch.setattr(gui.projects.project_control, "ask_project", lambda *_: project)
        monkeypatch.setattr(gui.projects.missing_clips, "ask_missing_clip", lambda *_: clip)

    set_paths()
    return set_paths


@pytest.fixture
def path(tmp_path):
    return tmp_path / "night.segue"


@pytest.fixture
def save(qtbot, window, project, choose, path):
    """Save the project, and wait until it is."""

    def run():
        choose(target=path)
        with qtbot.waitSignal(project.saved):
            window.commands.run("save_project")
        return path

    return run


def open_project(qtbot, project, path, settle):
    with qtbot.waitSignal(project.opened):
        project.shell.controller.open_paths([path])
    settle(project.shell.window)


# -- save and open --------------------------------------------------------------------------


def test_a_saved_project_comes_back_into_another_window(
    qtbot, window, project, save, settle, make_window, clips, answer
):
    controller = window.controller
    controller.set_alpha(0.3)
    controller.set_marks([0.2])
    controller.set_length(7.0)
    settle(window)
    document = controller.session.document()
    save()
    other = make_window(FakeBackend(), [clips[2]])
    loaded = other.findChild(ProjectControl)
    open_project(qtbot, loaded, project.path, settle)
    assert other.controller.session.document() == document
    assert other.findChild(History).stack.count() == 0
    assert (other.windowTitle(), other.isWindowModified()) == ("night[*]", False)
    assert "night" in other.menus.pair.text()


def test_a_project_named_with_the_program_is_opened_instead_of_clips(
    qtbot, save, make_window, clips, settle
):
    path = save()
    other = make_window(FakeBackend(), [path])
    qtbot.waitUntil(lambda: other.controller.session.slots[Slot.B].path == clips[1])
    settle(other)
    assert other.findChild(ProjectControl).path == path
    assert not other.findChild(History).is_dirty
    assert all(not c.messages.loading.isVisible() for c in other.clips.values())


def test_the_title_tells_name_and_changes(window, project, history, save):
    assert (window.windowTitle(), window.isWindowModified()) == ("Untitled[*]", False)
    window.controller.set_alpha(0.3)
    assert window.isWindowModified()
    save()
    assert (window.windowTitle(), window.isWindowModified()) == ("night[*]", False)
    assert "•" not in window.menus.pair.text()
    history.undo()
    assert window.isWindowModified()
    assert "night •" in window.menus.pair.text()
    history.redo()
    assert not window.isWindowModified()


def test_ctrl_s_saves_to_the_same_place(qtbot, window, project, save, path):
    save()
    window.controller.set_alpha(0.9)
    with qtbot.waitSignal(project.saved):
        qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert read_project(path).document.morph.alpha == 0.9


def test_save_as_takes_another_name_and_the_old_file_stays(
    qtbot, window, project, save, path, choose, tmp_path
):
    save()
    before = path.read_bytes()
    window.controller.set_alpha(0.9)
    choose(target=tmp_path / "day.segue")
    with qtbot.waitSignal(project.saved):
        window.commands.run("save_project_as")
    assert (project.name, project.path) == ("day", tmp_path / "day.segue")
    assert path.read_bytes() == before
    choose(target=None)
    window.commands.run("save_project_as")
    assert project.name == "day"


def test_a_save_while_one_is_under_way_writes_the_newest(qtbot, window, project, save, path):
    save()
    window.controller.set_alpha(0.6)
    project.save()
    window.controller.set_alpha(0.7)
    project.save()
    with qtbot.waitSignal(project.saved):
        pass
    assert read_project(path).document.morph.alpha == 0.7
    assert not window.isWindowModified()


def test_what_was_changed_while_it_was_saved_is_not_saved(qtbot, window, project, save):
    save()
    window.controller.set_alpha(0.6)
    with qtbot.waitSignal(project.saved):
        project.save()
        window.controller.set_detail(0.2)
    assert window.isWindowModified()


@pytest.fixture
def gate(monkeypatch):
    """Hold back what is written until this is set."""
    gate = threading.Event()

    def write(*args, **options):
        assert gate.wait(5)
        write_project(*args, **options)

    monkeypatch.setattr(gui.projects.project_control, "write_project", write)
    return gate


def test_a_new_project_has_nothing_of_the_one_that_is_still_being_written(
    qtbot, window, project, save, path, answer, gate
):
    gate.set()
    save()
    gate.clear()
    window.controller.set_alpha(0.6)
    project.save()
    project.save()
    answer(Answer.DISCARD)
    window.commands.run("new_project")
    gate.set()
    qtbot.waitUntil(lambda: window.controller.tasks.n_live == 0)
    assert project.path is None
    assert not window.isWindowModified()
    written = read_project(path).document
    assert written.morph.alpha == 0.6
    assert written.a is not None


def test_a_save_of_the_new_project_waits_for_that_of_the_old_one(
    qtbot, window, project, save, path, answer, choose, gate, tmp_path
):
    window.controller.set_alpha(0.6)
    choose(target=path)
    project.save()
    answer(Answer.DISCARD)
    window.commands.run("new_project")
    choose(target=tmp_path / "new.segue")
    project.save()
    with qtbot.waitSignal(project.saved) as saved:
        gate.set()
    assert saved.args == [tmp_path / "new.segue"]
    assert project.name == "new"
    assert read_project(path).document.morph.alpha == 0.6


def test_a_save_under_way_is_not_lost_where_nothing_is_asked(
    qtbot, window, project, path, choose, gate, settings
):
    settings.asks_to_save = False
    window.controller.set_alpha(0.6)
    choose(target=path)
    project.save()
    window.close()
    assert window.isVisible()
    with qtbot.waitSignal(window.closed):
        gate.set()
    assert read_project(path).document.morph.alpha == 0.6


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_saved(
    qtbot, window, project, choose, tmp_path
):
    choose(target=tmp_path / "gone" / "x.segue")
    window.controller.set_alpha(0.6)
    window.commands.run("save_project")
    bar = window.morph.messages.refusal
    qtbot.waitUntil(lambda: "x.segue was not written" in bar.text)
    assert project.path is None
    assert window.isWindowModified()


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", None])
def test_a_bad_project_is_told_and_what_is_open_stays(
    qtbot, window, project, history, settle, tmp_path, data
):
    path = tmp_path / "bad one.segue"
    if data is not None:
        path.write_bytes(data)
    before = history.document
    project.open(path)
    qtbot.waitUntil(lambda: "bad one.segue" in window.morph.messages.refusal.text)
    settle(window)
    assert window.controller.session.document() == before
    assert project.path is None


def test_a_project_dropped_on_the_window_is_opened(qtbot, window, project, save, settle, path):
    save()
    project.new()
    settle(window)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(100, 100), Qt.DropAction.CopyAction, mime,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    with qtbot.waitSignal(project.opened):
        window.dropEvent(event)
    settle(window)
    assert window.controller.session.is_final


def test_open_asks_for_a_file_and_remembers_the_folder(
    qtbot, window, project, save, choose, settle, path, settings
):
    save()
    choose(project=None)
    window.commands.run("open_project")
    choose(project=path)
    with qtbot.waitSignal(project.opened):
        window.commands.run("open_project")
    settle(window)
    assert settings.project_folder == str(path.parent)


def test_new_begins_with_nothing_and_keeps_the_way(window, project, history, save, settle):
    window.controller.set_method("crossfade")
    window.controller.set_alpha(0.9)
    save()
    window.commands.run("new_project")
    settle(window)
    session = window.controller.session
    assert all(state.path is None for state in session.slots.values())
    assert (session.alpha, session.method) == (0.5, "crossfade")
    assert (project.path, window.windowTitle()) == (None, "Untitled[*]")
    assert not history.is_dirty
    assert not history.stack.canUndo()


def test_another_model_than_the_project_s_is_told_once(qtbot, window, project, save, path, settle):
    save()
    open_project(qtbot, project, path, settle)
    note = window.morph.messages.note
    assert note.text == ""
    fields = json.loads(path.read_text("utf-8"))
    fields["model"] = {"name": "other", "version": "2"}
    path.write_text(json.dumps(fields), "utf-8")
    open_project(qtbot, project, path, settle)
    assert "other 2" in note.text
    assert "fake 1" in note.text
    with qtbot.waitSignal(window.controller.model_changed):
        window.controller.models.open(Path("/models/other"))
    settle(window)
    assert note.text == ""
    with qtbot.waitSignal(window.controller.model_changed):
        window.controller.models.open(Path("/models/fake"))
    settle(window)
    assert note.text == ""


def test_a_way_that_there_is_not_becomes_one_that_there_is(
    qtbot, window, project, save, path, settle
):
    save()
    fields = json.loads(path.read_text("utf-8"))
    fields["morph"]["method"] = "teleport"
    path.write_text(json.dumps(fields), "utf-8")
    open_project(qtbot, project, path, settle)
    assert window.controller.session.method == "lerp"
    assert window.controller.session.is_final
    assert "teleport" in window.status.text()
    window.status._timer.stop()


# -- clips that are gone ----------------------------------------------------------------------


@pytest.fixture
def torn(qtbot, window, project, save, path, clips, tmp_path, settle):
    """A project whose two clips were moved into another folder."""
    save()
    folder = tmp_path / "moved"
    folder.mkdir()
    moved = [clip.rename(folder / clip.name) for clip in clips[:2]]
    open_project(qtbot, project, path, settle)
    return moved


def test_missing_clips_are_asked_for_and_stay_in_the_project(
    qtbot, window, project, history, torn, path, clips
):
    for slot, clip in zip(Slot, clips, strict=False):
        bar = project._missing.bars[slot]
        assert bar.text == f"“{clip.name}” is not where it was."
        assert window.clips[slot].messages.isVisible()
        assert not window.clips[slot].messages.error.text
    assert not history.is_dirty
    window.controller.set_alpha(0.9)
    with qtbot.waitSignal(project.saved):
        project.save()
    assert read_project(path).document.a.path == clips[0]


def test_one_located_clip_finds_its_neighbour(
    qtbot, window, project, history, torn, choose, settle
):
    choose(clip=torn[0])
    bars = project._missing.bars
    qtbot.mouseClick(bars[Slot.A].buttons["locate"], Qt.MouseButton.LeftButton)
    slots = window.controller.session.slots
    qtbot.waitUntil(lambda: [slots[slot].path for slot in Slot] == torn)
    settle(window)
    assert not any(bar.text for bar in bars.values())
    assert slots[Slot.B].ref.start_s == 3.0
    assert history.is_dirty
    assert history.stack.count() == 0


def test_locate_can_be_called_off_and_empty_is_an_answer(
    qtbot, window, project, history, torn, choose
):
    bars = project._missing.bars
    qtbot.mouseClick(bars[Slot.A].buttons["locate"], Qt.MouseButton.LeftButton)
    assert "not where it was" in bars[Slot.A].text
    qtbot.mouseClick(bars[Slot.A].buttons["empty"], Qt.MouseButton.LeftButton)
    assert not bars[Slot.A].text
    assert (history.document.a, history.is_dirty) == (None, True)
    assert bars[Slot.B].text


def test_another_file_on_that_side_answers_too(qtbot, window, project, torn, clips, settle):
    window.controller.open_clip(Slot.A, clips[2])
    qtbot.waitUntil(lambda: window.controller.session.slots[Slot.A].path == clips[2])
    settle(window)
    assert not project._missing.bars[Slot.A].text


def test_a_new_project_asks_for_nothing(window, project, torn, settle):
    project.new()
    settle(window)
    assert not any(bar.text for bar in project._missing.bars.values())


# -- before something is lost -----------------------------------------------------------------


def test_nothing_changed_nothing_asked(window, project, answer):
    asked = answer(Answer.CANCEL)
    window.close()
    assert asked == []
    assert not window.isVisible()


def test_there_and_back_is_no_change(window, project, answer):
    asked = answer(Answer.CANCEL)
    window.controller.set_alpha(0.9)
    window.controller.set_detail(0.2)
    window.controller.set_alpha(0.5)
    window.controller.set_detail(1.0)
    window.close()
    assert asked == []


def test_cancel_keeps_the_window_open(window, answer):
    window.controller.set_alpha(0.9)
    asked = answer(Answer.CANCEL)
    window.close()
    assert asked == [""]
    assert window.isVisible()
    answer(Answer.DISCARD)


def test_dont_save_closes(window, answer):
    window.controller.set_alpha(0.9)
    answer(Answer.DISCARD)
    window.close()
    assert not window.isVisible()


def test_save_saves_and_then_closes(qtbot, window, project, answer, choose, path):
    window.controller.set_alpha(0.9)
    answer(Answer.SAVE)
    choose(target=path)
    with qtbot.waitSignal(window.closed):
        window.close()
    assert not window.isVisible()
    assert read_project(path).document.morph.alpha == 0.9


@pytest.mark.parametrize("place", [None, "gone/x.segue"])
def test_a_save_that_comes_to_nothing_keeps_the_window_open(
    qtbot, window, project, answer, choose, tmp_path, place
):
    window.controller.set_alpha(0.9)
    answer(Answer.SAVE)
    choose(target=tmp_path / place if place else None)
    window.close()
    qtbot.waitUntil(lambda: project._writing is None)
    assert window.isVisible()
    assert project._then is None
    answer(Answer.DISCARD)


def test_a_signal_to_end_asks_nothing(qapp, window, answer):
    window.controller.set_alpha(0.9)
    asked = answer(Answer.CANCEL)
    qapp.setProperty(ENDING, True)
    try:
        window.close()
    finally:
        qapp.setProperty(ENDING, None)
    assert asked == []
    assert not window.isVisible()


def test_the_question_can_be_switched_off(window, settings, answer):
    window.controller.set_alpha(0.9)
    settings.asks_to_save = False
    asked = answer(Answer.CANCEL)
    window.close()
    assert asked == []


@pytest.mark.parametrize("command", ["new_project", "open_project"])
def test_new_and_open_ask_too(qtbot, window, project, save, answer, choose, path, command, settle):
    save()
    window.controller.set_alpha(0.9)
    choose(project=path)
    asked = answer(Answer.CANCEL)
    window.commands.run(command)
    assert asked == ["night"]
    assert window.controller.session.alpha == 0.9
    answer(Answer.SAVE)
    window.commands.run(command)
    qtbot.waitUntil(lambda: not window.findChild(History).stack.count())
    settle(window)
    assert read_project(path).document.morph.alpha == 0.9
    assert window.controller.session.alpha == (0.5 if command == "new_project" else 0.9)


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (QMessageBox.ButtonRole.AcceptRole, Answer.SAVE),
        (QMessageBox.ButtonRole.DestructiveRole, Answer.DISCARD),
        (QMessageBox.ButtonRole.RejectRole, Answer.CANCEL),
    ],
)
def test_the_question_itself(qtbot, qapp, monkeypatch, role, expected):
    def click(box):
        button = next(b for b in box.buttons() if box.buttonRole(b) == role)
        assert "night" in box.text()
        qtbot.addWidget(box)
        box.show()
        button.click()

    monkeypatch.setattr(QMessageBox, "exec", click)
    assert project_dialogs.ask_unsaved(None, "night") is expected


def test_the_name_of_a_saved_file_ends_in_segue(qtbot, tmp_path, monkeypatch):
    chosen = []
    monkeypatch.setattr(SaveDialog, "exec", lambda _: 1)
    monkeypatch.setattr(SaveDialog, "selectedFiles", lambda _: [str(tmp_path / "v1.2")])
    assert project_dialogs.ask_target(None, tmp_path / "x.segue") == tmp_path / "v1.2.segue"
    (tmp_path / "v1.2.segue").write_text("older")
    buttons = QMessageBox.StandardButton
    replies = [buttons.No, buttons.Yes]

    def ask(*args):
        chosen.append(args[2])
        return replies.pop(0)

    monkeypatch.setattr(QMessageBox, "question", ask)
    assert project_dialogs.ask_target(None, tmp_path / "x.segue") == tmp_path / "v1.2.segue"
    assert len(chosen) == 2
    assert "v1.2.segue" in chosen[0]


def test_closing_while_a_project_is_read_or_written_ends_everything(
    qtbot, window, project, save, path, answer
):
    save()
    window.controller.set_alpha(0.1)
    answer(Answer.DISCARD)
    project.open(path)
    project.save()
    window.close()
    assert window.controller.tasks.n_live == 0
