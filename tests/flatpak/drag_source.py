#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another application, of GTK 4: a window that can be dragged as the files named on its command line,
which it also hands over by the FileTransfer portal. Prints where it is, then what happens."""
import sys

import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, Gio, GLib, Gtk  # noqa: E402


def say(text):
    print(text, flush=True)


def main():
    Gtk.init()
    files = Gdk.FileList.new_from_list([Gio.File.new_for_path(name) for name in sys.argv[1:]])
    window = Gtk.Window(title="Drag source of GTK 4", default_width=200, default_height=200, decorated=False)
    label = Gtk.Label(label="drag me", hexpand=True, vexpand=True)
    window.set_child(label)
    source = Gtk.DragSource(actions=Gdk.DragAction.COPY)
    source.connect("prepare", lambda *_: Gdk.ContentProvider.new_for_value(files))
    source.connect("drag-begin", lambda *_: say("begin"))
    source.connect("drag-end", lambda *_: say("end"))
    source.connect("drag-cancel", lambda *_: say("cancel") or False)
    label.add_controller(source)
    window.connect("map", lambda *_: GLib.timeout_add(200, lambda: say("ready")))
    window.present()
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
