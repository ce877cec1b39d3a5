#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many small files against the service's documented request rates. 300 files take minutes, so they
are sent in the long run only; the exact windows are tested on a test clock."""
from hoist_system import (IS_LONG, Practice, expect, expect_equal, make_file, run_tests, say)


def send(home, practice, count, seconds):
    paths = [make_file(home.path / f"{n}.mp4", 1000 + n, n) for n in range(count)]
    upload = home.start_upload(practice, *paths)
    expect_equal(upload.wait(seconds), 0, "exit status")
    expect_equal(len(upload.results()), count, "results")
    expect_equal(len(practice.files()), count, "files at the server")
    for call in ("InitUpload", "FinishUpload"):
        most = practice.most_in_60s(call)
        say(f"{call}: at most {most} in any 60 s")
        expect(most <= 100, f"{call}: {most} in 60 s, 100 are allowed")
    return upload


def a_few_small_files_are_not_held_back(home):
    practice = Practice(home)
    home.add_account(practice)
    send(home, practice, 30, 60)


def a_wait_asked_for_is_obeyed(home):
    practice = Practice(home)
    home.add_account(practice)
    practice.set_faults({"call": "InitUpload", "nth": 2, "times": 2, "fault": "code",
                         "code": 4400, "canRetry": 1})
    paths = [make_file(home.path / f"{n}.mp4", 1000 + n, n) for n in range(4)]
    upload = home.start_upload(practice, *paths)
    expect_equal(upload.wait(150), 0, "exit status: 4400 is waited out, not failed")


def three_hundred_small_files_keep_to_the_rates(home):
    practice = Practice(home)
    home.add_account(practice)
    send(home, practice, 300, 420)


if __name__ == "__main__":
    run_tests([a_few_small_files_are_not_held_back, a_wait_asked_for_is_obeyed]
              + ([three_hundred_small_files_keep_to_the_rates] if IS_LONG else []))
