#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files come into the window: by the dialog, dropped, pasted, as a folder, and on the command line of
a second start."""
from hoist_display import (Application, choose_in_dialog, drag, list_uploads, need_other_application,
                           need_reader, on_virtual_display, put_on_clipboard)
from hoist_system import MIB, Practice, expect, expect_equal, find_program, make_file, run_tests, wait_until


def start(home, *arguments):
    need_reader()
    practice = Practice(home, *arguments)
    return practice, Application(home, practice)


def the_dialog_adds_a_file(home):
    practice, application = start(home)
    path = make_file(home.path / "Holiday & more 100%.mp4", 2 * MIB)
    application.screen.press("Add Files…")
    choose_in_dialog(application, path)
    application.screen.wait_for_text("1 file added")
    application.screen.wait_for_row("Holiday & more 100%.mp4", "verified")
    practice.expect_stored(path)


def the_dialog_adds_a_folder_as_it_is(home):
    practice, application = start(home)
    folder = home.path / "Wedding"
    (folder / "day two").mkdir(parents=True)
    paths = [make_file(folder / "one.mp4", MIB, 1), make_file(folder / "day two" / "two.mp4", MIB, 2)]
    application.screen.press("Add Folder…")
    choose_in_dialog(application, folder)
    application.screen.wait_for_text("2 files added")
    wait_until(lambda: [one["state"] for one in list_uploads(home)] == ["finished"] * 2, 30, "both to finish")
    for path in paths:
        practice.expect_stored(path)


def dropped_files_get_rows(home):
    need_other_application()
    practice, application = start(home)
    paths = [make_file(home.path / f"clip {number}.mp4", MIB + number, number) for number in (1, 2)]
    lines = drag(home, application, *paths)
    expect("data" in lines, f"Hoist asked the other application for its files: {lines}")
    for path in paths:
        application.screen.wait_for_row(path.name, "verified")
        practice.expect_stored(path)


def pasted_files_get_rows(home):
    need_other_application()
    practice, application = start(home)
    path = make_file(home.path / "pasted film.mp4", MIB)
    put_on_clipboard(home, path)
    application.screen.activate()
    application.screen.key("ctrl+v")
    application.screen.wait_for_row("pasted film.mp4", "verified")
    practice.expect_stored(path)


def a_second_start_hands_its_files_over(home):
    practice, application = start(home)
    path = make_file(home.path / "opened with.mp4", MIB)
    second = home.start(find_program("hoist"), path, env=application.env, stderr=home.open_log("second"))
    expect_equal(second.wait(30), 0, "exit status of the second start")
    application.screen.wait_for_row("opened with.mp4", "verified")
    practice.expect_stored(path)


if __name__ == "__main__":
    on_virtual_display()
    run_tests([
        the_dialog_adds_a_file,
        the_dialog_adds_a_folder_as_it_is,
        dropped_files_get_rows,
        pasted_files_get_rows,
        a_second_start_hands_its_files_over,
    ])
