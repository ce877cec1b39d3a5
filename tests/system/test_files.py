#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that change under way, damaged bytes, awkward names, and a card that is mounted again."""
import json
import os
import shutil
import subprocess

from hoist_system import (MIB, PART, Failure, Practice, SOURCE, Skip, expect, expect_equal, make_file,
                          run_tests, say, sha1_of, wait_until)

SIZE = 16 * MIB
CHANGED = ("attention", "file-changed")
WAITS = ("waiting", "growing")


def rewrite(path):
    """Other bytes of the same length, and another time."""
    with open(path, "r+b") as file:
        file.seek(5 * MIB)
        file.write(b"other bytes")
    os.utime(path, (1, 1))


def shrink(path):
    os.truncate(path, SIZE // 2)


def grow(path):
    with open(path, "ab") as file:
        file.write(b"more")


def vanish(path):
    os.unlink(path)


def lock(path):
    os.chmod(path, 0)


CHANGES = [
    # what is done, in which states and for which reasons it may end
    (rewrite, {CHANGED, WAITS}),
    (shrink, {CHANGED, WAITS}),
    (grow, {CHANGED, WAITS}),
    (vanish, {("attention", "file-missing")}),
    (lock, {("attention", "no-access")}),
]


def change_while_queued(home, practice, path, change):
    home.cli("add", path)
    change(path)
    return home.start_upload(practice, command="run")


def change_between_runs(home, practice, path, change):
    upload = home.start_upload(practice, path)
    upload.wait_for_sent(4 * MIB)
    upload.kill()
    change(path)
    return home.start_upload(practice, command="run")


def change_when(home, practice, path, change, has_come, held_part):
    """Changes the file once has_come(upload); parts from held_part on are answered a second late, so
    that the change is there before the upload can end, however slow this program is."""
    practice.set_faults({"call": "UploadPart", "nth": held_part, "times": -1,
                         "fault": "delay", "delay_ms": 1000})
    upload = home.start_upload(practice, path)
    has_come(upload)
    change(path)
    practice.set_faults()
    return upload


def change_while_hashing(home, practice, path, change):
    return change_when(home, practice, path, change, lambda upload: upload.wait_for_state("hashing"), 1)


def change_at_first_part(home, practice, path, change):
    return change_when(home, practice, path, change, lambda upload: upload.wait_for_state("uploading"), 1)


def change_in_the_middle(home, practice, path, change):
    return change_when(home, practice, path, change, lambda upload: upload.wait_for_sent(SIZE // 2),
                       SIZE // PART // 2 + 1)


def change_at_the_last_part(home, practice, path, change):
    return change_when(home, practice, path, change, lambda upload: upload.wait_for_sent(SIZE - 2 * PART),
                       SIZE // PART - 1)


MOMENTS = [
    # when, whether the file is open then (it may vanish or be locked: the bytes are at hand)
    (change_while_queued, False),
    (change_while_hashing, True),
    (change_at_first_part, True),
    (change_in_the_middle, True),
    (change_at_the_last_part, True),
    (change_between_runs, False),
]


def reached(upload, allowed):
    def probe(event):
        return (event.get("state"), event.get("reason")) in allowed or event.get("event") == "result"
    return upload.wait_for(probe, 60, f"one of {sorted(allowed)}")


def check_change(home, practice, number, change, moment, is_open, allowed):
    path = home.give(make_file(home.path / f"{number}.mp4", SIZE, 100 + number))
    wanted = sha1_of(path)
    upload = moment(home, practice, path, change)
    event = reached(upload, allowed)
    where = f"{change.__name__} {moment.__name__}"
    found = (event["state"], event.get("reason"))
    if upload.process.poll() is None:
        upload.process.terminate()
    upload.wait(20)
    home.cli("remove", "--all")
    # what is open may be sent to its end: then the server has the very bytes that were added
    if is_open and event["state"] == "finished" and change in (vanish, lock):
        expect(wanted in [file["sha1"] for file in practice.files()], f"{where}: finished with other bytes")
        return f"{where}: finished from the open file"
    expect(found in allowed, f"{where}: found {found}, wanted one of {sorted(allowed)}")
    return f"{where}: {found[0]} {found[1]}"


def a_file_that_changes_never_ends_as_finished(home):
    practice = Practice(home, "--rate", 24 * MIB, "--no-rates")
    home.become_nobody()
    home.add_account(practice)
    number = 0
    wrong = []
    for change, allowed in CHANGES:
        for moment, is_open in MOMENTS:
            number += 1
            try:
                say(check_change(home, practice, number, change, moment, is_open, allowed))
            except Failure as failure:
                wrong.append(str(failure))
    expect(not wrong, "\n".join(wrong))


def an_unreadable_file_asks(home):
    practice = Practice(home)
    home.become_nobody()
    home.add_account(practice)
    path = home.give(make_file(home.path / "clip.mp4", MIB))
    lock(path)
    result = home.upload(practice, path, status=1)
    expect_equal((result["state"], result["reason"]), ("attention", "no-access"), "state")


def another_file_of_the_same_size_and_time_is_sent(home):
    """What was remembered of the first one's content would end the second as there already."""
    for service in ("tencent-vod", "alibaba-pds"):
        other = home.make_other()
        practice = Practice(other, "--no-rates", service=service)
        other.add_account(practice)
        path = make_file(other.path / "clip.mp4", 2 * MIB, 1)
        before = os.stat(path)
        other.upload(practice, path)
        replacement = make_file(other.path / "new", 2 * MIB, 2)
        os.utime(replacement, ns=(before.st_atime_ns, before.st_mtime_ns))
        replacement.rename(path)
        result = other.upload(practice, path)
        expect_equal((result["state"], result["instant"]), ("finished", False), f"{service}: the second one")
        practice.expect_stored(path)


def a_byte_flipped_on_the_way_is_sent_again(home):
    practice = Practice(home)
    home.add_account(practice)
    path = make_file(home.path / "clip.mp4", 6 * MIB)
    practice.set_faults({"call": "UploadPart", "nth": 3, "times": 1, "fault": "flip",
                         "at": "mid-body", "bytes": 70000})
    result = home.upload(practice, path)
    expect_equal(result["state"], "finished", "state")
    expect(result["sent"] > 6 * MIB, "a part was sent twice")
    practice.expect_stored(path)


def a_byte_flipped_on_every_way_never_finishes(home):
    practice = Practice(home)
    home.add_account(practice)
    path = make_file(home.path / "clip.mp4", 6 * MIB)
    practice.set_faults({"call": "UploadPart", "nth": 1, "times": -1, "fault": "flip",
                         "at": "mid-body", "bytes": 70000})
    upload = home.start_upload(practice, path)
    # it backs off for minutes before it asks: the state it must never have is enough to see
    upload.wait_for(lambda event: event.get("state") in ("waiting", "attention"), 60,
                    "that it waits or asks")
    upload.process.terminate()
    upload.wait(20)
    expect("finished" not in upload.states(), "never finished")
    expect_equal(practice.files(), [], "finished files")


def a_byte_flipped_in_the_store_never_finishes(home):
    practice = Practice(home, "--rate", 8 * MIB)
    home.add_account(practice)
    path = make_file(home.path / "clip.mp4", 8 * MIB)
    upload = home.start_upload(practice, path)
    stored = wait_until(lambda: [part for part in practice.log("UploadPart") if part["code"] == 0],
                        30, "a stored part")
    practice.flip(sha1_of(path), stored[0]["offset"] + 1000)
    upload.wait_for(lambda event: event.get("state") in ("attention", "waiting", "finished"), 60,
                    "an end")
    if upload.process.poll() is None:
        upload.process.terminate()
    upload.wait(20)
    # the server's own check at the end reports it: then parts may be sent again, but wrong bytes
    # are never called finished
    if "finished" in upload.states():
        practice.expect_stored(path)


def read_names():
    folder = SOURCE / "tests" / "vectors"
    for path in sorted(folder.glob("awkward-names*")):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".json":
            return parse_names(json.loads(text))
        return parse_lines(text)
    raise Skip("tests/vectors/awkward-names is not there")


def parse_names(values):
    if isinstance(values, dict):
        values = values.get("names", [])
    names = []
    for value in values:
        if isinstance(value, dict):
            value = bytes.fromhex(value["hex"]) if "hex" in value else value["name"]
        names.append(value if isinstance(value, bytes) else value.encode())
    return names


def parse_lines(text):
    """One name a line, first column; \\xNN are bytes."""
    names = []
    for line in text.split("\n"):
        if not line or line.startswith("# "):
            continue
        field = line.split("\t")[0]
        names.append(field.encode("utf-8").decode("unicode_escape").encode("latin-1")
                     if "\\x" in field and field.isascii() else field.encode())
    return names


def awkward_names_upload_and_are_shown_as_they_are(home):
    practice = Practice(home, "--no-rates")
    home.add_account(practice)
    names = read_names()
    folder = os.fsencode(home.path / "names")
    os.mkdir(folder)
    paths = []
    for number, name in enumerate(names):
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(b"%d " % number * 1000)
        paths.append(path)
    say(f"{len(paths)} names")
    expect(len(paths) >= 60, f"{len(paths)} names, 60 are wanted")
    upload = home.start_upload(practice, *paths, arguments=["--set=file-type=mp4"])
    status = upload.wait(170)
    shown = {result["uri"]: result for result in upload.results()}
    for path, name in zip(paths, names):
        uri = "file://" + escape(path)
        expect(uri in shown, f"no result with the exact address {uri}: {sorted(shown)[:3]}…")
        result = shown[uri]
        expect_equal(result["state"], "finished", f"{name!r}: {result.get('message')}")
        try:
            expect_equal(os.path.basename(result["path"]), name.decode(), "the name that is shown")
        except UnicodeDecodeError:
            expect("\ufffd" in result["path"], f"{name!r} is shown with replacement characters")
    expect_equal(status, 0, "exit status")
    expect_equal(len(practice.files()), len(paths), "files at the server")


def make_shoot(home):
    """A folder with folders, one of them with a name that is no UTF-8, and a file beside it."""
    shoot = os.fsencode(home.path / "Shoot")
    for folder in (b"Day 1/Raw", b"b\xffd"):
        os.makedirs(os.path.join(shoot, folder))
    for number, name in enumerate((b"top.mp4", b"Day 1/a.mp4", b"Day 1/Raw/b.mp4", b"b\xffd/c.mp4")):
        make_file(os.path.join(shoot, name), 1000 + number, number)
    return shoot, make_file(home.path / "alone.mp4", 2000)


FOLDERS = {"top.mp4": "Shoot", "a.mp4": "Shoot/Day 1", "b.mp4": "Shoot/Day 1/Raw",
           "c.mp4": "Shoot/b\ufffdd", "alone.mp4": None}


def expect_folders(lines):
    found = {os.path.basename(line["path"]): line["folder"] for line in lines}
    expect_equal({name: found.get(name, "missing") for name in FOLDERS}, FOLDERS, "folders")


def a_folder_keeps_its_structure(home):
    practice = Practice(home)
    home.add_account(practice)
    shoot, alone = make_shoot(home)
    # by its path, and again from inside it: that adds nothing
    home.cli("add", shoot, alone)
    home.cli("add", os.path.join(shoot, b"top.mp4"))
    expect_folders(home.cli_json("list"))
    expect_equal(len(home.cli_json("list")), len(FOLDERS), "uploads")
    upload = home.start_upload(practice, command="run")
    expect_equal(upload.wait(60), 0, "exit status")
    expect_folders(upload.results())
    expect_folders(event for event in upload.events if event["event"] == "state")
    expect_folders(home.cli_json("history"))


def a_folder_handed_over_keeps_its_structure(home):
    practice = Practice(home, "--rate", 4 * MIB)
    home.add_account(practice)
    shoot, alone = make_shoot(home)
    upload = home.start_upload(practice, make_file(home.path / "long.mp4", SIZE, 77))
    upload.wait_for_state("uploading")
    home.cli("add", shoot, alone)
    expect_equal(upload.process.poll(), None, "the first program still runs the queue")
    expect_folders(home.cli_json("list"))


def escape(path):
    """As GLib writes addresses: these bytes stand for themselves, all others are escaped."""
    plain = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~!$&'()*+,=:@/"
    return "".join(chr(byte) if byte in plain else f"%{byte:02X}" for byte in path)


def the_same_card_with_other_numbers_goes_on(home):
    """Another file system at the same path: other device, other inodes, the same files."""
    practice = Practice(home, "--rate", 8 * MIB)
    home.add_account(practice)
    card = home.path / "card"
    card.mkdir()
    path = make_file(card / "clip.mp4", SIZE)
    os.utime(path, (1700000000, 1700000000))
    upload = home.start_upload(practice, path)
    upload.wait_for_sent(6 * MIB)
    upload.kill()
    sent = practice.received()

    before = os.stat(path)
    spare = home.path / "spare"
    shutil.copytree(card, spare)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", card], capture_output=True,
                             check=False).returncode == 0
    try:
        if mounted:
            shutil.copy2(spare / "clip.mp4", path)
        else:
            card.rename(home.path / "old card")
            spare.rename(card)
        after = os.stat(path)
        expect(after.st_ino != before.st_ino, "the inode is another one")
        say("another device" if after.st_dev != before.st_dev
            else "no right to mount: another inode on the same device")
        result = home.start_upload(practice, command="run").finish(60)
        expect_equal(result["state"], "finished", "state")
        expect(result["sent"] <= SIZE - sent + 4 * MIB, "it went on where it was")
        practice.expect_stored(path)
    finally:
        if mounted:
            subprocess.run(["umount", card], check=False)


if __name__ == "__main__":
    run_tests([
        a_file_that_changes_never_ends_as_finished,
        an_unreadable_file_asks,
        another_file_of_the_same_size_and_time_is_sent,
        a_byte_flipped_on_the_way_is_sent_again,
        a_byte_flipped_on_every_way_never_finishes,
        a_byte_flipped_in_the_store_never_finishes,
        awkward_names_upload_and_are_shown_as_they_are,
        a_folder_keeps_its_structure,
        a_folder_handed_over_keeps_its_structure,
        the_same_card_with_other_numbers_goes_on,
    ])
