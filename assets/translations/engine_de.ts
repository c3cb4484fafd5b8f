<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>engine</name>
    <message>
        <source>The excerpt would run past the end; it starts at {0} s instead.</source>
        <translation>Der Ausschnitt ginge über das Ende hinaus; er beginnt stattdessen bei {0} s.</translation>
    </message>
    <message>
        <source>The file is shorter than the excerpt; {0} s of silence follow.</source>
        <translation>Die Datei ist kürzer als der Ausschnitt; {0} s Stille folgen.</translation>
    </message>
    <message>
        <source>“{0}” holds no sound; choose another file.</source>
        <translation>„{0}“ enthält keinen Ton; eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>“{0}” is only {1} ms long; choose a file of at least 0.1 s.</source>
        <translation>„{0}“ ist nur {1} ms lang; eine Datei von mindestens 0.1 s wählen.</translation>
    </message>
    <message>
        <source>“{0}” is damaged and less than a second of it can be read; try another copy.</source>
        <translation>„{0}“ ist beschädigt, und keine Sekunde davon ist lesbar; eine andere Kopie versuchen.</translation>
    </message>
    <message>
        <source>The file is shorter than its header says; its end may be missing.</source>
        <translation>Die Datei ist kürzer, als ihr Dateikopf angibt; vielleicht fehlt das Ende.</translation>
    </message>
    <message>
        <source>Its {0} channels were mixed down to one.</source>
        <translation>Die {0} Kanäle wurden zu einem gemischt.</translation>
    </message>
    <message>
        <source>{0} values that were no numbers were taken as silence.</source>
        <translation>{0} Werte, die keine Zahlen waren, gelten als Stille.</translation>
    </message>
    <message>
        <source>“{0}” is damaged, not sound, or of a kind (m4a, AAC, WMA) that needs the optional “formats” extra; “make setup” or “pip install av” installs it.</source>
        <translation>„{0}“ ist beschädigt, kein Ton oder von einer Art (m4a, AAC, WMA), für die das Extra „formats“ nötig ist; „make setup“ oder „pip install av“ installiert es.</translation>
    </message>
    <message>
        <source>“{0}” is damaged or not sound; choose a WAV, FLAC, MP3, Ogg, AIFF or M4A file.</source>
        <translation>„{0}“ ist beschädigt oder kein Ton; eine Datei in WAV, FLAC, MP3, Ogg, AIFF oder M4A wählen.</translation>
    </message>
    <message>
        <source>“{0}” claims {1} samples per second; Segue reads {2} to {3}. Convert the file first.</source>
        <translation>„{0}“ gibt {1} Abtastwerte je Sekunde an; Segue liest {2} bis {3}. Die Datei zuerst umwandeln.</translation>
    </message>
    <message>
        <source>“{0}” has {1} channels; Segue reads up to {2}. Mix it down first.</source>
        <translation>„{0}“ hat {1} Kanäle; Segue liest bis zu {2}. Die Datei zuerst heruntermischen.</translation>
    </message>
    <message>
        <source>Segue cannot play sound because PortAudio is missing; on Debian and Ubuntu run “sudo apt install libportaudio2”, then start Segue again. All else works.</source>
        <translation>Segue kann keinen Ton ausgeben, weil PortAudio fehlt; unter Debian und Ubuntu „sudo apt install libportaudio2“ ausführen und Segue neu starten. Alles andere geht.</translation>
    </message>
    <message>
        <source>The sound devices cannot be listed; try again.</source>
        <translation>Die Audiogeräte lassen sich nicht auflisten; noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The sound system does not answer; restart Segue.</source>
        <translation>Das Audiosystem antwortet nicht; Segue neu starten.</translation>
    </message>
    <message>
        <source>Its level was far over full scale, so it was turned down.</source>
        <translation>Der Pegel lag weit über Vollaussteuerung und wurde abgesenkt.</translation>
    </message>
    <message>
        <source>{0} samples far over full scale were clipped.</source>
        <translation>{0} Abtastwerte weit über Vollaussteuerung wurden gekappt.</translation>
    </message>
    <message>
        <source>“{0}” was not found; it may have been moved or renamed. Choose it again.</source>
        <translation>„{0}“ wurde nicht gefunden, vielleicht verschoben oder umbenannt. Die Datei neu wählen.</translation>
    </message>
    <message>
        <source>“{0}” is on the network; save it on this computer and open the saved file.</source>
        <translation>„{0}“ liegt im Netz; auf diesem Rechner speichern und die gespeicherte Datei öffnen.</translation>
    </message>
    <message>
        <source>You have no permission to read “{0}”; change its permissions or choose another file.</source>
        <translation>„{0}“ zu lesen ist nicht erlaubt; die Rechte der Datei ändern oder eine andere wählen.</translation>
    </message>
    <message>
        <source>“{0}” is a link to a file that is not there; choose the file itself.</source>
        <translation>„{0}“ verweist auf eine Datei, die es nicht gibt; die Datei selbst wählen.</translation>
    </message>
    <message>
        <source>“{0}” is a folder; choose a sound file inside it.</source>
        <translation>„{0}“ ist ein Ordner; eine Audiodatei darin wählen.</translation>
    </message>
    <message>
        <source>“{0}” is empty; choose another file.</source>
        <translation>„{0}“ ist leer; eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>“{0}” is a socket, not a file; choose a sound file saved on disk.</source>
        <translation>„{0}“ ist ein Socket, keine Datei; eine gespeicherte Audiodatei wählen.</translation>
    </message>
    <message>
        <source>“{0}” is a device, not a file; choose a sound file saved on disk.</source>
        <translation>„{0}“ ist ein Gerät, keine Datei; eine gespeicherte Audiodatei wählen.</translation>
    </message>
    <message>
        <source>“{0}” is a pipe, not a file; choose a sound file saved on disk.</source>
        <translation>„{0}“ ist eine Pipe, keine Datei; eine gespeicherte Audiodatei wählen.</translation>
    </message>
    <message>
        <source>The sound device “{0}” does not play; choose another, or connect it again.</source>
        <translation>Das Audiogerät „{0}“ spielt nicht; ein anderes wählen oder es neu anschließen.</translation>
    </message>
    <message>
        <source>No sound device was found; connect one, then try again.</source>
        <translation>Es wurde kein Audiogerät gefunden; eines anschließen und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>That sound device is gone; choose another.</source>
        <translation>Dieses Audiogerät ist nicht mehr da; ein anderes wählen.</translation>
    </message>
    <message>
        <source>The sound device “{0}” cannot be opened; another program may be using it. Close that program or choose another device.</source>
        <translation>Das Audiogerät „{0}“ lässt sich nicht öffnen; vielleicht benutzt es ein anderes Programm. Das Programm schließen oder ein anderes Gerät wählen.</translation>
    </message>
    <message>
        <source>“{0}” was not written: the disk is full; make room or choose another disk.</source>
        <translation>„{0}“ wurde nicht geschrieben: Der Datenträger ist voll; Platz schaffen oder einen anderen wählen.</translation>
    </message>
    <message>
        <source>“{0}” was not written: {1}.</source>
        <translation>„{0}“ wurde nicht geschrieben: {1}.</translation>
    </message>
    <message>
        <source>“{0}” was not written: the system refused it; may you write there?</source>
        <translation>„{0}“ wurde nicht geschrieben: Das System lehnte es ab; ist Schreiben dort erlaubt?</translation>
    </message>
    <message>
        <source>“{0}” was not written: its folder does not exist; create it first.</source>
        <translation>„{0}“ wurde nicht geschrieben: Den Ordner gibt es nicht; ihn zuerst anlegen.</translation>
    </message>
    <message>
        <source>This mel has {0} bands, but the model&apos;s have {1}.</source>
        <translation>Dieses Mel hat {0} Bänder, die des Modells aber {1}.</translation>
    </message>
    <message>
        <source>EXR files need the OpenEXR package; “pip install OpenEXR” installs it.</source>
        <translation>EXR-Dateien brauchen das Paket OpenEXR; „pip install OpenEXR“ installiert es.</translation>
    </message>
    <message>
        <source>{0}: {1} BPM (sure)</source>
        <translation>{0}: {1} BPM (sicher)</translation>
    </message>
    <message>
        <source>{0}: {1} BPM (fairly sure)</source>
        <translation>{0}: {1} BPM (ziemlich sicher)</translation>
    </message>
    <message>
        <source>{0}: {1} BPM (not sure)</source>
        <translation>{0}: {1} BPM (unsicher)</translation>
    </message>
    <message>
        <source>{0}: no beat</source>
        <translation>{0}: keine Schläge</translation>
    </message>
    <message>
        <source>Both keep their tempo, so only the first beats go together.</source>
        <translation>Beide behalten ihr Tempo, daher treffen nur die ersten Schläge zusammen.</translation>
    </message>
    <message>
        <source>No steady beat was found in {0}, so the tempo is left as it is.</source>
        <translation>In {0} wurden keine gleichmäßigen Schläge gefunden, also bleibt das Tempo, wie es ist.</translation>
    </message>
    <message>
        <source>The tempos go together as they are.</source>
        <translation>Die Tempi passen zusammen, wie sie sind.</translation>
    </message>
    <message>
        <source>{0} is played {1} % slower.</source>
        <translation>{0} wird {1} % langsamer gespielt.</translation>
    </message>
    <message>
        <source>{0} is played {1} % faster.</source>
        <translation>{0} wird {1} % schneller gespielt.</translation>
    </message>
    <message>
        <source>No steady beat was found in {0}, so B begins where you chose.</source>
        <translation>In {0} wurden keine gleichmäßigen Schläge gefunden, also beginnt B an der gewählten Stelle.</translation>
    </message>
    <message>
        <source>It is not clear where the bars of {0} begin, so beats go together, not bars.</source>
        <translation>Es ist nicht klar, wo die Takte von {0} beginnen, daher werden Schläge aufeinander gelegt, nicht Takte.</translation>
    </message>
    <message>
        <source>It is not clear where the bars of {0} and {1} begin, so beats go together, not bars.</source>
        <translation>Es ist nicht klar, wo die Takte von {0} und {1} beginnen, daher werden Schläge aufeinander gelegt, nicht Takte.</translation>
    </message>
    <message>
        <source>B has too little sound around it to be moved, so it begins as you chose.</source>
        <translation>Um den Ausschnitt von B herum ist zu wenig Ton, um ihn zu verschieben; er beginnt an der gewählten Stelle.</translation>
    </message>
    <message>
        <source>B begins {0} s later, so that its beats begin with A&apos;s.</source>
        <translation>B beginnt {0} s später, damit seine Schläge mit denen von A beginnen.</translation>
    </message>
    <message>
        <source>B begins {0} s later, so that its bars begin with A&apos;s.</source>
        <translation>B beginnt {0} s später, damit seine Takte mit denen von A beginnen.</translation>
    </message>
    <message>
        <source>B begins {0} s earlier, so that its beats begin with A&apos;s.</source>
        <translation>B beginnt {0} s früher, damit seine Schläge mit denen von A beginnen.</translation>
    </message>
    <message>
        <source>B begins {0} s earlier, so that its bars begin with A&apos;s.</source>
        <translation>B beginnt {0} s früher, damit seine Takte mit denen von A beginnen.</translation>
    </message>
    <message>
        <source>{0}: {1} (sure)</source>
        <translation>{0}: {1} (sicher)</translation>
    </message>
    <message>
        <source>{0}: {1} (fairly sure)</source>
        <translation>{0}: {1} (ziemlich sicher)</translation>
    </message>
    <message>
        <source>{0}: {1} (not sure)</source>
        <translation>{0}: {1} (unsicher)</translation>
    </message>
    <message>
        <source>{0}: no key</source>
        <translation>{0}: keine Tonart</translation>
    </message>
    <message>
        <source>No clear key was found in {0}, so the pitch is left as it is.</source>
        <translation>In {0} wurde keine klare Tonart gefunden, also bleibt die Tonhöhe, wie sie ist.</translation>
    </message>
    <message>
        <source>B is moved {0} semitones up.</source>
        <translation>B wird um {0} Halbtöne nach oben transponiert.</translation>
    </message>
    <message>
        <source>B is moved {0} semitones down.</source>
        <translation>B wird um {0} Halbtöne nach unten transponiert.</translation>
    </message>
    <message>
        <source>B is moved {0} semitone up.</source>
        <translation>B wird um {0} Halbton nach oben transponiert.</translation>
    </message>
    <message>
        <source>B is moved {0} semitone down.</source>
        <translation>B wird um {0} Halbton nach unten transponiert.</translation>
    </message>
    <message>
        <source>The keys go together as they are.</source>
        <translation>Die Tonarten passen zusammen, wie sie sind.</translation>
    </message>
    <message>
        <source>A curve needs at least two points, its first and its last: 0:0, 5:1 for example.</source>
        <translation>Eine Kurve braucht mindestens zwei Punkte, den ersten und den letzten: zum Beispiel 0:0, 5:1.</translation>
    </message>
    <message>
        <source>A curve&apos;s times are 0 or more seconds, not {0}.</source>
        <translation>Die Zeiten einer Kurve sind 0 oder mehr Sekunden, nicht {0}.</translation>
    </message>
    <message>
        <source>A curve&apos;s alphas are from {0} to {1}, not {2}; 0 is A, 1 is B.</source>
        <translation>Die Alphas einer Kurve liegen von {0} bis {1}, nicht bei {2}; 0 ist A, 1 ist B.</translation>
    </message>
    <message>
        <source>A curve&apos;s points are in the order of time; {0} s comes after {1} s in the list.</source>
        <translation>Die Punkte einer Kurve folgen der Zeit; in der Liste kommt {0} s nach {1} s.</translation>
    </message>
    <message>
        <source>The model {0} takes sound at {1} Hz; this clip is at {2} Hz.</source>
        <translation>Das Modell {0} erwartet Ton mit {1} Hz; dieser Clip hat {2} Hz.</translation>
    </message>
    <message>
        <source>The model&apos;s {0} is {1}; it must be &gt; 0.</source>
        <translation>{0} des Modells ist {1}; es muss &gt; 0 sein.</translation>
    </message>
    <message>
        <source>The model&apos;s hop_length {0} does not divide its n_fft {1}.</source>
        <translation>hop_length {0} des Modells teilt sein n_fft {1} nicht.</translation>
    </message>
    <message>
        <source>The model&apos;s frequency range {0}–{1} Hz does not fit its sample rate {2} Hz.</source>
        <translation>Der Frequenzbereich {0}–{1} Hz des Modells passt nicht zu seiner Abtastrate {2} Hz.</translation>
    </message>
    <message>
        <source>The model&apos;s top_db is {0}; it must be &gt; 0.</source>
        <translation>top_db des Modells ist {0}; es muss &gt; 0 sein.</translation>
    </message>
    <message>
        <source>The model&apos;s mel parameters cannot be read; re-export the model.</source>
        <translation>Die Mel-Parameter des Modells sind nicht lesbar; das Modell neu exportieren.</translation>
    </message>
    <message>
        <source>The model&apos;s two files do not belong together: {0} is {1} in encoder.onnx and {2} in decoder.onnx. Export both again.</source>
        <translation>Die beiden Dateien des Modells gehören nicht zusammen: {0} ist {1} in encoder.onnx und {2} in decoder.onnx. Beide neu exportieren.</translation>
    </message>
    <message>
        <source>The model takes any length, but its latent shape {0} has not three sizes (channels, frequency, time). Export it again with fixed_frames.</source>
        <translation>Das Modell nimmt jede Länge, aber die Form {0} seiner Latenten hat nicht drei Größen (Kanäle, Frequenz, Zeit). Mit fixed_frames neu exportieren.</translation>
    </message>
    <message>
        <source>The model&apos;s frame_multiple {0} is not its fixed_frames {1}. Export it again.</source>
        <translation>frame_multiple {0} des Modells ist nicht sein fixed_frames {1}. Neu exportieren.</translation>
    </message>
    <message>
        <source>The model wants mels of {0} bands and {1} frames at least, which is too large. Export it again.</source>
        <translation>Das Modell verlangt Mels von {0} Bändern und mindestens {1} Spalten, und das ist zu groß. Neu exportieren.</translation>
    </message>
    <message>
        <source>The model {0} does not run on a mel of its own size; export it again.</source>
        <translation>Das Modell {0} läuft mit einem Mel seiner eigenen Größe nicht; neu exportieren.</translation>
    </message>
    <message>
        <source>The model {0} answers with shapes {1} and {2}, not with what its files promise. Export it again.</source>
        <translation>Das Modell {0} antwortet mit den Formen {1} und {2}, nicht mit dem, was seine Dateien versprechen. Neu exportieren.</translation>
    </message>
    <message>
        <source>The model {0} takes mels of {1} bands and a multiple of {2} frames, not {3} × {4}.</source>
        <translation>Das Modell {0} nimmt Mels von {1} Bändern und einem Vielfachen von {2} Spalten, nicht {3} × {4}.</translation>
    </message>
    <message>
        <source>The model {0} failed while running; choose another model.</source>
        <translation>Das Modell {0} ist beim Rechnen gescheitert; ein anderes Modell wählen.</translation>
    </message>
    <message>
        <source>Running on the CPU: the GPU failed ({0}).</source>
        <translation>Läuft auf der CPU: Die Grafikkarte ist ausgefallen ({0}).</translation>
    </message>
    <message>
        <source>{0}.onnx is not a Segue model: its metadata lacks {1}. Export it with `python -m training export`.</source>
        <translation>{0}.onnx ist kein Modell für Segue: In den Metadaten fehlt {1}. Mit `python -m training export` exportieren.</translation>
    </message>
    <message>
        <source>{0}.onnx has model format {1}; this Segue reads format {2}. Update Segue or export the model again.</source>
        <translation>{0}.onnx hat das Modellformat {1}; dieses Segue liest Format {2}. Segue aktualisieren oder das Modell neu exportieren.</translation>
    </message>
    <message>
        <source>{0}.onnx holds a {1} with inputs {2} and outputs {3}; a {4} takes {5} and gives {6}.</source>
        <translation>{0}.onnx enthält {1} mit den Eingängen {2} und den Ausgängen {3}; {4} nimmt {5} und gibt {6}.</translation>
    </message>
    <message>
        <source>The model&apos;s {0} is {1}, not a whole number of at least {2}; export it again.</source>
        <translation>{0} des Modells ist {1}, keine ganze Zahl von mindestens {2}; neu exportieren.</translation>
    </message>
    <message>
        <source>The model&apos;s latent shape cannot be read; export it again.</source>
        <translation>Die Form der Latenten des Modells ist nicht lesbar; neu exportieren.</translation>
    </message>
    <message>
        <source>This prior is of latents of {0} × {1} rows, not of shape {2}; use the model that made the latent.</source>
        <translation>Dieser Prior ist für Latenten von {0} × {1} Zeilen, nicht der Form {2}; das Modell benutzen, von dem die Latente stammt.</translation>
    </message>
    <message>
        <source>{0} is damaged. Copy the model folder again, or remove {1} to draw from the standard normal.</source>
        <translation>{0} ist beschädigt. Den Modellordner neu kopieren oder {1} entfernen, um aus der Standardnormalverteilung zu ziehen.</translation>
    </message>
    <message>
        <source>{0} was made for another model than {1} {2} (its {3} differs). Make it again with `python -m training.prior`, or remove it.</source>
        <translation>{0} wurde für ein anderes Modell als {1} {2} gemacht ({3} weicht ab). Mit `python -m training.prior` neu machen oder entfernen.</translation>
    </message>
    <message>
        <source>Running on the CPU: the CUDA 13 or cuDNN 9 libraries are missing (install the cuda extra).</source>
        <translation>Läuft auf der CPU: Die Bibliotheken CUDA 13 oder cuDNN 9 fehlen (das Extra cuda installieren).</translation>
    </message>
    <message>
        <source>Running on the CPU: CUDA did not start ({0}).</source>
        <translation>Läuft auf der CPU: CUDA startete nicht ({0}).</translation>
    </message>
    <message>
        <source>refiner.onnx is not a refiner. Export the model again.</source>
        <translation>refiner.onnx ist kein Verfeinerer. Das Modell neu exportieren.</translation>
    </message>
    <message>
        <source>refiner.onnx was made for another model than {0} {1} (its {2} differs). Export both again.</source>
        <translation>refiner.onnx wurde für ein anderes Modell als {0} {1} gemacht ({2} weicht ab). Beide neu exportieren.</translation>
    </message>
    <message>
        <source>refiner.onnx does not say how it is to be used. Export the model again.</source>
        <translation>refiner.onnx sagt nicht, wie es zu benutzen ist. Das Modell neu exportieren.</translation>
    </message>
    <message>
        <source>refiner.onnx takes multiples of {0} columns, its model gives multiples of {1}. Export both again.</source>
        <translation>refiner.onnx nimmt Vielfache von {0} Spalten, sein Modell gibt Vielfache von {1}. Beide neu exportieren.</translation>
    </message>
    <message>
        <source>refiner.onnx does not run on a mel of its model. Export the model again.</source>
        <translation>refiner.onnx läuft mit einem Mel seines Modells nicht. Das Modell neu exportieren.</translation>
    </message>
    <message>
        <source>refiner.onnx answers with shape {0}. Export the model again.</source>
        <translation>refiner.onnx antwortet mit der Form {0}. Das Modell neu exportieren.</translation>
    </message>
    <message>
        <source>The refiner of {0} answers with shape {1}; export the model again.</source>
        <translation>Der Verfeinerer von {0} antwortet mit der Form {1}; das Modell neu exportieren.</translation>
    </message>
    <message>
        <source>The refiner of {0} failed while running; choose another method.</source>
        <translation>Der Verfeinerer von {0} ist beim Rechnen gescheitert; eine andere Methode wählen.</translation>
    </message>
    <message>
        <source>{0} is a file; choose the folder it lies in.</source>
        <translation>{0} ist eine Datei; den Ordner wählen, in dem sie liegt.</translation>
    </message>
    <message>
        <source>There is no model folder {0}. Choose another model.</source>
        <translation>Es gibt keinen Modellordner {0}. Ein anderes Modell wählen.</translation>
    </message>
    <message>
        <source>{0} is not a model card. Copy the model folder again, or choose another model.</source>
        <translation>{0} ist keine Modellkarte. Den Modellordner neu kopieren oder ein anderes Modell wählen.</translation>
    </message>
    <message>
        <source>{0} is not in its card. Copy the model folder again, or remove it.</source>
        <translation>{0} steht nicht in der Modellkarte. Den Modellordner neu kopieren oder die Datei entfernen.</translation>
    </message>
    <message>
        <source>The model folder {0} has no {1}. Copy the whole folder again, or choose another model.</source>
        <translation>Dem Modellordner {0} fehlt {1}. Den ganzen Ordner neu kopieren oder ein anderes Modell wählen.</translation>
    </message>
    <message>
        <source>{0} is empty. Copy the model folder again, or choose another model.</source>
        <translation>{0} ist leer. Den Modellordner neu kopieren oder ein anderes Modell wählen.</translation>
    </message>
    <message>
        <source>{0} is over 1 GiB. Copy the model folder again, or choose another model.</source>
        <translation>{0} ist größer als 1 GiB. Den Modellordner neu kopieren oder ein anderes Modell wählen.</translation>
    </message>
    <message>
        <source>There is no model in {0}. Check out the whole repository, or train one with `python -m training`.</source>
        <translation>In {0} ist kein Modell. Das ganze Repository auschecken oder mit `python -m training` eines trainieren.</translation>
    </message>
    <message>
        <source>{0} keeps its weights in another file, which Segue does not read. Export the model again with everything in one file.</source>
        <translation>{0} hat seine Gewichte in einer anderen Datei, und die liest Segue nicht. Das Modell mit allem in einer Datei neu exportieren.</translation>
    </message>
    <message>
        <source>The model in {0} cannot be opened: a file is damaged. Copy the model folder again, or choose another model.</source>
        <translation>Das Modell in {0} lässt sich nicht öffnen: Eine Datei ist beschädigt. Den Modellordner neu kopieren oder ein anderes Modell wählen.</translation>
    </message>
    <message>
        <source>The card in {0} describes {1} {2}, but the files hold {3} {4}. Copy the model folder again.</source>
        <translation>Die Modellkarte in {0} beschreibt {1} {2}, aber die Dateien enthalten {3} {4}. Den Modellordner neu kopieren.</translation>
    </message>
    <message>
        <source>{0} cannot be read ({1}).</source>
        <translation>{0} ist nicht lesbar ({1}).</translation>
    </message>
    <message>
        <source>{0} is not the file its card describes (its checksum differs). Copy the model folder again, or export the model again.</source>
        <translation>{0} ist nicht die Datei, die ihre Modellkarte beschreibt (die Prüfsumme weicht ab). Den Modellordner neu kopieren oder das Modell neu exportieren.</translation>
    </message>
    <message>
        <source>{0} was not written: no sound lies in the loop; choose another.</source>
        <translation>{0} wurde nicht geschrieben: In der Schleife liegt kein Ton; eine andere wählen.</translation>
    </message>
    <message>
        <source>{0} does not say how long it is; say how many --seconds you want.</source>
        <translation>{0} gibt nicht an, wie lang es ist; einen Ausschnitt exportieren statt der ganzen Datei.</translation>
    </message>
    <message>
        <source>{0} is {1} s long, so nothing of it is left after {2} s; choose an earlier --start-a.</source>
        <translation>{0} ist {1} s lang, also bleibt nach {2} s nichts übrig; einen früheren Anfang wählen.</translation>
    </message>
    <message>
        <source>{0} has {1} s from there on; a morph is at most {2} s long. Say how many --seconds you want.</source>
        <translation>{0} hat von dort an {1} s; ein Morph ist höchstens {2} s lang. Einen Ausschnitt exportieren statt der ganzen Datei.</translation>
    </message>
    <message>
        <source>{0} was not written: the disk is full; make room or choose another disk.</source>
        <translation>{0} wurde nicht geschrieben: Der Datenträger ist voll; Platz schaffen oder einen anderen wählen.</translation>
    </message>
    <message>
        <source>{0} was not written: your share of the disk is used up; make room or choose another disk.</source>
        <translation>{0} wurde nicht geschrieben: Das eigene Kontingent auf dem Datenträger ist erschöpft; Platz schaffen oder einen anderen wählen.</translation>
    </message>
    <message>
        <source>{0} was not written: it is too large for this disk; choose another disk.</source>
        <translation>{0} wurde nicht geschrieben: Die Datei ist zu groß für diesen Datenträger; einen anderen wählen.</translation>
    </message>
    <message>
        <source>{0} was not written: the folder does not allow it; choose another folder.</source>
        <translation>{0} wurde nicht geschrieben: Der Ordner erlaubt es nicht; einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>{0} was not written: the disk is read-only; choose another folder.</source>
        <translation>{0} wurde nicht geschrieben: Der Datenträger ist schreibgeschützt; einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>{0} was not written: its folder does not exist; create it first or choose another.</source>
        <translation>{0} wurde nicht geschrieben: Den Ordner gibt es nicht; ihn zuerst anlegen oder einen anderen wählen.</translation>
    </message>
    <message>
        <source>{0} was not written: a part of its path is a file, not a folder; choose another folder.</source>
        <translation>{0} wurde nicht geschrieben: Ein Teil des Pfads ist eine Datei, kein Ordner; einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>{0} was not written: its name is too long; choose a shorter one.</source>
        <translation>{0} wurde nicht geschrieben: Der Name ist zu lang; einen kürzeren wählen.</translation>
    </message>
    <message>
        <source>{0} was not written: it exists already; choose another name or allow overwriting (--overwrite).</source>
        <translation>{0} wurde nicht geschrieben: Das gibt es schon; einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>{0} was not written: it is a folder with files in it; name a new folder.</source>
        <translation>{0} wurde nicht geschrieben: Das ist ein Ordner mit Dateien darin; einen neuen Ordner angeben.</translation>
    </message>
    <message>
        <source>{0} was not written: it is a folder; name a file in it.</source>
        <translation>{0} wurde nicht geschrieben: Das ist ein Ordner; eine Datei darin angeben.</translation>
    </message>
    <message>
        <source>{0} was not written: the disk reports a fault; choose another disk.</source>
        <translation>{0} wurde nicht geschrieben: Der Datenträger meldet einen Fehler; einen anderen wählen.</translation>
    </message>
    <message>
        <source>{0} was not written: {1}; choose another folder.</source>
        <translation>{0} wurde nicht geschrieben: {1}; einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>{0} holds a NUL character; choose another name.</source>
        <translation>{0} enthält ein NUL-Zeichen; einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>{0} does not end in {1}; name it {2}, because that is what is written.</source>
        <translation>{0} endet nicht auf {1}; die Datei {2} nennen, denn das wird geschrieben.</translation>
    </message>
    <message>
        <source>{0} does not end in {1} or {2}; name it {3}, because that is what is written.</source>
        <translation>{0} endet nicht auf {1} oder {2}; die Datei {3} nennen, denn das wird geschrieben.</translation>
    </message>
    <message>
        <source>{0} is one of the clips in use; choose another name.</source>
        <translation>{0} ist einer der gerade benutzten Clips; einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>{0} is not an ordinary file; choose another name.</source>
        <translation>{0} ist keine gewöhnliche Datei; einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>{0} is the folder you are in; name a new one inside it.</source>
        <translation>{0} ist der Ordner, in dem Segue läuft; einen neuen darin angeben.</translation>
    </message>
    <message>
        <source>{0} is a file; name a folder.</source>
        <translation>{0} ist eine Datei; einen Ordner angeben.</translation>
    </message>
    <message>
        <source>{0} has files in it; name a new folder or allow overwriting (--overwrite).</source>
        <translation>In {0} liegen Dateien; einen neuen Ordner angeben.</translation>
    </message>
    <message>
        <source>{0} holds files that Segue did not make; name another folder.</source>
        <translation>{0} enthält Dateien, die nicht von Segue sind; einen anderen Ordner angeben.</translation>
    </message>
    <message>
        <source>{0} holds a clip in use; name another folder.</source>
        <translation>{0} enthält einen gerade benutzten Clip; einen anderen Ordner angeben.</translation>
    </message>
    <message>
        <source>{0} was not written: {1} files hold no 32-bit floats; choose 16 or 24 bits, or a WAV file.</source>
        <translation>{0} wurde nicht geschrieben: {1}-Dateien fassen keine 32-Bit-Gleitkommazahlen; 16 oder 24 Bit oder eine WAV-Datei wählen.</translation>
    </message>
    <message>
        <source>{0} was not written: {1} files hold {2} to {3} Hz and up to {4} channels, not {5} Hz and {6}; choose another sample rate or a WAV file.</source>
        <translation>{0} wurde nicht geschrieben: {1}-Dateien fassen {2} bis {3} Hz und bis zu {4} Kanäle, nicht {5} Hz und {6}; eine andere Abtastrate oder eine WAV-Datei wählen.</translation>
    </message>
    <message>
        <source>Turned up by {0} dB, to {1} LUFS; for {2} LUFS its peaks would pass {3} dB.</source>
        <translation>Um {0} dB angehoben, auf {1} LUFS; bei {2} LUFS lägen die Spitzen über {3} dB.</translation>
    </message>
    <message>
        <source>Turned down by {0} dB, to {1} LUFS; for {2} LUFS its peaks would pass {3} dB.</source>
        <translation>Um {0} dB abgesenkt, auf {1} LUFS; bei {2} LUFS lägen die Spitzen über {3} dB.</translation>
    </message>
    <message>
        <source>Turned up by {0} dB, its peaks held down by up to {1} dB, to {2} LUFS; for {3} LUFS its peaks would pass {4} dB.</source>
        <translation>Um {0} dB angehoben, die Spitzen um bis zu {1} dB gedämpft, auf {2} LUFS; bei {3} LUFS lägen die Spitzen über {4} dB.</translation>
    </message>
    <message>
        <source>Turned down by {0} dB, its peaks held down by up to {1} dB, to {2} LUFS; for {3} LUFS its peaks would pass {4} dB.</source>
        <translation>Um {0} dB abgesenkt, die Spitzen um bis zu {1} dB gedämpft, auf {2} LUFS; bei {3} LUFS lägen die Spitzen über {4} dB.</translation>
    </message>
    <message>
        <source>Turned up by {0} dB, its peaks held down by up to {1} dB, to {2} LUFS.</source>
        <translation>Um {0} dB angehoben, die Spitzen um bis zu {1} dB gedämpft, auf {2} LUFS.</translation>
    </message>
    <message>
        <source>Turned down by {0} dB, its peaks held down by up to {1} dB, to {2} LUFS.</source>
        <translation>Um {0} dB abgesenkt, die Spitzen um bis zu {1} dB gedämpft, auf {2} LUFS.</translation>
    </message>
    <message>
        <source>It is silent, so its loudness was left alone.</source>
        <translation>Es ist still, also blieb die Lautheit, wie sie ist.</translation>
    </message>
    <message>
        <source>Turned up by {0} dB, to {1} LUFS.</source>
        <translation>Um {0} dB angehoben, auf {1} LUFS.</translation>
    </message>
    <message>
        <source>Turned down by {0} dB, to {1} LUFS.</source>
        <translation>Um {0} dB abgesenkt, auf {1} LUFS.</translation>
    </message>
    <message>
        <source>It would have clipped and was turned down by {0} dB.</source>
        <translation>Es hätte übersteuert und wurde um {0} dB abgesenkt.</translation>
    </message>
    <message>
        <source>{0} does not say how long it is; say where it begins (--from-a).</source>
        <translation>{0} gibt nicht an, wie lang es ist; den Übergang von Ausschnitt zu Ausschnitt wählen.</translation>
    </message>
    <message>
        <source>{0} has only {1} s for a transition of {2} s; choose a shorter one (--seconds).</source>
        <translation>{0} hat nur {1} s für einen Übergang von {2} s; einen kürzeren wählen.</translation>
    </message>
    <message>
        <source>{0} was not written: a WAV file holds at most 4 GiB; choose a shorter clip.</source>
        <translation>{0} wurde nicht geschrieben: Eine WAV-Datei fasst höchstens 4 GiB; einen kürzeren Clip wählen.</translation>
    </message>
    <message>
        <source>{0} was not written: the disk gave back something else than it was given; choose another disk.</source>
        <translation>{0} wurde nicht geschrieben: Der Datenträger gab etwas anderes zurück, als er bekam; einen anderen wählen.</translation>
    </message>
    <message>
        <source>The model {0} takes sound at {1} Hz, but the window plays at {2} Hz. Use it with the command render, or choose another model.</source>
        <translation>Das Modell {0} erwartet Ton mit {1} Hz, aber das Fenster spielt mit {2} Hz. Mit dem Befehl render benutzen oder ein anderes Modell wählen.</translation>
    </message>
    <message>
        <source>The clips could not be compared.</source>
        <translation>Die Clips ließen sich nicht vergleichen.</translation>
    </message>
    <message>
        <source>The process that compares the clips ended; switch matching off and on again.</source>
        <translation>Der Prozess, der die Clips vergleicht, ist beendet; das Angleichen aus- und wieder einschalten.</translation>
    </message>
    <message>
        <source>No sound device was found; connect one, then press Retry.</source>
        <translation>Es wurde kein Audiogerät gefunden; eines anschließen und „Nochmal“ drücken.</translation>
    </message>
    <message>
        <source>“{0}” is not a group of fields</source>
        <translation>„{0}“ ist keine Gruppe von Feldern</translation>
    </message>
    <message>
        <source>“the file” is not a group of fields</source>
        <translation>die Datei ist keine Gruppe von Feldern</translation>
    </message>
    <message>
        <source>“{0}” is not a list of at most {1} numbers</source>
        <translation>„{0}“ ist keine Liste von höchstens {1} Zahlen</translation>
    </message>
    <message>
        <source>“{0}” is not a list of numbers, each a number from {1} to {2}</source>
        <translation>„{0}“ ist keine Liste von Zahlen, jede von {1} bis {2}</translation>
    </message>
    <message>
        <source>“{0}” is not a list of at most {1} pairs of numbers</source>
        <translation>„{0}“ ist keine Liste von höchstens {1} Zahlenpaaren</translation>
    </message>
    <message>
        <source>“{0}” is not a list of at most {1} texts</source>
        <translation>„{0}“ ist keine Liste von höchstens {1} Texten</translation>
    </message>
    <message>
        <source>“{0}” is not a number from {1} to {2}</source>
        <translation>„{0}“ ist keine Zahl von {1} bis {2}</translation>
    </message>
    <message>
        <source>“{0}” is not a whole number from {1} to {2}</source>
        <translation>„{0}“ ist keine ganze Zahl von {1} bis {2}</translation>
    </message>
    <message>
        <source>“{0}” is not true or false</source>
        <translation>„{0}“ ist weder true noch false</translation>
    </message>
    <message>
        <source>“{0}” is not a text of at most {1} letters</source>
        <translation>„{0}“ ist kein Text von höchstens {1} Zeichen</translation>
    </message>
    <message>
        <source>“{0}” is no project of Segue, or a damaged one. Choose another file.</source>
        <translation>„{0}“ ist kein Projekt von Segue oder ein beschädigtes. Eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>“{0}” is no project of Segue. Choose another file.</source>
        <translation>„{0}“ ist kein Projekt von Segue. Eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>“{0}” is damaged: {1}. Mend that field, or open an older copy of the file.</source>
        <translation>„{0}“ ist beschädigt: {1}. Das Feld berichtigen oder eine ältere Kopie der Datei öffnen.</translation>
    </message>
    <message>
        <source>“{0}” is a folder, not a project. Choose another file.</source>
        <translation>„{0}“ ist ein Ordner, kein Projekt. Eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>“{0}” is no ordinary file, not a project. Choose another file.</source>
        <translation>„{0}“ ist keine gewöhnliche Datei und kein Projekt. Eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>“{0}” is not there any more. Choose another file.</source>
        <translation>„{0}“ ist nicht mehr da. Eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>“{0}” may not be read. Change its permissions, or choose another file.</source>
        <translation>„{0}“ darf nicht gelesen werden. Die Rechte ändern oder eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>“{0}” cannot be read ({1}). Choose another file.</source>
        <translation>„{0}“ ist nicht lesbar ({1}). Eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>“{0}” is too large for a project of Segue. Choose another file.</source>
        <translation>„{0}“ ist zu groß für ein Projekt von Segue. Eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>“{0}” was made by a newer Segue. Update Segue to open it.</source>
        <translation>„{0}“ stammt von einem neueren Segue. Segue aktualisieren, um es zu öffnen.</translation>
    </message>
    <message>
        <source>“{0}.curve” is no curve ({1})</source>
        <translation>„{0}.curve“ ist keine Kurve ({1})</translation>
    </message>
    <message>
        <source>“loop” is not a beginning and an end, in seconds</source>
        <translation>„loop“ muss ein Anfang und ein Ende in Sekunden sein</translation>
    </message>
    <message>
        <source>C major</source>
        <translation>C-Dur</translation>
    </message>
    <message>
        <source>D♭ major</source>
        <translation>Des-Dur</translation>
    </message>
    <message>
        <source>D major</source>
        <translation>D-Dur</translation>
    </message>
    <message>
        <source>E♭ major</source>
        <translation>Es-Dur</translation>
    </message>
    <message>
        <source>E major</source>
        <translation>E-Dur</translation>
    </message>
    <message>
        <source>F major</source>
        <translation>F-Dur</translation>
    </message>
    <message>
        <source>F♯ major</source>
        <translation>Fis-Dur</translation>
    </message>
    <message>
        <source>G major</source>
        <translation>G-Dur</translation>
    </message>
    <message>
        <source>A♭ major</source>
        <translation>As-Dur</translation>
    </message>
    <message>
        <source>A major</source>
        <translation>A-Dur</translation>
    </message>
    <message>
        <source>B♭ major</source>
        <translation>B-Dur</translation>
    </message>
    <message>
        <source>B major</source>
        <translation>H-Dur</translation>
    </message>
    <message>
        <source>C minor</source>
        <translation>c-Moll</translation>
    </message>
    <message>
        <source>C♯ minor</source>
        <translation>cis-Moll</translation>
    </message>
    <message>
        <source>D minor</source>
        <translation>d-Moll</translation>
    </message>
    <message>
        <source>E♭ minor</source>
        <translation>es-Moll</translation>
    </message>
    <message>
        <source>E minor</source>
        <translation>e-Moll</translation>
    </message>
    <message>
        <source>F minor</source>
        <translation>f-Moll</translation>
    </message>
    <message>
        <source>F♯ minor</source>
        <translation>fis-Moll</translation>
    </message>
    <message>
        <source>G minor</source>
        <translation>g-Moll</translation>
    </message>
    <message>
        <source>G♯ minor</source>
        <translation>gis-Moll</translation>
    </message>
    <message>
        <source>A minor</source>
        <translation>a-Moll</translation>
    </message>
    <message>
        <source>B♭ minor</source>
        <translation>b-Moll</translation>
    </message>
    <message>
        <source>B minor</source>
        <translation>h-Moll</translation>
    </message>
</context>
</TS>
