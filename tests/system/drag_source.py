#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another application: a window whose whole area can be dragged as the files named on its command
line. Prints where its window is, then what happens to the drag: "taken" once what is under the pointer
would have it."""
import pathlib
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

PATIENCE_US = 20 * 1000 * 1000


def say(text):
    print(text, flush=True)


def main():
    uris = [pathlib.Path(name).resolve().as_uri() for name in sys.argv[1:]]
    window = Gtk.Window(title="Drag source")
    area = Gtk.EventBox()
    area.add(Gtk.Label(label="drag me"))
    window.add(area)
    window.set_default_size(200, 200)
    window.move(0, 0)
    area.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
    area.drag_source_add_uri_targets()

    def on_drag_data_get(_widget, _context, data, _info, _time):
        data.set_uris(uris)
        say("data")

    def on_drag_begin(_widget, context):
        deadline = GLib.get_monotonic_time() + PATIENCE_US

        def look():
            taken = context.get_selected_action() != 0
            if not taken and GLib.get_monotonic_time() < deadline:
                return GLib.SOURCE_CONTINUE
            say("taken" if taken else "untaken")
            return GLib.SOURCE_REMOVE

        say("begin")
        GLib.timeout_add(20, look)

    area.connect("drag-begin", on_drag_begin)
    area.connect("drag-data-get", on_drag_data_get)
    area.connect("drag-end", lambda *_: say("end"))
    area.connect("drag-failed", lambda *_: say("failed"))
    window.connect("destroy", Gtk.main_quit)
    window.show_all()

    def on_shown():
        _, x, y = area.get_window().get_origin()
        say(f"ready {x + area.get_allocated_width() // 2} {y + area.get_allocated_height() // 2}")
        return GLib.SOURCE_REMOVE

    window.connect("map-event", lambda *_: GLib.timeout_add(50, on_shown) and False)
    Gtk.main()


if __name__ == "__main__":
    main()
