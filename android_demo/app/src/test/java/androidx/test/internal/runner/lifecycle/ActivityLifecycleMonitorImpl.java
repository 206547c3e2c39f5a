package androidx.test.internal.runner.lifecycle;

import android.app.Activity;
import androidx.test.runner.lifecycle.ActivityLifecycleCallback;
import androidx.test.runner.lifecycle.ActivityLifecycleMonitor;
import androidx.test.runner.lifecycle.Stage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/** Robolectric makes one and signals each step of an activity's life to it. */
public final class ActivityLifecycleMonitorImpl implements ActivityLifecycleMonitor {
    private final List<ActivityLifecycleCallback> callbacks = new ArrayList<>();
    private final Map<Activity, Stage> stages = new WeakHashMap<>();

    @Override
    public synchronized void addLifecycleCallback(ActivityLifecycleCallback callback) {
        callbacks.add(callback);
    }

    @Override
    public synchronized void removeLifecycleCallback(ActivityLifecycleCallback callback) {
        callbacks.remove(callback);
    }

    @Override
    public synchronized Stage getLifecycleStageOf(Activity activity) {
        Stage stage = stages.get(activity);
        return stage == null ? Stage.DESTROYED : stage;
    }

    @Override
    public synchronized Collection<Activity> getActivitiesInStage(Stage stage) {
        List<Activity> found = new ArrayList<>();
        for (Map.Entry<Activity, Stage> entry : stages.entrySet()) {
            if (entry.getValue() == stage) {
                found.add(entry.getKey());
            }
        }
        return found;
    }

    public void signalLifecycleChange(Stage stage, Activity activity) {
        List<ActivityLifecycleCallback> now;
        synchronized (this) {
            stages.put(activity, stage);
            now = new ArrayList<>(callbacks);
        }
        for (ActivityLifecycleCallback callback : now) {
            callback.onActivityLifecycleChanged(activity, stage);
        }
    }
}
