# SPDX-License-Identifier: GPL-3.0-or-later
"""The languages of Hoist, and the locales in which its programs speak them. A locale is made where a test
wants it: few machines have all of them, and gettext asks for one that is neither “C” nor “C.UTF-8”."""
import subprocess

from hoist_system import SOURCE, Failure

LOCALES = {"de": "de_DE", "zh_CN": "zh_CN", "he": "he_IL"}


def languages():
    """What po/LINGUAS names."""
    lines = (SOURCE / "po" / "LINGUAS").read_text(encoding="utf-8").split("\n")
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def make_locale(folder, code):
    """Dates, numbers and the direction of a language, from the system's description of it; returns the
    environment of a program that is to speak it."""
    name = f"{LOCALES.get(code, code + '_' + code.upper())}.UTF-8"
    if not (folder / name).exists():
        folder.mkdir(exist_ok=True)
        done = subprocess.run(["localedef", "--no-archive", "-i", name.split(".")[0], "-f", "UTF-8", folder / name],
                              capture_output=True, text=True, check=False)
        # it warns, and says so by its status, for whole locales too
        if not (folder / name / "LC_MESSAGES").exists():
            raise Failure(f"the locale {name} cannot be made; is the package “locales” installed? {done.stderr}")
    return {"LANGUAGE": code, "LOCPATH": str(folder), "LC_ALL": name}


__all__ = ["languages", "make_locale"]
