"""Class files as enjarify writes them, made loadable beside the tests."""

import zipfile

# The bytes of a constant after its tag; a text tells its own length.
TEXT = 1
CONSTANTS = {3: 4, 4: 4, 5: 8, 6: 8, 7: 2, 8: 2, 9: 4, 10: 4, 11: 4, 12: 4, 15: 3, 16: 2, 18: 4}
TWO_PLACES = (5, 6)
INTERFACE = 0x0200
JAVA_8 = 52


def is_interface(data):
    """Whether a class file holds an interface: steps over its constants to its access flags."""
    at, left = 10, int.from_bytes(data[8:10], "big") - 1
    while left > 0:
        tag = data[at]
        size = 2 + int.from_bytes(data[at + 1 : at + 3], "big") if tag == TEXT else CONSTANTS[tag]
        at += 1 + size
        left -= 2 if tag in TWO_PLACES else 1
    return bool(int.from_bytes(data[at : at + 2], "big") & INTERFACE)


def make_loadable(source, target):
    """Copies a jar of enjarify's.

    Its class files are of an old version, in which interfaces have no method bodies: interfaces get
    a newer one. Kotlin's own classes are left out: they were shrunk to what the app needs, and the
    tests need more.
    """
    with zipfile.ZipFile(source) as jar, zipfile.ZipFile(target, "w") as copy:
        for name in jar.namelist():
            if name.startswith("kotlin/") or not name.endswith(".class"):
                continue
            data = jar.read(name)
            if is_interface(data):
                data = data[:6] + JAVA_8.to_bytes(2, "big") + data[8:]
            copy.writestr(name, data)
