# SPDX-License-Identifier: GPL-3.0-or-later
"""The application on a virtual display: started, found, dragged to, closed."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

from hoist_system import BUILD, SOURCE, Failure, Practice, expect, find_program, wait_until

SYSTEM_PYTHON = "/usr/bin/python3"
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
    os.execv(SOURCE / ".ci" / "with-display",
             [str(SOURCE / ".ci" / "with-display"), sys.executable, *sys.argv])


def has_module(line):
    return subprocess.run([SYSTEM_PYTHON, "-c", line], capture_output=True, check=False).returncode == 0


def xdotool(*arguments):
    done = subprocess.run(["xdotool", *map(str, arguments)], capture_output=True, text=True, check=False)
    return done.stdout.strip()


class Application:
    """hoist --practice with a practice service that belongs to the test, so that it survives kills
    of the application and its log can be read."""

    def __init__(self, home, practice, *arguments, env=None):
        self.home = home
        self.practice = practice
        self.arguments = arguments
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
        self.start()

    def start(self):
        command = [find_program("hoist"), "--practice", *self.arguments]
        if shutil.which("meson"):
            command = ["meson", "devenv", "-C", str(BUILD), *command]
        self.process = self.home.start(*command, env=self.env, stdout=self.home.open_log("hoist-out"),
                                       stderr=self.home.open_log("hoist"), start_new_session=True)
        self.home.groups.append(self.process.pid)
        self.window = wait_until(self.find_window, 60, "the window of Hoist")
        wait_until(lambda: "Practice" in [one["account"] for one in
                                          self.home.cli_json("account", "list")],
                   30, "the account Practice")

    def pid(self):
        """That of the application: meson's wrapper may stand before it."""
        try:
            children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        except OSError:
            return self.process.pid
        for child in children.split():
            name = pathlib.Path(f"/proc/{child}/comm").read_text().strip()
            if name == "hoist":
                return int(child)
        return self.process.pid

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
        done = subprocess.run([SYSTEM_PYTHON, str(HERE / "accessible_names.py"), str(self.pid())],
                              env=self.env, capture_output=True, text=True, timeout=60, check=False)
        return [line.split("\t") for line in done.stdout.splitlines()]

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


def drag(home, application, *paths):
    """From another application's window onto Hoist's: press, small moves, release."""
    source = home.start(SYSTEM_PYTHON, str(HERE / "drag_source.py"), *paths, stdout=subprocess.PIPE,
                        stderr=home.open_log("drag"), text=True,
                        env={**home.env, "DBUS_SESSION_BUS_ADDRESS": os.environ["DBUS_SESSION_BUS_ADDRESS"],
                             "GDK_BACKEND": "x11"})
    ready = source.stdout.readline().split()
    expect(ready[:1] == ["ready"], f"the drag source is there: {ready}")
    x, y = int(ready[1]), int(ready[2])
    xdotool("windowmove", "--sync", application.window, 420, 120)
    place = application.geometry()
    to_x, to_y = place["X"] + place["WIDTH"] // 2, place["Y"] + place["HEIGHT"] // 2
    gesture = ["mousemove", "--sync", x, y, "mousedown", 1]
    steps = 25
    for step in range(1, steps + 1):
        gesture += ["mousemove", x + (to_x - x) * step // steps, y + (to_y - y) * step // steps,
                    "sleep", "0.03"]
    for wiggle in (4, 8, 4, 0):
        gesture += ["mousemove", to_x + wiggle, to_y + wiggle, "sleep", "0.1"]
    gesture += ["mouseup", 1]
    xdotool(*gesture)
    lines = []
    while (line := source.stdout.readline()) and line.strip() not in ("end",):
        lines.append(line.strip())
    source.kill()
    return lines


def list_uploads(home):
    return home.cli_json("list")


def wait_for_states(home, states, seconds, what):
    def probe():
        found = [one["state"] for one in list_uploads(home)]
        return found if found and all(state in states for state in found) else None
    return wait_until(probe, seconds, what)


__all__ = ["Application", "IdleWatch", "Practice", "drag", "has_module", "list_uploads", "on_virtual_display",
           "wait_for_states", "xdotool", "SYSTEM_PYTHON"]
