#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A 300 MB MP4 is dragged from another application's window onto Hoist's and ends as finished and
verified, the same bytes at the server."""
import os
import subprocess

from hoist_display import (Application, drag, has_module, list_uploads, on_virtual_display,
                           wait_for_states)
from hoist_system import (BUILD, Practice, Skip, expect, expect_equal, make_file, need, run_tests, say,
                          wait_until)

SIZE = 300 * 1000 * 1000


def need_drag_source():
    if not has_module("import gi; gi.require_version('Gtk', '3.0')"):
        raise Skip("python3-gi with GTK 3 is not installed")


def get_video():
    """Made once by ffmpeg's test source and kept in the build folder."""
    need("ffmpeg")
    path = BUILD / "test-video-300.mp4"
    if not path.exists() or path.stat().st_size < SIZE:
        partial = path.with_suffix(".partial.mp4")
        # motion JPEG at best quality: quick to make, and large
        subprocess.run(["ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-f", "lavfi",
                        "-i", "testsrc2=size=1920x1080:rate=30,noise=alls=20:allf=t",
                        "-c:v", "mjpeg", "-q:v", "2", "-t", "60", "-fs", str(SIZE + 4000000), str(partial)],
                       check=True, stdin=subprocess.DEVNULL)
        partial.rename(path)
    expect(path.stat().st_size >= SIZE, f"the video has {path.stat().st_size} bytes")
    return path


def a_dropped_video_arrives(home):
    need_drag_source()
    video = get_video()
    practice = Practice(home, "--no-rates")
    application = Application(home, practice)
    lines = drag(home, application, video)
    expect("data" in lines, f"Hoist asked the other application for its files: {lines}")
    row = wait_until(lambda: list_uploads(home), 20, "a row after the drop")[0]
    expect_equal(row["path"], str(video), "path of the row")
    wait_for_states(home, {"finished"}, 180, "the upload to finish")
    row = list_uploads(home)[0]
    expect_equal(row["verified"], "md5-parts", "verified")
    practice.expect_stored(video)
    say(f"{os.path.getsize(video)} bytes; drag: {' '.join(lines)}")


def several_dropped_files_arrive(home):
    need_drag_source()
    practice = Practice(home)
    application = Application(home, practice)
    folder = home.path / "Träume & more"
    folder.mkdir()
    paths = [make_file(folder / f"clip {n} 100%.mp4", 2000000 + n, n) for n in range(5)]
    drag(home, application, *paths)
    wait_until(lambda: len(list_uploads(home)) == 5, 20, "five rows")
    wait_for_states(home, {"finished"}, 60, "the uploads to finish")
    for path in paths:
        practice.expect_stored(path)


def the_zone_decides_the_account(home):
    """Two accounts: the frame has a zone each, and the one under the pointer is said to be meant."""
    need_drag_source()
    practice = Practice(home)
    application = Application(home, practice)
    home.cli("account", "add", practice.service, "Second", *practice.set_arguments())
    application.screen.find(name="Uploads", roles={"heading", "label"})
    seen = []

    def look():
        seen.extend(node["name"] for node in application.screen.nodes(contains="Upload to"))

    left = make_file(home.path / "left.mp4", 2000000, 1)
    right = make_file(home.path / "right.mp4", 2000000, 2)
    drag(home, application, left, to=(0.25, 0.5), before_release=look)
    drag(home, application, right, to=(0.75, 0.5))
    wait_until(lambda: len(list_uploads(home)) == 2, 20, "two rows")
    accounts = {os.path.basename(row["path"]): row["account"] for row in list_uploads(home)}
    expect_equal(accounts, {"left.mp4": "Practice", "right.mp4": "Second"}, "accounts of the rows")
    expect_equal(seen, ["Upload to “Practice”", "Upload to “Second”"], "what the zones say")


if __name__ == "__main__":
    on_virtual_display()
    run_tests([several_dropped_files_arrive, the_zone_decides_the_account,
               a_dropped_video_arrives])
