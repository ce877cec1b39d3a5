#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desktop tells the sandbox, and what the sandbox asks of the desktop, each through its portal:
network, sleep, notifications, life without a window, start at login, addresses and files to open. Each
has its expected state within five seconds."""
import os
import subprocess
import sys
import time

from hoist_sandbox import ID, SandboxedApplication, SandboxedPractice, on_display
from hoist_display import SYSTEM_PYTHON, has_module, skip_all, xdotool
from hoist_system import MIB, expect, expect_equal, make_file, run_tests, say, wait_until

try:
    import mock_world
    from mock_desktop import NO_WINDOW, MockedDesktop
except ImportError:
    # the distribution's modules belong to its own Python
    if not has_module("import gi"):
        skip_all("python3-gi is not installed")
    os.execv(SYSTEM_PYTHON, [SYSTEM_PYTHON, *sys.argv])

WITHIN = 5
READ_CLIPBOARD = """
import gi
gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk
print(Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD).wait_for_text() or "")
"""


def state(desktop):
    row = desktop.uploads()[0]
    return f"{row['state']}/{row['reason']}" if row["reason"] else row["state"]


def expect_soon(probe, what):
    """Within the time, counted from now."""
    begin = time.monotonic()
    found = wait_until(probe, WITHIN, what)
    say(f"{what}: {time.monotonic() - begin:.1f} s")
    return found


def expect_state(desktop, wanted, what):
    expect_soon(lambda: state(desktop) == wanted, f"{wanted} {what}")


def start_upload(home, desktop, name="film.mp4", size=200 * MIB, rate=2 * MIB):
    """The application with one upload to its own practice service that runs for a while."""
    video = make_file(home.path / "Videos" / name, size)
    application = SandboxedApplication(desktop, "--practice", video, rate=rate)
    desktop.wait_for_upload(lambda row: row["state"] == "uploading", 60, "the upload to run")
    return application, video


def look_away(application):
    """The window is there, but nobody looks at it."""
    xdotool("windowminimize", "--sync", application.window)


def close_window(application):
    xdotool("windowactivate", "--sync", application.window)
    xdotool("key", "--clearmodifiers", "alt+F4")


def has_window():
    return bool(xdotool("search", "--onlyvisible", "--class", "hoist"))


def the_network_is_known(home):
    """Lost, metered, behind a sign-in and back: NetworkManager tells the portal, and the portal tells us."""
    desktop = MockedDesktop(home)
    desktop.start_keyring()
    practice = SandboxedPractice(home, "--rate", 2 * MIB)
    desktop.add_account(practice)
    video = make_file(home.path / "Videos" / "film.mp4", 200 * MIB)
    application = SandboxedApplication(desktop, video)
    desktop.wait_for_upload(lambda row: row["state"] == "uploading", 60, "the upload to run")
    desktop.network.set(Metered=mock_world.IS_METERED)
    expect_state(desktop, "waiting/metered", "on a metered network")
    application.screen.wait_for_row("film.mp4", "unmetered network")
    desktop.network.set(Metered=mock_world.IS_NOT_METERED)
    expect_state(desktop, "uploading", "when it is unmetered again")
    desktop.network.set(State=mock_world.DISCONNECTED, Connectivity=mock_world.NONE)
    practice.stop()
    expect_state(desktop, "waiting/network", "when the network is lost")
    desktop.network.set(State=mock_world.CONNECTED, Connectivity=mock_world.PORTAL)
    application.screen.wait_for_text("This network wants you to sign in")
    application.screen.press("Sign In")
    expect_soon(lambda: desktop.browser.opened() == ["http://nmcheck.gnome.org/"], "the page to sign in to open")
    practice.start()
    desktop.network.set(Connectivity=mock_world.FULL)
    expect_state(desktop, "uploading", "when the user has signed in")


def sleep_is_inhibited_while_bytes_move(home):
    desktop = MockedDesktop(home)
    application, _ = start_upload(home, desktop)
    expect_soon(desktop.is_inhibited, "sleep inhibited while bytes move")
    expect_equal([reason for reason, _ in desktop.session.inhibitors.values()], ["Files are being uploaded"],
                 "what the desktop shows as the reason")
    application.screen.press("Pause")
    expect_soon(lambda: not desktop.is_inhibited(), "sleep allowed while all is paused")
    application.screen.press("Resume")
    expect_soon(desktop.is_inhibited, "sleep inhibited when it goes on")
    application.kill()
    expect_soon(lambda: not desktop.is_inhibited(), "sleep allowed when the application is gone")


def sleep_is_allowed_when_all_is_sent(home):
    desktop = MockedDesktop(home)
    start_upload(home, desktop, size=12 * MIB)
    expect_soon(desktop.is_inhibited, "sleep inhibited while bytes move")
    desktop.wait_for_upload(lambda row: row["state"] == "finished", 60, "the upload to finish")
    expect_soon(lambda: not desktop.is_inhibited(), "sleep allowed when all is sent")


def a_batch_is_told_and_withdrawn(home):
    """Once for all of it, with what can be done; gone when the user has come to see."""
    desktop = MockedDesktop(home)
    application, _ = start_upload(home, desktop, size=12 * MIB)
    look_away(application)
    desktop.wait_for_upload(lambda row: row["state"] == "finished", 60, "the upload to finish")
    told = expect_soon(lambda: desktop.notifications.find("finished"), "the notification")
    expect_equal(len(desktop.notifications.shown), 1, "notifications")
    expect_equal(told["from"], ID, "who tells it")
    expect_equal(set(told["actions"]), {"", "Copy Links"}, "what can be done")
    xdotool("windowactivate", "--sync", application.window)
    expect_soon(lambda: not desktop.notifications.shown, "the notification withdrawn")


def paste(home):
    """What is on the clipboard, for another application."""
    done = subprocess.run([SYSTEM_PYTHON, "-c", READ_CLIPBOARD], env={**home.env, "GDK_BACKEND": "x11"},
                          capture_output=True, text=True, check=False)
    return done.stdout.strip()


def expect_links(home, desktop, *videos):
    links = {row["path"]: row["link"] for row in desktop.uploads()}
    wanted = [links[str(video)] for video in videos]
    expect(all(wanted), f"each upload has a link: {links}")
    expect_soon(lambda: paste(home).splitlines() == wanted, "the links on the clipboard")


def actions_of_a_notification_reach_the_application(home):
    desktop = MockedDesktop(home)
    application, _ = start_upload(home, desktop, size=12 * MIB)
    look_away(application)
    desktop.notifications.press(desktop.wait_for_notification("finished", 60))
    expect_soon(lambda: xdotool("getactivewindow") == application.window, "the window in front")
    video = make_file(home.path / "Videos" / "second.mp4", 12 * MIB, 2)
    desktop.cli("add", video)
    look_away(application)
    desktop.notifications.press(desktop.wait_for_notification("finished", 60), "Copy Links")
    expect_links(home, desktop, video)


def actions_start_the_application_again(home):
    """It has ended with its work, without a window; what it told is still there, and holds."""
    desktop = MockedDesktop(home)
    application, video = start_upload(home, desktop, size=24 * MIB)
    close_window(application)
    told = desktop.wait_for_notification("finished", 60)
    expect_equal(application.process.wait(30), 0, "exit status")
    desktop.notifications.press(told, "Copy Links")
    wait_until(has_window, 60, "the window of the program that the notification has started")
    expect_links(home, desktop, video)


def it_goes_on_without_a_window(home):
    """With the desktop's leave, and with a line in its list."""
    desktop = MockedDesktop(home)
    application, _ = start_upload(home, desktop)
    close_window(application)
    expect_soon(lambda: not has_window(), "the window gone")
    desktop.shell.set_window(NO_WINDOW)
    told = expect_soon(lambda: desktop.notifications.find("go on in the background"), "the notification")
    # the portal looks every five seconds only, and twice before it ends or reports who has no leave
    wait_until(lambda: "B/" in (desktop.background_line() or ""), 30, "the line in the list of background applications")
    before = desktop.uploads()[0]["sent"]
    wait_until(lambda: desktop.uploads()[0]["sent"] > before + 30 * MIB, 60, "the upload to go on")
    expect_equal(desktop.shell.noticed, [], "applications that went on without leave")
    desktop.notifications.press(told, "Quit")
    expect_soon(lambda: application.process.poll() is not None, "the end of the application")


def without_leave_it_stays_at_its_window(home):
    """Else it would be ended by force in the middle of a part."""
    desktop = MockedDesktop(home)
    desktop.flatpak("permission-set", "background", "background", ID, "no")
    application, _ = start_upload(home, desktop)
    close_window(application)
    application.screen.wait_for_text("does not let Hoist go on without a window", WITHIN)
    expect(has_window(), "the window is there again")
    expect_equal(state(desktop), "uploading", "state of the upload")
    close_window(application)
    expect_equal(application.process.wait(WITHIN), 0, "exit status when it is closed once more")


def start_at_login_is_wanted_while_uploads_are_left(home):
    desktop = MockedDesktop(home)
    application, video = start_upload(home, desktop, size=24 * MIB, rate=MIB)
    screen = application.screen
    expect_equal([line for is_wanted, line in desktop.shell.asked if is_wanted], [], "starts at login nobody asked for")
    screen.activate()
    screen.key("ctrl+comma")
    screen.click(screen.find(name="Start at Login if Uploads Are Left", roles={"list item"}))
    expect_soon(desktop.shell.will_start, "the start at login asked for while an upload is left")
    line = desktop.shell.asked[-1][1]
    screen.key("Escape")
    desktop.wait_for_upload(lambda row: row["state"] == "finished", 60, "the upload to finish")
    expect_soon(lambda: not desktop.shell.will_start(), "the start at login taken back when nothing is left")
    other = make_file(home.path / "Videos" / "left.mp4", 24 * MIB, 2)
    desktop.cli("add", other)
    expect_soon(desktop.shell.will_start, "the start at login asked for again")
    rows = desktop.uploads
    wait_until(lambda: rows()[1]["sent"] > 4 * MIB, 30, "a part of the second one to arrive")
    application.kill()
    expect(desktop.shell.will_start(), "who is killed is started at login")
    later = home.start(*line, env=home.env, stdout=home.open_log("login-out"), stderr=home.open_log("login"))
    wait_until(lambda: all(row["state"] == "finished" for row in rows()), 90, "what was left to go on after the login")
    expect_equal(later.wait(30), 0, "exit status")
    expect(not desktop.shell.will_start(), "the start at login is taken back at the end")
    desktop.expect_arrived(other)


def addresses_and_files_are_opened_by_the_desktop(home):
    desktop = MockedDesktop(home)
    application, video = start_upload(home, desktop, size=MIB)
    row = desktop.wait_for_upload(lambda row: row["state"] == "finished", 60, "the upload to finish")
    screen = application.screen
    screen.activate()
    screen.tab_to_row(video.name)
    screen.key("alt+Return")
    screen.press("Open")
    expect_soon(lambda: desktop.browser.opened() == [row["link"]], "the link in the browser")
    screen.press("Show File")
    expect_soon(lambda: desktop.files.shown == [video.as_uri()], "the file in the file manager")


if __name__ == "__main__":
    on_display()
    run_tests([the_network_is_known, sleep_is_inhibited_while_bytes_move, sleep_is_allowed_when_all_is_sent,
               a_batch_is_told_and_withdrawn, actions_of_a_notification_reach_the_application,
               actions_start_the_application_again, it_goes_on_without_a_window,
               without_leave_it_stays_at_its_window, start_at_login_is_wanted_while_uploads_are_left,
               addresses_and_files_are_opened_by_the_desktop])
