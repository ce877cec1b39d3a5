#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A planted secret is found nowhere: not on disk, in no output, not in what ps shows."""
import os
import pathlib

from hoist_system import (MIB, Practice, expect, expect_equal, make_file, run_tests, say)

PLANTED = "planted7Secret2Kq9"
LOUD = {"G_MESSAGES_DEBUG": "all", "SOUP_DEBUG": "all"}


def find_in_tree(folder, needles):
    found = []
    for path in pathlib.Path(folder).rglob("*"):
        if not path.is_file() or path.suffix == ".mp4" or "server" in path.parts:
            continue
        content = path.read_bytes()
        found += [f"{path}: {needle}" for needle in needles if needle.encode() in content]
    return found


def look_at_process(process, needles):
    """What every user of the machine, and this user, can read about a running program."""
    found = []
    for page in ("cmdline", "environ"):
        try:
            content = pathlib.Path(f"/proc/{process.pid}/{page}").read_bytes()
        except OSError:
            continue
        found += [f"{page}: {needle}" for needle in needles if needle.encode() in content]
    return found


def check(home, practice, path, secrets, needles, status, wait_for=None):
    upload = home.start_upload(practice, path, secrets=secrets, env=LOUD)
    found = []
    if wait_for:
        upload.wait_for_state(wait_for)
    else:
        upload.wait_for(lambda event: True, 30, "the first event")
    found += look_at_process(upload.process, needles)
    expect_equal(upload.wait(100), status, "exit status")
    output = "".join(upload.lines)
    found += [f"standard output: {needle}" for needle in needles if needle in output]
    found += find_in_tree(home.path, needles)
    expect(not found, "\n".join(found))
    log = home.logs[-1].read_text(errors="replace")
    expect(len(log) > 1000, "the debug output was really looked at")
    say(f"{len(log)} bytes of debug output, {len(output)} of events, and every file looked through")


def nothing_shows_the_secret_of_a_good_upload(home):
    practice = Practice(home)
    home.add_account(practice)
    path = make_file(home.path / "clip.mp4", 4 * MIB)
    check(home, practice, path, None, [practice.settings["secret-key"]], 0, "uploading")


def nothing_shows_a_secret_that_is_refused(home):
    practice = Practice(home)
    home.add_account(practice)
    path = make_file(home.path / "clip.mp4", 4 * MIB)
    check(home, practice, path, f"secret-key={PLANTED}\n", [PLANTED], 1)
    done = home.cli("account", "test", "Practice", "--secrets-stdin",
                    secrets=f"secret-key={PLANTED}\n", status=1, env=LOUD)
    expect(PLANTED not in done.stdout + done.stderr, "the account's test shows it")
    done = home.cli("run", "--secrets-stdin", secrets=f"secretkey={PLANTED}\n", status=2, env=LOUD)
    expect(PLANTED not in done.stdout + done.stderr, "a slip shows it")
    done = home.cli("account", "add", "tencent-vod", "X", f"--set=secret-key={PLANTED}", status=2,
                    env=LOUD)
    expect(PLANTED not in done.stdout + done.stderr, "a setting that should be secret shows it")


def nothing_shows_a_signature(home):
    """A signed query is a credential for two hours: the log must not hold one."""
    practice = Practice(home)
    home.add_account(practice)
    practice.set_faults({"call": "UploadPart", "nth": 2, "times": 1, "fault": "reset"},
                        {"call": "FinishUpload", "nth": 1, "times": 1, "fault": "status", "status": 500})
    upload = home.start_upload(practice, make_file(home.path / "clip.mp4", 4 * MIB),
                               env={"G_MESSAGES_DEBUG": "all"})
    expect_equal(upload.wait(100), 0, "exit status")
    log = home.logs[-1].read_text(errors="replace")
    for line in log.split("\n"):
        if "Signature=" in line:
            rest = line.split("Signature=", 1)[1][:12]
            expect(rest.startswith(("…", "*", "<", "(", "redacted", "%E2%80%A6")), f"a signature in the log: {line[:60]}")


def the_store_is_for_the_user_alone(home):
    practice = Practice(home)
    home.add_account(practice)
    home.upload(practice, make_file(home.path / "clip.mp4", MIB))
    for path in home.data.rglob("*"):
        mode = os.stat(path).st_mode & 0o077
        expect_equal(mode, 0, f"rights of others on {path.name}")


if __name__ == "__main__":
    run_tests([
        nothing_shows_the_secret_of_a_good_upload,
        nothing_shows_a_secret_that_is_refused,
        nothing_shows_a_signature,
        the_store_is_for_the_user_alone,
    ])
