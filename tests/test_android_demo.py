"""What the app's build decides by itself, and that its files agree; without Java."""

import hashlib
import importlib
import re
import struct
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from export import TFLiteTranslator

DEMO = Path(__file__).parents[1] / "android_demo"
sys.path.insert(0, str(DEMO))
apk, class_files, dependencies, elf, host, pictures, project, results, steps, suites, tools = (
    importlib.import_module(f"builder.{name}")
    for name in (
        "apk", "class_files", "dependencies", "elf", "host", "pictures", "project", "results",
        "steps", "suites", "tools",
    )
)  # fmt: skip
sys.path.remove(str(DEMO))

ANDROID = "{http://schemas.android.com/apk/res/android}"


def test_a_changed_dependency_is_refused(tmp_path):
    (tmp_path / "one.jar").write_bytes(b"one")
    hashes = {"one.jar": hashlib.sha256(b"one").hexdigest(), "two.jar": "0" * 64}
    assert dependencies.check(tmp_path, hashes) == ["two.jar"]
    (tmp_path / "one.jar").write_bytes(b"another")
    with pytest.raises(tools.BuildError, match=r"one\.jar is not the file .* Delete it"):
        dependencies.check(tmp_path, hashes)


def test_dependencies_are_pinned():
    text = (DEMO / "dependencies.xml").read_text()
    space = "{http://maven.apache.org/POM/4.0.0}"
    tree = ElementTree.fromstring(text)
    values = {
        entry.tag.removeprefix(space): entry.text for entry in tree.find(f"{space}properties")
    }
    hashes = dependencies.read_hashes()
    assert all(re.fullmatch("[0-9a-f]{64}", value) for value in hashes.values())
    named = [*tree.iter(f"{space}dependency"), *tree.iter(f"{space}artifactItem")]
    assert len(named) == 14
    for entry in named:
        name, version = (entry.findtext(space + key) for key in ("artifactId", "version"))
        version = re.sub(r"\$\{(\w+)\}", lambda found: values[found[1]], version)
        files = [file for file in hashes if file.startswith(f"{name}-{version}")]
        assert len(files) == 1, f"{name} {version}"
    assert re.search("<artifactId>maven-dependency-plugin</artifactId>\\s*<version>3", text)


def test_one_line_tells_what_is_missing():
    there = {"java", "mvn", "zipalign", "apksigner", "dexdump"}
    missing = tools.missing_packages(tools.FOR_APP, there.__contains__)
    assert missing == ["aapt", "android-framework-res", "default-jdk-headless"]
    assert tools.missing_line(missing) == (
        "The app needs more programs; install them: "
        "sudo apt-get install aapt android-framework-res default-jdk-headless"
    )
    assert tools.missing_packages(tools.FOR_TESTS, lambda name: True) == []


def elf_file(bits, alignments):
    """An ELF file's headers: one part to load for each alignment, and one part of another kind."""
    if bits == 64:
        head = struct.pack("<4sBB10x16xQ14xHH6x", b"\x7fELF", 2, 1, 64, 56, len(alignments) + 1)
        parts = [struct.pack("<I44xQ", 1, alignment) for alignment in alignments]
        return head + struct.pack("<I44xQ", 4, 1) + b"".join(parts)
    head = struct.pack("<4sBB10x12xI10xHH6x", b"\x7fELF", 1, 1, 52, 32, len(alignments) + 1)
    parts = [struct.pack("<I24xI", 1, alignment) for alignment in alignments]
    return head + struct.pack("<I24xI", 4, 1) + b"".join(parts)


@pytest.mark.parametrize("bits", [32, 64])
def test_alignment_is_that_of_the_least_aligned_part(bits):
    assert elf.load_alignment(elf_file(bits, [16384, 4096, 65536])) == 4096
    assert elf.load_alignment(elf_file(bits, [16384, 65536])) == 16384


@pytest.mark.parametrize("data", [b"PK\x03\x04" + bytes(80), elf_file(64, [])])
def test_what_is_no_library_has_no_alignment(data):
    with pytest.raises(tools.BuildError, match="expected a library"):
        elf.load_alignment(data)


def test_small_pages_are_told():
    told = elf.pages_line({"lib/a.so": 4096, "lib/b.so": 16384})
    assert "1 of 2 are aligned to 4 KB pages" in told
    assert "16 KB pages" in told and "Android Studio (LiteRT)" in told
    assert "compatibility" not in elf.pages_line({"lib/b.so": 16384})


def test_an_apk_may_not_be_larger_than_its_limit():
    apk.check_size("a.apk", 10_000_000, 10)
    with pytest.raises(tools.BuildError, match="a.apk has 10,000,001 bytes; its limit is"):
        apk.check_size("a.apk", 10_000_001, 10)


@pytest.mark.parametrize(
    "more", ["uses-permission: name='android.permission.INTERNET'\n",
             "uses-implied-permission: name='android.permission.READ_PHONE_STATE' reason='old'\n",
             "uses-permission-sdk-23: name='android.permission.INTERNET' maxSdk='30'\n"],
)  # fmt: skip
def test_only_the_camera_is_asked_for(more):
    badging = (
        "package: name='unittf.app'\nuses-permission: name='android.permission.CAMERA'\n"
        "uses-feature-not-required: name='android.hardware.camera'\n"
    )
    assert apk.check_permissions(badging) == ["android.permission.CAMERA"]
    with pytest.raises(tools.BuildError, match="expected .*CAMERA"):
        apk.check_permissions(badging + more)


def test_results_count_skipped_and_unfinished_tests_as_failed():
    lines = [
        "started\tT.one\t", "passed\tT.one\t",
        "started\tT.two\t", "failed\tT.two\tjava.lang.Error: no\\n\tat T.two\\n\tat org.junit.X",
        "started\tT.three\t", "skipped\tT.three\tno library",
        "started\tT.four\t",
    ]  # fmt: skip
    outcome = results.read_results(lines, "stopped after 3 s")
    assert outcome.passed == 1
    assert outcome.failures == {
        "T.two": "java.lang.Error: no\n\tat T.two",
        "T.three": "skipped: no library",
        "(before its end)": "stopped after 3 s; running at that time: T.four",
    }
    whole = results.read_results([*lines[:2], "ended\t\t"], "")
    assert (whole.passed, whole.failures) == (1, {})


def test_a_step_is_stale_when_its_inputs_change(tmp_path, monkeypatch):
    monkeypatch.setattr(steps, "STAMPS", tmp_path / "stamps")
    monkeypatch.setattr(steps, "SCRIPTS", [])
    programs = ["aapt2 1"]
    monkeypatch.setattr(steps, "programs", lambda: programs)
    source, output = tmp_path / "source.kt", tmp_path / "output"
    source.write_text("one")
    step = steps.Step("made", [source], [output])
    assert step.stale
    output.touch()
    step.done()
    assert not steps.Step("made", [source], [output]).stale
    output.unlink()
    assert steps.Step("made", [source], [output]).stale
    output.touch()
    steps.Step("made", [source], [output]).done()
    source.write_text("two")
    assert steps.Step("made", [source], [output]).stale
    steps.Step("made", [source], [output]).done()
    programs[0] = "aapt2 2"
    assert steps.Step("made", [source], [output]).stale


def test_programs_are_asked_again_when_their_files_change(tmp_path, monkeypatch):
    monkeypatch.setattr(steps, "STAMPS", tmp_path / "stamps")
    framework, program = tmp_path / "framework-res.apk", tmp_path / "aapt2"
    framework.write_text("resources")
    program.write_text("program")
    asked = []
    monkeypatch.setattr(steps.tools, "FRAMEWORK", framework)
    monkeypatch.setattr(steps.tools, "program_files", lambda: [program])
    monkeypatch.setattr(steps.tools, "versions", lambda: asked.append(1) or ["aapt2 2.19"])
    ask = steps.programs.__wrapped__
    first = ask()
    assert first == ask() and "aapt2 2.19" in first and len(asked) == 1
    for file in (framework, program):
        before = ask()
        file.write_text("an upgrade")
        assert ask() != before
    assert len(asked) == 3


def test_pictures_are_read_as_pillow_writes_them(tmp_path):
    generator = np.random.default_rng(0)
    # Slopes, so that Pillow takes all of PNG's filters, and noise.
    slopes = np.add.outer(np.arange(40) * 3, np.arange(30) * 2)[..., None] + np.arange(3) * 40
    picture = np.clip(slopes + generator.integers(0, 9, (40, 30, 3)), 0, 255).astype(np.uint8)
    Image.fromarray(picture).save(tmp_path / "picture.png")
    width, height, rgb = pictures.read_png(tmp_path / "picture.png")
    assert (width, height, rgb) == (30, 40, picture.tobytes())
    Image.fromarray(picture).convert("RGBA").save(tmp_path / "transparent.png")
    with pytest.raises(tools.BuildError, match="not a plain RGB picture"):
        pictures.read_png(tmp_path / "transparent.png")


@pytest.mark.parametrize(
    "model, picture, expected, worst, mean",
    [
        (pictures.CASES[0].model, "day.png", "day_to_night.png", 4, 0.3),
        (pictures.CASES[1].model, "day.png", "day_to_night_float16.png", 1, 0.01),
        *((case.model, case.picture, case.expected, case.worst, case.mean)
          for case in pictures.CASES),
    ],
)  # fmt: skip
def test_expected_pictures_are_those_of_the_models(model, picture, expected, worst, mean):
    given, made = (np.array(Image.open(pictures.GOLDEN / name)) for name in (picture, expected))
    apart = np.abs(TFLiteTranslator(model)(given).astype(int) - made)
    assert apart.max() <= worst and apart.mean() <= mean


def test_each_filter_of_a_row():
    # By hand, with pixels (1, 2, 3) and then (10, 10, 10) above: two pixels of 5 each.
    above, line = bytes([1, 2, 3, 10, 10, 10]), bytes([5] * 6)
    assert list(pictures.unfilter(0, line, above)) == [5, 5, 5, 5, 5, 5]
    assert list(pictures.unfilter(1, line, above)) == [5, 5, 5, 10, 10, 10]
    assert list(pictures.unfilter(2, line, above)) == [6, 7, 8, 15, 15, 15]
    assert list(pictures.unfilter(3, line, above)) == [5, 6, 6, 12, 13, 13]
    # Left 6, up 10, corner 1: 15 is nearest to 10; the same with 7 and 2, 8 and 3.
    assert list(pictures.unfilter(4, line, above)) == [6, 7, 8, 15, 15, 15]


def test_differences():
    assert pictures.difference(bytes([0, 10, 255]), bytes([1, 10, 250])) == (5, 2)


def class_file(flags):
    """A class file up to its flags: one text, one number of two places, one class."""
    constants = b"\x01\x00\x02ab" + b"\x05" + bytes(8) + b"\x07\x00\x01"
    return b"\xca\xfe\xba\xbe\x00\x00\x00\x32" + struct.pack(">H", 5) + constants + flags


def test_interfaces_are_told_from_classes():
    assert class_files.is_interface(class_file(b"\x06\x01"))
    assert not class_files.is_interface(class_file(b"\x00\x31"))


def test_names_are_passed_on_but_for_our_own():
    text = host.forward(["malloc", "sysconf"], {"sysconf"}, "jmp {}@PLT")
    assert "    jmp malloc@PLT\n.symver forward_malloc,malloc@LIBC" in text
    assert "sysconf" not in text
    assert {"sysconf", "__sF", "__errno", "pthread_mutex_init"} <= host.own_names()


def test_gradle_builds_the_same_app():
    manifest = ElementTree.parse(project.MANIFEST).getroot()
    versions = manifest.find("uses-sdk").attrib
    gradle = (DEMO / "app/build.gradle.kts").read_text()
    for name, value in {
        "applicationId": f'"{project.APPLICATION}"',
        "namespace": f'"{manifest.get("package")}"',
        "minSdk": versions[f"{ANDROID}minSdkVersion"],
        "targetSdk": versions[f"{ANDROID}targetSdkVersion"],
        "compileSdk": str(project.TARGET_SDK),
        "versionCode": manifest.get(f"{ANDROID}versionCode"),
        "versionName": f'"{manifest.get(f"{ANDROID}versionName")}"',
    }.items():
        assert re.findall(rf"^ *{name} = (.*)$", gradle, re.M) == [value], name
    assert manifest.get("package") == project.APPLICATION
    assert versions[f"{ANDROID}minSdkVersion"] == str(project.MINIMUM_SDK) == "26"
    assert versions[f"{ANDROID}targetSdkVersion"] == str(project.TARGET_SDK) == "35"
    assert set(project.TEST_SDKS) == {project.TARGET_SDK, project.MINIMUM_SDK}


def test_gradle_takes_the_same_compiler_and_folders():
    dependency = (DEMO / "dependencies.xml").read_text()
    kotlin = re.search("<kotlin>(.*)</kotlin>", dependency)[1]
    whole = (DEMO / "build.gradle.kts").read_text()
    assert set(re.findall(r'kotlin\("\w+"\) version "(.*?)"', whole)) == {kotlin}
    settings = (DEMO / "settings.gradle.kts").read_text()
    assert re.findall('":(.*?)"', settings) == ["core", "app"]
    for module in ("core", "app"):
        # Gradle's own choice of folders: it reads these where a module names no others.
        assert "sourceSets" not in (DEMO / module / "build.gradle.kts").read_text()
        assert list((DEMO / module / "src/main/kotlin").rglob("*.kt"))
        assert list((DEMO / module / "src/test/kotlin").rglob("*Test.kt"))
    hashes = dependencies.read_hashes()
    core = (DEMO / "core/build.gradle.kts").read_text()
    libraries = dict(re.findall(r'"[\w.]+:([\w-]+):([\w.-]+)"', core))
    assert set(libraries) == {"json", "junit"}
    for name, version in libraries.items():
        assert f"{name}-{version}.jar" in hashes, name
    litert = re.findall(r'litert:([\w-]+):([\d.]+)"', (DEMO / "app/build.gradle.kts").read_text())
    assert litert == [("litert", "1.4.0"), ("litert-gpu", "1.4.0"), ("litert-gpu-api", "1.4.0")]


def test_only_test_classes_run(tmp_path):
    for name in ("a/OneTest.class", "a/OneTest$Inner.class", "a/Helper.class", "TwoTest.class"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert suites.test_classes(tmp_path) == ["TwoTest", "a.OneTest"]


def test_the_app_passes_on_the_licences_of_what_is_in_it():
    licence = (DEMO / "app/src/main/res/raw/licence.txt").read_text()
    for name in (
        "TensorFlow Lite", "Caffe", "XNNPACK", "RE2", "pthreadpool", "cpuinfo", "FP16", "FXdiv",
        "FarmHash", "FFT2D", "FlatBuffers", "gemmlowp", "ruy", "Abseil", "Kotlin", "Eigen",
    ):  # fmt: skip
        assert name in licence
    notices = " ".join(licence.split())
    for start in (
        "Redistributions in binary form must reproduce the above copyright notice",
        "The above copyright notice and this permission notice shall be included in all copies",
        "Mozilla Public License 2.0, https://mozilla.org/MPL/2.0/",
    ):
        assert start in notices
