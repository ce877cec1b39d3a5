#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main loop of the application while a large file is sent: measured, so with nothing beside it."""
from hoist_display import Application, IdleWatch, on_virtual_display, sent_of, wait_for_states
from hoist_system import IS_LONG, Practice, expect_equal, make_sparse, run_tests, say, wait_until


def the_window_does_not_stall_while_a_large_file_is_sent(home):
    practice = Practice(home, "--sink", "--no-rates")
    application = Application(home, practice)
    size = (20000 if IS_LONG else 4000) * 1000 * 1000
    idle = IdleWatch(home)
    home.cli("add", make_sparse(home.path / "large.mp4", size))
    wait_until(lambda: sent_of(home) > 0, 200 if not IS_LONG else 600, "the first part")
    wait_for_states(home, {"finished"}, 200 if not IS_LONG else 900, "the upload to finish")
    others = idle.stop()
    if others:
        # the wall clock proves nothing then: what Hoist itself did in that time is judged
        say(f"this machine stalled a program that does nothing {len(others)} times, up to {max(others)} ms")
        say(f"stalls by the wall clock: {application.stalls()}")
    stalls = application.stalls(is_work_only=bool(others))
    expect_equal(stalls, [], "stalls of the main loop over 50 ms")


if __name__ == "__main__":
    on_virtual_display()
    run_tests([the_window_does_not_stall_while_a_large_file_is_sent])
