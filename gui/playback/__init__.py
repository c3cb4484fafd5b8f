"""Hearing: the player's controls, the device, the loop."""
