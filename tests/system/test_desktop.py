#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desktop asks of the application, and it of the desktop: the actions of its menu entry, and
that the machine stays awake only while files are sent."""
import os
import subprocess
import threading

from hoist_display import Application, list_uploads, on_virtual_display
from hoist_screen import HERE, SYSTEM_PYTHON, xdotool
from hoist_system import (MIB, Practice, expect, expect_equal, find_program, make_file, need, run_tests,
                          wait_until)

SUSPEND = 4


def activate_action(application, name):
    """As a desktop does that starts programs by D-Bus."""
    subprocess.run(["gdbus", "call", "--session", "--dest", "io.github.hoist_uploader.Hoist", "--object-path",
                    "/io/github/hoist_uploader/Hoist", "--method", "org.freedesktop.Application.ActivateAction",
                    name, "[]", "{}"], check=True, capture_output=True, env=application.env)


class SessionManager:
    """Its calls, in order."""

    def __init__(self, home):
        self.calls = []
        self.process = home.start(SYSTEM_PYTHON, str(HERE / "session_manager.py"), stdout=subprocess.PIPE,
                                  stderr=home.open_log("session"), text=True,
                                  env={**home.env, "DBUS_SESSION_BUS_ADDRESS":
                                       os.environ["DBUS_SESSION_BUS_ADDRESS"]})
        expect_equal(self.process.stdout.readline().strip(), "ready", "the session manager's first line")
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.calls.append(line.split())

    def held(self):
        cookies = [call[1] for call in self.calls if call[0] == "inhibit"]
        return [one for one in cookies if ["uninhibit", one] not in self.calls]


def begin(home, *arguments, size=60 * MIB):
    home.open_keyring()
    practice = Practice(home, "--rate", MIB)
    application = Application(home, practice, *arguments)
    home.cli("add", "--account", "Practice", make_file(home.path / "Holiday.mp4", size))
    return application


def state_is(home, state):
    return lambda: list_uploads(home)[0]["state"] == state


def the_menu_entry_adds_files(home):
    need("gdbus")
    application = begin(home)
    activate_action(application, "add-files")
    wait_until(lambda: "Add F" in xdotool("getactivewindow", "getwindowname"), 30, "the file chooser")


def the_menu_entry_pauses_all(home):
    need("gdbus")
    application = begin(home)
    wait_until(state_is(home, "uploading"), 60, "the upload to run")
    activate_action(application, "pause-all")
    wait_until(state_is(home, "paused"), 30, "the upload to be paused")


def a_start_with_the_wish_to_pause_sends_nothing(home):
    application = begin(home)
    wait_until(state_is(home, "uploading"), 60, "the upload to run")
    application.kill()
    sent = list_uploads(home)[0]["sent"]
    application.arguments = ["--pause-all"]
    application.start()
    wait_until(state_is(home, "paused"), 30, "the upload to be paused")
    expect_equal(list_uploads(home)[0]["sent"], sent, "bytes that were sent")
    second = home.start(find_program("hoist"), "--add-files", env=application.env)
    expect_equal(second.wait(30), 0, "exit status of the second start")
    wait_until(lambda: "Add F" in xdotool("getactivewindow", "getwindowname"), 30, "the file chooser")


def the_machine_stays_awake_while_files_are_sent(home):
    manager = SessionManager(home)
    application = begin(home)
    wait_until(manager.held, 60, "the wish to stay awake")
    expect_equal(int(manager.calls[0][2]), SUSPEND, "what is not to happen")
    expect(len(manager.calls[0]) > 3, "a reason is given")
    home.cli("pause", "--all")
    wait_until(lambda: not manager.held(), 30, "the wish to be taken back")
    home.cli("resume", "--all")
    wait_until(manager.held, 30, "the wish once more")
    application.quit()
    application.process.wait(30)
    expect(len(manager.calls) <= 4, f"the desktop is asked once each time: {manager.calls}")


if __name__ == "__main__":
    on_virtual_display()
    run_tests([the_menu_entry_adds_files, the_menu_entry_pauses_all,
               a_start_with_the_wish_to_pause_sends_nothing, the_machine_stays_awake_while_files_are_sent])
