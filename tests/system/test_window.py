#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The application on a virtual display: it appears, goes on in the background and after a restart,
survives kills, and tells assistive technology what it shows."""
import os
import random

from hoist_display import (Application, has_module, list_uploads, on_virtual_display, sent_of, wait_for_states)
from hoist_system import (IS_LONG, MIB, PART, PARTS_AT_ONCE, Practice, Skip, expect, expect_equal, find_program,
                          make_file, run_tests, say, wait_until)

KILLS = 40 if IS_LONG else 3


def the_window_appears_and_takes_files_from_the_terminal(home):
    practice = Practice(home)
    application = Application(home, practice)
    path = make_file(home.path / "clip.mp4", 3 * MIB)
    home.cli("add", path)
    wait_for_states(home, {"finished"}, 60, "the upload to finish")
    practice.expect_stored(path)
    expect(application.process.poll() is None, "it still runs")


def closing_the_window_goes_on_in_the_background(home):
    practice = Practice(home, "--rate", 4 * MIB)
    application = Application(home, practice)
    path = make_file(home.path / "clip.mp4", 24 * MIB)
    home.cli("add", path)
    wait_until(lambda: sent_of(home) > MIB, 30, "the first part")
    application.close_window()
    wait_until(lambda: application.find_window() is None, 20, "the window to go")
    expect(application.process.poll() is None, "the program goes on")
    wait_for_states(home, {"finished"}, 60, "the upload to finish without a window")
    practice.expect_stored(path)


def closing_the_window_while_files_come_in_goes_on(home):
    """They are held here until the practice service is there: nothing is in the list yet."""
    practice = Practice(home)
    answer = home.path / "answer"
    os.mkfifo(answer)
    application = Application(home, practice, "--practice", has_practice_account=False,
                              env={"HOIST_PRACTICE": f"sh -c 'cat {answer}; exec sleep 100000'"})
    path = make_file(home.path / "clip.mp4", MIB)
    second = home.start(find_program("hoist"), path, env=application.env, stderr=home.open_log("second"))
    expect_equal(second.wait(30), 0, "exit status of the second start")
    application.close_window()
    wait_until(lambda: application.find_window() is None, 20, "the window to go")
    expect(application.process.poll() is None, "the program goes on")
    answer.write_text((home.path / "practice.json").read_text())
    expect_equal(application.process.wait(30), 0, "exit status when all is done")
    practice.expect_stored(path)


def quitting_and_starting_again_goes_on(home):
    practice = Practice(home, "--rate", 6 * MIB)
    application = Application(home, practice)
    size = 24 * MIB
    path = make_file(home.path / "clip.mp4", size)
    home.cli("add", path)
    wait_until(lambda: sent_of(home) > 4 * MIB, 30, "some parts")
    application.quit()
    application.process.wait(30)
    before = practice.received()
    expect(before < size, "it was not yet there")
    application.start()
    wait_for_states(home, {"finished"}, 60, "the upload to finish after the restart")
    practice.expect_stored(path)
    expect(practice.received() <= size + PARTS_AT_ONCE * PART, "it did not begin anew")


def a_killed_application_goes_on(home):
    size = (200 if IS_LONG else 60) * 1000 * 1000
    practice = Practice(home, "--rate", 6 * MIB if not IS_LONG else 3 * MIB, "--no-rates")
    application = Application(home, practice)
    path = make_file(home.path / "clip.mp4", size)
    home.cli("add", path)
    chance = random.Random()
    for number in range(KILLS):
        goal = min(size - 2 * PART, sent_of(home) + int(chance.random() * 1.6 * (size - sent_of(home))
                                                       / (KILLS - number + 1)))
        wait_until(lambda g=goal: sent_of(home) >= g, 120, f"{goal} bytes before kill {number + 1}")
        application.kill()
        expect_equal(len(list_uploads(home)), 1, "the store opens and has the upload")
        application.start()
    wait_for_states(home, {"finished"}, 200, "the upload to finish")
    practice.expect_stored(path)
    bound = size + KILLS * PARTS_AT_ONCE * PART
    say(f"{KILLS} kills: {practice.received()} bytes arrived for {size}; bound {bound}")
    expect(practice.received() <= bound, "more was sent again than was in flight")


def assistive_technology_reads_rows(home):
    if not has_module("import gi; gi.require_version('Atspi', '2.0')"):
        raise Skip("gir1.2-atspi-2.0 is not installed")
    practice = Practice(home, "--rate", 2 * MIB)
    application = Application(home, practice)
    home.cli("add", make_file(home.path / "Holiday film.mp4", 30 * MIB))
    wait_until(lambda: sent_of(home) > MIB, 30, "the first part")

    def row_name():
        names = application.accessible_names()
        return next((name for _, name in names if "Holiday film" in name and len(name) > 20), None)

    name = wait_until(row_name, 30, "a row with name, state and percent for the screen reader")
    say(f"row: {name}")
    expect("%" in name, f"the row's name tells the percent: {name}")


def a_busy_service_is_said_with_how_often_it_was_tried(home):
    practice = Practice(home, "--no-rates")
    application = Application(home, practice)
    practice.set_faults({"call": "InitUpload", "fault": "status", "status": 503, "times": -1,
                         "headers": {"Retry-After": "1"}})
    home.cli("add", make_file(home.path / "busy.mp4", MIB))
    row = application.screen.wait_for_row("busy.mp4", "trying again in", "(3rd time)")
    expect("tries again" not in row["name"], f"it is said once: {row['name']}")
    practice.set_faults()
    wait_for_states(home, {"finished"}, 60, "the upload to finish")


if __name__ == "__main__":
    on_virtual_display()
    run_tests([
        the_window_appears_and_takes_files_from_the_terminal,
        closing_the_window_goes_on_in_the_background,
        closing_the_window_while_files_come_in_goes_on,
        quitting_and_starting_again_goes_on,
        a_killed_application_goes_on,
        assistive_technology_reads_rows,
        a_busy_service_is_said_with_how_often_it_was_tried,
    ])
