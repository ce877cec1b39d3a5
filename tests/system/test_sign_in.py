#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in with a browser that is curl, uploads with what that brought, and lists of choices."""
import json
import signal
import subprocess
import urllib.parse

from hoist_system import (MIB, Practice, Skip, Upload, expect, expect_equal, find_program, make_file,
                          need, run_tests, wait_until)

PDS = "alibaba-pds"
SECRETS = {"access-token", "refresh-token", "api-key", "secret-key", "client-secret", "password"}


class Desk:
    """A home with a keyring, the practice service, and an account that nobody has signed in to."""

    def __init__(self, home, keyring="file", **settings):
        need("curl")
        self.home = home
        self.practice = Practice(home)
        if keyring == "file":
            home.env.update(SECRET_BACKEND="file", SECRET_FILE_TEST_PATH=str(home.path / "keyring"),
                            SECRET_FILE_TEST_PASSWORD="practice")
        elif keyring == "service":
            self.start_keyring()
        self.settings = self.practice.services[PDS]
        given = {"endpoint": self.settings["endpoint"], "client-id": self.settings["client-id"],
                 **{name.replace("_", "-"): value for name, value in settings.items()}}
        home.cli("account", "add", PDS, "Drive",
                 *[f"--set={name}={value}" for name, value in given.items()])
        if keyring == "file":
            self.probe()

    def start_keyring(self):
        """The desktop's own: libsecret reads its file once, so two programs need a real one."""
        need("dbus-daemon", "gnome-keyring-daemon")
        bus = self.home.path / "run" / "bus"
        self.home.env["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={bus}"
        self.home.start("dbus-daemon", "--session", "--nofork", "--nopidfile",
                        f"--address=unix:path={bus}", stdout=subprocess.DEVNULL,
                        stderr=self.home.open_log("bus"))
        wait_until(bus.exists, 20, "the bus")
        log = self.home.open_log("keyring")
        daemon = self.home.start("gnome-keyring-daemon", "--foreground", "--unlock",
                                 "--components=secrets", stdin=subprocess.PIPE, stdout=log,
                                 stderr=log, text=True)
        daemon.stdin.write("practice")
        daemon.stdin.close()
        wait_until(lambda: "org.freedesktop.secrets" in self.list_names(), 20, "the keyring")

    def list_names(self):
        need("dbus-send")
        return subprocess.run(
            ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/",
             "org.freedesktop.DBus.ListNames"], env=self.home.env, capture_output=True, text=True,
            timeout=20, check=False).stdout

    def probe(self):
        done = self.home.cli("account", "add", PDS, "Probe", "--secrets-stdin", status=None,
                             secrets="api-key=uk-1\n", *[f"--set=endpoint={self.settings['endpoint']}"])
        if done.returncode == 3:
            raise Skip("libsecret has no keyring in a file")
        self.home.cli("account", "remove", "Probe")

    def begin(self):
        """account sign-in in the background; returns it and the address it prints."""
        process = self.home.start(
            find_program("hoist-cli"), "account", "sign-in", "Drive", "--no-browser",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=self.home.env)
        while line := process.stdout.readline():
            if line.startswith("http"):
                return process, line.strip()
        return process, None

    def finish(self, process, status=0):
        text, complaint = process.communicate(timeout=60)
        expect_equal(process.returncode, status, f"exit status; {text}{complaint}")
        return text + complaint

    def sign_in(self):
        process, address = self.begin()
        code, page = browse(address)
        expect_equal(code, 200, "the page's status")
        expect("close this page" in page, f"the page says what to do: {page}")
        return address, self.finish(process)

    def upload(self, path, seconds=100, status=0):
        process = self.home.start(find_program("hoist-cli"), "upload", "--json", path,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=self.home.open_log("cli"), text=True, env=self.home.env)
        return Upload(process).finish(seconds, status)

    def vary(self, call, variation, times=1):
        self.practice.post("faults", [{"service": PDS, "call": call, "fault": "vary",
                                       "times": times, "as": [variation]}])

    def calls(self, name):
        return len([entry for entry in self.practice.log(name) if entry["service"] == PDS])


def browse(address, *arguments):
    """Opens it as a browser does, with the redirects; returns the last status and the page."""
    done = subprocess.run(["curl", "--silent", "--location", "--noproxy", "*", "--max-time", "30",
                           "--write-out", "\n%{http_code}", *arguments, address],
                          capture_output=True, text=True, timeout=60, check=False)
    page, _, code = done.stdout.rpartition("\n")
    return int(code), page


def redirect_of(address):
    query = urllib.parse.parse_qs(urllib.parse.urlparse(address).query)
    return query["redirect_uri"][0], query["state"][0]


def sign_in_then_upload(home):
    desk = Desk(home)
    home.cli("account", "test", "Drive", status=1)
    _, text = desk.sign_in()
    expect("Drive" in text, "it says that the account is signed in")
    home.cli("account", "test", "Drive")
    path = make_file(home.path / "clip.mp4", 3 * MIB)
    result = desk.upload(path)
    expect_equal(result["verified"], "crc64", "verified")
    expect_equal(result["sent"], 3 * MIB, "sent")
    desk.practice.expect_stored(path)
    expect_equal(desk.calls("Token"), 1, "token calls")


def tokens_are_kept_and_refreshed(home):
    desk = Desk(home)
    desk.sign_in()
    desk.upload(make_file(home.path / "first.mp4", MIB, seed=1))
    expect_equal(desk.calls("Token"), 1, "token calls while the token is good")
    desk.vary("CreateFile", "expire-tokens")
    path = make_file(home.path / "second.mp4", 2 * MIB, seed=2)
    desk.upload(path)
    desk.practice.expect_stored(path)
    expect_equal(desk.calls("Token"), 2, "token calls after it ran out")
    # the rotated refresh token was kept: another program can refresh again
    desk.vary("CreateFile", "expire-tokens")
    desk.upload(make_file(home.path / "third.mp4", MIB, seed=3))
    expect_equal(desk.calls("Token"), 3, "token calls after it ran out again")


def nothing_lies_open(home):
    desk = Desk(home)
    home.env["G_MESSAGES_DEBUG"] = "all"
    address, text = desk.sign_in()
    redirect, state = redirect_of(address)
    desk.upload(make_file(home.path / "clip.mp4", MIB))
    log = home.logs[-1].read_text(errors="replace")
    expect(len(log) > 1000, "the debug output was really looked at")
    for name, needle in (("token", "PRACTICE-access"), ("refresh token", "PRACTICE-refresh"),
                         ("code", "PRACTICE-code"), ("state", state)):
        expect(needle not in text, f"the {name} is in the output of the sign-in")
        expect(needle not in log, f"the {name} is in the debug output")
        for file in home.data.rglob("*"):
            if file.is_file():
                expect(needle.encode() not in file.read_bytes(), f"the {name} is in {file.name}")
    expect(redirect.startswith("http://127.0.0.1:"), f"way back: {redirect}")


def strangers_are_sent_away(home):
    desk = Desk(home)
    process, address = desk.begin()
    redirect, state = redirect_of(address)
    origin = redirect.rsplit("/", 1)[0]
    for wrong in (f"{redirect}?code=abc&state=wrong", f"{redirect}?code=abc", f"{origin}/favicon.ico",
                  f"{origin}/?code=abc&state={state}", redirect):
        expect_equal(browse(wrong)[0], 404, wrong)
    expect_equal(browse(f"{redirect}?code=abc&state={state}", "--request", "POST")[0], 404, "POST")
    expect(process.poll() is None, "it still waits for the browser")
    expect_equal(desk.calls("Token"), 0, "token calls")
    expect_equal(browse(address)[0], 200, "the browser")
    desk.finish(process)


def refusals_are_sentences(home):
    desk = Desk(home)
    desk.vary("Authorize", "authorize-denied")
    process, address = desk.begin()
    code, page = browse(address)
    expect_equal(code, 200, "the page's status")
    expect("refused" in page, f"the page says so: {page}")
    expect("refused" in desk.finish(process, 1), "the terminal says so")
    # a code that nobody gave out
    process, address = desk.begin()
    redirect, state = redirect_of(address)
    browse(f"{redirect}?code=made-up&state={state}")
    expect("Client ID" in desk.finish(process, 1), "it says what to look at")
    home.cli("account", "test", "Drive", status=1)


def ctrl_c_ends_the_wait(home):
    desk = Desk(home)
    process, address = desk.begin()
    process.send_signal(signal.SIGINT)
    desk.finish(process, 130)
    code, _ = browse(f"{redirect_of(address)[0]}?code=abc")
    expect_equal(code, 0, "nobody listens any more")


def without_keyring_nobody_is_sent_to_the_browser(home):
    desk = Desk(home, keyring=None)
    process, address = desk.begin()
    expect("keyring" in desk.finish(process, 3), "it says what is missing")
    expect_equal(address, None, "address")
    home.cli("account", "sign-in", "Nobody", "--no-browser", status=3)
    home.cli("account", "sign-in", status=2)


def way_back_is_a_setting(home):
    desk = Desk(home, redirect_uri="http://127.0.0.1:0/sign/in")
    address, _ = desk.sign_in()
    expect(redirect_of(address)[0].endswith("/sign/in"), f"the path is kept: {address}")
    home.cli("account", "remove", "Drive")
    home.cli("account", "add", PDS, "Drive", f"--set=endpoint={desk.settings['endpoint']}",
             "--set=client-id=x", "--set=redirect-uri=https://example.org/back")
    process, address = desk.begin()
    expect("example.org" in desk.finish(process, 1), "it names the address")
    expect_equal(address, None, "address")


def other_services_have_no_browser(home):
    practice = Practice(home)
    home.add_account(practice)
    done = home.cli("account", "sign-in", "Practice", "--no-browser", status=None)
    expect(done.returncode in (1, 3), f"exit status {done.returncode}")
    expect(done.stderr.strip(), "it says why")


def choices(home, name, key, secrets, status=0):
    done = home.cli("account", "choices", name, key, "--json", "--secrets-stdin",
                    secrets="".join(f"{key}={value}\n" for key, value in secrets.items()),
                    status=status)
    return [json.loads(line) for line in done.stdout.splitlines()]


def lists_of_each_service(home):
    practice = Practice(home)
    cases = ((PDS, "drive-id", "drive-id", 3), ("huawei-metastudio", "project-id", "project-id", 1),
             ("xvid-mediahub", "pipeline-id", "pipeline-id", 1))
    for service, key, setting, fewest in cases:
        settings = practice.services[service]
        home.cli("account", "add", service, service,
                 *[f"--set={name}={value}" for name, value in settings.items()
                   if name not in SECRETS])
        secrets = {name: value for name, value in settings.items() if name in SECRETS}
        found = choices(home, service, key, secrets)
        expect(len(found) >= fewest, f"{service}: {found}")
        for one in found:
            expect_equal(set(one), {"id", "name", "note"}, "members")
            expect(one["id"] and one["name"], f"id and name: {one}")
        expect(settings[setting] in [one["id"] for one in found],
               f"{service} lists the one that is set: {found}")
        done = home.cli("account", "choices", service, "endpoint", status=2)
        expect(key in done.stderr, f"it names what can be asked: {done.stderr}")
        plain = home.cli("account", "choices", service, key, "--secrets-stdin",
                         secrets="".join(f"{name}={value}\n" for name, value in secrets.items()))
        expect(found[0]["id"] in plain.stdout, "the text has the ids")
    home.cli("account", "choices", "Nobody", "drive-id", status=3)
    done = home.cli("account", "choices", PDS, "drive-id", "--secrets-stdin",
                    secrets="access-token=wrong\n", status=1)
    expect(done.stderr.strip(), "it says why there is no list")


def a_running_program_goes_on(home):
    """An upload waits because nobody is signed in: a sign-in in another program sets it going."""
    desk = Desk(home, keyring="service")
    home.add_account(desk.practice, "Studio")
    desk.practice.post("faults", [{"service": "tencent-vod", "call": "UploadPart", "nth": 1,
                                   "times": 1, "fault": "slow", "bytes": 128 * 1024}])
    path = make_file(home.path / "drive.mp4", 2 * MIB, seed=1)
    home.cli("add", "--account", "Drive", path)
    home.cli("add", "--account", "Studio", make_file(home.path / "studio.mp4", MIB, seed=2))
    secret = desk.practice.services["tencent-vod"]["secret-key"]
    process = home.start(find_program("hoist-cli"), "run", "--json", "--secrets-stdin",
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                         stderr=home.open_log("cli"), text=True, env=home.env)
    process.stdin.write(f"Studio.secret-key={secret}\n")
    process.stdin.close()
    upload = Upload(process)
    upload.wait_for_state("attention", reason="sign-in")
    desk.sign_in()
    upload.wait_for(lambda event: event["event"] == "state" and event["account"] == "Drive"
                    and event["state"] == "finished", 30, "the end of the upload that waited")
    desk.practice.expect_stored(path)
    expect_equal(desk.calls("Token"), 1, "token calls")


if __name__ == "__main__":
    run_tests([
        sign_in_then_upload,
        tokens_are_kept_and_refreshed,
        nothing_lies_open,
        strangers_are_sent_away,
        refusals_are_sentences,
        ctrl_c_ends_the_wait,
        without_keyring_nobody_is_sent_to_the_browser,
        way_back_is_a_setting,
        other_services_have_no_browser,
        lists_of_each_service,
        a_running_program_goes_on,
    ])
