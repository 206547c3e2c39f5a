package androidx.test.runner.lifecycle;

/** Robolectric's instrumentation signals these as an activity goes through its life. */
public enum Stage {
    PRE_ON_CREATE,
    CREATED,
    STARTED,
    RESUMED,
    PAUSED,
    STOPPED,
    RESTARTED,
    DESTROYED
}
