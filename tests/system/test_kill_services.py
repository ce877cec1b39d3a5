#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 at random moments of uploads to every service (40 kills each with HOIST_TEST_LONG, else 5).

With a keyring every restart goes on by itself: at the end all files are there, nothing was sent
twice but what was on its way when a kill came, and no upload is left behind at the service.
test_kill.py does it for a larger file, without a keyring.
"""
import os
import random
from typing import NamedTuple

from hoist_system import (IS_LONG, MIB, PART_CALLS, Practice, expect, expect_equal, make_file,
                          run_tests, say, side_by_side, wait_until)

KILLS = int(os.environ.get("HOIST_TEST_KILLS") or (40 if IS_LONG else 5))
LONGER = 4 if IS_LONG else 1
RATE = 6 * MIB
# a third of a second
REST = 2 * MIB
# how much a form holds beside the file
FORM = 4096
FILES_AT_ONCE = 3


class Line(NamedTuple):
    """A service, or a mode of it: what is sent, and what of it one kill may cost."""

    service: str
    settings: dict
    sizes: list
    part_size: int
    at_once: int    # parts on their way: what one kill may cost
    part: str       # the call that carries bytes
    begin: tuple    # calls that make something there
    commit: str
    verified: str
    remove: str = "DeleteFile"


def sizes(count, size):
    """So many files, none as long as another."""
    return [size + number for number in range(count)]


LINES = {
    "tencent-vod": Line(
        "tencent-vod", {"part_size": MIB}, [12 * LONGER * MIB + 5], MIB, 4, "UploadPart",
        ("InitUpload",), "FinishUpload", "md5-parts"),
    "alibaba-pds": Line(
        "alibaba-pds", {"part_size": MIB}, [12 * LONGER * MIB + 5], MIB, 1, "PutPart",
        ("CreateFile",), "CompleteFile", "crc64"),
    # a PUT has no middle: what is lost is that file, or those that ran beside it
    "huawei-metastudio": Line(
        "huawei-metastudio", {}, sizes(5 * LONGER, 2 * MIB), 2 * MIB + 99, FILES_AT_ONCE, "PutObject",
        ("CreateAsset", "CreateFile"), "CompleteFile", "md5"),
    "huawei-metastudio large": Line(
        "huawei-metastudio", {"asset_type": "COMMON_FILE", "large_file_from": 0, "part_size": MIB},
        [12 * LONGER * MIB + 5], MIB, 4, "PutPart",
        ("CreateAsset", "CreateLargeFile"), "CompleteFile", "size"),
    "xvid-mediahub": Line(
        "xvid-mediahub", {}, sizes(5 * LONGER, 2 * MIB), 2 * MIB + 99, FILES_AT_ONCE,
        "PostForm", ("StartUpload",), "FinishUpload", "md5"),
    "xvid-mediahub chunks": Line(
        "xvid-mediahub", {"multi_chunk": 1, "chunk_from": 0, "chunk_size": 5 * MIB},
        [5 * 3 * LONGER * MIB + 5], 5 * MIB, 1, "PostForm", ("StartUpload",), "FinishUpload",
        "md5"),
}


def prepare(home, line, *arguments):
    home.open_keyring()
    practice = Practice(home, "--no-rates", *arguments, service=line.service)
    home.add_account(practice, **line.settings)
    return practice


def make_files(home, lengths):
    return [make_file(home.path / f"clip {number}.mp4", size, number)
            for number, size in enumerate(lengths)]


def sent_so_far(home):
    return sum(row["sent"] for row in home.cli_json("list"))


def kill_once(home, practice, line, upload, chance, step):
    """At a moment: so many bytes on, or at the start, where nothing was sent yet."""
    before = practice.received(line.part)
    if chance.random() < 0.2:
        upload.wait_for(lambda event: True, 30, "the first event")
    else:
        wait_until(lambda: practice.received(line.part) >= before + step
                   or upload.process.poll() is not None, 60, f"{step} more bytes at the server")
    expect_equal(upload.process.poll(), None, "it still runs when the kill comes")
    upload.kill()


def kill_at_random_moments(home, practice, line, paths):
    seed = os.environ.get("HOIST_TEST_SEED") or str(random.randrange(10 ** 9))
    say(f"HOIST_TEST_SEED={seed}")
    chance = random.Random(seed)
    total = sum(line.sizes)
    for number in range(KILLS):
        left = total - (sent_so_far(home) if number > 0 else 0)
        # never so far that the rest is done before the kill, also where the machine is slow to look
        step = int(min(chance.random() * 1.6 / (KILLS - number + 1), 0.8) * left)
        step = max(min(step, left - REST), 0)
        command, given = ("upload", paths) if number == 0 else ("run", [])
        kill_once(home, practice, line, home.start_upload(practice, *given, command=command), chance,
                  step)
        rows = home.cli_json("list")
        expect(len(rows) <= len(paths) and (rows or number == 0), f"{len(rows)} uploads in the store")
        if len(rows) < len(paths):
            home.cli("add", *paths)
        expect(sent_so_far(home) <= practice.received(line.part),
               "the store claims no more than the server got")


def uploads_of(log, calls):
    return {entry["upload"] for entry in log
            if entry["call"] in calls and (entry["status"] or 0) < 300 and entry["upload"]}


def left_behind(practice, line):
    """Uploads at the service that are neither finished nor removed: those that a byte was sent to,
    so that their ids were stored before, and those that were only begun."""
    log = practice.log()
    over = uploads_of(log, (line.commit, line.remove))
    known = uploads_of(log, (line.part,)) - over
    return known, uploads_of(log, line.begin) - over - known


def expect_arrived(home, practice, line, paths, results):
    for result in results:
        expect(result["state"] in ("finished", "processing"), f"end: {result}")
        expect_equal(result["verified"], line.verified, f"proof of {result['path']}")
    rows = home.cli_json("list")
    expect_equal({row["state"] for row in rows} - {"finished", "processing"}, set(), "states")
    expect_equal(len(rows), len(paths), "uploads in the queue")
    for path in paths:
        practice.expect_stored(path)
    expect_equal(len(practice.files()), len(paths), "files at the service")


def expect_bounded(practice, line, kills):
    """What a kill may cost: the parts that were on their way, each once more."""
    received = practice.received(line.part)
    requests = len(practice.log(line.part))
    parts = sum(-(-size // line.part_size) for size in line.sizes)
    most = parts + kills * line.at_once
    form = FORM if line.part == "PostForm" else 0
    bound = sum(line.sizes) + kills * line.at_once * line.part_size + requests * form
    say(f"{kills} kills: {received} body bytes arrived for {sum(line.sizes)}, bound {bound}; "
        f"{requests} requests for {parts} parts, bound {most}")
    expect(received <= bound, f"{received} bytes arrived, at most {bound} are allowed")
    expect(requests <= most, f"{requests} requests for {parts} parts, at most {most} are allowed")


def survives_kills(home, name):
    line = LINES[name]
    practice = prepare(home, line, "--rate", RATE)
    paths = make_files(home, line.sizes)
    kill_at_random_moments(home, practice, line, paths)
    upload = home.start_upload(practice, command="run")
    expect_equal(upload.wait(200), 0, f"exit status; {upload.lines[-3:]}")
    expect_arrived(home, practice, line, paths, upload.results())
    expect_bounded(practice, line, KILLS)
    known, unknown = left_behind(practice, line)
    expect_equal(known, set(), "uploads left behind although their ids were stored")
    expect(len(unknown) <= KILLS, f"uploads left behind: {unknown}")
    say(f"{len(unknown)} begun uploads were never known to anybody")


def kills_of_an_upload_to_vod_cost_parts(home):
    survives_kills(home, "tencent-vod")


def kills_of_an_upload_to_pds_cost_a_part_each(home):
    survives_kills(home, "alibaba-pds")


def kills_of_uploads_to_metastudio_cost_a_put_each(home):
    survives_kills(home, "huawei-metastudio")


def kills_of_a_large_file_to_metastudio_cost_parts(home):
    survives_kills(home, "huawei-metastudio large")


def kills_of_uploads_to_mediahub_cost_a_form_each(home):
    survives_kills(home, "xvid-mediahub")


def kills_of_chunks_to_mediahub_cost_a_chunk_each(home):
    survives_kills(home, "xvid-mediahub chunks")


def kill_at_call(home, practice, path, rule, nth):
    """A kill while the answer to a request is missing; the server is done with it, or not yet."""
    practice.set_faults({"times": 1, "fault": "stall", **rule})
    command, given = ("upload", [path]) if nth == 0 else ("run", [])
    upload = home.start_upload(practice, *given, command=command)
    wait_until(lambda: practice.get("faults")[0]["struck"] == 1, 30, f"the request {rule}")
    upload.kill()
    practice.set_faults()


def begin_twice(home, name, call):
    line = LINES[name]
    practice = prepare(home, line)
    path = make_file(home.path / "clip.mp4", 6 * MIB)
    kill_at_call(home, practice, path, {"call": call, "at": "after-store"}, 0)
    result = home.start_upload(practice, command="run").finish(60)
    expect_arrived(home, practice, line, [path], [result])
    known, unknown = left_behind(practice, line)
    expect_equal(known, set(), "left behind although known")
    # MetaStudio's assets and records can be found again by their name
    most = 0 if line.service == "huawei-metastudio" else 1
    expect(len(unknown) <= most, f"left behind: {unknown}")
    if line.service == "huawei-metastudio":
        expect_equal(len(practice.log("CreateAsset")), 1, "assets")
        expect_equal(len(practice.log("DeleteFile")), int(call != "CreateAsset"), "records removed")
    say(f"{name}, {call}: {len(unknown)} left behind")


def a_kill_while_beginning_leaves_at_most_one(home):
    side_by_side(home, begin_twice, [(name, call) for name, line in LINES.items()
                                     for call in line.begin])


def finish_thrice(home, name):
    line = LINES[name]
    practice = prepare(home, line)
    path = make_file(home.path / "clip.mp4", 6 * MIB)
    kill_at_call(home, practice, path, {"call": line.commit, "at": "before-body"}, 0)
    kill_at_call(home, practice, path, {"call": line.commit, "at": "after-store"}, 1)
    parts = len(practice.log(line.part))
    result = home.start_upload(practice, command="run").finish(60)
    expect_arrived(home, practice, line, [path], [result])
    expect_equal(len(practice.log(line.part)), parts, "parts sent")
    expect_equal(result["sent"], 0, "bytes sent")
    expect_equal(left_behind(practice, line), (set(), set()), "left behind")


def a_kill_while_finishing_sends_nothing_again(home):
    side_by_side(home, finish_thrice, [(name,) for name in LINES])


def without_a_keyring_pds_goes_on_too(home):
    """What is lost with the program are addresses only, and new ones can be had."""
    line = LINES["alibaba-pds"]
    practice = Practice(home, "--rate", RATE, service=line.service)
    home.add_account(practice, **line.settings)
    path = make_file(home.path / "clip.mp4", 8 * MIB)
    upload = home.start_upload(practice, path)
    upload.wait_for_sent(3 * MIB)
    upload.kill()
    result = home.start_upload(practice, command="run").finish(60)
    expect_equal(result["state"], "finished", "state")
    expect(result["sent"] <= 5 * MIB, f"it began again: {result}")
    practice.expect_stored(path)
    expect_equal(left_behind(practice, line), (set(), set()), "left behind")


def without_a_keyring_what_cannot_go_on_is_cleaned_up(home):
    """Nobody can ask for new addresses of a large file's parts: it begins again, and says so."""
    line = LINES["huawei-metastudio large"]
    practice = Practice(home, "--rate", RATE, service=line.service)
    home.add_account(practice, **line.settings)
    path = make_file(home.path / "clip.mp4", 8 * MIB)
    upload = home.start_upload(practice, path)
    upload.wait_for_sent(3 * MIB)
    upload.kill()
    result = home.start_upload(practice, command="run").finish(60)
    expect(result["state"] in ("finished", "processing"), f"end: {result}")
    practice.expect_stored(path)
    expect_equal(len(practice.log("DeleteFile")), 1, "records removed")
    expect_equal(left_behind(practice, line), (set(), set()), "left behind")
    expect_equal(len(practice.files()), 1, "files")


if __name__ == "__main__":
    expect_equal({line.service for line in LINES.values()}, set(PART_CALLS),
                 "services with kills")
    run_tests([
        kills_of_an_upload_to_vod_cost_parts,
        kills_of_an_upload_to_pds_cost_a_part_each,
        kills_of_uploads_to_metastudio_cost_a_put_each,
        kills_of_a_large_file_to_metastudio_cost_parts,
        kills_of_uploads_to_mediahub_cost_a_form_each,
        kills_of_chunks_to_mediahub_cost_a_chunk_each,
        a_kill_while_beginning_leaves_at_most_one,
        a_kill_while_finishing_sends_nothing_again,
        without_a_keyring_pds_goes_on_too,
        without_a_keyring_what_cannot_go_on_is_cleaned_up,
    ])
