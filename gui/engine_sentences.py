"""What the engine and the exports say, for the translators. Made by scripts/sentences.py.

Not to be edited: `make translations` writes it anew.
"""

from PySide6.QtCore import QT_TRANSLATE_NOOP

SENTENCES = (
    QT_TRANSLATE_NOOP("engine", "The excerpt would run past the end; it starts at {0} s instead."),
    QT_TRANSLATE_NOOP("engine", "The file is shorter than the excerpt; {0} s of silence follow."),
    QT_TRANSLATE_NOOP("engine", "“{0}” holds no sound; choose another file."),
    QT_TRANSLATE_NOOP("engine", "“{0}” is only {1} ms long; choose a file of at least 0.1 s."),
    QT_TRANSLATE_NOOP(
        "engine", "“{0}” is damaged and less than a second of it can be read; try another copy."
    ),
    QT_TRANSLATE_NOOP(
        "engine", "The file is shorter than its header says; its end may be missing."
    ),
    QT_TRANSLATE_NOOP("engine", "Its {0} channels were mixed down to one."),
    QT_TRANSLATE_NOOP("engine", "{0} values that were no numbers were taken as silence."),
    QT_TRANSLATE_NOOP(
        "engine",
        "“{0}” is damaged, not sound, or of a kind (m4a, AAC, WMA) that needs the optional "
        "“formats” extra; “make setup” or “pip install av” installs it.",
    ),
    QT_TRANSLATE_NOOP(
        "engine", "“{0}” is damaged or not sound; choose a WAV, FLAC, MP3, Ogg, AIFF or M4A file."
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "“{0}” claims {1} samples per second; Segue reads {2} to {3}. Convert the file first.",
    ),
    QT_TRANSLATE_NOOP(
        "engine", "“{0}” has {1} channels; Segue reads up to {2}. Mix it down first."
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "Segue cannot play sound because PortAudio is missing; on Debian and Ubuntu run “sudo apt "
        "install libportaudio2”, then start Segue again. All else works.",
    ),
    QT_TRANSLATE_NOOP("engine", "The sound devices cannot be listed; try again."),
    QT_TRANSLATE_NOOP("engine", "The sound system does not answer; restart Segue."),
    QT_TRANSLATE_NOOP("engine", "Its level was far over full scale, so it was turned down."),
    QT_TRANSLATE_NOOP("engine", "{0} samples far over full scale were clipped."),
    QT_TRANSLATE_NOOP(
        "engine", "“{0}” was not found; it may have been moved or renamed. Choose it again."
    ),
    QT_TRANSLATE_NOOP(
        "engine", "“{0}” is on the network; save it on this computer and open the saved file."
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "You have no permission to read “{0}”; change its permissions or choose another file.",
    ),
    QT_TRANSLATE_NOOP(
        "engine", "“{0}” is a link to a file that is not there; choose the file itself."
    ),
    QT_TRANSLATE_NOOP("engine", "“{0}” is a folder; choose a sound file inside it."),
    QT_TRANSLATE_NOOP("engine", "“{0}” is empty; choose another file."),
    QT_TRANSLATE_NOOP(
        "engine", "“{0}” is a socket, not a file; choose a sound file saved on disk."
    ),
    QT_TRANSLATE_NOOP(
        "engine", "“{0}” is a device, not a file; choose a sound file saved on disk."
    ),
    QT_TRANSLATE_NOOP("engine", "“{0}” is a pipe, not a file; choose a sound file saved on disk."),
    QT_TRANSLATE_NOOP(
        "engine", "The sound device “{0}” does not play; choose another, or connect it again."
    ),
    QT_TRANSLATE_NOOP("engine", "No sound device was found; connect one, then try again."),
    QT_TRANSLATE_NOOP("engine", "That sound device is gone; choose another."),
    QT_TRANSLATE_NOOP(
        "engine",
        "The sound device “{0}” cannot be opened; another program may be using it. Close that "
        "program or choose another device.",
    ),
    QT_TRANSLATE_NOOP(
        "engine", "“{0}” was not written: the disk is full; make room or choose another disk."
    ),
    QT_TRANSLATE_NOOP("engine", "“{0}” was not written: {1}."),
    QT_TRANSLATE_NOOP(
        "engine", "“{0}” was not written: the system refused it; may you write there?"
    ),
    QT_TRANSLATE_NOOP(
        "engine", "“{0}” was not written: its folder does not exist; create it first."
    ),
    QT_TRANSLATE_NOOP("engine", "This mel has {0} bands, but the model's have {1}."),
    QT_TRANSLATE_NOOP(
        "engine", "EXR files need the OpenEXR package; “pip install OpenEXR” installs it."
    ),
    QT_TRANSLATE_NOOP("engine", "{0}: {1} BPM (sure)"),
    QT_TRANSLATE_NOOP("engine", "{0}: {1} BPM (fairly sure)"),
    QT_TRANSLATE_NOOP("engine", "{0}: {1} BPM (not sure)"),
    QT_TRANSLATE_NOOP("engine", "{0}: no beat"),
    QT_TRANSLATE_NOOP("engine", "Both keep their tempo, so only the first beats go together."),
    QT_TRANSLATE_NOOP("engine", "No steady beat was found in {0}, so the tempo is left as it is."),
    QT_TRANSLATE_NOOP("engine", "The tempos go together as they are."),
    QT_TRANSLATE_NOOP("engine", "{0} is played {1} % slower."),
    QT_TRANSLATE_NOOP("engine", "{0} is played {1} % faster."),
    QT_TRANSLATE_NOOP("engine", "No steady beat was found in {0}, so B begins where you chose."),
    QT_TRANSLATE_NOOP(
        "engine", "It is not clear where the bars of {0} begin, so beats go together, not bars."
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "It is not clear where the bars of {0} and {1} begin, so beats go together, not bars.",
    ),
    QT_TRANSLATE_NOOP(
        "engine", "B has too little sound around it to be moved, so it begins as you chose."
    ),
    QT_TRANSLATE_NOOP("engine", "B begins {0} s later, so that its beats begin with A's."),
    QT_TRANSLATE_NOOP("engine", "B begins {0} s later, so that its bars begin with A's."),
    QT_TRANSLATE_NOOP("engine", "B begins {0} s earlier, so that its beats begin with A's."),
    QT_TRANSLATE_NOOP("engine", "B begins {0} s earlier, so that its bars begin with A's."),
    QT_TRANSLATE_NOOP("engine", "{0}: {1} (sure)"),
    QT_TRANSLATE_NOOP("engine", "{0}: {1} (fairly sure)"),
    QT_TRANSLATE_NOOP("engine", "{0}: {1} (not sure)"),
    QT_TRANSLATE_NOOP("engine", "{0}: no key"),
    QT_TRANSLATE_NOOP("engine", "No clear key was found in {0}, so the pitch is left as it is."),
    QT_TRANSLATE_NOOP("engine", "B is moved {0} semitones up."),
    QT_TRANSLATE_NOOP("engine", "B is moved {0} semitones down."),
    QT_TRANSLATE_NOOP("engine", "B is moved {0} semitone up."),
    QT_TRANSLATE_NOOP("engine", "B is moved {0} semitone down."),
    QT_TRANSLATE_NOOP("engine", "The keys go together as they are."),
    QT_TRANSLATE_NOOP(
        "engine", "A curve needs at least two points, its first and its last: 0:0, 5:1 for example."
    ),
    QT_TRANSLATE_NOOP("engine", "A curve's times are 0 or more seconds, not {0}."),
    QT_TRANSLATE_NOOP("engine", "A curve's alphas are from {0} to {1}, not {2}; 0 is A, 1 is B."),
    QT_TRANSLATE_NOOP(
        "engine", "A curve's points are in the order of time; {0} s comes after {1} s in the list."
    ),
    QT_TRANSLATE_NOOP("engine", "The model {0} takes sound at {1} Hz; this clip is at {2} Hz."),
    QT_TRANSLATE_NOOP("engine", "The model's {0} is {1}; it must be > 0."),
    QT_TRANSLATE_NOOP("engine", "The model's hop_length {0} does not divide its n_fft {1}."),
    QT_TRANSLATE_NOOP(
        "engine", "The model's frequency range {0}–{1} Hz does not fit its sample rate {2} Hz."
    ),
    QT_TRANSLATE_NOOP("engine", "The model's top_db is {0}; it must be > 0."),
    QT_TRANSLATE_NOOP("engine", "The model's mel parameters cannot be read; re-export the model."),
    QT_TRANSLATE_NOOP(
        "engine",
        "The model's two files do not belong together: {0} is {1} in encoder.onnx and {2} in "
        "decoder.onnx. Export both again.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "The model takes any length, but its latent shape {0} has not three sizes (channels, "
        "frequency, time). Export it again with fixed_frames.",
    ),
    QT_TRANSLATE_NOOP(
        "engine", "The model's frame_multiple {0} is not its fixed_frames {1}. Export it again."
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "The model wants mels of {0} bands and {1} frames at least, which is too large. Export it "
        "again.",
    ),
    QT_TRANSLATE_NOOP(
        "engine", "The model {0} does not run on a mel of its own size; export it again."
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "The model {0} answers with shapes {1} and {2}, not with what its files promise. Export it"
        " again.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "The model {0} takes mels of {1} bands and a multiple of {2} frames, not {3} × {4}.",
    ),
    QT_TRANSLATE_NOOP("engine", "The model {0} failed while running; choose another model."),
    QT_TRANSLATE_NOOP("engine", "Running on the CPU: the GPU failed ({0})."),
    QT_TRANSLATE_NOOP(
        "engine",
        "{0}.onnx is not a Segue model: its metadata lacks {1}. Export it with `python -m training"
        " export`.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "{0}.onnx has model format {1}; this Segue reads format {2}. Update Segue or export the "
        "model again.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "{0}.onnx holds a {1} with inputs {2} and outputs {3}; a {4} takes {5} and gives {6}.",
    ),
    QT_TRANSLATE_NOOP(
        "engine", "The model's {0} is {1}, not a whole number of at least {2}; export it again."
    ),
    QT_TRANSLATE_NOOP("engine", "The model's latent shape cannot be read; export it again."),
    QT_TRANSLATE_NOOP(
        "engine",
        "This prior is of latents of {0} × {1} rows, not of shape {2}; use the model that made the"
        " latent.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "{0} is damaged. Copy the model folder again, or remove {1} to draw from the standard "
        "normal.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "{0} was made for another model than {1} {2} (its {3} differs). Make it again with `python"
        " -m training.prior`, or remove it.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "Running on the CPU: the CUDA 13 or cuDNN 9 libraries are missing (install the cuda "
        "extra).",
    ),
    QT_TRANSLATE_NOOP("engine", "Running on the CPU: CUDA did not start ({0})."),
    QT_TRANSLATE_NOOP("engine", "refiner.onnx is not a refiner. Export the model again."),
    QT_TRANSLATE_NOOP(
        "engine",
        "refiner.onnx was made for another model than {0} {1} (its {2} differs). Export both "
        "again.",
    ),
    QT_TRANSLATE_NOOP(
        "engine", "refiner.onnx does not say how it is to be used. Export the model again."
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "refiner.onnx takes multiples of {0} columns, its model gives multiples of {1}. Export "
        "both again.",
    ),
    QT_TRANSLATE_NOOP(
        "engine", "refiner.onnx does not run on a mel of its model. Export the model again."
    ),
    QT_TRANSLATE_NOOP("engine", "refiner.onnx answers with shape {0}. Export the model again."),
    QT_TRANSLATE_NOOP(
        "engine", "The refiner of {0} answers with shape {1}; export the model again."
    ),
    QT_TRANSLATE_NOOP("engine", "The refiner of {0} failed while running; choose another method."),
    QT_TRANSLATE_NOOP("engine", "{0} is a file; choose the folder it lies in."),
    QT_TRANSLATE_NOOP("engine", "There is no model folder {0}. Choose another model."),
    QT_TRANSLATE_NOOP(
        "engine", "{0} is not a model card. Copy the model folder again, or choose another model."
    ),
    QT_TRANSLATE_NOOP(
        "engine", "{0} is not in its card. Copy the model folder again, or remove it."
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "The model folder {0} has no {1}. Copy the whole folder again, or choose another model.",
    ),
    QT_TRANSLATE_NOOP(
        "engine", "{0} is empty. Copy the model folder again, or choose another model."
    ),
    QT_TRANSLATE_NOOP(
        "engine", "{0} is over 1 GiB. Copy the model folder again, or choose another model."
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "There is no model in {0}. Check out the whole repository, or train one with `python -m "
        "training`.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "{0} keeps its weights in another file, which Segue does not read. Export the model again "
        "with everything in one file.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "The model in {0} cannot be opened: a file is damaged. Copy the model folder again, or "
        "choose another model.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "The card in {0} describes {1} {2}, but the files hold {3} {4}. Copy the model folder "
        "again.",
    ),
    QT_TRANSLATE_NOOP("engine", "{0} cannot be read ({1})."),
    QT_TRANSLATE_NOOP(
        "engine",
        "{0} is not the file its card describes (its checksum differs). Copy the model folder "
        "again, or export the model again.",
    ),
    QT_TRANSLATE_NOOP("engine", "{0} was not written: no sound lies in the loop; choose another."),
    QT_TRANSLATE_NOOP(
        "engine", "{0} does not say how long it is; say how many --seconds you want."
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "{0} is {1} s long, so nothing of it is left after {2} s; choose an earlier --start-a.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "{0} has {1} s from there on; a morph is at most {2} s long. Say how many --seconds you "
        "want.",
    ),
    QT_TRANSLATE_NOOP(
        "engine", "{0} was not written: the disk is full; make room or choose another disk."
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "{0} was not written: your share of the disk is used up; make room or choose another disk.",
    ),
    QT_TRANSLATE_NOOP(
        "engine", "{0} was not written: it is too large for this disk; choose another disk."
    ),
    QT_TRANSLATE_NOOP(
        "engine", "{0} was not written: the folder does not allow it; choose another folder."
    ),
    QT_TRANSLATE_NOOP(
        "engine", "{0} was not written: the disk is read-only; choose another folder."
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "{0} was not written: its folder does not exist; create it first or choose another.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "{0} was not written: a part of its path is a file, not a folder; choose another folder.",
    ),
    QT_TRANSLATE_NOOP("engine", "{0} was not written: its name is too long; choose a shorter one."),
    QT_TRANSLATE_NOOP(
        "engine",
        "{0} was not written: it exists already; choose another name or allow overwriting "
        "(--overwrite).",
    ),
    QT_TRANSLATE_NOOP(
        "engine", "{0} was not written: it is a folder with files in it; name a new folder."
    ),
    QT_TRANSLATE_NOOP("engine", "{0} was not written: it is a folder; name a file in it."),
    QT_TRANSLATE_NOOP(
        "engine", "{0} was not written: the disk reports a fault; choose another disk."
    ),
    QT_TRANSLATE_NOOP("engine", "{0} was not written: {1}; choose another folder."),
    QT_TRANSLATE_NOOP("engine", "{0} holds a NUL character; choose another name."),
    QT_TRANSLATE_NOOP(
        "engine", "{0} does not end in {1}; name it {2}, because that is what is written."
    ),
    QT_TRANSLATE_NOOP(
        "engine", "{0} does not end in {1} or {2}; name it {3}, because that is what is written."
    ),
    QT_TRANSLATE_NOOP("engine", "{0} is one of the clips in use; choose another name."),
    QT_TRANSLATE_NOOP("engine", "{0} is not an ordinary file; choose another name."),
    QT_TRANSLATE_NOOP("engine", "{0} is the folder you are in; name a new one inside it."),
    QT_TRANSLATE_NOOP("engine", "{0} is a file; name a folder."),
    QT_TRANSLATE_NOOP(
        "engine", "{0} has files in it; name a new folder or allow overwriting (--overwrite)."
    ),
    QT_TRANSLATE_NOOP("engine", "{0} holds files that Segue did not make; name another folder."),
    QT_TRANSLATE_NOOP("engine", "{0} holds a clip in use; name another folder."),
    QT_TRANSLATE_NOOP(
        "engine",
        "{0} was not written: {1} files hold no 32-bit floats; choose 16 or 24 bits, or a WAV "
        "file.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "{0} was not written: {1} files hold {2} to {3} Hz and up to {4} channels, not {5} Hz and "
        "{6}; choose another sample rate or a WAV file.",
    ),
    QT_TRANSLATE_NOOP(
        "engine", "Turned up by {0} dB, to {1} LUFS; for {2} LUFS its peaks would pass {3} dB."
    ),
    QT_TRANSLATE_NOOP(
        "engine", "Turned down by {0} dB, to {1} LUFS; for {2} LUFS its peaks would pass {3} dB."
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "Turned up by {0} dB, its peaks held down by up to {1} dB, to {2} LUFS; for {3} LUFS its "
        "peaks would pass {4} dB.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "Turned down by {0} dB, its peaks held down by up to {1} dB, to {2} LUFS; for {3} LUFS its"
        " peaks would pass {4} dB.",
    ),
    QT_TRANSLATE_NOOP("engine", "It is silent, so its loudness was left alone."),
    QT_TRANSLATE_NOOP("engine", "Turned up by {0} dB, to {1} LUFS."),
    QT_TRANSLATE_NOOP("engine", "Turned down by {0} dB, to {1} LUFS."),
    QT_TRANSLATE_NOOP(
        "engine", "Turned up by {0} dB, its peaks held down by up to {1} dB, to {2} LUFS."
    ),
    QT_TRANSLATE_NOOP(
        "engine", "Turned down by {0} dB, its peaks held down by up to {1} dB, to {2} LUFS."
    ),
    QT_TRANSLATE_NOOP("engine", "It would have clipped and was turned down by {0} dB."),
    QT_TRANSLATE_NOOP("engine", "{0} does not say how long it is; say where it begins (--from-a)."),
    QT_TRANSLATE_NOOP(
        "engine", "{0} has only {1} s for a transition of {2} s; choose a shorter one (--seconds)."
    ),
    QT_TRANSLATE_NOOP(
        "engine", "{0} was not written: a WAV file holds at most 4 GiB; choose a shorter clip."
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "{0} was not written: the disk gave back something else than it was given; choose another "
        "disk.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "The model {0} takes sound at {1} Hz, but the window plays at {2} Hz. Use it with the "
        "command render, or choose another model.",
    ),
    QT_TRANSLATE_NOOP("engine", "The clips could not be compared."),
    QT_TRANSLATE_NOOP(
        "engine", "The process that compares the clips ended; switch matching off and on again."
    ),
    QT_TRANSLATE_NOOP("engine", "No sound device was found; connect one, then press Retry."),
    QT_TRANSLATE_NOOP("engine", "“{0}” is not a group of fields"),
    QT_TRANSLATE_NOOP("engine", "“the file” is not a group of fields"),
    QT_TRANSLATE_NOOP("engine", "“{0}” is not a list of at most {1} numbers"),
    QT_TRANSLATE_NOOP("engine", "“{0}” is not a list of numbers, each a number from {1} to {2}"),
    QT_TRANSLATE_NOOP("engine", "“{0}” is not a list of at most {1} pairs of numbers"),
    QT_TRANSLATE_NOOP("engine", "“{0}” is not a list of at most {1} texts"),
    QT_TRANSLATE_NOOP("engine", "“{0}” is not a number from {1} to {2}"),
    QT_TRANSLATE_NOOP("engine", "“{0}” is not a whole number from {1} to {2}"),
    QT_TRANSLATE_NOOP("engine", "“{0}” is not true or false"),
    QT_TRANSLATE_NOOP("engine", "“{0}” is not a text of at most {1} letters"),
    QT_TRANSLATE_NOOP(
        "engine", "“{0}” is no project of Segue, or a damaged one. Choose another file."
    ),
    QT_TRANSLATE_NOOP("engine", "“{0}” is no project of Segue. Choose another file."),
    QT_TRANSLATE_NOOP(
        "engine", "“{0}” is damaged: {1}. Mend that field, or open an older copy of the file."
    ),
    QT_TRANSLATE_NOOP("engine", "“{0}” is a folder, not a project. Choose another file."),
    QT_TRANSLATE_NOOP("engine", "“{0}” is no ordinary file, not a project. Choose another file."),
    QT_TRANSLATE_NOOP("engine", "“{0}” is not there any more. Choose another file."),
    QT_TRANSLATE_NOOP(
        "engine", "“{0}” may not be read. Change its permissions, or choose another file."
    ),
    QT_TRANSLATE_NOOP("engine", "“{0}” cannot be read ({1}). Choose another file."),
    QT_TRANSLATE_NOOP("engine", "“{0}” is too large for a project of Segue. Choose another file."),
    QT_TRANSLATE_NOOP("engine", "“{0}” was made by a newer Segue. Update Segue to open it."),
    QT_TRANSLATE_NOOP("engine", "“{0}.curve” is no curve ({1})"),
    QT_TRANSLATE_NOOP("engine", "“loop” is not a beginning and an end, in seconds"),
    QT_TRANSLATE_NOOP("engine", "C major"),
    QT_TRANSLATE_NOOP("engine", "D♭ major"),
    QT_TRANSLATE_NOOP("engine", "D major"),
    QT_TRANSLATE_NOOP("engine", "E♭ major"),
    QT_TRANSLATE_NOOP("engine", "E major"),
    QT_TRANSLATE_NOOP("engine", "F major"),
    QT_TRANSLATE_NOOP("engine", "F♯ major"),
    QT_TRANSLATE_NOOP("engine", "G major"),
    QT_TRANSLATE_NOOP("engine", "A♭ major"),
    QT_TRANSLATE_NOOP("engine", "A major"),
    QT_TRANSLATE_NOOP("engine", "B♭ major"),
    QT_TRANSLATE_NOOP("engine", "B major"),
    QT_TRANSLATE_NOOP("engine", "C minor"),
    QT_TRANSLATE_NOOP("engine", "C♯ minor"),
    QT_TRANSLATE_NOOP("engine", "D minor"),
    QT_TRANSLATE_NOOP("engine", "E♭ minor"),
    QT_TRANSLATE_NOOP("engine", "E minor"),
    QT_TRANSLATE_NOOP("engine", "F minor"),
    QT_TRANSLATE_NOOP("engine", "F♯ minor"),
    QT_TRANSLATE_NOOP("engine", "G minor"),
    QT_TRANSLATE_NOOP("engine", "G♯ minor"),
    QT_TRANSLATE_NOOP("engine", "A minor"),
    QT_TRANSLATE_NOOP("engine", "B♭ minor"),
    QT_TRANSLATE_NOOP("engine", "B minor"),
)
JOINTS = ("{0}; {1}.", "{0}: {1}")
"""Made of sentences, with nothing to translate of their own."""
