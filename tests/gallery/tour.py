# SPDX-License-Identifier: GPL-3.0-or-later
"""One application on a virtual display, in one language, brought from scene to scene; and the camera
that takes each in every style and width."""
import json
import os
import pathlib
import sqlite3
import subprocess
import time

from hoist_display import Application, Practice, list_uploads, xdotool
from hoist_system import MIB, Failure, Home, expect, make_file, make_sparse, wait_until
from hoist_screen import SYSTEM_PYTHON

HERE = pathlib.Path(__file__).resolve().parent
WIDTHS = (360, 1200)
HEIGHT = 640
PLACE = (20, 20)
# progress goes on for ever: after so many looks a picture is taken all the same
LOOKS = 6
BETWEEN_LOOKS_SECONDS = 0.15
PATIENCE_SECONDS = 10
# until a new style or size has come to the eye; no test depends on it
SETTLE_SECONDS = 0.5

OTHERS = {"PDS": "alibaba-pds", "MetaStudio": "huawei-metastudio", "MediaHub": "xvid-mediahub",
          "Studio A": "tencent-vod"}

SETTINGS = """[Settings]
gtk-enable-animations=false
gtk-cursor-blink=false
"""


class Camera:
    """Where pictures go, and what each is of."""

    def __init__(self, target, styles, widths, suffix):
        self.target, self.styles, self.widths, self.suffix = target, styles, widths, suffix
        self.pictures = []

    def note(self, scene, style, width, file, row=None):
        self.pictures.append({"scene": scene, "style": style, "width": width, "suffix": self.suffix,
                              "window": file, "row": row})

    def name(self, scene, style, width):
        return "-".join(part for part in (scene, style, str(width), self.suffix) if part)

    @staticmethod
    def look(x, y, width, height):
        done = subprocess.run(["import", "-silent", "-window", "root", "-crop", f"{width}x{height}+{x}+{y}", "+repage",
                               "-strip", "-define", "png:exclude-chunks=date,time", "png:-"],
                              check=True, capture_output=True)
        return done.stdout

    @staticmethod
    def is_dark(picture):
        done = subprocess.run(["convert", "png:-", "-colorspace", "gray", "-format", "%[fx:mean]", "info:"], input=picture,
                              check=True, capture_output=True)
        return float(done.stdout) < 0.5

    def take(self, path, style, *area):
        """The same twice is a window that has come to rest, if it has the style that was asked for."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        time.sleep(SETTLE_SECONDS)
        last = None
        for _ in range(LOOKS):
            now = self.look(*area)
            if now == last:
                break
            last = now
            time.sleep(BETWEEN_LOOKS_SECONDS)
        while self.is_dark(now) != (style == "dark"):
            if time.monotonic() > deadline:
                raise Failure(f"the window did not take the style “{style}”")
            now = self.look(*area)
        path.write_bytes(now)


def place_of(window):
    values = dict(line.split("=") for line in
                  xdotool("getwindowgeometry", "--shell", window).split("\n") if "=" in line)
    return tuple(int(values.get(name, -1)) for name in ("X", "Y", "WIDTH", "HEIGHT"))


def resize(window, width, height):
    """As far as the window lets itself be resized."""
    deadline = time.monotonic() + 2
    xdotool("windowsize", window, width, height)
    xdotool("windowmove", window, *PLACE)
    while place_of(window) != (*PLACE, width, height) and time.monotonic() < deadline:
        time.sleep(0.03)
    return place_of(window)


class Desktop:
    """What is around the application: see desktop.py. One for all tours, before anything starts that would
    call the real one."""

    def __init__(self):
        self.process = subprocess.Popen([SYSTEM_PYTHON, HERE / "desktop.py"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        expect(self.process.stdout.readline(), "the desktop is played")

    def tell(self, **wish):
        self.process.stdin.write(json.dumps(wish) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        expect(answer, f"the desktop does {wish}")
        expect("error" not in json.loads(answer), f"the desktop does {wish}: {answer}")

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)


class Tour:
    """The application with an account at each service, all of them played by the practice service."""

    def __init__(self, desktop, camera, language, is_large=False):
        self.desktop, self.camera, self.language = desktop, camera, language
        self.seed = 1000
        self.home = Home()
        self.home.env.update(language.env)
        self.home.open_keyring()
        self.practice = Practice(self.home, "--no-rates")
        folder = self.home.path / "config" / "gtk-4.0"
        folder.mkdir(parents=True)
        (folder / "settings.ini").write_text(SETTINGS)
        subprocess.run(["xprop", "-root", "-f", "RESOURCE_MANAGER", "8s", "-set", "RESOURCE_MANAGER",
                        f"Xft.dpi: {192 if is_large else 96}\n"], check=True)
        for name, service in OTHERS.items():
            other = Practice.__new__(Practice)
            other.service, other.settings = service, self.practice.services[service]
            self.home.add_account(other, name)
        self.application = Application(self.home, self.practice, account=language.say("Practice"), env={
            **language.env, "DBUS_SYSTEM_BUS_ADDRESS": self.bus(), "ADW_DISABLE_PORTAL": ""})
        self.screen = self.application.screen

    @staticmethod
    def bus():
        return os.environ["DBUS_SESSION_BUS_ADDRESS"]

    def close(self):
        try:
            self.application.expect_no_warnings()
        finally:
            self.home.close()

    def say(self, text):
        return self.language.say(text)

    # --- the world

    def tell_desktop(self, **wish):
        self.desktop.tell(**wish)

    def activate(self, action, parameter=None):
        """An action of the main window, as a notification or the shell would do it."""
        self.tell_desktop(activate=action, parameter=parameter)

    def stop(self):
        if self.application.process.poll() is None:
            self.application.quit()
            self.application.process.wait(30)

    def start(self, without=(), **env):
        """Again, with another environment."""
        normal = dict(self.application.env)
        self.application.env.update(env)
        for name in without:
            self.application.env.pop(name, None)
        try:
            self.application.start()
        finally:
            self.application.env = normal
            self.screen = self.application.screen

    def write_store(self, *statements):
        """What nothing in this session could bring about. The application must be stopped."""
        store = sqlite3.connect(self.home.data / "queue.db")
        with store:
            for statement, values in statements:
                store.execute(statement, values)
        store.close()

    # --- what scenes are made of

    def next_seed(self):
        """Of a file that the service has never seen."""
        self.seed += 1
        return self.seed

    def add(self, name, size=2 * MIB, account="Practice", seed=None):
        path = self.home.path / "Videos" / name
        path.parent.mkdir(exist_ok=True, parents=True)
        if seed is None:
            make_sparse(path, size)
        else:
            make_file(path, size, seed)
        self.home.cli("add", "--account", account, path)
        return path

    def upload(self, name):
        return next((one for one in list_uploads(self.home) if one["path"].endswith("/" + name)), None)

    def wait(self, name, *states, reason=None, seconds=60):
        def probe():
            found = self.upload(name)
            return found and found["state"] in states and (reason is None or found["reason"] == reason)
        wait_until(probe, seconds, f"{name} to be {states} {reason or ''}: {self.upload(name)}")

    def wait_for_sent(self, name, size):
        wait_until(lambda: self.upload(name)["sent"] > size, 90, f"{size} bytes of {name} at the service")

    def pause(self, name):
        self.home.cli("pause", "--all")
        self.wait(name, "paused")

    def dismiss(self):
        """The dialog that opened last, with its key. Until it is gone, what closes the next window must not
        come: it would reach the main one."""
        window = self.wait_for_other()
        self.screen.key("Escape")
        wait_until(lambda: window not in self.windows(), 20, "the dialog to go")

    def remove_all(self):
        self.practice.post("faults", [])
        if list_uploads(self.home):
            self.home.cli("remove", "--all", status=None)
            wait_until(lambda: not list_uploads(self.home), 60, "an empty list")
        self.close_others()

    def recover(self):
        """After a scene that went wrong or left its mark, the next one finds a window as new."""
        self.practice.post("faults", [])
        self.stop()
        self.start()

    def close_others(self):
        """Dialogs and windows over the main one; the key must not reach that."""
        def find():
            return [window for window in self.windows() if window != self.application.window]

        def is_active(window):
            return xdotool("getactivewindow") == window
        for _ in range(8):
            others = find()
            if not others:
                return
            xdotool("windowactivate", others[-1])
            try:
                wait_until(lambda: is_active(others[-1]) or others[-1] not in find(), 5, "a window to be closed")
            except Failure:
                self.screen.key("Escape")  # a menu: it never becomes the active window
                continue
            if is_active(others[-1]):
                self.screen.key("alt+F4")
                wait_until(lambda: others[-1] not in find(), 10, "a window to close")
        expect(not find(), "other windows are closed")

    def slow_down(self, rate=400000):
        self.practice.set_faults({"call": "UploadPart", "fault": "slow", "bytes": rate, "times": -1})

    # --- windows and pictures

    def windows(self):
        return xdotool("search", "--onlyvisible", "--pid", self.application.pid()).split()

    def front(self):
        """The keyboard goes to the main window."""
        xdotool("windowactivate", "--sync", self.application.window)

    def wait_for_other(self):
        """The window that has opened over the main one and has the keyboard."""
        def probe():
            window = xdotool("getactivewindow")
            return window if window and window != self.application.window else None
        return wait_until(probe, 30, "another window")

    def each_look(self, window, scene):
        """Style by style and width by width: style, width, path and area of the picture."""
        for width in self.camera.widths:
            # a row under the pointer looks like no other
            xdotool("mousemove", 1279, 959)
            area = resize(window, width, HEIGHT)
            for style in self.camera.styles:
                self.tell_desktop(style=style if style in ("dark", "contrast") else "light")
                yield style, width, self.camera.target / f"{self.camera.name(scene, style, width)}.png", area

    def shoot(self, scene, name=None):
        """The main window, and the row of a file by itself."""
        for style, width, path, area in self.each_look(self.application.window, scene):
            self.camera.take(path, style, *area)
            row = self.crop(path, name) if name else None
            self.camera.note(scene, style, width, path.name, row)
        print(scene, flush=True)

    def shoot_other(self, scene):
        """The window that opened last, by itself."""
        window = self.wait_for_other()
        for style, width, path, area in self.each_look(window, scene):
            self.camera.take(path, style, *area)
            self.camera.note(scene, style, width, path.name)
        print(scene, flush=True)

    def shoot_dialog(self, scene):
        """One that has the size it wants."""
        window = self.wait_for_other()
        for style in self.camera.styles:
            self.tell_desktop(style=style if style in ("dark", "contrast") else "light")
            xdotool("mousemove", 1279, 959)
            area = place_of(window)
            path = self.camera.target / f"{self.camera.name(scene, style, area[2])}.png"
            self.camera.take(path, style, *area)
            self.camera.note(scene, style, area[2], path.name)
        print(scene, flush=True)

    def shoot_over(self, scene, do, undo, least_width=0):
        """What comes on the main window and goes by itself, brought about anew for each width. Menus need
        more room than a narrow window has."""
        for width in self.camera.widths:
            resize(self.application.window, width, HEIGHT)
            do()
            xdotool("mousemove", 1279, 959)
            for style in self.camera.styles:
                self.tell_desktop(style=style if style in ("dark", "contrast") else "light")
                path = self.camera.target / f"{self.camera.name(scene, style, width)}.png"
                self.camera.take(path, style, *PLACE, max(width, least_width), HEIGHT)
                self.camera.note(scene, style, width, path.name)
            undo()
        print(scene, flush=True)

    def row(self, name):
        """Of a file or of a folder, whose row is not called by its name alone."""
        return next((row for row in self.screen.rows() if name in row["name"]), None)

    def crop(self, whole, name):
        def find():
            node = self.row(name)
            return self.screen.ask(do="place", ref=node["ref"]) if node else None  # it may be made anew just then
        x, y, width, height = wait_until(find, 20, f"the row {name} on the screen; it shows {self.screen}")
        target = whole.with_name(f"row-{whole.name}")
        subprocess.run(["convert", str(whole), "-crop", f"{width}x{height}+{x}+{y}", "+repage", str(target)],
                       check=True)
        return target.name


__all__ = ["MIB", "OTHERS", "WIDTHS", "Camera", "Desktop", "Tour", "expect", "list_uploads", "make_file", "wait_until", "xdotool"]
