# SPDX-License-Identifier: GPL-3.0-or-later
"""What a desktop has beside its portals, as a test can look at it and change it: network, session,
notifications, file manager, browser, and the part of the portals that their GTK backend leaves to a shell."""
import shutil

from gi.repository import GLib
from hoist_sandbox import ID, Desktop
from hoist_system import wait_until
from mock_world import Loop, NetworkManager, ScreenSaver, Service, SessionManager, start_bus

NOTIFICATIONS_XML = """
<node><interface name='org.freedesktop.Notifications'>
  <method name='Notify'>
    <arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>
    <arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/>
    <arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/>
  </method>
  <method name='CloseNotification'><arg type='u' direction='in'/></method>
</interface></node>"""

# https://flatpak.github.io/xdg-desktop-portal/docs, org.freedesktop.impl.portal.Background
BACKGROUND_XML = """
<node><interface name='org.freedesktop.impl.portal.Background'>
  <method name='GetAppState'><arg type='a{sv}' direction='out'/></method>
  <method name='NotifyBackground'>
    <arg type='o' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>
    <arg type='u' direction='out'/><arg type='a{sv}' direction='out'/>
  </method>
  <method name='EnableAutostart'>
    <arg type='s' direction='in'/><arg type='b' direction='in'/><arg type='as' direction='in'/>
    <arg type='u' direction='in'/><arg type='b' direction='out'/>
  </method>
  <signal name='RunningApplicationsChanged'/>
</interface></node>"""

FILE_MANAGER_XML = """
<node><interface name='org.freedesktop.FileManager1'>
  <method name='ShowItems'><arg type='as' direction='in'/><arg type='s' direction='in'/></method>
</interface></node>"""

BACKEND = "org.freedesktop.impl.portal.desktop.shell"
BACKEND_FILE = f"""[portal]
DBusName={BACKEND}
Interfaces=org.freedesktop.impl.portal.Background;
UseIn=gnome
"""
NO_WINDOW, HAS_WINDOW = 0, 1


class Notifications(Service):
    """Those that are on the screen, by their title."""

    def __init__(self, loop, address):
        super().__init__(loop, address, "org.freedesktop.Notifications", "/org/freedesktop/Notifications",
                         NOTIFICATIONS_XML, {})
        self.shown = {}
        self.last = 0

    def on_Notify(self, application, replaced, icon, title, body, actions, hints, seconds):
        number = replaced
        if number == 0:
            self.last += 1
            number = self.last
        self.shown[number] = {"number": number, "title": title, "body": body, "from": hints.get("desktop-entry"),
                              "actions": dict(zip(actions[1::2], actions[::2]))}
        return GLib.Variant("(u)", (number,))

    def on_CloseNotification(self, number):
        self.shown.pop(number, None)

    def find(self, words):
        return next((one for one in list(self.shown.values()) if words in one["title"]), None)

    def press(self, notification, button=""):
        """One of its buttons; without a name the notification itself. It is gone then."""
        self.emit("ActionInvoked", "(us)", notification["number"], notification["actions"][button])
        del self.shown[notification["number"]]
        self.emit("NotificationClosed", "(uu)", notification["number"], 2)


class Shell(Service):
    """Knows which applications have a window, and who starts at login."""

    def __init__(self, loop, address):
        super().__init__(loop, address, BACKEND, "/org/freedesktop/portal/desktop", BACKGROUND_XML, {})
        self.window = HAS_WINDOW
        self.asked = []    # the calls for a start at login: (is_wanted, command line)
        self.noticed = []  # applications that the user was told of: they went on without a permission

    def on_GetAppState(self):
        return GLib.Variant("(a{sv})", ({ID: GLib.Variant("u", self.window)},))

    def on_NotifyBackground(self, handle, application, name):
        self.noticed.append(application)
        return GLib.Variant("(ua{sv})", (0, {"result": GLib.Variant("u", 2)}))

    def on_EnableAutostart(self, application, is_wanted, line, flags):
        self.asked.append((is_wanted, line))
        return GLib.Variant("(b)", (is_wanted,))

    def will_start(self):
        return bool(self.asked) and self.asked[-1][0]

    def set_window(self, window):
        self.window = window
        self.loop.call(lambda: self.bus.emit_signal(None, self.path, self.interface.name,
                                                    "RunningApplicationsChanged", None))


class FileManager(Service):
    def __init__(self, loop, address):
        super().__init__(loop, address, "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1",
                         FILE_MANAGER_XML, {})
        self.shown = []

    def on_ShowItems(self, addresses, token):
        self.shown += addresses


class Browser:
    """The default application for web pages; it writes down what it was given."""

    def __init__(self, home):
        self.log = home.path / "browser.log"
        program = home.path / "browser"
        program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >>"{self.log}"\n')
        program.chmod(0o755)
        folder = home.path / ".local" / "share" / "applications"
        folder.mkdir(parents=True)
        (folder / "browser.desktop").write_text(
            f"[Desktop Entry]\nType=Application\nName=Browser\nExec={program} %u\n"
            "MimeType=x-scheme-handler/http;x-scheme-handler/https;\n")
        (folder / "mimeapps.list").write_text(
            "[Default Applications]\nx-scheme-handler/http=browser.desktop\nx-scheme-handler/https=browser.desktop\n")

    def opened(self):
        return self.log.read_text().splitlines() if self.log.exists() else []


class MockedDesktop(Desktop):
    """A session with all of these."""

    def __init__(self, home):
        portals = home.path / "portals"
        shutil.copytree("/usr/share/xdg-desktop-portal/portals", portals)
        (portals / "shell.portal").write_text(BACKEND_FILE)
        self.loop = Loop()
        system_bus = start_bus(home)
        home.env.update(XDG_DESKTOP_PORTAL_DIR=str(portals), DBUS_SYSTEM_BUS_ADDRESS=system_bus)
        self.network = NetworkManager(self.loop, system_bus)
        self.browser = Browser(home)
        super().__init__(home)

    def begin_session(self):
        """The mocks are there before anything asks for them."""
        super().begin_session()
        address = self.home.env["DBUS_SESSION_BUS_ADDRESS"]
        self.session = SessionManager(self.loop, address)
        self.screen_saver = ScreenSaver(self.loop, address)
        self.notifications = Notifications(self.loop, address)
        self.shell = Shell(self.loop, address)
        self.files = FileManager(self.loop, address)

    def background_line(self):
        """What the desktop's list of background applications says of Hoist; None where it is not in it."""
        found = self.loop.call(self._ask_for_background)
        return next((one.get("message", "") for one in found if one["app_id"] == ID), None)

    def _ask_for_background(self):
        reply = self.shell.bus.call_sync(
            "org.freedesktop.background.Monitor", "/org/freedesktop/background/monitor",
            "org.freedesktop.DBus.Properties", "Get",
            GLib.Variant("(ss)", ("org.freedesktop.background.Monitor", "BackgroundApps")), None, 0, 5000, None)
        return reply.unpack()[0]

    def is_inhibited(self):
        return self.session.is_suspend_inhibited()

    def wait_for_notification(self, words, seconds):
        return wait_until(lambda: self.notifications.find(words), seconds,
                          f"the notification “{words}”; there are {list(self.notifications.shown.values())}")


__all__ = ["HAS_WINDOW", "NO_WINDOW", "MockedDesktop"]
