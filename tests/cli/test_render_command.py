"""narrate render, as a user runs it: the whole pipeline through the command line, the result measured."""

from __future__ import annotations

import json
from pathlib import Path

import mutagen
import pytest

from narrate.doors.decoding import decode_mono
from narrate.doors.metering import measure_file

TEXT = """A Short Walk

We went out at noon. The road was dry, and nobody was on it!

The Way Back

It rained. * * * was all that the sign said.
"""


@pytest.fixture
def walk() -> Path:
    path = Path("walk.txt")
    path.write_text(TEXT)
    return path


def test_one_command_makes_an_mp3_in_the_output_folder(narrate, walk: Path) -> None:
    done = narrate(walk)
    assert (done.code, done.out) == (0, "output/walk.mp3\n")
    assert measure_file(Path("output/walk.mp3")).duration_s > 5
    assert [one.name for one in Path("output").iterdir()] == ["walk.mp3"]


def test_the_summary_says_length_size_chapters_levels_and_pace(narrate, walk: Path) -> None:
    summary = narrate(walk, "--voice", "tone").err
    for fact in (" s, ", "kB", "2 chapters", "LUFS", "dBTP", "4 paragraphs", "tone:low", "real time"):
        assert fact in summary


def test_quiet_prints_the_path_alone(narrate, walk: Path) -> None:
    done = narrate(walk, "--voice", "tone", "--quiet")
    assert (done.out, done.err) == ("output/walk.mp3\n", "")


def test_json_is_the_interface_for_programs(narrate, walk: Path) -> None:
    done = narrate(walk, "--voice", "tone", "--json", "-o", "w.m4b")
    result = json.loads(done.out)
    assert done.err == ""
    assert result["path"] == "w.m4b"
    assert result["format"] == "m4b"
    assert result["voice"] == "tone:low"
    assert result["size_bytes"] == Path("w.m4b").stat().st_size
    assert result["duration_s"] == pytest.approx(measure_file(Path("w.m4b")).duration_s, abs=0.05)
    assert (result["passages"], result["spoken"], result["cached"]) == (4, 4, 0)
    assert [one["title"] for one in result["chapters"]] == ["A Short Walk", "The Way Back"]
    assert result["chapters"][0]["start_s"] == 0
    assert 0 < result["chapters"][1]["start_s"] < result["duration_s"]
    assert result["loudness_lufs"] == pytest.approx(-19, abs=0.5)
    assert result["true_peak_dbtp"] < -1
    assert (
        result["unheard"] == [{"written": "* * *", "reason": "only punctuation or symbols"}] or result["unheard"] == []
    )


@pytest.mark.parametrize("suffix", ["mp3", "m4b", "opus", "flac", "wav"])
def test_every_format_is_as_long_as_its_timeline_and_as_loud_as_the_standard(narrate, walk: Path, suffix: str) -> None:
    result = json.loads(narrate(walk, "-o", f"walk.{suffix}", "--json").out)
    heard = measure_file(Path(f"walk.{suffix}"))
    assert heard.duration_s == pytest.approx(result["duration_s"], abs=0.05)
    assert heard.levels.loudness_lufs == pytest.approx(-19, abs=0.5)
    assert heard.levels.true_peak_dbtp < -1


@pytest.mark.parametrize("suffix", ["mp3", "m4b", "opus", "flac", "wav"])
def test_the_same_source_and_settings_give_the_same_bytes(narrate, walk: Path, suffix: str) -> None:
    narrate(walk, "-o", f"first.{suffix}", "--jobs", "1")
    narrate(walk, "-o", f"second.{suffix}", "--jobs", "2", "--cache-dir", "another-cache")
    assert Path(f"first.{suffix}").read_bytes() == Path(f"second.{suffix}").read_bytes()


def test_a_pause_is_exact_to_the_sample(narrate) -> None:
    """Two words, one pause: the file's length is head + words + pause + tail."""
    Path("two.txt").write_text("Abcd.\n\nEfgh.\n")
    lengths = []
    for pause_ms in (700, 1234):
        narrate("two.txt", "--voice", "tone", "-o", "two.wav", "--pause", f"paragraph={pause_ms}")
        lengths.append(len(decode_mono(Path("two.wav"))[0]) // 2)
    assert lengths[1] - lengths[0] == (1234 - 700) * 24


def test_labels_given_win_over_the_document(narrate) -> None:
    Path("a.md").write_text("---\ntitle: Mine\nauthor: Me\ndate: 2020-02-02\nlanguage: en\n---\n\nText here.\n")
    narrate("a.md", "-o", "plain.mp3", "--voice", "tone")
    narrate("a.md", "-o", "given.mp3", "--voice", "tone", "--title", "Yours", "--author", "You", "--narrator", "Anyone")
    plain, given = mutagen.File("plain.mp3").tags, mutagen.File("given.mp3").tags
    assert [str(plain[key]) for key in ("TIT2", "TALB", "TPE1", "TCOM", "TLAN")] == [
        "Mine",
        "Mine",
        "Me",
        "Tone, low (tone)",
        "eng",
    ]
    assert [str(given[key]) for key in ("TIT2", "TALB", "TPE1", "TPE2", "TCOM")] == [
        "Yours",
        "Yours",
        "You",
        "You",
        "Anyone",
    ]


def test_standard_input_is_a_source(narrate) -> None:
    done = narrate("-", "-o", "notes.opus", "--voice", "tone", stdin=b"# Notes\n\nOne *two* three.\n")
    assert (done.code, done.out) == (0, "notes.opus\n")


def test_standard_input_without_a_name_is_called_by_its_title(narrate) -> None:
    assert narrate("-", "--voice", "tone", stdin=b"# My Notes\n\nOne.\n").out == "output/my-notes.mp3\n"
    assert narrate("-", "--voice", "tone", stdin=b"Only words here.\n").out == "output/narration.mp3\n"


def test_several_sources_are_several_files(narrate, walk: Path) -> None:
    Path("b.txt").write_text("Another one.\n")
    done = narrate(walk, "b.txt", "-o", "out/", "--voice", "tone")
    assert done.out == "out/walk.mp3\nout/b.mp3\n"


def test_a_source_that_fails_does_not_stop_the_others(narrate, walk: Path) -> None:
    done = narrate("missing.txt", walk, "--voice", "tone")
    assert done.code == 3
    assert done.out == "output/walk.mp3\n"
    assert "missing.txt" in done.err


def test_a_second_run_speaks_nothing_and_after_an_edit_one_paragraph(narrate, walk: Path) -> None:
    counts = []
    for text in (TEXT, TEXT, TEXT.replace("dry", "wet")):
        walk.write_text(text)
        result = json.loads(narrate(walk, "--json").out)
        counts.append((result["spoken"], result["cached"]))
    assert counts == [(4, 0), (0, 4), (1, 3)]


def test_an_own_file_is_replaced_without_asking(narrate, walk: Path) -> None:
    narrate(walk, "--voice", "tone")
    before = Path("output/walk.mp3").read_bytes()
    walk.write_text(TEXT + "\nOne more paragraph.\n")
    assert narrate(walk, "--voice", "tone").code == 0
    assert Path("output/walk.mp3").read_bytes() != before


class TestConfiguration:
    """The command line wins over variables, they over ./narrate.toml, and it over the user's."""

    @pytest.fixture
    def users(self, tmp_path: Path) -> Path:
        folder = tmp_path / "home" / "config" / "narrate"
        folder.mkdir(parents=True)
        return folder / "narrate.toml"

    def test_each_place_wins_over_the_one_below(self, narrate, walk: Path, users: Path) -> None:
        def voice(*arguments: str, **variables: str) -> str:
            return json.loads(narrate(walk, "--json", *arguments, **variables).out)["voice"]

        users.write_text('voice = "tone:high"\n')
        assert voice() == "tone:high"
        Path("narrate.toml").write_text('voice = "tone:low"\n')
        assert voice() == "tone:low"
        assert voice(NARRATE_VOICE="tone:high") == "tone:high"
        assert voice("--voice", "tone:low", NARRATE_VOICE="tone:high") == "tone:low"

    def test_tags_and_pauses_are_tables(self, narrate, walk: Path) -> None:
        Path("narrate.toml").write_text('voice = "tone"\n[tags]\nauthor = "Me"\n[pauses]\nhead = 5000\n')
        result = json.loads(narrate(walk, "--json", "-o", "w.mp3").out)
        shorter = json.loads(narrate(walk, "--json", "-o", "v.mp3", "--pause", "head=0").out)
        assert str(mutagen.File("w.mp3").tags["TPE1"]) == "Me"
        assert result["duration_s"] - shorter["duration_s"] == pytest.approx(5.0, abs=0.05)  # chapters end on a frame

    @pytest.mark.parametrize(
        ("content", "hint"),
        [
            ('vioce = "tone"', "voice"),
            ('speed = "fast"', "a number"),
            ("jobs = 1.5", "a whole number"),
            ("voice = 5", "text in quotes"),
            ("[pauses]\nparagrahp = 5", "paragraph"),
            ("pauses = 3", "[pauses]"),
            ('[pauses]\nparagraph = "x"', "pause"),
            ("speed = 99", "0.4 to 3.0"),
            ("not toml", "narrate.toml"),
        ],
    )
    def test_what_is_wrong_in_it_is_said(self, narrate, walk: Path, content: str, hint: str) -> None:
        Path("narrate.toml").write_text(content)
        done = narrate(walk)
        assert done.code == 2
        assert hint in done.err
        assert "Traceback" not in done.err


@pytest.mark.slow
def test_the_essay_is_an_mp3_as_long_as_its_timeline_and_as_loud_as_podcasts_are(narrate, essay: Path) -> None:
    done = narrate(essay, "-o", "essay.mp3", "--json")
    result = json.loads(done.out)
    heard = measure_file(Path("essay.mp3"))
    assert heard.duration_s == pytest.approx(result["duration_s"], abs=0.05)
    assert heard.levels.loudness_lufs == pytest.approx(-19.0, abs=0.5)
    assert heard.levels.true_peak_dbtp <= -1.0
    assert 150 < heard.duration_s < 260
    assert result["unheard"] == []
    assert "Author's Bio" in [one["title"] for one in result["chapters"]]


def test_the_summary_counts_one_as_one(narrate) -> None:
    Path("one.txt").write_text("Only one.\n")
    assert "1 paragraph," in narrate("one.txt", "--voice", "tone").err
