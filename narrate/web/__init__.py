"""The web room: narrate for browsers and other programs, on this computer."""
