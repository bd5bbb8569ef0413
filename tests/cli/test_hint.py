"""The line that tells of a more natural voice: once, and only to a person who did not choose."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from narrate.speaking.engines.neural import folder_of

SOME = pytest.mark.skipif(folder_of("hibari") is None, reason="not installed")
NONE_INSTALLED = """
import sys
from narrate.speaking.engines import neural
real = neural.folder_of
neural.folder_of = lambda module: None if module in ("hibari", "piper") else real(module)
if __name__ == "__main__":
    from narrate.cli import run
    sys.exit(run(sys.argv[1:]))
"""


@pytest.fixture(autouse=True)
def texts() -> None:
    Path("a.txt").write_text("One word.")
    Path("b.txt").write_text("Two words.")
    Path("f.md").write_text("---\nlanguage: fr\n---\n\nUn mot.\n")


@SOME
def test_an_installed_natural_voice_is_named_once(narrate) -> None:
    lines = narrate("a.txt", "b.txt", "-o", "out/").err.splitlines()
    assert lines[-1] == "A more natural voice is installed: --voice heart (or --voice auto)."
    assert sum("natural" in line for line in lines) == 1


@SOME
@pytest.mark.parametrize(
    "arguments",
    [
        ("a.txt", "--voice", "pyttsx3"),
        ("a.txt", "--quiet"),
        ("a.txt", "--json"),
        ("f.md",),
    ],
    ids=["chosen", "quiet", "json", "a language it does not speak"],
)
def test_nobody_else_is_told(narrate, arguments: tuple[str, ...]) -> None:
    assert "natural" not in narrate(*arguments).err


@SOME
def test_a_voice_chosen_in_a_configuration_file_is_chosen(narrate) -> None:
    Path("narrate.toml").write_text('voice = "pyttsx3"\n')
    assert "natural" not in narrate("a.txt").err


def test_one_that_is_not_installed_is_one_command_away() -> None:
    Path("without.py").write_text(NONE_INSTALLED)
    done = subprocess.run([sys.executable, "without.py", "a.txt"], capture_output=True, text=True, check=True)
    assert (
        done.stderr.splitlines()[-1] == "For a natural voice: pip install 'narrate-audio[natural]', then --voice auto."
    )
