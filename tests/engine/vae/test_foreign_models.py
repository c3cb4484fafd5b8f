"""ONNX files from elsewhere: one clear sentence that names what is wrong, never a crash."""

from __future__ import annotations

import json

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from engine.errors import ModelContractError, ModelLoadError
from engine.vae.store import default_model, list_models, load_model, read_card
from tests.tiny_model import COARSE, _save, metadata, write_card, write_fixed_model, write_model


@pytest.fixture
def folder(tmp_path):
    return write_fixed_model(tmp_path / "from elsewhere", n_numbers=8)


def values(*shapes):
    return [helper.make_tensor_value_info(n, t, s) for n, t, s in shapes]


def save(folder, role, nodes, inputs, outputs, meta, constants=()):
    graph = helper.make_graph(nodes, "g", values(*inputs), values(*outputs), list(constants))
    _save(folder / f"{role}.onnx", graph, meta)
    write_card(folder, name="tiny-row-8")


def promised(role, **changes):
    row = {"name": "tiny-row-8", "latent_shape": "[8]"}
    return metadata(
        role, COARSE, **{**row, "frame_multiple": "160", "fixed_frames": "160"}, **changes
    )


def refusal(folder):
    with pytest.raises(ModelLoadError) as raised:
        load_model(folder)
    text = raised.value.user_message
    assert "from elsewhere" in text
    assert "\n" not in text
    assert len(text) < 400
    return text


FLOAT, INT = TensorProto.FLOAT, TensorProto.INT64
MEL = ("mel", FLOAT, ("batch", 1, 128, 160))
MU = ("mu", FLOAT, ("batch", 8))


def test_a_classifier_without_metadata(folder):
    nodes = [helper.make_node("ArgMax", ["image"], ["label"], axis=1)]
    image, label = ("image", FLOAT, (1, 10)), ("label", INT, (1, 1))
    save(folder, "encoder", nodes, [image], [label], {})
    text = refusal(folder)
    assert "encoder.onnx is not a Segue model" in text
    assert "mel_spec" in text


def test_names_of_another_program(folder):
    nodes = [helper.make_node("Identity", ["x"], ["y"])]
    shapes = ("x", FLOAT, (1, 8)), ("y", FLOAT, (1, 8))
    save(folder, "decoder", nodes, shapes[:1], shapes[1:], promised("decoder"))
    assert "takes latent and gives mel" in refusal(folder)


def test_a_second_input(folder):
    nodes = [helper.make_node("Add", ["latent", "noise"], ["mel"])]
    inputs = ("latent", FLOAT, ("batch", 8)), ("noise", FLOAT, ("batch", 8))
    mel = ("mel", FLOAT, ("batch", 8))
    save(folder, "decoder", nodes, inputs, [mel], promised("decoder"))
    assert "inputs ['latent', 'noise']" in refusal(folder)


@pytest.mark.parametrize("rank", [0, 1, 2, 3, 5])
def test_an_answer_of_the_wrong_rank(folder, rank):
    shape = np.int64([1] * rank)
    one = [
        onnx.numpy_helper.from_array(v, n) for n, v in (("shape", shape), ("axes", np.int64([])))
    ]
    nodes = [
        helper.make_node("ReduceMax", ["mel"], ["top"], keepdims=0),
        helper.make_node("Reshape", ["top", "shape"], ["mu"]),
    ]
    mu = ("mu", FLOAT, tuple(int(n) for n in shape))
    save(folder, "encoder", nodes, [MEL], [mu], promised("encoder"), one[:1])
    assert "Export it again" in refusal(folder) or "export it again" in refusal(folder)


def test_an_input_of_the_wrong_rank(folder):
    nodes = [helper.make_node("Identity", ["mel"], ["mu"])]
    flat = ("mel", FLOAT, ("batch", 128)), ("mu", FLOAT, ("batch", 128))
    save(folder, "encoder", nodes, flat[:1], flat[1:], promised("encoder"))
    assert "does not run on a mel of its own size" in refusal(folder)


def test_an_answer_that_is_no_array(folder):
    nodes = [
        helper.make_node("Flatten", ["mel"], ["flat"]),
        helper.make_node("SequenceConstruct", ["flat"], ["mu"]),
    ]
    graph = helper.make_graph(
        nodes,
        "g",
        values(MEL),
        [helper.make_tensor_sequence_value_info("mu", FLOAT, None)],
    )
    _save(folder / "encoder.onnx", graph, promised("encoder"))
    write_card(folder, name="tiny-row-8")
    refusal(folder)


def test_numbers_of_another_kind(folder):
    nodes = [
        helper.make_node("Flatten", ["mel"], ["flat"]),
        helper.make_node("Slice", ["flat", "from", "to", "axis"], ["mu"]),
    ]
    sizes = zip(("from", "to", "axis"), (0, 8, 1), strict=True)
    constants = [onnx.numpy_helper.from_array(np.int64([n]), name) for name, n in sizes]
    half = TensorProto.FLOAT16
    shapes = ("mel", half, MEL[2]), ("mu", half, MU[2])
    save(folder, "encoder", nodes, shapes[:1], shapes[1:], promised("encoder"), constants)
    assert "does not run" in refusal(folder)


def test_weights_in_a_file_that_is_not_there(folder):
    model = onnx.load(folder / "decoder.onnx")
    onnx.save(
        model,
        folder / "decoder.onnx",
        save_as_external_data=True,
        location="decoder.onnx.data",
        size_threshold=64,
    )
    (folder / "decoder.onnx.data").unlink()
    write_card(folder, name="tiny-row-8")
    text = refusal(folder)
    assert "decoder.onnx keeps its weights in another file" in text


@pytest.mark.parametrize("role", ["encoder", "decoder"])
@pytest.mark.parametrize("seed", range(4))
def test_garbage_and_files_cut_short(folder, role, seed):
    rng = np.random.default_rng(seed)
    path = folder / f"{role}.onnx"
    whole = path.read_bytes()
    cut = whole[: int(rng.integers(1, len(whole)))]
    for data in (rng.bytes(3000), cut):
        path.write_bytes(data)
        write_card(folder, name="tiny-row-8")
        refusal(folder)


def test_a_file_instead_of_its_folder_is_told(folder):
    with pytest.raises(ModelLoadError) as raised:
        load_model(folder / "encoder.onnx")
    assert "encoder.onnx is a file; choose the folder" in raised.value.user_message


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b"])
def test_a_name_no_system_allows_is_a_missing_folder(tmp_path, name):
    with pytest.raises(ModelLoadError, match="no model folder"):
        read_card(tmp_path / name)


def test_the_folder_is_remembered(folder):
    assert load_model(folder).folder == folder


def test_models_to_compare_with_do_not_become_the_default(tmp_path):
    for name in ("segue-one-1", "segue-one-2", "zoo-row-8"):
        write_model(tmp_path / name)
    cards = list_models(tmp_path)
    assert [card.folder.name for card in cards][-1] == "zoo-row-8"
    assert default_model(cards).folder.name == "segue-one-2"
    assert default_model(cards[-1:]).folder.name == "zoo-row-8"
    assert default_model([]) is None


def test_contract_errors_stay_contract_errors(folder):
    card = json.loads((folder / "card.json").read_text("utf-8"))
    (folder / "card.json").write_text(json.dumps({**card, "name": "other"}), "utf-8")
    with pytest.raises(ModelContractError):
        load_model(folder)
