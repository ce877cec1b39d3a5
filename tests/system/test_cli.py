#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line's contract (design section 6): exit statuses, JSON, settings, signals."""
import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import termios
import unicodedata

from hoist_system import (MIB, Practice, expect, expect_equal, find_program, make_file, run_tests, wait_until)

STATE_KEYS = {"event", "id", "uri", "path", "folder", "account", "state", "reason", "sent", "size"}
RESULT_KEYS = {"event", "id", "uri", "path", "folder", "state", "size", "sent", "remote_id", "link",
               "instant", "verified", "seconds"}


def strip(event):
    return {key for key in event if key != "at"}


def services_tells_settings_and_which_are_secret(home):
    found = home.cli_json("services")
    service = [one for one in found if one["service"] == "tencent-vod"][0]
    settings = {one["key"]: one for one in service["settings"]}
    for key in ("endpoint", "secret-id", "secret-key", "region", "method", "part-size", "tags",
                "class-id", "transcode", "screenshot", "watermark", "file-type"):
        expect(key in settings, f"setting {key} is listed")
    secret = {key for key, one in settings.items() if one["secret"]}
    expect_equal(secret, {"secret-key"}, "secret settings")
    expect(settings["endpoint"]["default"], "the endpoint has a default")
    expect("secret-key" in home.cli("services").stdout, "the text names the settings")


def usage_is_status_2(home):
    for wrong in ([], ["frobnicate"], ["upload"], ["list", "--frobnicate"], ["list", "extra"],
                  ["pause"], ["pause", "--all", "1"], ["link", "seven"],
                  ["account"], ["account", "add", "tencent-vod"],
                  ["account", "add", "nosuch", "Name"]):
        done = home.cli(*wrong, status=2)
        expect(done.stderr.strip(), f"{wrong} says what is wrong")
    home.cli("--help")
    home.cli("upload", "--help")
    home.cli("--version")


def wrong_settings_are_refused_by_name(home):
    practice = Practice(home)
    before = home.cli_json("account", "list")
    cases = [
        (["--set=nonsense=1", "--set=secret-id=a"], "nonsense"),
        (["--set=method=PATCH", "--set=secret-id=a"], "method"),
        (["--set=part-size=12", "--set=secret-id=a"], "part-size"),
        (["--set=endpoint=http://example.org/", "--set=secret-id=a"], "endpoint"),
        (["--set=endpoint=nonsense", "--set=secret-id=a"], "endpoint"),
        (["--set=secret-key=hidden", "--set=secret-id=a"], "secret-key"),
        (["--set=region=gz"], "secret-id"),
    ]
    for arguments, word in cases:
        done = home.cli("account", "add", "tencent-vod", "Wrong", *arguments, status=2)
        expect(word in done.stderr, f"{arguments}: the sentence names {word}: {done.stderr}")
        expect("hidden" not in done.stderr, "no value of a secret is repeated")
    expect_equal(home.cli_json("account", "list"), before, "accounts after the refusals")
    expect_equal(practice.log(), [], "requests")


def accounts_are_added_listed_tested_and_removed(home):
    practice = Practice(home)
    home.add_account(practice, "Studio A")
    home.add_account(practice, "Büro.2")
    names = [one["account"] for one in home.cli_json("account", "list")]
    expect_equal(names, ["Studio A", "Büro.2"], "accounts")
    home.cli("account", "add", "tencent-vod", "Studio A", *practice.set_arguments(), status=2)
    expect(home.cli("account", "test", "Studio A", status=3).stderr, "without its secret: 3")
    answer = home.cli("account", "test", "Studio A", "--json", "--secrets-stdin",
                      secrets=practice.secrets())
    expect_equal(json.loads(answer.stdout)["ok"], True, "the test's answer")
    answer = home.cli("account", "test", "Büro.2", "--json", "--secrets-stdin",
                      secrets="secret-key=wrong\n", status=1)
    expect_equal(json.loads(answer.stdout)["ok"], False, "the test's answer with a wrong key")
    home.cli("account", "test", "Nobody", status=3)
    home.cli("account", "remove", "Studio A")
    home.cli("account", "remove", "Studio A", status=3)
    names = [one["account"] for one in home.cli_json("account", "list")]
    expect_equal(names, ["Büro.2"], "accounts that are left")


def without_account_or_keyring_it_is_status_3(home):
    practice = Practice(home)
    path = make_file(home.path / "clip.mp4", 3 * MIB)
    done = home.cli("upload", path, status=3)
    expect("account add" in done.stderr, "it says how to add an account")
    home.add_account(practice)
    done = home.cli("upload", path, status=3)
    expect("--secrets-stdin" in done.stderr, "it says how to do without a keyring")
    home.cli("upload", "--account", "Nobody", path, status=3)
    expect_equal(home.cli_json("list"), [], "nothing was added")
    done = home.cli("account", "add", "tencent-vod", "Second", *practice.set_arguments(),
                    "--secrets-stdin", secrets=practice.secrets(), status=3)
    expect(done.stderr.strip(), "it says that there is no keyring")
    expect_equal(len(home.cli_json("account", "list")), 1, "accounts")
    home.cli("add", path)
    home.cli("run", status=3)


def upload_prints_events_as_in_the_contract(home):
    practice = Practice(home)
    home.add_account(practice)
    path = make_file(home.path / "Clip 1 ünï.mp4", 6000000)
    upload = home.start_upload(practice, path)
    result = upload.finish(60)
    for event in upload.events:
        keys = STATE_KEYS if event["event"] == "state" else RESULT_KEYS
        expect_equal(strip(event), keys, f"members of {event}")
    expect_equal(upload.states()[0], "queued", "first state")
    expect_equal(upload.states()[-1], "finished", "last state")
    expect_equal(result["state"], "finished", "state")
    expect_equal(result["uri"], path.as_uri(), "uri")
    expect_equal(result["path"], str(path), "path")
    expect_equal(result["size"], 6000000, "size")
    expect_equal(result["sent"], 6000000, "sent")
    expect_equal(result["instant"], False, "instant")
    expect_equal(result["verified"], "md5-parts", "verified")
    expect(result["remote_id"], "there is a remote id")
    expect(result["link"].startswith("http"), "there is a link")
    expect(result["seconds"] > 0, "it took time")
    expect_equal(practice.expect_stored(path)["link"], result["link"], "link")
    expect_equal(home.cli("link", result["id"]).stdout.strip(), result["link"], "hoist-cli link")
    history = home.cli_json("history")
    expect_equal([one["link"] for one in history], [result["link"]], "history")
    listed = home.cli_json("list")[0]
    expect_equal((listed["state"], listed["verified"]), ("finished", "md5-parts"), "list")


def text_output_names_state_proof_and_link(home):
    practice = Practice(home)
    home.add_account(practice)
    path = make_file(home.path / "clip.mp4", 2 * MIB)
    done = home.cli("upload", "--secrets-stdin", path, secrets=practice.secrets())
    expect("clip.mp4: uploading" in done.stdout, done.stdout)
    expect("md5-parts" in done.stdout and "http" in done.stdout, done.stdout)
    expect("\033" not in done.stdout, "no terminal codes in a pipe")


def read_terminal(controller):
    """All that a program writes until it ends."""
    text = b""
    while True:
        try:
            data = os.read(controller, 65536)
        except OSError:  # so a terminal says that nobody writes any more
            data = b""
        if not data:
            return text.decode()
        text += data


def a_line_of_wide_letters_fits_the_terminal(home):
    """One that the terminal breaks is not erased whole. Chinese letters take two columns each."""
    columns = 40
    practice = Practice(home, "--rate", 2 * MIB)
    home.add_account(practice)
    path = make_file(home.path / ("海边的假日" * 8 + ".mp4"), 3 * MIB)
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = home.start(find_program("hoist-cli"), "upload", "--secrets-stdin", path, stdin=subprocess.PIPE, stdout=terminal,
                         text=True)
    os.close(terminal)
    process.stdin.write(practice.secrets())
    process.stdin.close()
    text = read_terminal(controller)
    os.close(controller)
    expect_equal(process.wait(60), 0, "exit status")
    lines = [line.split("\033[2K")[-1] for line in text.split("\r\n")]
    drawn = [line for line in lines if line.startswith("[")]
    expect(len(drawn) > 2, f"there are lines with bars: {text!r}")
    for line in drawn:
        width = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)
        expect(columns - 2 <= width < columns, f"{width} columns in {line!r}")


def the_same_bytes_again_are_instant(home):
    practice = Practice(home)
    home.add_account(practice)
    home.upload(practice, make_file(home.path / "a.mp4", 3 * MIB))
    result = home.upload(practice, make_file(home.path / "b.mp4", 3 * MIB))
    expect_equal(result["instant"], True, "instant")
    expect_equal(result["sent"], 0, "sent")
    expect_equal(result["verified"], "instant-sha1", "verified")


def progress_comes_at_most_four_times_a_second(home):
    practice = Practice(home, "--rate", 4 * MIB)
    home.add_account(practice)
    upload = home.start_upload(practice, make_file(home.path / "clip.mp4", 12 * MIB))
    upload.finish(60)
    events = [event for event in upload.events
              if event["event"] == "state" and event["state"] == "uploading"]
    seconds = events[-1]["at"] - events[0]["at"]
    expect(len(events) >= 3, f"there is progress: {len(events)} events")
    expect(len(events) <= 4 * seconds + 2, f"{len(events)} events in {seconds:.1f} s")
    sent = [event["sent"] for event in events]
    expect_equal(sent, sorted(sent), "progress only grows")


def folders_are_walked(home):
    practice = Practice(home)
    home.add_account(practice)
    folder = home.path / "shoot"
    (folder / "b" / ".hidden").mkdir(parents=True)
    make_file(folder / "z.mp4", MIB, 1)
    make_file(folder / "b" / "a.mp4", MIB, 2)
    make_file(folder / ".secret.mp4", MIB, 3)
    make_file(folder / "b" / ".hidden" / "c.mp4", MIB, 4)
    os.mkfifo(folder / "pipe")
    upload = home.start_upload(practice, folder)
    expect_equal(upload.wait(60), 0, "exit status")
    order = [event["path"] for event in upload.events if event["state"] == "queued"]
    expect_equal([os.path.basename(path) for path in order], ["a.mp4", "z.mp4"], "files")
    expect_equal(len(upload.results()), 2, "results")
    said = home.logs[-1].read_text()
    expect("2 files" in said and "3" in said, f"it says how many: {said}")


def a_missing_path_is_told_and_the_rest_goes_on(home):
    practice = Practice(home)
    home.add_account(practice)
    path = make_file(home.path / "clip.mp4", MIB)
    upload = home.start_upload(practice, home.path / "nowhere.mp4", path)
    expect_equal(upload.wait(60), 1, "exit status")
    results = {os.path.basename(result["path"]): result for result in upload.results()}
    expect_equal(results["clip.mp4"]["state"], "finished", "the other file")
    gone = results["nowhere.mp4"]
    expect_equal((gone["state"], gone["reason"]), ("attention", "file-missing"), "the missing one")
    expect(gone["message"], "with a sentence")


def per_upload_settings_win_and_others_are_refused(home):
    practice = Practice(home)
    home.add_account(practice)
    path = make_file(home.path / "clip.mp4", MIB)
    done = home.cli("upload", "--set=region=bj", path, status=2)
    expect("region" in done.stderr, done.stderr)
    done = home.cli("upload", "--set=class-id=many", path, status=2)
    expect("class-id" in done.stderr, done.stderr)
    nameless = make_file(home.path / "clip", MIB)
    home.upload(practice, nameless, arguments=["--set=file-type=mkv"])
    expect_equal(practice.files()[0]["type"], "mkv", "type at the server")


def add_pause_resume_remove_change_the_queue(home):
    practice = Practice(home)
    home.add_account(practice)
    paths = [make_file(home.path / f"{n}.mp4", MIB, n) for n in range(4)]
    home.cli("add", "--paused", paths[0])
    home.cli("add", *paths[1:])
    ids = [one["id"] for one in home.cli_json("list")]
    states = lambda: [one["state"] for one in home.cli_json("list")]
    expect_equal(states(), ["paused", "queued", "queued", "queued"], "after add")
    home.cli("pause", ids[1])
    home.cli("remove", ids[2])
    expect_equal(states(), ["paused", "paused", "queued"], "after pause and remove")
    home.cli("resume", "--all")
    expect_equal(states(), ["queued"] * 3, "after resume --all")
    home.cli("pause", "--all")
    expect_equal(states(), ["paused"] * 3, "after pause --all")
    home.cli("pause", 99, status=1)
    upload = home.start_upload(practice, command="run")
    expect_equal(upload.wait(30), 0, "a run with nothing to do")
    expect_equal(practice.files(), [], "files")
    home.cli("resume", ids[0])
    upload = home.start_upload(practice, command="run")
    expect_equal(upload.wait(30), 0, "run")
    expect_equal([result["id"] for result in upload.results()], [ids[0]], "results")
    home.cli("link", ids[1], status=1)
    home.cli("resume", "--all")
    expect_equal(home.start_upload(practice, command="run").wait(30), 0, "run of the rest")
    expect_equal(len(practice.files()), 3, "files at the end")


def an_interrupt_keeps_the_state(home):
    practice = Practice(home, "--rate", 4 * MIB)
    home.add_account(practice)
    path = make_file(home.path / "clip.mp4", 16 * MIB)
    for name in (signal.SIGINT, signal.SIGTERM):
        upload = home.start_upload(practice, path)
        first = upload.wait_for_state("uploading")["sent"]
        # four parts are on their way at once: then some have arrived whole
        upload.wait_for_sent(first + 6 * MIB)
        upload.process.send_signal(name)
        expect_equal(upload.wait(20), 130, f"exit status after {name.name}")
        expect_equal(upload.results(), [], "no result of what has not ended")
    left = home.cli_json("list")[0]
    expect_equal(left["state"], "queued", "what is at rest waits")
    expect(left["sent"] >= 4 * MIB, f"the parts are kept: {left}")
    result = home.start_upload(practice, command="run").finish(60)
    expect(result["sent"] <= 16 * MIB - left["sent"], f"only the rest was sent: {result}")
    practice.expect_stored(path)


def a_second_program_hands_over_and_follows(home):
    practice = Practice(home, "--rate", 4 * MIB)
    home.add_account(practice)
    first = make_file(home.path / "first.mp4", 12 * MIB, 1)
    second = make_file(home.path / "second.mp4", 2 * MIB, 2)
    runner = home.start_upload(practice, first)
    runner.wait_for_state("uploading")
    follower = home.start_upload(practice, second, secrets="")
    home.cli("add", "--paused", make_file(home.path / "third.mp4", MIB, 3))
    result = follower.finish(60)
    expect_equal(result["state"], "finished", "the follower's upload")
    expect_equal(runner.finish(60)["state"], "finished", "the runner's upload")
    expect_equal(len(runner.results()), 1, "the runner tells of its own upload only")
    states = {os.path.basename(one["path"]): one["state"] for one in home.cli_json("list")}
    expect_equal(states["third.mp4"], "paused", "what was added meanwhile")
    practice.expect_stored(first)
    practice.expect_stored(second)


def a_follower_takes_over_when_the_runner_is_killed(home):
    practice = Practice(home, "--rate", 4 * MIB)
    home.add_account(practice)
    path = make_file(home.path / "clip.mp4", 16 * MIB)
    runner = home.start_upload(practice, path)
    runner.wait_for_sent(2 * MIB)
    follower = home.start_upload(practice, path)
    follower.wait_for(lambda event: True, 20, "the follower's first event")
    runner.kill()
    # its secrets came by its own standard input: nobody else has them
    expect_equal(follower.finish(60)["state"], "finished", "state")
    practice.expect_stored(path)


def pausing_from_another_program_ends_the_upload_with_1(home):
    practice = Practice(home, "--rate", 2 * MIB)
    home.add_account(practice)
    upload = home.start_upload(practice, make_file(home.path / "clip.mp4", 16 * MIB))
    number = upload.wait_for_state("uploading")["id"]
    home.cli("pause", number)
    result = upload.finish(30, status=1)
    expect_equal(result["state"], "paused", "state")


def a_refused_key_stops_the_account_and_ends_with_1(home):
    practice = Practice(home)
    home.add_account(practice)
    paths = [make_file(home.path / f"{n}.mp4", MIB, n) for n in range(5)]
    upload = home.start_upload(practice, *paths, secrets="secret-key=wrong\n")
    expect_equal(upload.wait(60), 1, "exit status")
    results = upload.results()
    expect_equal(len(results), 5, "results")
    expect("sign-in" in [result["reason"] for result in results], f"one asks: {results}")
    expect(all(result["message"] for result in results), "each has a sentence")
    calls = len(practice.log("InitUpload"))
    expect(calls <= 6, f"services lock keys after a few failures: {calls} calls")
    wait_until(lambda: home.cli_json("list"), 5, "the list")
    upload = home.start_upload(practice, command="run")
    expect_equal(upload.wait(60), 1, "a run still needs the row that asks")
    home.cli("retry", "--all")
    expect_equal(home.start_upload(practice, command="run").wait(60), 0, "after retry")
    expect_equal(len(practice.files()), 5, "files")


def secrets_for_several_accounts_carry_their_names(home):
    practice = Practice(home)
    home.add_account(practice, "A")
    home.add_account(practice, "B.2")
    for name, number in (("A", 1), ("B.2", 2)):
        home.cli("add", "--account", name, make_file(home.path / f"{number}.mp4", MIB, number))
    done = home.cli("run", "--secrets-stdin", secrets=practice.secrets(), status=2)
    expect("ACCOUNT.KEY" in done.stderr, done.stderr)
    secrets = practice.secrets("A") + "\n" + practice.secrets("B.2")
    expect_equal(home.start_upload(practice, command="run", secrets=secrets).wait(60), 0, "run")
    expect_equal(len(practice.files()), 2, "files")
    done = home.cli("run", "--secrets-stdin", secrets="C.secret-key=planted\n", status=2)
    expect("planted" not in done.stderr, "no secret is repeated")


if __name__ == "__main__":
    run_tests([
        services_tells_settings_and_which_are_secret,
        usage_is_status_2,
        wrong_settings_are_refused_by_name,
        accounts_are_added_listed_tested_and_removed,
        without_account_or_keyring_it_is_status_3,
        upload_prints_events_as_in_the_contract,
        text_output_names_state_proof_and_link,
        a_line_of_wide_letters_fits_the_terminal,
        the_same_bytes_again_are_instant,
        progress_comes_at_most_four_times_a_second,
        folders_are_walked,
        a_missing_path_is_told_and_the_rest_goes_on,
        per_upload_settings_win_and_others_are_refused,
        add_pause_resume_remove_change_the_queue,
        an_interrupt_keeps_the_state,
        a_second_program_hands_over_and_follows,
        a_follower_takes_over_when_the_runner_is_killed,
        pausing_from_another_program_ends_the_upload_with_1,
        a_refused_key_stops_the_account_and_ends_with_1,
        secrets_for_several_accounts_carry_their_names,
    ])
