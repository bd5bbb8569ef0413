"""What every file beside the audio keeps to, whatever its format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from narrate.errors import OutputError
from narrate.programme import Programme, excerpt
from narrate.publishing import claim
from narrate.publishing.deliverables import DELIVERABLES, Deliverable, discard, write
from narrate.settings import ALSO, CAPTIONS, LAYOUTS, READ_ALONG, Settings
from narrate.timeline import Mark

ALL = Settings(captions=CAPTIONS, also=ALSO, read_along=READ_ALONG)


@pytest.fixture(params=DELIVERABLES)
def deliverable(request: pytest.FixtureRequest) -> Deliverable:
    return DELIVERABLES[request.param]


@pytest.fixture
def programme(spoken: Callable[..., Programme]) -> Programme:
    """A programme of two chapters whose audio is there."""
    made = spoken("It rained & it <rained> all day.", "Then it stopped.", marks=(Mark(0, "One"), Mark(24_000, "Two")))
    made.audio.write_bytes(b"sound")
    return made


def test_all_that_can_be_asked_for_can_be_made() -> None:
    asked = {name for layout in ("", *LAYOUTS) for name in replace(ALL, layout=layout).deliverables}
    assert asked == DELIVERABLES.keys()


def test_two_never_take_the_same_place() -> None:
    places = [one.place(Path("book.mp3")) for one in DELIVERABLES.values()]
    assert len(set(places)) == len(places)


def test_it_knows_its_own_and_nothing_else(deliverable: Deliverable, programme: Programme, tmp_path: Path) -> None:
    (place,) = write(programme, [deliverable])
    assert place == deliverable.place(programme.audio)
    assert deliverable.is_ours(place)
    for foreign in (
        b"",
        b"mine",
        b"{}",
        b"\xff\xfe\x00",
        b"PK\x03\x04",
        b"WEBVTT\n\n",
        b"[" * 100_000,
        place.read_bytes()[20:-2],
    ):
        other = tmp_path / f"other{deliverable.suffix}"
        other.write_bytes(foreign)
        assert not deliverable.is_ours(other), foreign[:20]
    assert not deliverable.is_ours(tmp_path / "none")
    assert not deliverable.is_ours(tmp_path)


def test_the_same_programme_gives_the_same_bytes(deliverable: Deliverable, programme: Programme) -> None:
    (place,) = write(programme, [deliverable])
    first = place.read_bytes()
    write(programme, [deliverable])
    assert place.read_bytes() == first


def test_what_fails_leaves_the_old_file(deliverable: Deliverable, programme: Programme) -> None:
    (place,) = write(programme, [deliverable])
    before = place.read_bytes()

    def broken(_: Programme, path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="disk is full"):
        write(programme, [replace(deliverable, write=broken)])
    assert place.read_bytes() == before
    assert not list(place.parent.glob(".*"))


def test_its_place_is_checked_before_any_work(
    deliverable: Deliverable, programme: Programme, base: Settings, tmp_path: Path
) -> None:
    on_shelf = deliverable.name not in ALL.deliverables
    settings = replace(
        base, captions=CAPTIONS, also=ALSO, read_along=READ_ALONG, layout="audiobookshelf" if on_shelf else ""
    )
    programme.audio.unlink()
    audio = tmp_path / "book" / "book.mp3" if on_shelf else programme.audio

    def claimed(settings: Settings) -> None:
        with claim(tmp_path if on_shelf else audio, "book", settings) as target:
            assert target.path == audio

    claimed(settings)
    place = deliverable.place(audio)
    place.write_bytes(b"mine")
    with pytest.raises(OutputError, match="was not made by narrate"):
        claimed(settings)
    claimed(replace(settings, force=True))
    place.unlink()
    place.mkdir()
    with pytest.raises(OutputError, match="is not a file"):
        claimed(replace(settings, force=True))


def test_with_an_audio_file_goes_what_narrate_wrote_beside_it(programme: Programme) -> None:
    made = write(programme, DELIVERABLES.values())
    notes = programme.audio.with_suffix(".txt")
    notes.write_text("mine")
    discard(programme.audio)
    left = {path.name for path in made if path.exists()}
    assert left == {one.place(programme.audio).name for one in DELIVERABLES.values() if one.whole}
    assert notes.exists()


def test_the_excerpt_of_a_part_has_its_own_paragraphs_and_its_cues_quote_them(spoken: Callable[..., Programme]) -> None:
    whole = spoken("Zero. Zero again.", "One.", "Two.", "Three.")
    cues = tuple(cue for cue in whole.timeline.cues if cue.paragraph in {1, 2})
    document, timeline = excerpt(whole.document, replace(whole.timeline, cues=cues))
    assert [one.text for one in document.paragraphs] == ["One.", "Two."]
    assert all(document.paragraphs[cue.paragraph].text.startswith(cue.written, cue.start) for cue in timeline.cues)


def test_the_excerpt_of_silence_is_empty(spoken: Callable[..., Programme]) -> None:
    whole = spoken("One.")
    assert excerpt(whole.document, replace(whole.timeline, cues=()))[0].paragraphs == ()
