"""The door to the system's keyring: the keys of speech servers, each under the host that may see it.

Whoever has one put it there with: keyring set narrate HOST
"""

from __future__ import annotations

from narrate.errors import SettingsError

SERVICE = "narrate"


def key_of(host: str) -> str:
    """The key that the keyring holds for a host; empty where it holds none, or there is no keyring.

    Raises SettingsError where there is a keyring that does not answer.
    """
    try:
        import keyring
        from keyring.errors import KeyringError, NoKeyringError
    except ImportError:
        return ""
    try:
        return (keyring.get_password(SERVICE, host) or "").strip()
    except NoKeyringError:
        return ""
    except KeyringError as error:
        raise SettingsError(
            f"The keyring does not give the key for {host}: {str(error) or type(error).__name__}.",
            "Unlock it, or set NARRATE_SPEECH_KEY.",
        ) from error


def keyring_here() -> str:
    """What the keyring of this system is called; empty where there is none. Raises ImportError without the library."""
    import keyring
    from keyring.backends import fail

    found = keyring.get_keyring()
    return "" if isinstance(found, fail.Keyring) else found.name
