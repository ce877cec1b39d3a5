# SPDX-License-Identifier: GPL-3.0-or-later
"""The application on a virtual display: started, found, dragged to, closed."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

from hoist_screen import SYSTEM_PYTHON, Screen, xdotool
from hoist_system import BUILD, SOURCE, Failure, Practice, Skip, expect, find_program, wait_until

WARNING = re.compile(r"-(WARNING|CRITICAL|ERROR) \*\*|\*\* \(.*\): (WARNING|CRITICAL)")
# What the platform prints whatever an application does, each with its reason.
OF_THE_PLATFORM = []
HERE = pathlib.Path(__file__).resolve().parent


def skip_all(reason):
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)


def on_virtual_display():
    """Starts this test again on a display of its own; ends it where that cannot be."""
    if os.environ.get("HOIST_ON_DISPLAY") == "1":
        return
    for name in ("Xvfb", "openbox", "xdotool", "xprop", "dbus-run-session"):
        if shutil.which(name) is None:
            skip_all(f"{name} is not installed")
    if not any((BUILD / folder / "hoist").is_file() for folder in ("src", "src/ui")):
        skip_all("the application is not built")
    os.environ["HOIST_ON_DISPLAY"] = "1"
    # for our programs, which get it from their home, and not for the services of the desktop: the
    # bus for assistive technology warns where there is no system
    os.environ.pop("G_DEBUG", None)
    os.execv(SOURCE / ".ci" / "with-display",
             [str(SOURCE / ".ci" / "with-display"), sys.executable, *sys.argv])


def has_module(line):
    return subprocess.run([SYSTEM_PYTHON, "-c", line], capture_output=True, check=False).returncode == 0


class Application:
    """hoist --practice with a practice service that belongs to the test, so that it survives kills
    of the application and its log can be read."""

    def __init__(self, home, practice, *arguments, env=None, has_practice_account=True, account="Practice"):
        self.home = home
        self.practice = practice
        self.arguments = arguments
        self.modes = ["--practice"] if has_practice_account else []
        self.account = account
        line = home.path / "practice.json"
        line.write_text(json.dumps({"port": practice.port, "storage": str(practice.storage),
                                    "services": {"tencent-vod": practice.settings}}) + "\n")
        self.env = {
            **home.env, "DBUS_SESSION_BUS_ADDRESS": os.environ["DBUS_SESSION_BUS_ADDRESS"],
            "HOIST_PRACTICE": f"sh -c 'cat {line}; exec sleep 100000'",
            "HOIST_STALL_LOG": str(home.path / "stalls.log"),
            "GTK_A11Y": "atspi", "GSETTINGS_BACKEND": "memory",
            "G_DEBUG": "", **(env or {})}
        self.process = None
        self.window = None
        self.screen = None
        self.error_logs = []
        home.checks.append(self.expect_no_warnings)
        self.start()

    def start(self):
        errors = self.home.open_log("hoist")
        self.error_logs.append(self.home.logs[-1])
        if self.screen is not None:
            self.screen.close()
        self.process = self.home.start(find_program("hoist"), *self.modes, *self.arguments, env=self.env,
                                       stdout=self.home.open_log("hoist-out"), stderr=errors,
                                       start_new_session=True)
        self.home.groups.append(self.process.pid)
        self.window = wait_until(self.find_window, 60, "the window of Hoist")
        self.screen = Screen(self)
        if self.modes:
            wait_until(lambda: self.account in [one["account"] for one in
                                                self.home.cli_json("account", "list")],
                       30, f"the account {self.account}")

    def pid(self):
        return self.process.pid

    def expect_no_warnings(self):
        """Nothing that GTK, libadwaita or GLib complain of, in any run of this application."""
        for path in self.error_logs:
            wrong = [line for line in path.read_text(errors="replace").splitlines()
                     if WARNING.search(line) and not any(known.search(line) for known in OF_THE_PLATFORM)]
            expect(not wrong, "the application printed a warning: " + "\n".join(wrong))

    def find_window(self):
        if self.process.poll() is not None:
            raise Failure(f"hoist ended with {self.process.returncode}")
        found = xdotool("search", "--onlyvisible", "--pid", self.pid()).split()
        return found[-1] if found else None

    def geometry(self):
        values = dict(line.split("=") for line in
                      xdotool("getwindowgeometry", "--shell", self.window).split("\n") if "=" in line)
        return {key: int(value) for key, value in values.items()}

    def kill(self):
        pid = self.pid()
        os.kill(pid, 9)
        self.process.wait(20)

    def close_window(self):
        xdotool("windowactivate", "--sync", self.window)
        xdotool("key", "--clearmodifiers", "alt+F4")

    def quit(self):
        os.kill(self.pid(), 15)

    def accessible_names(self):
        return [(node["role"], node["name"]) for node in self.screen.tree() if node["name"]]

    def stalls(self, is_work_only=False):
        """When the main loop was away for over 50 ms, not counting the time in which it wanted a
        processor that others had; or when it was itself at work for so long."""
        path = self.home.path / "stalls.log"
        expect(path.exists() and "watching" in path.read_text(), "the stall log was written")
        found = []
        for line in path.read_text().splitlines():
            match = re.match(r"stall ([0-9.]+) ms(?:.*: ([0-9.]+) ms of work, ([0-9.]+) ms for want)?", line)
            if not match:
                continue
            away, work, wanted = (float(part or 0) for part in match.groups())
            if (work if is_work_only and match[2] else away - wanted) > 50:
                found.append(line)
        return found


class IdleWatch:
    """A program that does nothing, every 10 ms: when even that comes late, the machine stalls."""

    PROGRAM = """
import sys, time
late = 0
due = time.monotonic() + 0.01
while True:
    time.sleep(max(0, due - time.monotonic()))
    if time.monotonic() - due > 0.05:
        print(round((time.monotonic() - due) * 1000), flush=True)
    due = time.monotonic() + 0.01
"""

    def __init__(self, home):
        self.process = home.start(sys.executable, "-c", self.PROGRAM, stdout=subprocess.PIPE, text=True)

    def stop(self):
        """The stalls it saw, in ms."""
        self.process.terminate()
        return [int(line) for line in self.process.communicate()[0].split()]


def drag(home, application, *paths, to=(0.5, 0.5), before_release=None):
    """From another application's window onto Hoist's, into the middle or this share of its width and
    height: press, small moves, release."""
    source = home.start(SYSTEM_PYTHON, str(HERE / "drag_source.py"), *paths, stdout=subprocess.PIPE,
                        stderr=home.open_log("drag"), text=True,
                        env={**home.env, "DBUS_SESSION_BUS_ADDRESS": os.environ["DBUS_SESSION_BUS_ADDRESS"],
                             "GDK_BACKEND": "x11"})
    ready = source.stdout.readline().split()
    expect(ready[:1] == ["ready"], f"the drag source is there: {ready}")
    x, y = int(ready[1]), int(ready[2])
    xdotool("windowmove", "--sync", application.window, 420, 120)
    place = application.geometry()
    to_x, to_y = place["X"] + int(place["WIDTH"] * to[0]), place["Y"] + int(place["HEIGHT"] * to[1])
    gesture = ["mousemove", "--sync", x, y, "mousedown", 1]
    steps = 25
    for step in range(1, steps + 1):
        gesture += ["mousemove", x + (to_x - x) * step // steps, y + (to_y - y) * step // steps,
                    "sleep", "0.03"]
    for wiggle in (4, 8, 4, 0):
        gesture += ["mousemove", to_x + wiggle, to_y + wiggle, "sleep", "0.1"]
    xdotool(*gesture)
    lines = []
    # a window that is slow to say that it would have them gets nothing when the button is let go
    while not {"taken", "untaken"} & set(lines) and (line := source.stdout.readline()):
        lines.append(line.strip())
    expect("taken" in lines, f"the window would have what is dragged: {lines}")
    if before_release:
        before_release()
    xdotool("mouseup", 1)
    while (line := source.stdout.readline()) and line.strip() not in ("end",):
        lines.append(line.strip())
    source.kill()
    return lines


def put_on_clipboard(home, *paths):
    """As another application does it that lives on."""
    source = home.start(SYSTEM_PYTHON, str(HERE / "clipboard_source.py"), *paths, stdout=subprocess.PIPE,
                        stderr=home.open_log("clipboard"), text=True,
                        env={**home.env, "DBUS_SESSION_BUS_ADDRESS": os.environ["DBUS_SESSION_BUS_ADDRESS"],
                             "GDK_BACKEND": "x11", "GTK_A11Y": "none"})
    expect(source.stdout.readline().strip() == "ready", "the clipboard was filled")
    return source


def choose_in_dialog(application, path):
    """Types a path into the file chooser that has just been opened, and takes it."""
    screen = application.screen
    screen.find(name="Other Locations")
    wait_until(lambda: "Add F" in xdotool("getactivewindow", "getwindowname"), 20, "the dialog to have the keyboard")
    screen.write(str(path))
    wait_until(lambda: [node for node in screen.nodes(roles={"text", "entry"}) if "focused" in node["states"]], 20,
               "the dialog's entry")
    # who writes quickly may find a completion of GTK's from the middle of the word behind his words
    screen.key("shift+End", "Delete")
    screen.key("Return")
    wait_until(lambda: "Add F" not in xdotool("getactivewindow", "getwindowname"), 20, "the dialog to go")


def list_uploads(home):
    return home.cli_json("list")


def sent_of(home):
    """Bytes of the first upload."""
    rows = list_uploads(home)
    return rows[0]["sent"] if rows else 0


def wait_for_states(home, states, seconds, what):
    def probe():
        found = [one["state"] for one in list_uploads(home)]
        return found if found and all(state in states for state in found) else None
    return wait_until(probe, seconds, what)


def need_reader():
    """Skips where nothing can read what is on the screen."""
    if not has_module("import gi; gi.require_version('Atspi', '2.0')"):
        raise Skip("gir1.2-atspi-2.0 is not installed")


def need_other_application():
    """Skips where no other application can be played that owns a clipboard or is dragged from."""
    for version in ("3.0", "4.0"):
        if not has_module(f"import gi; gi.require_version('Gtk', '{version}')"):
            raise Skip(f"python3-gi with GTK {version} is not installed")


__all__ = ["Application", "IdleWatch", "Practice", "choose_in_dialog", "drag", "has_module", "list_uploads",
           "need_other_application", "need_reader", "on_virtual_display", "put_on_clipboard", "sent_of",
           "wait_for_states", "xdotool", "SYSTEM_PYTHON"]
