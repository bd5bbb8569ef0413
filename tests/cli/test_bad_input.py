"""Whatever is wrong: one clear sentence, what to do, the exit code, no traceback, and nothing lost or half-written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")


@pytest.fixture
def text() -> Path:
    path = Path("text.txt")
    path.write_text("Some words to say.\n")
    return path


def refused(done, code: int, *hints: str) -> None:
    assert done.code == code, done.err
    assert done.out == ""
    assert "Traceback" not in done.err
    lines = done.err.strip().splitlines()
    assert 1 <= len(lines) <= 3
    assert lines[0].startswith("narrate: ")
    for hint in hints:
        assert hint in done.err


def leftovers(folder: str = ".") -> list[str]:
    return sorted(
        str(path) for path in Path(folder).rglob("*") if ".part" in path.name or path.name.startswith(".text")
    )


@pytest.mark.parametrize(
    ("name", "content", "hint"),
    [
        ("missing.txt", None, "missing.txt"),
        ("empty.txt", b"", "empty.txt"),
        ("blank.txt", b" \n\t\n\xef\xbb\xbf ", "blank.txt"),
        ("marks.txt", b"*** --- ...", "say"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(200), "picture"),
        ("book.pdf", b"%PDF-1.7\n" + bytes(200), "PDF"),
        ("program", b"\x7fELF" + bytes(200), ""),
        ("zeros.txt", bytes(5000), ""),
    ],
)
def test_a_source_that_cannot_be_read(narrate, name: str, content: bytes | None, hint: str) -> None:
    if content is not None:
        Path(name).write_bytes(content)
    refused(narrate(name), 3, hint)
    assert not Path("output").exists() or not any(Path("output").iterdir())


def test_a_source_that_is_a_folder(narrate) -> None:
    Path("folder").mkdir()
    refused(narrate("folder"), 3, "folder")


@linux
def test_a_source_that_is_a_pipe_nobody_writes_to(narrate) -> None:
    os.mkfifo("pipe")
    refused(narrate("pipe", timeout_s=10), 3, "pipe")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("--voice", "en-su"), "gmw/en-us"),
        (("--voice", "nosuch:voice"), "narrate voices"),
        (("--format", "mp9"), "mp3"),
        (("-o", "text.docx"), "mp3"),
        (("--speed", "0"), "0.4"),
        (("--speed", "99"), "3.0"),
        (("--speed", "nan"), "0.4"),
        (("--speed", "fast"), "fast"),
        (("--standard", "loud"), "podcast"),
        (("--bitrate", "5"), "320"),
        (("--jobs", "-1"), "jobs"),
        (("--jobs", "1.5"), "1.5"),
        (("--pause", "paragraph"), "paragraph=900"),
        (("--pause", "paragrph=5"), "paragraph"),
        (("--pause", "paragraph=-5"), "60000"),
        (("--pause", "paragraph=99999999999"), "60000"),
        (("--deadline", "-1"), "deadline"),
        (("--cover", "missing.jpg"), "cover"),
        (("--cover", "text.txt"), "JPEG"),
        (("--nosuch",), "--nosuch"),
        (("-o",), "-o"),
    ],
)
def test_an_option_that_cannot_be_used(narrate, text: Path, arguments: tuple[str, ...], hint: str) -> None:
    refused(narrate(text, *arguments), 2, hint)


def test_no_source_at_all_shows_the_help(narrate) -> None:
    assert "narrate essay.txt" in narrate().err + narrate().out
    refused(narrate("render"), 2, "SOURCE")


def test_several_sources_do_not_go_into_one_file(narrate, text: Path) -> None:
    Path("other.txt").write_text("Other words.\n")
    refused(narrate(text, "other.txt", "-o", "one.mp3"), 2, "folder")


class TestTheOldFile:
    """What was there stays as it was."""

    def test_is_not_replaced_if_narrate_did_not_make_it(self, narrate, text: Path) -> None:
        Path("theirs.mp3").write_bytes(b"their music")
        refused(narrate(text, "-o", "theirs.mp3", "--voice", "tone"), 5, "--force", "theirs.mp3")
        assert Path("theirs.mp3").read_bytes() == b"their music"

    def test_is_replaced_with_force(self, narrate, text: Path) -> None:
        Path("theirs.mp3").write_bytes(b"their music")
        assert narrate(text, "-o", "theirs.mp3", "--voice", "tone", "--force").code == 0

    def test_stays_when_speech_fails(self, narrate, text: Path) -> None:
        narrate(text, "-o", "mine.mp3", "--voice", "tone")
        before = Path("mine.mp3").read_bytes()
        text.write_text("RAISE this.\n")
        refused(narrate(text, "-o", "mine.mp3", "--voice", "faulty"), 4, "Paragraph 1", "out of cheese")
        assert Path("mine.mp3").read_bytes() == before
        assert leftovers() == []

    @linux
    def test_stays_when_the_disk_is_full(self, narrate, text: Path, small_disk: Path) -> None:
        target = small_disk / "mine.wav"
        assert narrate(text, "-o", target, "--voice", "tone").code == 0
        before = target.read_bytes()
        text.write_text("Some words to say. " * 200)
        refused(narrate(text, "-o", target, "--voice", "tone"), 5, "disk is full", "mine.wav", "bytes free")
        assert target.read_bytes() == before
        assert leftovers(str(small_disk)) == []


@pytest.fixture
def small_disk(tmp_path: Path):
    """A disk of one megabyte."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], check=False, capture_output=True)
    if mount.returncode:
        pytest.skip("mounting a small disk needs root")
    yield folder
    subprocess.run(["umount", folder], check=True)


@linux
@pytest.mark.parametrize(("full", "sentences"), [("clips", 26), ("reels", 13)])
def test_a_full_disk_under_the_cache_is_said_and_the_run_can_go_on_elsewhere(
    narrate, small_disk: Path, full: str, sentences: int
) -> None:
    """Too small for the clips, or for the sound that is made of them as well."""
    Path("long.txt").write_text("\n\n".join(f"Paragraph {chr(97 + n)} has a few words." for n in range(sentences)))
    refused(
        narrate("long.txt", "--voice", "tone", "--cache-dir", small_disk / "cache"),
        5,
        "disk is full",
        "Free some space",
        f"/{full}/",
    )
    assert not Path("output/long.mp3").exists()
    assert narrate("long.txt", "--voice", "tone").code == 0


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root, to have a folder that even it cannot write"
)
def test_an_output_folder_that_cannot_be_written(narrate, text: Path) -> None:
    refused(narrate(text, "-o", "/proc/x.mp3", "--voice", "tone"), 5, "/proc")


def test_an_output_that_is_a_folder_with_a_suffix(narrate, text: Path) -> None:
    Path("mine.mp3").mkdir()
    done = narrate(text, "-o", "mine.mp3", "--voice", "tone")
    assert done.out == "mine.mp3/text.mp3\n"


def test_a_parent_of_the_output_that_is_a_file(narrate, text: Path) -> None:
    refused(narrate(text, "-o", "text.txt/x.mp3", "--voice", "tone"), 5, "text.txt")


def test_two_runs_for_one_file_are_one_run_and_one_refusal(narrate) -> None:
    Path("slow.txt").write_text("\n\n".join(f"SLOW {n}." for n in range(4)))
    first = subprocess.Popen(
        [sys.executable, "-m", "narrate", "slow.txt", "--voice", "faulty", "-q"], stdout=subprocess.PIPE
    )
    log = Path(os.environ["FAULT_LOG"])
    while not log.exists():  # until it speaks
        time.sleep(0.05)
    refused(narrate("slow.txt", "--voice", "faulty"), 5, "Another narrate")
    assert first.communicate(timeout=60)[0] == b"output/slow.mp3\n"
    assert first.returncode == 0


def test_a_cache_that_cannot_be_written_is_answered_with_the_option_that_chooses_it(narrate) -> None:
    Path("a.txt").write_text("One.")
    done = narrate("a.txt", "--voice", "tone", "--cache-dir", "a.txt/cache")
    assert done.code == 5
    assert "Choose another place with --cache-dir" in done.err


def test_two_runs_may_share_a_cache(narrate) -> None:
    Path("same.txt").write_text("\n\n".join(f"Paragraph {n}." for n in range(12)))
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "narrate", "same.txt", "-o", f"{n}.wav", "-q", "--title", "Same"],
            stdout=subprocess.DEVNULL,
        )
        for n in range(2)
    ]
    assert [run.wait(60) for run in runs] == [0, 0]
    assert Path("0.wav").read_bytes() == Path("1.wav").read_bytes()


@linux
@pytest.mark.parametrize(
    ("after_s", "number", "code"),
    [
        (2.5, signal.SIGINT, 130),
        (2.5, signal.SIGTERM, 143),
        (1.0, signal.SIGINT, 130),  # workers are still starting
    ],
)
def test_an_interrupted_run_ends_soon_says_how_to_go_on_and_leaves_nothing(
    after_s: float, number: signal.Signals, code: int
) -> None:
    Path("slow.txt").write_text("\n\n".join(f"SLOW {n}." for n in range(60)))
    run = subprocess.Popen(
        [sys.executable, "-m", "narrate", "slow.txt", "--voice", "faulty"],
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    time.sleep(after_s)
    os.killpg(run.pid, number)  # as a terminal does
    start = time.monotonic()
    errors = run.communicate(timeout=15)[1].decode()
    assert time.monotonic() - start < 5
    assert run.returncode == code
    assert "again to go on" in errors
    assert "Traceback" not in errors
    assert leftovers() == []
    assert not _alive_in_session(run.pid)


def _alive_in_session(leader: int) -> list[str]:
    time.sleep(0.5)
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(status.parent.name)
    return found


def test_a_corrupt_cache_entry_is_spoken_again(narrate, text: Path, tmp_path: Path) -> None:
    narrate(text, "-o", "before.wav", "--title", "Same")
    for clip in (tmp_path / "home" / "cache").rglob("*.clip"):
        clip.write_bytes(clip.read_bytes()[:-100] + b"x" * 100)
    done = narrate(text, "-o", "after.wav", "--title", "Same", "--json")
    assert '"spoken": 1' in done.out
    assert Path("before.wav").read_bytes() == Path("after.wav").read_bytes()


def test_a_closed_pipe_is_no_error(text: Path) -> None:
    done = subprocess.run(f"{sys.executable} -m narrate voices | head -1", shell=True, capture_output=True, check=False)
    assert b"Broken" not in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "name", ["-x.txt", "http:x.txt", "concat:a.txt", "file with spaces & 'quotes'.txt", "naïve 🎉.txt"]
)
def test_a_source_with_an_awkward_name(narrate, name: str) -> None:
    Path(name).write_text("Some words.\n")
    done = narrate("--voice", "tone", "--", name)
    assert done.code == 0, done.err
    made = list(Path("output").iterdir())
    assert len(made) == 1
    assert made[0].suffix == ".mp3"


@pytest.mark.parametrize("name", ["-x.mp3", "http:x.mp3", "concat:a|b.mp3", "100%d.mp3", "a b.mp3"])
def test_an_output_with_an_awkward_name(narrate, text: Path, name: str) -> None:
    done = narrate(text, "--voice", "tone", f"-o{name}")
    assert (done.code, done.out) == (0, f"{name}\n"), done.err
    assert Path(name).is_file()


class TestNothingIsLost:
    """What a slip of the hand must not cost."""

    def test_sources_of_one_name_have_a_file_each_in_this_run_and_in_the_next(self, narrate, text: Path) -> None:
        Path("other").mkdir()
        Path("other/text.md").write_text("Other words.\n")
        both = "out/text.mp3\nout/text-2.mp3\n"
        assert narrate(text, "other/text.md", "-o", "out/", "--voice", "tone", "-q").out == both
        before = Path("out/text.mp3").read_bytes()
        assert narrate("./other/../other/text.md", "-o", "out/", "--voice", "tone", "-q").out == "out/text-2.mp3\n"
        assert narrate(text, "-o", "out/", "--voice", "tone", "-q", "--captions", "vtt").out == "out/text.mp3\n"
        assert Path("out/text.mp3").read_bytes() == before
        assert Path("out/text.vtt").exists()
        assert len(list(Path("out").glob("*.mp3"))) == 2

    def test_a_file_that_was_named_is_the_one_that_is_written(self, narrate, text: Path) -> None:
        Path("other.txt").write_text("Other words that take longer.\n")
        for source in (text, "other.txt"):
            assert narrate(source, "-o", "a.mp3", "--voice", "tone", "-q").out == "a.mp3\n"

    def test_chapters_apart_never_take_the_place_of_anothers(self, narrate) -> None:
        for folder, words in (("one", "Words."), ("two", "Others.")):
            Path(folder).mkdir()
            Path(folder, "book.md").write_text(f"# A\n\n{words}\n\n# B\n\n{words}\n")
        done = narrate("one/book.md", "two/book.md", "--split", "--voice", "tone", "-q")
        assert done.out == "output/book/book.m3u8\noutput/book-2/book.m3u8\n", done
        before = Path("output/book/01-a.mp3").read_bytes()
        refused(narrate("two/book.md", "--split", "-o", "output/book", "--voice", "tone"), 5, "another source")
        assert Path("output/book/01-a.mp3").read_bytes() == before

    def test_a_source_is_not_replaced_by_its_own_narration(self, narrate, text: Path) -> None:
        for force in ((), ("--force",)):
            done = narrate(text, "-o", text, "--format", "mp3", "--voice", "tone", *force)
            refused(done, 5, "text.txt")
        assert text.read_text() == "Some words to say.\n"

    def test_a_run_with_another_cache_leaves_a_living_runs_work_alone(self, narrate, text: Path) -> None:
        from narrate.doors.files import replacing

        with replacing(Path("text.mp3")) as part:
            part.write_bytes(b"half of it")
            narrate(text, "-o", "text.mp3", "--voice", "tone", "--cache-dir", "another")
            assert part.read_bytes() == b"half of it"

    def test_chapters_beside_belong_to_one_file(self, narrate) -> None:
        Path("a.txt").write_text("A Title\n\nSome words that are long enough to be a paragraph under it, I hope.\n")
        narrate("a.txt", "-o", "a.wav", "--voice", "tone")
        Path("a.txt").write_text("Words without a heading.\n")
        narrate("a.txt", "-o", "a.flac", "--voice", "tone")
        assert Path("a.wav.chapters.json").exists()


def test_standard_output_is_no_place_for_a_file(narrate, text: Path) -> None:
    refused(narrate(text, "-o", "-", "--voice", "tone"), 2, "standard output")


@linux
def test_a_device_is_no_place_for_a_file(narrate, text: Path) -> None:
    refused(narrate(text, "-o", "/dev/null", "--voice", "tone"), 5, "/dev/null")


@linux
def test_a_cover_that_would_never_end(narrate, text: Path) -> None:
    refused(narrate(text, "--cover", "/dev/zero", timeout_s=20), 2, "not a file")


def test_a_format_against_the_files_name(narrate, text: Path) -> None:
    refused(narrate(text, "-o", "x.mp3", "--format", "wav"), 2, "x.mp3")


@pytest.mark.parametrize("folder", ["new/", "v1.2/", "deep/er/"])
def test_a_slash_at_the_end_means_a_folder(narrate, text: Path, folder: str) -> None:
    assert narrate(text, "-o", folder, "--voice", "tone").out == f"{folder}text.mp3\n"


def test_variables_are_named_as_their_options(narrate, text: Path) -> None:
    refused(narrate(text, NARRATE_BITRATE="5"), 2, "320")
    refused(narrate(text, NARRATE_DEADLINE="-1"), 2, "deadline")


@linux
@pytest.mark.parametrize(
    ("shell", "code"),
    [("text.txt --voice tone 2>&-", 0), ("missing.txt 2>&-", 3), ("- <&-", 3), ("voices >/dev/full", 5)],
)
def test_closed_and_full_streams_are_no_fault_of_ours(text: Path, shell: str, code: int) -> None:
    done = subprocess.run(f"{sys.executable} -m narrate {shell}", shell=True, capture_output=True, check=False)
    assert done.returncode == code, done.stderr
