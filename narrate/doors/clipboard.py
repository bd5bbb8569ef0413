"""The door to the system's clipboard, through pyperclip."""

from __future__ import annotations

import sys

from narrate.errors import SourceError


def clipboard_text() -> str:
    """The text on the clipboard. Raises SourceError where there is none, or no clipboard."""
    import pyperclip

    try:
        text = str(pyperclip.paste())
    except (pyperclip.PyperclipException, OSError, ValueError) as error:
        linux = "Install wl-clipboard (Wayland) or xclip (X11), or send the text in: … | narrate listen -"
        raise SourceError(
            "The clipboard cannot be read.", linux if sys.platform.startswith("linux") else "Copy the text again."
        ) from error
    if not text.strip():
        raise SourceError("There is no text on the clipboard.", "Copy some first.")
    return text
