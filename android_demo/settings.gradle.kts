// For Android Studio. Untried: it needs Google's Maven repository, which build.py does without.
pluginManagement {
    repositories {
        google()
        mavenCentral()
    }
}

dependencyResolutionManagement {
    repositories {
        google()
        mavenCentral()
    }
}

rootProject.name = "unit_tf"
include(":core", ":app")
