#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret is found nowhere: not on disk, in no output, not in what ps shows. Neither those that were
typed nor those that a service grants: tokens, presigned addresses, fields of forms."""
import json
import os
import pathlib
import urllib.parse
from typing import NamedTuple

from hoist_system import (MIB, SERVICES, Practice, expect, expect_equal, make_file, run_tests, say,
                          side_by_side, wait_until)
from hoist_wire import Wire

PLANTED = "planted7Secret2Kq9"
LOUD = {"G_MESSAGES_DEBUG": "all", "SOUP_DEBUG": "all"}
SECRETS = {
    "tencent-vod": {"secret-key"},
    "alibaba-pds": {"access-token", "refresh-token", "api-key"},
    "huawei-metastudio": {"secret-key", "security-token", "password"},
    "xvid-mediahub": {"client-secret", "access-token"},
}
# a call that fails for good, and the secret of those who make it
ECHOES = {
    "tencent-vod": ("InitUpload", "secret-key"),
    "alibaba-pds": ("CreateFile", "access-token"),
    "huawei-metastudio": ("CreateAsset", "secret-key"),
    "xvid-mediahub": ("StartUpload", "access-token"),
}


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


TOKEN = r'"access_token" ?: ?"([^"]+)"'
REFRESH_TOKEN = r'"refresh_token" ?: ?"([^"]+)"'
ADDRESS = r'"https?://[^"?]+[?]([^"]*[Ss]ignature=[^"]+)"'


EXPIRED = {"call": "CompleteFile", "fault": "vary", "as": ["expire-tokens"], "times": 1}


class Grants(NamedTuple):
    """How an account gets in, and what of its credentials goes over the line."""

    settings: dict
    secrets: dict
    rules: list     # what goes wrong, so that more is granted
    patterns: dict  # what to look for: pattern to the least number of different finds
    keyrings: tuple = (True, False)


GRANTS = {
    "tencent-vod": [Grants({}, {}, [], {r"[?&]Signature=([^& ]+)": 5})],
    "alibaba-pds": [
        # the refresh token is used and replaced, twice; without a keyring the new one would be lost
        Grants({"part-size": str(MIB)}, {"access-token": ""}, [EXPIRED],
               {TOKEN: 2, REFRESH_TOKEN: 2, r"Bearer ([^\r]+)": 2, ADDRESS: 3}, (True,)),
        Grants({"part-size": str(MIB)}, {}, [EXPIRED],
               {TOKEN: 1, REFRESH_TOKEN: 1, r"Bearer ([^\r]+)": 2, ADDRESS: 3}),
        Grants({"part-size": str(MIB), "client-id": ""},
               {"access-token": "", "refresh-token": "", "api-key": "uk-PRACTICEonlyMADEUPkey0001"},
               [], {r"Bearer ([^\r]+)": 1, ADDRESS: 3}),
    ],
    "huawei-metastudio": [
        Grants({}, {}, [], {ADDRESS: 1, r"Signature=([0-9a-f]{64})": 3}),
        Grants({"asset-type": "COMMON_FILE", "large-file-from": "0", "part-size": str(MIB)}, {}, [],
               {r'"(http[^"?]+[?][^"]*[Ss]ignature=[^"]+)"': 3}),
        Grants({"access-key": "", "project-id": "", "user": "practice-user",
                "domain": "practice-account"},
               {"secret-key": "", "password": "Practice-Password-1"},
               [{"call": "CompleteFile", "fault": "vary", "as": ["token-expired"], "times": 1}],
               {r"(?i)X-Subject-Token: ([^\r]+)": 2, ADDRESS: 1}),
        Grants({"access-key": "PRACTICETEMPORARY001"},
               {"secret-key": "PracticeTemporarySecretKey0123456789abcd",
                "security-token": "made-up-temporary-token=="}, [], {ADDRESS: 1}),
    ],
    "xvid-mediahub": [
        Grants({}, {}, [{"call": "FinishUpload", "fault": "vary", "as": ["token-expires"], "times": 1}],
               {TOKEN: 2, r'"policy" ?: ?"([^"]+)"': 1, r'"signature" ?: ?"([^"]+)"': 1}),
        Grants({"multi-chunk": "1", "chunk-from": "0", "chunk-size": str(5 * MIB)}, {}, [],
               {r'"policy" ?: ?"([^"]+)"': 1, r'"signature" ?: ?"([^"]+)"': 1}),
    ],
}


def spellings(secret):
    """As it is, as an address spells it, and as one was spelt; of an address's query what signs it."""
    found = {secret, urllib.parse.quote(secret, safe=""), urllib.parse.unquote(secret)}
    for name, values in urllib.parse.parse_qs(secret.partition("?")[2] or secret).items():
        if name.lower() == "signature":
            found.update({values[0], urllib.parse.quote(values[0], safe="")})
    return {one for one in found if len(one) >= 8}


def find_granted(wire, grants):
    needles = set()
    for pattern, least in grants.patterns.items():
        found = wire.find(pattern)
        expect(len(found) >= least, f"{pattern} is on the line {len(found)} times, {least} are wanted")
        needles.update(*(spellings(one) for one in found))
    return needles


def add_account_by_wire(home, wire, practice, grants):
    words = {**wire.through(practice.settings), **grants.settings}
    keys = SECRETS[practice.service]
    secrets = {key: value for key, value in {**words, **grants.secrets}.items() if key in keys}
    typed = "".join(f"{key}={value}\n" for key, value in secrets.items())
    done = home.cli("account", "add", practice.service, "Practice",
                    *[f"--set={key}={value}" for key, value in words.items() if key not in keys],
                    *(["--secrets-stdin"] if home.has_keyring else []),
                    secrets=typed if home.has_keyring else None, env=LOUD)
    expect_equal(done.stderr.count("Setting"), 0, "complaints")
    return typed, {one for value in secrets.values() if value for one in spellings(value)}


def expect_nowhere(home, uploads, needles, where):
    found = find_in_tree(home.path, needles)
    for upload in uploads:
        output = "".join(upload.lines)
        found += [f"standard output: {needle}" for needle in needles if needle in output]
    for page in (["list", "--json"], ["history", "--json"], ["account", "list", "--json"],
                 ["services", "--json"], ["report"], ["report", "--names"]):
        done = home.cli(*page, env=LOUD)
        found += [f"{page}: {needle}" for needle in needles if needle in done.stdout + done.stderr]
    expect(not found, f"{where}: " + "\n".join(found))


def expect_would_be_found(home, needles):
    """The search itself works."""
    for needle in needles:
        (home.data / "planted").write_text(needle)
        expect(find_in_tree(home.data, [needle]), "a planted secret is not found")
    (home.data / "planted").unlink()


def upload_and_look(home, service, grants, has_keyring):
    """An upload that is killed in the middle and goes on; all the while it is looked for secrets."""
    if has_keyring:
        home.open_keyring()
    practice = Practice(home, "--rate", 6 * MIB, service=service)
    wire = Wire(practice.port)
    typed, planted = add_account_by_wire(home, wire, practice, grants)
    path = make_file(home.path / "clip.mp4", 6 * MIB)
    practice.set_faults(*grants.rules)
    options = {"env": LOUD, "secrets": None if home.has_keyring else typed}
    first = home.start_upload(practice, path, **options)
    wait_until(lambda: practice.get("stats")["received"] > 3 * MIB or first.process.poll() is not None,
               60, "half of the file")
    shown = look_at_process(first.process, planted)
    first.kill()
    expect_nowhere(home, [first], planted, "after the kill")
    second = home.start_upload(practice, command="run", **options)
    shown += look_at_process(second.process, planted)
    expect_equal(second.wait(100), 0, f"exit status; {second.lines[-3:]}")
    needles = planted | find_granted(wire, grants)
    expect_nowhere(home, [first, second], needles, "at the end")
    expect_would_be_found(home, needles)
    expect(not shown, "\n".join(shown))
    log = "".join(path.read_text(errors="replace") for path in home.logs[-2:])
    expect("HTTP 200" in log, "the debug output was really looked at")
    wire.close()
    say(f"{service}: {len(needles)} secrets looked for in {len(log)} bytes of debug output, and in "
        "every file")


def nothing_shows_what_services_grant(home):
    expect_equal(tuple(GRANTS), SERVICES, "services")
    side_by_side(home, upload_and_look,
                 [(service, grants, has_keyring) for service, cases in GRANTS.items()
                  for grants in cases for has_keyring in grants.keyrings])


def an_error_that_repeats_a_secret_is_not_passed_on(home):
    """A service may say in its error what it was sent; some of its words are shown."""
    for service, (call, secret) in ECHOES.items():
        one = home.make_other()
        practice = Practice(one, service=service)
        one.add_account(practice)
        says = f"the key {PLANTED} is a bad one"
        body = {"code": "Strange", "message": says, "error_code": "MSS.99999999", "error_msg": says,
                "error": {"error_code": "0x0230001", "error_message": says}}
        practice.set_faults({"call": call, "times": -1, "fault": "status", "status": 400,
                             "body": json.dumps(body)})
        upload = one.start_upload(practice, make_file(one.path / "clip.mp4", MIB), env=LOUD,
                                  secrets=f"{secret}={PLANTED}\n")
        expect_equal(upload.wait(60), 1, f"exit status; {upload.lines[-3:]}")
        say(f"{service}: {upload.results()[0]['message']}")
        expect_nowhere(one, [upload], [PLANTED], service)


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
        nothing_shows_what_services_grant,
        an_error_that_repeats_a_secret_is_not_passed_on,
        the_store_is_for_the_user_alone,
    ])
