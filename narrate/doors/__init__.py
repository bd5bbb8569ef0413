"""One door for each effect: files, processes, the audio codecs. Stages use them; nothing here knows a stage."""
