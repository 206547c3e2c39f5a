"""Where things are, and what the app has to be."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1]
REPOSITORY = FOLDER.parent
BUILD = FOLDER / "build"
MANIFEST = FOLDER / "app/src/main/AndroidManifest.xml"
APPLICATION = "unittf.app"
PERMISSIONS = {"android.permission.CAMERA"}
MINIMUM_SDK = 26
TARGET_SDK = 35
TEST_SDKS = (35, 26)

ARCHITECTURES = ("arm64-v8a", "armeabi-v7a", "x86", "x86_64")

# With its resources every step of the build is seen as changed when one of these changes.
SCRIPTS = [FOLDER / "build.py", FOLDER / "builder", FOLDER / "dependencies.sha256"]
