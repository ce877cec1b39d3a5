#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop that has just been told of a newly installed application: launch_installed.py ID LANGUAGES

Finds it by its desktop file, its icons by their names, starts it as a menu would, and waits for its
window. Prints what it found as JSON.
"""
import json
import subprocess
import sys
import time

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gio, GLib, Gtk  # noqa: E402


def find_icon(name, size):
    found = Gtk.IconTheme.get_default().lookup_icon(name, size, Gtk.IconLookupFlags.FORCE_SVG)
    return found.get_filename() if found else None


def wait_for_window(name, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", name], capture_output=True,
                              text=True, check=False)
        if done.stdout.split():
            return True
        GLib.MainContext.default().iteration(False)
        time.sleep(0.05)
    return False


def main():
    name = sys.argv[1]
    Gtk.init([])
    info = Gio.DesktopAppInfo.new(name + ".desktop")
    if info is None:
        print(json.dumps({"found": False}))
        return
    keys = GLib.KeyFile()
    keys.load_from_file(info.get_filename(), GLib.KeyFileFlags.KEEP_TRANSLATIONS)
    found = {
        "found": True,
        "file": info.get_filename(),
        "executable": info.get_executable(),
        "types": info.get_supported_types(),
        "handles": name + ".desktop" in [one.get_id() for one in Gio.AppInfo.get_all_for_type("video/mp4")],
        "icon": find_icon(info.get_icon().to_string(), 128),
        "symbolic": find_icon(info.get_icon().to_string() + "-symbolic", 16),
        "comments": {language: keys.get_locale_string("Desktop Entry", "Comment", language)
                     for language in sys.argv[2:]},
    }
    info.launch([], None)
    found["window"] = wait_for_window("hoist", 60)
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    found["owned"] = bus.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "NameHasOwner",
                                   GLib.Variant("(s)", (name,)), None, 0, -1, None).unpack()[0]
    print(json.dumps(found))
    bus.call_sync(name, "/" + name.replace(".", "/").replace("-", "_"), "org.freedesktop.Application",
                  "ActivateAction", GLib.Variant("(sava{sv})", ("quit", [], {})), None, 0, -1, None)


if __name__ == "__main__":
    main()
