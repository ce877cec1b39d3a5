#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens after a login: uploads that are left go on without a window, and the program ends."""
import os

from hoist_display import list_uploads, on_virtual_display
from hoist_screen import xdotool
from hoist_system import (MIB, Practice, expect, expect_equal, find_program, make_file, run_tests, wait_until)


def start_hidden(home):
    env = {**home.env, "DBUS_SESSION_BUS_ADDRESS": os.environ["DBUS_SESSION_BUS_ADDRESS"],
           "GTK_A11Y": "none", "GSETTINGS_BACKEND": "memory", "G_DEBUG": ""}
    process = home.start(find_program("hoist"), "--hidden", env=env, stdout=home.open_log("hoist-out"),
                         stderr=home.open_log("hoist"), start_new_session=True)
    home.groups.append(process.pid)
    return process, env


def windows_of(process):
    return xdotool("search", "--onlyvisible", "--pid", process.pid).split()


def with_nothing_left_it_ends_at_once(home):
    process, _ = start_hidden(home)
    expect_equal(process.wait(30), 0, "exit status")


def what_is_left_goes_on_without_a_window(home):
    home.open_keyring()
    practice = Practice(home, "--rate", 4 * MIB)
    home.add_account(practice, "Studio A")
    path = make_file(home.path / "left.mp4", 12 * MIB)
    home.cli("add", path)
    process, _ = start_hidden(home)
    seen = []

    def is_sent():
        seen.extend(windows_of(process))
        rows = list_uploads(home)
        return rows and rows[0]["sent"] > 4 * MIB

    wait_until(is_sent, 60, "some parts")
    expect_equal(process.wait(60), 0, "exit status")
    expect_equal(seen, [], "windows on the screen")
    expect_equal(list_uploads(home)[0]["state"], "finished", "state of the upload")
    practice.expect_stored(path)


def the_window_comes_when_it_is_asked_for(home):
    home.open_keyring()
    practice = Practice(home, "--rate", MIB)
    home.add_account(practice, "Studio A")
    home.cli("add", make_file(home.path / "left.mp4", 60 * MIB))
    process, env = start_hidden(home)
    wait_until(lambda: list_uploads(home)[0]["state"] == "uploading", 60, "the upload to run")
    expect_equal(windows_of(process), [], "windows on the screen")
    expect_equal(home.start(find_program("hoist"), env=env).wait(30), 0, "exit status of the second start")
    wait_until(lambda: windows_of(process), 30, "the window")
    expect(process.poll() is None, "it is the same program")


if __name__ == "__main__":
    on_virtual_display()
    run_tests([with_nothing_left_it_ends_at_once, what_is_left_goes_on_without_a_window,
               the_window_comes_when_it_is_asked_for])
