#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sandbox lets in, and for how long: the file chooser, drops, pastes, restarts, secrets."""
import os
import pathlib
import shutil
import subprocess

from hoist_sandbox import (ID, Desktop, FileChooser, SandboxedApplication, SandboxedPractice, need_documents,
                           on_display)
from hoist_display import SYSTEM_PYTHON, xdotool
from hoist_system import MIB, Failure, expect, expect_equal, make_file, run_tests, wait_until

HERE = pathlib.Path(__file__).resolve().parent


def make_hidden(home, *names, size=3 * MIB):
    """Files in a folder that the sandbox does not see."""
    folder = home.path / "elsewhere" / "Holiday"
    folder.mkdir(parents=True)
    return [make_file(folder / name, size, seed) for seed, name in enumerate(names, 1)]


def drag_from(home, desktop, application, *paths):
    source = home.start(SYSTEM_PYTHON, HERE / "drag_source.py", *paths, stdout=subprocess.PIPE,
                        stderr=home.open_log("drag"), text=True,
                        env={**home.env, "GDK_BACKEND": "x11", "GTK_A11Y": "none", "GSK_RENDERER": "cairo"})
    expect_equal(source.stdout.readline().strip(), "ready", "the drag source")
    window = xdotool("search", "--onlyvisible", "--name", "Drag source of GTK 4").split()[-1]
    xdotool("windowmove", "--sync", window, 20, 20)
    xdotool("windowmove", "--sync", application.window, 420, 120)
    xdotool("windowraise", window)
    place = application.geometry()
    to_x, to_y = place["X"] + place["WIDTH"] // 2, place["Y"] + place["HEIGHT"] // 2
    gesture = ["mousemove", "--sync", 120, 120, "mousedown", 1]
    for step in range(1, 26):
        gesture += ["mousemove", 120 + (to_x - 120) * step // 25, 120 + (to_y - 120) * step // 25, "sleep", "0.03"]
    for wiggle in (4, 8, 4, 0):
        gesture += ["mousemove", to_x + wiggle, to_y + wiggle, "sleep", "0.1"]
    xdotool(*gesture, "mouseup", 1)
    lines = []
    while (line := source.stdout.readline().strip()) and line != "end":
        lines.append(line)
    return lines


def states(desktop):
    return {os.path.basename(row["path"]): (row["state"], row["reason"]) for row in desktop.uploads()}


def wait_for_all(desktop, count, state, seconds, reason=None):
    def probe():
        found = states(desktop)
        return found if len(found) == count and all(
            one[0] == state and reason in (None, one[1]) for one in found.values()) else None
    try:
        return wait_until(probe, seconds, f"{count} uploads to be {state}")
    except Failure as failure:
        raise Failure(f"{failure}; they are {states(desktop)}") from None


def expect_no_portal_path(desktop, application=None):
    for row in desktop.uploads():
        expect("/doc/" not in row["path"], f"the portal's path is not shown: {row['path']}")
    if application is not None:
        shown = str([(node["name"], node["description"]) for node in application.screen.tree()])
        expect("/doc/" not in shown, f"the portal's path is in no window: {shown}")


def a_chosen_file_stays_readable(home):
    """Chosen through the portal, killed on the way, and read on after the session has ended."""
    need_documents()
    desktop = Desktop(home)
    [video] = make_hidden(home, "clip.mp4", size=16 * MIB)
    application = SandboxedApplication(desktop, "--practice", rate=MIB)
    xdotool("windowactivate", "--sync", application.window)
    xdotool("key", "ctrl+o")
    FileChooser("Add Files").choose(video)
    desktop.wait_for_upload(lambda row: row["sent"] > 2 * MIB, 60, "a good part to arrive")
    expect_no_portal_path(desktop, application)
    application.kill()
    desktop.end_session()
    desktop.begin_session()
    application.start("--practice")
    desktop.wait_for_upload(lambda row: row["state"] == "finished", 120, "the upload to finish")
    desktop.expect_arrived(video)


def a_dropped_file_in_sight_keeps_its_path(home):
    desktop = Desktop(home)
    video = make_file(home.path / "Videos" / "clip.mp4", 3 * MIB)
    application = SandboxedApplication(desktop, "--practice")
    drag_from(home, desktop, application, video)
    row = desktop.wait_for_upload(lambda row: row["state"] == "finished", 60, "the upload to finish")
    expect_equal(row["path"], str(video), "path of the row")
    desktop.expect_arrived(video)


def dropped_files_out_of_sight_come_by_the_portal(home):
    """And when the portal has forgotten them, one folder that is chosen brings all of them back."""
    need_documents()
    desktop = Desktop(home)
    videos = make_hidden(home, "one.mp4", "two.mp4", "three.mp4")
    application = SandboxedApplication(desktop, "--practice", rate=MIB // 4)
    drag_from(home, desktop, application, *videos)
    wait_until(lambda: len(states(desktop)) == 3, 60, "three rows")
    expect_no_portal_path(desktop, application)
    desktop.wait_for_upload(lambda row: True, 10, "rows")
    application.kill()
    desktop.end_session()
    desktop.begin_session()
    application.options = [option for option in application.options if "HOIST_PRACTICE" not in option]
    application.start("--practice")
    wait_for_all(desktop, 3, "attention", 60, "no-access")
    application.screen.press("Allow Access Again")
    FileChooser("Allow Access").choose(videos[0].parent)
    wait_for_all(desktop, 3, "finished", 120)
    for video in videos:
        desktop.expect_arrived(video)
    expect_no_portal_path(desktop, application)


def a_paused_file_is_closed(home):
    """So that the card it is on can be taken out."""
    desktop = Desktop(home)
    video = make_file(home.path / "Videos" / "clip.mp4", 24 * MIB)
    application = SandboxedApplication(desktop, "--practice", video, rate=MIB)
    desktop.wait_for_upload(lambda row: row["sent"] > MIB, 60, "bytes to arrive")

    def opened():
        folder = pathlib.Path(f"/proc/{application.find_process('hoist')}/fd")
        found = []
        for one in folder.iterdir():
            try:
                found.append(os.readlink(one))
            except OSError:
                continue
        return [path for path in found if path.endswith("clip.mp4")]

    expect(opened(), "the file is open while it is sent")
    application.screen.press("Pause")
    desktop.wait_for_upload(lambda row: row["state"] == "paused", 20, "the pause")
    wait_until(lambda: not opened(), 10, "the file to be closed")
    application.screen.press("Resume")
    desktop.wait_for_upload(lambda row: row["state"] == "uploading", 30, "it to go on")


def upload_with_kept_secrets(home, desktop):
    practice = SandboxedPractice(home)
    desktop.add_account(practice)
    video = make_file(home.path / "Videos" / "clip.mp4", 2 * MIB)
    desktop.cli("upload", "--account", "Studio", video, seconds=60)
    practice.expect_stored(video)
    own = [one for one in (home.path / ".var" / "app" / ID).rglob("*")
           if one.is_file() and "practice-server" not in one.parts]
    text = b"".join(one.read_bytes() for one in own)
    for line in practice.secrets().splitlines():
        expect(line.split("=", 1)[1].encode() not in text, f"{line.split('=')[0]} is nowhere in the clear")


def list_keyring_files(desktop):
    return [one.name for one in (desktop.data.parent / "keyrings").glob("*")]


def secrets_are_kept_by_the_portal(home):
    """A keyring that knows the portal gives each sandbox one secret; ours lie in a file locked by it."""
    desktop = Desktop(home)
    desktop.start_keyring()
    upload_with_kept_secrets(home, desktop)
    expect(list_keyring_files(desktop), "the secrets lie in the sandbox's own keyring file")


def without_the_secret_portal_the_keyring_is_asked(home):
    """As on desktops whose portals have no backend for secrets: this is what the one talk-name is for."""
    portals = home.path / "portals"
    portals.mkdir()
    shutil.copy("/usr/share/xdg-desktop-portal/portals/gtk.portal", portals)
    home.env["XDG_DESKTOP_PORTAL_DIR"] = str(portals)
    desktop = Desktop(home)
    desktop.start_keyring()
    upload_with_kept_secrets(home, desktop)
    expect(not list_keyring_files(desktop), "nothing lies in a keyring file of the sandbox")


def without_a_keyring_it_says_so(home):
    desktop = Desktop(home)
    practice = SandboxedPractice(home)
    done = desktop.add_account(practice, status=3)
    expect("keyring" in done.stderr, f"it says what is missing: {done.stderr}")


if __name__ == "__main__":
    on_display()
    run_tests([a_dropped_file_in_sight_keeps_its_path, a_paused_file_is_closed, a_chosen_file_stays_readable,
               dropped_files_out_of_sight_come_by_the_portal, secrets_are_kept_by_the_portal,
               without_the_secret_portal_the_keyring_is_asked, without_a_keyring_it_says_so])
