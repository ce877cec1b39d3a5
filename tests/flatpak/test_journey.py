#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The installed Flatpak, from its first start to a verified upload, across a kill."""
import subprocess

from hoist_sandbox import (ID, SOURCE, WORK, Desktop, SandboxedApplication, SandboxedPractice, need_documents,
                           on_display)
from hoist_system import MIB, expect, expect_equal, make_file, run_tests, say

SIZE = 24 * MIB


def an_upload_goes_on_after_a_kill(home):
    desktop = Desktop(home)
    video = make_file(home.path / "Videos" / "Holiday by the sea.mp4", SIZE)
    application = SandboxedApplication(desktop, "--practice", video, rate=2 * MIB)
    desktop.wait_for_upload(lambda row: row["sent"] > 4 * MIB, 90, "a good part of it to arrive")
    application.kill()
    row = desktop.uploads()[0]
    expect(0 < row["sent"] < SIZE, f"it was killed on the way, at {row['sent']} of {SIZE}")
    say(f"killed at {row['sent']} of {SIZE} bytes")
    application.start("--practice")
    row = desktop.wait_for_upload(lambda row: row["state"] == "finished", 120, "the upload to finish")
    expect_equal(row["path"], str(video), "path of the row: the host's")
    expect_equal(row["verified"], "md5-parts", "verified")
    desktop.expect_arrived(video)


def the_command_line_takes_files_by_forwarding(home):
    """A file from outside the places that the sandbox may read."""
    need_documents()
    desktop = Desktop(home)
    practice = SandboxedPractice(home)
    desktop.cli("account", "add", practice.service, "Practice", *practice.set_arguments())
    (home.path / "secret").mkdir()
    video = make_file(home.path / "secret" / "clip.mp4", 3 * MIB)
    desktop.inside("test", "-e", video, status=1)
    done = desktop.flatpak("run", "--file-forwarding", "--command=hoist-cli", ID, "add", "--paused",
                           "@@", video, "@@")
    rows = desktop.uploads()
    expect_equal(len(rows), 1, f"rows after {done.stdout}{done.stderr}")
    expect("/doc/" not in rows[0]["path"], f"the portal's path is not shown: {rows[0]['path']}")
    expect(rows[0]["path"].endswith("clip.mp4"), f"its name is: {rows[0]['path']}")
    expect_equal(rows[0]["size"], 3 * MIB, "size: the file was read")


def sort_lists(text):
    """flatpak writes the members of a list in no order."""
    lines = []
    for line in text.splitlines():
        key, equals, value = line.partition("=")
        lines.append(key + equals + ";".join(sorted(value.split(";"))))
    return "\n".join(lines)


def its_permissions_are_the_written_ones(home):
    found = Desktop(home).flatpak("info", "--show-permissions", ID).stdout.strip()
    wanted = (SOURCE / "tests" / "golden" / "flatpak-permissions.txt").read_text().strip()
    expect_equal(sort_lists(found), sort_lists(wanted), "flatpak info --show-permissions")


def the_sandbox_sees_no_more_than_that(home):
    desktop = Desktop(home)
    (home.path / "private.txt").write_text("private")
    (home.path / "Documents" / "letter.txt").write_text("private")
    (home.path / "Videos" / "clip.mp4").write_text("video")
    desktop.inside("test", "-e", home.path / "private.txt", status=1)
    desktop.inside("test", "-e", home.path / "Documents" / "letter.txt", status=1)
    desktop.inside("test", "-r", home.path / "Videos" / "clip.mp4")
    desktop.inside("touch", home.path / "Videos" / "written", status=1)


def the_bundle_installs_where_nothing_is(home):
    """The one file, into an installation of its own; the runtime comes from elsewhere."""
    desktop = Desktop(home)
    home.env["FLATPAK_USER_DIR"] = str(home.path / "other")
    bundle = WORK / f"{ID}.flatpak"
    expect(bundle.exists(), f"{bundle} is there")
    desktop.flatpak("install", "--user", "-y", "--noninteractive", "--no-deps", "--no-related", "--bundle", bundle)
    listed = subprocess.run(["flatpak", "--user", "list", "--app", "--columns=application"], env=home.env,
                            capture_output=True, text=True, check=True).stdout
    expect(ID in listed, f"it is installed: {listed}")


if __name__ == "__main__":
    on_display()
    run_tests([its_permissions_are_the_written_ones, the_sandbox_sees_no_more_than_that,
               the_command_line_takes_files_by_forwarding, an_upload_goes_on_after_a_kill,
               the_bundle_installs_where_nothing_is])
