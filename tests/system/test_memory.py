#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Main memory of hoist-cli while it sends a large sparse file to a server that throws it away:
under 64 MB and flat. 4 GB; 20 GB in the long run."""
import os

from hoist_system import (IS_LONG, Failure, Practice, expect, expect_equal, make_sparse, run_tests, say,
                          wait_until)

GB = 1000 * 1000 * 1000
LIMIT = 64 * 1000 * 1000


def memory_of(process):
    """Resident bytes now, as the kernel counts them."""
    try:
        with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
            for line in file:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def skip_under_sanitizers(home):
    from hoist_system import Skip, find_program
    with open(find_program("hoist-cli"), "rb") as file:
        if b"__asan_init" in file.read():
            raise Skip("the sanitizers' own memory would be measured")


def a_large_file_needs_no_more_memory(home):
    skip_under_sanitizers(home)
    size = (20 if IS_LONG else 4) * GB
    practice = Practice(home, "--sink", "--no-rates")
    home.add_account(practice)
    path = make_sparse(home.path / "large.mp4", size)
    upload = home.start_upload(practice, path)
    samples = []

    def look():
        memory = memory_of(upload.process)
        if memory:
            sent = upload.events[-1]["sent"] if upload.events else 0
            samples.append((sent / size, memory))
        return upload.process.poll() is not None

    wait_until(look, 1500 if IS_LONG else 240, "the end of the upload")
    result = upload.finish(20)
    expect_equal(result["state"], "finished", "state")
    expect_equal(result["sent"], size, "sent")
    peak = max(memory for _, memory in samples)
    early = [memory for share, memory in samples if 0.05 < share < 0.3]
    late = [memory for share, memory in samples if share > 0.7]
    if not early or not late:
        raise Failure(f"too few samples: {len(samples)}")
    say(f"{size / GB:.0f} GB in {result['seconds']:.1f} s; {len(samples)} samples; peak "
        f"{peak / 1e6:.1f} MB; at 5-30 %: {max(early) / 1e6:.1f} MB; after 70 %: {max(late) / 1e6:.1f} MB")
    expect(peak < LIMIT, f"peak {peak / 1e6:.1f} MB, the limit is {LIMIT / 1e6:.0f} MB")
    expect(max(late) < max(early) + 4e6, "memory grows with the file")


def a_long_queue_needs_little(home):
    skip_under_sanitizers(home)
    practice = Practice(home)
    home.add_account(practice)
    folder = home.path / "many"
    folder.mkdir()
    for number in range(5000):
        (folder / f"{number:05}.mp4").write_bytes(b"%d" % number)
    process = home.start(find_cli(), "add", folder, stdout=open(os.devnull, "w", encoding="ascii"),
                         stderr=open(os.devnull, "w", encoding="ascii"))
    peak = [0]

    def look():
        peak[0] = max(peak[0], memory_of(process))
        return process.poll() is not None

    wait_until(look, 60, "the end of add")
    expect_equal(process.returncode, 0, "exit status")
    expect_equal(len(home.cli_json("list")), 5000, "rows")
    say(f"5000 files added: peak {peak[0] / 1e6:.1f} MB")
    expect(peak[0] < LIMIT, f"peak {peak[0] / 1e6:.1f} MB")


def find_cli():
    from hoist_system import find_program
    return find_program("hoist-cli")


if __name__ == "__main__":
    run_tests([a_large_file_needs_no_more_memory, a_long_queue_needs_little])
