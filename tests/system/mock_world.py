# SPDX-License-Identifier: GPL-3.0-or-later
"""A world that a test can change: a system bus of its own with NetworkManager on it, a session
manager that remembers who keeps the machine awake, and a folder of power supplies."""
import os
import pathlib
import subprocess
import threading

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402  (the version comes first)

NETWORK_XML = """
<node><interface name='org.freedesktop.NetworkManager'>
  <property name='Version' type='s' access='read'/>
  <property name='State' type='u' access='read'/>
  <property name='Connectivity' type='u' access='read'/>
  <property name='Metered' type='u' access='read'/>
  <property name='NetworkingEnabled' type='b' access='read'/>
</interface></node>"""

SESSION_XML = """
<node><interface name='org.gnome.SessionManager'>
  <method name='Inhibit'>
    <arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>
    <arg type='u' direction='in'/><arg type='u' direction='out'/>
  </method>
  <method name='Uninhibit'><arg type='u' direction='in'/></method>
  <method name='IsInhibited'><arg type='u' direction='in'/><arg type='b' direction='out'/></method>
  <property name='InhibitedActions' type='u' access='read'/>
  <property name='SessionIsActive' type='b' access='read'/>
</interface></node>"""

SCREEN_XML = """
<node><interface name='org.gnome.ScreenSaver'>
  <method name='GetActive'><arg type='b' direction='out'/></method>
</interface></node>"""

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""

# NMState, NMConnectivityState and NMMetered of NetworkManager's D-Bus reference
DISCONNECTED, CONNECTED = 20, 70
NONE, PORTAL, FULL = 1, 2, 4
IS_METERED, IS_NOT_METERED = 1, 2
SUSPEND = 4  # of org.gnome.SessionManager's flags


class Loop:
    """A main loop in a thread of its own: the test itself waits and polls."""

    def __init__(self):
        self.context = GLib.MainContext()
        self.loop = GLib.MainLoop(self.context)
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        self.context.push_thread_default()
        self.loop.run()

    def call(self, function):
        """Runs it in the loop, and gives back what it gives."""
        done, answer = threading.Event(), []

        def run():
            answer.append(function())
            done.set()
            return GLib.SOURCE_REMOVE

        source = GLib.idle_source_new()
        source.set_callback(lambda *_: run())
        source.attach(self.context)
        done.wait(20)
        return answer[0]


class Service:
    """One object on a bus, its properties in a dictionary."""

    def __init__(self, loop, address, name, path, xml, properties):
        self.loop, self.path, self.properties = loop, path, properties
        self.interface = Gio.DBusNodeInfo.new_for_xml(xml).interfaces[0]
        self.bus = loop.call(lambda: self._open(address, name))

    def _open(self, address, name):
        flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
                 | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        bus.register_object(self.path, self.interface, self._on_call, self._on_get, None)
        bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                      # replaces that of an earlier test, and may be replaced
                      GLib.Variant("(su)", (name, 7)), None, Gio.DBusCallFlags.NONE, -1, None)
        return bus

    def _on_get(self, bus, sender, path, interface, name):
        return self.properties[name]

    def _on_call(self, bus, sender, path, interface, method, parameters, invocation):
        invocation.return_value(getattr(self, f"on_{method}")(*parameters.unpack()))

    def emit(self, signal, kinds, *values):
        self.loop.call(lambda: self.bus.emit_signal(None, self.path, self.interface.name, signal,
                                                    GLib.Variant(kinds, values)))

    def set(self, **changes):
        """New values of properties, told as the real service tells them."""
        kinds = {one.name: one.signature for one in self.interface.properties}
        changes = {name: GLib.Variant(kinds[name], value) for name, value in changes.items()}
        self.properties.update(changes)
        self.loop.call(lambda: self.bus.emit_signal(
            None, self.path, "org.freedesktop.DBus.Properties", "PropertiesChanged",
            GLib.Variant("(sa{sv}as)", (self.interface.name, changes, []))))


class NetworkManager(Service):
    def __init__(self, loop, address):
        super().__init__(loop, address, "org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager",
                         NETWORK_XML, {"Version": GLib.Variant("s", "1.42.4"),
                                       "State": GLib.Variant("u", CONNECTED),
                                       "Connectivity": GLib.Variant("u", FULL),
                                       "Metered": GLib.Variant("u", IS_NOT_METERED),
                                       "NetworkingEnabled": GLib.Variant("b", True)})


class SessionManager(Service):
    """Remembers who keeps the machine from suspending."""

    def __init__(self, loop, address):
        super().__init__(loop, address, "org.gnome.SessionManager", "/org/gnome/SessionManager", SESSION_XML,
                         {"InhibitedActions": GLib.Variant("u", 0), "SessionIsActive": GLib.Variant("b", True)})
        self.inhibitors = {}
        self.last = 0

    def on_Inhibit(self, application, window, reason, flags):
        self.last += 1
        self.inhibitors[self.last] = (reason, flags)
        return GLib.Variant("(u)", (self.last,))

    def on_Uninhibit(self, cookie):
        self.inhibitors.pop(cookie, None)
        return None

    def on_IsInhibited(self, flags):
        return GLib.Variant("(b)", (any(one & flags for _, one in self.inhibitors.values()),))

    def is_suspend_inhibited(self):
        return any(flags & SUSPEND for _, flags in list(self.inhibitors.values()))


class ScreenSaver(Service):
    """Without one the portals' GTK backend takes the desktop for another than GNOME."""

    def __init__(self, loop, address):
        super().__init__(loop, address, "org.gnome.ScreenSaver", "/org/gnome/ScreenSaver", SCREEN_XML, {})

    def on_GetActive(self):
        return GLib.Variant("(b)", (False,))


def start_bus(home):
    """One that starts no service by itself: nothing is there but what the test puts there."""
    config = home.path / "bus.conf"
    config.write_text(BUS_CONFIG)
    daemon = home.start("dbus-daemon", f"--config-file={config}", "--nofork", "--print-address", env=None,
                        stdout=subprocess.PIPE, text=True)
    return daemon.stdout.readline().strip()


class World:
    """All of it, and the environment in which a program sees it."""

    def __init__(self, home):
        self.loop = Loop()
        self.system_bus = start_bus(home)
        self.network = NetworkManager(self.loop, self.system_bus)
        self.session = SessionManager(self.loop, os.environ["DBUS_SESSION_BUS_ADDRESS"])
        self.power = pathlib.Path(home.path / "power")
        self.set_power(is_plugged_in=True, percent=80)
        self.env = {"DBUS_SYSTEM_BUS_ADDRESS": self.system_bus, "HOIST_POWER_SUPPLY": str(self.power)}

    def set_power(self, is_plugged_in, percent):
        self._write("AC", type="Mains", online=int(is_plugged_in))
        self._write("BAT0", type="Battery", present=1, capacity=percent, energy_full=50000000,
                    status="Charging" if is_plugged_in else "Discharging")

    def _write(self, supply, **attributes):
        folder = self.power / supply
        folder.mkdir(parents=True, exist_ok=True)
        for name, value in attributes.items():
            # replaced at once: the program may read at any time
            new = folder / f".{name}"
            new.write_text(f"{value}\n")
            new.rename(folder / name)
