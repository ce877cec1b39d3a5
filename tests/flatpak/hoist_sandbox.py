# SPDX-License-Identifier: GPL-3.0-or-later
"""The installed Flatpak in a desktop session of its own: a bus with the portals and their GTK backend,
a home with the usual folders, a virtual display."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "system"))

# pylint: disable=wrong-import-position
from hoist_display import Screen, skip_all, xdotool  # noqa: E402
from hoist_system import SOURCE, Failure, Practice, Skip, expect, sha1_of, wait_until  # noqa: E402

ID = "io.github.hoist_uploader.Hoist"
WORK = pathlib.Path(os.environ.get("HOIST_FLATPAK_DIR", SOURCE / "build-flatpak"))
INSTALLATION = WORK / "installation"
PRIVATE_RUN = """
mkdir -p /run/user && mount -t tmpfs -o mode=755 tmpfs /run/user && mkdir -m 700 "/run/user/$(id -u)" && exec "$@"
"""
FOLDERS = {"VIDEOS": "Videos", "PICTURES": "Pictures", "MUSIC": "Music", "DOWNLOAD": "Downloads",
           "DESKTOP": "Desktop", "DOCUMENTS": "Documents"}


def on_display():
    """Starts this test again on a display of its own; ends it where that cannot be."""
    if os.environ.get("HOIST_ON_DISPLAY") == "1":
        return
    for name in ("flatpak", "Xvfb", "openbox", "xdotool", "dbus-daemon"):
        if shutil.which(name) is None:
            skip_all(f"{name} is not installed")
    if not (INSTALLATION / "app" / ID).exists():
        skip_all("the Flatpak is not built: ./dev flatpak")
    os.environ["HOIST_ON_DISPLAY"] = "1"
    # flatpak knows documents at /run/user/UID/doc alone, and a developer's own session is there: so
    # this one has a /run/user that nobody else sees
    names = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]
    if subprocess.run([*names, "true"], capture_output=True, check=False).returncode != 0:
        skip_all("no mounts of its own can be had here")
    os.execvp("unshare", [*names, "sh", "-c", PRIVATE_RUN, "-", str(SOURCE / ".ci" / "with-display"),
                          sys.executable, *sys.argv])


def need_documents():
    """Skips where the portal of documents cannot work, as in most containers."""
    if not os.path.exists("/dev/fuse"):
        raise Skip("there is no /dev/fuse, by which the portal hands out files")


class Desktop:
    """A session that belongs to a test. What is started on its bus ends with it."""

    def __init__(self, home, services=None):
        self.home = home
        for key in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
            home.env.pop(key, None)
        config = home.path / ".config"
        config.mkdir()
        for folder in FOLDERS.values():
            (home.path / folder).mkdir()
        (config / "user-dirs.dirs").write_text(
            "".join(f'XDG_{name}_DIR="$HOME/{folder}"\n' for name, folder in FOLDERS.items()))
        data_dirs = f"{INSTALLATION}/exports/share:/usr/local/share:/usr/share"
        if services:
            data_dirs = f"{services}:{data_dirs}"
        home.env.update(FLATPAK_USER_DIR=str(INSTALLATION), XDG_DATA_DIRS=data_dirs,
                        XDG_CURRENT_DESKTOP="GNOME", GTK_USE_PORTAL="0", GVFS_DISABLE_FUSE="1",
                        XDG_RUNTIME_DIR=f"/run/user/{os.geteuid()}", DISPLAY=os.environ["DISPLAY"])
        home.env.pop("G_DEBUG", None)
        self.bus = None
        self.begin_session()
        home.closers.append(self.end_session)

    def begin_session(self):
        self.bus = self.home.start("dbus-daemon", "--session", "--nofork", "--print-address",
                                   stdout=subprocess.PIPE, stderr=self.home.open_log("bus"), text=True)
        self.home.env["DBUS_SESSION_BUS_ADDRESS"] = self.bus.stdout.readline().strip()
        expect(self.home.env["DBUS_SESSION_BUS_ADDRESS"], "the session bus started")

    def end_session(self):
        """As at a log-out: what the bus had started ends, and what the portal had mounted goes."""
        self.bus.terminate()
        self.bus.wait(20)
        if os.path.ismount(self.documents):
            subprocess.run(["fusermount3", "-u", "-z", str(self.documents)], capture_output=True, check=False)
        wait_until(lambda: not os.path.ismount(self.documents), 20, "the documents to be unmounted")
        for left in pathlib.Path(self.home.env["XDG_RUNTIME_DIR"]).iterdir():
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink()

    def find_owner(self, name):
        """The process behind a name on the bus; None where nobody has it."""
        done = subprocess.run(["dbus-send", "--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/",
                               "org.freedesktop.DBus.GetConnectionUnixProcessID", f"string:{name}"],
                              env=self.home.env, capture_output=True, text=True, check=False)
        return int(done.stdout.split()[-1]) if done.returncode == 0 else None

    @property
    def documents(self):
        return pathlib.Path(self.home.env["XDG_RUNTIME_DIR"]) / "doc"

    @property
    def data(self):
        """The app's own data folder, as the host sees it."""
        return self.home.path / ".var" / "app" / ID / "data" / "hoist"

    def flatpak(self, *arguments, status=0, seconds=120, text=""):
        done = subprocess.run(["flatpak", *map(str, arguments)], env=self.home.env, input=text,
                              capture_output=True, text=True, timeout=seconds, check=False)
        if status is not None and done.returncode != status:
            raise Failure(f"flatpak {' '.join(map(str, arguments))}: exit status {done.returncode}, "
                          f"wanted {status}\n{done.stdout}{done.stderr}")
        return done

    def inside(self, *command, **options):
        """A program in the app's sandbox, to its end."""
        program, *arguments = command
        return self.flatpak("run", f"--command={program}", ID, *arguments, **options)

    def cli(self, *arguments, **options):
        return self.inside("hoist-cli", *arguments, **options)

    def start_keyring(self):
        keyring = self.home.start("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets",
                                  stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                  stderr=self.home.open_log("keyring"), text=True)
        keyring.stdin.write("password")
        keyring.stdin.close()
        wait_until(lambda: self.find_owner("org.freedesktop.secrets"), 20, "the keyring")

    def add_account(self, practice, status=0):
        return self.cli("account", "add", practice.service, "Studio", *practice.set_arguments(), "--secrets-stdin",
                        text=practice.secrets(), status=status)

    def uploads(self):
        return [json.loads(line) for line in self.cli("list", "--json").stdout.splitlines()]

    def wait_for_upload(self, probe, seconds, what):
        """Until the one upload is as the probe wants it."""
        def look():
            found = self.uploads()
            return found[0] if found and probe(found[0]) else None
        try:
            return wait_until(look, seconds, what)
        except Failure as failure:
            raise Failure(f"{failure}; uploads: {self.uploads()}") from None

    def expect_arrived(self, path):
        """The practice service inside the sandbox has these very bytes."""
        wanted = sha1_of(path)
        stored = [one for one in (self.data / "practice").rglob("*") if one.is_file()]
        expect(any(one.stat().st_size == os.path.getsize(path) and sha1_of(one) == wanted for one in stored),
               f"the practice service has the bytes of {path}; it has {[str(one) for one in stored]}")


class FileChooser:
    """That of the portal's backend, which is no part of the application."""

    def __init__(self, title):
        self.title = title
        self.window = wait_until(self.find_window, 40, f"the file chooser “{title}”")

    def find_window(self):
        found = xdotool("search", "--onlyvisible", "--name", self.title).split()
        return found[-1] if found else None

    def choose(self, path):
        """By its line for a path. It may not listen yet when it can be seen: then once more."""
        wait_until(lambda: self.try_to_choose(path), 60, f"the file chooser “{self.title}” to go")

    def try_to_choose(self, path):
        """Away from recent files, where no folder can be chosen. Return takes a file; into a folder it
        only goes, and the button takes that."""
        xdotool("windowactivate", "--sync", self.window)
        xdotool("key", "alt+Home", "ctrl+l", "ctrl+a")
        xdotool("type", "--delay", 5, str(path))
        for key in ("Return", "alt+a"):
            xdotool("key", key)
            try:
                return wait_until(lambda: self.find_window() is None, 2, "it to go")
            except Failure:
                continue
        return False


class SandboxedPractice(Practice):
    """The practice service of the Flatpak, in a sandbox of its own; its log can be read."""

    def __init__(self, home, *arguments):
        super().__init__(home, *arguments, storage=f".var/app/{ID}/data/practice-server")

    def program(self):
        return ["flatpak", "run", "--die-with-parent", "--command=hoist-practice", ID]


class SandboxedApplication:
    """Hoist as the desktop starts it."""

    def __init__(self, desktop, *arguments, rate=None, options=()):
        self.desktop = desktop
        self.home = desktop.home
        self.options = list(options)
        if rate is not None:
            self.options.append(f"--env=HOIST_PRACTICE=/app/bin/hoist-practice --rate {rate}")
        self.window = None
        self.process = None
        self.screen = None
        self.start(*arguments)

    @property
    def env(self):
        return {**self.home.env, "GTK_A11Y": "atspi"}

    def start(self, *arguments):
        self.process = self.home.start(
            "flatpak", "run", "--die-with-parent", "--env=GSK_RENDERER=cairo", "--env=GDK_BACKEND=x11",
            "--env=LIBGL_ALWAYS_SOFTWARE=1", *self.options, ID, *arguments, env=self.env,
            stdout=self.home.open_log("hoist-out"), stderr=self.home.open_log("hoist"),
            start_new_session=True)
        self.home.groups.append(self.process.pid)
        self.window = wait_until(self.find_window, 90, "the window of Hoist")
        self.screen = Screen(self)

    def find_window(self):
        if self.process.poll() is not None:
            raise Failure(f"flatpak run ended with {self.process.returncode}")
        found = xdotool("search", "--onlyvisible", "--class", "hoist").split()
        return found[-1] if found else None

    def geometry(self):
        values = dict(line.split("=") for line in
                      xdotool("getwindowgeometry", "--shell", self.window).split("\n") if "=" in line)
        return {key: int(value) for key, value in values.items()}

    def descendants(self):
        found = {self.process.pid}
        parents = {}
        for status in pathlib.Path("/proc").glob("[0-9]*/status"):
            try:
                match = re.search(r"^PPid:\s*(\d+)", status.read_text(), re.M)
            except OSError:
                continue
            parents[int(status.parent.name)] = int(match[1])
        while True:
            more = {pid for pid, parent in parents.items() if parent in found} - found
            if not more:
                return found
            found |= more

    def find_process(self, name):
        for pid in sorted(self.descendants()):
            try:
                if os.path.basename(os.readlink(f"/proc/{pid}/exe")) == name:
                    return pid
            except OSError:
                continue
        raise Failure(f"{name} is not running")

    def pid(self):
        """Of who speaks for it on the buses: flatpak's proxy."""
        return wait_until(lambda: self.desktop.find_owner(ID), 20, "the application's name on the bus")

    def kill(self):
        """As by the kernel: everything in the sandbox, at once."""
        if self.screen is not None:
            self.screen.close()
        self.desktop.flatpak("kill", ID)
        self.process.wait(30)


__all__ = ["Desktop", "FileChooser", "ID", "INSTALLATION", "SOURCE", "SandboxedApplication", "SandboxedPractice", "WORK", "on_display"]
