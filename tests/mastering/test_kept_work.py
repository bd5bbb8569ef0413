"""What is kept between runs is never done again, and makes no difference to a single byte."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

import narrate
from narrate.doors.encoding import write_reels
from narrate.doors.processes import Pool
from narrate.manner import Pauses
from narrate.mastering import master
from narrate.mastering.sections import Section, cut
from narrate.progress import silent
from narrate.publishing import FORMATS
from narrate.recording import Reel
from narrate.script import Passage, Script
from narrate.settings import Settings, Tags
from narrate.speaking import VoiceAtWork, cast

JOINABLE = [name for name, one in FORMATS.items() if one.encoding.joinable]
TEXTS = [f"{n} {'abc ' * (n % 3)}or so" for n in range(24)]


@pytest.fixture(autouse=True)
def _short_sections(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sections of some seconds, so that a short programme has several."""
    monkeypatch.setattr("narrate.mastering.sections.SHORTEST_CHARS", 20)
    monkeypatch.setattr("narrate.mastering.sections.LONGEST_CHARS", 150)


@dataclass(frozen=True)
class Run:
    """What came of a run: the file, its reels, and how often each kind of job was done for it."""

    content: bytes
    reels: tuple[Reel, ...]
    spoken: int
    jobs: dict[str, int]


@pytest.fixture
def run(desk: type, tmp_path: Path) -> Callable[..., Run]:
    """Speak with the tone engine, master and write: all but the words around it is as in a render."""

    def make(
        script: Script,
        name: str = "mp3",
        *,
        crew: object = None,
        standard: str = "podcast",
        speed: float = 3.0,
        head_ms: int = 300,
        home: Path = tmp_path / "home",
    ) -> Run:
        crew = crew or desk()
        settings = Settings(standard=standard, speed=speed, pauses=Pauses(head_ms=head_ms), cache_dir=home)
        speaker, encoding = VoiceAtWork(cast("tone:low", "en"), settings, crew), FORMATS[name].encoding
        (recording,) = master([script], speaker, encoding, settings, crew, silent)
        reels = tuple(recording.reels)
        write_reels(reels, speaker.sample_rate_hz, tmp_path / "out", encoding, tags={})
        return Run((tmp_path / "out").read_bytes(), reels, speaker.spoken, dict(getattr(crew, "jobs", {})))

    return make


@pytest.fixture
def book(text_of: Callable) -> Script:
    return text_of(TEXTS[:12], TEXTS[12:])


def edited(script: Script, place: int, text: str) -> Script:
    """A script with another text in one passage of its first scene."""
    first, *others = script.scenes
    passages = list(first.passages)
    (utterance,) = passages[place].utterances
    passages[place] = replace(passages[place], utterances=(replace(utterance, written=text, spoken=text),))
    return replace(script, scenes=(replace(first, passages=tuple(passages)), *others))


def paused(script: Script, pause_ms: int) -> Script:
    """A script with another pause after every passage."""

    def other(passage: Passage) -> Passage:
        return replace(passage, utterances=tuple(replace(one, pause_ms=pause_ms) for one in passage.utterances))

    scenes = [replace(scene, passages=tuple(map(other, scene.passages))) for scene in script.scenes]
    return replace(script, scenes=tuple(scenes))


def sections_of(script: Script) -> list[Section]:
    return cut([script], 300)


# --- the same bytes ---------------------------------------------------------------------------------------------------


def test_these_books_have_many_sections(book: Script) -> None:
    assert 6 <= len(sections_of(book)) <= 12


@pytest.mark.parametrize("name", FORMATS)
def test_the_bytes_do_not_depend_on_the_number_of_workers(
    name: str, run: Callable, book: Script, desk: type, tmp_path: Path
) -> None:
    files = [run(book, name, crew=desk(workers), home=tmp_path / f"{workers}").content for workers in (1, 2, 7)]
    assert files[0] == files[1] == files[2]


LOST = [(), ("clips",), ("sections",), ("reels",), ("sections", "reels")]


@pytest.mark.parametrize("name", FORMATS)
def test_the_bytes_do_not_depend_on_what_was_kept(name: str, run: Callable, book: Script, tmp_path: Path) -> None:
    cold = run(book, name)
    for lost in LOST:
        for folder in lost:
            shutil.rmtree(tmp_path / "home" / folder, ignore_errors=True)
        warm = run(book, name)
        assert warm.content == cold.content, lost
        assert [reel.peak for reel in warm.reels] == [reel.peak for reel in cold.reels]
        assert all(np.array_equal(one.powers, two.powers) for one, two in zip(warm.reels, cold.reels, strict=True))


@pytest.mark.parametrize("folder", ["clips", "sections", "reels"])
def test_an_entry_that_went_bad_makes_no_difference_either(
    folder: str, run: Callable, book: Script, tmp_path: Path
) -> None:
    cold = run(book)
    entries = [path for path in (tmp_path / "home" / folder).rglob("*.*") if path.is_file()]
    assert len(entries) >= len(cold.reels)
    for path in entries:
        path.write_bytes(path.read_bytes()[:-20] + b"x" * 20)
    assert run(book).content == cold.content


def test_a_render_by_real_workers_gives_the_same_bytes_as_one_at_a_desk(desk: type, tmp_path: Path) -> None:
    Path("book.txt").write_text("\n\n".join(f"Part {text} of a book that is longer than this." for text in TEXTS))

    def rendered(home: str, crew: object) -> bytes:
        settings = Settings(voice="tone", speed=3.0, cache_dir=tmp_path / home, jobs=2, force=True)
        narrate.render("book.txt", "book.mp3", settings, crew=crew)
        return Path("book.mp3").read_bytes()

    by_settings = rendered("own", None)
    with Pool(1) as one:
        assert rendered("one", one) == by_settings
    assert rendered("desk", desk()) == by_settings


# --- nothing twice ----------------------------------------------------------------------------------------------------


def test_a_first_run_does_every_job_once(run: Callable, book: Script) -> None:
    count = len(sections_of(book))
    first = run(book)
    assert first.jobs == {"speak_passage": len(TEXTS), "measure": count, "finish": count}
    assert first.spoken == len(TEXTS)


@pytest.mark.parametrize("name", JOINABLE)
def test_a_second_run_does_no_job_at_all(name: str, run: Callable, book: Script) -> None:
    run(book, name)
    second = run(book, name)
    assert (second.jobs, second.spoken) == ({}, 0)


@pytest.mark.parametrize("name", ["flac", "wav"])
def test_lossless_sound_is_not_kept_but_made_of_its_clips_again(
    name: str, run: Callable, book: Script, tmp_path: Path
) -> None:
    run(book, name)
    assert not (tmp_path / "home" / "reels").exists()
    assert run(book, name).jobs == {"finish": len(sections_of(book))}


def changed(before: Script, after: Script) -> int:
    """How many sections of a script another had not."""
    known = {tuple(one.spoken for one in section.passages) for section in sections_of(before)}
    return sum(tuple(one.spoken for one in section.passages) not in known for section in sections_of(after))


@pytest.mark.parametrize("place", [0, 6, 11])
def test_an_edit_is_spoken_alone_and_one_section_or_two_are_made_again(place: int, run: Callable, book: Script) -> None:
    run(book, standard="none")
    after = edited(book, place, "quite another text")
    again, count = run(after, standard="none"), changed(book, after)
    assert 1 <= count <= 2
    assert again.jobs == {"speak_passage": again.spoken, "measure": count, "finish": count}
    assert again.spoken == 1


@pytest.mark.parametrize("texts", [[*TEXTS[:6], "one more passage", *TEXTS[6:12]], [*TEXTS[:6], *TEXTS[7:12]]])
def test_what_is_inserted_or_removed_costs_no_more_than_the_sections_beside_it(
    texts: list[str], run: Callable, book: Script, text_of: Callable
) -> None:
    run(book, standard="none")
    after = text_of(texts, TEXTS[12:])
    again, count = run(after, standard="none"), changed(book, after)
    assert again.spoken == len(set(texts) - set(TEXTS))
    assert (again.jobs["measure"], again.jobs["finish"]) == (count, count)
    assert 1 <= count < len(sections_of(book)) / 2


def test_an_edit_that_leaves_the_loudness_leaves_the_gain_and_all_other_reels(run: Callable, book: Script) -> None:
    run(book, standard="podcast")
    again = run(edited(book, 6, TEXTS[6].replace("so", "xx")), standard="podcast")
    assert 1 <= again.jobs["finish"] == again.jobs["measure"] <= 2


def test_other_titles_and_other_print_are_no_job(run: Callable, book: Script) -> None:
    run(book)
    scenes = [replace(scene, title=f"Renamed {scene.title}", level=3) for scene in book.scenes]
    assert run(replace(book, scenes=tuple(scenes))).jobs == {}
    (utterance,) = book.scenes[0].passages[2].utterances
    printed = replace(book.scenes[0].passages[2], number=77, utterances=(replace(utterance, written="Printed so."),))
    passages = (*book.scenes[0].passages[:2], printed, *book.scenes[0].passages[3:])
    assert run(replace(book, scenes=(replace(book.scenes[0], passages=passages), book.scenes[1]))).jobs == {}


def test_other_tags_are_no_job(desk: type, tmp_path: Path) -> None:
    Path("book.txt").write_text("\n\n".join(f"Part {text}." for text in TEXTS))
    settings = Settings(voice="tone", speed=3.0, cache_dir=tmp_path / "home")
    jobs = []
    for tags in (Tags(), Tags(title="Another", author="Somebody", genre="Speech")):
        crew = desk()
        narrate.render("book.txt", "book.m4b", replace(settings, tags=tags), crew=crew)
        jobs.append(dict(crew.jobs))
    assert jobs[0]["finish"] > 1
    assert jobs[1] == {}


def test_another_standard_measures_nothing_again(run: Callable, book: Script) -> None:
    run(book, standard="podcast")
    count = len(sections_of(book))
    assert run(book, standard="ebu-r128").jobs == {"finish": count}
    assert run(book, standard="podcast").jobs == {}  # and what was made for the first is still there


def test_another_format_measures_nothing_again(run: Callable, book: Script) -> None:
    run(book, "mp3")
    assert run(book, "opus").jobs == {"finish": len(sections_of(book))}


def test_another_pause_speaks_nothing_again(run: Callable, book: Script) -> None:
    run(book)
    again = run(paused(book, 420))
    assert again.spoken == 0
    assert again.jobs == {"measure": len(sections_of(book)), "finish": len(sections_of(book))}


def test_another_head_is_another_first_section_and_no_more(run: Callable, book: Script) -> None:
    run(book, standard="none")
    assert run(book, standard="none", head_ms=900).jobs == {"measure": 1, "finish": 1}


def test_another_speed_is_another_sound(run: Callable, book: Script) -> None:
    count = len(sections_of(book))
    run(book)
    assert run(book, speed=2.0).jobs == {"speak_passage": len(TEXTS), "measure": count, "finish": count}


def test_kept_reels_need_neither_clips_nor_workers(run: Callable, book: Script, tmp_path: Path) -> None:
    run(book)
    shutil.rmtree(tmp_path / "home" / "clips")
    again = run(book)
    assert (again.jobs, again.spoken) == ({}, 0)


# --- wherever it lies -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", JOINABLE)
def test_a_reel_knows_nothing_of_its_place(
    name: str, run: Callable, book: Script, text_of: Callable, tmp_path: Path
) -> None:
    """A passage long before it makes no other packets of it, though it lies elsewhere in the file."""
    longer = text_of(["something to begin with"], *([one.spoken[0] for one in scene.passages] for scene in book.scenes))
    before = run(book, name, standard="none", head_ms=0, home=tmp_path / "before").reels
    after = run(longer, name, standard="none", head_ms=0, home=tmp_path / "after").reels
    moved = after[len(after) - len(before) :]
    assert all(two.start > one.start for one, two in zip(before, moved, strict=True))
    for one, two in zip(before, moved, strict=True):
        assert (one.length, one.peak, one.packets.first) == (two.length, two.peak, two.packets.first)
        assert one.packets.content == two.packets.content
        assert one.packets.sizes.tolist() == two.packets.sizes.tolist()
        assert one.packets.durations.tolist() == two.packets.durations.tolist()
        assert one.packets.notes == two.packets.notes


@pytest.mark.parametrize("name", JOINABLE)
def test_the_same_section_twice_in_a_programme_is_made_once_in_the_next_run(
    name: str, run: Callable, text_of: Callable
) -> None:
    once, twice = text_of(TEXTS[:9], TEXTS[9:]), text_of(TEXTS[:9], TEXTS[:9], TEXTS[9:])
    run(once, name, standard="none", head_ms=0)
    assert run(twice, name, standard="none", head_ms=0).jobs == {}
