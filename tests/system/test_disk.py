#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""This computer's disk fills up while files are sent.

The queue lies on a small file system of its own, which only root can mount.
"""
import contextlib
import os
import signal
import subprocess

from hoist_system import (MIB, Practice, Skip, expect, expect_equal, make_file, run_tests,
                          wait_until)

SIZE = 12 * MIB
FULL = "disk is full"
OVER = "saved again"


@contextlib.contextmanager
def small_disk(home, size="3m"):
    """The data folder on a file system that is soon full; unmounted in the end."""
    folder = home.path / "data"
    folder.mkdir()
    if os.geteuid() != 0:
        raise Skip("only root can mount a small disk")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder],
                             capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        raise Skip(f"this machine mounts no small disk: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=False)


def fill(folder):
    """Takes every byte that is left."""
    path = folder / "filler"
    with open(path, "ab", buffering=0) as file:
        for block in (65536, 4096):
            try:
                while True:
                    file.write(bytes(block))
            except OSError:
                pass
    expect_equal(os.statvfs(folder).f_bavail, 0, "free blocks of the small disk")
    return path


def said(home):
    """What hoist-cli has written to standard error."""
    return home.logs[-1].read_text()


def fill_in_the_middle(home, practice, folder):
    path = make_file(home.path / "clip.mp4", SIZE)
    upload = home.start_upload(practice, path)
    upload.wait_for_sent(3 * MIB)
    filler = fill(folder)
    wait_until(lambda: FULL in said(home), 30, "the sentence about the full disk")
    return path, upload, filler


def a_full_disk_is_waited_for(home):
    with small_disk(home) as folder:
        practice = Practice(home, "--rate", 8 * MIB, "--no-rates")
        home.add_account(practice)
        path, upload, filler = fill_in_the_middle(home, practice, folder)
        wait_until(lambda: practice.received() >= SIZE, 60, "all parts at the server")
        left = home.cli_json("list")
        expect_equal([row["state"] for row in left], ["uploading"], "state on the disk")
        expect_equal(practice.log("FinishUpload"), [], "the step that cannot be undone")
        expect_equal(upload.states()[-1], "uploading", "state shown")

        filler.unlink()
        expect_equal(upload.finish(60)["state"], "finished", "state in the end")
        practice.expect_stored(path)
        expect_equal(practice.received(), SIZE, "body bytes that arrived")
        expect_equal(said(home).count(FULL), 1, "how often the trouble was said")
        expect_equal(said(home).count(OVER), 1, "how often its end was said")
        expect_equal([row["state"] for row in home.cli_json("list")], ["finished"], "on the disk")


def a_full_disk_holds_up_no_quitting(home):
    with small_disk(home) as folder:
        practice = Practice(home, "--rate", 4 * MIB, "--no-rates")
        home.add_account(practice)
        path, upload, filler = fill_in_the_middle(home, practice, folder)
        upload.process.send_signal(signal.SIGINT)
        expect_equal(upload.wait(20), 130, "exit status")
        filler.unlink()
        expect_equal(home.start_upload(practice, command="run").finish(60)["state"], "finished",
                     "state after the next start")
        practice.expect_stored(path)


def nothing_is_added_on_a_full_disk(home):
    with small_disk(home) as folder:
        practice = Practice(home)
        home.add_account(practice)
        path = make_file(home.path / "clip.mp4", MIB)
        filler = fill(folder)
        done = home.cli("add", path, status=None)
        expect(done.returncode != 0, "adding fails")
        expect(FULL in done.stderr, f"and says why: {done.stderr}")
        filler.unlink()
        expect_equal(home.cli_json("list"), [], "uploads in the store")
        expect_equal(home.upload(practice, path)["state"], "finished", "when there is space")
        practice.expect_stored(path)


if __name__ == "__main__":
    run_tests([
        a_full_disk_is_waited_for,
        a_full_disk_holds_up_no_quitting,
        nothing_is_added_on_a_full_disk,
    ])
