"""From class files to signed APKs, and what is checked about them."""

import re
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

from . import dependencies, elf
from .compile import CLASSES, RESOURCES, link, remove
from .project import ARCHITECTURES, BUILD, FOLDER, MANIFEST, MINIMUM_SDK, PERMISSIONS
from .steps import Step, say
from .tools import BuildError, java, run

KEY = FOLDER / "debug.p12"
DEX = BUILD / "dex"
TIME = (1980, 1, 1, 0, 0, 0)
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Variant:
    """An APK.

    Attributes:
        name: of the file.
        architectures: whose native libraries are in it.
        limit: megabytes that it may have.
        compressed: whether native libraries are compressed in it, and unpacked as it is installed.
    """

    name: str
    architectures: tuple
    limit: int
    compressed: bool

    @property
    def file(self):
        return BUILD / self.name


PHONE = Variant("unit_tf-arm64.apk", ("arm64-v8a",), 10, compressed=False)
# Stored, as for one architecture, the libraries alone would have 22 MB.
ALL = Variant("unit_tf-all.apk", ARCHITECTURES, 16, compressed=True)


def dex():
    """Shrinks the classes of core, app and libraries and makes Android's byte code of them."""
    own = [CLASSES / "core", CLASSES / "app", CLASSES / "resources"]
    file = DEX / "classes.dex"
    step = Step("dex", [*own, FOLDER / "shrink.pro"], [file])
    if not step.stale:
        return
    remove(DEX)
    DEX.mkdir(parents=True)
    jar = DEX / "app.jar"
    write_jar(jar, own)
    shrink(jar, DEX / "shrunk.jar")
    command = ["--dex", f"--min-sdk-version={MINIMUM_SDK}", f"--output={file}", DEX / "shrunk.jar"]
    dx = dependencies.class_path(["dalvik-dx"])
    run(java(dx, "com.android.dx.command.Main", *command, options=["-Xmx2g"]), "Making dex")
    check_dex(file)
    step.done()
    say(f"dex: {file.stat().st_size:,} bytes")


def write_jar(jar, folders):
    """Puts class files into a jar, in the order of their names."""
    classes = {file.relative_to(folder): file for folder in folders for file in class_files(folder)}
    with zipfile.ZipFile(jar, "w") as target:
        for name in sorted(classes):
            target.writestr(zipfile.ZipInfo(str(name), TIME), classes[name].read_bytes())


def class_files(folder):
    return folder.rglob("*.class")


def shrink(jar, target):
    """Leaves out of the libraries what the app does not use."""
    android, _ = dependencies.framework()
    lines = [f"-injars '{jar}'"]
    libraries = [dependencies.find("kotlin-stdlib"), *dependencies.tflite_classes()]
    lines += [f"-injars '{library}'(**.class,!META-INF/**)" for library in libraries]
    lines += [
        f"-libraryjars '{android}'",
        "-libraryjars <java.home>/jmods/java.base.jmod(!**.jar;!module-info.class)",
        f"-outjars '{target}'",
        f"-include '{FOLDER / 'shrink.pro'}'",
    ]
    settings = DEX / "shrink.pro"
    settings.write_text("\n".join(lines))
    proguard = dependencies.class_path(dependencies.SHRINKER)
    command = java(proguard, "proguard.ProGuard", f"@{settings}", options=["-Xmx2g"])
    run(command, "Shrinking", log=BUILD / "logs/shrink.log")


def check_dex(file):
    """Refuses byte code that needs Java's LambdaMetafactory, which Android does not have."""
    if "invoke-custom" in run(["dexdump", "-d", file], "Reading the dex"):
        raise BuildError(f"{file.name} has invoke-custom: a lambda was not compiled to a class.")


def build(variant):
    """Packs, aligns, signs and checks an APK."""
    step = Step(
        variant.name,
        [DEX / "classes.dex", RESOURCES / "resources.apk", MANIFEST, KEY, repr(variant)],
        [variant.file],
    )
    if step.stale:
        work = BUILD / "package" / variant.file.stem
        remove(work)
        work.mkdir(parents=True)
        variant.file.unlink(missing_ok=True)
        packed, aligned, signed = (work / name for name in ("packed", "aligned", "signed.apk"))
        pack(variant, packed)
        run(["zipalign", "-f", "-p", "4", packed, aligned], "Aligning")
        sign(aligned, signed)
        facts = check(variant, signed)
        signed.rename(variant.file)
        remove(work)
        (BUILD / f"{variant.file.stem}.txt").write_text("".join(f"{fact}\n" for fact in facts))
        step.done()
        for fact in facts:
            say(f"{variant.name}: {fact}")
    say(f"{variant.name}: {variant.file.stat().st_size:,} bytes, SHA-256 {sha256(variant.file)}")


def sha256(file):
    return dependencies.hash_of(file)


def pack(variant, target):
    """Adds code and native libraries to the resources; equal inputs give equal bytes."""
    if variant.compressed:
        text = MANIFEST.read_text()
        stored, unpacked = (f'android:extractNativeLibs="{value}"' for value in ("false", "true"))
        if text.count(stored) != 1:
            raise BuildError(f"{MANIFEST.name} has to say {stored} once: libraries are stored.")
        manifest = target.parent / "AndroidManifest.xml"
        manifest.write_text(text.replace(stored, unpacked))
        link(manifest, target)
    else:
        shutil.copyfile(RESOURCES / "resources.apk", target)
    library_method = zipfile.ZIP_DEFLATED if variant.compressed else zipfile.ZIP_STORED
    with zipfile.ZipFile(target, "a") as package:
        add(package, "classes.dex", DEX / "classes.dex", zipfile.ZIP_DEFLATED)
        for architecture in variant.architectures:
            for library in dependencies.native_libraries(architecture):
                add(package, f"lib/{architecture}/{library.name}", library, library_method)


def add(package, name, file, method):
    entry = zipfile.ZipInfo(name, TIME)
    entry.compress_type = method
    package.writestr(entry, file.read_bytes(), compresslevel=9)


def sign(given, target):
    run(
        ["apksigner", "sign", "--ks", KEY, "--ks-pass", "pass:android",
         "--ks-key-alias", "androiddebugkey", "--min-sdk-version", str(MINIMUM_SDK),
         "--v1-signing-enabled", "false", "--v2-signing-enabled", "true",
         "--v3-signing-enabled", "true", "--v4-signing-enabled", "false",
         "--out", target, given],
        "Signing",
    )  # fmt: skip


def check(variant, apk):
    """Refuses an APK that is not as it has to be; returns what is to be told about it."""
    run(["zipalign", "-c", "-p", "4", apk], "Checking the alignment")
    told = run(["apksigner", "verify", "-v", apk], "Verifying the signature")
    signatures = re.findall(r"Verified using (v\d) scheme.*: true", told)
    if not {"v2", "v3"} <= set(signatures):
        raise BuildError(f"{variant.name} is signed by {signatures}, expected v2 and v3.")
    permissions = check_permissions(run(["aapt2", "dump", "badging", apk], "Reading the APK"))
    with zipfile.ZipFile(apk) as package:
        check_models(package)
        libraries = {
            name: elf.load_alignment(package.read(name))
            for name in package.namelist()
            if name.endswith(".so")
        }
    check_size(variant.name, apk.stat().st_size, variant.limit)
    how = "compressed, unpacked as it is installed" if variant.compressed else "stored"
    return [
        f"signed: {', '.join(signatures)}",
        f"permissions: {', '.join(permissions)}",
        f"native libraries: {', '.join(variant.architectures)}; {how}",
        elf.pages_line(libraries),
    ]


def check_permissions(badging):
    """The sorted permissions of `aapt2 dump badging`; refuses more or less than the app's own."""
    found = set(re.findall(r"^uses-[a-z0-9-]*permission[a-z0-9-]*: name='([^']+)'", badging, re.M))
    if found != PERMISSIONS:
        raise BuildError(
            f"The APK asks for {sorted(found)}, expected {sorted(PERMISSIONS)}: "
            "see the manifest, and what libraries add."
        )
    return sorted(found)


def check_models(package):
    """Refuses compressed models: they are mapped into memory as they lie in the APK."""
    models = [entry for entry in package.infolist() if Path(entry.filename).suffix == ".tflite"]
    for entry in models:
        if entry.compress_type != zipfile.ZIP_STORED:
            raise BuildError(f"{entry.filename} is compressed in the APK, expected it stored.")
    if not models:
        raise BuildError("The APK has no model: android_demo/app/src/main/assets has to have one.")


def check_size(name, size, limit):
    """Refuses an APK of more than `limit` megabytes."""
    if size > limit * MEGABYTE:
        raise BuildError(f"{name} has {size:,} bytes; its limit is {limit * MEGABYTE:,}.")
