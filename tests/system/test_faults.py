#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of line and server, seen from outside: a selection; the whole matrix runs on a test clock."""
from hoist_system import (MIB, Failure, Practice, expect, expect_equal, make_file, run_tests, say)

SIZE = 6 * MIB

# what goes wrong, and at most how many bytes more than the file may be sent
HEALED = [
    ({"call": "InitUpload", "fault": "reset"}, 0),
    ({"call": "InitUpload", "fault": "status", "status": 503}, 0),
    ({"call": "InitUpload", "fault": "status", "status": 429, "headers": {"Retry-After": "1"}}, 0),
    ({"call": "InitUpload", "fault": "truncate"}, 0),
    ({"call": "InitUpload", "fault": "garbage", "body": "<html>busy</html>"}, 0),
    ({"call": "InitUpload", "fault": "drop-reply"}, 0),
    ({"call": "UploadPart", "nth": 2, "fault": "reset", "at": "before-body"}, MIB),
    ({"call": "UploadPart", "nth": 2, "fault": "reset", "at": "mid-body"}, MIB),
    ({"call": "UploadPart", "nth": 2, "fault": "reset", "at": "after-store"}, MIB),
    ({"call": "UploadPart", "nth": 1, "fault": "reset", "reused": True}, MIB),
    ({"call": "UploadPart", "nth": 3, "fault": "status", "status": 500}, MIB),
    ({"call": "UploadPart", "nth": 3, "fault": "early", "status": 503}, MIB),
    ({"call": "UploadPart", "nth": 3, "fault": "drop-reply"}, MIB),
    ({"call": "UploadPart", "nth": 3, "fault": "delay", "delay_ms": 700}, 0),
    ({"call": "UploadPart", "nth": 3, "fault": "slow", "bytes": 1500000}, 0),
    ({"call": "FinishUpload", "fault": "reset", "at": "before-body"}, 0),
    ({"call": "FinishUpload", "fault": "drop-reply"}, 0),
    ({"call": "FinishUpload", "fault": "truncate"}, 0),
    ({"call": "FinishUpload", "fault": "status", "status": 502}, 0),
]


def heal(home, practice, number, rule, more):
    path = make_file(home.path / f"{number}.mp4", SIZE, number)
    before = practice.received()
    practice.set_faults({"nth": 1, "times": 1, **rule})
    result = home.upload(practice, path, seconds=100)
    expect_equal(result["state"], "finished", "state")
    practice.expect_stored(path)
    fired = practice.get("faults")[0]["fired"]
    expect_equal(fired, 1, "how often the fault struck")
    sent = practice.received() - before
    expect(sent <= SIZE + more, f"{sent} bytes arrived for {SIZE} + {more}")
    stored = [entry for entry in practice.log("UploadPart")
              if entry["code"] == 0 and entry["received"] == 0]
    expect_equal(stored, [], "parts stored with no bytes")


def one_fault_at_a_time_is_healed(home):
    practice = Practice(home, "--no-rates")
    home.add_account(practice)
    wrong = []
    for number, (rule, more) in enumerate(HEALED, 1):
        try:
            heal(home, practice, number, rule, more)
        except Failure as failure:
            wrong.append(f"{rule}: {failure}")
    say(f"{len(HEALED)} faults")
    expect(not wrong, "\n".join(wrong))


def a_refusal_without_retry_asks(home):
    practice = Practice(home)
    home.add_account(practice)
    practice.set_faults({"call": "InitUpload", "nth": 1, "times": -1, "fault": "code",
                         "code": -20000, "canRetry": 0})
    path = make_file(home.path / "clip.mp4", MIB)
    result = home.upload(practice, path, status=1)
    expect_equal(result["state"], "attention", "state")
    expect(result["reason"] and result["message"], "with reason and sentence")
    practice.set_faults()
    home.cli("retry", "--all")
    result = home.start_upload(practice, command="run").finish(60)
    expect_equal(result["state"], "finished", "after retry")
    practice.expect_stored(path)


def a_clock_that_is_off_does_not_matter(home):
    practice = Practice(home)
    home.add_account(practice)
    practice.set_faults({"fault": "clock", "seconds": 3 * 3600})
    path = make_file(home.path / "clip.mp4", 2 * MIB)
    expect_equal(home.upload(practice, path)["state"], "finished", "state")
    practice.expect_stored(path)


def no_network_is_waited_for(home):
    practice = Practice(home)
    home.add_account(practice)
    practice.stop()
    path = make_file(home.path / "clip.mp4", 2 * MIB)
    upload = home.start_upload(practice, path)
    upload.wait_for(lambda event: event.get("state") == "waiting", 60, "that it waits")
    practice.start()
    expect_equal(upload.finish(100)["state"], "finished", "state")
    practice.expect_stored(path)


def no_signature_is_used_twice(home):
    practice = Practice(home)
    home.add_account(practice)
    practice.set_faults({"call": "UploadPart", "nth": 2, "times": 3, "fault": "reset",
                         "at": "after-store"})
    home.upload(practice, make_file(home.path / "clip.mp4", SIZE))
    nonces = [entry["nonce"] for entry in practice.log() if entry.get("nonce")]
    expect(len(nonces) > 8, f"{len(nonces)} requests")
    expect_equal(len(set(nonces)), len(nonces), "different nonces")


if __name__ == "__main__":
    run_tests([
        one_fault_at_a_time_is_healed,
        a_refusal_without_retry_asks,
        a_clock_that_is_off_does_not_matter,
        no_network_is_waited_for,
        no_signature_is_used_twice,
    ])
