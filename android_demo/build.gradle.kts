plugins {
    id("com.android.application") version "8.13.0" apply false
    kotlin("android") version "2.4.21" apply false
    kotlin("jvm") version "2.4.21" apply false
}

// `build` has what build.py makes.
allprojects {
    layout.buildDirectory = rootDir.resolve("build/gradle/${project.name}")
}
