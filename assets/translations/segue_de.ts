<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Segue</source>
        <translation>Über Segue</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy all of the text</source>
        <translation>Den ganzen Text kopieren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Licence of Segue</source>
        <translation>Lizenz von Segue</translation>
    </message>
</context>
<context>
    <name>Aligner</name>
    <message>
        <source>B is as it is in its file.</source>
        <translation>B ist so, wie es in der Datei steht.</translation>
    </message>
    <message>
        <source>Finding beats and keys…</source>
        <translation>Schläge und Tonarten werden gesucht…</translation>
    </message>
    <message>
        <source>{sentence} B stays as it is.</source>
        <translation>{sentence} B bleibt, wie es ist.</translation>
    </message>
</context>
<context>
    <name>AlphaSlider</name>
    <message>
        <source>Morph from A to B</source>
        <translation>Morph von A nach B</translation>
    </message>
    <message>
        <source>mark {n} of {count}</source>
        <translation>Marke {n} von {count}</translation>
    </message>
</context>
<context>
    <name>AlphaTools</name>
    <message>
        <source>There are {n} marks already; go to one and press K to remove it.</source>
        <translation>Es gibt schon {n} Marken; zu einer gehen und K drücken, um sie zu entfernen.</translation>
    </message>
    <message>
        <source>There is no mark further on.</source>
        <translation>Weiter vorn gibt es keine Marke.</translation>
    </message>
    <message>
        <source>There are no marks yet; press K to set one where alpha is.</source>
        <translation>Es gibt noch keine Marken; K setzt eine, wo Alpha steht.</translation>
    </message>
    <message>
        <source>Both memories hold this morph now, α {alpha}.</source>
        <translation>Beide Speicher enthalten jetzt diesen Morph, α {alpha}.</translation>
    </message>
    <message>
        <source>Both memories hold this morph and its curve now.</source>
        <translation>Beide Speicher enthalten jetzt diesen Morph und seine Kurve.</translation>
    </message>
</context>
<context>
    <name>AlphaTrack</name>
    <message>
        <source>Mark at {alpha}: click to go there, right-click to remove it</source>
        <translation>Marke bei {alpha}: Klick geht dorthin, Rechtsklick entfernt sie</translation>
    </message>
    <message>
        <source>Go to {alpha}</source>
        <translation>Zu {alpha} gehen</translation>
    </message>
    <message>
        <source>Remove this mark</source>
        <translation>Diese Marke entfernen</translation>
    </message>
    <message>
        <source>Glide to {alpha}</source>
        <translation>Zu {alpha} gleiten</translation>
    </message>
    <message>
        <source>Mark {alpha}</source>
        <translation>{alpha} markieren</translation>
    </message>
    <message>
        <source>Type a number…</source>
        <translation>Zahl eingeben…</translation>
    </message>
    <message>
        <source>Remove all marks</source>
        <translation>Alle Marken entfernen</translation>
    </message>
</context>
<context>
    <name>Announcer</name>
    <message>
        <source>{file} is clip {name}</source>
        <translation>{file} ist Clip {name}</translation>
    </message>
    <message>
        <source>along the curve</source>
        <translation>entlang der Kurve</translation>
    </message>
    <message>
        <source>The morph is ready: {shares}</source>
        <translation>Der Morph ist fertig: {shares}</translation>
    </message>
    <message>
        <source>The sound device was lost.</source>
        <translation>Das Audiogerät ging verloren.</translation>
    </message>
</context>
<context>
    <name>Autosave</name>
    <message>
        <source>Bring back</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>No copy is kept for safety: {sentence}</source>
        <translation>Es gibt keine Sicherungskopie: {sentence}</translation>
    </message>
    <message>
        <source>A copy that was kept for safety could not be read. It lies in {path} now.</source>
        <translation>Eine Sicherungskopie war nicht lesbar. Sie liegt jetzt in {path}.</translation>
    </message>
    <message>
        <source>Segue did not end well last time. Bring back what was open?</source>
        <translation>Segue wurde zuletzt nicht ordentlich beendet. Zurückholen, was offen war?</translation>
    </message>
    <message>
        <source>Segue did not end well last time. Bring back the changes to “{name}”?</source>
        <translation>Segue wurde zuletzt nicht ordentlich beendet. Die Änderungen an „{name}“ zurückholen?</translation>
    </message>
</context>
<context>
    <name>ClipColumn</name>
    <message>
        <source>Drop a clip here</source>
        <translation>Clip hierher ziehen</translation>
    </message>
    <message>
        <source>or click to choose a file</source>
        <translation>oder klicken und eine Datei wählen</translation>
    </message>
    <message>
        <source>Hear {name} alone</source>
        <translation>{name} allein hören</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Öffnen…</translation>
    </message>
    <message>
        <source>Open a clip as {name} ({keys})</source>
        <translation>Einen Clip als {name} öffnen ({keys})</translation>
    </message>
    <message>
        <source>Open a clip as {name}</source>
        <translation>Einen Clip als {name} öffnen</translation>
    </message>
    <message>
        <source>Clip {name}</source>
        <translation>Clip {name}</translation>
    </message>
    <message>
        <source>loading…</source>
        <translation>wird geladen…</translation>
    </message>
    <message>
        <source>no clip yet</source>
        <translation>noch kein Clip</translation>
    </message>
    <message>
        <source>Reading… {percent} %</source>
        <translation>Wird gelesen… {percent} %</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen…</translation>
    </message>
    <message>
        <source>Drop to open as {name}</source>
        <translation>Loslassen öffnet als {name}</translation>
    </message>
</context>
<context>
    <name>Column</name>
    <message>
        <source>clip {letter}</source>
        <translation>Clip {letter}</translation>
    </message>
    <message>
        <source>the morph</source>
        <translation>des Morphs</translation>
    </message>
    <message>
        <source>Waveform of {name}</source>
        <translation>Wellenform: {name}</translation>
    </message>
    <message>
        <source>Mel spectrogram of {name}</source>
        <translation>Mel-Spektrogramm: {name}</translation>
    </message>
</context>
<context>
    <name>ColumnPresenter</name>
    <message>
        <source>Finding beats and keys…</source>
        <translation>Schläge und Tonarten werden gesucht…</translation>
    </message>
    <message>
        <source>not matched</source>
        <translation>nicht angeglichen</translation>
    </message>
</context>
<context>
    <name>CommandList</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>M&amp;orph</source>
        <translation>M&amp;orph</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Playback</source>
        <translation>&amp;Wiedergabe</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>&amp;Modell</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Sound device</source>
        <translation>Audiogerät</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Latenz</translation>
    </message>
    <message>
        <source>Excerpt</source>
        <translation>Ausschnitt</translation>
    </message>
    <message>
        <source>Curve shapes</source>
        <translation>Kurvenformen</translation>
    </message>
    <message>
        <source>Surprise me</source>
        <translation>Überrasch mich</translation>
    </message>
    <message>
        <source>Colours of the mels</source>
        <translation>Farben der Mels</translation>
    </message>
    <message>
        <source>Difference in the morph&apos;s mel</source>
        <translation>Unterschied im Mel des Morphs</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>Neues Projekt</translation>
    </message>
    <message>
        <source>Open project…</source>
        <translation>Projekt öffnen…</translation>
    </message>
    <message>
        <source>Save project</source>
        <translation>Projekt speichern</translation>
    </message>
    <message>
        <source>Save project as…</source>
        <translation>Projekt speichern unter…</translation>
    </message>
    <message>
        <source>Open A…</source>
        <translation>A öffnen…</translation>
    </message>
    <message>
        <source>Open B…</source>
        <translation>B öffnen…</translation>
    </message>
    <message>
        <source>Open the demo clips</source>
        <translation>Die Beispielclips öffnen</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Export…</translation>
    </message>
    <message>
        <source>Write the morph, a series of it or a transition to a file</source>
        <translation>Den Morph, eine Reihe davon oder einen Übergang in eine Datei schreiben</translation>
    </message>
    <message>
        <source>Close both clips</source>
        <translation>Beide Clips schließen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Copy as file</source>
        <translation>Als Datei kopieren</translation>
    </message>
    <message>
        <source>Put the morph as a file on the clipboard, for a file manager</source>
        <translation>Den Morph als Datei in die Zwischenablage legen, für einen Dateimanager</translation>
    </message>
    <message>
        <source>Paste a file</source>
        <translation>Datei einfügen</translation>
    </message>
    <message>
        <source>Open the sound file that was copied, or whose path was</source>
        <translation>Die Audiodatei öffnen, die oder deren Pfad kopiert wurde</translation>
    </message>
    <message>
        <source>Swap A and B</source>
        <translation>A und B tauschen</translation>
    </message>
    <message>
        <source>All A</source>
        <translation>Ganz A</translation>
    </message>
    <message>
        <source>Middle</source>
        <translation>Mitte</translation>
    </message>
    <message>
        <source>All B</source>
        <translation>Ganz B</translation>
    </message>
    <message>
        <source>Set or remove a mark</source>
        <translation>Marke setzen oder entfernen</translation>
    </message>
    <message>
        <source>Marks stand over the slider; click one, or go there with , and . (K)</source>
        <translation>Marken stehen über dem Regler; anklicken, oder mit , und . dorthin gehen (K)</translation>
    </message>
    <message>
        <source>Go to the mark before</source>
        <translation>Zur vorigen Marke</translation>
    </message>
    <message>
        <source>Go to the next mark</source>
        <translation>Zur nächsten Marke</translation>
    </message>
    <message>
        <source>Glide to marks</source>
        <translation>Zu Marken gleiten</translation>
    </message>
    <message>
        <source>Go to a mark slowly instead of at once</source>
        <translation>Langsam zu einer Marke gehen statt sofort</translation>
    </message>
    <message>
        <source>Preferences…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <source>Best passage of A</source>
        <translation>Beste Stelle von A</translation>
    </message>
    <message>
        <source>Best passage of B</source>
        <translation>Beste Stelle von B</translation>
    </message>
    <message>
        <source>Begin anywhere</source>
        <translation>Beginn überall</translation>
    </message>
    <message>
        <source>Begin on beats</source>
        <translation>Beginn auf Schlägen</translation>
    </message>
    <message>
        <source>The frame goes to the nearest beat</source>
        <translation>Der Rahmen geht zum nächsten Schlag</translation>
    </message>
    <message>
        <source>Begin at zero crossings</source>
        <translation>Beginn bei Nulldurchgängen</translation>
    </message>
    <message>
        <source>The excerpt begins where the wave rises through zero</source>
        <translation>Der Ausschnitt beginnt, wo die Welle durch null steigt</translation>
    </message>
    <message>
        <source>Read A again</source>
        <translation>A neu lesen</translation>
    </message>
    <message>
        <source>Read B again</source>
        <translation>B neu lesen</translation>
    </message>
    <message>
        <source>Read changed files at once</source>
        <translation>Geänderte Dateien sofort lesen</translation>
    </message>
    <message>
        <source>Without asking, when another program has saved them</source>
        <translation>Ohne Frage, wenn ein anderes Programm sie gespeichert hat</translation>
    </message>
    <message>
        <source>Next method</source>
        <translation>Nächste Methode</translation>
    </message>
    <message>
        <source>Detail, and back to the slider</source>
        <translation>Zum Detail und zurück zum Regler</translation>
    </message>
    <message>
        <source>Even steps</source>
        <translation>Gleiche Schritte</translation>
    </message>
    <message>
        <source>Beyond the clips</source>
        <translation>Über die Clips hinaus</translation>
    </message>
    <message>
        <source>Sound apart from the notes</source>
        <translation>Klang getrennt von den Noten</translation>
    </message>
    <message>
        <source>Pad for notes and sound</source>
        <translation>Feld für Noten und Klang</translation>
    </message>
    <message>
        <source>Move notes and sound with one hand (P)</source>
        <translation>Noten und Klang mit einer Hand bewegen (P)</translation>
    </message>
    <message>
        <source>New texture</source>
        <translation>Neue Textur</translation>
    </message>
    <message>
        <source>Draw the morph&apos;s fine detail once more, differently (R)</source>
        <translation>Die feinen Details des Morphs noch einmal zeichnen, und zwar anders (R)</translation>
    </message>
    <message>
        <source>Match B to A</source>
        <translation>B an A angleichen</translation>
    </message>
    <message>
        <source>Change B so that it goes with A; its file stays as it is (T)</source>
        <translation>B so ändern, dass es zu A passt; die Datei bleibt, wie sie ist (T)</translation>
    </message>
    <message>
        <source>Match the tempo</source>
        <translation>Tempo angleichen</translation>
    </message>
    <message>
        <source>Play B at A&apos;s tempo</source>
        <translation>B im Tempo von A spielen</translation>
    </message>
    <message>
        <source>Match the bars</source>
        <translation>Takte angleichen</translation>
    </message>
    <message>
        <source>Move B&apos;s beginning so that its bars, or beats, begin with A&apos;s</source>
        <translation>Den Anfang von B so verschieben, dass Takte oder Schläge mit denen von A beginnen</translation>
    </message>
    <message>
        <source>Match the key</source>
        <translation>Tonart angleichen</translation>
    </message>
    <message>
        <source>Transpose B so that it has A&apos;s notes</source>
        <translation>B so transponieren, dass es die Töne von A hat</translation>
    </message>
    <message>
        <source>Open model folder…</source>
        <translation>Modellordner öffnen…</translation>
    </message>
    <message>
        <source>Points go to the nearest 0.1 s and 0.05; hold Ctrl for the other way</source>
        <translation>Punkte rasten bei 0.1 s und 0.05 ein; mit Strg umgekehrt</translation>
    </message>
    <message>
        <source>Follow a curve</source>
        <translation>Einer Kurve folgen</translation>
    </message>
    <message>
        <source>Let alpha follow a curve over the morph&apos;s time (C)</source>
        <translation>Alpha über die Zeit des Morphs einer Kurve folgen lassen (C)</translation>
    </message>
    <message>
        <source>Ramp from A to B</source>
        <translation>Gerade von A nach B</translation>
    </message>
    <message>
        <source>S from A to B</source>
        <translation>S von A nach B</translation>
    </message>
    <message>
        <source>Step from A to B</source>
        <translation>Stufe von A nach B</translation>
    </message>
    <message>
        <source>To B and back</source>
        <translation>Nach B und zurück</translation>
    </message>
    <message>
        <source>Reverse the curve</source>
        <translation>Kurve umkehren</translation>
    </message>
    <message>
        <source>Level, at the slider&apos;s place</source>
        <translation>Waagerecht, wo der Regler steht</translation>
    </message>
    <message>
        <source>Points on a grid</source>
        <translation>Punkte am Raster</translation>
    </message>
    <message>
        <source>Other memory</source>
        <translation>Anderer Speicher</translation>
    </message>
    <message>
        <source>Hear the other of two memories of alpha, curve, method and detail (I)</source>
        <translation>Den anderen von zwei Speichern für Alpha, Kurve, Methode und Detail hören (I)</translation>
    </message>
    <message>
        <source>Copy to the other memory</source>
        <translation>In den anderen Speicher kopieren</translation>
    </message>
    <message>
        <source>Let both memories hold what is heard now (Shift+I)</source>
        <translation>Beide Speicher enthalten dann, was jetzt zu hören ist (Umschalt+I)</translation>
    </message>
    <message>
        <source>A new clip as A</source>
        <translation>Ein neuer Clip als A</translation>
    </message>
    <message>
        <source>A clip that nobody recorded, by the model</source>
        <translation>Ein Clip, den niemand aufnahm, vom Modell</translation>
    </message>
    <message>
        <source>A new clip as B</source>
        <translation>Ein neuer Clip als B</translation>
    </message>
    <message>
        <source>Walk on from A</source>
        <translation>Von A aus weitergehen</translation>
    </message>
    <message>
        <source>A variation of the clip that was made</source>
        <translation>Eine Variation des erzeugten Clips</translation>
    </message>
    <message>
        <source>Walk on from B</source>
        <translation>Von B aus weitergehen</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>The whole excerpt; a double click, too</source>
        <translation>Der ganze Ausschnitt; auch per Doppelklick</translation>
    </message>
    <message>
        <source>Zoom to the loop</source>
        <translation>Auf die Schleife vergrößern</translation>
    </message>
    <message>
        <source>Look earlier</source>
        <translation>Früher ansehen</translation>
    </message>
    <message>
        <source>Look later</source>
        <translation>Später ansehen</translation>
    </message>
    <message>
        <source>Follow the playhead</source>
        <translation>Der Wiedergabe folgen</translation>
    </message>
    <message>
        <source>Turn the page while zoomed in</source>
        <translation>Umblättern, solange vergrößert ist</translation>
    </message>
    <message>
        <source>Notes instead of Hz</source>
        <translation>Töne statt Hz</translation>
    </message>
    <message>
        <source>Levels…</source>
        <translation>Pegel…</translation>
    </message>
    <message>
        <source>Magma</source>
        <translation>Magma</translation>
    </message>
    <message>
        <source>Viridis</source>
        <translation>Viridis</translation>
    </message>
    <message>
        <source>Cividis</source>
        <translation>Cividis</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>Off: the morph itself</source>
        <translation>Aus: der Morph selbst</translation>
    </message>
    <message>
        <source>Morph − blend</source>
        <translation>Morph − Mischung</translation>
    </message>
    <message>
        <source>What the morph has that the two mels averaged have not</source>
        <translation>Was der Morph hat, das Mittel der beiden Mels aber nicht</translation>
    </message>
    <message>
        <source>A − B</source>
        <translation>A − B</translation>
    </message>
    <message>
        <source>Where A is louder than B, and where softer</source>
        <translation>Wo A lauter ist als B, und wo leiser</translation>
    </message>
    <message>
        <source>Reset the view</source>
        <translation>Ansicht zurücksetzen</translation>
    </message>
    <message>
        <source>Theme: as the system</source>
        <translation>Farben: wie das System</translation>
    </message>
    <message>
        <source>Theme: dark</source>
        <translation>Farben: dunkel</translation>
    </message>
    <message>
        <source>Theme: light</source>
        <translation>Farben: hell</translation>
    </message>
    <message>
        <source>Keys and mouse</source>
        <translation>Tasten und Maus</translation>
    </message>
    <message>
        <source>Show the hints again</source>
        <translation>Hinweise wieder zeigen</translation>
    </message>
    <message>
        <source>Log…</source>
        <translation>Protokoll…</translation>
    </message>
    <message>
        <source>About Segue</source>
        <translation>Über Segue</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>Wiedergabe oder Pause</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>To start</source>
        <translation>Zum Anfang</translation>
    </message>
    <message>
        <source>To the last second</source>
        <translation>Zur letzten Sekunde</translation>
    </message>
    <message>
        <source>Hear how it ends, or how the loop comes round (End)</source>
        <translation>Hören, wie es endet oder die Schleife sich schließt (Ende)</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>Schleife</translation>
    </message>
    <message>
        <source>Loop from here</source>
        <translation>Schleife ab hier</translation>
    </message>
    <message>
        <source>Loop to here</source>
        <translation>Schleife bis hier</translation>
    </message>
    <message>
        <source>Loop everything</source>
        <translation>Schleife über alles</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>Hear A</source>
        <translation>A hören</translation>
    </message>
    <message>
        <source>Hear the morph</source>
        <translation>Den Morph hören</translation>
    </message>
    <message>
        <source>Hear B</source>
        <translation>B hören</translation>
    </message>
    <message>
        <source>Morph by 0.01</source>
        <translation>Morph um 0.01</translation>
    </message>
    <message>
        <source>Morph by 0.001, and finer with the mouse</source>
        <translation>Morph um 0.001, und feiner mit der Maus</translation>
    </message>
    <message>
        <source>Shift ← →</source>
        <translation>Umschalt ← →</translation>
    </message>
    <message>
        <source>Page up, page down</source>
        <translation>Bild auf, Bild ab</translation>
    </message>
    <message>
        <source>Morph by 0.1</source>
        <translation>Morph um 0.1</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Type alpha as a number</source>
        <translation>Alpha als Zahl eingeben</translation>
    </message>
    <message>
        <source>Alt, click the slider</source>
        <translation>Alt, Klick auf den Regler</translation>
    </message>
    <message>
        <source>Glide there</source>
        <translation>Dorthin gleiten</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>Doppelklick</translation>
    </message>
    <message>
        <source>A slider back to where it began</source>
        <translation>Ein Regler zurück, wo er begann</translation>
    </message>
</context>
<context>
    <name>Controller</name>
    <message>
        <source>The model {name} cannot draw: this is its middle without any detail drawn.</source>
        <translation>Das Modell {name} kann nicht zeichnen: Dies ist seine Mitte ohne gezeichnete Details.</translation>
    </message>
    <message>
        <source>Opening the model {name}…</source>
        <translation>Das Modell {name} wird geöffnet…</translation>
    </message>
    <message>
        <source>The model is now {name} {version}.</source>
        <translation>Das Modell ist jetzt {name} {version}.</translation>
    </message>
    <message>
        <source>{sentence} {name} is still in use.</source>
        <translation>{sentence} {name} ist weiter in Gebrauch.</translation>
    </message>
    <message>
        <source>Saved {name} in {folder}</source>
        <translation>{name} gespeichert in {folder}</translation>
    </message>
</context>
<context>
    <name>CurveEditor</name>
    <message>
        <source>There is no curve yet; press C for one.</source>
        <translation>Es gibt noch keine Kurve; C macht eine.</translation>
    </message>
    <message>
        <source>follows the curve</source>
        <translation>folgt der Kurve</translation>
    </message>
    <message>
        <source>curve</source>
        <translation>Kurve</translation>
    </message>
</context>
<context>
    <name>CurvePlot</name>
    <message>
        <source>Alpha over time</source>
        <translation>Alpha über die Zeit</translation>
    </message>
    <message>
        <source>{count} points</source>
        <translation>{count} Punkte</translation>
    </message>
    <message>
        <source>point {n} of {count}: {seconds} s, {alpha}: {shares}</source>
        <translation>Punkt {n} von {count}: {seconds} s, {alpha}: {shares}</translation>
    </message>
    <message>
        <source>The curve has {n} points; remove some to add others.</source>
        <translation>Die Kurve hat {n} Punkte; einige entfernen, um andere hinzuzufügen.</translation>
    </message>
    <message>
        <source>A curve has two points at least; press C to be without it.</source>
        <translation>Eine Kurve hat mindestens zwei Punkte; C schaltet sie aus.</translation>
    </message>
</context>
<context>
    <name>DeviceBridge</name>
    <message>
        <source>“{name}” was lost for a moment; the sound goes there again.</source>
        <translation>„{name}“ war kurz verloren; der Ton geht wieder dorthin.</translation>
    </message>
    <message>
        <source>“{lost}” was lost; the sound goes to “{name}” now.</source>
        <translation>„{lost}“ ging verloren; der Ton geht jetzt zu „{name}“.</translation>
    </message>
    <message>
        <source>The sound device “{name}” was found.</source>
        <translation>Das Audiogerät „{name}“ wurde gefunden.</translation>
    </message>
    <message>
        <source>“{name}” is there now, and the sound goes there.</source>
        <translation>„{name}“ ist jetzt da, und der Ton geht dorthin.</translation>
    </message>
    <message>
        <source>“{wish}” is not there; the sound goes to “{name}”.</source>
        <translation>„{wish}“ ist nicht da; der Ton geht zu „{name}“.</translation>
    </message>
</context>
<context>
    <name>DeviceMenu</name>
    <message>
        <source>Short, 60 ms</source>
        <translation>Kurz, 60 ms</translation>
    </message>
    <message>
        <source>Normal, 120 ms</source>
        <translation>Normal, 120 ms</translation>
    </message>
    <message>
        <source>Safe, 300 ms</source>
        <translation>Sicher, 300 ms</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>{name} (not connected)</source>
        <translation>{name} (nicht verbunden)</translation>
    </message>
    <message>
        <source>Look for devices again</source>
        <translation>Geräte neu suchen</translation>
    </message>
</context>
<context>
    <name>DoneRow</name>
    <message>
        <source>Saved {name}.</source>
        <translation>{name} gespeichert.</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Show {name} in its folder</source>
        <translation>{name} im Ordner zeigen</translation>
    </message>
    <message>
        <source>Dismiss the message</source>
        <translation>Die Meldung schließen</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>DragOut</name>
    <message>
        <source>Drag the morph into a file manager or another program</source>
        <translation>Den Morph in einen Dateimanager oder ein anderes Programm ziehen</translation>
    </message>
    <message>
        <source>Copy the morph as a file</source>
        <translation>Den Morph als Datei kopieren</translation>
    </message>
    <message>
        <source>Drag the morph from here into another program; click to copy it as a file</source>
        <translation>Den Morph von hier in ein anderes Programm ziehen; ein Klick kopiert ihn als Datei</translation>
    </message>
    <message>
        <source>Copied {name}. Paste it in a file manager.</source>
        <translation>{name} kopiert. In einem Dateimanager einfügen.</translation>
    </message>
</context>
<context>
    <name>ExportControl</name>
    <message>
        <source>{name} is not finished. Stop it and close Segue?</source>
        <translation>{name} ist nicht fertig. Abbrechen und Segue schließen?</translation>
    </message>
    <message>
        <source>{n} exports are not finished. Stop them and close Segue?</source>
        <translation>{n} Exporte sind nicht fertig. Abbrechen und Segue schließen?</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>What will be written</source>
        <translation>Was geschrieben wird</translation>
    </message>
    <message>
        <source>Give it a name, without / and \, and a whole path to a folder.</source>
        <translation>Einen Namen ohne / und \ und einen vollständigen Pfad zu einem Ordner angeben.</translation>
    </message>
    <message>
        <source>A folder: {path}</source>
        <translation>Ein Ordner: {path}</translation>
    </message>
    <message>
        <source>Both files from their beginning, as long as the shorter one, mono.</source>
        <translation>Beide Dateien von Anfang an, so lang wie die kürzere, mono.</translation>
    </message>
    <message>
        <source>The curve is stretched over all of it.</source>
        <translation>Die Kurve wird über alles gestreckt.</translation>
    </message>
    <message>
        <source>With all channels; outside the morph the files are as they are.</source>
        <translation>Mit allen Kanälen; außerhalb des Morphs bleiben die Dateien, wie sie sind.</translation>
    </message>
    <message>
        <source>It begins as A and ends as B; the sound goes with alpha.</source>
        <translation>Er beginnt als A und endet als B; der Klang geht mit.</translation>
    </message>
    <message>
        <source>With pictures, and a page to listen to them: index.html.</source>
        <translation>Mit Bildern und einer Seite zum Anhören: index.html.</translation>
    </message>
    <message>
        <source>B is taken as it is in its file, not matched to A.</source>
        <translation>B wird genommen, wie es in der Datei steht, nicht an A angeglichen.</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Ordner wählen</translation>
    </message>
    <message>
        <source>“{name}” exists already. Replace it?</source>
        <translation>„{name}“ gibt es schon. Ersetzen?</translation>
    </message>
</context>
<context>
    <name>ExportForm</name>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>&amp;What</source>
        <translation>&amp;Was</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>&amp;Even steps</source>
        <translation>&amp;Gleiche Schritte</translation>
    </message>
    <message>
        <source>Make equal steps of alpha equal steps of what is heard</source>
        <translation>Gleiche Schritte von Alpha zu gleichen Schritten für das Ohr machen</translation>
    </message>
    <message>
        <source>S&amp;teps</source>
        <translation>S&amp;chritte</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>Length of the morph between the files</source>
        <translation>Länge des Morphs zwischen den Dateien</translation>
    </message>
    <message>
        <source>Where the morph lies</source>
        <translation>Wo der Morph liegt</translation>
    </message>
    <message>
        <source>&amp;Morph for</source>
        <translation>&amp;Morph über</translation>
    </message>
    <message>
        <source>Which seconds</source>
        <translation>Welche Sekunden</translation>
    </message>
    <message>
        <source>&amp;Range</source>
        <translation>&amp;Bereich</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Bits of a sample</source>
        <translation>Bits je Abtastwert</translation>
    </message>
    <message>
        <source>&amp;Format</source>
        <translation>&amp;Format</translation>
    </message>
    <message>
        <source>Sample rate</source>
        <translation>Abtastrate</translation>
    </message>
    <message>
        <source>Sample r&amp;ate</source>
        <translation>Abtast&amp;rate</translation>
    </message>
    <message>
        <source>Loudness</source>
        <translation>Lautheit</translation>
    </message>
    <message>
        <source>With a target no peak passes −1 dB; what that does not allow stays quieter</source>
        <translation>Mit einem Ziel geht keine Spitze über −1 dB; was das nicht zulässt, bleibt leiser</translation>
    </message>
    <message>
        <source>&amp;Loudness</source>
        <translation>&amp;Lautheit</translation>
    </message>
    <message>
        <source>&amp;PNG picture</source>
        <translation>&amp;PNG-Bild</translation>
    </message>
    <message>
        <source>E&amp;XR, exact</source>
        <translation>E&amp;XR, exakt</translation>
    </message>
    <message>
        <source>A picture of the mel spectrogram beside the sound</source>
        <translation>Ein Bild des Mel-Spektrogramms neben dem Ton</translation>
    </message>
    <message>
        <source>The mel spectrogram with all its numbers beside the sound</source>
        <translation>Das Mel-Spektrogramm mit allen Zahlen neben dem Ton</translation>
    </message>
    <message>
        <source>Spectrogram</source>
        <translation>Spektrogramm</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>Dateiname</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>&amp;Durchsuchen…</translation>
    </message>
    <message>
        <source>Fol&amp;der</source>
        <translation>&amp;Ordner</translation>
    </message>
    <message>
        <source>The morph at {shares}</source>
        <translation>Der Morph bei {shares}</translation>
    </message>
    <message>
        <source>The morph along the curve</source>
        <translation>Der Morph entlang der Kurve</translation>
    </message>
    <message>
        <source>A series of morphs from A to B, in a folder</source>
        <translation>Eine Reihe von Morphs von A nach B, in einem Ordner</translation>
    </message>
    <message>
        <source>A transition: file A, the morph, file B</source>
        <translation>Ein Übergang: Datei A, der Morph, Datei B</translation>
    </message>
    <message>
        <source>The morph of both whole files</source>
        <translation>Der Morph beider ganzer Dateien</translation>
    </message>
    <message>
        <source>A&apos;s end and B&apos;s beginning</source>
        <translation>Ende von A und Anfang von B</translation>
    </message>
    <message>
        <source>from excerpt A into excerpt B</source>
        <translation>von Ausschnitt A in Ausschnitt B</translation>
    </message>
    <message>
        <source>All, {length}</source>
        <translation>Alles, {length}</translation>
    </message>
    <message>
        <source>The loop, {start} – {stop}</source>
        <translation>Die Schleife, {start} – {stop}</translation>
    </message>
    <message>
        <source>Leave it as it is</source>
        <translation>Lassen, wie sie ist</translation>
    </message>
    <message>
        <source>streaming</source>
        <translation>Streaming</translation>
    </message>
    <message>
        <source>podcasts</source>
        <translation>Podcasts</translation>
    </message>
    <message>
        <source>broadcasting</source>
        <translation>Rundfunk</translation>
    </message>
    <message>
        <source>24 bits</source>
        <translation>24 Bit</translation>
    </message>
    <message>
        <source>16 bits, dithered</source>
        <translation>16 Bit, mit Dither</translation>
    </message>
    <message>
        <source>32 bits, float</source>
        <translation>32 Bit, Gleitkomma</translation>
    </message>
    <message>
        <source>compressed</source>
        <translation>komprimiert</translation>
    </message>
    <message>
        <source>{rate}, as the files</source>
        <translation>{rate}, wie die Dateien</translation>
    </message>
    <message>
        <source>{rate}, as it is</source>
        <translation>{rate}, wie er ist</translation>
    </message>
</context>
<context>
    <name>ExportJob</name>
    <message>
        <source>Stopping {name}…</source>
        <translation>{name} wird abgebrochen…</translation>
    </message>
    <message>
        <source>{name} waits for its turn…</source>
        <translation>{name} wartet…</translation>
    </message>
    <message>
        <source>Reading for {name}…</source>
        <translation>Für {name} wird gelesen…</translation>
    </message>
    <message>
        <source>Rendering {name}…</source>
        <translation>{name} wird berechnet…</translation>
    </message>
    <message>
        <source>Writing {name}…</source>
        <translation>{name} wird geschrieben…</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
</context>
<context>
    <name>ExportProgress</name>
    <message>
        <source>and {n} more</source>
        <translation>und {n} weitere</translation>
    </message>
</context>
<context>
    <name>FileWatch</name>
    <message>
        <source>{name} was changed by another program.</source>
        <translation>{name} wurde von einem anderen Programm geändert.</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>Neu laden</translation>
    </message>
    <message>
        <source>{name} is no longer in its folder. What you hear stays, but no other part of the file can be taken.</source>
        <translation>{name} ist nicht mehr im Ordner. Was zu hören ist, bleibt, aber kein anderer Teil der Datei ist mehr zu haben.</translation>
    </message>
</context>
<context>
    <name>FloatingPanel</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close ({key} or Esc)</source>
        <translation>Schließen ({key} oder Esc)</translation>
    </message>
</context>
<context>
    <name>FolderPicker</name>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Stop looking for sound files</source>
        <translation>Die Suche nach Audiodateien abbrechen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search the names</source>
        <translation>Namen durchsuchen</translation>
    </message>
    <message>
        <source>Sound files</source>
        <translation>Audiodateien</translation>
    </message>
    <message>
        <source>Enter opens the file; A and B say on which side.</source>
        <translation>Eingabe öffnet die Datei; A und B sagen, auf welcher Seite.</translation>
    </message>
    <message>
        <source>Choose a sound file of {name}</source>
        <translation>Eine Audiodatei aus {name} wählen</translation>
    </message>
    <message>
        <source>Looking stopped: {error}</source>
        <translation>Die Suche brach ab: {error}</translation>
    </message>
    <message>
        <source>No sound here: no file ends in .wav, .flac, .mp3, .ogg, .m4a …</source>
        <translation>Hier ist kein Ton: keine Datei endet auf .wav, .flac, .mp3, .ogg, .m4a …</translation>
    </message>
    <message>
        <source>Looking… {n} found</source>
        <translation>Suche… {n} gefunden</translation>
    </message>
    <message>
        <source>{shown} of {n} shown</source>
        <translation>{shown} von {n} gezeigt</translation>
    </message>
    <message>
        <source>{n} found</source>
        <translation>{n} gefunden</translation>
    </message>
    <message>
        <source>The first {n} are listed; there are more.</source>
        <translation>Die ersten {n} stehen hier; es gibt mehr.</translation>
    </message>
    <message>
        <source>Enter opens as {name}</source>
        <translation>Eingabe öffnet als {name}</translation>
    </message>
</context>
<context>
    <name>Hint</name>
    <message>
        <source>Close the hint: {text}</source>
        <translation>Den Hinweis schließen: {text}</translation>
    </message>
    <message>
        <source>Do not show this again</source>
        <translation>Nicht mehr zeigen</translation>
    </message>
</context>
<context>
    <name>HintRow</name>
    <message>
        <source>↑ Drop your own songs on A and B</source>
        <translation>↑ Eigene Stücke auf A und B ziehen</translation>
    </message>
    <message>
        <source>↑ Move the slider from A to B</source>
        <translation>↑ Den Regler von A nach B ziehen</translation>
    </message>
    <message>
        <source>Save what you hear ↓</source>
        <translation>Das Gehörte speichern ↓</translation>
    </message>
</context>
<context>
    <name>Histogram</name>
    <message>
        <source>Levels in the mel spectrograms</source>
        <translation>Pegel in den Mel-Spektrogrammen</translation>
    </message>
    <message>
        <source>Colours from {floor:.0f} to {ceiling:.0f} decibels</source>
        <translation>Farben von {floor:.0f} bis {ceiling:.0f} Dezibel</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>Undone: {step}</source>
        <translation>Rückgängig: {step}</translation>
    </message>
    <message>
        <source>Done again: {step}</source>
        <translation>Wiederholt: {step}</translation>
    </message>
</context>
<context>
    <name>HistoryWords</name>
    <message>
        <source>Open {name} as {side}</source>
        <translation>{name} als {side} öffnen</translation>
    </message>
    <message>
        <source>Move the excerpt of {side}</source>
        <translation>Den Ausschnitt von {side} verschieben</translation>
    </message>
    <message>
        <source>Match B to A</source>
        <translation>B an A angleichen</translation>
    </message>
    <message>
        <source>Leave B as it is in its file</source>
        <translation>B lassen, wie es in der Datei steht</translation>
    </message>
    <message>
        <source>Set a mark</source>
        <translation>Marke setzen</translation>
    </message>
    <message>
        <source>Remove a mark</source>
        <translation>Marke entfernen</translation>
    </message>
    <message>
        <source>Sound apart</source>
        <translation>Klang getrennt</translation>
    </message>
    <message>
        <source>Sound with alpha</source>
        <translation>Klang mit Alpha</translation>
    </message>
    <message>
        <source>Change the morph</source>
        <translation>Morph ändern</translation>
    </message>
    <message>
        <source>Close both clips</source>
        <translation>Beide Clips schließen</translation>
    </message>
    <message>
        <source>Close {side}</source>
        <translation>{side} schließen</translation>
    </message>
    <message>
        <source>Move the slider</source>
        <translation>Regler bewegen</translation>
    </message>
    <message>
        <source>Change the curve</source>
        <translation>Kurve ändern</translation>
    </message>
    <message>
        <source>Choose another method</source>
        <translation>Andere Methode wählen</translation>
    </message>
    <message>
        <source>Change the detail</source>
        <translation>Detail ändern</translation>
    </message>
    <message>
        <source>Even steps</source>
        <translation>Gleiche Schritte</translation>
    </message>
    <message>
        <source>Beyond the clips</source>
        <translation>Über die Clips hinaus</translation>
    </message>
    <message>
        <source>Draw another texture</source>
        <translation>Andere Textur zeichnen</translation>
    </message>
    <message>
        <source>Change the sound</source>
        <translation>Klang ändern</translation>
    </message>
    <message>
        <source>Move notes and sound</source>
        <translation>Noten und Klang bewegen</translation>
    </message>
    <message>
        <source>Switch the memory</source>
        <translation>Speicher wechseln</translation>
    </message>
    <message>
        <source>Copy to the other memory</source>
        <translation>In den anderen Speicher kopieren</translation>
    </message>
    <message>
        <source>Change the length</source>
        <translation>Länge ändern</translation>
    </message>
    <message>
        <source>Change the loop</source>
        <translation>Schleife ändern</translation>
    </message>
    <message>
        <source>Swap A and B</source>
        <translation>A und B tauschen</translation>
    </message>
</context>
<context>
    <name>LevelMeter</name>
    <message>
        <source>Level</source>
        <translation>Pegel</translation>
    </message>
    <message>
        <source>Level in dB below full scale: RMS, the peak before it, and a line at the highest peak. The light says that it clipped; a click puts it out.</source>
        <translation>Pegel in dB unter Vollaussteuerung: RMS, davor die Spitze und ein Strich an der höchsten. Das Licht sagt, dass übersteuert wurde; ein Klick löscht es.</translation>
    </message>
    <message>
        <source>{rms} dB RMS, {peak} dB peak</source>
        <translation>{rms} dB RMS, {peak} dB Spitze</translation>
    </message>
    <message>
        <source>{levels}; it clipped, press Space to reset</source>
        <translation>{levels}; übersteuert, Leertaste setzt zurück</translation>
    </message>
</context>
<context>
    <name>LevelsPanel</name>
    <message>
        <source>Levels and colours of the mel spectrograms</source>
        <translation>Pegel und Farben der Mel-Spektrogramme</translation>
    </message>
    <message>
        <source>Level of the darkest colour, in decibels</source>
        <translation>Pegel der dunkelsten Farbe in Dezibel</translation>
    </message>
    <message>
        <source>Level of the brightest colour, in decibels</source>
        <translation>Pegel der hellsten Farbe in Dezibel</translation>
    </message>
    <message>
        <source>Magma</source>
        <translation>Magma</translation>
    </message>
    <message>
        <source>Viridis</source>
        <translation>Viridis</translation>
    </message>
    <message>
        <source>Cividis</source>
        <translation>Cividis</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>All levels, in the first colours</source>
        <translation>Alle Pegel, in den ersten Farben</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>Pegel</translation>
    </message>
</context>
<context>
    <name>LoadingBar</name>
    <message>
        <source>Reading the file</source>
        <translation>Die Datei wird gelesen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Reading {name}…</source>
        <translation>{name} wird gelesen…</translation>
    </message>
    <message>
        <source>Reading {name}… {percent} %</source>
        <translation>{name} wird gelesen… {percent} %</translation>
    </message>
</context>
<context>
    <name>LogViewer</name>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Errors only</source>
        <translation>Nur Fehler</translation>
    </message>
    <message>
        <source>The log&apos;s last lines</source>
        <translation>Die letzten Zeilen des Protokolls</translation>
    </message>
    <message>
        <source>Copy for a bug report</source>
        <translation>Für einen Fehlerbericht kopieren</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Neu lesen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>{n} of {total} entries</source>
        <translation>{n} von {total} Einträgen</translation>
    </message>
    <message>
        <source>Copied; your home folder is written as ~.</source>
        <translation>Kopiert; der eigene Ordner steht als ~ da.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Segue</source>
        <translation>Segue</translation>
    </message>
</context>
<context>
    <name>MemorySwitch</name>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Memory {name}: {settings}</source>
        <translation>Speicher {name}: {settings}</translation>
    </message>
    <message>
        <source>Hear memory {name}: {settings} (I)</source>
        <translation>Speicher {name} hören: {settings} (I)</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>Segue</source>
        <translation>Segue</translation>
    </message>
    <message>
        <source>Changes are not saved yet</source>
        <translation>Änderungen sind noch nicht gespeichert</translation>
    </message>
    <message>
        <source>Undo {step}</source>
        <translation>Rückgängig: {step}</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo {step}</source>
        <translation>Wiederholen: {step}</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Dismiss the message</source>
        <translation>Die Meldung schließen</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>MissingClips</name>
    <message>
        <source>Locate…</source>
        <translation>Suchen…</translation>
    </message>
    <message>
        <source>Leave empty</source>
        <translation>Leer lassen</translation>
    </message>
    <message>
        <source>“{name}” is another file than when the project was saved.</source>
        <translation>„{name}“ ist eine andere Datei als beim Speichern des Projekts.</translation>
    </message>
    <message>
        <source>“{name}” is not where it was.</source>
        <translation>„{name}“ ist nicht mehr, wo es war.</translation>
    </message>
    <message>
        <source>“{name}” of the project was not opened.</source>
        <translation>„{name}“ aus dem Projekt wurde nicht geöffnet.</translation>
    </message>
</context>
<context>
    <name>MorphBar</name>
    <message>
        <source>Detail</source>
        <translation>Detail</translation>
    </message>
    <message>
        <source>Texture</source>
        <translation>Textur</translation>
    </message>
    <message>
        <source>New texture</source>
        <translation>Neue Textur</translation>
    </message>
    <message>
        <source>Even steps</source>
        <translation>Gleiche Schritte</translation>
    </message>
    <message>
        <source>Even steps: equal moves of the slider are equal steps of what you hear (E)</source>
        <translation>Gleiche Schritte: gleiche Wege des Reglers sind gleiche Schritte für das Ohr (E)</translation>
    </message>
    <message>
        <source>Beyond</source>
        <translation>Jenseits</translation>
    </message>
    <message>
        <source>Match</source>
        <translation>Angleichen</translation>
    </message>
    <message>
        <source>Match B to A: its tempo, bars and key; the file stays as it is (T).
The menu Morph says what is matched.</source>
        <translation>B an A angleichen: Tempo, Takte und Tonart; die Datei bleibt, wie sie ist (T).
Das Menü Morph sagt, was angeglichen wird.</translation>
    </message>
    <message>
        <source>New texture: the fine detail is drawn anew (R). Now it is {texture}</source>
        <translation>Neue Textur: Die feinen Details werden neu gezeichnet (R). Jetzt ist es {texture}</translation>
    </message>
    <message>
        <source>How much of the clips&apos; own detail is given back; 0 % is the model alone</source>
        <translation>Wie viel von den Details der Clips zurückgegeben wird; 0 % ist das Modell allein</translation>
    </message>
    <message>
        <source>{label} does without. Detail is for: {labels}</source>
        <translation>{label} kommt ohne aus. Detail gilt für: {labels}</translation>
    </message>
    <message>
        <source>Beyond: the slider goes on behind both clips, from −50 % to 150 % (B)</source>
        <translation>Jenseits: der Regler geht über beide Clips hinaus, von −50 % bis 150 % (B)</translation>
    </message>
    <message>
        <source>{label} stays at the nearest clip.</source>
        <translation>{label} bleibt beim nächsten Clip.</translation>
    </message>
    <message>
        <source>Even</source>
        <translation>Gleich</translation>
    </message>
</context>
<context>
    <name>MorphColumn</name>
    <message>
        <source>Morph</source>
        <translation>Morph</translation>
    </message>
    <message>
        <source>Morph method</source>
        <translation>Morph-Methode</translation>
    </message>
    <message>
        <source>Try the demo clips</source>
        <translation>Die Beispielclips probieren</translation>
    </message>
    <message>
        <source>Curve</source>
        <translation>Kurve</translation>
    </message>
    <message>
        <source>Let alpha follow a curve over the morph&apos;s time (C); right-click for shapes</source>
        <translation>Alpha über die Zeit des Morphs einer Kurve folgen lassen (C); Rechtsklick für Formen</translation>
    </message>
    <message>
        <source>waiting for the clips…</source>
        <translation>wartet auf die Clips…</translation>
    </message>
    <message>
        <source>Drop both at once, or one on each side</source>
        <translation>Beide zugleich hineinziehen, oder einen auf jede Seite</translation>
    </message>
    <message>
        <source>Two clips make a morph</source>
        <translation>Zwei Clips geben einen Morph</translation>
    </message>
    <message>
        <source>needs two clips</source>
        <translation>braucht zwei Clips</translation>
    </message>
    <message>
        <source>preparing…</source>
        <translation>wird vorbereitet…</translation>
    </message>
    <message>
        <source>rendering…</source>
        <translation>wird berechnet…</translation>
    </message>
</context>
<context>
    <name>NumberField</name>
    <message>
        <source>Alpha</source>
        <translation>Alpha</translation>
    </message>
    <message>
        <source>Alpha as a number</source>
        <translation>Alpha als Zahl</translation>
    </message>
    <message>
        <source>Double-click, or press Enter, to type a number</source>
        <translation>Doppelklick oder Eingabe, um eine Zahl einzugeben</translation>
    </message>
    <message>
        <source>“{text}” is not a number. Type one such as 0.42, or 42 %.</source>
        <translation>„{text}“ ist keine Zahl. Eine eingeben wie 0.42 oder 42 %.</translation>
    </message>
    <message>
        <source>“{text}” is beyond the clips: 0 is A and 1 is B. Turn on Beyond to go from −0.5 to 1.5.</source>
        <translation>„{text}“ liegt jenseits der Clips: 0 ist A und 1 ist B. Jenseits einschalten, um von −0.5 bis 1.5 zu gehen.</translation>
    </message>
    <message>
        <source>“{text}” is too far: alpha goes from −0.5 to 1.5.</source>
        <translation>„{text}“ ist zu weit: Alpha geht von −0.5 bis 1.5.</translation>
    </message>
</context>
<context>
    <name>OverviewView</name>
    <message>
        <source>Excerpt</source>
        <translation>Ausschnitt</translation>
    </message>
    <message>
        <source>Drag the frame to choose the excerpt, its edges to change the length of both. The wheel and Left and Right move it, with Shift 1 s; Ctrl+Left and Ctrl+Right change the length, Ctrl+wheel looks closer. A double click takes the best passage.</source>
        <translation>Den Rahmen ziehen, um den Ausschnitt zu wählen, seine Kanten, um die Länge beider zu ändern. Das Rad sowie Links und Rechts bewegen ihn, mit Umschalt 1 s; Strg+Links und Strg+Rechts ändern die Länge, Strg+Rad vergrößert. Ein Doppelklick nimmt die beste Stelle.</translation>
    </message>
    <message>
        <source>from {start} of {total}, {length} s long</source>
        <translation>ab {start} von {total}, {length} s lang</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
</context>
<context>
    <name>Pad</name>
    <message>
        <source>Notes and sound from A to B</source>
        <translation>Noten und Klang von A nach B</translation>
    </message>
    <message>
        <source>To the right: the notes of B. Upwards: the sound of B.
On the diagonal both go together; hold Shift to pass beside it.</source>
        <translation>Nach rechts: die Noten von B. Nach oben: der Klang von B.
Auf der Diagonale gehen beide zusammen; mit Umschalt kommt man daran vorbei.</translation>
    </message>
    <message>
        <source>follows the curve</source>
        <translation>folgt der Kurve</translation>
    </message>
</context>
<context>
    <name>PadControl</name>
    <message>
        <source>There is nothing to move yet: open A and B first.</source>
        <translation>Es gibt noch nichts zu bewegen: Zuerst A und B öffnen.</translation>
    </message>
</context>
<context>
    <name>PadPanel</name>
    <message>
        <source>Notes and sound</source>
        <translation>Noten und Klang</translation>
    </message>
    <message>
        <source>Pad for notes and sound</source>
        <translation>Feld für Noten und Klang</translation>
    </message>
    <message>
        <source>A&apos;s notes,
B&apos;s sound</source>
        <translation>Noten A,
Klang B</translation>
    </message>
    <message>
        <source>B&apos;s notes,
A&apos;s sound</source>
        <translation>Noten B,
Klang A</translation>
    </message>
</context>
<context>
    <name>PlayerBridge</name>
    <message>
        <source>The sound stuttered {n} times within a minute; choose Playback &gt; Latency &gt; Safe.</source>
        <translation>Der Ton stockte {n}-mal in einer Minute; Wiedergabe &gt; Latenz &gt; Sicher wählen.</translation>
    </message>
</context>
<context>
    <name>Popover</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
</context>
<context>
    <name>PreferencesControl</name>
    <message>
        <source>Sound</source>
        <translation>Ton</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Morph</source>
        <translation>Morph</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Short, 60 ms</source>
        <translation>Kurz, 60 ms</translation>
    </message>
    <message>
        <source>Normal, 120 ms</source>
        <translation>Normal, 120 ms</translation>
    </message>
    <message>
        <source>Safe, 300 ms</source>
        <translation>Sicher, 300 ms</translation>
    </message>
    <message>
        <source>Sound device</source>
        <translation>Audiogerät</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Latenz</translation>
    </message>
    <message>
        <source>Shorter answers sooner; safer does not stutter.</source>
        <translation>Kürzer antwortet eher; sicherer stockt nicht.</translation>
    </message>
    <message>
        <source>CPU only</source>
        <translation>Nur CPU</translation>
    </message>
    <message>
        <source>Opened now, and from now on when Segue starts.</source>
        <translation>Wird jetzt geöffnet, und künftig beim Start von Segue.</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>Läuft auf</translation>
    </message>
    <message>
        <source>Takes effect at once: the model is opened again.</source>
        <translation>Gilt sofort: das Modell wird neu geöffnet.</translation>
    </message>
    <message>
        <source>Graphics card if possible</source>
        <translation>Grafikkarte, wenn möglich</translation>
    </message>
    <message>
        <source>Anywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>On beats</source>
        <translation>Auf Schlägen</translation>
    </message>
    <message>
        <source>At zero crossings</source>
        <translation>Bei Nulldurchgängen</translation>
    </message>
    <message>
        <source>Excerpts begin</source>
        <translation>Ausschnitte beginnen</translation>
    </message>
    <message>
        <source>Glide time</source>
        <translation>Gleitzeit</translation>
    </message>
    <message>
        <source>How long the slider takes to a mark; 0 jumps.</source>
        <translation>Wie lange der Regler zu einer Marke braucht; 0 springt.</translation>
    </message>
    <message>
        <source>Points of a curve snap to a grid</source>
        <translation>Kurvenpunkte rasten am Raster ein</translation>
    </message>
    <message>
        <source>Read changed files again without asking</source>
        <translation>Geänderte Dateien ohne Frage neu lesen</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Magma</source>
        <translation>Magma</translation>
    </message>
    <message>
        <source>Viridis</source>
        <translation>Viridis</translation>
    </message>
    <message>
        <source>Cividis</source>
        <translation>Cividis</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Ein</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Colours of the mels</source>
        <translation>Farben der Mels</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>From the next start on.</source>
        <translation>Gilt ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>Reduced motion</source>
        <translation>Weniger Bewegung</translation>
    </message>
    <message>
        <source>Nothing slides: menus, lists, and the slider on its way to a mark.</source>
        <translation>Nichts gleitet: Menüs, Listen und der Regler auf dem Weg zu einer Marke.</translation>
    </message>
    <message>
        <source>Ask before unsaved work is closed</source>
        <translation>Vor dem Schließen ungespeicherter Arbeit fragen</translation>
    </message>
    <message>
        <source>Keep a copy of unsaved work, for after a crash</source>
        <translation>Ungespeicherte Arbeit für den Fall eines Absturzes sichern</translation>
    </message>
    <message>
        <source>Open files in the window that is there already</source>
        <translation>Dateien im schon offenen Fenster öffnen</translation>
    </message>
    <message>
        <source>{name} (not connected)</source>
        <translation>{name} (nicht verbunden)</translation>
    </message>
    <message>
        <source>The one that comes with Segue</source>
        <translation>Das mitgelieferte</translation>
    </message>
    <message>
        <source>Another folder…</source>
        <translation>Anderer Ordner…</translation>
    </message>
    <message>
        <source>The language changes when Segue starts again.</source>
        <translation>Die Sprache wechselt beim nächsten Start von Segue.</translation>
    </message>
    <message>
        <source>{sentence} The model that comes with Segue is used instead.</source>
        <translation>{sentence} Stattdessen wird das mitgelieferte Modell genommen.</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Reset to defaults</source>
        <translation>Auf Vorgaben zurücksetzen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Presenter</name>
    <message>
        <source>mixed</source>
        <translation>gemischt</translation>
    </message>
    <message>
        <source>decode {ms:.0f} ms</source>
        <translation>Modell {ms:.0f} ms</translation>
    </message>
    <message>
        <source>decode &lt; 1 ms</source>
        <translation>Modell &lt; 1 ms</translation>
    </message>
    <message>
        <source>render {speed}</source>
        <translation>Klang {speed}</translation>
    </message>
    <message>
        <source>{n} underruns</source>
        <translation>{n} Aussetzer</translation>
    </message>
    <message>
        <source>The morph was not saved.</source>
        <translation>Der Morph wurde nicht gespeichert.</translation>
    </message>
    <message>
        <source>Model: {name} {version}</source>
        <translation>Modell: {name} {version}</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>Kein Modell</translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation>Das Modell wird geladen…</translation>
    </message>
    <message>
        <source>The model was not opened.</source>
        <translation>Das Modell wurde nicht geöffnet.</translation>
    </message>
    <message>
        <source>Opening the sound device…</source>
        <translation>Das Audiogerät wird geöffnet…</translation>
    </message>
    <message>
        <source>Output: {name}</source>
        <translation>Ausgabe: {name}</translation>
    </message>
    <message>
        <source>No sound device. Connect one, then press Retry.</source>
        <translation>Kein Audiogerät. Eines anschließen, dann Nochmal drücken.</translation>
    </message>
    <message>
        <source>The sound device was lost. Connect it, then press Retry.</source>
        <translation>Das Audiogerät ging verloren. Anschließen, dann Nochmal drücken.</translation>
    </message>
</context>
<context>
    <name>ProjectControl</name>
    <message>
        <source>Untitled</source>
        <translation>Unbenannt</translation>
    </message>
    <message>
        <source>This Segue has no way “{method}”, so the project takes another.</source>
        <translation>Dieses Segue kennt die Methode „{method}“ nicht; das Projekt nimmt eine andere.</translation>
    </message>
    <message>
        <source>The project was made with the model {made}. {used} is in use, so it may sound different; the menu Model has others.</source>
        <translation>Das Projekt entstand mit dem Modell {made}. {used} ist in Gebrauch, es kann also anders klingen; das Menü Modell hat andere.</translation>
    </message>
    <message>
        <source>Morph</source>
        <translation>Morph</translation>
    </message>
    <message>
        <source>Saved {name} in {folder}</source>
        <translation>{name} gespeichert in {folder}</translation>
    </message>
</context>
<context>
    <name>QuestionBar</name>
    <message>
        <source>Decide later</source>
        <translation>Später entscheiden</translation>
    </message>
</context>
<context>
    <name>Recent</name>
    <message>
        <source>Nothing yet</source>
        <translation>Noch nichts</translation>
    </message>
    <message>
        <source>Clear the list</source>
        <translation>Liste leeren</translation>
    </message>
    <message>
        <source>{name} is not there any more; it was taken off the list. Open it from where it is now.</source>
        <translation>{name} ist nicht mehr da und wurde von der Liste genommen. Von dort öffnen, wo es jetzt liegt.</translation>
    </message>
</context>
<context>
    <name>Ruler</name>
    <message>
        <source>Drag to loop a part; drag its edges or its middle to change it, double-click to loop everything. [ and ] loop from and to here.</source>
        <translation>Ziehen wiederholt einen Teil; Kanten oder Mitte ziehen ändert ihn, Doppelklick wiederholt alles. [ und ] setzen Anfang und Ende hierher.</translation>
    </message>
</context>
<context>
    <name>RulerView</name>
    <message>
        <source>Loop</source>
        <translation>Schleife</translation>
    </message>
    <message>
        <source>All of it; Enter loops the second from here on</source>
        <translation>Alles; Eingabe wiederholt die Sekunde ab hier</translation>
    </message>
    <message>
        <source>{begin:.2f} to {end:.2f} s; the arrows move the beginning</source>
        <translation>{begin:.2f} bis {end:.2f} s; die Pfeile bewegen den Anfang</translation>
    </message>
    <message>
        <source>{begin:.2f} to {end:.2f} s; the arrows move the end</source>
        <translation>{begin:.2f} bis {end:.2f} s; die Pfeile bewegen das Ende</translation>
    </message>
    <message>
        <source>{begin:.2f} to {end:.2f} s; the arrows move all of it</source>
        <translation>{begin:.2f} bis {end:.2f} s; die Pfeile bewegen alles</translation>
    </message>
    <message>
        <source>{length:.2f} s</source>
        <translation>{length:.2f} s</translation>
    </message>
</context>
<context>
    <name>RunningRow</name>
    <message>
        <source>Export of {name}</source>
        <translation>Export von {name}</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancel the export of {name}</source>
        <translation>Den Export von {name} abbrechen</translation>
    </message>
</context>
<context>
    <name>Sampler</name>
    <message>
        <source>{name} is no clip that this model made; choose Surprise me first.</source>
        <translation>{name} ist kein Clip, den dieses Modell machte; zuerst Überrasch mich wählen.</translation>
    </message>
    <message>
        <source>There is no model to draw a clip from. {reason}</source>
        <translation>Es gibt kein Modell, aus dem ein Clip kommen könnte. {reason}</translation>
    </message>
    <message>
        <source>It is still being opened.</source>
        <translation>Es wird noch geöffnet.</translation>
    </message>
    <message>
        <source>Making a new clip…</source>
        <translation>Ein neuer Clip entsteht…</translation>
    </message>
    <message>
        <source>Walking on…</source>
        <translation>Es geht weiter…</translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Keys and mouse</source>
        <translation>Tasten und Maus</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search keys</source>
        <translation>Tasten durchsuchen</translation>
    </message>
    <message>
        <source>No key or gesture fits.</source>
        <translation>Keine Taste oder Geste passt.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Morph by 0.01, with Shift by 0.001</source>
        <translation>Morph um 0.01, mit Umschalt um 0.001</translation>
    </message>
    <message>
        <source>Choose the excerpt; its edges change the length</source>
        <translation>Den Ausschnitt wählen; die Kanten ändern die Länge</translation>
    </message>
    <message>
        <source>Move the frame that has the focus, with Shift by 1 s</source>
        <translation>Den Rahmen mit dem Fokus bewegen, mit Umschalt um 1 s</translation>
    </message>
    <message>
        <source>Take the best passage</source>
        <translation>Die beste Stelle nehmen</translation>
    </message>
    <message>
        <source>Excerpts</source>
        <translation>Ausschnitte</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>Rad</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>Doppelklick</translation>
    </message>
    <message>
        <source>Drop</source>
        <translation>Hineinziehen</translation>
    </message>
    <message>
        <source>Open a song; two songs become A and B</source>
        <translation>Ein Stück öffnen; zwei werden A und B</translation>
    </message>
    <message>
        <source>Drag the frame</source>
        <translation>Rahmen ziehen</translation>
    </message>
    <message>
        <source>Play from there</source>
        <translation>Von dort spielen</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>Klick</translation>
    </message>
    <message>
        <source>Look closer, with Shift earlier and later</source>
        <translation>Vergrößern, mit Umschalt früher und später</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Point at a mel</source>
        <translation>Auf ein Mel zeigen</translation>
    </message>
    <message>
        <source>Read time, frequency, note and level</source>
        <translation>Zeit, Frequenz, Ton und Pegel ablesen</translation>
    </message>
    <message>
        <source>Drag on a ruler</source>
        <translation>Auf Lineal ziehen</translation>
    </message>
    <message>
        <source>Loop that part</source>
        <translation>Diesen Teil wiederholen</translation>
    </message>
    <message>
        <source>Slider</source>
        <translation>Regler</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
</context>
<context>
    <name>SideButtons</name>
    <message>
        <source>Open as {name}</source>
        <translation>Als {name} öffnen</translation>
    </message>
    <message>
        <source>Key {name}</source>
        <translation>Taste {name}</translation>
    </message>
</context>
<context>
    <name>SideChooser</name>
    <message>
        <source>Both sides have a clip. Which one shall go?</source>
        <translation>Beide Seiten haben einen Clip. Welcher soll weichen?</translation>
    </message>
    <message>
        <source>Open {name} as A or as B</source>
        <translation>{name} als A oder als B öffnen</translation>
    </message>
</context>
<context>
    <name>Snap</name>
    <message>
        <source>Finding beats…</source>
        <translation>Schläge werden gesucht…</translation>
    </message>
</context>
<context>
    <name>SoundApart</name>
    <message>
        <source>{label} cannot part sound from notes. Sound is for: {labels}</source>
        <translation>{label} kann Klang und Noten nicht trennen. Klang gibt es bei: {labels}</translation>
    </message>
    <message>
        <source>The model {name} cannot part sound from notes: its clips are of one length.</source>
        <translation>Das Modell {name} kann Klang und Noten nicht trennen: Seine Clips haben eine feste Länge.</translation>
    </message>
</context>
<context>
    <name>SoundSwitch</name>
    <message>
        <source>Sound apart from the notes</source>
        <translation>Klang getrennt von den Noten</translation>
    </message>
    <message>
        <source>with the slider</source>
        <translation>mit dem Regler</translation>
    </message>
    <message>
        <source>Sound {alpha}</source>
        <translation>Klang {alpha}</translation>
    </message>
    <message>
        <source>The notes of one clip with the sound of the other: a second slider moves the timbre alone (S)</source>
        <translation>Die Noten des einen Clips mit dem Klang des anderen: Ein zweiter Regler bewegt die Klangfarbe allein (S)</translation>
    </message>
</context>
<context>
    <name>SoundTrack</name>
    <message>
        <source>Sound from A to B</source>
        <translation>Klang von A nach B</translation>
    </message>
    <message>
        <source>The sound between A and B: timbre and spectrum, while the slider above moves the notes.
Double-click: back beside it, to {alpha}</source>
        <translation>Der Klang zwischen A und B: Klangfarbe und Spektrum, während der Regler darüber die Noten bewegt.
Doppelklick: zurück neben ihn, auf {alpha}</translation>
    </message>
</context>
<context>
    <name>TransportBar</name>
    <message>
        <source>Position</source>
        <translation>Position</translation>
    </message>
    <message>
        <source>Hear {what} ({key})</source>
        <translation>{what} hören ({key})</translation>
    </message>
    <message>
        <source>Heard</source>
        <translation>Zu hören</translation>
    </message>
    <message>
        <source>A, morph and B are compared at equal loudness</source>
        <translation>A, Morph und B werden bei gleicher Lautheit verglichen</translation>
    </message>
    <message>
        <source>To start</source>
        <translation>Zum Anfang</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Wiedergabe</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>Schleife</translation>
    </message>
    <message>
        <source>Export the morph</source>
        <translation>Den Morph exportieren</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Export…</translation>
    </message>
    <message>
        <source>Look for a sound device again</source>
        <translation>Noch einmal nach einem Audiogerät suchen</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Nochmal</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
</context>
<context>
    <name>ViewControl</name>
    <message>
        <source>Morph − blend without even steps</source>
        <translation>Morph − Mischung ohne gleiche Schritte</translation>
    </message>
    <message>
        <source>Morph − blend</source>
        <translation>Morph − Mischung</translation>
    </message>
    <message>
        <source>blend louder</source>
        <translation>Mischung lauter</translation>
    </message>
    <message>
        <source>morph louder</source>
        <translation>Morph lauter</translation>
    </message>
    <message>
        <source>A − B</source>
        <translation>A − B</translation>
    </message>
    <message>
        <source>B louder</source>
        <translation>B lauter</translation>
    </message>
    <message>
        <source>A louder</source>
        <translation>A lauter</translation>
    </message>
</context>
<context>
    <name>Volume</name>
    <message>
        <source>Mute</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Lautstärke</translation>
    </message>
    <message>
        <source>Unmute (Ctrl+M)</source>
        <translation>Ton an (Strg+M)</translation>
    </message>
    <message>
        <source>Mute (Ctrl+M)</source>
        <translation>Stumm (Strg+M)</translation>
    </message>
    <message>
        <source>muted</source>
        <translation>stumm</translation>
    </message>
    <message>
        <source>Volume: {db}; double-click for 0 dB, or turn the wheel</source>
        <translation>Lautstärke: {db}; Doppelklick für 0 dB, oder das Rad drehen</translation>
    </message>
</context>
<context>
    <name>_Side</name>
    <message>
        <source>{seconds} s for both · {place}</source>
        <translation>{seconds} s für beide · {place}</translation>
    </message>
</context>
<context>
    <name>about</name>
    <message>
        <source>&lt;h3&gt;Segue {version}&lt;/h3&gt;&lt;p&gt;Plays the music between two pieces of music.&lt;/p&gt;&lt;p&gt;Free software under the MIT licence. Qt and PySide6 are used under the LGPL 3.&lt;/p&gt;</source>
        <translation>&lt;h3&gt;Segue {version}&lt;/h3&gt;&lt;p&gt;Spielt die Musik zwischen zwei Musikstücken.&lt;/p&gt;&lt;p&gt;Freie Software unter der MIT-Lizenz. Qt und PySide6 werden unter der LGPL 3 benutzt.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>&lt;p&gt;The log is in {path}&lt;/p&gt;</source>
        <translation>&lt;p&gt;Das Protokoll liegt in {path}&lt;/p&gt;</translation>
    </message>
    <message>
        <source>&lt;p&gt;No model is loaded.&lt;/p&gt;</source>
        <translation>&lt;p&gt;Es ist kein Modell geladen.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>&lt;h4&gt;Model&lt;/h4&gt;&lt;p&gt;{name} {version}, licence {licence}.&lt;/p&gt;</source>
        <translation>&lt;h4&gt;Modell&lt;/h4&gt;&lt;p&gt;{name} {version}, Lizenz {licence}.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>not stated</source>
        <translation>nicht angegeben</translation>
    </message>
    <message>
        <source>&lt;h4&gt;Music the model was made with&lt;/h4&gt;&lt;p&gt;{source}&lt;/p&gt;</source>
        <translation>&lt;h4&gt;Musik, mit der das Modell gemacht wurde&lt;/h4&gt;&lt;p&gt;{source}&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Package</source>
        <translation>Paket</translation>
    </message>
    <message>
        <source>Hours</source>
        <translation>Stunden</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>Authors</source>
        <translation>Urheber</translation>
    </message>
</context>
<context>
    <name>dialogs</name>
    <message>
        <source>Open a clip as {name}</source>
        <translation>Einen Clip als {name} öffnen</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Ton</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>Open a model folder</source>
        <translation>Einen Modellordner öffnen</translation>
    </message>
</context>
<context>
    <name>drops</name>
    <message>
        <source>Only files on this computer can be opened; save the file first.</source>
        <translation>Nur Dateien auf diesem Rechner lassen sich öffnen; die Datei zuerst speichern.</translation>
    </message>
    <message>
        <source>What is not a file on this computer was left out.</source>
        <translation>Was keine Datei auf diesem Rechner ist, wurde ausgelassen.</translation>
    </message>
    <message>
        <source>This is the morph itself. Export it, then open the file.</source>
        <translation>Das ist der Morph selbst. Erst exportieren, dann die Datei öffnen.</translation>
    </message>
    <message>
        <source>What is no path of a file was left out.</source>
        <translation>Was kein Pfad einer Datei ist, wurde ausgelassen.</translation>
    </message>
    <message>
        <source>There is no file in the clipboard. Copy a sound file, or its whole path, and paste again.</source>
        <translation>In der Zwischenablage ist keine Datei. Eine Audiodatei oder ihren ganzen Pfad kopieren und wieder einfügen.</translation>
    </message>
</context>
<context>
    <name>methods</name>
    <message>
        <source>VAE arc</source>
        <translation>VAE-Bogen</translation>
    </message>
    <message>
        <source>The model&apos;s latents mixed along an arc, with both clips&apos; detail: sharp all the way.</source>
        <translation>Die Latenten des Modells auf einem Bogen gemischt, mit den Details beider Clips: durchweg scharf.</translation>
    </message>
    <message>
        <source>VAE drawn</source>
        <translation>VAE gezeichnet</translation>
    </message>
    <message>
        <source>The model&apos;s middle with its fine detail drawn anew, where that of neither clip belongs.</source>
        <translation>Die Mitte des Modells, ihre feinen Details neu gezeichnet, wo die keines der Clips hingehören.</translation>
    </message>
    <message>
        <source>VAE line</source>
        <translation>VAE-Gerade</translation>
    </message>
    <message>
        <source>The model&apos;s latents mixed along a straight line: a softer, dreamier middle.</source>
        <translation>Die Latenten des Modells auf einer Geraden gemischt: eine weichere, verträumtere Mitte.</translation>
    </message>
    <message>
        <source>VAE transport</source>
        <translation>VAE-Transport</translation>
    </message>
    <message>
        <source>Pitches glide from A to B, and the model mixes the sounds where they meet; with models of fixed length as VAE arc.</source>
        <translation>Tonhöhen gleiten von A nach B, und das Modell mischt die Klänge, wo sie sich treffen; mit Modellen fester Länge wie VAE-Bogen.</translation>
    </message>
    <message>
        <source>Transport</source>
        <translation>Transport</translation>
    </message>
    <message>
        <source>The partials of A glide to those of B: a portamento of everything, without the model.</source>
        <translation>Die Teiltöne von A gleiten zu denen von B: ein Portamento von allem, ohne das Modell.</translation>
    </message>
    <message>
        <source>Mosaic</source>
        <translation>Mosaik</translation>
    </message>
    <message>
        <source>Notes and beats of A give way to those of B one by one, each in its own sound.</source>
        <translation>Töne und Schläge von A weichen einer nach dem anderen denen von B, jeder in seinem eigenen Klang.</translation>
    </message>
    <message>
        <source>Blend</source>
        <translation>Mischung</translation>
    </message>
    <message>
        <source>The two spectrograms averaged in decibels, without the model.</source>
        <translation>Die beiden Spektrogramme in Dezibel gemittelt, ohne das Modell.</translation>
    </message>
    <message>
        <source>Crossfade</source>
        <translation>Überblendung</translation>
    </message>
    <message>
        <source>Both clips at once at equal power, as a DJ&apos;s fader does.</source>
        <translation>Beide Clips zugleich bei gleicher Leistung, wie am Pult eines DJs.</translation>
    </message>
</context>
<context>
    <name>project_dialogs</name>
    <message>
        <source>Segue project</source>
        <translation>Segue-Projekt</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>Ein Projekt öffnen</translation>
    </message>
    <message>
        <source>Where is {name}?</source>
        <translation>Wo ist {name}?</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Ton</translation>
    </message>
    <message>
        <source>Save the project</source>
        <translation>Das Projekt speichern</translation>
    </message>
    <message>
        <source>“{name}” exists already. Replace it?</source>
        <translation>„{name}“ gibt es schon. Ersetzen?</translation>
    </message>
    <message>
        <source>Segue</source>
        <translation>Segue</translation>
    </message>
    <message>
        <source>Save the changes to “{name}”?</source>
        <translation>Die Änderungen an „{name}“ speichern?</translation>
    </message>
    <message>
        <source>Save this morph as a project?</source>
        <translation>Diesen Morph als Projekt speichern?</translation>
    </message>
    <message>
        <source>Changes that are not saved are lost.</source>
        <translation>Was nicht gespeichert wird, geht verloren.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Don&apos;t save</source>
        <translation>Nicht speichern</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>providers</name>
    <message>
        <source>Running on the NVIDIA GPU.</source>
        <translation>Läuft auf der NVIDIA-Grafikkarte.</translation>
    </message>
    <message>
        <source>Running on the CPU: no NVIDIA GPU or driver was found.</source>
        <translation>Läuft auf der CPU: keine NVIDIA-Karte gefunden.</translation>
    </message>
    <message>
        <source>Running on the CPU: the CPU was asked for.</source>
        <translation>Läuft auf der CPU: so gewünscht.</translation>
    </message>
    <message>
        <source>Running on the CPU: this build of ONNX Runtime has no CUDA.</source>
        <translation>Läuft auf der CPU: dieses ONNX Runtime hat kein CUDA.</translation>
    </message>
</context>
<context>
    <name>settings</name>
    <message>
        <source>The settings in {path} could not be read, so all have their defaults. The old file is kept beside it as {bad}.</source>
        <translation>Die Einstellungen in {path} waren nicht lesbar, also gelten die Vorgaben. Die alte Datei liegt daneben als {bad}.</translation>
    </message>
    <message>
        <source>{path} cannot be used for settings, so they are not kept. Rename or remove it.</source>
        <translation>{path} taugt nicht für Einstellungen, also werden sie nicht behalten. Umbenennen oder entfernen.</translation>
    </message>
    <message>
        <source>Settings are not kept, because {path} cannot be written. Check the rights of the file and its folder.</source>
        <translation>Einstellungen werden nicht behalten, weil {path} sich nicht schreiben lässt. Die Rechte der Datei und ihres Ordners prüfen.</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>silence</source>
        <translation>Stille</translation>
    </message>
    <message>
        <source>{start} – {end} of {duration}</source>
        <translation>{start} – {end} von {duration}</translation>
    </message>
    <message>
        <source>{n} ch</source>
        <translation>{n} Kan.</translation>
    </message>
    <message>
        <source>mono</source>
        <translation>mono</translation>
    </message>
    <message>
        <source>stereo</source>
        <translation>stereo</translation>
    </message>
    <message>
        <source>as it is</source>
        <translation>wie es ist</translation>
    </message>
    <message>
        <source>{percent} % faster</source>
        <translation>{percent} % schneller</translation>
    </message>
    <message>
        <source>{percent} % slower</source>
        <translation>{percent} % langsamer</translation>
    </message>
    <message>
        <source>{semitones} st</source>
        <translation>{semitones} HT</translation>
    </message>
    <message>
        <source>{seconds} s later</source>
        <translation>{seconds} s später</translation>
    </message>
    <message>
        <source>{seconds} s earlier</source>
        <translation>{seconds} s früher</translation>
    </message>
    <message>
        <source>Sees {n} mel bands every {ms} ms</source>
        <translation>Sieht {n} Mel-Bänder alle {ms} ms</translation>
    </message>
    <message>
        <source>Keeps {numbers} numbers for each {seconds}</source>
        <translation>Behält {numbers} Zahlen für je {seconds}</translation>
    </message>
    <message>
        <source>Keeps {numbers} numbers for {seconds}, at any length</source>
        <translation>Behält {numbers} Zahlen für {seconds}, bei jeder Länge</translation>
    </message>
    <message>
        <source>curve, {seconds} s: {shares}</source>
        <translation>Kurve, {seconds} s: {shares}</translation>
    </message>
    <message>
        <source>curve</source>
        <translation>Kurve</translation>
    </message>
    <message>
        <source>detail {percent} %</source>
        <translation>Detail {percent} %</translation>
    </message>
    <message>
        <source>even steps</source>
        <translation>gleiche Schritte</translation>
    </message>
    <message>
        <source>texture {n}</source>
        <translation>Textur {n}</translation>
    </message>
    <message>
        <source>sound {alpha}</source>
        <translation>Klang {alpha}</translation>
    </message>
    <message>
        <source>{clip}, {percent} % beyond</source>
        <translation>{clip}, {percent} % darüber hinaus</translation>
    </message>
    <message>
        <source>{clip}: this way ends here</source>
        <translation>{clip}: hier endet diese Methode</translation>
    </message>
    <message>
        <source>B {percent} %, sound {sound} %</source>
        <translation>B {percent}, Klang {sound} %</translation>
    </message>
    <message>
        <source>{shares}, sound {percent} % B</source>
        <translation>{shares}, Klang {percent} % B</translation>
    </message>
    <message>
        <source>{shares}, sound {percent} % beyond A</source>
        <translation>{shares}, Klang {percent} % über A hinaus</translation>
    </message>
    <message>
        <source>{shares}, sound {percent} % beyond B</source>
        <translation>{shares}, Klang {percent} % über B hinaus</translation>
    </message>
    <message>
        <source>preview…</source>
        <translation>Vorschau…</translation>
    </message>
    <message>
        <source>rendering…</source>
        <translation>wird berechnet…</translation>
    </message>
    <message>
        <source>final, without the model</source>
        <translation>fertig, ohne das Modell</translation>
    </message>
    <message>
        <source>final, {n} iterations in {time}</source>
        <translation>fertig, {n} Durchgänge in {time}</translation>
    </message>
    <message>
        <source>{times} × real time</source>
        <translation>{times} × Echtzeit</translation>
    </message>
    <message>
        <source>Something went wrong that Segue did not expect ({error}).</source>
        <translation>Etwas ging schief, womit Segue nicht gerechnet hat ({error}).</translation>
    </message>
</context>
</TS>
