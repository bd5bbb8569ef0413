from __future__ import annotations

import os

import pytest

from narrate.doors.processes import JobFailedError
from narrate.listening.crew import Workers


def test_the_first_job_goes_to_the_process_that_was_made_ready_and_the_next_to_another() -> None:
    with Workers(2) as crew:
        crew.make_ready("tone", "en")
        first, second = crew.begin(30, os.getpid), crew.begin(30, os.getpid)
        processes = [first(), second()]
        assert len(set(processes)) == 2
        assert crew.begin(30, os.getpid)() == processes[0]
    with pytest.raises(JobFailedError, match="let go"):
        crew.begin(30, os.getpid)
