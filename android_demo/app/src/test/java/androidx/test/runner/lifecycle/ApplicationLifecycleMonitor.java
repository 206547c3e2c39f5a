package androidx.test.runner.lifecycle;

/** The type that {@link ApplicationLifecycleMonitorRegistry} takes. */
public interface ApplicationLifecycleMonitor {}
