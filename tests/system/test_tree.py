#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder with sub-folders and many small files goes to PDS as it is: 200 files in 20 folders, with
HOIST_TEST_LONG 1,000 in 50; also when hoist-cli is killed on the way."""
import collections
import os

from hoist_system import (IS_LONG, Practice, expect, expect_equal, make_file, run_tests, say, sha1_of,
                          wait_until)

SERVICE = "alibaba-pds"
FOLDERS, FILES = (50, 1000) if IS_LONG else (20, 200)
SIZE = 2000


def make_tree(home):
    """Folders in folders, up to three deep, with names that need care; the same file names recur.

    Returns where each file belongs: its folder as the service should have it, and its name, to its
    SHA-1.
    """
    top = home.path / "Drehtag ünï 50%"
    folders = [top]
    for number in range(FOLDERS):
        parent = folders[number // 3] if number < FOLDERS // 2 else top
        folders.append(parent / f"Roll #{number} & more")
    wanted = {}
    for folder in folders:
        folder.mkdir()
    for number in range(FILES):
        folder = folders[1 + number % FOLDERS]
        path = make_file(folder / f"take {number // FOLDERS}.mp4", SIZE + number, number)
        wanted[str(folder.relative_to(home.path)), path.name] = sha1_of(path)
    return top, wanted


def expect_tree(practice, wanted):
    files = practice.files()
    found = {(file["folder"], file["name"]): file["sha1"] for file in files}
    missing = sorted(set(wanted) - set(found))
    expect_equal(missing[:3], [], f"missing at the service ({len(missing)})")
    expect_equal(sorted(set(found) - set(wanted))[:3], [], "at the service, but not here")
    expect_equal(len(files), len(wanted), "files")
    wrong = [place for place, sha1 in wanted.items() if found[place] != sha1]
    expect_equal(wrong[:3], [], f"other contents ({len(wrong)})")
    for file in files:
        expect_equal(sha1_of(file["path"]), file["sha1"], f"what lies on the disk of {file['name']}")


def count_folders(wanted):
    """All folders of the tree, those without a file of their own too."""
    places = set()
    for folder, _ in wanted:
        parts = folder.split(os.sep)
        places.update(os.sep.join(parts[:n + 1]) for n in range(len(parts)))
    return len(places)


def expect_folders_once(practice, wanted, kills=0):
    calls = practice.log("CreateFolder")
    expect_equal([entry for entry in calls if entry["remark"]], [], "folders that there are twice")
    # what was created is stored: asking again is for what a kill has cut off
    expect(len(calls) <= count_folders(wanted) + kills * FOLDERS,
           f"{len(calls)} calls for {count_folders(wanted)} folders")
    made = collections.Counter(entry["status"] for entry in calls)
    say(f"{len(calls)} calls for {count_folders(wanted)} folders, answers {dict(made)}")


def a_tree_of_small_files_arrives_as_it_is(home):
    practice = Practice(home, "--no-rates", service=SERVICE)
    home.open_keyring()
    home.add_account(practice)
    top, wanted = make_tree(home)
    upload = home.start_upload(practice, top)
    expect_equal(upload.wait(400), 0, f"exit status; {upload.lines[-3:]}")
    expect_equal(len(upload.results()), FILES, "results")
    expect_equal({result["verified"] for result in upload.results()}, {"crc64"}, "proofs")
    expect_tree(practice, wanted)
    expect_folders_once(practice, wanted)
    # none of the files is another's twin, and none went twice
    expect_equal(practice.received(), sum(SIZE + number for number in range(FILES)), "bytes received")


def the_same_tree_again_makes_nothing_new(home):
    practice = Practice(home, "--no-rates", service=SERVICE)
    home.open_keyring()
    home.add_account(practice, name_policy="skip")
    top, wanted = make_tree(home)
    expect_equal(home.start_upload(practice, top).wait(400), 0, "exit status")
    calls, received = len(practice.log("CreateFolder")), practice.received()
    upload = home.start_upload(practice, top)
    expect_equal(upload.wait(400), 0, "exit status of the second time")
    expect_tree(practice, wanted)
    expect_equal(len(practice.log("CreateFolder")), calls, "calls for folders")
    expect_equal(practice.received(), received, "bytes received")


def a_tree_survives_kills(home):
    practice = Practice(home, "--no-rates", service=SERVICE)
    home.open_keyring()
    home.add_account(practice)
    top, wanted = make_tree(home)
    moments = [
        lambda: len(practice.log("CreateFolder")) >= FOLDERS // 3,
        lambda: len(practice.files()) >= FILES // 3,
        lambda: len(practice.files()) >= FILES // 2,
    ]
    for number, moment in enumerate(moments):
        command, paths = ("upload", [top]) if number == 0 else ("run", [])
        upload = home.start_upload(practice, *paths, command=command)
        wait_until(moment, 200, f"the moment of kill {number + 1}")
        expect_equal(upload.process.poll(), None, "it still runs when the kill comes")
        upload.kill()
    upload = home.start_upload(practice, command="run")
    expect_equal(upload.wait(400), 0, f"exit status; {upload.lines[-3:]}")
    expect_tree(practice, wanted)
    expect_folders_once(practice, wanted, len(moments))


if __name__ == "__main__":
    run_tests([
        a_tree_of_small_files_arrives_as_it_is,
        the_same_tree_again_makes_nothing_new,
        a_tree_survives_kills,
    ])
