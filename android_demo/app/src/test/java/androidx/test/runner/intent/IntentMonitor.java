package androidx.test.runner.intent;

/** The type that {@link IntentMonitorRegistry} takes. */
public interface IntentMonitor {}
