#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""All of it by the keyboard: nothing here touches a pointer, or presses a button but by its key."""
from hoist_display import (Application, choose_in_dialog, list_uploads, need_reader, on_virtual_display, xdotool)
from hoist_system import MIB, Practice, expect_equal, make_file, run_tests, wait_until


def start(home, *arguments, **options):
    need_reader()
    practice = Practice(home, *arguments)
    application = Application(home, practice, **options)
    application.screen.activate()
    return practice, application


def states(home):
    return sorted(one["state"] for one in list_uploads(home))


def wait_for(home, *wanted, seconds=30):
    wait_until(lambda: states(home) == sorted(wanted), seconds, f"the states {wanted}")


def a_file_is_added_paused_resumed_removed_and_brought_back(home):
    _, application = start(home, "--rate", MIB)
    screen = application.screen
    path = make_file(home.path / "keys.mp4", 60 * MIB)
    screen.tab_to(name="Add Files…")
    screen.key("Return")
    choose_in_dialog(application, path)
    screen.wait_for_row("keys.mp4", "%")
    screen.tab_to_row("keys.mp4")
    screen.key("ctrl+a", "p")
    screen.wait_for_row("keys.mp4", "Paused")
    screen.key("p")
    screen.wait_for_row("keys.mp4", "MB/s")
    screen.key("Delete")
    wait_until(lambda: screen.row("keys.mp4") is None, 20, "the row to go")
    screen.key("ctrl+z")
    screen.wait_for_row("keys.mp4", "MB")
    screen.key("ctrl+shift+p")
    screen.wait_for_row("keys.mp4", "Paused")
    screen.key("ctrl+shift+p")
    screen.wait_for_row("keys.mp4", "MB/s")
    expect_equal(states(home), ["uploading"], "state in the end")


def the_menu_of_a_row_is_used_by_keys(home):
    practice, application = start(home, "--rate", 2 * MIB)
    screen = application.screen
    home.cli("add", make_file(home.path / "menu.mp4", 24 * MIB))
    screen.wait_for_row("menu.mp4", "%")
    screen.tab_to_row("menu.mp4")
    screen.key("shift+F10")
    screen.find(roles={"menu item"}, name="Pause")
    screen.tab_to(key="Down", name="Pause")
    screen.key("Return")
    screen.wait_for_row("menu.mp4", "Paused")


def several_rows_are_chosen_and_acted_upon(home):
    practice, application = start(home)
    screen = application.screen
    practice.set_faults({"call": "InitUpload", "times": -1, "fault": "status", "status": 503,
                         "headers": {"Retry-After": "600"}})
    home.cli("add", *[make_file(home.path / f"{name}.mp4", MIB, seed) for seed, name in enumerate("abc")])
    wait_until(lambda: states(home) == ["waiting"] * 3, 30, "all to wait")
    practice.set_faults()
    screen.tab_to_row("b.mp4")
    screen.key("ctrl+a", "ctrl+r")
    wait_for(home, "finished", "finished", "finished")
    screen.key("ctrl+shift+c")
    screen.wait_for_text("Links copied")


def windows_open_and_close_by_keys(home):
    _, application = start(home)
    screen = application.screen
    screen.key("F10")
    screen.find(roles={"menu item"}, name="Accounts")
    screen.tab_to(key="Down", name="Accounts")
    screen.key("Return")
    wait_until(lambda: xdotool("getactivewindow", "getwindowname") == "Accounts", 20, "the accounts' window")
    screen.key("Escape")
    wait_until(lambda: xdotool("getactivewindow", "getwindowname") == "Uploads", 20, "the window again")
    screen.key("ctrl+question")
    wait_until(lambda: xdotool("getactivewindow", "getwindowname") != "Uploads", 20, "the shortcuts' window")
    screen.key("Escape")
    wait_until(lambda: xdotool("getactivewindow", "getwindowname") == "Uploads", 20, "the window once more")
    screen.key("ctrl+q")
    expect_equal(application.process.wait(30), 0, "exit status")


if __name__ == "__main__":
    on_virtual_display()
    run_tests([
        a_file_is_added_paused_resumed_removed_and_brought_back,
        the_menu_of_a_row_is_used_by_keys,
        several_rows_are_chosen_and_acted_upon,
        windows_open_and_close_by_keys,
    ])
