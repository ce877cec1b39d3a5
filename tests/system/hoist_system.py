# SPDX-License-Identifier: GPL-3.0-or-later
"""What the system tests share: TAP, a home of their own, the practice service, hoist-cli.

Only Python's standard library. Nothing waits blindly: what is waited for is polled, with a deadline
after which the test fails and says what it waited for.
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.error
import urllib.request

BUILD = pathlib.Path(os.environ.get("HOIST_BUILD_DIR", "build")).resolve()
SOURCE = pathlib.Path(__file__).resolve().parents[2]
IS_LONG = bool(os.environ.get("HOIST_TEST_LONG"))
MIB = 1024 * 1024
PART = MIB
PARTS_AT_ONCE = 4
SECRET_NAMES = {"secret-key", "access-token", "refresh-token", "api-key", "security-token",
                "password", "client-secret"}
# the call that carries bytes, as the practice service's log names it
PART_CALLS = {"tencent-vod": "UploadPart", "alibaba-pds": "PutPart",
              "huawei-metastudio": "PutObject", "xvid-mediahub": "PostForm"}
SERVICES = tuple(PART_CALLS)


class Failure(Exception):
    """An expectation that was not met."""


class Skip(Exception):
    """Something this machine does not have; the reason is shown and counted."""


def find_program(name):
    """An executable of the build, wherever its layer's folder is."""
    for folder in ("src", "src/cli", "src/ui", "src/practice"):
        path = BUILD / folder / name
        if path.is_file() and os.access(path, os.X_OK):
            return str(path)
    raise Failure(f"{name} is not built in {BUILD}")


def need(*names):
    """Skips the test when a program is not on this machine."""
    for name in names:
        if shutil.which(name) is None:
            raise Skip(f"{name} is not installed")


def expect(condition, what):
    if not condition:
        raise Failure(what)


def expect_equal(found, wanted, what):
    if found != wanted:
        raise Failure(f"{what}: found {found!r}, wanted {wanted!r}")


def wait_until(probe, seconds, what):
    """Polls until probe() is true and returns its value. A probe that starts a program rests as long as
    it took, so that looking does not take a whole processor from what is looked at."""
    deadline = time.monotonic() + seconds
    while True:
        start = time.monotonic()
        value = probe()
        if value:
            return value
        end = time.monotonic()
        if end > deadline:
            raise Failure(f"waited {seconds} s for {what}")
        time.sleep(min(max(end - start, 0.02), 0.2))


def say(text):
    """A remark in the TAP output."""
    for line in str(text).split("\n"):
        print(f"# {line}", flush=True)


def run_tests(tests):
    """Runs the functions in order, each in a home of its own, and prints TAP."""
    wanted = sys.argv[1:]
    tests = [test for test in tests if not wanted or test.__name__ in wanted]
    failed = 0
    print(f"1..{len(tests)}", flush=True)
    for number, test in enumerate(tests, 1):
        title = test.__name__.replace("_", " ")
        start = time.monotonic()
        home = Home()
        try:
            test(home)
            for check in home.checks:
                check()
            print(f"ok {number} - {title}", flush=True)
        except Skip as reason:
            print(f"ok {number} - {title} # SKIP {reason}", flush=True)
        except Exception as error:  # a test that breaks is a test that fails
            failed += 1
            print(f"not ok {number} - {title}", flush=True)
            say(error if isinstance(error, Failure) else traceback.format_exc())
            home.show_logs()
        finally:
            home.close()
        say(f"{title}: {time.monotonic() - start:.1f} s")
    sys.exit(1 if failed else 0)


def side_by_side(home, check, cases):
    """Calls check with a home of its own and each case's arguments, some of them at once."""
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        runs = [(case, pool.submit(check, home.make_other(), *case)) for case in cases]
    wrong = [f"{case}: {run.exception()!r}" for case, run in runs if run.exception()]
    expect(not wrong, "\n".join(wrong))


def sha1_of(path):
    digest = hashlib.sha1()
    with open(path, "rb") as file:
        while block := file.read(MIB):
            digest.update(block)
    return digest.hexdigest()


def make_file(path, size, seed=1):
    """A file whose bytes differ everywhere; the same seed makes the same file."""
    source = random.Random(seed)
    with open(path, "wb") as file:
        while size > 0:
            block = source.randbytes(min(size, MIB))
            file.write(block)
            size -= len(block)
    return path


def make_sparse(path, size):
    with open(path, "wb") as file:
        file.truncate(size)
    return path


class Practice:
    """hoist-practice, its pages, and the same storage again after it was ended.

    It speaks all services' protocols; settings, secrets and faults are those of one of them.
    """

    def __init__(self, home, *arguments, storage="server", service="tencent-vod"):
        self.home = home
        self.service = service
        self.storage = home.path / storage
        self.arguments = arguments
        self.port = 0
        self.process = None
        self.start()

    def program(self):
        return [find_program("hoist-practice")]

    def start(self):
        port = ["--port", str(self.port)] if self.port else []
        self.error_file = self.home.open_log("practice")
        self.process = subprocess.Popen(
            [*self.program(), "--storage", str(self.storage), *port,
             *map(str, self.arguments)],
            stdout=subprocess.PIPE, stderr=self.error_file, env=self.home.env, text=True)
        self.home.processes.append(self.process)
        line = self.process.stdout.readline()
        expect(line, "hoist-practice did not start")
        described = json.loads(line)
        self.port = described["port"]
        self.services = described["services"]
        self.settings = self.services[self.service]
        self.address = f"http://127.0.0.1:{self.port}"

    def stop(self):
        self.process.terminate()
        self.process.wait(20)

    def get(self, page):
        with urllib.request.urlopen(f"{self.address}/practice/{page}", timeout=30) as reply:
            return json.load(reply)

    def post(self, page, value):
        request = urllib.request.Request(f"{self.address}/practice/{page}", method="POST",
                                         data=json.dumps(value).encode())
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.load(reply)

    def log(self, call=None):
        return [entry for entry in self.get("log") if call is None or entry.get("call") == call]

    def files(self):
        return self.get("files")

    def received(self, call=None):
        """Body bytes that arrived in all, by default those of the call that carries parts."""
        call = call or PART_CALLS[self.service]
        return self.get("stats")["calls"].get(call, {}).get("received", 0)

    def most_in_60s(self, call):
        return self.get("stats")["calls"].get(call, {}).get("most_in_60s", 0)

    def set_faults(self, *rules):
        self.post("faults", [{"service": self.service, **rule} for rule in rules])

    def flip(self, sha1, offset):
        self.post("flip", {"upload": sha1, "offset": offset})

    def expect_stored(self, path, size=None):
        """The server has these very bytes: its own digest, and ours of what lies on its disk."""
        wanted = sha1_of(path)
        match = [file for file in self.files() if file["sha1"] == wanted]
        expect(match, f"the server has no file with the SHA-1 of {path}: {self.files()}")
        expect_equal(sha1_of(match[0]["path"]), wanted, "SHA-1 of the stored file")
        expect_equal(match[0]["size"], os.path.getsize(path), "size of the stored file")
        return match[0]

    def secrets(self, account=None):
        prefix = f"{account}." if account else ""
        return "".join(f"{prefix}{key}={value}\n" for key, value in self.settings.items()
                       if key in SECRET_NAMES)

    def set_arguments(self, **changes):
        settings = {**self.settings, **{key.replace("_", "-"): value
                                        for key, value in changes.items()}}
        return [f"--set={key}={value}" for key, value in settings.items()
                if key not in SECRET_NAMES]


class Upload:
    """A hoist-cli that runs with --json; its lines are read as they come."""

    def __init__(self, process):
        self.process = process
        self.events = []
        self.lines = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line)
            try:
                event = json.loads(line)
            except ValueError:
                continue
            event["at"] = time.monotonic()
            self.events.append(event)

    def results(self):
        return [event for event in self.events if event.get("event") == "result"]

    def states(self, upload=None):
        """The states one after the other, progress left out."""
        names = []
        for event in self.events:
            if event.get("event") == "state" and upload in (None, event["id"]):
                if not names or names[-1] != event["state"]:
                    names.append(event["state"])
        return names

    def wait_for(self, predicate, seconds, what):
        def probe():
            for event in list(self.events):
                if predicate(event):
                    return event
            if self.process.poll() is not None and not self.reader.is_alive():
                raise Failure(f"hoist-cli ended with {self.process.returncode} before {what}: "
                              f"{''.join(self.lines[-5:])}")
            return None
        return wait_until(probe, seconds, what)

    def wait_for_state(self, state, seconds=30, reason=None):
        return self.wait_for(
            lambda event: event.get("event") == "state" and event["state"] == state
            and reason in (None, event["reason"]),
            seconds, f"state {state} {reason or ''}")

    def wait_for_sent(self, size, seconds=60):
        return self.wait_for(
            lambda event: event.get("event") == "state" and event["sent"] >= size,
            seconds, f"{size} bytes at the server")

    def wait(self, seconds):
        """Waits for the end and returns the exit status."""
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Failure(f"hoist-cli did not end in {seconds} s; last lines: "
                          f"{''.join(self.lines[-5:])}") from None
        self.reader.join(10)
        return status

    def finish(self, seconds, status=0):
        """Waits for the end, checks the exit status, returns the one result."""
        expect_equal(self.wait(seconds), status, f"exit status; events end with {self.lines[-3:]}")
        expect_equal(len(self.results()), 1, "number of result events")
        return self.results()[0]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)
        self.reader.join(10)


class Home:
    """A user's folders, empty, and programs started in them."""

    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="hoist-test-"))
        self.processes = []
        self.groups = []
        self.logs = []
        self.user = None
        self.has_keyring = False
        self.others = []
        self.checks = []  # called when the test has come to its end
        self.closers = []  # called before the folders go
        self.env = {key: value for key, value in os.environ.items()
                    if not key.startswith(("XDG_", "DBUS_", "G_MESSAGES"))}
        self.env.update(
            HOME=str(self.path), LC_ALL="C.UTF-8", GSETTINGS_BACKEND="memory", GIO_USE_VFS="local",
            # no keyring: neither a bus nor a way to start one
            DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent",
            G_DEBUG="fatal-criticals", no_proxy="127.0.0.1")
        self.env.pop("MALLOC_PERTURB_", None)
        for name in ("data", "config", "cache", "state"):
            self.env[f"XDG_{name.upper()}_HOME"] = str(self.path / name)
        runtime = self.path / "run"
        runtime.mkdir(mode=0o700)
        self.env["XDG_RUNTIME_DIR"] = str(runtime)

    @property
    def data(self):
        return self.path / "data" / "hoist"

    def make_other(self):
        """One more home, which ends with this one: for tests that begin anew in a loop."""
        other = Home()
        self.others.append(other)
        return other

    def open_log(self, name):
        path = self.path / f"{name}-{len(self.logs)}.log"
        self.logs.append(path)
        return open(path, "wb")

    def show_logs(self):
        for path in self.logs:
            text = path.read_text(errors="replace") if path.exists() else ""
            if text.strip():
                say(f"-- {path.name}")
                say(text[-4000:])
        for other in self.others:
            other.show_logs()

    def close(self):
        for other in self.others:
            other.close()
        for closer in self.closers:
            closer()
        for group in self.groups:
            try:
                os.killpg(group, signal.SIGKILL)
            except ProcessLookupError:
                pass
        for process in self.processes:
            if process.poll() is None:
                process.kill()
                process.wait(20)
        shutil.rmtree(self.path, ignore_errors=True)

    def become_nobody(self):
        """hoist-cli runs as an ordinary user from now on: root may read every file."""
        if os.geteuid() != 0:
            return
        self.user = 65534
        for folder, _, files in os.walk(self.path):
            os.chown(folder, self.user, self.user)
            for name in files:
                os.chown(os.path.join(folder, name), self.user, self.user)
        try:
            self.cli("--version")
        except (Failure, OSError):
            raise Skip("only root can run the programs in this build folder") from None

    def give(self, path):
        if self.user is not None:
            os.chown(path, self.user, self.user)
        return path

    def start(self, *command, **options):
        """Any program of ours; it is ended with the test."""
        options.setdefault("env", self.env)
        process = subprocess.Popen([str(part) if not isinstance(part, bytes) else part
                                    for part in command], **options)
        self.processes.append(process)
        return process

    def cli(self, *arguments, secrets=None, status=0, seconds=120, env=None):
        """Runs hoist-cli to its end. status None: any."""
        command = [find_program("hoist-cli"), *[part if isinstance(part, bytes) else str(part)
                                                for part in arguments]]
        done = subprocess.run(command, input=secrets or "", user=self.user, group=self.user, capture_output=True, text=True,
                              errors="surrogateescape", env={**self.env, **(env or {})},
                              timeout=seconds, check=False)
        if status is not None and done.returncode != status:
            raise Failure(f"hoist-cli {' '.join(map(str, arguments))}: exit status "
                          f"{done.returncode}, wanted {status}\n{done.stdout}{done.stderr}")
        return done

    def cli_json(self, *arguments, **options):
        return [json.loads(line) for line in self.cli(*arguments, "--json", **options)
                .stdout.splitlines()]

    def open_keyring(self):
        """A keyring of this home's own: libsecret's file, as inside a Flatpak."""
        self.has_keyring = True
        self.env.update(SECRET_BACKEND="file", SECRET_FILE_TEST_PATH=str(self.path / "keyring"),
                        SECRET_FILE_TEST_PASSWORD="the keyring's password")

    def add_account(self, practice, name="Practice", **changes):
        secrets = ["--secrets-stdin"] if self.has_keyring else []
        self.cli("account", "add", practice.service, name, *practice.set_arguments(**changes),
                 *secrets, secrets=practice.secrets() if secrets else None)

    def start_upload(self, practice, *paths, arguments=(), command="upload", secrets=None, env=None):
        """hoist-cli upload (or run) --json in the background."""
        log = self.open_log("cli")
        if secrets is None and not self.has_keyring:
            secrets = practice.secrets()
        flags = [] if secrets is None else ["--secrets-stdin"]
        process = self.start(
            find_program("hoist-cli"), command, "--json", *flags, *arguments, *paths,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            user=self.user, group=self.user, env={**self.env, **(env or {})})
        process.stdin.write(secrets or "")
        process.stdin.close()
        return Upload(process)

    def upload(self, practice, path, seconds=120, status=0, arguments=()):
        return self.start_upload(practice, path, arguments=arguments).finish(seconds, status)
