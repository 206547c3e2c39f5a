package androidx.test.runner.lifecycle;

/** Robolectric registers its monitor here and asks for it as the application is created. */
public final class ApplicationLifecycleMonitorRegistry {
    private static ApplicationLifecycleMonitor instance;

    private ApplicationLifecycleMonitorRegistry() {}

    public static ApplicationLifecycleMonitor getInstance() {
        if (instance == null) {
            throw new IllegalStateException("no monitor registered");
        }
        return instance;
    }

    public static void registerInstance(ApplicationLifecycleMonitor monitor) {
        instance = monitor;
    }
}
