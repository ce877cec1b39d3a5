#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another application: a window that owns the clipboard, with the files named on its command line
as a file manager puts them there. Prints “ready” when they can be pasted."""
import sys

import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, Gio, GLib, Gtk  # noqa: E402


def main():
    Gtk.init()
    files = Gdk.FileList.new_from_list([Gio.File.new_for_path(name) for name in sys.argv[1:]])
    provider = Gdk.ContentProvider.new_for_value(files)
    Gdk.Display.get_default().get_clipboard().set_content(provider)
    print("ready", flush=True)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
