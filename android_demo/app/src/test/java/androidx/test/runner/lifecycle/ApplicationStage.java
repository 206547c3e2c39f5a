package androidx.test.runner.lifecycle;

/** Robolectric signals these around the creation of the application. */
public enum ApplicationStage {
    PRE_ON_CREATE,
    CREATED
}
