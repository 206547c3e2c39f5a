package androidx.test.runner.lifecycle;

import android.app.Activity;

/** What {@link ActivityLifecycleMonitor} calls. */
public interface ActivityLifecycleCallback {
    void onActivityLifecycleChanged(Activity activity, Stage stage);
}
