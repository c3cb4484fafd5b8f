"""Pictures over time: waveforms, mels, and what they share."""
