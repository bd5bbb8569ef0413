"""narrate as a library: what a Python program sees."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

import narrate
from narrate import Settings, Stage, Tags


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(voice="tone", cache_dir=tmp_path / "cache", jobs=1)


def test_render_gives_a_report_of_what_was_made(settings: Settings) -> None:
    Path("a.txt").write_text("A Title\n\nOne two.\n\n***\n\n!?!\n\nThree.\n")
    report = narrate.render("a.txt", "a.flac", settings)
    assert report.edition.path == Path("a.flac")
    assert report.edition.timeline.duration_s > 1
    assert report.voice.full_id == "tone:low"
    assert (report.passages, report.spoken, report.cached) == (3, 3, 0)
    assert [(one.written, one.reason) for one in report.unheard] == [("!?!", "only punctuation or symbols")]
    assert [mark.title for mark in report.edition.chapters] == ["A Title"]
    assert report.edition.beside == (Path("a.flac.chapters.json"),)


def test_cues_are_where_the_words_are(settings: Settings) -> None:
    """The tone engine beeps for every word: sound inside a cue, digital silence between cues."""
    import numpy as np

    from narrate.doors.decoding import decode_mono

    Path("a.txt").write_text("One two three. Four five!\n\nSix seven eight nine.\n")
    timeline = narrate.render("a.txt", "a.wav", settings).edition.timeline
    pcm, rate_hz = decode_mono(Path("a.wav"))
    samples = np.frombuffer(pcm, "<i2")
    assert rate_hz == timeline.sample_rate_hz
    assert len(samples) == timeline.length
    assert [cue.written for cue in timeline.cues] == ["One two three.", "Four five!", "Six seven eight nine."]
    heard = np.zeros(len(samples), bool)
    for cue in timeline.cues:
        heard[cue.span.start : cue.span.end] = True
        assert np.abs(samples[cue.span.start : cue.span.end]).max() > 1000
    assert not samples[~heard].any()


def test_a_cue_quotes_its_paragraph(settings: Settings) -> None:
    Path("a.md").write_text("# Title\n\nOne. Two.\n\n***\n\nThree.\n")
    paragraphs = narrate.read("a.md").paragraphs
    cues = narrate.render("a.md", "a.wav", settings).edition.timeline.cues
    assert [(cue.written, cue.paragraph) for cue in cues] == [("Title", 0), ("One.", 1), ("Two.", 1), ("Three.", 3)]
    assert all(paragraphs[cue.paragraph].text.startswith(cue.written, cue.start) for cue in cues)


def test_render_reads_an_open_file(settings: Settings) -> None:
    report = narrate.render(io.BytesIO(b"# Title\n\n## Part\n\nText.\n\n## Other\n\nMore.\n"), None, settings)
    assert report.edition.path == Path("output/title.mp3")


def test_progress_tells_of_every_stage(settings: Settings) -> None:
    Path("a.txt").write_text("One.\n\nTwo.\n")
    steps: list[narrate.Step] = []
    narrate.render("a.txt", "a.mp3", settings, steps.append)
    assert [stage for stage in Stage if any(step.stage is stage for step in steps)] == list(Stage)
    assert all(0 < step.done <= step.total for step in steps)


def test_what_goes_wrong_is_one_family_of_errors(settings: Settings) -> None:
    with pytest.raises(narrate.NarrateError) as caught:
        narrate.render("missing.txt", None, settings)
    assert isinstance(caught.value, narrate.SourceError)
    assert caught.value.problem.endswith(".")


def test_a_silent_source_is_said_before_any_work(settings: Settings) -> None:
    Path("marks.txt").write_text("... !!!\n")
    with pytest.raises(narrate.SourceError, match="nothing to say"):
        narrate.render("marks.txt", None, settings)
    assert not Path("output").exists()


def test_settings_are_frozen_hashable_and_checked(settings: Settings) -> None:
    assert hash(settings) == hash(Settings(voice="tone", cache_dir=settings.cache_dir, jobs=1))
    with pytest.raises(AttributeError):
        settings.speed = 2.0
    with pytest.raises(narrate.SettingsError):
        Settings(speed=-1)


def test_every_public_name_can_be_imported() -> None:
    assert all(getattr(narrate, name) is not None for name in narrate.__all__)
    with pytest.raises(AttributeError):
        _ = narrate.nonsense


def test_importing_it_prints_nothing_and_reads_no_environment() -> None:
    program = "import narrate; narrate.render; narrate.read"
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_tags_are_part_of_the_settings(tmp_path: Path) -> None:
    import mutagen

    Path("a.txt").write_text("One.\n")
    settings = Settings(voice="tone", cache_dir=tmp_path / "cache", tags=Tags(title="T", genre="Speech"))
    narrate.render("a.txt", "a.opus", settings)
    assert mutagen.File("a.opus")["genre"] == ["Speech"]


def test_workers_end_with_the_render(settings: Settings) -> None:
    """Left to the garbage collector they would end while Python does, and that can hang for ever."""
    import multiprocessing

    at_work: list[int] = []
    Path("a.txt").write_text("One.\n\nTwo.\n")
    narrate.render("a.txt", "a.wav", settings, lambda _: at_work.append(len(multiprocessing.active_children())))
    assert max(at_work) > 0
    assert multiprocessing.active_children() == []


def test_workers_end_with_a_render_that_fails_too(settings: Settings) -> None:
    import multiprocessing

    def stop(_: narrate.Step) -> None:
        raise KeyboardInterrupt

    Path("a.txt").write_text("One.\n\nTwo.\n")
    with pytest.raises(KeyboardInterrupt):
        narrate.render("a.txt", "a.wav", settings, stop)
    assert multiprocessing.active_children() == []
    assert not Path("a.wav").exists()


def test_a_crew_is_shared_by_several_renders_and_left_at_work(settings: Settings) -> None:
    import multiprocessing

    from narrate.doors.processes import Pool

    at_work: list[set[int | None]] = []
    with Pool(1) as crew:
        for name in ("a", "b"):
            Path(f"{name}.txt").write_text(f"The text of {name}.\n")
            narrate.render(f"{name}.txt", f"{name}.wav", settings, crew=crew)
            at_work.append({worker.pid for worker in multiprocessing.active_children()})
    assert at_work[0] == at_work[1] != set()
    assert multiprocessing.active_children() == []


def test_a_report_counts_what_was_kept(settings: Settings) -> None:
    counts = []
    for text in ("One.\n\nTwo.\n", "One.\n\nTwo.\n", "One.\n\nThree.\n"):
        Path("a.txt").write_text(text)
        report = narrate.render("a.txt", "a.mp3", settings)
        counts.append((report.passages, report.spoken, report.cached))
    assert counts == [(2, 2, 0), (2, 0, 2), (2, 1, 1)]


def test_a_text_whose_last_chapter_has_nothing_to_say_is_rendered_whole(settings: Settings) -> None:
    from narrate.doors.metering import measure_file

    Path("a.md").write_text("# One\n\nSome words.\n\n# ...\n\n!?!\n")
    report = narrate.render("a.md", "a.mp3", settings)
    assert [one.written for one in report.unheard] == ["...", "!?!"]
    heard_s = measure_file(Path("a.mp3")).duration_s
    assert heard_s == pytest.approx(report.edition.timeline.duration_s, abs=0.003)
