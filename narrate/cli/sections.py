"""Help in sections, so that nobody reads fifty options to find one."""

from __future__ import annotations

import click

POLICIES = ("--code", "--tables", "--figures", "--notes", "--citations", "--emoji")
BESIDE = ("--captions", "--captions-by", "--captions-width", "--read-along", "--read-along-by", "--linked", "--also")
SECTIONS = {
    "What is read": ("--merge", "--chapters", "--from", "--to", "--include", "--exclude", "--allow-private"),
    "Listening": ("--clipboard", "--restart", "--device"),
    "Who speaks": ("--voice", "--voice-for", "--cast", "--language"),
    "How it is said": ("--speed", "--wpm", "--style", "--pause", "--lexicon", *POLICIES),
    "The file": ("--output", "--force", "--format", "--standard", "--split", "--bitrate", "--layout"),
    "Beside the file": BESIDE,
    "What a player shows": ("--title", "--author", "--narrator", "--date", "--genre", "--description", "--cover"),
    "The work": ("--jobs", "--cluster", "--deadline", "--cache-dir", "--cache-limit"),
}
OTHERS = "What is told"


class Sectioned(click.Command):
    """A command whose help shows its options by section, those of none last."""

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write them; see click.Command."""
        records = {one.opts[-1]: record for one in self.get_params(context) if (record := one.get_help_record(context))}
        for title, names in SECTIONS.items():
            rows = [records.pop(name) for name in names if name in records]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)
        with formatter.section(OTHERS):
            formatter.write_dl(list(records.values()))
