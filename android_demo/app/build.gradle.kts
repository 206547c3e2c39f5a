plugins {
    id("com.android.application")
    kotlin("android")
}

android {
    namespace = "unittf.app"
    compileSdk = 35

    defaultConfig {
        applicationId = "unittf.app"
        minSdk = 26
        targetSdk = 35
        versionCode = 1
        versionName = "0.1.0"
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_1_8
        targetCompatibility = JavaVersion.VERSION_1_8
    }

    // Models are mapped into memory as they lie in the APK.
    androidResources {
        noCompress += "tflite"
    }
}

kotlin {
    compilerOptions {
        jvmTarget = org.jetbrains.kotlin.gradle.dsl.JvmTarget.JVM_1_8
        allWarningsAsErrors = true
    }
}

dependencies {
    implementation(project(":core"))
    // TFLite's newer versions, with the same classes: for phones with pages of 16 KB. The app's
    // tests stay with build.py, which runs them on the library in its own APK.
    implementation("com.google.ai.edge.litert:litert:1.4.0")
    implementation("com.google.ai.edge.litert:litert-gpu:1.4.0")
    implementation("com.google.ai.edge.litert:litert-gpu-api:1.4.0")
}
