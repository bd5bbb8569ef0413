"""Overlays: which clip of which audio file belongs to which element (SMIL 3.0, as EPUB Media Overlays 3.3 has it)."""

from __future__ import annotations

from collections.abc import Iterable

from narrate.publishing.overlays.clips import Clip


def overlay(page: str, body: str) -> str:
    """The overlay of a page."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<smil xmlns="http://www.w3.org/ns/SMIL" '
        'xmlns:epub="http://www.idpf.org/2007/ops" version="3.0">\n'
        f'<body epub:type="bodymatter" epub:textref="{page}">\n{body}\n</body>\n</smil>\n'
    )


def par(target: str, clip: Clip) -> str:
    """One element, and its sound."""
    start, end = f"{clip.start_ms / 1000:.3f}s", f"{clip.end_ms / 1000:.3f}s"
    sound = f'<audio src="{clip.track.name}" clipBegin="{start}" clipEnd="{end}"/>'
    return f'<par><text src="{target}"/>{sound}</par>'


def seq(target: str, pars: Iterable[str], kind: str = "") -> str:
    """Several that belong to one element; by its kind a reader may let its user skip it or leave it half-way."""
    semantics = f' epub:type="{kind}"' if kind else ""
    return "\n".join([f'<seq{semantics} epub:textref="{target}">', *pars, "</seq>"])
