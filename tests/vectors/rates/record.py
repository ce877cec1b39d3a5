#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records how many bytes of an upload had left at which time, for the tests of the time left:
HOIST_BUILD_DIR=build tests/vectors/rates/record.py [CURVE…]

Each curve is a file beside this one: milliseconds since sending began and bytes sent, a line for
each look, at most four a second; the last line is the whole file."""
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "system"))

from hoist_system import MIB, Home, Practice, make_sparse  # noqa: E402

PART = "UploadPart"
# name: bytes, arguments of the practice service, its faults
CURVES = {
    "steady": (240 * MIB, ["--rate", 3000000], []),
    # four parts at once go out quickly, then the store thinks for five seconds
    "bursty": (96 * MIB, ["--rate", 8000000],
               [{"call": PART, "fault": "delay", "at": "after-body", "delay_ms": 5000, "times": -1}]),
    # after 45 parts all four connections stand still for 25 s
    "stalled": (120 * MIB, ["--rate", 2000000],
                [{"call": PART, "fault": "stall", "nth": nth, "delay_ms": 25000} for nth in range(45, 49)]),
    # each part is a little faster than the one before
    "slow-start": (200 * MIB, ["--rate", 3000000],
                   [{"call": PART, "fault": "slow", "nth": nth, "bytes": 20000 * nth} for nth in range(1, 25)]),
}


def record(name):
    size, arguments, faults = CURVES[name]
    home = Home()
    try:
        practice = Practice(home, "--no-rates", "--sink", *arguments)
        home.add_account(practice)
        practice.set_faults(*faults)
        upload = home.start_upload(practice, make_sparse(home.path / "film.mp4", size))
        upload.wait_for_state("uploading")
        begun = time.monotonic()
        result = upload.finish(600)
        events = [event for event in upload.events
                  if event["event"] == "state" and event["state"] in ("uploading", "waiting")]
        lines = [f"{max(0, round((event['at'] - begun) * 1000))} {event['sent']}" for event in events]
        lines = [line for line, before in zip(lines, [None, *lines]) if line != before]
        (HERE / f"{name}.txt").write_text("\n".join(lines) + "\n")
        print(f"{name}: {len(lines)} looks, {result['seconds']:.0f} s")
    finally:
        home.close()


if __name__ == "__main__":
    for curve in sys.argv[1:] or CURVES:
        record(curve)
