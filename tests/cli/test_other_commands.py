"""narrate script, voices, doctor, cache, completion, and the help."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

TEXT = "A Title\n\nFirst sentence here. Second one -- longer, and with “quotes” of the curly kind!\n\n***\n\nLast.\n"


@pytest.fixture
def text() -> Path:
    path = Path("text.txt")
    path.write_text(TEXT)
    return path


class TestScript:
    def test_shows_what_is_printed_and_what_is_said_where_that_differs(self, narrate, text: Path) -> None:
        shown = narrate("script", text)
        assert shown.code == 0
        assert "Second one -- longer, and with “quotes” of the curly kind!" in shown.out
        assert '    spoken: Second one, longer, and with "quotes" of the curly kind!' in shown.out
        assert "spoken: First" not in shown.out
        assert shown.err.startswith("About ")

    def test_json_has_chapters_paragraphs_and_sentences(self, narrate, text: Path) -> None:
        script = json.loads(narrate("script", text, "--json").out)
        assert script["title"] == "A Title"
        assert script["language"] == "en"
        assert [chapter["title"] for chapter in script["chapters"]] == ["A Title"]
        heading, body, last = script["chapters"][0]["paragraphs"]
        assert (heading["kind"], body["kind"]) == ("heading", "body")
        assert [one["pause_ms"] for one in body["sentences"]] == [350, 1500]
        assert [one["kind"] for one in body["sentences"]] == ["body", "body"]
        assert last["sentences"][0]["pause_ms"] == 1000
        every = [one for part in (heading, body, last) for one in part["sentences"]]
        assert script["seconds"] == pytest.approx(sum(one["seconds"] for one in every), abs=0.05)

    def test_the_expected_length_is_about_the_length(self, narrate, text: Path) -> None:
        Path("long.txt").write_text((TEXT.split("\n\n")[1] + " ") * 10)
        expected = json.loads(narrate("script", "long.txt", "--json").out)["seconds"]
        real = json.loads(narrate("long.txt", "-o", "long.wav", "--json").out)["duration_s"]
        assert expected == pytest.approx(real, rel=0.2)

    def test_what_will_not_be_heard_says_why(self, narrate) -> None:
        Path("marks.txt").write_text("Words.\n\n!!! ???\n\n🎉 🎉\n")
        shown = narrate("script", "marks.txt").out
        assert "not spoken: only punctuation" in shown
        assert "not spoken: only emoji" in shown

    def test_speaks_nothing_and_writes_nothing(self, narrate, text: Path, tmp_path: Path) -> None:
        narrate("script", text)
        assert not Path("output").exists()
        assert not list((tmp_path / "home").rglob("*.clip"))

    def test_a_longer_pause_shows(self, narrate, text: Path) -> None:
        script = json.loads(narrate("script", text, "--json", "--pause", "sentence=999").out)
        assert script["chapters"][0]["paragraphs"][1]["sentences"][0]["pause_ms"] == 999


class TestVoices:
    def test_lists_ids_that_can_be_used(self, narrate) -> None:
        done = narrate("voices")
        assert "pyttsx3:gmw/en-us" in done.out
        assert "tone:low" in done.out

    def test_can_be_filtered_by_language_and_engine(self, narrate) -> None:
        voices = json.loads(narrate("voices", "--language", "de", "--json").out)
        assert [voice["id"] for voice in voices if voice["available"]] == ["pyttsx3:gmw/de"]
        assert {voice["engine"] for voice in json.loads(narrate("voices", "--engine", "tone", "--json").out)} == {
            "tone"
        }

    def test_json_is_the_interface_for_programs(self, narrate) -> None:
        voice = json.loads(narrate("voices", "--json").out)[0]
        fields = {"id", "name", "language", "gender", "engine", "natural", "sample_rate_hz", "available", "reason"}
        fields |= {"licence"}
        assert fields <= set(voice)

    def test_is_a_table(self, narrate) -> None:
        head, row = narrate("voices", "--engine", "tone").out.splitlines()[:2]
        assert head.split() == ["VOICE", "LANGUAGE", "GENDER", "NATURAL", "LICENCE", "RATE", "NAME"]
        assert row.split()[:5] == ["tone:high" if "high" in row else "tone:low", "mul", "-", "no", "MIT"]
        assert row.index("mul") == head.index("LANGUAGE")

    def test_can_be_asked_for_natural_voices_alone(self, narrate) -> None:
        voices = [voice for voice in json.loads(narrate("voices", "--natural", "--json").out) if voice["available"]]
        assert all(voice["natural"] and voice["licence"] for voice in voices)
        assert not {"pyttsx3", "tone"} & {voice["engine"] for voice in voices}

    def test_an_engine_that_does_not_exist_is_refused_with_those_that_do(self, narrate) -> None:
        done = narrate("voices", "--engine", "espeak")
        assert done.code == 2
        assert "hibari, kokoro, openai, piper, pyttsx3, tone" in done.err

    def test_an_engine_whose_extra_is_not_installed_says_how_to_get_it(self, narrate, tmp_path: Path) -> None:
        (tmp_path / "hibari.py").write_text("")  # a module that is no package hides the one that is
        done = narrate("voices", "--engine", "hibari", PYTHONPATH=str(tmp_path))
        assert "pip install 'narrate-audio[natural]'" in done.err
        rows = json.loads(narrate("voices", "--engine", "hibari", "--json", PYTHONPATH=str(tmp_path)).out)
        assert [(row["id"], row["available"]) for row in rows] == [("hibari", False)]

    def test_a_filter_that_finds_nothing_says_so(self, narrate) -> None:
        done = narrate("voices", "--language", "qq")
        assert (done.code, done.out) == (0, "")
        assert "No voice" in done.err


class TestDoctor:
    def test_tries_every_engine_format_and_folder(self, narrate) -> None:
        done = narrate("doctor")
        assert done.code == 0, done.out
        for name in ("pyttsx3", "tone", "mp3", "m4b", "opus", "flac", "wav", "page", "cache", "output"):
            assert name in done.out
        assert "FAILS" not in done.out

    def test_what_fails_is_told_with_its_remedy_and_exit_code_1(self, narrate, tmp_path: Path) -> None:
        """Without the wheel and without the system's library there is no espeak-ng."""
        (tmp_path / "espeakng_loader.py").write_text("raise ImportError('not installed')")
        done = narrate("doctor", "--json", PYTHONPATH=str(tmp_path))
        findings = {one["name"]: one for one in json.loads(done.out)}
        if findings["voice engine pyttsx3"]["works"]:
            pytest.skip("this system has an espeak-ng of its own")
        assert done.code == 1
        assert "pip install espeakng-loader" in findings["voice engine pyttsx3"]["detail"]
        assert findings["voice engine tone"]["works"]

    def test_an_extra_that_is_not_installed_is_no_failure(self, narrate, tmp_path: Path) -> None:
        (tmp_path / "piper.py").write_text("")
        done = narrate("doctor", PYTHONPATH=str(tmp_path))
        assert done.code == 0
        line = next(line for line in done.out.splitlines() if "voice engine piper" in line)
        assert line.startswith("-")
        assert "pip install 'narrate-audio[piper]'" in line


class TestCache:
    def test_info_prune_and_clear(self, narrate, text: Path, tmp_path: Path) -> None:
        narrate(text, "--voice", "tone")
        info = json.loads(narrate("cache", "info", "--json").out)
        assert info["path"] == str(tmp_path / "home" / "cache" / "narrate")
        kept = [path for path in Path(info["path"]).glob("*/??/*") if path.is_file()]
        assert (info["clips"], info["entries"]) == (3, len(kept))
        assert info["entries"] > 4  # the clips, what was measured of them, and the sound made of them
        assert info["size_bytes"] == sum(path.stat().st_size for path in kept)
        assert "3 clips" in narrate("cache", "info").out
        assert narrate("cache", "prune", "--to", "100").out == "Removed 0 files, 0 kB.\n"
        assert narrate("cache", "clear").out.startswith(f"Removed {len(kept)} files, ")
        assert json.loads(narrate("cache", "info", "--json").out)["entries"] == 0

    def test_an_empty_one_is_no_error(self, narrate) -> None:
        info = json.loads(narrate("cache", "info", "--json").out)
        assert (info["clips"], info["entries"], info["size_bytes"]) == (0, 0, 0)
        assert narrate("cache", "clear").out == "Removed 0 files, 0 kB.\n"

    def test_a_render_keeps_it_under_its_limit(self, narrate, text: Path) -> None:
        narrate(text, "--voice", "tone", "--cache-limit", "0")
        assert json.loads(narrate("cache", "info", "--json").out)["entries"] == 0

    def test_clearing_leaves_what_else_lies_in_the_folder(self, narrate, text: Path) -> None:
        """The folder is whichever was named: --cache-dir . is one, too."""
        picture = Path("photos/01/sea.jpg")
        picture.parent.mkdir(parents=True)
        picture.write_bytes(bytes(1_000))
        narrate(text, "--voice", "tone", "--cache-dir", ".", "--cache-limit", "0")
        narrate("cache", "clear", "--cache-dir", ".")
        assert picture.exists()


class TestHelp:
    @pytest.mark.parametrize("command", ["", "render", "script", "voices", "doctor", "cache", "completion"])
    def test_every_command_explains_itself(self, narrate, command: str) -> None:
        done = narrate(*command.split(), "--help")
        assert done.code == 0
        assert "Usage: narrate" in done.out

    def test_every_command_in_the_help_exists(self, narrate) -> None:
        from narrate.cli import COMMANDS, commands

        assert all(commands.get_command(None, name) is not None for name in COMMANDS)

    def test_loads_no_heavy_library(self) -> None:
        program = "import sys; from narrate.cli import run; run(['--help']); print(*sys.modules, file=sys.stderr)"
        loaded = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, text=True
        ).stderr.split()
        assert not {"av", "numpy", "rich", "pydub", "pyttsx3", "yasbd", "regex", "markdown_it", "pebble"} & set(loaded)

    def test_version(self, narrate) -> None:
        assert narrate("--version").out.startswith("narrate, version ")

    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_completion_prints_a_script_for_the_shell(self, narrate, shell: str) -> None:
        assert "_NARRATE_COMPLETE" in narrate("completion", shell).out

    def test_completion_completes_voices(self, narrate) -> None:
        done = narrate(_NARRATE_COMPLETE="bash_complete", COMP_WORDS="narrate render --voice en-u", COMP_CWORD="3")
        assert "plain,pyttsx3:gmw/en-us" in done.out
