#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 at random moments of a 200 MB upload (40 kills with HOIST_TEST_LONG, else 5).

Every restart goes on by itself, the end result is right, and what was sent in total is at most the
file and, for each kill, the parts that were in flight.
"""
import os
import random

from hoist_system import (IS_LONG, MIB, PART, PARTS_AT_ONCE, Practice, expect, expect_equal, make_file,
                          run_tests, say)

SIZE = 200 * 1000 * 1000
KILLS = int(os.environ.get("HOIST_TEST_KILLS") or (40 if IS_LONG else 5))
# the whole file in about 25 s (100 s for 40 kills), so that kills land all over the upload
RATE = (2 if IS_LONG else 8) * 1000 * 1000


def kill_at_random_moments(home, size, kills, rate):
    practice = Practice(home, "--rate", rate, "--no-rates")
    home.add_account(practice)
    path = make_file(home.path / "long.mp4", size)
    chance = random.Random(os.environ.get("HOIST_TEST_SEED") or None)
    done = 0
    for number in range(kills):
        command, paths = ("upload", [path]) if number == 0 else ("run", [])
        upload = home.start_upload(practice, *paths, command=command)
        # a moment: so many bytes on, or early in the start, where nothing was sent yet
        if chance.random() < 0.2:
            upload.wait_for(lambda event: True, 30, "the first event")
        else:
            step = int(chance.random() * 1.6 * (size - done) / (kills - number + 1))
            upload.wait_for_sent(min(done + step, size - PART), 120)
        upload.kill()
        left = home.cli_json("list")
        expect_equal(len(left), 1, f"uploads in the store after kill {number + 1}")
        expect(left[0]["state"] != "finished", "a kill does not finish an upload")
        done = left[0]["sent"]
        expect(done <= practice.received(), "the store claims no more than the server got")
    result = home.start_upload(practice, command="run").finish(300)
    return practice, path, result


def bounded(practice, size, kills, in_flight):
    received = practice.received()
    bound = size + kills * in_flight
    say(f"{kills} kills: {received} body bytes arrived for {size}; bound {bound}")
    expect(received <= bound, f"{received} bytes arrived, at most {bound} are allowed")


def a_killed_hoist_cli_goes_on(home):
    practice, path, result = kill_at_random_moments(home, SIZE, KILLS, RATE)
    expect_equal(result["state"], "finished", "state")
    expect_equal(result["verified"], "md5-parts", "verified")
    practice.expect_stored(path)
    bounded(practice, SIZE, KILLS, PARTS_AT_ONCE * PART)


def a_kill_while_several_files_run_loses_none(home):
    practice = Practice(home, "--rate", 8 * MIB, "--no-rates")
    home.add_account(practice)
    paths = [make_file(home.path / f"{n}.mp4", 6 * MIB + n, n) for n in range(6)]
    upload = home.start_upload(practice, *paths)
    upload.wait_for_sent(2 * MIB)
    upload.kill()
    upload = home.start_upload(practice, command="run")
    expect_equal(upload.wait(60), 0, "exit status")
    for path in paths:
        practice.expect_stored(path)
    bounded(practice, sum(os.path.getsize(path) for path in paths), 1, 3 * PARTS_AT_ONCE * PART)


def a_killed_server_is_waited_for(home):
    practice = Practice(home, "--rate", 8 * MIB)
    home.add_account(practice)
    path = make_file(home.path / "clip.mp4", 24 * MIB)
    upload = home.start_upload(practice, path)
    upload.wait_for_sent(6 * MIB)
    practice.process.kill()
    practice.process.wait(20)
    upload.wait_for(lambda event: event.get("state") == "waiting", 30, "that it waits")
    practice.start()
    expect_equal(upload.finish(120)["state"], "finished", "state")
    practice.expect_stored(path)


if __name__ == "__main__":
    run_tests([
        a_killed_hoist_cli_goes_on,
        a_kill_while_several_files_run_loses_none,
        a_killed_server_is_waited_for,
    ])
